"""What the YAML parser could not read, told in its words, with our place and a word on what to do."""

import yaml

from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location, Source

# Parts of the two parsers' messages, and what most often is behind them.
_HINTS = (
    ("mapping values are not allowed", "quote a text that holds `: `; or the line before lacks its `:`"),
    ("unknown escape character", "a `\\` in double quotes is written `\\\\`; in single quotes it stands for itself"),
    ("invalid Unicode character escape", "write the character itself"),
    ("while scanning an alias", "quote a text that begins with `*`"),
    ("while scanning an anchor", "quote a text that begins with `&`"),
    ("<document start>", "one file, one document: nothing follows its end"),
    ("parsing a flow node", "a key or a value is missing here"),
    ("scanning a quoted scalar", "the closing quote is missing"),
    ("scanning a double-quoted scalar", "the closing quote is missing"),
    ("parsing a flow mapping", "a `,` or `}` is missing, or a text needs quotes"),
    ("parsing a flow sequence", "a `,` or `]` is missing, or a text needs quotes"),
    ("expected ':'", "a `:` and a space are missing behind the key, or a text needs quotes"),
    ("cannot start any token", "quote a text that begins with this character"),
    ("parsing a block", "begin the keys or items of one level in the same column"),
    ("parsing a node", "quote a text that begins with this character"),
)


def tell_syntax(error: yaml.YAMLError, source: Source, problems: Problems) -> None:
    """Record a parser's error; a tab in the indentation, which it never names as the cause, is told as such."""
    opened = getattr(error, "context_mark", None)
    mark = getattr(error, "problem_mark", None) or opened
    problem = getattr(error, "problem", None) or "the text cannot be read"
    context = getattr(error, "context", None)
    if mark is None:
        problems.error("syntax", f"this is not YAML: {problem}", Location(source.path, 1, 1))
        return
    place = Location(source.path, mark.line + 1, mark.column + 1)
    line = source.line(place.line)
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent and mark.column <= len(indent):
        tab = Location(source.path, place.line, indent.index("\t") + 1)
        problems.error("tab-indent", "a tab is used for indentation", tab, "indent with spaces")
        return
    message = f"this is not YAML: {problem}{f' {context}' if context else ''}"
    began = _show(Location(source.path, opened.line + 1, opened.column + 1), source) if opened else None
    if not line.strip():
        place = began or _show(place, source)  # the end of the file shows nothing; what is still open there does
    related = [("began here", began)] if began and began != place else []
    problems.error("syntax", message, place, next((hint for part, hint in _HINTS if part in message), None), related)


def _show(place: Location, source: Source) -> Location:
    """Return a place, or the end of the last line before it that shows something: libyaml counts a line too many."""
    line, column = place.line, place.column
    while line > 1 and not source.line(line).strip():
        line -= 1
        column = max(1, len(source.line(line)))
    return Location(source.path, line, min(column, len(source.line(line)) + 1))
