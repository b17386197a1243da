"""Constraint documents: vocabulary, sets and constraints (language, section 4), with what they extend."""

import os
from collections.abc import Iterator, Mapping as ReadOnly
from pathlib import Path
from typing import Any, NamedTuple

from archcheck.documents.draft import Draft, Part, read_draft, resolve_path
from archcheck.documents.packs import pack_names, pack_path, shown_pack_path
from archcheck.documents.selector import AnyOf, Selector, check_sets, selector_height, set_references
from archcheck.documents.selector_shapes import SelectorShape
from archcheck.documents.topology_shapes import TAGS, NamedRecords, kind_name_fault
from archcheck.source.composer import DEEPEST
from archcheck.source.diagnostics import Diagnostic, Problems
from archcheck.source.files import read_file
from archcheck.source.identifiers import check_twins
from archcheck.source.located import Location, Mapping, Scalar, Source, Value
from archcheck.source.shapes import (
    MISSING,
    Choice,
    Date,
    Field,
    Flag,
    JsonSchema,
    ListOf,
    Located,
    MapOf,
    Record,
    Text,
    identifier,
    wrong_type,
)

TYPE = "constraints/v1"
SEVERITIES = ("error", "warning", "info")


class RawConstraint(NamedTuple):
    """A constraint as merged from the documents that speak of it; its fields are read by its rule."""

    id: str
    fields: ReadOnly[str, tuple[Scalar, Value]]
    location: Location


class ConstraintDocument(NamedTuple):
    """A constraint document with everything that it includes and extends."""

    name: str
    description: str | None
    path: str
    vocabulary: ReadOnly[str, str]
    sets: ReadOnly[str, Selector]
    constraints: ReadOnly[str, RawConstraint]
    sources: ReadOnly[str, Source]
    warnings: tuple[Diagnostic, ...] = ()


class _Raw:
    """A value that is read later: a constraint by its rule, a set after what it extends is known."""

    def __init__(self, definition: str, *, mapping: bool = False) -> None:
        self.definition = definition
        self.mapping = mapping

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the value as it is."""
        if self.mapping and not isinstance(value, Mapping):
            return wrong_type(value, "a constraint (a mapping)", problems)
        return value

    def json_schema(self) -> JsonSchema:
        """Return a reference to the definition that the value must meet."""
        return {"$ref": f"#/$defs/{self.definition}"}


DOCUMENT = Record(
    "a constraint document",
    {
        "archcheck": Field(Choice(TYPE), "What this document is.", required=True),
        "include": Field(ListOf(Located(Text("a path"))), "Files whose content is merged into this one."),
        "extends": Field(
            ListOf(Located(Text("a file or a pack"))), "Documents to start from; what is here overrides them."
        ),
        "name": Field(Text(), "The name that reports use; the file's name without it."),
        "description": Field(Text(), "What the constraints are for."),
        "vocabulary": Field(
            MapOf(Text(), Text("a kind", kind_name_fault, "invalid-kind")), "The kinds that this document speaks of."
        ),
        "sets": Field(NamedRecords(identifier("the name of a set"), _Raw("selector")), "Named selectors."),
        "constraints": Field(
            NamedRecords(identifier("a constraint id"), _Raw("constraint", mapping=True)), "Constraints, by id."
        ),
    },
)


class _Period:
    """The days ``from`` and ``until``, of which either may be left out."""

    _record = Record(
        "`in-force`",
        {"from": Field(Date(), "The first day."), "until": Field(Date(), "The last day.")},
    )

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the dict of the dates; one without any day is an error, for the constraint would never hold."""
        period = self._record.read(value, problems)
        if period is not MISSING and "from" in period and "until" in period and period["from"] > period["until"]:
            problems.error("contradiction", "`until` is before `from`, so it is never in force", value.location)
            return MISSING
        return period

    def json_schema(self) -> JsonSchema:
        """Return the record's schema."""
        return self._record.json_schema()


def _reason_fault(text: str) -> str | None:
    """Return what makes a text unfit as a reason: `false` would allow what it seems to forbid."""
    if text.strip().casefold() in ("", "true", "false", "yes", "no", "on", "off", "null", "~"):
        return "say why an empty match is fine, or leave the key out"
    return None


def _authority_fault(text: str) -> str | None:
    """Return what makes a text unfit as the name of an authority."""
    return "say who issues the text" if text.strip().casefold() in ("", "true", "false", "null", "~") else None


class Permission(NamedTuple):
    """A text outside of the document that is said to allow findings: who issues it, which version, what it covers.

    ``covers_*`` are None where the permission says nothing of that end; without ``covers`` it covers every finding.
    """

    authority: str
    version: str | None
    pinned: bool
    controller: str | None
    reference: str | None
    covers_from: Selector | None
    covers_to: Selector | None
    covers_subject: tuple[str, ...] | None

    @property
    def covers_all(self) -> bool:
        """Whether it names nothing that it covers."""
        return self.covers_from is None and self.covers_to is None and self.covers_subject is None


class _PermissionShape:
    """What permits findings."""

    _record = Record(
        "an item of `permitted-by`",
        {
            "authority": Field(
                Text("an authority", _authority_fault, "invalid-value"),
                "Who issues the text that permits it.",
                required=True,
            ),
            "version": Field(Text(), "Which version of the text."),
            "pinned": Field(Flag(), "Whether that version is meant, and no later one (default false)."),
            "controller": Field(Text(), "Who can change the text."),
            "reference": Field(Text(), "Where the text is found."),
            "covers": Field(
                Record(
                    "`covers`",
                    {
                        "from": Field(SelectorShape(), "Where the permitted paths begin (default: anywhere)."),
                        "to": Field(SelectorShape(), "Where they end (default: anywhere)."),
                        "subject": Field(
                            ListOf(Text("an id pattern"), single=True, least=1), "What other findings are about."
                        ),
                    },
                ),
                "What it permits (default: every finding).",
            ),
        },
    )

    def read(self, value: Value, problems: Problems) -> Any:
        """Return the :class:`Permission`."""
        before = len(problems.diagnostics)
        fields = self._record.read(value, problems)
        if fields is MISSING or len(problems.diagnostics) > before:
            return MISSING
        covers = fields.get("covers", {})
        if "subject" in covers and len(covers) > 1:
            problems.error("contradiction", "`covers` has either `subject` or `from` and `to`", value.location)
            return MISSING
        if "covers" in fields and not covers:
            help_text = "leave `covers` out where every finding is permitted"
            problems.error("invalid-value", "`covers` names nothing", value.location, help_text)
            return MISSING
        if fields.get("pinned") and "version" not in fields:
            problems.error("contradiction", "`pinned` needs a `version` to pin", value.location)
            return MISSING
        get = fields.get
        return Permission(
            fields["authority"],
            get("version"),
            get("pinned", False),
            get("controller"),
            get("reference"),
            covers.get("from"),
            covers.get("to"),
            covers.get("subject"),
        )

    def json_schema(self) -> JsonSchema:
        """Return the record's schema."""
        return self._record.json_schema()


COMMON_FIELDS: dict[str, Field] = {
    "rule": Field(Text("a rule"), "What must hold; `archcheck rules` lists them.", required=True),
    "title": Field(Text(), "What it asks for, in one line."),
    "severity": Field(Choice(*SEVERITIES), "error (default), warning or info."),
    "rationale": Field(Text(), "Why it is asked for."),
    "references": Field(ListOf(Text()), "Where it comes from."),
    "tags": Field(TAGS, "Free words."),
    "allow-empty": Field(
        Text("a reason", _reason_fault, "invalid-value"), "Why it is fine that a selector matches nothing."
    ),
    "in-force": Field(_Period(), "From when until when it holds, both days included."),
    "grace-until": Field(Date(), "The last day on which failures are warnings."),
    "permitted-by": Field(
        ListOf(_PermissionShape(), least=1), "Texts outside of this document that are said to allow findings."
    ),
}


def build_constraints(draft: Draft, problems: Problems) -> ConstraintDocument | None:
    """Make a constraint document out of a draft and all that it extends.

    After an error was recorded the document serves to find more errors only, and where what it extends is missing there
    is None.
    """
    loader = _Extending(problems)
    loader.add(draft, ())
    sets: dict[str, tuple[Scalar, Value]] = {}
    constraints: dict[str, RawConstraint] = {}
    names: dict[str, Scalar] = {}
    vocabulary: dict[str, str] = {}
    for each in loader.drafts:
        _merge_sets(each, sets, problems)
        _merge_constraints(each, constraints, names, problems)
        for part in each.parts:
            vocabulary.update(part.fields.get("vocabulary", {}))
    check_twins(names.values(), "constraint id", problems)
    check_twins((key for key, _ in sets.values()), "set", problems)
    selectors = _read_sets(sets, loader.complete, problems)
    if problems.failed and not loader.complete:
        return None
    root = draft.parts[0].fields
    sources = {path: source for each in loader.drafts for path, source in each.sources.items()}
    name = root.get("name", draft.default_name)
    warnings = tuple(problems.diagnostics)
    return ConstraintDocument(
        name, root.get("description"), draft.path, vocabulary, selectors, constraints, sources, warnings
    )


class _Extending:
    """Collects the drafts that a document extends, each once, what is extended before what extends it."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.drafts: list[Draft] = []
        self.done: set[str] = set()
        self.complete = True
        self.depth = 0

    def add(self, draft: Draft, chain: tuple[str, ...]) -> None:
        self.complete &= draft.knows_all("extends") and draft.knows_all("sets")
        own = tuple(os.path.realpath(part.folder / Path(part.source.path).name) for part in draft.parts)
        chain = (*chain, *own)
        self.done |= set(own)
        self.depth += 1
        for part in draft.parts:
            for name in part.fields.get("extends", ()):
                before = len(self.problems.diagnostics)
                self._extend(name, part, chain)
                self.complete &= len(self.problems.diagnostics) == before
        self.depth -= 1
        self.drafts.append(draft)

    def _extend(self, name: Scalar, part: Part, chain: tuple[str, ...]) -> None:
        found = self._locate(name, part)
        if found is None:
            return
        path, shown = found
        real = os.path.realpath(path)
        if real in chain:
            self.problems.error("extends-cycle", f"`{name.text}` extends itself in the end", name.location)
            return
        if real in self.done:
            return
        if self.depth >= DEEPEST:
            message = f"documents extend each other more than {DEEPEST} deep"
            self.problems.error("too-deep", message, name.location)
            return
        self.done.add(real)
        source = read_file(path, shown, self.problems, name.location)
        draft = read_draft(source, path.parent, DOCUMENT, self.problems) if source else None
        if draft is not None:
            self.add(draft, chain)

    def _locate(self, name: Scalar, part: Part) -> tuple[Path, str] | None:
        if is_file_name(name.text):
            if resolve_path(part.folder, name, self.problems) is None:
                return None
            shown = os.path.normpath(Path(part.source.path).parent / name.text).replace(os.sep, "/")
            return part.folder / name.text, shown
        if name.text in pack_names():
            return pack_path(name.text), shown_pack_path(name.text)
        help_text = self.problems.did_you_mean(name.text, pack_names()) or "a file name ends in .yaml or .yml"
        self.problems.error("unknown-pack", f"there is no pack `{name.text}`", name.location, help_text)
        return None


def is_file_name(name: str) -> bool:
    """Return whether a name of constraints means a file and not a shipped pack."""
    return name.endswith((".yaml", ".yml", ".json")) or "/" in name or os.sep in name


def _pairs(draft: Draft, key: str, what: str, problems: Problems) -> Iterator[tuple[Scalar, Value]]:
    """Yield the named values of a draft; the same name twice in a document and its includes is an error."""
    seen: dict[str, Scalar] = {}
    for part in draft.parts:
        for name, value in part.fields.get(key, []):
            if name.text in seen:
                first = seen[name.text].location
                message = f"the {what} `{name.text}` is here a second time"
                problems.error("duplicate-id", message, name.location, related=[("first here", first)])
                continue
            seen[name.text] = name
            yield name, value


def _merge_sets(draft: Draft, sets: dict[str, tuple[Scalar, Value]], problems: Problems) -> None:
    """Merge the sets of a draft into those that it extends, field by field; what narrows a set unseen is a warning."""
    for name, value in _pairs(draft, "sets", "set", problems):
        before = sets.get(name.text)
        if before is not None and isinstance(before[1], Mapping) and isinstance(value, Mapping):
            merged = Mapping(value.source, value.line, value.column)
            merged.entries = {**before[1].entries, **value.entries}
            kept = [key for key in before[1].entries if key not in value.entries]
            if kept and value.entries.keys() - before[1].entries.keys():
                problems.warning(
                    "set-narrowed",
                    f"the set `{name.text}` still asks for {', '.join(f'`{key}`' for key in kept)} as well",
                    name.location,
                    "write the selector in brackets to replace what is extended",
                    [("from here", before[0].location)],
                )
            sets[name.text] = (name, merged)
        else:
            sets[name.text] = (name, value)


def _merge_constraints(
    draft: Draft, constraints: dict[str, RawConstraint], names: dict[str, Scalar], problems: Problems
) -> None:
    for name, value in _pairs(draft, "constraints", "constraint", problems):
        names.setdefault(name.text, name)
        if not isinstance(value, Mapping):  # told already
            continue
        before, entries = constraints.get(name.text), value.entries
        fields = {**before.fields, **entries} if before else entries
        location = name.location if before is None or "rule" in entries else before.location
        constraints[name.text] = RawConstraint(name.text, fields, location)


def _read_sets(sets: dict[str, tuple[Scalar, Value]], complete: bool, problems: Problems) -> dict[str, Selector]:
    shape = SelectorShape()
    keys = {name: key for name, (key, _) in sets.items()}
    found: dict[str, Selector] = {}
    for name, (_, value) in sets.items():
        read: Any = MISSING if value is MISSING else shape.read(value, problems)
        found[name] = AnyOf(()) if read is MISSING else read  # so that its users are not told that it is not there
    for name, selector in found.items() if complete else ():
        check_sets(selector, sets, [other for other in sets if other != name], problems)
    _check_nesting(found, keys, problems)
    return found


def _check_nesting(sets: dict[str, Selector], keys: dict[str, Scalar], problems: Problems) -> None:
    """Record an error where sets are defined by themselves, or expand to selectors of more than 64 levels."""
    waiting = {name: {each.name for each in set_references(selector)} & sets.keys() for name, selector in sets.items()}
    heights: dict[str, int] = {}
    for _ in range(DEEPEST):
        ready = [name for name, uses in waiting.items() if not uses & waiting.keys()]
        for name in ready:
            heights[name] = selector_height(sets[name], heights)
            del waiting[name]
    for name in waiting:
        if _leads_to(name, waiting):
            problems.error("set-cycle", f"the set `{name}` is defined by itself", keys[name].location)
            return
    for name in (*(name for name, height in heights.items() if height > DEEPEST), *waiting):
        problems.error("too-deep", f"the set `{name}` nests deeper than {DEEPEST} levels", keys[name].location)
        return


def _leads_to(start: str, uses: dict[str, set[str]]) -> bool:
    """Return whether a set leads back to itself."""
    seen: set[str] = set()
    stack = [start]
    while stack:
        for name in uses.get(stack.pop(), ()):
            if name == start:
                return True
            if name not in seen:
                seen.add(name)
                stack.append(name)
    return False
