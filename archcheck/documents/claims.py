"""Claims: sentences about an architecture, and the readings that each of them has, from literal to strict."""

from collections.abc import Callable, Mapping as ReadOnly, Sequence
from datetime import date
from typing import Any, NamedTuple

from archcheck.documents.claim_evidence import EVIDENCE, Evidence
from archcheck.documents.claim_supports import check_supports
from archcheck.documents.draft import Draft
from archcheck.documents.topology_shapes import NamedRecords
from archcheck.source.diagnostics import Problems
from archcheck.source.identifiers import check_twins
from archcheck.source.located import Location, Mapping, Scalar, Source, Value
from archcheck.source.shapes import (
    MISSING,
    Choice,
    Date,
    Field,
    JsonSchema,
    ListOf,
    Located,
    Record,
    Text,
    identifier,
)

TYPE = "claims/v1"


class Origin(NamedTuple):
    """Who said it, where and when, as far as it is known; ``unsaid`` is what the source does not say."""

    who: str | None
    where: str | None
    when: str | None
    unsaid: tuple[str, ...]


class Assumption(NamedTuple):
    """A statement that no graph can show: who vouches for it, and the day by which it is looked at again."""

    statement: str
    vouched_by: str
    review: date
    location: Location


class Reading(NamedTuple):
    """One reading of a claim: what must hold for it, what it assumes, and what of it no topology can decide."""

    title: str
    evidence: Evidence | None
    assumes: tuple[Assumption, ...]
    undecidable: tuple[str, ...]
    location: Location


class Claim(NamedTuple):
    """A sentence and its readings, from literal to strict; ``supports`` names the claims that are argued from it.

    ``key`` is its id, where the document has it.
    """

    id: str
    text: str
    source: Origin
    readings: tuple[Reading, ...]
    supports: tuple[Scalar, ...]
    location: Location
    key: Scalar


class ClaimsDocument(NamedTuple):
    """A claims document, with everything that it includes; its claims in the order of the text."""

    name: str
    description: str | None
    path: str
    claims: ReadOnly[str, Claim]
    sources: ReadOnly[str, Source]


def _empty_fault(text: str) -> str | None:
    """Return what makes a text unfit where somebody is to say something."""
    return "say what is meant" if text.strip().casefold() in ("", "true", "false", "null", "~") else None


_SAYING = Text("a text that says something", _empty_fault, "invalid-value")
_SAYINGS = ListOf(_SAYING, single=True, least=1)

SOURCE = Record(
    "a claim's source",
    {
        "who": Field(_SAYING, "Who said it.", required=True),
        "where": Field(_SAYING, "Where it was said."),
        "when": Field(_SAYING, "When it was said."),
        "unsaid": Field(_SAYINGS, "What the source does not say."),
    },
)
ASSUMPTION = Record(
    "an assumption",
    {
        "statement": Field(_SAYING, "What is taken for granted, since no graph shows it.", required=True),
        "vouched-by": Field(Text("a name", _empty_fault, "invalid-value"), "Who vouches for it.", required=True),
        "review": Field(Date(), "The day by which somebody looks at it again.", required=True),
    },
)


class _Placed:
    """A record that is made into a value of its own, with the place where it begins."""

    def __init__(self, record: Record, make: Callable[[dict[str, Any], Location], Any]) -> None:
        self.record = record
        self.make = make

    def read(self, value: Value, problems: Problems) -> Any:
        """Return what is made of the fields."""
        fields = self.record.read(value, problems)
        if fields is MISSING or not isinstance(value, Mapping) or any(name not in fields for name in value.entries):
            return MISSING
        return self.make(fields, value.location)

    def json_schema(self) -> JsonSchema:
        """Return the record's schema."""
        return self.record.json_schema()


_ASSUMPTION = _Placed(
    ASSUMPTION,
    lambda fields, place: Assumption(fields["statement"], fields["vouched-by"], fields["review"], place),
)
READING = Record(
    "a reading",
    {
        "title": Field(_SAYING, "What the sentence means in this reading.", required=True),
        "constraints": Field(EVIDENCE, "The constraints that must hold: all of a list, or `any:` of one."),
        "assumes": Field(ListOf(_ASSUMPTION, least=1), "What no graph can show, and who vouches for it."),
        "undecidable": Field(_SAYINGS, "What of it no topology can decide, said plainly."),
    },
)


class _ReadingShape:
    """A reading; one that rests on nothing but assumptions would be supported by nothing at all."""

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the :class:`Reading`."""
        fields = READING.read(value, problems)
        if fields is MISSING or not isinstance(value, Mapping) or any(name not in fields for name in value.entries):
            return MISSING
        if "constraints" not in fields and "undecidable" not in fields:
            help_text = "name the constraints that must hold for it, or say under `undecidable` why none can tell"
            problems.error("missing-key", "a reading needs `constraints` or `undecidable`", value.location, help_text)
            return MISSING
        get = fields.get
        return Reading(fields["title"], get("constraints"), get("assumes", ()), get("undecidable", ()), value.location)

    def json_schema(self) -> JsonSchema:
        """Return the reading's schema."""
        return {
            **READING.json_schema(),
            "anyOf": [{"required": ["constraints"]}, {"required": ["undecidable"]}],
        }


CLAIM = Record(
    "a claim",
    {
        "text": Field(_SAYING, "The sentence.", required=True),
        "source": Field(
            _Placed(SOURCE, lambda fields, _: _read_source(fields)),
            "Who said it, where and when.",
            required=True,
        ),
        "readings": Field(
            ListOf(_ReadingShape(), least=1), "What it may mean, from the most literal reading to the strictest."
        ),
        "supports": Field(
            ListOf(Located(identifier("a claim's id")), single=True, least=1),
            "The claims that are argued from this one.",
        ),
    },
)


def _read_source(fields: ReadOnly[str, Any]) -> Origin:
    get = fields.get
    return Origin(get("who"), get("where"), get("when"), get("unsaid", ()))


DOCUMENT = Record(
    "a claims document",
    {
        "archcheck": Field(Choice(TYPE), "What this document is.", required=True),
        "include": Field(ListOf(Located(Text("a path"))), "Files whose content is merged into this one."),
        "name": Field(Text(), "The name that reports use; the file's name without it."),
        "description": Field(Text(), "What the claims are about."),
        "claims": Field(NamedRecords(identifier("a claim's id"), CLAIM), "Claims, by id."),
    },
)


def build_claims(draft: Draft, problems: Problems) -> ClaimsDocument | None:
    """Make a claims document out of a draft; None after an error was recorded."""
    names: dict[str, Scalar] = {}
    claims: dict[str, Claim] = {}
    for part in draft.parts:
        for name, read in part.fields.get("claims", ()):
            if name.text in names:
                message = f"the claim `{name.text}` is here a second time"
                first = names[name.text].location
                problems.error("duplicate-id", message, name.location, related=[("first here", first)])
                continue
            names[name.text] = name
            if read is not MISSING:
                claims[name.text] = _make_claim(name, read)
    check_twins(names.values(), "claim's id", problems)
    if problems.failed:
        return None
    root = draft.parts[0].fields
    if not claims:
        problems.error("nothing-to-check", f"`{draft.path}` makes no claim", Location(draft.path, 1, 1))
        return None
    name = root.get("name", draft.default_name)
    return ClaimsDocument(name, root.get("description"), draft.path, claims, dict(draft.sources))


def _make_claim(name: Scalar, fields: ReadOnly[str, Any]) -> Claim:
    readings, supports = fields.get("readings", ()), fields.get("supports", ())
    return Claim(name.text, fields["text"], fields["source"], readings, supports, name.location, name)


def merge_claims(documents: Sequence[ClaimsDocument], problems: Problems) -> dict[str, Claim]:
    """Return the claims of all documents in their order, after checking how they support each other.

    Args:
        documents: claims documents; a claim may support one of another document.
        problems: receives what is wrong.
    """
    claims: dict[str, Claim] = {}
    for document in documents:
        for claim in document.claims.values():
            known = claims.setdefault(claim.id, claim)
            if known.location != claim.location:  # else a document that is included, and given too
                message = f"two documents make a claim `{claim.id}`"
                related = [("the other one", known.location)]
                problems.error("duplicate-id", message, claim.location, "give one of them another name", related)
    check_twins((claim.key for claim in claims.values()), "claim's id", problems)
    check_supports({name: claim.supports for name, claim in claims.items()}, problems)
    argued = {target.text for claim in claims.values() for target in claim.supports}
    for claim in claims.values():
        if not claim.readings and claim.id not in argued:
            message = f"the claim `{claim.id}` has no readings, and no claim supports it"
            help_text = "write `readings`, or name it under `supports` of the claims that it is argued from"
            problems.error("missing-key", message, claim.location, help_text)
    return claims
