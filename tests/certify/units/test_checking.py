"""The report as a whole."""

from datetime import date

import archcheck
from archcheck.certify import Verification, verify_report
from tests.certify.units.building import constraints, topology

SEAL = "the digest of the report differs: it was changed after it was written"


def test_the_seal() -> None:
    of, document = topology("ab", ["ab"]), constraints({"rule": "forbidden-path", "from": "b", "to": "a"})
    data = archcheck.check(of, document, as_of=date(2026, 1, 1)).to_dict()
    found = verify_report(data, [of], [document])
    assert found == [Verification("t.yaml", "c", None), Verification("t.yaml", "", None), Verification("", "", None)]
    assert [each.accepted for each in found] == [True, True, True]
    for changed in (
        {**data, "tool": {}},
        {**data, "digest": ""},
        {name: data[name] for name in data if name != "digest"},
    ):
        assert verify_report(changed, [of], [document])[-1] == Verification("", "", SEAL)
