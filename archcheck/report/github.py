"""The report as annotations of GitHub Actions: commands in the log of a step, which GitHub shows at lines of files.

A command is a line: whatever a document says is made to stay in it, and in its part of it. The format:
https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions.
"""

from collections.abc import Mapping, Sequence

from archcheck.report.entries import Entry, list_entries, most_severe_first
from archcheck.report.places import File, Places
from archcheck.report.setting import Setting
from archcheck.report.statuses import describe_counts
from archcheck.report_model import Report
from archcheck.source.counting import count_of
from archcheck.source.diagnostics import Diagnostic
from archcheck.source.inert import escape
from archcheck.source.located import Location, shorten

MOST_ANNOTATIONS = 10
"""GitHub shows no more of a step, of each of the three commands."""
MOST_TEXT = 4000
COMMANDS = ("error", "warning", "notice")


def render(report: Report, setting: Setting) -> str:
    """Return the annotations, the most severe first, and a line of counts; past ten of a command, the rest is counted.

    What keeps the check from passing is an error, whatever its severity; what does not, a warning at most.
    """
    entries = [each for each in list_entries(report) if each.diagnostic is None or each.level != "note"]
    told: dict[str, list[Entry]] = {command: [] for command in COMMANDS}
    for entry in most_severe_first(entries):
        told[_command(entry)].append(entry)
    room = dict.fromkeys(COMMANDS, MOST_ANNOTATIONS)
    if any(len(told[command]) > MOST_ANNOTATIONS for command in COMMANDS):
        room["notice"] -= 1  # the one that counts
    lines = [
        _annotate(command, each, setting, report) for command in COMMANDS for each in told[command][: room[command]]
    ]
    rest = {command: len(told[command]) - room[command] for command in COMMANDS if len(told[command]) > room[command]}
    lines += [_count(rest)] if rest else []
    return "\n".join([*lines, f"archcheck: {describe_counts(report)}; as of {report.as_of.isoformat()}", ""])


def render_diagnostics(diagnostics: Sequence[Diagnostic], places: Places) -> str:
    """Return the annotations of what kept a check from being done; past ten of a command, the rest is counted."""
    told: dict[str, list[str]] = {command: [] for command in COMMANDS}
    for each in diagnostics:
        command = each.severity if each.severity in COMMANDS else "notice"
        found = None if each.location is None else places.find([each.location])
        notes = [f"{label}: {place}" for label, place in each.related]
        notes += [f"help: {each.help}"] if each.help else []
        told[command].append(_write(command, each.code, [each.message, *notes], found))
    rest = {command: len(lines) - MOST_ANNOTATIONS for command, lines in told.items() if len(lines) > MOST_ANNOTATIONS}
    shown = [line for lines in told.values() for line in lines[:MOST_ANNOTATIONS]]
    return "\n".join([*shown, *([_count(rest)] if rest else []), ""])


def _command(entry: Entry) -> str:
    if entry.failing:
        return "error"
    return "notice" if entry.level == "note" else "warning"


def _annotate(command: str, entry: Entry, setting: Setting, report: Report) -> str:
    file, place = setting.places.find(list(entry.places))
    message = entry.message
    if len(report.runs) > 1 and entry.diagnostic is None:
        message += f" (in {entry.topology})"
    return _write(command, entry.code, [message, *entry.notes()], (file, place))


def _write(command: str, code: str, texts: Sequence[str], found: tuple[File, Location] | None) -> str:
    """Return a command: the message and its notes, at a place where GitHub can show it."""
    texts = list(texts)
    properties = []
    if found is not None:
        file, place = found
        if file.inside:
            end = place.column + place.length
            properties = [
                f"file={_property(file.path)}",
                *(f"line={place.line}", f"endLine={place.line}", f"col={place.column}", f"endColumn={end}"),
            ]
        else:
            texts.insert(1, f"at {file.path}:{place.line}:{place.column}")
    properties.append(f"title={_property(code)}")
    said = "%0A".join(_data(text) for text in texts)
    return f"::{command} {','.join(properties)}::{said}"


def _count(rest: Mapping[str, int]) -> str:
    counts = ", ".join(count_of(number, command) for command, number in rest.items())
    said = f"{sum(rest.values())} more are not shown, as GitHub shows {MOST_ANNOTATIONS} of each a step: {counts}"
    return f"::notice title=archcheck::{said}"


def _data(text: str) -> str:
    """Return a text as it stands behind a command: on its line."""
    return escape(shorten(text, MOST_TEXT)).replace("%", "%25")


def _property(text: str) -> str:
    """Return a text as it stands as the value of a property: neither ends that nor the properties."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
