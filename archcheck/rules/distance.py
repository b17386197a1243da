"""``distance``: far enough apart, or near enough."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from math import inf, lcm
from typing import TYPE_CHECKING, Any, ClassVar

from archcheck.documents.topology import Edge
from archcheck.errors import EvaluationError
from archcheck.graph.distance import Distance as Measured, Weigh, count_steps, find_lightest, weigh_paths
from archcheck.graph.relations import Steps, find_steps, flow_directions, has_relation
from archcheck.graph.space import Space, plain_space
from archcheck.report_model import Finding, Step
from archcheck.rules.assumptions import find_between, lessen
from archcheck.rules.case import Case, Outcome
from archcheck.rules.certificate import PATH
from archcheck.rules.groups import GroupBy, group_name
from archcheck.rules.rule import ALONG, FROM, PATH_EDGES, TO, Rule, find_empty
from archcheck.selectors import Positions
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location
from archcheck.source.shapes import Field, Number

if TYPE_CHECKING:
    from fractions import Fraction


class Distance(Rule):
    """Fails for every connected pair whose shortest path is too short, or too long, in steps or by a label's sum."""

    name = "distance"
    summary = "shortest paths are long enough, and short enough"
    fails_when = (
        "a shortest path is shorter than `at-least`, or, for a pair that is connected, longer than `at-most` (steps, "
        "or the sum of that label over the edges, none negative)"
    )
    default_along = "access"
    fields: ClassVar = {
        "from": FROM,
        "to": TO,
        "along": ALONG,
        "edges": PATH_EDGES,
        "at-least": Field(Number(least=0), "How long a shortest path is at least."),
        "at-most": Field(Number(least=0), "How long a shortest path is at most; a pair without a path is fine."),
        "weight": Field(
            GroupBy(), "The label of edges that is summed up instead of counting steps; without it an edge weighs 0."
        ),
    }
    example = """\
answer-in-time:
  rule: distance
  from: {kind: app}
  to: {kind: store}
  weight: labels.latency-ms
  at-most: 200
"""

    def refine(self, fields: dict[str, Any], location: Location, problems: Problems) -> None:
        """A bound at least, and the two in order; ``at-least`` bounds something."""
        if "at-least" not in fields and "at-most" not in fields:
            problems.error("contradiction", "distance needs `at-least`, `at-most` or both", location)
        elif fields.get("at-least") == 0:
            problems.error("invalid-number", "`at-least: 0` asks for nothing", location, "leave it out")
        elif fields.get("at-least", 0) > fields.get("at-most", inf):
            least, most = fields["at-least"], fields["at-most"]
            problems.error("contradiction", f"`at-least: {least}` is more than `at-most: {most}`", location)

    def evaluate(self, case: Case) -> Outcome:
        """Measure all pairs at once in steps, or from each source by weight."""
        sources, targets = case.nodes("from"), case.nodes("to")
        edges = case.edges()
        empty = find_empty({"from": sources, "to": targets})
        if empty:
            return Outcome(empty=empty)
        steps = find_steps(case.graph, case.along(), edges)
        found = _Measurement(case, steps, sources, targets)
        if found.wrong:
            shown = found.wrong[: case.most]
            findings = tuple(map(found.tell, shown, found.paths(shown)))
            return Outcome(findings, truncated=len(found.wrong) > case.most, certificate=PATH)
        proof = {
            "kind": "distances",
            "least": found.show(found.least) if "at-least" in case.fields else None,
            "greatest": found.show(found.greatest) if "at-most" in case.fields else None,
        }
        return Outcome(certificate=proof, assumptions=_find_assumptions(case, steps, sources, targets))


def _find_assumptions(case: Case, steps: Steps, sources: Positions, targets: Positions) -> tuple[str, ...]:
    """Return the stateless nodes between the ends, where it would fail if all nodes were stateful."""
    if not steps.stateless:
        return ()

    def holds_with(declared: Positions) -> bool:
        tried = find_steps(case.graph, case.along(), case.edges(), stateless=declared)
        return not _Measurement(case, tried, sources, targets).wrong

    if holds_with(frozenset()):
        return ()
    relaxed = plain_space(find_steps(case.graph, case.along(), case.edges(), all_stateful=True))
    return lessen(case, find_between(case, relaxed, steps.stateless, sources, targets), holds_with)


class _Measurement:
    """The distances between sources and targets: the extremes as far as they matter, and those out of bounds.

    Weights are whole numbers: those of the documents, times ``scale``.
    """

    def __init__(self, case: Case, steps: Steps, sources: Positions, targets: Positions) -> None:
        self.case = case
        self.space: Space = plain_space(steps)
        self.scale, self.weigh = 1, None
        if "weight" in case.fields:
            self.scale, self.weigh = _read_weights(case, steps)
        self.low = _exact(case.fields.get("at-least", 0)) * self.scale
        self.high = _exact(case.fields["at-most"]) * self.scale if "at-most" in case.fields else None
        self.least: int | None = None
        self.greatest: int | None = None
        self.wrong: list[Measured] = []
        if self.weigh is None:
            self._count(sources, targets)
        else:
            self._weigh(sources, targets, self.weigh)

    def _count(self, sources: Positions, targets: Positions) -> None:
        for length, pairs in count_steps(self.space, sources, targets):
            self._note(length)
            if self._is_wrong(length):
                self.wrong += islice(pairs, self.case.enough - len(self.wrong))
            if len(self.wrong) > self.case.most or (self.high is None and length >= self.low):
                return

    def _weigh(self, sources: Positions, targets: Positions, weigh: Weigh) -> None:
        for pair in weigh_paths(self.case.graph, self.space, sources, targets, weigh):
            self._note(pair.weight)
            if self._is_wrong(pair.weight):
                self.wrong.append(pair)
        self.wrong.sort(key=lambda pair: pair[1:])

    def _note(self, weight: int) -> None:
        self.least = weight if self.least is None else min(self.least, weight)
        self.greatest = weight if self.greatest is None else max(self.greatest, weight)

    def _is_wrong(self, weight: int) -> bool:
        return weight < self.low or (self.high is not None and weight > self.high)

    def show(self, weight: int | None) -> float | None:
        """Return a weight as the documents write it."""
        from fractions import Fraction  # loads slowly, and few constraints ask for it

        return None if weight is None else _plain(Fraction(weight, self.scale))

    def paths(self, pairs: Sequence[Measured]) -> list[tuple[Step, ...]]:
        """Return the witnesses of pairs."""
        return find_lightest(self.case.graph, self.space, pairs, self.weigh or (lambda _: 1))

    def tell(self, pair: Measured, path: tuple[Step, ...]) -> Finding:
        """Return the finding of a pair that is too near or too far."""
        fields = self.case.fields
        source, target = self.case.name(pair.source), self.case.name(pair.target)
        unit = f" of {fields['weight']}" if self.weigh else f" step{'s' * (pair.weight != 1)}"
        bound = f"at least {fields['at-least']}" if pair.weight < self.low else f"at most {fields['at-most']}"
        message = f"`{source}` is {self.show(pair.weight)}{unit} from `{target}`, and should be {bound}"
        return Finding(message, path[-1].location, source, target, path=path)


def _read_weights(case: Case, steps: Steps) -> tuple[int, Weigh]:
    """Return the weights of the edges that paths may use, made whole by a factor, and the factor.

    Raises:
        EvaluationError: where one of them is negative, or no number.
    """
    graph, field = case.graph, case.fields["weight"]
    label = field.removeprefix("labels.")
    weights: dict[int, Fraction] = {}
    for position, edge in enumerate(graph.edges):
        if (steps.edges is not None and position not in steps.edges) or not _takes_part(case, edge):
            continue
        value = edge.labels.get(label, 0)
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            what = "a list" if isinstance(value, tuple) else f"`{group_name(value)}`"
            raise EvaluationError(
                f"the {field} of the edge `{edge.id}` ({edge.location}) is {what}; a weight is a number, none negative"
            )
        weights[position] = _exact(value)
    scale = lcm(*(weight.denominator for weight in weights.values()))
    whole = {position: int(weight * scale) for position, weight in weights.items()}
    return scale, whole.__getitem__


def _takes_part(case: Case, edge: Edge) -> bool:
    along = case.along()
    return any(flow_directions(case.graph, edge)) if along == "flow" else has_relation(case.graph, edge, along)


def _exact(number: float) -> Fraction:
    """Return a number as it was written, so that 0.1 and 0.2 make 0.3."""
    from fractions import Fraction

    return Fraction(repr(number))


def _plain(number: Fraction) -> float:
    return int(number) if number.denominator == 1 else float(number)
