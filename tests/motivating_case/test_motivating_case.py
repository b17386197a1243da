"""Every shipped topology against every shipped constraint, whole witnesses included; ``expected.yaml`` is the table."""

from functools import cache
from pathlib import Path

import pytest
import yaml

import archcheck
from archcheck.api import ConstraintDocument, Topology
from archcheck.report_model import ConstraintResult, Finding, Run
from tests.packs import EXAMPLES

HERE = Path(__file__).parent
TOPOLOGIES = HERE.parent.parent / "topologies"
CONSTRAINTS = HERE.parent.parent / "constraints"
PACKS = ("cloud-api-only", "safety-stack", "red-lines")
SIGNS = {"forward": "->", "backward": "<="}

Outcome = str | list[str]

# Topology -> pack -> constraint -> what must come out.
EXPECTED: dict[str, dict[str, dict[str, Outcome]]] = yaml.safe_load(
    (HERE / "expected.yaml").read_text(encoding="utf-8")
)
EVERYDAY = {topology for pair in EXAMPLES.values() for topology in pair}
SHIPPED = sorted({path.stem for path in TOPOLOGIES.glob("*.yaml")} - EVERYDAY)

# Where a topology has none of what a pack speaks of, the pack's words are warned of; kinds are declared throughout.
NO_LABEL = {"red-lines": {"no-such-label"}}
WARNINGS: dict[str, dict[str, set[str]]] = {
    "banned-vendor": {**NO_LABEL, "cloud-api-only": {"no-such-zone"}, "safety-stack": {"no-such-zone"}},
    "bulk-surveillance": NO_LABEL,
    "bulk-surveillance-minimised": NO_LABEL,
    "cross-domain-guard": NO_LABEL,
    "cross-domain-guard-logs": NO_LABEL,
}

EXTENDING = """
archcheck: constraints/v1
name: changed
extends: [{pack}]
{change}
"""


def run_check(topology: Topology, constraints: ConstraintDocument | list[ConstraintDocument]) -> Run:
    """Check one topology and return its run."""
    (run,) = archcheck.check(topology, constraints).runs
    return run


@cache
def run_shipped(topology: str, pack: str) -> Run:
    """Check a shipped topology against a shipped pack."""
    return run_check(load(topology), archcheck.load_constraints(pack))


def load(topology: str) -> Topology:
    """Load a shipped topology."""
    return archcheck.load_topology(TOPOLOGIES / f"{topology}.yaml")


def outcomes(run: Run) -> dict[str, Outcome]:
    """Return the results of a run in the words of the table."""
    return {result.id: outcome(result) for result in run.constraints}


def outcome(result: ConstraintResult) -> Outcome:
    """Return a result in the words of the table."""
    if result.status == "fail":
        assert not result.truncated
        return [witness(finding) for finding in result.findings]
    if result.status == "pass" and any(result.matched.get(field) == 0 for field in ("from", "to", "match")):
        return "empty"
    return result.status


def witness(finding: Finding) -> str:
    """Return a finding as the table writes it."""
    if not finding.path:
        return finding.subject or f"{finding.source or 'none'} -> {finding.target or 'none'}"
    first, *steps = finding.path
    if finding.subject is None:
        assert (finding.source, finding.target) == (first.node, finding.path[-1].node)
    else:
        assert finding.subject == first.node
    return " ".join([first.node, *(f"{SIGNS[str(step.direction)]} {step.node}" for step in steps)])


def test_every_shipped_topology_is_in_the_table() -> None:
    assert sorted(EXPECTED) == SHIPPED
    assert all(sorted(packs) == sorted(PACKS) for packs in EXPECTED.values())


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("topology", SHIPPED)
def test_verdicts_and_witnesses(topology: str, pack: str) -> None:
    # As one comparison, so that a constraint which only the pack or only the table has fails as well.
    assert outcomes(run_shipped(topology, pack)) == EXPECTED[topology][pack]


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("topology", SHIPPED)
def test_warnings(topology: str, pack: str) -> None:
    codes = {diagnostic.code for diagnostic in run_shipped(topology, pack).diagnostics}
    assert codes == WARNINGS.get(topology, {}).get(pack, set())


@pytest.mark.parametrize("topology", SHIPPED)
def test_a_file_is_named_like_its_topology(topology: str) -> None:
    assert load(topology).name == topology


@pytest.mark.parametrize("pack", [*PACKS, "vocabulary"])
def test_a_pack_is_named_like_its_file(pack: str) -> None:
    assert archcheck.load_constraints(pack).name == pack


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_is_the_same_by_name_and_by_path(pack: str) -> None:
    run = run_check(load("edge-weights"), archcheck.load_constraints(CONSTRAINTS / f"{pack}.yaml"))
    assert outcomes(run) == EXPECTED["edge-weights"][pack]


def test_all_packs_at_once_say_what_each_says() -> None:
    run = run_check(load("edge-weights"), [archcheck.load_constraints(pack) for pack in PACKS])
    expected = EXPECTED["edge-weights"]
    assert outcomes(run) == {name: each for pack in PACKS for name, each in expected[pack].items()}


def test_compliant_passes_a_strict_check() -> None:
    packs = [archcheck.load_constraints(pack) for pack in PACKS]
    assert archcheck.check(load("compliant"), packs, fail_on="warning", strict=True).ok


def test_only_the_strictest_reading_fails_on_compliant() -> None:
    results = [result for pack in PACKS for result in run_shipped("compliant", pack).constraints]
    failed = {result.id: result.severity for result in results if result.status != "pass"}
    assert failed == {"no-hardware-flow-out": "info", "no-hardware-flow-in": "info"}


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        ("access", "pass"),
        ("control", "pass"),
        ("flow", ["model <= safety <= api <= fusion -> bus -> mission_computer -> weapon"]),
    ],
)
def test_middleware_is_missed_along_access_alone(relation: str, expected: Outcome) -> None:
    change = f"constraints: {{no-unapproved-effect: {{along: {relation}}}}}"
    constraints = archcheck.loads_constraints(EXTENDING.format(pack="red-lines", change=change))
    assert outcomes(run_check(load("indirect-middleware"), constraints))["no-unapproved-effect"] == expected


def test_one_set_moves_the_boundary() -> None:
    change = "sets: {provider: {zone: provider/serving}}"
    constraints = archcheck.loads_constraints(EXTENDING.format(pack="cloud-api-only", change=change))
    found = outcomes(run_check(load("compliant"), constraints))
    assert found["model-inside-provider"] == "pass"
    # The API is now outside, so that it is none which the provider hosts.
    assert found["model-only-via-cloud-api"] == [
        "api -> safety -> model",
        "app -> api -> safety -> model",
        "analyst -> app -> api -> safety -> model",
    ]


def test_the_safety_stack_is_the_only_thing_whose_administration_is_no_access_to_the_model() -> None:
    text = (TOPOLOGIES / "safety-bypass.yaml").read_text(encoding="utf-8")
    around = text + "  - {from: config, to: model, kind: admin}\n"
    run = run_check(archcheck.loads_topology(around), archcheck.load_constraints("cloud-api-only"))
    assert outcomes(run)["model-only-via-cloud-api"] == ["customer_sre -> repo -> config -> model"]


def test_every_constraint_says_what_it_asks_why_and_where_it_comes_from() -> None:
    for pack in PACKS:
        for name, constraint in archcheck.load_constraints(pack).constraints.items():
            assert {"title", "rationale", "references"} <= constraint.fields.keys(), (pack, name)


@pytest.mark.parametrize(
    ("right", "wrong", "pack", "constraint", "expected"),
    [
        ("model.llm", "modle.llm", "cloud-api-only", "model-only-via-cloud-api", "vacuous"),
        ("model.llm", "modle.llm", "safety-stack", "prompts-pass-safety", "vacuous"),
        ("model.llm", "modle.llm", "red-lines", "a-model-is-declared", "vacuous"),
        ("guard.safety", "gaurd.safety", "safety-stack", "no-outside-control-of-safety", "vacuous"),
        # Excused by `allow-empty`: the warning is all there is.
        ("kind: weapon", "kind: waepon", "red-lines", "no-unapproved-effect", "empty"),
    ],
)
def test_a_misspelt_kind_is_noticed(right: str, wrong: str, pack: str, constraint: str, expected: str) -> None:
    text = (TOPOLOGIES / "compliant.yaml").read_text(encoding="utf-8")
    run = run_check(archcheck.loads_topology(text.replace(right, wrong)), archcheck.load_constraints(pack))
    assert outcomes(run)[constraint] == expected
    assert "undeclared-kind" in {diagnostic.code for diagnostic in run.diagnostics}
