"""What mends failures, as text and as JSON."""

from collections.abc import Sequence
from typing import Any

from archcheck.fixes.changes import Change, Cut
from archcheck.fixes.suggestions import Suggestion, Suggestions
from archcheck.report.lines import describe_edge
from archcheck.report_model import Identity
from archcheck.source.counting import count_of
from archcheck.source.inert import escape
from archcheck.source.json_writing import write_json

TYPE = "fixes/v1"
SHOWN = 10


def write_fixes(found: Sequence[tuple[str, Suggestions]], *, quiet: bool = False, verbose: bool = False) -> str:
    """Return the suggestions for each topology, by its path, as text."""
    blocks = []
    for path, suggestions in found:
        number = len(suggestions.failures)
        lines = [f"{escape(path)}: {count_of(number, 'finding')} to mend"]
        shown = suggestions.single if verbose else suggestions.single[:SHOWN]
        for suggestion in shown:
            lines += _suggestion(suggestion, number, verbose=verbose)
        hidden = len(suggestions.single) - len(shown)
        if hidden:
            lines.append(f"  {hidden} more (--verbose lists them)")
        if number and not suggestions.single:
            lines.append("  no single change was found that mends any of them")
        if suggestions.plan and not quiet:
            steps = "; ".join(map(describe_change, suggestions.plan))
            lines.append(f"  all of them: {steps}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _suggestion(suggestion: Suggestion, number: int, *, verbose: bool) -> list[str]:
    mended = len(suggestion.mended)
    lines = [f"  {describe_change(suggestion.change)}: mends {mended} of {number}"]
    if suggestion.broken:
        lines[0] += f", and breaks {', '.join(map(escape, suggestion.broken))}"
    if verbose:
        lines += [f"    {_name(identity)}" for identity in suggestion.mended]
    return lines


def describe_change(change: Change) -> str:
    """Return a change as a sentence would say it."""
    if isinstance(change, Cut):
        return "cut " + " and ".join(map(describe_edge, change.edges))
    return f"insert {escape(change.like.kind)} into {describe_edge(change.edge)}"


def _name(identity: Identity) -> str:
    constraint, source, target, subject = identity
    about = " to ".join(escape(end) for end in (subject, source, target) if end is not None)
    return f"{escape(constraint)}: {about}"


def fixes_to_json(found: Sequence[tuple[str, Suggestions]]) -> str:
    """Return the suggestions as JSON."""
    data = {"archcheck": TYPE, "topologies": [_topology(path, suggestions) for path, suggestions in found]}
    return write_json(data)


def _topology(path: str, suggestions: Suggestions) -> dict[str, Any]:
    single = [
        {
            **_change(each.change),
            "mends": [_identity(identity) for identity in each.mended],
            "breaks": list(each.broken),
        }
        for each in suggestions.single
    ]
    return {
        "path": path,
        "failures": [_identity(identity) for identity in suggestions.failures],
        "suggestions": single,
        "plan": [_change(change) for change in suggestions.plan],
    }


def _change(change: Change) -> dict[str, Any]:
    if isinstance(change, Cut):
        return {"cut": list(change.edges)}
    return {"guard": {"edge": change.edge, "kind": change.like.kind}}


def _identity(identity: Identity) -> dict[str, Any]:
    names = ("constraint", "source", "target", "subject")
    return {name: value for name, value in zip(names, identity, strict=True) if value is not None}
