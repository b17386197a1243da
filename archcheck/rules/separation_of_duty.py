"""``separation-of-duty``: nobody has a hand in two things that are to check each other."""

from typing import ClassVar, NamedTuple

from archcheck.documents.selector import describe
from archcheck.graph.closure import Closure
from archcheck.graph.relations import Steps, find_steps
from archcheck.graph.search import Pair, nearest_pairs
from archcheck.graph.space import Space, plain_space
from archcheck.graph.witness import find_witnesses
from archcheck.report_model import Finding
from archcheck.rules.assumptions import find_between, lessen
from archcheck.rules.case import Case, Connections, Outcome
from archcheck.rules.certificate import PATH, close_targets, closed, node_colour, write_closure
from archcheck.rules.rule import ALONG, NODES, Rule, find_empty
from archcheck.selectors import Positions
from archcheck.source.located import shorten
from archcheck.source.shapes import Field, ListOf


class SeparationOfDuty(Rule):
    """Fails for every principal with paths to nodes of two different duties; a node of two duties counts for both."""

    name = "separation-of-duty"
    summary = "nobody has paths into two duties"
    fails_when = "one principal has paths to nodes of two different duties"
    default_along = "control"
    only_violated_by_more_edges = True
    fields: ClassVar = {
        "principals": Field(NODES, "Who must not have both.", required=True),
        "duties": Field(ListOf(NODES, least=2), "The duties: selectors, each of which is one.", required=True),
        "along": Field(ALONG.shape, "The relation: control (default), access, flow or dependency."),
    }
    example = """\
who-deploys-does-not-audit:
  rule: separation-of-duty
  principals: {kind: human}
  duties:
    - {kind: pipeline.deploy}
    - {kind: store.audit}
"""

    def evaluate(self, case: Case) -> Outcome:
        """Search backward from each duty, and see who is met twice."""
        principals = case.nodes("principals")
        duties = [case.select(selector, f"duties[{number}]") for number, selector in enumerate(case.fields["duties"])]
        # An empty duty makes the constraint vacuous, but excuses nothing between the others.
        empty = find_empty({"principals": principals} | {f"duties[{n}]": duty for n, duty in enumerate(duties)})
        every_duty = frozenset[int]().union(*duties)
        case.connections = Connections(principals, every_duty, plain_space, (case.along(),), duties=tuple(duties))
        steps = find_steps(case.graph, case.along())
        holdings = _Holdings.find(case, steps, principals, duties)
        guilty = sorted(node for node in principals if len(holdings.duties_of(node)) > 1)
        if guilty:
            found = tuple(_tell(case, holdings, node) for node in guilty[: case.most])
            return Outcome(found, truncated=len(guilty) > case.most, empty=empty, certificate=PATH)
        parts = [write_closure(closure, "targets", duty=number) for number, closure in enumerate(holdings.closures)]
        assumptions = _find_assumptions(case, holdings, principals, duties)
        return Outcome(empty=empty, certificate=closed(parts), assumptions=assumptions)


class _Holdings(NamedTuple):
    """Who has paths into which duty."""

    case: Case
    space: Space
    duties: list[Positions]
    closures: list[Closure]

    @classmethod
    def find(cls, case: Case, steps: Steps, principals: Positions, duties: list[Positions]) -> "_Holdings":
        space = plain_space(steps)
        return cls(case, space, duties, [close_targets(case, space, principals, duty) for duty in duties])

    def duties_of(self, node: int) -> list[int]:
        """Return the numbers of the duties that a principal has a path into, beside itself."""
        states = self.space.start_states(node)
        colour = node_colour(self.case, node)
        return [number for number, closure in enumerate(self.closures) if closure.reaches(states, but=colour)]


def _tell(case: Case, holdings: _Holdings, node: int) -> Finding:
    """Return the finding of one principal, with its paths into the two duties that are nearest."""
    nearest: list[tuple[int, int, Pair]] = []
    for number in holdings.duties_of(node):
        (pair,) = nearest_pairs(holdings.space, [node], holdings.duties[number], 1)
        nearest.append((pair.length, number, pair))
    (_, first, one), (_, second, other) = sorted(nearest)[:2]
    path, other_path = find_witnesses(case.graph, holdings.space, [one, other])
    names = [f"`{shorten(describe(case.fields['duties'][number]))}`" for number in (first, second)]
    message = (
        f"`{case.name(node)}` has both {names[0]}, in `{path[-1].node}`, and {names[1]}, in `{other_path[-1].node}`, "
        f"along {case.along()}"
    )
    return Finding(message, path[-1].location, subject=case.name(node), path=path, other_path=other_path)


def _find_assumptions(
    case: Case, holdings: _Holdings, principals: Positions, duties: list[Positions]
) -> tuple[str, ...]:
    """Return the stateless nodes between principals and duties, where it would fail if all nodes were stateful."""
    stateless = holdings.space.steps.stateless
    if not stateless:
        return ()

    def hold(declared: Positions) -> tuple[_Holdings, bool]:
        steps = find_steps(case.graph, case.along(), stateless=declared)
        found = _Holdings.find(case, steps, principals, duties)
        return found, all(len(found.duties_of(node)) < 2 for node in principals)

    relaxed, holds = hold(frozenset())
    if holds:
        return ()
    between = find_between(case, relaxed.space, stateless, principals, frozenset().union(*duties))
    return lessen(case, between, lambda declared: hold(declared)[1])
