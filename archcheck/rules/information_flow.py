"""``information-flow``: no read up and no write down, over any partial order of levels."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from archcheck.documents.topology import Label
from archcheck.graph.closure import MANY, close
from archcheck.graph.space import Space, avoiding_space, plain_space
from archcheck.report_model import Finding
from archcheck.rules.case import Case, Outcome
from archcheck.rules.certificate import Certificate, closed, matched, write_closure
from archcheck.rules.connections import forbid_connections
from archcheck.rules.groups import group_name
from archcheck.rules.levels import Levels, LevelsShape
from archcheck.rules.rule import NODES, Rule
from archcheck.selectors import Positions, typed
from archcheck.source.shapes import Choice, Field, identifier


class InformationFlow(Rule):
    """Fails for every pair of nodes between which information flows that the target may not hold (Denning, 1976).

    Unlabelled nodes pass things on; they are findings of their own, or under ``unlabelled: ignore`` no ends at all.
    """

    name = "information-flow"
    summary = "information flows only to where its level may be held"
    fails_when = (
        "along `flow`, something reaches a node that may not hold it, and not every such path passes `via`; "
        "`unlabelled: error`: or a node has no level"
    )
    default_along = "flow"
    only_violated_by_more_edges = True
    fields: ClassVar = {
        "label": Field(identifier("the name of a label"), "The label that gives a node its level.", required=True),
        "levels": Field(
            LevelsShape(),
            "The levels, lowest first; or a mapping from each level to the ones directly below it.",
            required=True,
        ),
        "policy": Field(
            Choice("confidentiality", "integrity"),
            "confidentiality (default): only to a level at or above; integrity: only to one at or below.",
        ),
        "via": Field(NODES, "The guards that may pass information on to where it may not go otherwise."),
        "unlabelled": Field(
            Choice("error", "ignore"), "What a node without a level is: a finding (error, default), or no end (ignore)."
        ),
    }
    example = """\
no-write-down:
  rule: information-flow
  label: classification
  levels: [public, internal, secret]
  via: {kind: guard.cross-domain}
"""

    def evaluate(self, case: Case) -> Outcome:
        """Search from all labelled nodes at once; a pair whose levels permit the flow is none."""
        levels: Levels = case.fields["levels"]
        level_of = _find_levels(case, levels)
        waypoints = case.waypoints = case.nodes("via")
        unlabelled = case.graph.population.everything - level_of.keys()
        case.matched["label"] = len(level_of)
        ignore = case.fields.get("unlabelled") == "ignore"
        if not level_of and ignore:
            return Outcome(empty=("label",))
        may_flow = levels.is_below if case.fields.get("policy") != "integrity" else levels.is_above
        receivers = {level: _find_receivers(level_of, level, may_flow) for level in sorted(set(level_of.values()))}

        def excluded(sources: Sequence[int]) -> Callable[[int], int]:
            masks = dict.fromkeys(receivers, 0)
            for bit, node in enumerate(sources):
                for level in receivers:
                    if may_flow(level_of[node], level):
                        masks[level] |= 1 << bit
            return lambda target: masks[level_of[target]]

        def prove(space: Space) -> Certificate:
            parts = []
            for level, (senders, refused) in receivers.items():
                if refused:
                    origins = [(MANY, space.start_states(node)) for node in sorted(senders)]
                    closure = close(space.successors, origins, space.blocked)
                    parts.append(write_closure(closure, "sources", level=levels.names[level]))
            return closed(parts)

        def tell(source: str, target: str) -> str:
            position = case.graph.population.position
            one, other = (group_name(levels.names[level_of[position[name]]]) for name in (source, target))
            return f"`{source}` ({one}) reaches `{target}` ({other}) along flow"

        members = frozenset(level_of)
        outcome = forbid_connections(
            case,
            members,
            members,
            lambda steps: avoiding_space(plain_space(steps), waypoints),
            tell,
            excluded,
            prove,
            ends_pass_on=True,
        )
        return outcome if ignore else _add_unlabelled(case, outcome, unlabelled)


def _find_levels(case: Case, levels: Levels) -> dict[int, int]:
    """Return the number of each labelled node's level."""
    label: str = case.fields["label"]
    found: dict[int, int] = {}
    for value, positions in case.graph.population.index(f"labels.{label}").items():
        number = levels.number(value)
        if number is not None:
            found.update(dict.fromkeys(positions, number))
    return found


def _find_receivers(
    level_of: Mapping[int, int], level: int, may_flow: Callable[[int, int], bool]
) -> tuple[Positions, Positions]:
    """Return the nodes of a level, and those that may not hold what these send."""
    senders = frozenset(node for node, own in level_of.items() if own == level)
    return senders, frozenset(node for node, own in level_of.items() if not may_flow(level, own))


def _add_unlabelled(case: Case, outcome: Outcome, unlabelled: Positions) -> Outcome:
    """Put the nodes without a level before the flows: they have no path, and none is shorter."""
    if not unlabelled:
        return outcome
    label = case.fields["label"]
    nodes = [case.graph.nodes[position] for position in sorted(unlabelled)]
    told = tuple(
        Finding(f"`{node.id}` has no level: {_describe(label, node.labels.get(label))}", node.location, subject=node.id)
        for node in nodes
    )
    findings = told + outcome.findings
    proof = outcome.certificate if outcome.findings else matched({"unlabelled": unlabelled})
    return replace(
        outcome,
        findings=findings[: case.most],
        truncated=outcome.truncated or len(findings) > case.most,
        certificate=proof,
    )


def _describe(label: str, value: Label | None) -> str:
    if value is None:
        return f"the label `{label}` is missing"
    if typed(value)[0].startswith("list:"):
        return f"the label `{label}` is a list"
    return f"`{label}: {group_name(value)}` is none of the levels"
