"""What changed in a graph, entry by entry, for every format that lists it."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from archcheck.difference.model import Change, Changed, Comparison, ConstraintChange, Parts, Structure, Value
from archcheck.documents.topology import Edge, Node
from archcheck.report_model import Finding
from archcheck.source.scalars import core_value

SIGNS = {"added": "+", "removed": "-", "changed": "~"}
SORTS = {"zones": "zone", "nodes": "node", "edges": "edge", "edge_kinds": "edge kind"}
NOTHING = "(none)"


class Entry(NamedTuple):
    """One thing that was added, removed or changed; ``about`` says what it is, ``changes`` what changed of it."""

    sign: str
    sort: str
    name: str
    about: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    inherited_by: int = 0


def list_entries(structure: Structure) -> Iterator[Entry]:
    """Yield what changed: the topology's own fields, zones, nodes, edges, edge kinds."""
    if structure.topology:
        yield Entry("~", "topology", "", (), structure.topology)
    for name, parts in structure.parts().items():
        yield from _list_parts(SORTS[name], parts)


def _list_parts(sort: str, parts: Parts[Any]) -> Iterator[Entry]:
    for name, item in parts.added.items():
        yield Entry("+", sort, name, _about(name, item))
    for name, item in parts.removed.items():
        yield Entry("-", sort, name, _about(name, item))
    for changed in parts.changed.values():
        yield _entry(sort, changed)


def _entry(sort: str, changed: Changed[Any]) -> Entry:
    return Entry("~", sort, changed.id, (), changed.changes, changed.inherited_by)


def _about(name: str, item: object) -> tuple[str, ...]:
    if isinstance(item, Node):
        return (item.kind, *((f"in {item.zone}",) if item.zone else ()))
    if isinstance(item, Edge):
        ends = f"{item.source} -> {item.target}"
        return (item.kind,) if name.startswith(f"{item.source}->{item.target}") else (item.kind, ends)
    return (f"like {item}",) if isinstance(item, str) else ()


def say_change(change: Change) -> str:
    """Return a change as ``kind: app -> api``, one of tags as ``tags: +new, -old``."""
    if change.field == "tags" and isinstance(change.old, tuple) and isinstance(change.new, tuple):
        signed = [f"+{tag}" for tag in change.new if tag not in change.old]
        signed += [f"-{tag}" for tag in change.old if tag not in change.new]
        return f"tags: {', '.join(signed)}"
    return f"{change.field}: {say_value(change.old)} -> {say_value(change.new)}"


def say_value(value: Value) -> str:
    """Return a value as a document may write it: text that would read as something else in quotes."""
    if value is None:
        return NOTHING
    if isinstance(value, tuple):
        return f"[{', '.join(map(say_value, value))}]"
    if isinstance(value, str):
        return value if _is_plain(value) else json.dumps(value, ensure_ascii=False)
    return json.dumps(value)


def _is_plain(text: str) -> bool:
    try:
        is_text = isinstance(core_value(text), str)
    except ValueError:
        return False
    return is_text and bool(text) and text == text.strip() and text[0] not in "([\"'" and "\n" not in text


def say_counts(structure: Structure) -> str:
    """Return how much changed: ``nodes: 1 added, 2 changed; edges: 1 removed``."""
    said = []
    for name, parts in structure.parts().items():
        counts = ", ".join(f"{count} {what}" for what, count in parts.counts().items() if count)
        said += [f"{name.replace('_', ' ')}: {counts}"] if counts else []
    said += ["the topology's own fields changed"] if structure.topology else []
    return "; ".join(said) or "no change in the graph"


def say_sides(comparison: Comparison) -> str:
    """Return what is compared: ``old.yaml -> new.yaml``."""
    old, new = comparison.old, comparison.new
    if old is None or new is None:
        return f"{comparison.topology.path}: {'added' if old is None else 'removed'}"
    return f"{old.topology.path} -> {new.topology.path}"


def say_detail(change: ConstraintChange) -> str:
    """Return what is new about a constraint, in counts: ``1 new, 2 gone``."""
    counts = {
        "new": len(change.added),
        "no longer excused": len(change.unexcused),
        "gone": len(change.gone),
        "rerouted": len(change.rerouted),
    }
    said = [f"{count} {word}" for word, count in counts.items() if count]
    said += [f"{', '.join(change.emptied)} matched nothing"] if change.emptied else []
    said += [f"leans on stateless {', '.join(change.assumed)}"] if change.assumed else []
    return ", ".join(said)


def say_lost_excuse(was: Finding, finding: Finding) -> str:
    """Return which excuse a finding had, and what it has now."""
    words = {"waived": "waived", "known": "in the baseline", "grace": "in its grace period", "referred": "referred"}
    now = "" if finding.state == "open" else f", now {words[finding.state]}"
    return f"no longer {words[was.state]}{now}"
