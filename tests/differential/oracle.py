"""A naive reference implementation of the language, to hold the engine against.

It is written from the definitions alone: sets of tuples, level-by-level search, whole walks kept as tuples of node ids.
INVARIANT: it shares nothing with the engine, not even the reading of documents, so that one mistake is not made twice.
Where the language leaves room, it reads:

- a list label matches a matcher if any of its elements does, one with `not` included; on a missing label `not` is plain
  negation;
- `in-order` wants a different node for each stage, ends included, met in this order;
- a constraint with findings fails, even where one of several groups of `isolation` is empty;
- `same` of `required-path` limits which pairs are asked for under `each: pair`;
- `match` of `isolation` limits what its groups hold, however these are given;
- `layers` and `required-edge` count edges of any kind, and `strict` counts a layer that is empty;
- under `error`, an unlabelled node is a finding of its own and no end of a flow; a list is no level;
- a list that is empty declares no purpose, and allows none;
- the shortest path by weight is the lightest; of these the one of the fewest steps, then the smallest ids. A weight
  that is no number or negative is an error where the edge could be used, and only there; where an end is empty, nothing
  is weighed;
- the two paths of `separation-of-duty` lead into the two nearest duties, the nearer one first; its findings
  come in the order of their subjects, since two paths have no one length.
"""

from __future__ import annotations

from collections.abc import Collection

from tests.differential.oracle_case import Case, Identity, Verdict
from tests.differential.oracle_rules import RULES
from tests.differential.oracle_topology import Document, read_topology

__all__ = ["Document", "Identity", "Verdict", "judge"]


def judge(topology: Document, constraints: Document, stateless: Collection[str] | None = None) -> dict[str, Verdict]:
    """Give the verdict on every constraint, by its id.

    `stateless`, where given, names the nodes to take as `stateful: false`, whatever the topology declares.
    """
    case = Case(read_topology(topology, stateless), constraints.get("sets", {}))
    return {
        name: RULES[constraint["rule"]](case, constraint) for name, constraint in constraints["constraints"].items()
    }
