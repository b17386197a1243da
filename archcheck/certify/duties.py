"""``separation-of-duty``: who is reached backward from two duties."""

from collections.abc import Collection, Mapping
from typing import Any

from archcheck.certify.fields import Fields
from archcheck.certify.judgement import Identity
from archcheck.certify.paths import Forbidden
from archcheck.certify.reached import Reached, search
from archcheck.certify.rejection import expect, member, reject
from archcheck.certify.selection import Chosen
from archcheck.certify.walks import Product, plain
from archcheck.source.located import Location


class SeparationOfDuty(Forbidden):
    """Nobody has paths to nodes of two duties, himself not counted."""

    stops_empty = False

    def __init__(self, fields: Fields) -> None:
        self.principals = fields.nodes("principals")
        self.duties = [fields.choose(item, f"duties[{number}]") for number, item in enumerate(fields.items("duties"))]
        super().__init__(fields, fields.text("along", "control"), plain, [])
        self.empty = [] if self.principals else ["principals"]
        self.empty += [f"duties[{number}]" for number, duty in enumerate(self.duties) if not duty]

    def _back(self, product: Product, duty: Chosen) -> Reached:
        names = self.model.nodes
        origins = [
            (f"node:{names[node].id}" if node in self.principals else None, product.ends(node)) for node in sorted(duty)
        ]
        return search(product, origins, backward=True)

    def _guilty(self, product: Product) -> Chosen:
        reached = [self._back(product, duty) for duty in self.duties]
        return frozenset(
            node
            for node in self.principals
            if sum(each.by_others(product.starts(node), own=f"node:{self.model.nodes[node].id}") for each in reached)
            > 1
        )

    def _holds(self, product: Product) -> bool:
        return not self._guilty(product)

    def parts(self) -> list[dict[str, Any]]:
        """Return a part for each duty."""
        return [
            self._back(self.product, duty).part(self.product, "targets", duty=number)
            for number, duty in enumerate(self.duties)
        ]

    def check_finding(self, identity: Identity, finding: Mapping[str, Any]) -> Location | None:
        """Walk both paths; they lead into two different duties."""
        source, target, subject = identity
        if subject is None or source is not None or target is not None:
            reject("a finding has no subject")
        if self.model.place.get(subject) not in self.principals:
            reject("a finding is about nobody who is a principal")
        held: list[frozenset[int]] = []
        locations = []
        for name in ("path", "other_path"):
            path = member(finding, name, list)
            last = path[-1].get("node") if path and isinstance(path[-1], dict) else None
            if not isinstance(last, str) or last not in self.model.place or last == subject:
                reject("a path leads nowhere")
            locations.append(self.check_path(self.product, subject, last, path))
            node = self.model.place[last]
            held.append(frozenset(number for number, duty in enumerate(self.duties) if node in duty))
        if not any(one != other for one in held[0] for other in held[1]):
            reject("the paths do not lead into two duties")
        return locations[0]

    def check_fix(self, identity: Identity, edges: Chosen) -> None:
        """Look whether the principal still has both without the edges."""
        if self.model.place[str(identity[2])] in self._guilty(self._walk(None, edges)):
            reject("a fix mends nothing")

    def check_complete(self, told: Collection[Identity]) -> None:
        """Compare with everybody who has both."""
        missing = {self.model.nodes[node].id for node in self._guilty(self.product)} - {name for _, _, name in told}
        expect(sorted(missing), [], "what is left out")
