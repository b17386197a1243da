"""Explanations: what a rule, a pack, a constraint of a pack or a diagnostic means."""

from archcheck.documents.constraints import COMMON_FIELDS, ConstraintDocument
from archcheck.documents.loading import load_constraint_documents
from archcheck.documents.packs import pack_names
from archcheck.errors import stop
from archcheck.rules import RULES, RULES_BY_NAME
from archcheck.rules.constraint import Constraint, read_constraint
from archcheck.rules.rule import Rule
from archcheck.source.codes import CODES
from archcheck.source.diagnostics import Problems

VERDICTS = {
    "pass": "Proved: no violation exists in the topology as written. Does not count against the exit status.",
    "fail": "At least one finding that nothing excuses. Counts at the constraint's severity.",
    "vacuous": "A selector that the rule needs matched nothing, so that nothing was checked, and no `allow-empty` says "
    "why that is fine. Counts at the constraint's severity.",
    "unknown": "An imported topology leaves something undecided on which the verdict rests: a value that is known only "
    "after apply, a policy that was not understood. Counts at the constraint's severity.",
    "waived": "Every finding is waived, or known in the baseline. Does not count against the exit status; the report "
    "still shows who waived what until when, and why.",
    "referred": "All findings that are left are permitted only by a text outside of the document (`permitted-by`). "
    "Counts as a warning, and is never shown as held.",
    "inactive": "Outside of `in-force` on the as-of date. Does not count against the exit status.",
    "error": "The constraint could not be evaluated; the others were. The check ends with status 2.",
}


def known_names() -> list[str]:
    """Return every name that can be explained."""
    packs = [_load(name) for name in pack_names()]
    return [*RULES_BY_NAME, *VERDICTS, *CODES, *pack_names(), *(name for pack in packs for name in pack.constraints)]


def explain_name(name: str) -> list[str]:
    """Return an explanation for everything that goes by a name: rules, verdicts, diagnostics, packs, their constraints.

    Verdicts are known by the capitals of the report, too.
    """
    found = [_explain_rule(rule) for rule in RULES if rule.name == name]
    if name.lower() in VERDICTS:
        found.append(f"{name.lower()}: a verdict\n\n{VERDICTS[name.lower()]}")
    if name in CODES:
        found.append(f"{name}: a diagnostic\n\n{CODES[name]}")
    for pack in pack_names():
        document = _load(pack)
        if pack == name:
            found.append(_explain_pack(pack, document))
        if name in document.constraints:
            constraint = read_constraint(document.constraints[name], document, Problems())
            if constraint is not None:
                found.append(_explain_constraint(constraint, pack))
    return found


def _load(pack: str) -> ConstraintDocument:
    problems = Problems()
    found = load_constraint_documents(pack, problems)
    if problems.failed:
        raise stop(problems.diagnostics)
    return found[0]


def _explain_rule(rule: Rule) -> str:
    lines = [f"{rule.name}: a rule", "", f"{_sentence(rule.summary)} It fails when {rule.fails_when}.", "", "Fields:"]
    lines += [f"  {name}{' (required)' if field.required else ''}: {field.help}" for name, field in rule.fields.items()]
    common = ", ".join(name for name in COMMON_FIELDS if name != "rule")
    lines += ["", f"Every rule also takes: {common}.", "", "Example:"]
    lines += [f"  {line}" for line in rule.example.splitlines()]
    return "\n".join(lines)


def _explain_pack(name: str, document: ConstraintDocument) -> str:
    lines = [f"{name}: a shipped pack", "", " ".join((document.description or "").split()), "", "Constraints:"]
    for raw in document.constraints.values():
        constraint = read_constraint(raw, document, Problems())
        if constraint is not None:
            lines.append(
                f"  {raw.id} ({constraint.severity}): {constraint.fields.get('title', constraint.rule.summary)}"
            )
    return "\n".join(lines)


def _explain_constraint(constraint: Constraint, pack: str) -> str:
    fields = constraint.fields
    what = f"rule {constraint.rule.name}, severity {constraint.severity}"
    lines = [f"{constraint.id}: a constraint of the pack {pack} ({what})"]
    for name in ("title", "rationale", "allow-empty"):
        if name in fields:
            text = " ".join(str(fields[name]).split())
            lines += ["", text if name != "allow-empty" else f"Where nothing matches: {text}"]
    if fields.get("references"):
        lines += ["", "References:", *(f"  {reference}" for reference in fields["references"])]
    return "\n".join(lines)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
