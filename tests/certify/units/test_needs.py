"""What required-path and required-edge find and refuse, where the tests of the rules do not ask."""

from tests.certify.units.building import ids, judge, model, rejected


def test_values_are_the_same_in_type_too() -> None:
    values = {"a": 1, "b": True, "c": 1.0, "d": [1], "e": [True], "f": [1.0], "g": [], "h": None, "i": "1"}
    nodes = {name: {} if value is None else {"labels": {"r": value}} for name, value in values.items()}
    of = model(nodes)
    judgement = judge(of, "required-path", {"from": "*", "to": "*", "same": "labels.r"})
    found = {of.nodes[node].id: ids(of, judgement.chosen(judgement.counting(node))) for node in range(len(values))}
    assert found == {"a": "c", "b": "", "c": "a", "d": "f", "e": "", "f": "d", "g": "", "h": "", "i": ""}


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
