"""Random pairs of documents, a topology and constraints on it, in strata and the same for the same seed.

Some constraints are drawn around a path that exists, so that guards stand where they matter and verdicts of all sorts
are common; `count_statuses` says how common.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from random import Random
from typing import Any

from tests.differential.generate_rules import NEW_RULES, RuleDrawer
from tests.differential.generate_selectors import NOWHERE, SelectorDrawer
from tests.differential.generate_topology import draw_topology
from tests.differential.oracle import judge
from tests.differential.oracle_case import Case
from tests.differential.oracle_paths import Search, steps_along
from tests.differential.oracle_topology import read_topology
from tests.differential.oracle_watches import Watch

Constraint = dict[str, Any]
RELATIONS = ["access", "access", "access", "flow", "flow", "flow", "control", "dependency"]


class ConstraintDrawer:
    """Draws constraints of every rule for one topology."""

    def __init__(self, rng: Random, case: Case, patterns: bool) -> None:
        self.rng = rng
        self.case = case
        self.selectors = SelectorDrawer(rng, case, patterns)

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def draw_along(self, relations: list[str]) -> Constraint:
        """Draw `along` and `edges`; either may be left to its default."""
        drawn: Constraint = {}
        along = self.rng.choice(relations)
        if along != "access" or self.chance(0.3):
            drawn["along"] = along
        if self.chance(0.25):
            drawn["edges"] = self.selectors.draw_edges()
        return drawn

    def draw_ends(self, way: Constraint) -> tuple[Constraint, list[str]]:
        """Draw `from` and `to`, half the time around a path that exists, and the inner nodes of that path."""
        edges, along = way.get("edges"), way.get("along", "access")
        search = Search(steps_along(self.case.topology, along, edges, self.case.sets), Watch())
        walks = [walk for node in self.case.topology.nodes for walk in search.shortest_walks(node).values()]
        longer = [walk for walk in walks if len(walk) > 2]
        if (longer or walks) and self.chance(0.55):
            walk = self.rng.choice(longer or walks)
            ends = {"from": self.draw_around(walk[0]), "to": self.draw_around(walk[-1])}
            return ends, list(walk[1:-1])
        most = self.rng.choice([1, 2, None])
        ends = {"from": self.selectors.draw_end(most), "to": self.selectors.draw_end(most)}
        if self.chance(0.06):
            ends["to"] = ends["from"]
        return ends, []

    def draw_around(self, node: str) -> Any:
        """Draw a selector that surely holds a node, and at times others."""
        return self.rng.choice([node, node, [node], {"id": node}, {"any": [node, self.selectors.draw_some(2)]}])

    def draw_via(self, inner: list[str], ends: Constraint) -> Any:
        """Draw a set to pass: a node of a known path, a random set, an end, or nothing at all."""
        if inner and self.chance(0.6):
            return self.draw_around(self.rng.choice(inner))
        if self.chance(0.12):
            return ends[self.rng.choice(["from", "to"])]
        return (
            self.rng.choice(NOWHERE) if self.chance(0.05) else self.selectors.draw_some(self.rng.choice([2, 3, None]))
        )

    def draw_forbidden_node(self) -> Constraint:
        return {"match": self.rng.choice(NOWHERE) if self.chance(0.4) else self.selectors.draw_some()}

    def draw_forbidden_edge(self) -> Constraint:
        way = {"edges": self.selectors.draw_edges()} if self.chance(0.25) else {}
        ends, inner = self.draw_ends(way)
        drawn = {**ends, **way}
        if self.chance(0.5):
            drawn["through"] = self.draw_via(inner, ends)
        return drawn

    def draw_forbidden_path(self) -> Constraint:
        way = self.draw_along(RELATIONS)
        return {**self.draw_ends(way)[0], **way}

    def draw_only_via(self) -> Constraint:
        way = self.draw_along(RELATIONS)
        ends, inner = self.draw_ends(way)
        return {**ends, **way, "via": self.draw_via(inner, ends)}

    def draw_only_via_in_order(self) -> Constraint:
        way = self.draw_along(RELATIONS)
        ends, inner = self.draw_ends(way)
        if inner and self.chance(0.5):
            stages = [self.draw_around(node) for node in inner[:3]]
        else:
            stages = [self.draw_via(inner, ends) for _ in range(self.rng.choice([1, 2, 2, 3]))]
        return {**ends, **way, "via": {"in-order": stages}}

    def draw_only_via_at_least(self) -> Constraint:
        way = self.draw_along([along for along in RELATIONS if along != "flow"])
        ends, inner = self.draw_ends(way)
        via = [self.draw_around(node) for node in inner] + [self.draw_via(inner, ends)]
        return {**ends, **way, "via": via, "at-least": self.rng.choice([1, 2, 2, 3])}

    def draw_required_path(self) -> Constraint:
        way = self.draw_along(RELATIONS)
        ends, inner = self.draw_ends(way)
        drawn = {**ends, **way}
        if self.chance(0.6):
            drawn["each"] = self.rng.choice(["source", "target", "pair", "pair"])
        if self.chance(0.35):
            drawn["via"] = self.draw_via(inner, ends)
        if self.chance(0.35):
            drawn["within"] = self.rng.choice([1, 2, 2, 3, 4])
        if self.chance(0.25):
            names = ["labels.tenant", "labels.region", "labels.risk"]
            drawn["same"] = self.rng.sample(names, self.rng.choice([1, 1, 2]))
        return drawn

    def draw_isolation(self) -> Constraint:
        drawn = self.draw_along(RELATIONS)
        if self.chance(0.5):
            drawn["by"] = self.rng.choice(["labels.tenant", "labels.tenant", "labels.region", "zone", "kind"])
        else:
            number = self.rng.choice([2, 2, 3])
            drawn["groups"] = [self.selectors.draw_end(self.rng.choice([1, 2, None])) for _ in range(number)]
        if self.chance(0.2):
            drawn["match"] = self.selectors.draw_end()
        if self.chance(0.35):
            drawn["except-via"] = self.selectors.draw_some(2)
        return drawn

    def draw_attributes(self) -> Constraint:
        if self.chance(0.4):
            edges = {"id": "absent"} if self.chance(0.1) else self.selectors.draw_edges()
            must = self.selectors.draw_edges()
            return {"edges": edges, "must": {"any": [edges, must]} if self.chance(0.3) else must}
        match = self.selectors.draw_end(self.rng.choice([1, 2, None]))
        must = self.selectors.draw_some()
        return {"match": match, "must": {"any": [match, must]} if self.chance(0.3) else must}

    def draw_acyclic(self) -> Constraint:
        drawn = self.draw_along([along for along in RELATIONS if along != "flow"])
        if self.chance(0.8):
            drawn["match"] = "*" if self.chance(0.2) else self.selectors.draw_end()
        if self.chance(0.7):
            drawn["by"] = self.rng.choice(["node", "zone", "kind", "labels.tenant"])
        return drawn

    def draw_constraints(self) -> dict[str, Constraint]:
        """Draw one or two constraints of every rule, in a random order."""
        rules: list[tuple[str, Callable[[], Constraint]]] = [
            ("forbidden-node", self.draw_forbidden_node),
            ("forbidden-edge", self.draw_forbidden_edge),
            ("forbidden-path", self.draw_forbidden_path),
            ("only-via", self.draw_only_via),
            ("only-via", self.draw_only_via_in_order),
            ("only-via", self.draw_only_via_at_least),
            ("required-path", self.draw_required_path),
            ("required-path", self.draw_required_path),
            ("isolation", self.draw_isolation),
            ("attributes", self.draw_attributes),
            ("acyclic", self.draw_acyclic),
        ]
        more = RuleDrawer(self.rng, self.selectors, self.draw_ends)
        rules += [(rule, partial(more.draw, rule)) for rule in NEW_RULES]
        self.rng.shuffle(rules)
        drawn = {f"c{number}-{rule}": {**draw(), "rule": rule} for number, (rule, draw) in enumerate(rules)}
        for constraint in drawn.values():
            if self.chance(0.15):
                constraint["allow-empty"] = "drawn so"
        return drawn


def draw_case(seed: int, plain: bool = False) -> tuple[dict[str, Any], dict[str, Any]]:
    """Draw a topology document and a constraints document.

    In a `plain` case no verdict depends on the order of a document, and node ids appear only whole, so that nodes can
    be renamed by replacing texts.
    """
    # An integer is the one seed that means the same for every hash seed and version.
    rng = Random(seed)
    topology = draw_topology(rng, seed, plain)
    sets: dict[str, Any] = {}
    case = Case(read_topology(topology), sets)
    drawer = ConstraintDrawer(rng, case, patterns=not plain)
    for name in ("guards", "core"):
        # Drawn before it is entered, so that a set may name only an earlier one.
        drawn = drawer.selectors.draw_some()
        sets[name] = drawn
    constraints = drawer.draw_constraints()
    return topology, {"archcheck": "constraints/v1", "name": "drawn", "sets": sets, "constraints": constraints}


def count_statuses(seeds: Iterable[int]) -> dict[str, Counter[str]]:
    """Count, for every rule, the statuses that the oracle gives in the cases of these seeds."""
    counts: dict[str, Counter[str]] = {}
    for seed in seeds:
        topology, constraints = draw_case(seed)
        for name, verdict in judge(topology, constraints).items():
            rule = constraints["constraints"][name]["rule"]
            counts.setdefault(rule, Counter())[verdict.status] += 1
    return counts
