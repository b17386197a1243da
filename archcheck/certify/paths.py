"""Judgements of the rules that fail when a path exists."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from archcheck.certify.fields import Fields
from archcheck.certify.judgement import Identity, Judgement
from archcheck.certify.model import BACKWARD, FORWARD, Steps
from archcheck.certify.reached import Reached, search
from archcheck.certify.rejection import expect, member, only_known, reject
from archcheck.certify.selection import Chosen
from archcheck.certify.walks import Product, Walks
from archcheck.source.located import Location

Make = Callable[[Steps], Walks]


@dataclass(frozen=True)
class Refusal:
    """Sources, and the targets that no path may lead them to; ``about`` tells the part of a certificate from others."""

    sources: Chosen
    targets: Chosen
    about: Mapping[str, Any] = field(default_factory=dict)


class Forbidden(Judgement):
    """No path from the sources of any refusal to its targets.

    Args:
        fields: the constraint.
        along: the relation.
        make: from the steps of a relation to the walks that violate.
        refusals: who may not reach whom.
    """

    def __init__(self, fields: Fields, along: str, make: Make, refusals: Sequence[Refusal]) -> None:
        super().__init__(fields)
        self.along = along
        self.make = make
        self.refusals = refusals
        self._reached: dict[int, Reached] = {}
        self.product = self._walk(None)

    def _walk(self, stateless: Chosen | None, without: Chosen = frozenset()) -> Product:
        usable = self.fields.usable()
        if without:
            usable = (self.model.all_edges if usable is None else usable) - without
        return self._product(self.model.steps(self.along, usable, stateless))

    def _product(self, steps: Steps) -> Product:
        return Product(self.model, self.make(steps))

    def check_fix(self, identity: Identity, edges: Chosen) -> None:
        """Search from the source without the edges."""
        source, target, _ = identity
        if source is None or target is None:
            reject("a fix is for a finding without a path")
        product = self._walk(None, edges)
        reached = search(product, [(None, product.starts(self.model.place[source]))])
        goal = self.model.place[target]
        if any(product.node(state) == goal and product.is_end(state) for state in reached.many):
            reject("a fix mends nothing")

    def colour(self, node: int, targets: Chosen) -> str | None:
        """Return the colour of an origin: its own where it could be the other end too."""
        return f"node:{self.model.nodes[node].id}" if node in targets else None

    def reached(self, product: Product, refusal: Refusal, sources: Collection[int]) -> Reached:
        """Return what some of the sources reach."""
        whole = product is self.product and sources is refusal.sources
        number = id(refusal)
        if whole and number in self._reached:
            return self._reached[number]
        found = search(
            product, [(self.colour(node, refusal.targets), product.starts(node)) for node in sorted(sources)]
        )
        if whole:
            self._reached[number] = found
        return found

    def _reaches(self, product: Product, targets: Chosen, reached: Reached) -> bool:
        """Return whether any target is reached by another source than itself."""
        ends: dict[int, list[int]] = {}
        for state in reached.many | reached.only.keys():
            if product.is_end(state) and product.node(state) in targets:
                ends.setdefault(product.node(state), []).append(state)
        return any(reached.by_others(states, own=self.colour(node, targets)) for node, states in ends.items())

    def _holds(self, product: Product) -> bool:
        return not any(
            self._reaches(product, refusal.targets, self.reached(product, refusal, refusal.sources))
            for refusal in self.refusals
        )

    def holds(self) -> bool:
        """Search for a violation from all sources of each refusal at once."""
        return self._holds(self.product)

    def check_complete(self, told: Collection[Identity]) -> None:
        """Search from all sources that are not told of, and from each of the others alone."""
        place = self.model.place
        pairs = {(place[str(source)], place[str(target)]) for source, target, _ in told}
        named = {source for source, _ in pairs}
        for refusal in self.refusals:
            rest = refusal.sources - named
            if self._reaches(self.product, refusal.targets, self.reached(self.product, refusal, rest)):
                reject("a violation is left out")
            for source in sorted(refusal.sources & named):
                others = refusal.targets - {target for one, target in pairs if one == source} - {source}
                if self._reaches(self.product, others, self._from(source)):
                    reject("a violation is left out")

    def _from(self, source: int) -> Reached:
        return search(self.product, [(None, self.product.starts(source))])

    def check_certificate(self, certificate: Mapping[str, Any], *, passes: bool) -> None:
        """Compare the closed sets, which are exact."""
        if not passes:
            expect(dict(certificate), {"kind": "path"}, "the certificate")
            return
        if self.product.walks.known is None:
            expect(dict(certificate), {"kind": "searched"}, "the certificate")
            return
        expect(dict(certificate), {"kind": "closed", "parts": self.parts()}, "the certificate")

    def parts(self) -> list[dict[str, Any]]:
        """Return the parts of the certificate of a pass."""
        return [
            self.reached(self.product, refusal, refusal.sources).part(self.product, "sources", **refusal.about)
            for refusal in self.refusals
        ]

    def check_assumptions(self, assumptions: list[str]) -> None:
        """With no other node stateless it holds all the same, and with none at all it does not."""
        if not self.product.walks.steps.stateless:
            expect(assumptions, [], "assumptions")
            return
        if sorted(set(map(str, assumptions))) != assumptions:
            reject("the assumptions are not sorted")
        if any(name not in self.model.place for name in assumptions):
            reject("an assumption is about a node that there is not")
        leaned_on = frozenset(self.model.place[name] for name in assumptions)
        if not leaned_on <= self.model.stateless:
            reject("an assumption is about a node that is not stateless")
        if not self._holds(self._walk(leaned_on)):
            reject("the assumptions are not enough")
        if leaned_on and self._holds(self._walk(frozenset())):
            reject("it holds without any assumption")

    def check_finding(self, identity: Identity, finding: Mapping[str, Any]) -> Location | None:
        """Walk the path of a finding."""
        source, target, subject = identity
        if source is None or target is None or subject is not None:
            reject("a finding has no source and target")
        place = self.model.place
        known = source in place and target in place
        if source == target or not known or not self.refuses(place[source], place[target]):
            reject(f"a path from {source} to {target} is not forbidden")
        return self.check_path(self.product, source, target, member(finding, "path", list))

    def refuses(self, source: int, target: int) -> bool:
        """Return whether no path may lead from one node to the other."""
        return any(source in refusal.sources and target in refusal.targets for refusal in self.refusals)

    def check_path(self, product: Product, source: str, target: str, path: Sequence[Any]) -> Location:
        """Reject a path that is none, or is no violation; return the place of its last step."""
        here = walk_begins(self.model.place, source, path)
        states = set(product.starts(here))
        last = self.model.nodes[here].location
        for step in path[1:]:
            there, edge, direction = read_step(self.model.place, self.model.edge_place, step)
            self._check_best(product, states, (here, there), edge, direction)
            states = self.move(product, states, there, edge, direction)
            here = there
            last = self.model.edges[edge].location
        if self.model.nodes[here].id != target or not any(map(product.is_end, states)):
            reject("a path does not end as it should, or violates nothing")
        return last

    def move(self, product: Product, states: set[int], there: int, edge: int, direction: str) -> set[int]:
        """Return the states after a step over an edge, which is one between these nodes."""
        steps = product.walks.steps
        moved = set()
        for state in states:
            phase = self.model.arrive(steps, edge, direction, product.phase(state))
            if phase is not None:
                memory = product.memories[state // product.size]
                moved |= {
                    product.state(further, there * product.phases + phase)
                    for further in product.walks.advance(memory, there)
                }
        if not moved:
            reject("a step of a path is not allowed")
        return moved

    def _check_best(self, product: Product, states: set[int], ends: tuple[int, int], edge: int, direction: str) -> None:
        """Reject a step that another edge should stand for: forward before backward, then the smallest id."""
        steps = product.walks.steps
        for other_direction, order in ((FORWARD, ends), (BACKWARD, ends[::-1])):
            names = [
                self.model.edges[number].id
                for number in self.model.between.get(order, ())
                if any(
                    self.model.arrive(steps, number, other_direction, product.phase(state)) is not None
                    for state in states
                )
            ]
            if other_direction == direction:
                if not names or self.model.edges[edge].id != min(names):
                    reject("a step of a path names another edge than the first that allows it")
                return
            if names and ends[1] not in steps.stateless:
                reject("a step of a path goes backward where an edge leads forward")


def walk_begins(place: Mapping[str, int], source: str, path: Sequence[Any]) -> int:
    """Return the node that a path begins at, which is its source."""
    if len(path) < 2 or not isinstance(path[0], dict):
        reject("a path has no step")
    expect(path[0], {"node": source}, "the beginning of a path")
    if source not in place:
        reject("a path begins at a node that there is not")
    return place[source]


def read_step(place: Mapping[str, int], edges: Mapping[str, int], step: Any) -> tuple[int, int, str]:
    """Return the node that a step arrives at, its edge, and its direction."""
    if not isinstance(step, dict):
        reject("a step of a path is no object")
    only_known(step, ("node", "edge", "direction"), "a step")
    node, edge, direction = (member(step, name, str) for name in ("node", "edge", "direction"))
    if node not in place or edge not in edges or direction not in (FORWARD, BACKWARD):
        reject("a step of a path names what there is not")
    return place[node], edges[edge], direction
