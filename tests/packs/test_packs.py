"""What each pack says of its two topologies, whole; and that no constraint of any pack is empty talk."""

from pathlib import Path

import pytest
import yaml

import archcheck
from archcheck.documents.packs import pack_names
from tests.motivating_case.test_motivating_case import outcomes
from tests.packs import EXAMPLES
from tests.packs.injection import TOPOLOGIES, find_flips

EXPECTED = yaml.safe_load((Path(__file__).parent / "expected.yaml").read_text(encoding="utf-8"))

# Where each pack holds, constraint by constraint: what holds on none of these is tried on the last.
SATISFIED = {
    **{pack: (good,) for pack, (good, _) in EXAMPLES.items()},
    "cloud-api-only": ("compliant",),
    "safety-stack": ("compliant",),
    "red-lines": ("compliant", "bulk-surveillance-minimised", "edge-weights"),
    "cross-domain": ("cross-domain-guard",),
    "supply-chain": ("banned-vendor",),
    "by-reference": ("bulk-surveillance-minimised",),
}


@pytest.mark.parametrize("pack", EXAMPLES)
def test_one_topology_satisfies_all_of_a_pack(pack: str) -> None:
    topology = archcheck.load_topology(TOPOLOGIES / f"{EXAMPLES[pack][0]}.yaml")
    report = archcheck.check(topology, archcheck.load_constraints(pack), strict=True)
    assert report.ok
    assert {result.status for result in report.runs[0].constraints} == {"pass"}
    assert not any(result.empty for result in report.runs[0].constraints)
    assert report.runs[0].diagnostics == ()


@pytest.mark.parametrize("pack", EXAMPLES)
def test_another_topology_violates_each_of_its_constraints(pack: str) -> None:
    topology = archcheck.load_topology(TOPOLOGIES / f"{EXAMPLES[pack][1]}.yaml")
    (run,) = archcheck.check(topology, archcheck.load_constraints(pack)).runs
    assert outcomes(run) == EXPECTED[pack]


def test_every_pack_has_its_examples() -> None:
    assert set(SATISFIED) | {"vocabulary"} == set(pack_names())
    assert EXPECTED.keys() == EXAMPLES.keys()


def test_all_packs_can_be_checked_together() -> None:
    topology = archcheck.load_topology(TOPOLOGIES / "compliant.yaml")
    packs = [archcheck.load_constraints(pack) for pack in pack_names()]
    (run,) = archcheck.check(topology, packs).runs
    assert len(run.constraints) == sum(len(pack.constraints) for pack in packs)


@pytest.mark.parametrize("pack", SATISFIED)
def test_a_small_change_flips_every_constraint_that_holds(pack: str) -> None:
    flips: dict[str, str] = {}
    for topology in SATISFIED[pack]:
        flips |= find_flips(topology, pack)
    names = set(archcheck.load_constraints(pack).constraints)
    assert flips.keys() == names - NEVER_HELD.get(pack, set())


# The strictest reading, any flow at all, holds of no system that people use: it lists the ways.
NEVER_HELD = {"cloud-api-only": {"no-hardware-flow-out", "no-hardware-flow-in"}}
