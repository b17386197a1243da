"""Random constraints of the rules beyond paths and waypoints, over one topology."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from tests.differential.generate_selectors import SelectorDrawer

Constraint = dict[str, Any]
# Draws `from` and `to` for a relation and the edges that may be used, and gives the inner nodes of a path between them.
DrawEnds = Callable[[Constraint], tuple[Constraint, list[str]]]
PLAIN = ["access", "control", "dependency"]
NEW_RULES = (
    "required-edge",
    "layers",
    "information-flow",
    "allowed-edges",
    "cardinality",
    "redundancy",
    "distance",
    "separation-of-duty",
    "purpose",
    "path-pattern",
)


class RuleDrawer:
    """Draws a constraint of each rule that looks at more than one path at a time, or at none."""

    def __init__(self, rng: Random, selectors: SelectorDrawer, draw_ends: DrawEnds) -> None:
        self.rng = rng
        self.selectors = selectors
        self.draw_ends = draw_ends

    def draw(self, rule: str) -> Constraint:
        """Draw a constraint of a rule."""
        drawn: Constraint = getattr(self, "draw_" + rule.replace("-", "_"))()
        return {"rule": rule, **drawn}

    def node(self) -> Any:
        """Draw a selector of one node or several."""
        return self.selectors.draw_end(self.rng.choice([1, 2, None]))

    def label(self) -> str:
        """Draw the name of a label."""
        return self.rng.choice(["tenant", "tenant", "region", "risk", "scopes"])

    def maybe(self, share: float, **fields: Any) -> Constraint:
        """Return the fields with a chance, else none."""
        return fields if self.rng.random() < share else {}

    def along(self, relations: list[str]) -> Constraint:
        """Draw a relation and the edges that may be used, or leave them out."""
        return self.maybe(0.7, along=self.rng.choice(relations)) | self.maybe(0.2, edges=self.selectors.draw_edges())

    def draw_required_edge(self) -> Constraint:
        ends = {"from": self.node(), "to": self.node()} | self.maybe(0.2, edges=self.selectors.draw_edges())
        same = [self.rng.choice(["zone", "kind", f"labels.{self.label()}"])]
        return ends | self.maybe(0.6, each=self.rng.choice(["source", "target", "pair"])) | self.maybe(0.25, same=same)

    def draw_layers(self) -> Constraint:
        layers: list[Any] = [self.node() for _ in range(self.rng.randint(1, 4))]
        layers = [{"select": each, "optional": True} if self.rng.random() < 0.4 else each for each in layers]
        flags = self.maybe(0.4, strict=True) | self.maybe(0.2, exhaustive=True)
        return {"layers": layers} | flags | self.maybe(0.3, edges=self.selectors.draw_edges())

    def draw_information_flow(self) -> Constraint:
        label = self.rng.choice(["tenant", "tenant", "region"])
        known: list[Any] = ["red", "green", "blue"] if label == "tenant" else ["us", 1, "1", True, "true", "eu-west"]
        values = self.rng.sample(known, self.rng.randint(1, len(known)))
        levels: Any = values
        # The levels of a mapping are its keys: texts.
        if label == "tenant" and self.rng.random() < 0.5:
            levels = {
                value: [other for other in values[:number] if self.rng.random() < 0.5]
                for number, value in enumerate(values)
            }
        drawn = {"label": label, "levels": levels} | self.maybe(0.6, unlabelled="ignore")
        return drawn | self.maybe(0.4, policy="integrity") | self.maybe(0.3, via=self.node())

    def draw_allowed_edges(self) -> Constraint:
        allow = [self.selectors.draw_edges() for _ in range(self.rng.randint(0, 3))]
        return {"allow": allow} | self.maybe(0.5, edges=self.selectors.draw_edges())

    def draw_cardinality(self) -> Constraint:
        low, high = self.rng.randint(1, 3), self.rng.randint(0, 3)
        bounds = self.rng.choice([{"at-least": low}, {"at-most": high}, {"at-least": low, "at-most": low + high}])
        if self.rng.random() < 0.3:
            return {"edges": self.selectors.draw_edges(), **bounds}
        # Values of other labels are written alike and differ by their type.
        per = self.rng.choice(["zone", "kind", "labels.tenant", "labels.scopes"])
        return {"match": self.node(), **bounds} | self.maybe(0.5, per=per)

    def draw_redundancy(self) -> Constraint:
        way = self.along(PLAIN)
        drawn = self.draw_ends(way)[0] | way | self.maybe(0.5, disjoint="edges")
        return drawn | self.maybe(0.6, **{"at-least": self.rng.choice([1, 1, 2, 3])})

    def draw_distance(self) -> Constraint:
        low, more = self.rng.randint(1, 4), self.rng.randint(0, 3)
        bounds = self.rng.choice([{"at-least": low}, {"at-most": low}, {"at-least": low, "at-most": low + more}])
        way = self.along([*PLAIN, "flow"])
        # Some tolls are negative or no numbers, which no distance can be measured with.
        weight = self.maybe(0.4, weight=self.rng.choice(["labels.cost"] * 4 + ["labels.toll"]))
        return self.draw_ends(way)[0] | bounds | way | weight

    def draw_separation_of_duty(self) -> Constraint:
        duties = [self.node() for _ in range(self.rng.randint(2, 3))]
        relation = self.maybe(0.7, along=self.rng.choice([*PLAIN, "flow"]))
        return {"principals": self.node(), "duties": duties} | relation

    def draw_purpose(self) -> Constraint:
        labels = {"allowed": f"labels.{self.label()}", "declared": f"labels.{self.label()}"}
        if self.rng.random() < 0.4:
            labels["declared"] = labels["allowed"]
        relation = self.maybe(0.5, along=self.rng.choice([*PLAIN, "flow"]))
        ends = self.draw_ends({"along": "flow"} | relation)[0]
        return ends | labels | relation | self.maybe(0.25, via=self.node())

    def draw_path_pattern(self) -> Constraint:
        repeats = ["one", "one", "optional", "any", "some"]
        steps: list[Any] = []
        for _ in range(self.rng.randint(1, 4)):
            chosen = {} if self.rng.random() < 0.3 else {"all": [self.node()]}
            steps.append({**chosen, "repeat": self.rng.choice(repeats)})
        return {"pattern": steps} | self.along([*PLAIN, "flow"])
