"""One constraint over one small topology, and what came of it in short words."""

from dataclasses import replace
from datetime import date
from functools import cache
from textwrap import dedent, indent
from typing import Any

import jsonschema
import pytest

import archcheck
from archcheck.certify import verify_report
from archcheck.report.schemas import report_schema
from archcheck.report_model import ConstraintResult, Finding, Report, Run, Step
from archcheck.source.located import Location

AS_OF = date(2026, 11, 23)
SIGNS = {"forward": "->", "backward": "<="}


def check(topology: str, constraint: str, *, sets: str = "", **options: Any) -> ConstraintResult:
    """Check a topology (the text below its header) against one constraint (the text below its id, ``c``)."""
    (result,) = run(topology, document(constraint, sets), **options).constraints
    # What mends a finding is not the rule's to say; tests/fixes looks at it.
    return replace(result, findings=tuple(replace(finding, fix=()) for finding in result.findings))


def document(constraint: str, sets: str = "") -> str:
    """Return the text of a constraint document, without its header, that holds one constraint ``c``."""
    head = f"sets:\n{indent(dedent(sets).strip(), '  ')}\n" if sets else ""
    return f"{head}constraints:\n  c:\n{indent(dedent(constraint).strip(), '    ')}\n"


def run(topology: str, constraints: str, **options: Any) -> Run:
    """Check one topology against one constraint document, both given as the text below the header."""
    (found,) = report(topology, constraints, **options).runs
    return found


def report(topology: str, constraints: str, **options: Any) -> Report:
    """Return the report, which is valid by its schema and accepted by the independent checker."""
    options.setdefault("as_of", AS_OF)
    one, other = load(topology), load_constraints(constraints)
    found = archcheck.check(one, other, **options)
    data = found.to_dict()
    validator().validate(data)
    waivers = options.get("waivers", ())
    waivers = [waivers] if isinstance(waivers, archcheck.WaiverDocument) else waivers
    held = verify_report(data, [one], [other], waivers, options.get("baseline"), options.get("only", ()))
    assert [str(each.reason) for each in held if not each.accepted] == []
    return found


def load(text: str) -> Any:
    """Load a topology that is named ``t.yaml`` in messages; its first line after the header is line 2."""
    body = dedent(text).strip()
    # A document in braces has its header within them.
    whole = f"{{archcheck: topology/v1, {body[1:]}" if body.startswith("{") else f"archcheck: topology/v1\n{body}\n"
    return archcheck.loads_topology(whole, "t.yaml")


def load_constraints(text: str) -> Any:
    """Load a constraint document that is named ``c.yaml`` in messages."""
    return archcheck.loads_constraints(f"archcheck: constraints/v1\n{dedent(text).strip()}\n", "c.yaml")


@cache
def validator() -> jsonschema.Draft202012Validator:
    """Return the validator of reports."""
    return jsonschema.Draft202012Validator(report_schema(), format_checker=jsonschema.FormatChecker())


def refused(topology: str, constraint: str, *, sets: str = "") -> list[str]:
    """Return the summaries of the diagnostics of an input error."""
    with pytest.raises(archcheck.InputError) as caught:
        check(topology, constraint, sets=sets)
    return [diagnostic.summary() for diagnostic in caught.value.diagnostics]


def verdict(topology: str, constraint: str, *, sets: str = "", **options: Any) -> str | list[str]:
    """Return the status, or for a failure its findings in short words, in their order."""
    result = check(topology, constraint, sets=sets, **options)
    if result.status != "fail":
        assert not result.findings
        return result.status
    assert result.findings
    return [short(finding) for finding in result.findings]


def short(finding: Finding) -> str:
    """Return a finding in short words: its witness with every edge, else its subject or its ends."""
    if finding.path:
        return witness(finding.path)
    if finding.subject is not None:
        return finding.subject
    return " ... ".join(end or "?" for end in (finding.source, finding.target))


def witness(path: tuple[Step, ...]) -> str:
    """Return a path as ``a -> b [a->b] <= c [c->b]``."""
    first, *steps = path
    assert (first.edge, first.direction, first.location) == (None, None, None)
    return " ".join([first.node, *(f"{SIGNS[str(step.direction)]} {step.node} [{step.edge}]" for step in steps)])


def at(line: int, column: int, length: int) -> Location:
    """Return a place in the topology."""
    return Location("t.yaml", line, column, length)
