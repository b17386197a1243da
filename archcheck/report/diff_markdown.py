"""A difference as Markdown, for a comment on a change: what is new first, and never longer than a comment may be.

Nothing that a document says is markup: it stands in code spans and fenced blocks, in which GitHub and GitLab resolve no
mention, link, reference, image or HTML, and what could end them is written out by its code point.
"""

from collections.abc import Iterator, Sequence

from archcheck.difference.model import Comparison, ConstraintChange, Difference, weigh
from archcheck.difference.words import (
    SIGNS,
    Entry,
    list_entries,
    say_change,
    say_counts,
    say_detail,
    say_lost_excuse,
    say_sides,
)
from archcheck.report.comments import Piece, join_pieces, mark
from archcheck.report.inert_markdown import block, code
from archcheck.report.lines import format_path
from archcheck.report.text import SHOWN_FINDINGS
from archcheck.report_model import Finding
from archcheck.source.counting import count_of

_WORDS = {sign: word for word, sign in SIGNS.items()}


def write_markdown(difference: Difference) -> str:
    """Return the difference as Markdown that fits into a comment, cut between lines or blocks where it is too long."""
    return join_pieces(_pieces(difference))


def _pieces(difference: Difference) -> Iterator[Piece]:
    yield Piece(f"{mark('diff')}### archcheck: {_headline(difference)}\n")
    for comparison in difference.comparisons:
        yield from _comparison(difference, comparison)


def _headline(difference: Difference) -> str:
    if difference.is_empty:
        return "nothing changed"
    if difference.as_of is None:
        return "what changed in the graph"
    words = {"pass": "nothing new that fails", "fail": "something new fails", "error": "something cannot be evaluated"}
    return words[difference.verdict]


def _comparison(difference: Difference, comparison: Comparison) -> Iterator[Piece]:
    title = code(say_sides(comparison))
    if difference.as_of is not None:
        number = len(comparison.constraints)
        title += f", {count_of(number, 'constraint')}, as of {difference.as_of.isoformat()}"
    counts = comparison.count_findings()
    told = ", ".join(f"{count} {word}" for word, count in counts.items() if count) or "none"
    findings = f"\n- findings: {told.replace('unexcused', 'no longer excused')}" if comparison.constraints else ""
    yield Piece(f"\n{title}\n\n- {say_counts(comparison.structure)}{findings}\n")
    yield from _table(
        "constraint | was | is | |",
        [_verdict(difference, change) for change in comparison.constraints if change.is_changed],
    )
    yield from _new(comparison)
    entries = list(list_entries(comparison.structure))
    if entries:
        yield Piece("\n<details>\n<summary>What changed in the graph</summary>\n", "\n</details>\n")
        yield from _table("| what | name | |", [_entry(entry) for entry in entries], "\n</details>\n")
        yield Piece("\n</details>\n")
    yield from _old(comparison)


def _new(comparison: Comparison) -> Iterator[Piece]:
    """Yield what is new, a block each."""
    for change in comparison.constraints:
        if change.new is None:
            continue
        name = change.result.id
        if change.new.status == "error":
            yield _block([f"error[{name}]: new: could not be evaluated: {change.new.error}"])
        elif change.emptied:
            fields = ", ".join(f"`{field}`" for field in change.emptied)
            verb = "matches" if len(change.emptied) == 1 else "match"
            since = " any more" if change.old else ""
            yield _block([f"{change.new.severity}[{name}]: new: {fields} {verb} nothing{since}"])
        told = [
            (f"{weigh(change.new, finding) or finding.state}[{name}]: new", finding) for finding in change.added
        ] + [
            (f"{weigh(change.new, finding)}[{name}]: {say_lost_excuse(was, finding)}", finding)
            for was, finding in change.unexcused
        ]
        yield from (_finding(head, finding) for head, finding in told[:SHOWN_FINDINGS])
        yield from _more(name, "new", len(told))
    for diagnostic in (each for each in comparison.diagnostics if each.severity != "info"):
        yield _block([f"{diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}", *_at(diagnostic.location)])


def _old(comparison: Comparison) -> Iterator[Piece]:
    """Yield what is rerouted and what is gone, behind a heading to unfold."""
    blocks: list[Piece] = []
    for change in comparison.constraints:
        name = change.result.id
        for was, finding in change.rerouted[:SHOWN_FINDINGS]:
            lines = [f"rerouted[{name}]: {finding.message}"]
            lines += [f"  was: {path}" for path in _paths(was)] + [f"  now: {path}" for path in _paths(finding)]
            blocks.append(_block(lines, "\n</details>\n"))
        blocks += _more(name, "rerouted", len(change.rerouted), "\n</details>\n")
        gone = change.gone[:SHOWN_FINDINGS]
        blocks += (_finding(f"gone[{name}]", finding, "\n</details>\n") for finding in gone)
        blocks += _more(name, "gone", len(change.gone), "\n</details>\n")
    if blocks:
        yield Piece("\n<details>\n<summary>Findings that are rerouted or gone</summary>\n", "\n</details>\n")
        yield from blocks
        yield Piece("\n</details>\n")


def _more(name: str, word: str, number: int, closing: str = "") -> Iterator[Piece]:
    if number > SHOWN_FINDINGS:
        yield Piece(f"\n{code(name)}: {number - SHOWN_FINDINGS} more {word}\n", closing)


def _finding(head: str, finding: Finding, closing: str = "") -> Piece:
    lines = [f"{head}: {finding.message}", *([] if head.startswith("gone") else _at(finding.location))]
    return _block([*lines, *(f"  path: {path}" for path in _paths(finding))], closing)


def _at(location: object) -> list[str]:
    return [f"  at {location}"] if location is not None else []


def _paths(finding: Finding) -> list[str]:
    return [format_path(path) for path in (finding.path, finding.other_path) if path]


def _block(lines: Sequence[str], closing: str = "") -> Piece:
    return Piece("\n" + block(lines), closing)


def _table(head: str, rows: Sequence[Sequence[str]], closing: str = "") -> Iterator[Piece]:
    if rows:
        columns = len(rows[0])
        yield Piece(f"\n| {head}\n{'|---' * columns}|\n", closing)
        yield from (Piece(f"| {' | '.join(cells)} |\n", closing) for cells in rows)


def _verdict(difference: Difference, change: ConstraintChange) -> list[str]:
    old, new = (status.upper() if status else "" for status in change.statuses)
    new = f"**{new}**" if difference.is_failing(change) else new
    detail = say_detail(change)
    return [code(change.result.id), old, new, code(detail) if detail else ""]


def _entry(entry: Entry) -> list[str]:
    said = [*entry.about, *map(say_change, entry.changes)]
    cells = [code(text) for text in said]
    cells += [f"inherited by {count_of(entry.inherited_by, 'node')}"] if entry.inherited_by else []
    return [
        f"{entry.sign} {_WORDS[entry.sign]}",
        entry.sort,
        code(entry.name) if entry.name else "",
        "<br>".join(cells),
    ]
