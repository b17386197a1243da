"""The engine's results held against the oracle's, and a failing case made small and printable."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import archcheck
from archcheck.certify import verify_report
from archcheck.report_model import ConstraintResult
from tests.differential.oracle import Document, Identity, Verdict, judge
from tests.differential.oracle_case import Evidence, relation_of

# Above any number of findings that a small case can have.
ALL = 10**6


class Disagreement(NamedTuple):
    """A point in which the engine and the oracle differ; `kind` is one word for the sort of it."""

    kind: str
    constraint: str
    text: str


def run_engine(topology: Document, constraints: Document) -> dict[str, ConstraintResult]:
    """Check one document against the other through the public API; give the results by constraint id."""
    return {result.id: result for result in report_of(topology, constraints)[0].runs[0].constraints}


def report_of(topology: Document, constraints: Document) -> tuple[archcheck.Report, Any, Any]:
    """Check one document against the other; give the report and the documents as they were loaded."""
    loaded = archcheck.loads_topology(json.dumps(topology)), archcheck.loads_constraints(json.dumps(constraints))
    return archcheck.check(*loaded, max_findings=ALL), *loaded


def find_rejections(topology: Document, constraints: Document) -> list[Disagreement]:
    """List what the independent checker rejects of the engine's own report."""
    report, loaded, document = report_of(topology, constraints)
    found = verify_report(report.to_dict(), [loaded], [document])
    return [Disagreement("rejected by the checker", each.constraint, each.reason) for each in found if each.reason]


def find_accepted_flips(topology: Document, constraints: Document) -> list[str]:
    """List the constraints whose verdict the independent checker accepts turned round, from pass to fail or back."""
    report, loaded, document = report_of(topology, constraints)
    forged = copy.deepcopy(report.to_dict())
    turned = {"pass": "fail", "fail": "pass"}
    flipped = [result for result in forged["runs"][0]["constraints"] if result["status"] in turned]
    for result in flipped:
        result.update(status=turned[result["status"]], findings=[])
    rejected = {each.constraint for each in verify_report(forged, [loaded], [document]) if each.reason}
    return [result["id"] for result in flipped if result["id"] not in rejected]


def find_disagreements(topology: Document, constraints: Document) -> list[Disagreement]:
    """Run both on two documents and list where they differ."""
    try:
        results = run_engine(topology, constraints)
    except archcheck.ArchcheckError as error:
        return [Disagreement("rejected", "", str(error))]
    return compare(topology, constraints, results)


def compare(topology: Document, constraints: Document, results: Mapping[str, ConstraintResult]) -> list[Disagreement]:
    """List where the engine's results differ from the oracle's verdicts."""
    verdicts = judge(topology, constraints)
    if set(results) != set(verdicts):
        return [Disagreement("missing", "", f"constraints {sorted(set(results) ^ set(verdicts))}")]
    found = [
        Disagreement(kind, name, text)
        for name, verdict in verdicts.items()
        for kind, text in compare_one(verdict, results[name])
    ]
    return found + list(compare_assumptions(topology, constraints, results))


def compare_one(verdict: Verdict, result: ConstraintResult) -> Iterator[tuple[str, str]]:
    """Yield the differences between a verdict and a result, as a kind and a text."""
    if result.status != verdict.status:
        yield "status", f"engine {result.status} {result.error or ''}, oracle {verdict.status}"
        return
    identities = [Identity(finding.source, finding.target, finding.subject) for finding in result.findings]
    if sorted(map(repr, identities)) != sorted(map(repr, verdict.findings)):
        extra, lacking = set(identities) - set(verdict.findings), set(verdict.findings) - set(identities)
        yield (
            "identities",
            f"only the engine: {sorted(map(repr, extra))}; only the oracle: {sorted(map(repr, lacking))}",
        )
        return
    # What takes two paths has no one length: these come in the order of their subjects.
    keys = [
        (0 if finding.other_path else len(finding.path), finding.source or finding.subject or "", finding.target or "")
        for finding in result.findings
    ]
    if keys != sorted(keys):
        yield "order", f"findings come as {keys}"
    if result.truncated:
        yield "truncated", "marked as truncated, though all are listed"
    for identity, finding in zip(identities, result.findings, strict=True):
        expected = verdict.findings[identity]
        walk = [(step.node, step.edge, step.direction) for step in finding.path]
        other_walk = [(step.node, step.edge, step.direction) for step in finding.other_path]
        if verdict.shows is not None:
            path, other_path = (tuple(node for node, _, _ in each) for each in (walk, other_walk))
            evidence = Evidence(path, other_path, finding.cut)
            admitted = all(search.admits(each) for search in verdict.searches for each in (walk, other_walk))
            if not verdict.shows(identity, evidence) or not admitted:
                yield "evidence", f"{identity}: {walk}, {other_walk}, {finding.cut} do not show it"
        if expected is None:
            continue
        if tuple(node for node, _, _ in walk) != expected:
            yield "witness", f"{identity}: engine {walk}, oracle {expected}"
        elif not any(search.admits(walk) for search in verdict.searches):
            yield "illegal", f"{identity}: {walk} takes a step that it may not"


def compare_assumptions(
    topology: Document, constraints: Document, results: Mapping[str, ConstraintResult]
) -> Iterator[Disagreement]:
    """Yield the passes whose assumptions are not those stateless nodes on which they lean.

    A pass along flow that fails with every node stateful names some, and still passes with only these stateless; any
    other pass names none.
    """
    passed = {name: constraints["constraints"][name] for name, result in results.items() if result.status == "pass"}
    along_flow = {name: constraint for name, constraint in passed.items() if relation_of(constraint) == "flow"}
    declared = {node for node, body in topology["nodes"].items() if body.get("stateful") is False}
    relaxed = judge(topology, {**constraints, "constraints": along_flow}, stateless=()) if declared else {}
    for name, constraint in passed.items():
        assumptions = results[name].assumptions
        leans = name in relaxed and relaxed[name].status == "fail"
        if leans != bool(assumptions):
            yield Disagreement("assumptions", name, f"leans on some: {leans}, engine {assumptions}")
        elif not declared.issuperset(assumptions):
            yield Disagreement("assumptions", name, f"{assumptions} are not all declared stateless")
        elif leans:
            alone = {**constraints, "constraints": {name: constraint}}
            if judge(topology, alone, stateless=assumptions)[name].status != "pass":
                yield Disagreement("assumptions", name, f"{assumptions} are not enough")


def describe(topology: Document, constraints: Document) -> str:
    """Make the case small and give it with what is wrong, or an empty text where nothing is."""
    found = find_disagreements(topology, constraints)
    if not found:
        return ""
    small = shrink(topology, constraints, found[0])
    lines = [f"{one.kind}: {one.constraint}: {one.text}" for one in (*found, *find_disagreements(*small))]
    documents = [json.dumps(document, ensure_ascii=False) for document in (topology, constraints, *small)]
    return "\n".join(["", *lines, "documents:", *documents[:2], "smaller:", *documents[2:]])


def shrink(topology: Document, constraints: Document, wanted: Disagreement) -> tuple[Document, Document]:
    """Leave out whatever can be left out with a disagreement of this kind on this constraint remaining."""
    case: Any = copy.deepcopy([topology, constraints])
    removed = True
    while removed:
        removed = False
        for path in sorted(list_places(case), key=len):
            smaller = copy.deepcopy(case)
            if remove(smaller, path) and still(smaller, wanted):
                case, removed = smaller, True
    return case[0], case[1]


def still(case: Any, wanted: Disagreement) -> bool:
    """Say whether a case still shows the disagreement; documents that the oracle cannot read do not count."""
    try:
        judge(*case)
        found = find_disagreements(*case)
    except Exception:  # the shrunk documents need not be valid, and the oracle does not say how they are not
        return False
    if wanted.kind == "rejected":
        return any(one.kind == "rejected" and one.text[:40] == wanted.text[:40] for one in found)
    return any((one.kind, one.constraint) == (wanted.kind, wanted.constraint) for one in found)


def list_places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path to everything within a document that could be left out."""
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else reversed(range(len(value))):
            if above or isinstance(value, dict):
                yield (*above, key)
            yield from list_places(value[key], (*above, key))


def remove(case: Any, path: tuple[Any, ...]) -> bool:
    """Leave out what is at a path; say whether it was there."""
    value = case
    try:
        for key in path[:-1]:
            value = value[key]
        del value[path[-1]]
    except (KeyError, IndexError, TypeError):
        return False
    return True
