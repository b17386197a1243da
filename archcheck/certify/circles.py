"""``acyclic``: an order in which every edge leads on, or circles."""

from collections.abc import Collection, Mapping
from typing import Any

from archcheck.certify.fields import Fields
from archcheck.certify.groups import group_by
from archcheck.certify.judgement import Identity, Judgement
from archcheck.certify.model import FORWARD
from archcheck.certify.paths import read_step
from archcheck.certify.rejection import expect, member, reject
from archcheck.source.located import Location


class Acyclic(Judgement):
    """Nodes, or groups of them, and which edge joins which to which: of several the one of the smallest id."""

    def __init__(self, fields: Fields) -> None:
        super().__init__(fields)
        model = self.model
        matched = fields.nodes("match", frozenset(range(len(model.nodes))))
        usable = fields.usable()
        self.empty = [] if matched else ["match"]
        by = fields.text("by", "node")
        if by == "node":
            groups = {model.nodes[node].id: frozenset((node,)) for node in matched}
        else:
            groups = group_by(model, matched, by)
        groups_of: dict[int, list[str]] = {}
        for name, members in groups.items():
            for node in members:
                groups_of.setdefault(node, []).append(name)
        self.vertices = frozenset(groups)
        self.joins: dict[tuple[str, str], str] = {}
        along = fields.text("along", "access")
        for edge in model.all_edges if usable is None else usable:
            if not model.has(edge, along):
                continue
            source, target = model.ends[edge]
            for one in groups_of.get(source, ()):
                for other in groups_of.get(target, ()):
                    if one != other or by == "node":
                        name = model.edges[edge].id
                        self.joins[one, other] = min(name, self.joins.get((one, other), name))
        self.after: dict[str, set[str]] = {name: set() for name in groups}
        self.before: dict[str, set[str]] = {name: set() for name in groups}
        for one, other in self.joins:
            self.after[one].add(other)
            self.before[other].add(one)

    def holds(self) -> bool:
        """Take away what nothing leads to, again and again (Kahn, 1962): a circle stays."""
        return not self._remainder(frozenset())

    def _remainder(self, without: frozenset[str]) -> set[str]:
        left = set(self.vertices - without)
        waiting = {name: len(self.before[name] & left) for name in left}
        free = [name for name, number in waiting.items() if not number]
        while free:
            name = free.pop()
            left.discard(name)
            for other in self.after[name] & left:
                waiting[other] -= 1
                if not waiting[other]:
                    free.append(other)
        return left

    def _component(self, name: str) -> frozenset[str]:
        """Return what leads to a vertex and is led to by it, itself included."""
        return frozenset(_flood(name, self.after) & _flood(name, self.before)) | {name}

    def check_finding(self, identity: Identity, finding: Mapping[str, Any]) -> Location | None:
        """Walk the cycle; its vertices are those of the smallest member's component."""
        source, target, subject = identity
        path = member(finding, "path", list)
        if subject is None or source is not None or target is not None or subject not in self.vertices:
            reject("a finding is about nothing that could be on a cycle")
        if len(path) < 2 or path[0] != {"node": subject}:
            reject("a cycle does not begin at its subject")
        here = subject
        names = {name: number for number, name in enumerate(sorted(self.vertices))}
        for step in path[1:]:
            _, edge, direction = read_step(names, self.model.edge_place, step)
            there = str(step["node"])
            if direction != FORWARD or self.joins.get((here, there)) != self.model.edges[edge].id:
                reject("a step of a cycle is not one of its edge")
            here = there
        if here != subject:
            reject("a cycle does not close")
        if subject != min(self._component(subject)):
            reject("the subject of a cycle is not the smallest of its component")
        return self.model.edges[self.model.edge_place[path[-1]["edge"]]].location

    def check_complete(self, told: Collection[Identity]) -> None:
        """Without the components that are told of, nothing has a cycle."""
        gone = frozenset[str]().union(*(self._component(str(subject)) for _, _, subject in told))
        if self._remainder(gone):
            reject("a violation is left out")

    def check_certificate(self, certificate: Mapping[str, Any], *, passes: bool) -> None:
        """Follow the order: every vertex once, and every edge from an earlier to a later one."""
        if not passes:
            expect(dict(certificate), {"kind": "cycle"}, "the certificate")
            return
        order = certificate.get("order")
        if certificate.keys() != {"kind", "order"} or certificate["kind"] != "order" or not isinstance(order, list):
            reject("the certificate is no order")
        if not all(isinstance(name, str) for name in order) or sorted(order) != sorted(self.vertices):
            reject("the order does not hold every vertex once")
        rank = {name: number for number, name in enumerate(order)}
        if any(rank[one] >= rank[other] for one, other in self.joins):
            reject("an edge leads back in the order")


def _flood(start: str, after: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for other in after[waiting.pop()]:
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen
