"""The rows of the case that depend on the day or on an outside text (K9, K11), and the classified one (K8)."""

from datetime import date
from pathlib import Path

import pytest

import archcheck
from archcheck.report_model import Report
from tests.motivating_case.test_motivating_case import load, outcomes, run_shipped, witness

WAIVERS = Path(__file__).parents[2] / "waivers" / "banned-vendor.yaml"
BATCH, SAAS, APP = "batch -> rival_model", "saas -> rival_model", "app -> saas -> rival_model"


def check_ban(day: str, constraints: str = "") -> Report:
    """Check the banned vendor's topology on a day, its waivers given, against the pack or a document of one's own."""
    document = archcheck.loads_constraints(constraints) if constraints else archcheck.load_constraints("supply-chain")
    waivers = archcheck.load_waivers(WAIVERS)
    return archcheck.check(load("banned-vendor"), document, as_of=date.fromisoformat(day), waivers=waivers)


@pytest.mark.parametrize(
    ("day", "ok", "counts_as", "states"),
    [
        ("2026-06-01", True, "warning", {BATCH: "waived", SAAS: "grace", APP: "grace"}),
        ("2026-09-01", True, "warning", {BATCH: "waived", SAAS: "grace", APP: "grace"}),
        ("2026-09-02", True, "warning", {BATCH: "waived", SAAS: "grace", APP: "grace"}),
        ("2026-09-03", False, "error", {BATCH: "waived", SAAS: "open", APP: "open"}),
        ("2026-12-31", False, "error", {BATCH: "waived", SAAS: "open", APP: "open"}),
        ("2027-01-01", False, "error", {BATCH: "open", SAAS: "open", APP: "open"}),
    ],
)
def test_the_ban_depends_on_the_day(day: str, ok: bool, counts_as: str, states: dict[str, str]) -> None:
    report = check_ban(day)
    (result,) = report.runs[0].constraints
    assert (report.ok, result.status, result.counts_as) == (ok, "fail", counts_as)
    assert {witness(finding): finding.state for finding in result.findings} == states


def test_the_expired_waiver_is_named() -> None:
    report = check_ban("2027-01-01")
    (finding,) = [each for each in report.runs[0].constraints[0].findings if each.source == "batch"]
    assert [str(approval.expires) for approval in finding.expired] == ["2026-12-31"]
    assert "expired-waiver" in {diagnostic.code for diagnostic in report.runs[0].diagnostics}


@pytest.mark.parametrize("day", ["2026-06-01", "2026-09-03", "2026-12-31"])
def test_a_suspension_is_inactive(day: str) -> None:
    text = """
archcheck: constraints/v1
name: suspended
extends: [supply-chain]
constraints: {no-banned-dependency: {in-force: {from: 2027-01-01}}}
"""
    report = check_ban(day, text)
    assert [result.status for result in report.runs[0].constraints] == ["inactive"]
    assert report.ok


def test_what_only_the_reference_admits_is_referred() -> None:
    run = run_shipped("bulk-surveillance", "by-reference")
    assert {result.id: result.status for result in run.constraints} == {
        "bulk-data-unless-permitted": "referred",
        "profiles-unless-permitted": "pass",
    }
    (referred,) = [result for result in run.constraints if result.status == "referred"]
    (finding,) = referred.findings
    assert [witness(finding)] == outcomes(run_shipped("bulk-surveillance", "red-lines"))["bulk-data-is-minimised"]
    (permit,) = finding.permitted_by
    assert (permit.authority, permit.pinned) == ("Executive Order 12333", False)
    assert referred.counts_as == "warning"


def test_minimised_data_needs_no_reference() -> None:
    assert outcomes(run_shipped("bulk-surveillance-minimised", "by-reference")) == {
        "bulk-data-unless-permitted": "pass",
        "profiles-unless-permitted": "pass",
    }


def test_information_leaves_the_high_side_through_the_guards() -> None:
    assert outcomes(run_shipped("cross-domain-guard", "cross-domain")) == {
        "no-write-down": "pass",
        "releases-are-filtered-twice": "pass",
    }


def test_the_logs_are_a_write_down() -> None:
    leaks = [
        "log_shipper -> low_siem",
        "safety -> log_shipper -> low_siem",
        "api -> safety -> log_shipper -> low_siem",
        "model <= safety -> log_shipper -> low_siem",
        "high_app -> api -> safety -> log_shipper -> low_siem",
    ]
    assert outcomes(run_shipped("cross-domain-guard-logs", "cross-domain")) == {
        "no-write-down": leaks,
        "releases-are-filtered-twice": leaks,
    }
