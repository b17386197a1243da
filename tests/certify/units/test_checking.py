"""The report as a whole."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import archcheck
from archcheck.certify import Verification, verify_report
from archcheck.certify.checking import _baseline_name, _check_topology
from archcheck.certify.model import Model
from archcheck.documents.baseline import Baseline, Entry
from archcheck.report_model import seal
from tests.certify.units.building import constraints, rejected, topology

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


def test_what_a_baseline_calls_a_topology() -> None:
    of = topology("a")

    def known(*names: str) -> Baseline:
        return Baseline("b.json", tuple(Entry(name, "c", "a", "b", None) for name in names), {})

    assert of.name == "t"
    assert _baseline_name(of, None, 1) == "t"
    assert _baseline_name(of, known(), 1) == "t"
    assert _baseline_name(of, known("other", "other"), 1) == "other"
    assert _baseline_name(of, known("other"), 2) == "t"
    assert _baseline_name(of, known("other", "more"), 1) == "t"


def test_the_digest_of_several_texts_is_that_of_their_digests(tmp_path: Path) -> None:
    (tmp_path / "part.yaml").write_text("archcheck: topology/v1\nnodes: {b: {kind: x}}\n")
    main = tmp_path / "main.yaml"
    main.write_text("archcheck: topology/v1\ninclude: [part.yaml]\nnodes: {a: {kind: x}}\n")
    of = Model(archcheck.load_topology(main))
    each = [hashlib.sha256(source.text.encode()).digest() for source in of.topology.sources.values()]
    assert len(each) == 2
    about = {"nodes": 2, "edges": 0, "sha256": hashlib.sha256(b"".join(each)).hexdigest()}
    _check_topology(about, of, digests=True)
    with rejected("the digest differs: the topology has changed since"):
        _check_topology({**about, "sha256": hashlib.sha256(b"").hexdigest()}, of, digests=True)


def test_what_is_wrong_is_told_of_the_topology_that_it_is_about() -> None:
    of, document = topology("ab", ["ab"]), constraints({"rule": "forbidden-path", "from": "b", "to": "a"})
    data = archcheck.check(of, document, as_of=date(2026, 1, 1)).to_dict()
    (run,) = data["runs"]
    (result,) = run["constraints"]
    unseen = Verification("t.yaml", "", "the report has no run of it")

    def verify(runs: list[Any]) -> list[Verification]:
        changed = {name: value for name, value in {**data, "runs": runs}.items() if name != "digest"}
        *found, last = verify_report({**changed, "digest": seal(changed)}, [of], [document])
        assert last == Verification("", "", None)
        return found

    assert verify([1]) == [Verification("", "", "the report cannot be read: a run is no object")]
    assert verify([{**run, "topology": 1}]) == [
        Verification("", "", "the run says nothing of its topology"),
        unseen,
    ]
    elsewhere = {**run, "topology": {**run["topology"], "path": "u.yaml"}}
    assert verify([elsewhere]) == [
        Verification("u.yaml", "", "its topology is not among those that were given"),
        unseen,
    ]
    summary = {**run["summary"], "pass": 2}
    assert verify([{**run, "summary": summary, "constraints": [{**result, "id": "b"}, result]}]) == [
        Verification("t.yaml", "", "the verdicts are not one a constraint, in order"),
        Verification("t.yaml", "b", "there is no such constraint"),
        Verification("t.yaml", "c", None),
        Verification("t.yaml", "", None),
    ]


@pytest.mark.parametrize("kind", [1, "x", [], None])
def test_verdicts_that_are_no_objects(kind: Any) -> None:
    of, document = topology("ab", ["ab"]), constraints({"rule": "forbidden-path", "from": "b", "to": "a"})
    data = archcheck.check(of, document, as_of=date(2026, 1, 1)).to_dict()
    runs = [{**data["runs"][0], "constraints": [kind]}]
    (told, _) = verify_report({**data, "runs": runs}, [of], [document])
    assert told.reason is not None
    assert told.reason.startswith("the report cannot be read: ")
