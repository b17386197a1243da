"""Hovers: what stands at a place means, as Markdown in which nothing that a document says is markup."""

from collections.abc import Iterator

from archcheck.claims.words import WORDS, say_claim, say_source
from archcheck.lsp.checking import Checked
from archcheck.lsp.notices import describe_verdict
from archcheck.lsp.outline import Entry, text_of
from archcheck.lsp.places import Place
from archcheck.lsp.project import Project
from archcheck.lsp.summaries import summarise
from archcheck.lsp.writing import code, prose
from archcheck.report_model import Report
from archcheck.rules import RULES_BY_NAME

MOST_VERDICTS = 10


def describe(place: Place, project: Project, path: str, checked: Checked) -> str | None:
    """Return what is to say of what stands at a place, None for nothing.

    Args:
        place: the place.
        project: where names are looked up.
        path: the real path of the document.
        checked: the last check of the project, for verdicts.
    """
    cursor, report = place.cursor, checked.report
    if not cursor.text:
        return None
    parts: list[str] = []
    if cursor.role == "key":
        parts += _describe_help(place)
    elif any(form.trail == ("constraint", "rule") for form in place.forms):
        parts += _describe_rule(cursor.text)
        parts += _describe_verdicts(str(cursor.path[1]), report)
    if not parts:
        for sort in place.key_sorts if cursor.role == "key" else place.sorts:
            if sort == "constraint":
                for entry in project.find(path, sort, place.name)[:1]:
                    parts += _describe_constraint(entry, report)
            elif sort == "claim":
                for entry in project.find(path, sort, place.name)[:1]:
                    parts += _describe_claim(entry, checked)
            else:
                parts += summarise(sort, place.name, project, path)
    if not parts:
        parts += _describe_help(place)
    return "\n\n".join(parts) or None


def _describe_help(place: Place) -> Iterator[str]:
    key, text = place.help
    if key:
        yield f"**{key}**" + (f": {text}" if text else "")


def _describe_rule(name: str) -> Iterator[str]:
    rule = RULES_BY_NAME.get(name)
    if rule is None:
        return
    yield f"**{rule.name}**: {rule.summary}. It fails when {rule.fails_when}."
    yield "\n".join(
        f"- `{name}`{' (required)' if field.required else ''}: {field.help}" for name, field in rule.fields.items()
    )


def _describe_constraint(entry: Entry, report: Report | None) -> Iterator[str]:
    rule, severity = text_of(entry.value, "rule"), text_of(entry.value, "severity")
    said = [code(text) for text in (rule, severity) if text]
    yield f"**constraint** {code(entry.name)}" + (f" ({', '.join(said)})" if said else "")
    yield from (prose(text_of(entry.value, key)) for key in ("title", "rationale") if text_of(entry.value, key))
    yield from _describe_verdicts(entry.name, report)


def _describe_verdicts(name: str, report: Report | None) -> Iterator[str]:
    """Yield the verdicts of a constraint, a line for each topology."""
    lines = [
        f"- {code(run.path)}: {prose(describe_verdict(result))}"
        for run in (report.runs if report is not None else ())
        for result in run.constraints
        if result.id == name
    ]
    if lines and report is not None:
        more = [f"- and {len(lines) - MOST_VERDICTS} more"] if len(lines) > MOST_VERDICTS else []
        yield "\n".join([f"Verdicts as of {report.as_of.isoformat()}:", "", *lines[:MOST_VERDICTS], *more])


def _describe_claim(entry: Entry, checked: Checked) -> Iterator[str]:
    """Yield what a claim says, who says it, and how far it stands in each topology."""
    yield f"**claim** {code(entry.name)}"
    if text_of(entry.value, "text"):
        yield prose(text_of(entry.value, "text"))
    if checked.report is None:
        return
    runs = zip(checked.report.runs, checked.claims, strict=False)
    found = [(run, result) for run, row in runs for result in row if result.claim.id == entry.name]
    if found:
        yield prose(say_source(found[0][1].claim))
        lines = [f"- {code(run.path)}: {WORDS[result.status]}: {prose(say_claim(result))}" for run, result in found]
        more = [f"- and {len(lines) - MOST_VERDICTS} more"] if len(lines) > MOST_VERDICTS else []
        yield "\n".join([f"As of {checked.report.as_of.isoformat()}:", "", *lines[:MOST_VERDICTS], *more])
