"""No single field of a report can be changed unnoticed: not with the seal, and what bears a verdict not without it."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import archcheck
from archcheck.certify import verify_report
from archcheck.report_model import seal
from tests.certify.mutations import Path as Place, mutate
from tests.packs import EXAMPLES

ROOT = Path(__file__).parents[2]
CASES = {
    "cards": ("segmentation-drift", "segmentation", ()),
    "ban": ("banned-vendor", "supply-chain", ("banned-vendor",)),
    "reference": ("bulk-surveillance", "by-reference", ()),
    "classified": ("cross-domain-guard", "cross-domain", ()),
    **{pack: (good, pack, ()) for pack, (good, _) in EXAMPLES.items() if pack != "segmentation"},
}
AS_OF = date(2026, 10, 1)
# What a report tells that no document decides: words, and what was asked for on the command line.
ONLY_SEALED = {"message", "verdict", "tool", "diagnostics"}


def make(name: str) -> tuple[dict[str, Any], Any, Any, Any]:
    """Return a report as plain data, and the documents that it was made from."""
    stem, pack, waived = CASES[name]
    topology = archcheck.load_topology(ROOT / "topologies" / f"{stem}.yaml")
    constraints = archcheck.load_constraints(pack)
    waivers = [archcheck.load_waivers(ROOT / "waivers" / f"{each}.yaml") for each in waived]
    report = archcheck.check(topology, constraints, as_of=AS_OF, waivers=waivers)
    return json.loads(report.to_json()), topology, constraints, waivers


def accepts(data: dict[str, Any], topology: Any, constraints: Any, waivers: Any) -> bool:
    """Return whether every verdict and the report as a whole are accepted."""
    return all(each.accepted for each in verify_report(data, [topology], [constraints], waivers))


@pytest.mark.parametrize("name", CASES)
def test_a_report_is_accepted(name: str) -> None:
    assert accepts(*make(name))


@pytest.mark.parametrize("name", CASES)
def test_every_change_of_a_sealed_report_is_rejected(name: str) -> None:
    data, *documents = make(name)
    survivors = [(place, what) for place, what, changed in mutate(data) if accepts(changed, *documents)]
    assert survivors == []


@pytest.mark.parametrize("name", CASES)
def test_what_bears_a_verdict_is_checked_whatever_the_seal_says(name: str) -> None:
    data, *documents = make(name)
    del data["digest"]
    survivors: list[tuple[Place, str]] = []
    for place, what, changed in mutate(data):
        # That a suggestion is missing, or in which order disjoint paths stand, says nothing about the verdict.
        harmless = (what == "removed" and "fix" in place) or (what == "turned round" and place[-1] == "paths")
        if ONLY_SEALED & set(map(str, place)) or harmless:
            continue
        if accepts({**changed, "digest": seal(changed)}, *documents):
            survivors.append((place, what))
    assert survivors == []
