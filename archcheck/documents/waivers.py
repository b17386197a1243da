"""Waivers: findings that somebody takes responsibility for, until a day (language, section 4)."""

from collections.abc import Mapping as ReadOnly
from datetime import date
from typing import Any, NamedTuple

from archcheck.documents.draft import Draft
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location, Mapping, Scalar, Source, Value
from archcheck.source.shapes import MISSING, Choice, Date, Field, JsonSchema, ListOf, Located, Number, Record, Text

TYPE = "waivers/v1"


class Waiver(NamedTuple):
    """One waiver: patterns of ids for the ends or the subject of findings, None where any end will do.

    ``expires`` is the last day on which it holds; ``expect`` how many findings it must match; ``constraint`` stands
    where the document names it.
    """

    constraint: Scalar
    source: tuple[str, ...] | None
    target: tuple[str, ...] | None
    subject: tuple[str, ...] | None
    reason: str
    approved_by: str
    expires: date
    expect: int | None
    location: Location


class WaiverDocument(NamedTuple):
    """A document of waivers, with everything that it includes."""

    path: str
    waivers: tuple[Waiver, ...]
    sources: ReadOnly[str, Source]


def _reason_fault(text: str) -> str | None:
    """Return what makes a text unfit as a reason: nobody could judge it later."""
    if text.strip().casefold() in ("", "true", "false", "yes", "no", "on", "off", "null", "~"):
        return "say why the finding is acceptable"
    return None


def _name_fault(text: str) -> str | None:
    """Return what makes a text unfit as the name of whoever approved."""
    return "say who approved it" if text.strip().casefold() in ("", "true", "false", "null", "~") else None


_IDS = ListOf(Text("an id pattern"), single=True, least=1)
WAIVER = Record(
    "a waiver",
    {
        "constraint": Field(
            Located(Text("a constraint id")), "The constraint whose findings it waives.", required=True
        ),
        "from": Field(_IDS, "Where the waived paths begin: ids, in which `*` stands for any run of characters."),
        "to": Field(_IDS, "Where they end."),
        "subject": Field(_IDS, "What the finding is about, where that is a node, an edge or a group."),
        "reason": Field(Text("a reason", _reason_fault, "invalid-value"), "Why it is acceptable.", required=True),
        "approved-by": Field(Text("a name", _name_fault, "invalid-value"), "Who answers for it.", required=True),
        "expires": Field(Date(), "The last day on which it holds.", required=True),
        "expect": Field(Number(whole=True, least=1), "How many findings it must match, no more and no fewer."),
    },
)


class _WaiverShape:
    """A waiver, read with its place; who it is about is told by ends or by a subject."""

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the :class:`Waiver`."""
        fields = WAIVER.read(value, problems)
        if fields is MISSING or not isinstance(value, Mapping) or any(name not in fields for name in value.entries):
            return MISSING
        ends = [name for name in ("from", "to") if name in fields]
        if "subject" in fields and ends:
            message = f"a waiver has either `subject` or `from` and `to`, and this one has `{ends[0]}` too"
            problems.error("contradiction", message, value.entries[ends[0]][0].location)
            return MISSING
        if "subject" not in fields and not ends:
            help_text = "write `from: '*'` for all findings with a path, `subject: '*'` for all others"
            problems.error("missing-key", "a waiver needs `from`, `to` or `subject`", value.location, help_text)
            return MISSING
        get = fields.get
        return Waiver(
            fields["constraint"],
            get("from"),
            get("to"),
            get("subject"),
            fields["reason"],
            fields["approved-by"],
            fields["expires"],
            get("expect"),
            value.location,
        )

    def json_schema(self) -> JsonSchema:
        """Return the waiver's schema."""
        about = [{"required": ["subject"]}, {"anyOf": [{"required": ["from"]}, {"required": ["to"]}]}]
        return {**WAIVER.json_schema(), "oneOf": about}


DOCUMENT = Record(
    "a waivers document",
    {
        "archcheck": Field(Choice(TYPE), "What this document is.", required=True),
        "include": Field(ListOf(Located(Text("a path"))), "Files whose content is merged into this one."),
        "name": Field(Text(), "A name for people."),
        "description": Field(Text(), "What the waivers are for."),
        "waivers": Field(ListOf(_WaiverShape()), "Waivers."),
    },
)


def build_waivers(draft: Draft, problems: Problems) -> WaiverDocument:
    """Make a waivers document out of a draft; after an error was recorded it serves to find more errors only."""
    waivers = tuple(waiver for part in draft.parts for waiver in part.fields.get("waivers", ()))
    return WaiverDocument(draft.path, waivers, draft.sources)
