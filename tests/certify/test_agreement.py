"""The checker agrees with the engine: on everything shipped, and on random documents of every rule."""

import json
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

import archcheck
from archcheck.certify import verify_report
from archcheck.documents.packs import pack_names
from archcheck.report_model import Report, seal
from tests.differential.generate import draw_case

ROOT = Path(__file__).parents[2]
CASES = 150


def rejections(data: dict[str, Any], topology: Any, document: Any) -> list[str]:
    """Return what the checker has against a report."""
    return [f"{each.constraint}: {each.reason}" for each in verify_report(data, [topology], [document]) if each.reason]


def draw(seed: int) -> tuple[Any, Any, Report]:
    """Return random documents with constraints of all rules, and the engine's report, few findings at times."""
    topology, constraints = draw_case(seed)
    rng = Random(seed)
    one, other = archcheck.loads_topology(json.dumps(topology)), archcheck.loads_constraints(json.dumps(constraints))
    return one, other, archcheck.check(one, other, max_findings=rng.choice([1, 3, 100]))


@pytest.mark.parametrize("stem", sorted(path.stem for path in (ROOT / "topologies").glob("*.yaml")))
def test_every_shipped_topology_and_pack(stem: str) -> None:
    topology = archcheck.load_topology(ROOT / "topologies" / f"{stem}.yaml")
    for pack in pack_names():
        document = archcheck.load_constraints(pack)
        if not document.constraints:
            continue
        report = archcheck.check(topology, document, as_of=date(2026, 10, 1))
        assert rejections(json.loads(report.to_json()), topology, document) == [], pack


def test_random_documents() -> None:
    for seed in range(CASES):
        topology, document, report = draw(seed)
        assert rejections(json.loads(report.to_json()), topology, document) == [], seed


def test_turned_verdicts() -> None:
    """A failure told as a pass is rejected, whatever certificate of a pass it is given."""
    turned = 0
    for seed in range(CASES // 3):
        topology, document, report = draw(seed)
        data = json.loads(report.to_json())
        results = data["runs"][0]["constraints"]
        proofs = [result["certificate"] for result in results if result["status"] == "pass"]
        for number, honest in enumerate(results):
            if honest["status"] != "fail":
                continue
            for proof in [honest["certificate"], *proofs[:1]]:
                lie = {**honest, "status": "pass", "findings": [], "truncated": False, "certificate": proof}
                data["runs"][0]["constraints"] = [*results[:number], lie, *results[number + 1 :]]
                told = verify_report({**data, "digest": seal(data)}, [topology], [document])
                assert [each.accepted for each in told if each.constraint == lie["id"]] == [False], (seed, lie["id"])
                turned += 1
    assert turned > 100
