"""Which rule is judged by what."""

from collections.abc import Callable, Mapping

from archcheck.certify.adjacency import ForbiddenEdge
from archcheck.certify.circles import Acyclic
from archcheck.certify.cuts import Redundancy
from archcheck.certify.duties import SeparationOfDuty
from archcheck.certify.fields import Fields
from archcheck.certify.items import AllowedEdges, Attributes, Cardinality, ForbiddenNode, Layers
from archcheck.certify.judgement import Judgement
from archcheck.certify.needs import Required
from archcheck.certify.path_rules import (
    InformationFlow,
    Isolation,
    judge_forbidden_path,
    judge_only_via,
    judge_path_pattern,
    judge_purpose,
)


def _judge_distance(fields: Fields) -> Judgement:
    from archcheck.certify.distances import Distance  # its fractions load slowly, and few ask for them

    return Distance(fields)


JUDGES: Mapping[str, Callable[[Fields], Judgement]] = {
    "forbidden-node": ForbiddenNode,
    "forbidden-edge": ForbiddenEdge,
    "forbidden-path": judge_forbidden_path,
    "only-via": judge_only_via,
    "required-path": lambda fields: Required(fields, edges_only=False),
    "required-edge": lambda fields: Required(fields, edges_only=True),
    "isolation": Isolation,
    "layers": Layers,
    "information-flow": InformationFlow,
    "attributes": Attributes,
    "allowed-edges": AllowedEdges,
    "cardinality": Cardinality,
    "acyclic": Acyclic,
    "redundancy": Redundancy,
    "distance": _judge_distance,
    "separation-of-duty": SeparationOfDuty,
    "purpose": judge_purpose,
    "path-pattern": judge_path_pattern,
}
ALONG: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "forbidden-path",
            "only-via",
            "required-path",
            "isolation",
            "acyclic",
            "redundancy",
            "distance",
            "path-pattern",
        ),
        "access",
    ),
    **dict.fromkeys(("information-flow", "purpose"), "flow"),
    "separation-of-duty": "control",
}
"""The relation that a rule runs along where its constraint names none; other rules run along none."""
