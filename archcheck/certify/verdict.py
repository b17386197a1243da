"""One verdict of a report, held against the documents."""

from collections.abc import Mapping, Sequence
from typing import Any

from archcheck.certify.excuses import Excuses, show_place
from archcheck.certify.fields import Fields
from archcheck.certify.judgement import Identity, Judgement
from archcheck.certify.model import Model
from archcheck.certify.registry import ALONG, JUDGES
from archcheck.certify.rejection import Rejection, expect, member, only_known, reject
from archcheck.certify.unknowns import check_known
from archcheck.documents.baseline import fingerprint
from archcheck.documents.constraints import ConstraintDocument, RawConstraint

_ALWAYS = ("id", "rule", "severity", "title", "status", "matched", "findings", "truncated", "assumptions", "location")
_SOMETIMES = ("unknown", "along", "empty", "allow_empty", "grace_until", "error", "certificate")
_ABOUT = ("source", "target", "subject", "message", "fingerprint", "path", "other_path", "cut", "fix", "location")
_FINDING = (*_ABOUT, "state", "waiver", "expired", "permitted_by")


def check_verdict(
    result: Mapping[str, Any],
    raw: RawConstraint,
    document: ConstraintDocument,
    model: Model,
    excuses: Excuses,
    *,
    thorough: bool,
) -> None:
    """Check one verdict.

    Args:
        result: what the report says.
        raw: the constraint.
        document: the document that it is in.
        model: the topology.
        excuses: what may excuse findings.
        thorough: whether to check the fingerprints too, and that a failure leaves no finding out: what the program's
            own report needs no check of.

    Raises:
        Rejection: where the documents do not bear it out.
    """
    fields = Fields(raw, document, model)
    _check_head(result, fields)
    status = member(result, "status", str)
    period = fields.common("in-force") or {}
    in_force = period.get("from", excuses.as_of) <= excuses.as_of <= period.get("until", excuses.as_of)
    expect(status == "inactive", not in_force, "being out of force")
    findings = member(result, "findings", list)
    if status in ("inactive", "error", "unknown"):
        expect(findings, [], "the findings")
        expect(result["truncated"], False, "having been cut")
        expect("certificate" in result, False, "having a certificate")
        expect(result["assumptions"], [], "assumptions")
        if status == "inactive":  # an error is no verdict, and says nothing that could be wrong
            expect(result["matched"], {}, "what matched")
        return
    if status in ("pass", "waived", "referred"):
        check_known(fields)
    judgement = JUDGES[fields.text("rule")](fields)
    expect(result["matched"], fields.matched, "what matched")
    _check_emptiness(result, judgement)
    identities = [_check_finding(each, judgement, excuses, fingerprints=thorough) for each in findings]
    if len(set(identities)) < len(identities):
        reject("a finding is told twice")
    order = [_order(each) for each in findings]
    if order != sorted(order):
        reject("the findings are not in their order")
    if not findings:
        expect(result["truncated"], False, "having been cut")
    _check_status(result, status, judgement, identities)
    if thorough and status == "fail":
        _check_whole(result, judgement, identities)


def _check_head(result: Mapping[str, Any], fields: Fields) -> None:
    """Check what a verdict repeats of its constraint."""
    only_known(result, _ALWAYS + _SOMETIMES, "a verdict")
    for name in _ALWAYS:
        if name not in result:
            reject(f"the field {name} is missing")
    rule = fields.text("rule")
    expect(result["rule"], rule, "the rule")
    along = fields.text("along", ALONG[rule]) if rule in ALONG else None
    expect(result.get("along"), along, "the relation")
    expect(result["severity"], fields.common("severity") or "error", "the severity")
    expect(result["title"], fields.common("title"), "the title")
    expect(result["location"], show_place(fields.raw.location), "the place of the constraint")
    grace = fields.common("grace-until")
    expect(result.get("grace_until"), None if grace is None else grace.isoformat(), "the grace period")
    member(result, "truncated", bool)
    expect("error" in result, result["status"] == "error", "being in error")
    expect("unknown" in result, result["status"] == "unknown", "being unknown")


def _check_emptiness(result: Mapping[str, Any], judgement: Judgement) -> None:
    """Check which fields matched nothing, and whether that is allowed."""
    expect(result.get("empty"), judgement.empty or None, "what matched nothing")
    reason = judgement.fields.common("allow-empty") if judgement.empty else None
    expect(result.get("allow_empty"), reason, "the reason for matching nothing")


def _check_finding(finding: Any, judgement: Judgement, excuses: Excuses, *, fingerprints: bool) -> Identity:
    """Check one finding, and return its identity."""
    only_known(finding, _FINDING, "a finding")
    identity = (finding.get("source"), finding.get("target"), finding.get("subject"))
    if any(name is not None and not isinstance(name, str) for name in identity) or identity == (None, None, None):
        reject("a finding is about nothing")
    location = judgement.check_finding(identity, finding)
    expect(finding.get("location"), show_place(location), "the place of a finding")
    expected = excuses.explain(judgement.fields, identity)
    for name in ("state", "waiver", "expired", "permitted_by"):
        expect(finding.get(name), expected.get(name), f"the {name} of a finding")
    member(finding, "message", str)
    _check_fixes(finding, identity, judgement)
    about = identity[0] if identity[2] is None else identity[2]
    if fingerprints:
        right = fingerprint(judgement.fields.raw.id, about, identity[1])
        expect(finding.get("fingerprint"), right, "the fingerprint of a finding")
    return identity


def _order(finding: Mapping[str, Any]) -> tuple[int, str, str, str]:
    """Return what findings are sorted by: the length of the path, which two paths have none of, then the ends."""
    length = len(finding["path"]) - 1 if "path" in finding and "other_path" not in finding else 0
    return length, finding.get("source", ""), finding.get("target", ""), finding.get("subject", "")


def _check_whole(result: Mapping[str, Any], judgement: Judgement, identities: Sequence[Identity]) -> None:
    """Check that the list of findings is cut where it says so, and nowhere else."""
    try:
        judgement.check_complete(identities)
    except Rejection:
        if not result["truncated"]:
            raise
        return
    if result["truncated"]:
        reject("the list of findings is not cut, though it says so")


def _check_fixes(finding: Mapping[str, Any], identity: Identity, judgement: Judgement) -> None:
    """Check that every cut mends the finding, spares what is fixed, and that they are sorted and differ."""
    fixes = finding.get("fix")
    if fixes is None:
        return
    model = judgement.model
    if not isinstance(fixes, list) or not fixes:
        reject("the fixes are no list")
    place = {step.get("edge"): number for number, step in enumerate(finding.get("path", ()))}
    if sorted(fixes, key=lambda cut: (min(place.get(name, 0) for name in cut), cut)) != fixes:
        reject("the fixes are not in the order of the path")
    for cut in fixes:
        unknown = any(name not in model.edge_place for name in cut)
        if unknown or not cut or sorted(set(cut)) != cut or len(cut) != len(fixes[0]):
            reject("a fix is no sorted list of edges")
        edges = frozenset(model.edge_place[name] for name in cut)
        if any(model.edges[edge].fixed for edge in edges):
            reject("a fix takes an edge away that is fixed")
        judgement.check_fix(identity, edges)
    if len(set(map(tuple, fixes))) < len(fixes):
        reject("a fix is told twice")


def _check_status(result: Mapping[str, Any], status: str, judgement: Judgement, identities: Sequence[Identity]) -> None:
    """Check that the verdict follows from the findings, and that its certificate bears it out."""
    states = {finding["state"] for finding in result["findings"]}
    skipped = bool(judgement.empty) and judgement.stops_empty
    allowed = "allow_empty" in result
    if states & {"open", "grace"}:
        expected = "fail"
    elif judgement.empty and not allowed:
        expected = "vacuous"
    elif states:
        expected = "referred" if "referred" in states else "waived"
    else:
        expected = "pass"
    expect(status, expected, "the verdict")
    if skipped:
        expect(list(identities), [], "the findings where nothing is looked at")
    if status != "pass" or skipped:
        expect(result["assumptions"], [], "assumptions")
    if status == "vacuous":
        expect("certificate" in result, False, "having a certificate")
        return
    certificate = member(result, "certificate", dict)
    if skipped:
        expect(certificate, {"kind": "empty"}, "the certificate")
        return
    if status == "pass":
        if not judgement.holds():
            reject("there is a violation")
        judgement.check_assumptions(member(result, "assumptions", list))
    elif status != "fail":
        if result["truncated"]:
            reject("all findings are excused, and not all are told")
        judgement.check_complete(identities)
    judgement.check_certificate(certificate, passes=status == "pass")
