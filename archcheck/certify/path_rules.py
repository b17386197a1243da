"""The rules that forbid paths: from their fields to refusals."""

from collections.abc import Collection, Mapping
from copy import copy
from typing import Any

from archcheck.certify.fields import Fields, key_of
from archcheck.certify.groups import group_by
from archcheck.certify.judgement import Identity
from archcheck.certify.levels import read_levels
from archcheck.certify.numbers import write
from archcheck.certify.paths import Forbidden, Refusal
from archcheck.certify.reached import Reached, search
from archcheck.certify.rejection import expect, reject
from archcheck.certify.selection import Chosen, kind_of
from archcheck.certify.walks import REPEATS, Product, Repeat, counting, in_order, matching, plain
from archcheck.source.located import Location, Mapping as Located, Sequence as Items, Value


def judge_forbidden_path(fields: Fields) -> Forbidden:
    """``forbidden-path``: no path at all."""
    sources, targets = fields.nodes("from"), fields.nodes("to")
    judgement = Forbidden(fields, fields.text("along", "access"), plain, [Refusal(sources, targets)])
    judgement.empty = [name for name, chosen in (("from", sources), ("to", targets)) if not chosen]
    return judgement


def judge_only_via(fields: Fields) -> Forbidden:
    """``only-via``: no path past the waypoints, out of their order, or by too few of them."""
    sources, targets = fields.nodes("from"), fields.nodes("to")
    order = key_of(fields.raw.fields["via"][1], "in-order")
    if isinstance(order, Items):
        stages = [fields.choose(item, f"via[{number}]") for number, item in enumerate(order.items)]
    else:
        stages = [fields.nodes("via")]
    enough = fields.whole("at-least") or 1
    if len(stages) > 1:
        make = lambda steps: in_order(steps, stages)  # noqa: E731 - one of three
    elif enough > 1:
        make = lambda steps: counting(steps, stages[0], enough)  # noqa: E731
    else:
        make = lambda steps: plain(steps, stages[0])  # noqa: E731
    judgement = Forbidden(fields, fields.text("along", "access"), make, [Refusal(sources, targets)])
    judgement.empty = [name for name, chosen in (("from", sources), ("to", targets)) if not chosen]
    return judgement


def judge_path_pattern(fields: Fields) -> Forbidden:
    """``path-pattern``: no path that the pattern takes whole."""
    pattern: list[tuple[Chosen, Repeat]] = []
    for number, item in enumerate(fields.items("pattern")):
        repeat = key_of(item, "repeat")
        chosen = fields.choose(_without(item, "repeat"), f"pattern[{number}]")
        pattern.append((chosen, REPEATS[getattr(repeat, "text", "one")]))
    first = [place for place in range(len(pattern)) if all(repeat.missing for _, repeat in pattern[:place])]
    last = [place for place in range(len(pattern)) if all(repeat.missing for _, repeat in pattern[place + 1 :])]
    sources = frozenset[int]().union(*(pattern[place][0] for place in first))
    targets = frozenset[int]().union(*(pattern[place][0] for place in last))
    return Forbidden(
        fields,
        fields.text("along", "access"),
        lambda steps: matching(steps, pattern),
        [Refusal(sources, targets)],
    )


def _without(value: Value, name: str) -> Value:
    if not isinstance(value, Located):
        return value
    rest = copy(value)
    rest.entries = {key: entry for key, entry in value.entries.items() if key != name}
    return rest


def judge_purpose(fields: Fields) -> Forbidden:
    """``purpose``: no path to a target that is for more than the source allows."""
    sources, targets = fields.nodes("from"), fields.nodes("to")
    avoided = fields.nodes("via")

    def purposes(node: int, name: str) -> frozenset[tuple[str, object]]:
        value = fields.model.nodes[node].labels.get(fields.text(name).removeprefix("labels."))
        values = value if isinstance(value, tuple) else () if value is None else (value,)
        return frozenset((kind_of(each), each) for each in values)

    declared = {node: purposes(node, "declared") for node in targets}
    refusals = []
    granted = {purposes(node, "allowed") for node in sources}
    for allowed in sorted(granted, key=lambda each: sorted((kind, str(value)) for kind, value in each)):
        refused = frozenset(node for node, wanted in declared.items() if not wanted or not wanted <= allowed)
        if refused:
            members = frozenset(node for node in sources if purposes(node, "allowed") == allowed)
            shown = [value for _, value in sorted(allowed, key=lambda each: (each[0], str(each[1])))]
            refusals.append(Refusal(members, refused, {"allowed": shown}))
    judgement = Forbidden(fields, fields.text("along", "flow"), lambda steps: plain(steps, avoided), refusals)
    judgement.empty = [name for name, chosen in (("from", sources), ("to", targets)) if not chosen]
    return judgement


class InformationFlow(Forbidden):
    """``information-flow``: no path to where a level may not go; under ``unlabelled: error`` every node has one."""

    def __init__(self, fields: Fields) -> None:
        levels = read_levels(fields)
        label = fields.text("label")
        level_of: dict[int, int] = {}
        for number, node in enumerate(fields.model.nodes):
            level = levels.level_of(node.labels.get(label))
            if level is not None:
                level_of[number] = level
        avoided = fields.nodes("via")
        self.ignore = fields.text("unlabelled") == "ignore"
        self.unlabelled = frozenset(range(len(fields.model.nodes))) - level_of.keys()
        integrity = fields.text("policy") == "integrity"
        refusals = []
        for level in range(len(levels.names)):
            senders = frozenset(node for node, own in level_of.items() if own == level)
            refused = frozenset(
                node
                for node, own in level_of.items()
                if not (levels.at_or_below(own, level) if integrity else levels.at_or_below(level, own))
            )
            if senders and refused:
                refusals.append(Refusal(senders, refused, {"level": levels.names[level]}))
        super().__init__(fields, "flow", lambda steps: plain(steps, avoided), refusals)
        fields.matched["label"] = len(level_of)
        self.empty = ["label"] if self.ignore and not level_of else []

    @property
    def wrong(self) -> Chosen:
        """The nodes that are findings of their own."""
        return frozenset() if self.ignore else self.unlabelled

    def holds(self) -> bool:
        """Look for nodes without a level, then for flows."""
        return not self.wrong and super().holds()

    def check_finding(self, identity: Identity, finding: Mapping[str, Any]) -> Location | None:
        """Look at the node, or walk the path."""
        subject = identity[2]
        if subject is None:
            return super().check_finding(identity, finding)
        places = {self.model.nodes[node].id: self.model.nodes[node].location for node in self.wrong}
        expect(subject in places and identity[:2] == (None, None), True, "the lack of a level")
        return places[subject]

    def check_complete(self, told: Collection[Identity]) -> None:
        """Look for nodes and for flows that are not told."""
        subjects = {subject for _, _, subject in told}
        missing = [node for node in self.wrong if self.model.nodes[node].id not in subjects]
        expect(missing, [], "what is left out")
        super().check_complete([identity for identity in told if identity[2] is None])

    def check_certificate(self, certificate: Mapping[str, Any], *, passes: bool) -> None:
        """Where all findings are nodes, the certificate lists them."""
        if not passes and self.wrong and super().holds():
            expected = {"kind": "matched", "matched": {"unlabelled": write(self.wrong)}}
            expect(dict(certificate), expected, "the certificate")
            return
        super().check_certificate(certificate, passes=passes)


class Isolation(Forbidden):
    """``isolation``: no path between different groups; a group is a colour, and so is a node of several groups."""

    stops_empty = False

    def __init__(self, fields: Fields) -> None:
        scope = fields.nodes("match", frozenset(range(len(fields.model.nodes))))
        avoided = fields.nodes("except-via")
        groups: dict[str, Chosen] = {}
        self.empty_groups: list[str] = []
        if fields.value("by") is not None:
            groups = group_by(fields.model, scope, fields.text("by"))
            fields.matched["by"] = len(groups)
            self.empty_groups = [] if groups else ["by"]
        else:
            for number, item in enumerate(fields.items("groups")):
                name = f"groups[{number}]"
                groups[str(number)] = fields.choose(item, name) & scope
                fields.matched[name] = len(groups[str(number)])
                if not groups[str(number)]:
                    self.empty_groups.append(name)
        self.colours: dict[int, str] = {}
        for name, members in groups.items():
            for node in members:
                several = node in self.colours
                self.colours[node] = f"node:{fields.model.nodes[node].id}" if several else f"group:{name}"
        everybody = frozenset(self.colours)
        refusals = [Refusal(everybody, everybody)]
        super().__init__(fields, fields.text("along", "access"), lambda steps: plain(steps, avoided), refusals)
        self.empty = self.empty_groups

    def refuses(self, source: int, target: int) -> bool:
        """Return whether two nodes have different colours."""
        return super().refuses(source, target) and self.colours.get(source) != self.colours.get(target)

    def _reached_from(self, product: Product, sources: Chosen) -> Reached:
        return search(product, [(self.colours[node], product.starts(node)) for node in sorted(sources)])

    def _joins(self, product: Product, reached: Reached) -> bool:
        return any(reached.by_others(product.ends(node), own=colour) for node, colour in self.colours.items())

    def _holds(self, product: Product) -> bool:
        return not self._joins(product, self._reached_from(product, frozenset(self.colours)))

    def check_complete(self, told: Collection[Identity]) -> None:
        """Search from all nodes that are not told of as sources, and from each of the others alone."""
        place = self.model.place
        pairs = {(place[str(source)], place[str(target)]) for source, target, _ in told}
        named = {source for source, _ in pairs}
        if self._joins(self.product, self._reached_from(self.product, frozenset(self.colours) - named)):
            reject("a violation is left out")
        for source in sorted(named):
            hit = {self.product.node(state) for state in self._from(source).many}
            if any(self.refuses(source, target) and (source, target) not in pairs for target in hit - {source}):
                reject("a violation is left out")

    def parts(self) -> list[dict[str, Any]]:
        """Return the one part, whose colours are the groups."""
        return [self._reached_from(self.product, frozenset(self.colours)).part(self.product, "sources")]
