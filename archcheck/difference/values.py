"""Values held against each other with their types, and what of a change comes from the zone around."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from archcheck.difference.model import Change, Value
from archcheck.documents.topology import Label, Node, Zone


def is_same(one: object, other: object) -> bool:
    """Return whether two values are equal with their types: ``true`` is not ``1``, but ``1.0`` is."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(is_same, one, other))
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def compare_fields(old: Any, new: Any, names: Sequence[str]) -> tuple[Change, ...]:
    """Return the fields of two records that differ; labels each by itself, tags as sorted texts."""
    changes: list[Change] = []
    for name in names:
        one, other = getattr(old, name), getattr(new, name)
        if name == "labels":
            changes += _list_labels(compare_labels(one, other))
        elif name == "tags":
            if one != other:
                changes.append(Change(name, tuple(sorted(one)), tuple(sorted(other))))
        elif not is_same(one, other):
            changes.append(Change(name, one, other))
    return tuple(changes)


def compare_labels(old: Mapping[str, Label], new: Mapping[str, Label]) -> dict[str, tuple[Value, Value]]:
    """Return the labels that differ with their old and new values, by name."""
    if old is new:
        return {}
    return {
        name: (old.get(name), new.get(name))
        for name in {**old, **new}
        if name not in old or name not in new or not is_same(old[name], new[name])
    }


def _list_labels(labels: Mapping[str, tuple[Value, Value]]) -> list[Change]:
    return [Change(f"labels.{name}", *labels[name]) for name in sorted(labels)]


class Heritage:
    """How a zone's effective labels and tags changed, and for each at which zone that shows: the outermost one."""

    def __init__(self, path: str, old: Zone, new: Zone, around: "Heritage | None") -> None:
        self.around = around
        self._labels = compare_labels(old.labels, new.labels)
        self._tags = _compare_tags(old, new)
        own_labels, own_tags = _without(around, self._labels, self._tags)
        self._owners: dict[object, str] = dict(around._owners) if around else {}
        self._owners |= {("label", name): path for name in own_labels}
        self._owners |= {("tag", *tag): path for tag in own_tags}

    def has_label(self, name: str, values: tuple[Value, Value]) -> bool:
        """Return whether a label changed here in the same way."""
        known = self._labels.get(name)
        return known is not None and is_same(known, values)

    def has_tag(self, tag: tuple[str, bool]) -> bool:
        """Return whether a tag came (True) or went here as well."""
        return tag in self._tags

    def owners_of(self, old: Node, new: Node) -> set[str]:
        """Return the zones whose own changes are among those of a node in this zone."""
        if not self._owners:
            return set()
        labels = compare_labels(old.labels, new.labels)
        found = {self._owners["label", name] for name, values in labels.items() if self.has_label(name, values)}
        return found | {self._owners["tag", *tag] for tag in _compare_tags(old, new) if self.has_tag(tag)}


def compare_labelled(old: Any, new: Any, names: Sequence[str], around: Heritage | None) -> tuple[Change, ...]:
    """Return the fields of two nodes or zones that differ, without what the zone around them hands down."""
    changes = compare_fields(old, new, [name for name in names if name not in ("tags", "labels")])
    labels, tags = _without(around, compare_labels(old.labels, new.labels), _compare_tags(old, new))
    if tags:
        handed_down = _compare_tags(old, new) - tags
        before = old.tags - {tag for tag, came in handed_down if not came}
        after = new.tags - {tag for tag, came in handed_down if came}
        changes += (Change("tags", tuple(sorted(before)), tuple(sorted(after))),)
    return (*changes, *_list_labels(labels))


def _compare_tags(old: Zone | Node, new: Zone | Node) -> frozenset[tuple[str, bool]]:
    """Return the tags that came (True) or went."""
    if old.tags == new.tags:
        return frozenset()
    return frozenset(_tags(new, old, came=True)) | frozenset(_tags(old, new, came=False))


def _tags(having: Zone | Node, lacking: Zone | Node, *, came: bool) -> Iterator[tuple[str, bool]]:
    return ((tag, came) for tag in having.tags - lacking.tags)


def _without(
    around: Heritage | None, labels: dict[str, tuple[Value, Value]], tags: frozenset[tuple[str, bool]]
) -> tuple[dict[str, tuple[Value, Value]], frozenset[tuple[str, bool]]]:
    """Return the changes that the zone around did not make in the same way."""
    if around is None:
        return labels, tags
    own = {name: values for name, values in labels.items() if not around.has_label(name, values)}
    return own, frozenset(tag for tag in tags if not around.has_tag(tag))
