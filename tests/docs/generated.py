"""The regions of pages that the program knows better: tables of rules, packs, commands and verdicts."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import yaml

import archcheck
from archcheck.api import ConstraintDocument, Topology
from archcheck.claims.evaluation import evaluate_claims
from archcheck.claims.model import ClaimsReport
from archcheck.claims.words import say_cell
from archcheck.cli.app import app
from archcheck.documents.configuration import SETTINGS
from archcheck.documents.constraints import COMMON_FIELDS
from archcheck.documents.loading import load_claims
from archcheck.report.lines import format_path
from archcheck.report_model import Finding, Report
from archcheck.rules import RULES, RULES_BY_NAME
from archcheck.rules.constraint import Constraint, read_constraint
from archcheck.source.diagnostics import Problems
from archcheck.source.shapes import Field
from demo.run import CLAIMS, PACKS, case_topologies, claim_verdicts

ROOT = Path(__file__).resolve().parent.parent.parent


def generate(directive: str) -> str:
    """Return the Markdown that a directive stands for.

    Raises:
        KeyError: where there is no such directive.
    """
    name, *arguments = directive.split()
    makers: dict[str, Callable[..., str]] = {
        "action": action,
        "api": api,
        "claim-readings": claim_readings,
        "claim-sources": claim_sources,
        "claims": claims,
        "commands": commands,
        "common-fields": lambda: fields_table(COMMON_FIELDS),
        "constraints": constraints,
        "matrix": matrix,
        "rule-fields": lambda rule: fields_table(RULES_BY_NAME[rule].fields),
        "rules": rules,
        "settings": lambda: settings_table(SETTINGS),
        "witnesses": witnesses,
    }
    return makers[name](*arguments)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def action(part: str) -> str:
    """Return the inputs or the outputs of the action for GitHub."""
    found = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))[part]
    defaults = part == "inputs"
    head = ["input", "what it says", "without it"] if defaults else ["output", "what it says"]
    rows = [
        [f"`{name}`", each["description"], *([f"`{each['default']}`" if each["default"] else ""] if defaults else [])]
        for name, each in found.items()
    ]
    return table(head, rows)


def api() -> str:
    """Return what the Python API has, and the first line of what each says of itself."""
    rows = []
    for name in archcheck.__all__:
        each = getattr(archcheck, name)
        summary = re.sub(r":\w+:`(?:\w+\.)*(\w+)`", r"`\1`", str(each.__doc__).partition("\n")[0]).replace("``", "`")
        rows.append([f"`{name}{'()' if callable(each) and not isinstance(each, type) else ''}`", summary])
    return table(["name", "what it is"], rows)


def commands() -> str:
    """Return the commands and what each does."""
    return table(["command", "does"], [[f"`archcheck {name}`", text] for name, text in registered_commands()])


def registered_commands() -> list[tuple[str, str]]:
    """Return the names of the commands with the first line of their help."""
    found = []
    for each in app.registered_commands:
        name = each.name or (each.callback.__name__ if each.callback else "")
        found.append((name, str(each.help)))
    return found


SIGNS = {
    "supported": "yes",
    "supported-under-assumptions": "yes\\*",
    "referred": "*referred*",
    "refuted": "**no**",
    "not-in-force": "*not in force*",
    "undecidable": "-",
    "unknown": "?",
}


@cache
def evaluate_case() -> ClaimsReport:
    """Return the claims of the case over its topologies."""
    problems = Problems()
    folder = case_topologies()[0].parents[1] / "claims"
    constraints = [archcheck.load_constraints(folder / "constraints.yaml")]
    documents = load_claims(str(folder), problems)
    day = date(2026, 6, 1)
    report, _, _ = evaluate_claims(documents, load_topologies(), constraints, as_of=day, version=archcheck.__version__)
    return report


def claims() -> str:
    """Return how each claim of the case stands in each topology."""
    report = evaluate_case()
    head = ["topology", *(f"`{result.claim.id}`" for result in report.results[0])]
    rows = []
    for run, results in zip(report.runs, report.results, strict=True):
        cells = [say_cell(result).replace("*", "\\*") for result in results]
        rows.append([f"`{run.name}`", *(f"**{cell}**" if cell == "refuted" else cell for cell in cells)])
    return table(head, rows)


def claim_sources() -> str:
    """Return who said each sentence, where and when, and what the source leaves out."""
    rows = []
    for claim in (result.claim for result in evaluate_case().results[0]):
        source = claim.source
        where = ", ".join(part for part in (source.where, source.when) if part)
        rows.append([f"`{claim.id}`", f"*{claim.text}*", source.who or "", where, "; ".join(source.unsaid) or "-"])
    return table(["claim", "sentence", "who", "where and when", "not said"], rows)


def claim_readings() -> str:
    """Return the readings of each claim from literal to strict, and how each stands in each topology."""
    report = evaluate_case()
    head = ["claim", "reading", *(f"[{number}]" for number, _ in enumerate(report.runs, 1))]
    rows = []
    for place, result in enumerate(report.results[0]):
        for number, reading in enumerate(result.readings):
            cells = [SIGNS[row[place].readings[number].status] for row in report.results]
            name = "" if number else f"`{result.claim.id}`"
            rows.append([name, f"{number + 1}. {reading.title}", *cells])
    names = ", ".join(f"[{number}] `{run.name}`" for number, run in enumerate(report.runs, 1))
    return f"{table(head, rows)}\n{names}\n"


def rules() -> str:
    """Return the rules, linked to their sections, and what each asks for."""
    return table(["rule", "asks that"], [[f"[`{rule.name}`](rules.md#{rule.name})", rule.summary] for rule in RULES])


def fields_table(fields: Mapping[str, Field]) -> str:
    """Return the fields of a rule or of every constraint."""
    rows = [[f"`{name}`", "yes" if field.required else "", field.help] for name, field in fields.items()]
    return table(["field", "required", "what it says"], rows)


def settings_table(fields: Mapping[str, Field]) -> str:
    """Return the settings of a configuration."""
    return table(["setting", "what it says"], [[f"`{name}`", field.help] for name, field in fields.items()])


def read_pack(document: ConstraintDocument) -> list[Constraint]:
    """Return the constraints of a document, typed, in its order."""
    problems = Problems()
    read = [read_constraint(raw, document, problems) for raw in document.constraints.values()]
    return [constraint for constraint in read if constraint is not None]


def constraints(pack: str) -> str:
    """Return the constraints of a pack with what each says."""
    rows = []
    for constraint in read_pack(archcheck.load_constraints(pack)):
        along = constraint.fields.get("along", constraint.rule.default_along)
        rule = f"`{constraint.rule.name}`" + (f" along {along}" if along else "")
        references = "; ".join(constraint.fields.get("references", ()))
        title = str(constraint.fields["title"])
        rows.append([f"`{constraint.id}`", rule, constraint.severity, title, references])
    return table(["constraint", "rule", "severity", "what it says", "references"], rows)


def load_topologies() -> list[Topology]:
    """Return the shipped topologies, by name."""
    return [archcheck.load_topology(path) for path in case_topologies()]


def check(topology: Topology) -> Report:
    """Return the report of the packs that speak of the claims."""
    return archcheck.check(topology, [archcheck.load_constraints(pack) for pack in PACKS])


def matrix() -> str:
    """Return the verdict on every reading of the claims over every shipped topology."""
    rows = []
    for topology in load_topologies():
        words = [
            word if word not in ("FAIL", "vacuous") else f"**{word}**"
            for word in claim_verdicts(check(topology).to_dict())
        ]
        rows.append([f"`{topology.name}`", *words])
    return table(["topology", *CLAIMS], rows)


def witnesses(constraint: str) -> str:
    """Return what violates one constraint, over all shipped topologies that do."""
    rows = []
    for topology in load_topologies():
        (result,) = (result for result in check(topology).runs[0].constraints if result.id == constraint)
        rows += [[f"`{topology.name}`", f"`{_witness(finding)}`"] for finding in result.findings]
    return table(["topology", "witness"], rows)


def _witness(finding: Finding) -> str:
    return format_path(finding.path) if finding.path else finding.subject or finding.source or finding.target or ""
