"""`archcheck drift`: whole outputs, files, and the exit status."""

import json
from pathlib import Path

from tests.cli.conftest import Cli

DESIGN = """\
archcheck: topology/v1
name: d
nodes: {front: {kind: app}, store: {kind: store}, log: {kind: store}}
edges:
  - {from: front, to: store}
  - {from: front, to: log}
"""
ACTUAL = """\
archcheck: topology/v1
name: a
nodes: {f1: {kind: app}, f2: {kind: app}, db: {kind: store}, x: {kind: app}}
edges:
  - {from: f1, to: db}
  - {from: db, to: f2, unknown: [presence]}
  - {from: f1, to: f2}
  - {from: x, to: db}
"""
MAP = "archcheck: overlay/v1\nmap: {front: {id: 'f*'}, store: db}\n"


def test_whole_text(cli: Cli, folder: Path) -> None:
    for name, text in (("d.yaml", DESIGN), ("a.yaml", ACTUAL), ("m.yaml", MAP)):
        (folder / name).write_text(text)
    done = cli("drift", "d.yaml", "a.yaml", "--map", "m.yaml", "-o", "out.json", "-o", "out.svg", "-o", "out.mmd")
    assert (done.status, done.err) == (1, "")
    assert (
        done.out
        == """\
d.yaml (design) and a.yaml (actual): 3 of 4 actual nodes mapped

divergent: store -> front is not in the design (access)
 --> a.yaml:6:5
  |
6 |   - {from: db, to: f2, unknown: [presence]}
  |     ^^^ first edge behind it
   = db -> f2 (call), which may not be there

absent: front -> log is not there in fact (access)
 --> d.yaml:6:5
  |
6 |   - {from: front, to: log}
  |     ^^^ in the design

missing: the node `log` of the design stands for nothing
 --> d.yaml:3:51
  |
3 | nodes: {front: {kind: app}, store: {kind: store}, log: {kind: store}}
  |                                                   ^^^

unmapped: 1 actual node in no node of the design
   = x (app, 1 edge not compared) at a.yaml:3:62

1 convergent, 1 divergent, 1 absent, 1 unmapped, 1 missing, 1 edge inside of design nodes
"""
    )
    written = json.loads((folder / "out.json").read_text())
    assert written["summary"] == {
        "convergent": 1,
        "divergent": 1,
        "absent": 1,
        "unmapped": 1,
        "missing": 1,
        "internal": 1,
    }
    assert written["divergent"][0]["actual"][0]["unknown"] == ["presence"]
    assert "divergent" in (folder / "out.svg").read_text()
    assert json.loads(cli("drift", "d.yaml", "a.yaml", "--map", "m.yaml", "--format", "json").out) == written


def test_status(cli: Cli, folder: Path) -> None:
    (folder / "d.yaml").write_text(DESIGN)
    assert cli("drift", "d.yaml", "d.yaml", "--strict").status == 0
    (folder / "e.yaml").write_text(DESIGN.replace("  - {from: front, to: log}\n", ""))
    assert cli("drift", "d.yaml", "e.yaml").status == 0
    assert cli("drift", "d.yaml", "e.yaml", "--strict").status == 1
    (folder / "m.yaml").write_text("archcheck: overlay/v1\nmap: {frnt: store}\n")
    done = cli("drift", "d.yaml", "e.yaml", "--map", "m.yaml")
    assert (done.status, done.out) == (2, "")
    assert "`d.yaml` has no node `frnt`" in done.err
    assert cli("drift", "-", "-").status == 2
