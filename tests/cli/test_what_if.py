"""`check` with suppositions, and `margin`: whole outputs and the exit status."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

TOPOLOGY = """\
archcheck: topology/v1
name: t
nodes:
  a: {kind: app}
  g1: {kind: guard, stateful: false}
  g2: {kind: guard}
  b: {kind: store}
edges:
  - {from: a, to: g1}
  - {from: g1, to: g2}
  - {from: g2, to: b}
"""
RULES = """\
archcheck: constraints/v1
name: c
constraints:
  two-guards: {rule: only-via, from: a, to: b, via: {kind: guard}}
  in-order: {rule: only-via, from: a, to: b, via: {in-order: [g1, g2]}}
  no-way-back: {rule: only-via, from: b, to: a, via: g1}
  no-guard: {rule: forbidden-path, from: b, to: a}
"""


@pytest.fixture(autouse=True)
def files(folder: Path) -> None:
    (folder / "t.yaml").write_text(TOPOLOGY)
    (folder / "c.yaml").write_text(RULES)


def test_margins(cli: Cli) -> None:
    done = cli("margin", "t.yaml", "-c", "c.yaml")
    assert (done.status, done.err) == (0, "")
    assert (
        done.out
        == """\
t.yaml: 3 constraints that hold and that guards keep

in-order     1 of 2 guards: g1
  then open: a .. g1 .. g2 .. b

two-guards   2 of 2 guards: g1, g2
  then open: a .. g1 .. g2 .. b

no-way-back  holds whatever is compromised of its 1 guard
"""
    )
    assert cli("margin", "t.yaml", "-c", "c.yaml", "--at-least", "2").status == 1
    assert cli("margin", "t.yaml", "-c", "c.yaml", "--at-least", "2", "--only", "two-guards").status == 0
    data = json.loads(cli("margin", "t.yaml", "-c", "c.yaml", "--format", "json").out)
    assert data["runs"][0]["margins"][1] == {
        "constraint": "two-guards",
        "guards": 2,
        "number": 2,
        "taken": ["g1", "g2"],
        "path": ["a", "g1", "g2", "b"],
        "title": None,
    }


@pytest.mark.parametrize(
    ("suppositions", "failing"),
    [
        (["--compromise", "g1"], {"in-order"}),
        (["--compromise", "{kind: guard}"], {"in-order", "two-guards"}),
        (["--compromise", "g1", "--compromise", "g2"], {"in-order", "two-guards"}),
        (["--add", "a -> b"], {"in-order", "two-guards"}),
        (["--add", "a -> g2 (push)"], {"in-order"}),
        (["--add", "b -> a"], {"no-way-back", "no-guard"}),
        (["--without", "g2"], set()),
    ],
)
def test_suppositions(cli: Cli, suppositions: list[str], failing: set[str]) -> None:
    done = cli("check", "t.yaml", "-c", "c.yaml", "--format", "json", *suppositions)
    assert done.err == ""
    run = json.loads(done.out)["runs"][0]
    assert {each["id"] for each in run["constraints"] if each["status"] == "fail"} == failing
    # Who names a node that is gone is told so, too.
    gone = {"no-such-id"} if "--without" in suppositions else set()
    assert {each["code"] for each in run["diagnostics"]} == {"what-if"} | gone
    assert done.status == (1 if failing else 0)


def test_the_report_says_first_what_was_supposed(cli: Cli) -> None:
    done = cli("check", "t.yaml", "-c", "c.yaml", "--without", "g*", "--add", "b -> a (push)", "--quiet")
    supposed = [line for line in done.out.splitlines() if "what-if" in line]
    assert supposed == [
        "info[what-if]: what if `g1`, `g2` were gone",
        "info[what-if]: what if there were the edge b -> a (push)",
    ]
    assert done.out.startswith(supposed[0])
    assert " --> <--add b -> a (push)>:1:1\n  |\n1 | b -> a (push)\n" in done.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--without", "g3"], "--without `g3` matches no node\n  = help: did you mean `g1`?"),
        (["--compromise", "{kind: gard}"], "--compromise `{kind: gard}` matches no node"),
        (["--add", "a to b"], "`a to b` is no edge\n  = help: write `a -> b`, or `a -> b (push)`"),
        (["--add", "a -> bb"], "`t.yaml` has no node `bb`\n  = help: did you mean `b`?"),
        (["--add", "a -> b (pusch)"], "there is no edge kind `pusch`\n  = help: did you mean `push`?"),
    ],
)
def test_what_cannot_be_supposed(cli: Cli, arguments: list[str], told: str) -> None:
    done = cli("check", "t.yaml", "-c", "c.yaml", *arguments)
    assert (done.status, done.out) == (2, "")
    assert told in done.err
