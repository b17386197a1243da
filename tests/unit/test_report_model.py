"""The report: identities, severities, verdicts, and the JSON of it."""

import json
from datetime import date
from typing import Any

import pytest

from archcheck.report_model import ConstraintResult, Finding, Report, Run, Step, seal
from archcheck.source.diagnostics import Diagnostic
from archcheck.source.located import Location, Source
from tests.rules.checking import validator

HERE = Location("t.yaml", 3, 5, 4)


def finding(**changes: Any) -> Finding:
    """Return a finding of a pair, changed."""
    return Finding(**{"message": "m", "location": HERE, "source": "a", "target": "b", **changes})


def result(**changes: Any) -> ConstraintResult:
    """Return a result that passes, changed."""
    base: dict[str, Any] = {
        "id": "c",
        "rule": "forbidden-path",
        "along": "access",
        "severity": "error",
        "title": None,
        "status": "pass",
        "matched": {"from": 1, "to": 1},
        "findings": (),
        "truncated": False,
        "assumptions": (),
        "location": HERE,
    }
    return ConstraintResult(**{**base, **changes})


def make(*results: ConstraintResult, diagnostics: tuple[Diagnostic, ...] = (), **changes: Any) -> Report:
    """Return a report of one run."""
    run = Run("t", "t.yaml", 2, 1, (Source("t.yaml", "text\n"),), results, diagnostics)
    return Report((run,), date(2026, 11, 23), "0.0.0", **changes)


FAILED = {"status": "fail", "findings": (finding(),)}
WARNING = Diagnostic("warning", "no-such-kind", "no node has the kind `x`", HERE, "did you mean `y`?")


def test_a_fingerprint_depends_on_the_identity_only() -> None:
    base = finding()
    path = (Step("a"), Step("b", "a->b", "forward", HERE))
    others = [finding(message="other"), finding(location=None), finding(path=path), finding(state="grace")]
    assert {each.fingerprint("c") for each in [base, *others]} == {base.fingerprint("c")}


def test_fingerprints_differ_where_the_identity_does() -> None:
    each = [
        finding().fingerprint("c"),
        finding().fingerprint("d"),
        finding(source="b", target="a").fingerprint("c"),
        finding(target="b2").fingerprint("c"),
        finding(target=None).fingerprint("c"),
        finding(source=None).fingerprint("c"),
        finding(source='a", "b', target=None).fingerprint("c"),
    ]
    assert len(set(each)) == len(each)
    assert all(len(text) == 32 and set(text) <= set("0123456789abcdef") for text in each)


def test_a_fingerprint_is_the_same_for_ever() -> None:
    # A baseline of a year ago must still match: SHA-256 of ["c", "a", "b"] as JSON.
    assert finding().fingerprint("c") == "4e66376f31ef090741ee72f1d29d238a"


@pytest.mark.parametrize("severity", ["error", "warning", "info"])
def test_what_counts(severity: str) -> None:
    def counts(**changes: Any) -> str | None:
        return result(severity=severity, **changes).counts_as

    assert counts(**FAILED) == severity
    assert counts(status="vacuous") == severity
    assert counts(status="referred") == "warning"
    assert counts(status="error") == "error"
    assert [counts(status=status) for status in ("pass", "waived", "inactive")] == [None] * 3


def test_grace_turns_errors_into_warnings() -> None:
    def counts(severity: str, *states: str) -> str | None:
        findings = tuple(finding(state=state) for state in states)
        return result(status="fail", severity=severity, findings=findings).counts_as

    assert counts("error", "grace") == "warning"
    assert counts("error", "grace", "open") == "error"
    assert counts("warning", "grace") == "warning"
    assert counts("info", "grace") == "info"


@pytest.mark.parametrize(
    ("fail_on", "severity", "verdict"),
    [
        ("error", "error", "fail"),
        ("error", "warning", "pass"),
        ("error", "info", "pass"),
        ("warning", "error", "fail"),
        ("warning", "warning", "fail"),
        ("warning", "info", "pass"),
        ("never", "error", "pass"),
    ],
)
def test_verdict(fail_on: str, severity: str, verdict: str) -> None:
    report = make(result(), result(severity=severity, **FAILED), fail_on=fail_on)
    assert (report.verdict, report.ok) == (verdict, verdict == "pass")
    assert len(report.failed) == (verdict == "fail")


def test_strict_makes_warnings_failures() -> None:
    assert make(result(), diagnostics=(WARNING,)).verdict == "pass"
    assert make(result(), diagnostics=(WARNING,), strict=True).verdict == "fail"
    assert make(result(), strict=True).verdict == "pass"


def test_what_could_not_be_evaluated_is_no_verdict() -> None:
    report = make(result(status="error", error="ValueError: x"), result(id="d", **FAILED), fail_on="never")
    assert (report.verdict, report.ok) == ("error", False)


def test_summary_names_every_status() -> None:
    report = make(result(), result(id="d", **FAILED), result(id="e", status="vacuous", empty=("from",)))
    assert report.runs[0].summary() == {
        "pass": 1,
        "fail": 1,
        "vacuous": 1,
        "unknown": 0,
        "waived": 0,
        "referred": 0,
        "inactive": 0,
        "error": 0,
    }


def test_whole_json() -> None:
    path = (Step("a"), Step("b", "a->b", "forward", HERE))
    failing = result(
        status="fail", findings=(finding(path=path, state="grace"),), grace_until=date(2026, 12, 31), title="Ünïcode"
    )
    subject = Finding("n", None, subject="a")
    other = result(id="d", rule="attributes", along=None, status="fail", findings=(subject,), truncated=True)
    empty = result(id="e", empty=("to",), allow_empty="why", assumptions=("api",))
    broken = result(id="f", status="error", error="ValueError: x")
    report = make(failing, other, empty, broken, diagnostics=(WARNING,))
    assert report.to_json().endswith("}\n")
    assert "Ünïcode" in report.to_json()
    found = json.loads(report.to_json())
    validator().validate(found)
    place = {"path": "t.yaml", "line": 3, "column": 5}
    common = {"severity": "error", "title": None, "matched": {"from": 1, "to": 1}}
    rest = {"findings": [], "truncated": False, "assumptions": [], "location": place}
    assert found == {
        "archcheck": "report/v1",
        "tool": {"name": "archcheck", "version": "0.0.0"},
        "as_of": "2026-11-23",
        "verdict": "error",
        "digest": seal(found),
        "runs": [
            {
                "topology": {
                    "name": "t",
                    "path": "t.yaml",
                    "nodes": 2,
                    "edges": 1,
                    "sha256": "b9e68e1bea3e5b19ca6b2f98b73a54b73daafaa250484902e09982e07a12e733",
                },
                "summary": {
                    "pass": 1,
                    "fail": 2,
                    "vacuous": 0,
                    "unknown": 0,
                    "waived": 0,
                    "referred": 0,
                    "inactive": 0,
                    "error": 1,
                },
                "constraints": [
                    {
                        **common,
                        **rest,
                        "id": "c",
                        "rule": "forbidden-path",
                        "along": "access",
                        "title": "Ünïcode",
                        "status": "fail",
                        "grace_until": "2026-12-31",
                        "findings": [
                            {
                                "source": "a",
                                "target": "b",
                                "message": "m",
                                "fingerprint": finding().fingerprint("c"),
                                "state": "grace",
                                "path": [{"node": "a"}, {"node": "b", "edge": "a->b", "direction": "forward"}],
                                "location": place,
                            }
                        ],
                    },
                    {
                        **common,
                        **rest,
                        "id": "d",
                        "rule": "attributes",
                        "status": "fail",
                        "truncated": True,
                        "findings": [
                            {
                                "subject": "a",
                                "message": "n",
                                "fingerprint": subject.fingerprint("d"),
                                "state": "open",
                                "location": None,
                            }
                        ],
                    },
                    {
                        **common,
                        **rest,
                        "id": "e",
                        "rule": "forbidden-path",
                        "along": "access",
                        "status": "pass",
                        "empty": ["to"],
                        "allow_empty": "why",
                        "assumptions": ["api"],
                    },
                    {
                        **common,
                        **rest,
                        "id": "f",
                        "rule": "forbidden-path",
                        "along": "access",
                        "status": "error",
                        "error": "ValueError: x",
                    },
                ],
                "diagnostics": [
                    {
                        "severity": "warning",
                        "code": "no-such-kind",
                        "message": "no node has the kind `x`",
                        "location": place,
                        "help": "did you mean `y`?",
                    }
                ],
            }
        ],
    }
