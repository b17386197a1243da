"""What required-path and required-edge find and refuse, where the tests of the rules do not ask."""

from typing import Any

import pytest

from archcheck.certify.judgement import Identity
from archcheck.certify.model import Model
from tests.certify.units.building import ids, judge, model, rejected


def test_values_are_the_same_in_type_too() -> None:
    values = {"a": 1, "b": True, "c": 1.0, "d": [1], "e": [True], "f": [1.0], "g": [], "h": None, "i": "1", "j": None}
    nodes = {name: {} if value is None else {"labels": {"r": value}} for name, value in values.items()}
    of = model(nodes)
    judgement = judge(of, "required-path", {"from": "*", "to": "*", "same": "labels.r"})
    found = {of.nodes[node].id: ids(of, judgement.chosen(judgement.counting(node))) for node in range(len(values))}
    assert found == {"a": "c", "b": "", "c": "a", "d": "f", "e": "", "f": "d", "g": "", "h": "", "i": "", "j": ""}


def test_a_target_needs_a_path_that_passes() -> None:
    of = model("abc", ["ac"])
    judgement = judge(of, "required-path", {"from": "a", "to": "c", "via": "b", "each": "target"})
    assert judgement.holds() is False
    assert judgement.check_finding((None, "c", None), {}) is of.nodes[2].location


def test_certificates() -> None:
    of = model("abc", ["ab"])
    judgement = judge(of, "required-path", {"from": "a", "to": "b"})
    right = {"kind": "closed", "parts": [{"of": "targets", "many": "0", "alone": {}}]}
    judgement.check_certificate(right, passes=True)
    with rejected("the certificate is {'kind': 'closed'}, and should be " + repr(right)):
        judgement.check_certificate({"kind": "closed"}, passes=True)


def required(of: Model, **fields: Any) -> Any:
    """Return a judgement of ``required-path``."""
    return judge(of, "required-path", fields)


NONE = "a finding is none"


@pytest.mark.parametrize(
    ("fields", "found", "none"),
    [
        (
            {"from": ["a", "b"], "to": ["c", "d"]},
            [("b", None, None)],
            [("a", None, None), ("b", "c", None), ("d", None, None), ("x", None, None), ("b", None, "b")],
        ),
        (
            {"from": ["a", "b"], "to": ["c", "d"], "each": "target"},
            [(None, "d", None)],
            [(None, "c", None), ("a", "d", None), (None, "b", None), (None, "x", None), (None, "d", "d")],
        ),
        (
            {"from": ["b", "c"], "to": ["d", "a"], "each": "pair"},
            [("b", "d", None), ("b", "a", None), ("c", "d", None), ("c", "a", None)],
            [("b", "c", None), ("a", "d", None), ("b", None, None), (None, "d", None), ("b", "x", None)],
        ),
        (
            {"from": ["a", "b"], "to": ["c", "d"], "each": "pair"},
            [("a", "d", None), ("b", "c", None), ("b", "d", None)],
            [("a", "c", None), ("x", "d", None), ("a", "d", "a"), ("c", "d", None), ("a", "b", None)],
        ),
    ],
)
def test_who_lacks_a_connection(fields: dict[str, Any], found: list[Identity], none: list[Identity]) -> None:
    of = model("abcd", ["ac"])
    judgement = required(of, **fields)
    for source, target, subject in found:
        where = judgement.check_finding((source, target, subject), {})
        assert where is of.nodes[of.place[source or target or ""]].location
    for identity in [*none, (None, None, None), (None, None, "b")]:
        with rejected(NONE):
            judgement.check_finding(identity, {})
    judgement.check_complete(found)
    judgement.check_complete([*found, *found])
    for identity in found:
        with rejected("a violation is left out"):
            judgement.check_complete([each for each in found if each != identity])
    assert judgement.holds() is False


def test_the_same_zone_and_the_same_kind() -> None:
    nodes = {"a": {"zone": "z", "kind": "k"}, "b": {"zone": "z"}, "c": {"kind": "k"}, "d": {}}
    of = model(nodes, zones={"z": {}})
    for same, found in ((["zone"], "b"), (["kind"], "c"), (["zone", "kind"], "")):
        judgement = required(of, **{"from": "a", "to": ["b", "c", "d"], "same": same})
        assert ids(of, judgement.chosen(judgement.counting(0))) == found
        judgement = required(of, **{"from": "d", "to": ["a", "b", "c"], "same": same})
        assert ids(of, judgement.chosen(judgement.counting(3))) == ("b" if same == ["kind"] else "")


def test_who_is_joined_to_whom() -> None:
    of = model("abcd", ["ad", "bc", "cd"])
    sides = {"from": ["a", "b"], "to": ["b", "c", "d"], "each": "pair"}
    right = {"kind": "joined", "parts": [{"sources": "0", "targets": "3"}, {"sources": "1", "targets": "1-3"}]}
    required(of, **sides).check_certificate(right, passes=False)
    right = {"kind": "joined", "parts": [{"sources": "0", "targets": "3"}, {"sources": "1", "targets": "1-2"}]}
    required(of, **sides, within=1).check_certificate(right, passes=False)


def test_one_of_the_same_is_enough() -> None:
    of = model("abc", ["ab"])
    assert required(of, **{"from": "a", "to": ["b", "c"], "same": ["kind"]}).holds() is True
    assert required(of, **{"from": "a", "to": ["b", "c"], "each": "pair"}).holds() is False
