"""The report as JUnit XML, as Jenkins, GitLab and most pipelines read it: a suite a topology, a case a constraint.

What keeps the check from passing is a failure, or an error where it could not be evaluated. What does not, and is no
proof either (waived, referred, inactive, below the severity that counts), is skipped, with the reason.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape as escape_xml, quoteattr

from archcheck.report.counts import describe_outcome
from archcheck.report.entries import Entry, list_entries, unique_names
from archcheck.report.setting import Setting
from archcheck.report.statuses import say_verdict, telling_of
from archcheck.report_model import ConstraintResult, Report, Run
from archcheck.source.inert import escape

MOST_MESSAGE = 1000


class _Case(NamedTuple):
    """A test case: ``outcome`` is the name of the element that says what came of it, None for a pass.

    ``message`` and ``lines`` say what is wrong, ``says`` what there is to know beside it.
    """

    name: str
    outcome: str | None = None
    sort: str = ""
    message: str = ""
    lines: Sequence[str] = ()
    says: Sequence[str] = ()


def render(report: Report, setting: Setting) -> str:
    """Return the report as JUnit XML; what no XML may hold is written out by its code point."""
    entries = list_entries(report)
    suites = [
        (run, name, number, list(_cases(report, setting, run, [each for each in entries if each.number == number])))
        for number, (run, name) in enumerate(zip(report.runs, unique_names(report), strict=True))
    ]
    every = [case for *_, cases in suites for case in cases]
    # `skipped` is no attribute of all suites in the schema.
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f"<testsuites{_attributes(name='archcheck', **_count(every, 'failure', 'error'), time='0')}>")
    for run, name, number, cases in suites:
        lines += (f"  {line}" for line in _suite(report, setting, run, name, number, cases))
    return "\n".join([*lines, "</testsuites>", ""])


def _suite(report: Report, setting: Setting, run: Run, name: str, number: int, cases: Sequence[_Case]) -> Iterator[str]:
    file = setting.places.file(run.path).path
    counts = _count(cases, "failure", "error", "skipped")
    stamp = f"{report.as_of.isoformat()}T00:00:00"
    yield f"<testsuite{_attributes(name=name, **counts, time='0', timestamp=stamp, file=file)}>"
    yield "  <properties>"
    about = {"as-of": report.as_of.isoformat(), "archcheck": report.version, "nodes": run.nodes, "edges": run.edges}
    for key, value in about.items():
        yield f"    <property{_attributes(name=key, value=str(value))}/>"
    yield "  </properties>"
    attached = [f"[[ATTACHMENT|{setting.places.file(each).path}]]" for each in setting.pictures.get(number, ())]
    taken: set[str] = set()
    for case in cases:
        unique, times = escape(case.name), 1
        while unique in taken:
            times += 1
            unique = f"{escape(case.name)}#{times}"
        taken.add(unique)
        opening = f"<testcase{_attributes(name=unique, classname=name, time='0')}"
        # Jenkins finds one attachment a line, and no more.
        said = "\n".join(map(_text, [*case.says, *attached]))
        if case.outcome is None and not said:
            yield f"  {opening}/>"
            continue
        yield f"  {opening}>"
        if case.outcome is not None:
            attributes = _attributes(message=_shorten(case.message), type=case.sort)
            text = "\n".join(map(_text, case.lines))
            yield f"    <{case.outcome}{attributes}{f'>{text}</{case.outcome}>' if text else '/>'}"
        if said:
            yield f"    <system-out>{said}</system-out>"
        yield "  </testcase>"
    yield "</testsuite>"


def _cases(report: Report, setting: Setting, run: Run, entries: Sequence[Entry]) -> Iterator[_Case]:
    for result in run.constraints:
        about = [entry for entry in entries if entry.result is result]
        yield _case(report, result, about, setting)
    for entry in entries:
        if entry.diagnostic is not None and entry.level == "error":
            outcome = "error" if entry.diagnostic.severity == "error" else "failure"
            yield _Case(entry.code, outcome, "input", entry.message, list(_lines(entry, setting)))


def _case(report: Report, result: ConstraintResult, entries: Sequence[Entry], setting: Setting) -> _Case:
    telling = telling_of(result.status)
    says = [f"nothing to check: {result.allow_empty}"] if result.allow_empty is not None and telling.holds else []
    says += [f"assumed to be stateless: {', '.join(result.assumptions)}"] if result.assumptions else []
    if telling.holds:
        return _Case(result.id, says=says)
    lines = [line for entry in entries for line in _lines(entry, setting)]
    if not report.is_failing(result):
        detail = describe_outcome(result)
        message = say_verdict(result) or (f"{telling.word}: {detail}" if detail else telling.word)
        return _Case(result.id, "skipped", result.status, message, lines, says)
    findings = [entry for entry in entries if entry.kind == "finding"]
    message = say_verdict(result) or (findings[0].message if findings else telling.word)
    if len(findings) > 1 or result.truncated:
        more = len(findings) - 1 + result.truncated
        message += f" (and {'at least ' if result.truncated else ''}{more} more)"
    return _Case(result.id, telling.case, result.rule, message, lines, says)


def _lines(entry: Entry, setting: Setting) -> Iterator[str]:
    file, place = setting.places.find(list(entry.places))
    yield entry.message
    yield f"  at {file.path}:{place.line}:{place.column}"
    yield from (f"  {note}" for note in entry.notes())


def _count(cases: Sequence[_Case], *outcomes: str) -> dict[str, str]:
    """Return how many cases there are, and how many of them have each outcome, as attributes."""
    names = {"failure": "failures", "error": "errors", "skipped": "skipped"}
    counts = {names[outcome]: str(sum(case.outcome == outcome for case in cases)) for outcome in outcomes}
    return {"tests": str(len(cases)), **counts}


def _attributes(**values: str) -> str:
    return "".join(f" {name}={quoteattr(escape(value))}" for name, value in values.items())


def _text(line: str) -> str:
    return escape_xml(escape(line))


def _shorten(text: str) -> str:
    return text if len(text) <= MOST_MESSAGE else text[: MOST_MESSAGE - 1] + "…"
