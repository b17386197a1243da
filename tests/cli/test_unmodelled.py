"""A check of what leaves something open fails until that is accepted in so many words."""

from pathlib import Path

from tests.cli.conftest import Cli

OPEN = """\
archcheck: topology/v1
name: open
nodes: {a: {kind: app}, b: {kind: store}}
edges: [{from: a, to: b}]
unmodelled:
  - {kind: Policy, name: one, reason: it may cut edges}
  - {kind: Mesh, name: two, reason: it may add edges}
"""
NO_WAY_BACK = """\
archcheck: constraints/v1
name: c
constraints:
  no-way-back: {rule: forbidden-path, from: b, to: a}
"""


def test_a_check_fails_until_everything_is_accepted(folder: Path, cli: Cli) -> None:
    (folder / "t.yaml").write_text(OPEN)
    (folder / "c.yaml").write_text(NO_WAY_BACK)
    done = cli("check", "t.yaml", "-c", "c.yaml", "--as-of", "2026-11-26")
    assert (done.status, done.err) == (1, "")
    assert done.out == (
        "t.yaml: 2 nodes, 1 edge, 1 constraint, as of 2026-11-26\n"
        "\n"
        "error[no-way-back]: cannot be decided\n"
        " --> c.yaml:4:3\n"
        "  |\n"
        "4 |   no-way-back: {rule: forbidden-path, from: b, to: a}\n"
        "  |   ^^^^^^^^^^^\n"
        "  = Policy `one` is not understood: it may cut edges (t.yaml:6:5)\n"
        "  = Mesh `two` is not understood: it may add edges (t.yaml:7:5)\n"
        "\n"
        "UNKNOWN  no-way-back  rests on 2 things not known\n"
        "0 held, 0 failed, 0 waived, 0 vacuous, 1 unknown\n"
    )
    assert cli("check", "t.yaml", "-c", "c.yaml", "--accept-unmodelled", "Policy").status == 1
    both = ("--accept-unmodelled", "Policy", "--accept-unmodelled", "Mesh")
    accepted = cli("check", "t.yaml", "-c", "c.yaml", *both, "-o", "r.json")
    assert (accepted.status, accepted.err) == (0, "")
    assert cli("verify", "r.json", "t.yaml", "-c", "c.yaml", *both).status == 0
    assert cli("verify", "r.json", "t.yaml", "-c", "c.yaml").status == 1
