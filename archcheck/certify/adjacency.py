"""``forbidden-edge``: single edges of any kind, and paths of access edges through nodes that do not separate."""

from collections.abc import Sequence
from typing import Any

from archcheck.certify.fields import Fields
from archcheck.certify.model import FORWARD, Model, Steps
from archcheck.certify.paths import Forbidden, Refusal, read_step, walk_begins
from archcheck.certify.rejection import reject
from archcheck.certify.selection import Chosen
from archcheck.certify.walks import Product, Walks, plain
from archcheck.source.located import Location

INNER, END, PLACES = 1, 2, 3


class AdjacencyProduct(Product):
    """Three places a node: as a source, between, and as an end; steps to an end are of any kind from a source."""

    def __init__(self, model: Model, walks: Walks, through: Chosen) -> None:
        # What is reached as an inner node is reached as an end, too: a walk may end in any place.
        super().__init__(model, walks._replace(known=PLACES, avoided=None))
        self.through = through
        self.any = model.steps("any", walks.steps.usable)

    def after(self, state: int) -> list[int]:
        """Return the states one step on."""
        place, node = divmod(state, self.size)
        if place == END:
            return []
        access = self.walks.steps.following[node]
        ends = access if place == INNER else self.any.following[node]
        return [self.state(END, other) for other in ends] + [
            self.state(INNER, other) for other in access if other in self.through
        ]


class ForbiddenEdge(Forbidden):
    """``forbidden-edge``."""

    def __init__(self, fields: Fields) -> None:
        sources, targets = fields.nodes("from"), fields.nodes("to")
        transparent = (number for number, node in enumerate(fields.model.nodes) if node.transparent)
        self.through = fields.nodes("through", frozenset(transparent))
        super().__init__(fields, "access", plain, [Refusal(sources, targets)])
        self.empty = [name for name, chosen in (("from", sources), ("to", targets)) if not chosen]

    def _product(self, steps: Steps) -> Product:
        return AdjacencyProduct(self.model, self.make(steps), self.through)

    def check_path(self, product: Product, source: str, target: str, path: Sequence[Any]) -> Location:
        """Reject what is neither one edge nor a path of access edges through nodes that do not separate."""
        model = self.model
        here = walk_begins(model.place, source, path)
        relation = "any" if len(path) == 2 else "access"
        for number, step in enumerate(path[1:], 1):
            there, edge, direction = read_step(model.place, model.edge_place, step)
            fitting = [
                model.edges[other].id
                for other in model.between.get((here, there), ())
                if model.has(other, relation) and other in product.walks.steps.usable
            ]
            if direction != FORWARD or model.edges[edge].id != min(fitting, default=None):
                reject("a step of a path is not allowed, or names another edge than the first that allows it")
            if number < len(path) - 1 and there not in self.through:
                reject("a path leads through a node that separates its ends")
            here = there
        if model.nodes[here].id != target:
            reject("a path does not end as it should")
        return model.edges[model.edge_place[path[-1]["edge"]]].location
