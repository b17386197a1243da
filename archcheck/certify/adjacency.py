"""``forbidden-edge``: single edges of any kind, and paths of access edges through nodes that do not separate."""

from collections.abc import Sequence
from typing import Any

from archcheck.certify.fields import Fields
from archcheck.certify.model import FORWARD
from archcheck.certify.paths import Forbidden, Refusal, read_step, walk_begins
from archcheck.certify.rejection import reject
from archcheck.certify.selection import Chosen
from archcheck.certify.walks import Product, plain
from archcheck.source.located import Location

INNER, END, PLACES = 1, 2, 3


class AdjacencyProduct(Product):
    """Three places a node: as a source, between, and as an end; steps to an end are of any kind from a source."""

    def __init__(self, judgement: "ForbiddenEdge", usable: Chosen | None) -> None:
        access = judgement.model.steps("access", usable)
        super().__init__(
            judgement.model,
            plain(access)._replace(known=PLACES, ends=lambda place, _: place == END, avoided=None),
        )
        self.through = judgement.through
        self.any = judgement.model.steps("any", usable)

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
        self.usable = fields.usable()
        super().__init__(fields, "access", plain, [Refusal(sources, targets)])
        self.empty = [name for name, chosen in (("from", sources), ("to", targets)) if not chosen]

    def _walk(self, stateless: Chosen | None, without: Chosen = frozenset()) -> Product:
        usable = self.usable
        if without:
            usable = (self.model.all_edges if usable is None else usable) - without
        return AdjacencyProduct(self, usable)

    def check_path(self, product: Product, source: str, target: str, path: Sequence[Any]) -> Location:
        """Reject what is neither one edge nor a path of access edges through nodes that do not separate."""
        model = self.model
        here = walk_begins(model.place, source, path)
        location = None
        for number, step in enumerate(path[1:], 1):
            there, edge, direction = read_step(model.place, model.edge_place, step)
            relation = "any" if len(path) == 2 else "access"
            fitting = [
                model.edges[other].id
                for other in model.between.get((here, there), ())
                if model.has(other, relation) and (self.usable is None or other in self.usable)
            ]
            if direction != FORWARD or model.edges[edge].id != min(fitting, default=None):
                reject("a step of a path is not allowed, or names another edge than the first that allows it")
            if number < len(path) - 1 and there not in self.through:
                reject("a path leads through a node that separates its ends")
            here, location = there, model.edges[edge].location
        if location is None or model.nodes[here].id != target:
            reject("a path does not end as it should")
        return location
