"""Every rule has its judge, and the relation that the language says."""

from typing import Any

from archcheck.certify.registry import ALONG, JUDGES
from archcheck.rules import RULES
from tests.certify.units.building import fields, model

NEEDED: dict[str, dict[str, Any]] = {
    "only-via": {"via": "a"},
    "required-path": {"from": "a", "to": "b"},
    "required-edge": {"from": "a", "to": "b"},
    "attributes": {"match": "*", "must": "a"},
    "distance": {"from": "a", "to": "b", "at-least": 2},
}


def test_every_rule_is_judged() -> None:
    assert JUDGES.keys() == {rule.name for rule in RULES}


def test_relations() -> None:
    assert ALONG == {
        "forbidden-path": "access",
        "only-via": "access",
        "required-path": "access",
        "isolation": "access",
        "acyclic": "access",
        "redundancy": "access",
        "distance": "access",
        "path-pattern": "access",
        "information-flow": "flow",
        "purpose": "flow",
        "separation-of-duty": "control",
    }


def test_judges_are_of_their_rule() -> None:
    of = model("ab", ["ab"])
    made = {name: JUDGES[name](fields(of, name, NEEDED.get(name, {}))) for name in JUDGES}
    assert {name: type(judgement).__name__ for name, judgement in made.items()} == {
        "forbidden-node": "ForbiddenNode",
        "forbidden-edge": "ForbiddenEdge",
        "forbidden-path": "Forbidden",
        "only-via": "Forbidden",
        "required-path": "Required",
        "required-edge": "Required",
        "isolation": "Isolation",
        "layers": "Layers",
        "information-flow": "InformationFlow",
        "attributes": "Attributes",
        "allowed-edges": "AllowedEdges",
        "cardinality": "Cardinality",
        "acyclic": "Acyclic",
        "redundancy": "Redundancy",
        "distance": "Distance",
        "separation-of-duty": "SeparationOfDuty",
        "purpose": "Forbidden",
        "path-pattern": "Forbidden",
    }


def test_an_edge_is_a_path_of_one_step() -> None:
    of = model("abc", ["ab", "bc"])
    asked = {"from": "a", "to": "c"}
    assert JUDGES["required-path"](fields(of, "required-path", asked)).holds() is True
    assert JUDGES["required-edge"](fields(of, "required-edge", asked)).holds() is False
