"""Lists of what matched; the tests of the rules ask for the rest."""

from tests.certify.units.building import judge, model, rejected


def test_certificates() -> None:
    judgement = judge(model("ab"), "forbidden-node", {"match": "b"})
    right = {"kind": "matched", "matched": {"match": "1"}}
    judgement.check_certificate(right, passes=False)
    with rejected(f"the certificate is {{}}, and should be {right}"):
        judgement.check_certificate({}, passes=True)


def test_what_matches_nothing() -> None:
    of = model("ab", ["ab"])
    assert judge(of, "allowed-edges", {"allow": [{"kind": "call"}]}).empty == []
    assert judge(of, "allowed-edges", {"allow": [{"kind": "call"}], "edges": {"kind": "push"}}).empty == ["edges"]
