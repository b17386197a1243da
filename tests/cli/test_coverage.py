"""``archcheck coverage``: the whole text, the JSON, the exit status, and what is wrong."""

import json
from pathlib import Path

import jsonschema

from archcheck.report.schemas import schema_of
from tests.cli.conftest import Cli

SYSTEM = """\
archcheck: topology/v1
zones: {inside: {}, outside: {}}
nodes:
  user: {kind: human, zone: outside}
  gateway: {kind: guard, zone: inside}
  data: {kind: store, zone: inside}
  clock: {kind: app}
edges:
  - {from: user, to: gateway}
  - {from: gateway, to: data}
  - {from: clock, to: clock}
"""
RULES = """\
archcheck: constraints/v1
constraints:
  guarded: {rule: only-via, from: {zone: outside}, to: data, via: gateway}
  apart: {rule: forbidden-edge, from: user, to: data}
  robots: {rule: forbidden-path, from: {kind: robot}, to: data}
"""


def write(folder: Path) -> None:
    (folder / "s.yaml").write_text(SYSTEM)
    (folder / "r.yaml").write_text(RULES)


def test_the_whole_text(cli: Cli, folder: Path) -> None:
    write(folder)
    done = cli("coverage", "s.yaml", "-c", "r.yaml", "--as-of", "2026-06-01")
    assert done.status == 0
    assert (
        done.out
        == """\
s.yaml: 4 nodes, 3 edges, 3 constraints, as of 2026-06-01

looked at: 3 of 4 nodes, 2 of 3 edges
nodes that no constraint looks at: 1
  clock
edges that no constraint looks at: 1
  clock->clock
constraints that looked at nothing: 1
  robots (vacuous)

new edges (call): 1 of 10 would be noticed

  from \\ to      [1]  [2]  [3]
  [1] (no zone)    -  0/2  0/1
  [2] inside     0/2  0/1  0/2
  [3] outside    0/1  1/1    -

  (no zone) -> inside: nobody
  (no zone) -> outside: nobody
  inside -> (no zone): nobody
  inside -> inside: nobody
  inside -> outside: nobody
  outside -> (no zone): nobody
  outside -> inside: apart 1/1, guarded 1/1

new edges that nobody would notice: 9
  clock -> data
  clock -> gateway
  clock -> user
  data -> clock
  data -> gateway
  data -> user
  gateway -> clock
  gateway -> user
  user -> clock

breaking most:
  user -> data: 2 constraints, 2 new findings (apart, guarded)
"""
    )


def test_the_json_is_valid_by_its_schema(cli: Cli, folder: Path) -> None:
    write(folder)
    done = cli("coverage", "s.yaml", "-c", "r.yaml", "--format", "json", "-o", "out.json", "-o", "out.txt")
    data = json.loads(done.out)
    jsonschema.Draft202012Validator(schema_of("coverage"), format_checker=jsonschema.FormatChecker()).validate(data)
    assert (folder / "out.json").read_text() == done.out
    (run,) = data["runs"]
    assert (run["unseen_nodes"], run["unseen_edges"]) == (["clock"], ["clock->clock"])
    assert run["new_edges"]["zones"][0]["from"] is None
    assert run["new_edges"]["breaking"] == [
        {
            "from": "user",
            "to": "data",
            "noticed_by": [{"constraint": "apart", "findings": 1}, {"constraint": "guarded", "findings": 1}],
        }
    ]
    assert len(run["new_edges"]["unnoticed"]) == 9


def test_too_many_edges_are_not_tried_and_that_is_said(cli: Cli, folder: Path) -> None:
    write(folder)
    (folder / "d.yaml").write_text(
        "{archcheck: constraints/v1, constraints: {far: {rule: distance, from: user, to: data, at-least: 2}}}"
    )
    # Four edges that are not there lead from what `user` reaches to what reaches `data`; the others need no decision.
    done = cli("coverage", "s.yaml", "-c", "d.yaml", "--max-trials", "4")
    assert done.status == 0
    assert "breaking most:\n  user -> data: 1 constraint, 1 new finding (far)\n" in done.out
    done = cli("coverage", "s.yaml", "-c", "d.yaml", "--max-trials", "3")
    assert done.status == 3
    assert done.out.endswith(
        "\n\nnew edges: not tried, for that takes 4 decisions, and --max-trials is 3; --only asks fewer constraints\n"
    )
    done = cli("coverage", "s.yaml", "-c", "r.yaml", "--max-trials", "0")
    assert done.status == 3
    assert done.out.endswith("\n\nnew edges: not tried, for there could be 12, and --max-trials allows 0\n")
    done = cli("coverage", "s.yaml", "-c", "r.yaml", "--no-new-edges", "--max-trials", "0", "--format", "json")
    assert done.status == 0
    assert json.loads(done.out)["runs"][0]["new_edges"] is None


def test_what_is_wrong_is_told(cli: Cli, folder: Path) -> None:
    write(folder)
    done = cli("coverage", "s.yaml", "-c", "r.yaml", "--edge-kind", "psh")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(
        "error[unknown-edge-kind]: there is no edge kind `psh`\n  = help: did you mean `push`?\n"
    )
    done = cli("coverage", "s.yaml", "-c", "r.yaml", "-o", "out.html")
    assert done.status == 2
    assert "known endings: .txt, .json" in done.err
    assert cli("coverage", "-", "-c", "-").status == 2


def test_names_are_inert(cli: Cli, folder: Path) -> None:
    (folder / "s.yaml").write_text(
        '{archcheck: topology/v1, zones: {"z": {}}, nodes: {"<b>": {kind: x}, c: {kind: x}}}'
    )
    (folder / "r.yaml").write_text("{archcheck: constraints/v1, constraints: {n: {rule: forbidden-node, match: c}}}")
    done = cli("coverage", "s.yaml", "-c", "r.yaml")
    assert "  <b>\n" in done.out
