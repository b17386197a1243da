"""``redundancy``: disjoint paths, and cuts that are smaller than they should be."""

from collections.abc import Collection, Mapping
from typing import Any

from archcheck.certify.fields import Fields
from archcheck.certify.flows import Flows
from archcheck.certify.judgement import Identity, Judgement
from archcheck.certify.rejection import expect, member, reject
from archcheck.source.located import Location

Pair = tuple[int, int]


class Redundancy(Judgement):
    """Every pair has ``at-least`` paths without a common inner node, or without a common edge."""

    def __init__(self, fields: Fields) -> None:
        super().__init__(fields)
        model = self.model
        self.sources, self.targets = fields.nodes("from"), fields.nodes("to")
        relation = fields.text("along", "access")
        steps = model.steps(relation, fields.usable())
        self.edges = {edge for edge in steps.usable if model.has(edge, relation)}
        self.enough = fields.whole("at-least") or 2
        self.by_edges = fields.text("disjoint") == "edges"
        self.empty = [name for name, chosen in (("from", self.sources), ("to", self.targets)) if not chosen]
        self.out: dict[int, list[int]] = {}
        for edge in sorted(self.edges, key=lambda number: model.edges[number].id):
            if model.ends[edge][0] != model.ends[edge][1]:
                self.out.setdefault(model.ends[edge][0], []).append(edge)
        self._cuts: dict[Pair, frozenset[int] | None] = {}
        links = [(model.ends[edge], edge) for edges in self.out.values() for edge in edges]
        self._limited: dict[Pair, list[int]] = {}  # what a unit of flow takes up, by the arc between sides of nodes
        if self.by_edges:
            for (tail, head), edge in links:
                self._limited.setdefault((2 * tail + 1, 2 * head), []).append(edge)
        else:
            self._limited = {(2 * node, 2 * node + 1): [node] for node in range(len(model.nodes))}
        room = {arc: len(items) for arc, items in self._limited.items()}
        self._flows = Flows(len(model.nodes), [ends for ends, _ in links], room)

    def pairs(self) -> list[Pair]:
        """Return the pairs of a source and another node that is a target, in order."""
        return [(one, other) for one in sorted(self.sources) for other in sorted(self.targets) if one != other]

    def cut(self, pair: Pair) -> frozenset[int] | None:
        """Return the smallest cut of a pair that is nearest to its source; None where it is not too small."""
        if pair not in self._cuts:
            self._cuts[pair] = self._search_cut(*pair)
        return self._cuts[pair]

    def _search_cut(self, source: int, target: int) -> frozenset[int] | None:
        cut = self._flows.cut(source, target, self.enough)
        return None if cut is None else frozenset(item for arc in cut for item in self._limited[arc])

    def holds(self) -> bool:
        """Look for a cut of every pair."""
        return all(self.cut(pair) is None for pair in self.pairs())

    def check_finding(self, identity: Identity, finding: Mapping[str, Any]) -> Location | None:
        """Compare the cut; the path joins the ends, where there is one."""
        source, target, subject = identity
        model = self.model
        if source is None or target is None or subject is not None:
            reject("a finding has no source and target")
        if (
            source == target
            or model.place.get(source) not in self.sources
            or model.place.get(target) not in self.targets
        ):
            reject("a finding is about no pair")
        pair = (model.place[source], model.place[target])
        cut = self.cut(pair)
        if cut is None:
            reject("a pair has paths enough")
        names = sorted(model.edges[each].id if self.by_edges else model.nodes[each].id for each in cut)
        expect(member(finding, "cut", list), names, "a cut")
        if not names:
            expect("path" in finding, False, "the path of a pair that is not joined")
            return model.nodes[pair[0]].location
        self._check_path(pair, member(finding, "path", list))
        items = model.edges[model.edge_place[names[0]]] if self.by_edges else model.nodes[model.place[names[0]]]
        return items.location

    def _check_path(self, pair: Pair, path: list[Any]) -> None:
        model = self.model
        here = pair[0]
        expect(path[:1], [{"node": model.nodes[here].id}], "the beginning of a path")
        for step in path[1:]:
            edge = next((each for each in self.out.get(here, ()) if model.edges[each].target == step.get("node")), None)
            if edge is None:
                reject("a step of a path is not allowed")
            shown = {"node": model.edges[edge].target, "edge": model.edges[edge].id, "direction": "forward"}
            expect(step, shown, "a step of a path")
            here = model.ends[edge][1]
        if here != pair[1]:
            reject("a path does not end as it should")

    def check_complete(self, told: Collection[Identity]) -> None:
        """Look for a cut of every pair that is not told of."""
        place = self.model.place
        known = {(place[str(source)], place[str(target)]) for source, target, _ in told}
        if any(self.cut(pair) is not None for pair in self.pairs() if pair not in known):
            reject("a violation is left out")

    def check_certificate(self, certificate: Mapping[str, Any], *, passes: bool) -> None:
        """Follow the disjoint paths of every pair."""
        if not passes:
            expect(dict(certificate), {"kind": "cut"}, "the certificate")
            return
        pairs = certificate.get("pairs")
        if certificate.keys() != {"kind", "pairs"} or certificate["kind"] != "disjoint" or not isinstance(pairs, list):
            reject("the certificate has no disjoint paths")
        wanted = self.pairs()
        expect(len(pairs), len(wanted), "the number of pairs")
        for (source, target), shown in zip(wanted, pairs):  # noqa: B905 - they are as many
            names = {"source": self.model.nodes[source].id, "target": self.model.nodes[target].id}
            paths = shown.get("paths") if isinstance(shown, dict) else None
            if not isinstance(paths, list) or not isinstance(shown, dict):
                reject("a pair has no paths")
            expect({**shown, "paths": []}, {**names, "paths": []}, "a pair")
            self._check_disjoint(source, target, paths)

    def _check_disjoint(self, source: int, target: int, paths: list[Any]) -> None:
        used: list[int] = []
        for path in paths:
            here = source
            for name in path if isinstance(path, list) else ():
                edge = self.model.edge_place.get(name) if isinstance(name, str) else None
                if edge is None or edge not in self.edges or self.model.ends[edge][0] != here:
                    reject("a path of a pair is none")
                here = self.model.ends[edge][1]
                if self.by_edges:
                    used.append(edge)
                elif here != target:
                    used.append(here)
            if here != target:
                reject("a path of a pair does not end as it should")
        if len(set(used)) < len(used) or (source in used and not self.by_edges):
            reject("the paths of a pair are not disjoint")
        direct = not self.by_edges and len(paths) == 1 and len(paths[0]) == 1
        if len(paths) != self.enough and not direct:
            reject("a pair has not as many paths as it should")
