"""``forbidden-node``: no such node."""

from collections.abc import Mapping as ReadOnly
from typing import Any, ClassVar

from archcheck.report_model import Finding
from archcheck.rules.case import Case, Outcome
from archcheck.rules.certificate import matched
from archcheck.rules.rule import NODES, Rule
from archcheck.source.shapes import Field


class ForbiddenNode(Rule):
    """Fails for every node that matches; matching nothing is what it wishes for."""

    name = "forbidden-node"
    summary = "no node matches"
    fails_when = "a node matches"
    fields: ClassVar = {"match": Field(NODES, "What must not be there.", required=True)}
    example = """\
no-edge-devices:
  rule: forbidden-node
  match: {kind: device.edge}
"""

    def looks_at_edges(self, fields: ReadOnly[str, Any]) -> bool:
        """Nodes alone."""
        return False

    def evaluate(self, case: Case) -> Outcome:
        """List the nodes that match."""
        nodes = case.nodes("match")
        found = sorted(nodes)
        findings = tuple(
            Finding(f"`{node.id}` ({node.kind}) must not be there", node.location, subject=node.id)
            for node in (case.graph.nodes[position] for position in found[: case.most])
        )
        return Outcome(findings, truncated=len(found) > case.most, certificate=matched({"match": nodes}))
