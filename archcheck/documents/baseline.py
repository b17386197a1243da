"""Baselines: the findings that were there when somebody began to check (language, section 4)."""

import json
from collections.abc import Iterable, Mapping as ReadOnly
from typing import Any, NamedTuple

from archcheck.documents.draft import Draft
from archcheck.source.diagnostics import Problems
from archcheck.source.json_writing import escape_json
from archcheck.source.located import Location, Mapping, Source, Value
from archcheck.source.shapes import MISSING, Choice, Field, JsonSchema, ListOf, Record, Text

TYPE = "baseline/v1"


class Entry(NamedTuple):
    """A known finding: the name of its topology, and its identity; ``location`` is where the baseline says so."""

    topology: str
    constraint: str
    source: str | None
    target: str | None
    subject: str | None
    location: Location | None = None

    @property
    def identity(self) -> tuple[str, str | None, str | None, str | None]:
        """What makes it one finding: constraint, source, target, subject; no path, no line, no topology."""
        return self.constraint, self.source, self.target, self.subject


class Baseline(NamedTuple):
    """A baseline file."""

    path: str
    entries: tuple[Entry, ...]
    sources: ReadOnly[str, Source]


def fingerprint(constraint: str, subject: str | None, target: str | None) -> str:
    """Return the identity of a finding as 32 hexadecimal digits; ``subject`` is its subject or its source."""
    import hashlib  # loads OpenSSL: not for a check without a baseline

    return hashlib.sha256(json.dumps([constraint, subject, target]).encode()).hexdigest()[:32]


_ENTRY = Record(
    "an entry",
    {
        "topology": Field(Text(), "The name of the topology.", required=True),
        "constraint": Field(Text(), "The constraint.", required=True),
        "source": Field(Text(), "The source of the finding."),
        "target": Field(Text(), "Its target."),
        "subject": Field(Text(), "Its subject, where it has no ends."),
        "fingerprint": Field(Text(), "The identity of the finding, as reports give it.", required=True),
    },
)


class _EntryShape:
    """An entry, whose fingerprint must fit what it says."""

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the :class:`Entry`."""
        fields = _ENTRY.read(value, problems)
        if fields is MISSING or not isinstance(value, Mapping) or any(name not in fields for name in value.entries):
            return MISSING
        get = fields.get
        ends = [name for name in ("source", "target", "subject") if name in fields]
        if not ends or ("subject" in ends and len(ends) > 1):
            problems.error(
                "contradiction", "an entry has either a subject or a source, a target or both", value.location
            )
            return MISSING
        about = get("subject") if "subject" in fields else get("source")
        if get("fingerprint") != fingerprint(fields["constraint"], about, get("target")):
            message = "the fingerprint is not that of the finding that this entry names"
            help_text = "write the baseline anew with --write-baseline"
            problems.error("invalid-value", message, value.entries["fingerprint"][1].location, help_text)
            return MISSING
        return Entry(
            fields["topology"], fields["constraint"], get("source"), get("target"), get("subject"), value.location
        )

    def json_schema(self) -> JsonSchema:
        """Return the entry's schema."""
        return _ENTRY.json_schema()


DOCUMENT = Record(
    "a baseline",
    {
        "archcheck": Field(Choice(TYPE), "What this document is.", required=True),
        "entries": Field(ListOf(_EntryShape()), "The known findings.", required=True),
    },
)


def build_baseline(draft: Draft, problems: Problems) -> Baseline | None:
    """Make a baseline out of a draft; an entry that stands twice is an error."""
    entries: tuple[Entry, ...] = draft.parts[0].fields.get("entries", ())
    seen: dict[tuple[object, ...], Entry] = {}
    for entry in entries:
        first = seen.setdefault((entry.topology, *entry.identity), entry)
        if first is not entry and first.location is not None:
            message = "this finding is here a second time"
            problems.error("duplicate-id", message, entry.location, related=[("first here", first.location)])
    return None if problems.failed else Baseline(draft.path, entries, draft.sources)


def write_baseline(entries: Iterable[Entry]) -> str:
    """Return the text of a baseline: one entry a line, sorted, so that changes read well in a review."""
    lines = []
    for entry in sorted({each._replace(location=None) for each in entries}, key=_order):
        named = (("source", entry.source), ("target", entry.target), ("subject", entry.subject))
        about = entry.source if entry.subject is None else entry.subject
        data = {"topology": entry.topology, "constraint": entry.constraint}
        data |= {name: value for name, value in named if value is not None}
        data["fingerprint"] = fingerprint(entry.constraint, about, entry.target)
        lines.append("    " + escape_json(json.dumps(data, ensure_ascii=False)))
    body = "[\n" + ",\n".join(lines) + "\n  ]" if lines else "[]"
    return f'{{\n  "archcheck": "{TYPE}",\n  "entries": {body}\n}}\n'


def _order(entry: Entry) -> tuple[str, ...]:
    return tuple(part or "" for part in entry[:5])
