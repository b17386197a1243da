"""``archcheck check``: whole text reports."""

from pathlib import Path

import pytest

from tests.cli.conftest import TOPOLOGY, Cli

DAY = "--as-of=2026-11-23"
FINDING = """\
error[db-only-via-api]: `browser` reaches `db` without passing `api`
  --> t.yaml:12:5
   |
12 |   - {from: browser, to: db, kind: pull}
   |     ^^^ last step of the path
   = path: browser -> db
   = fix: cut browser -> db
   = asks: The database is asked through the api only
   = constraint: c.yaml:3:3
"""
HEAD = "t.yaml: 4 nodes, 4 edges, 3 constraints, as of 2026-11-23\n"
SUMMARY = "2 held, 1 failed, 0 waived, 0 vacuous; assumptions: api is stateless\n"


def test_failing(cli: Cli) -> None:
    expected = f"""\
{HEAD}
{FINDING}
PASS     jobs-apart
PASS     no-printers      There are no printers
FAIL     db-only-via-api  1 finding
{SUMMARY}"""
    assert cli("check", "t.yaml", "-c", "c.yaml", DAY) == (1, expected, "")


def test_quiet_leaves_out_what_held(cli: Cli) -> None:
    expected = f"{HEAD}\n{FINDING}\nFAIL     db-only-via-api  1 finding\n{SUMMARY}"
    assert cli("check", "t.yaml", "-c", "c.yaml", DAY, "--quiet") == (1, expected, "")


def test_verbose_counts_what_the_selectors_matched(cli: Cli) -> None:
    expected = f"""\
{HEAD}
{FINDING}
PASS     jobs-apart         [from: 1, to: 1, edges: 2]
PASS     no-printers      There are no printers  [match: 0]
FAIL     db-only-via-api  1 finding  [from: 1, to: 1, via: 1]
{SUMMARY}"""
    assert cli("check", "t.yaml", "-c", "c.yaml", DAY, "--verbose") == (1, expected, "")


def test_passing(cli: Cli) -> None:
    expected = """\
t.yaml: 4 nodes, 4 edges, 1 constraint, as of 2026-11-23

PASS     no-printers  There are no printers
1 held, 0 failed, 0 waived, 0 vacuous
"""
    assert cli("check", "t.yaml", "-c", "c.yaml", DAY, "--only", "no-printers") == (0, expected, "")


VARIED = """\
archcheck: constraints/v1
constraints:
  empty: {rule: forbidden-path, from: {kind: cleint}, to: db}
  excused: {rule: forbidden-path, title: T, from: {kind: cleint}, to: db, allow-empty: no clients yet}
  known: {rule: forbidden-node, match: {kind: apii}}
  warned: {rule: forbidden-node, severity: warning, match: job}
  informed: {rule: forbidden-node, severity: info, match: job}
  grace: {rule: forbidden-node, match: job, grace-until: 2026-11-23}
  later: {rule: forbidden-node, title: Later, match: job, in-force: {from: 2026-11-24}}
"""


def test_vacuous(cli: Cli, folder: Path) -> None:
    (folder / "v.yaml").write_text(VARIED)
    expected = """\
t.yaml: 4 nodes, 4 edges, 1 constraint, as of 2026-11-23

warning[no-such-kind]: no node of `t.yaml` has the kind `cleint`
 --> v.yaml:3:46
  |
3 |   empty: {rule: forbidden-path, from: {kind: cleint}, to: db}
  |                                              ^^^^^^

error[empty]: `from` matches nothing, so that nothing is checked
 --> v.yaml:3:33
  |
3 |   empty: {rule: forbidden-path, from: {kind: cleint}, to: db}
  |                                 ^^^^
  = help: correct the selector, or say in `allow-empty` why nothing is fine

VACUOUS  empty  from matched nothing
0 held, 0 failed, 0 waived, 1 vacuous, 1 warning
"""
    assert cli("check", "t.yaml", "-c", "v.yaml", DAY, "--only", "empty") == (1, expected, "")


def test_warnings_grace_and_severities(cli: Cli, folder: Path) -> None:
    (folder / "v.yaml").write_text(VARIED)
    node = """\
 --> t.yaml:8:3
  |
8 |   job: {kind: app, zone: inside}
  |   ^^^
"""
    expected = f"""\
t.yaml: 4 nodes, 4 edges, 6 constraints, as of 2026-11-23

warning[no-such-kind]: no node of `t.yaml` has the kind `cleint`
 --> v.yaml:4:58
  |
4 |   excused: {{rule: forbidden-path, title: T, from: {{kind: cleint}}, to: db, allow-empty: no clients yet}}
  |                                                          ^^^^^^

warning[no-such-kind]: no node of `t.yaml` has the kind `apii`
 --> v.yaml:5:47
  |
5 |   known: {{rule: forbidden-node, match: {{kind: apii}}}}
  |                                               ^^^^
  = help: did you mean `api`?

warning[grace]: `job` (app) must not be there
{node}  = grace: a warning until 2026-11-23
  = constraint: v.yaml:8:3

info[informed]: `job` (app) must not be there
{node}  = constraint: v.yaml:7:3

warning[warned]: `job` (app) must not be there
{node}  = constraint: v.yaml:6:3

PASS     excused   nothing to check: no clients yet
PASS     known
FAIL     grace     1 finding (warning)
FAIL     informed  1 finding (info)
INACTIVE later     Later
FAIL     warned    1 finding (warning)
2 held, 3 failed (2 warning, 1 info), 0 waived, 0 vacuous, 1 inactive, 2 warnings
"""
    only = [
        option for name in ("excused", "known", "warned", "informed", "grace", "later") for option in ("--only", name)
    ]
    assert cli("check", "t.yaml", "-c", "v.yaml", DAY, *only) == (0, expected, "")
    assert cli("check", "t.yaml", "-c", "v.yaml", DAY, *only, "--strict").status == 1


def test_cycles_answers_and_several_steps(cli: Cli, folder: Path) -> None:
    (folder / "t.yaml").write_text(TOPOLOGY + "  - {from: db, to: job, kind: push, id: wake}\n")
    (folder / "v.yaml").write_text(
        """\
archcheck: constraints/v1
constraints:
  no-loop: {rule: acyclic}
  apart: {rule: forbidden-path, along: flow, from: job, to: browser, edges: {not: wake}}
"""
    )
    expected = """\
t.yaml: 4 nodes, 5 edges, 2 constraints, as of 2026-11-23

error[apart]: `job` reaches `browser` along flow
  --> t.yaml:12:5
   |
12 |   - {from: browser, to: db, kind: pull}
   |     ^^^ last step of the path
   = path: job -> api -> db <= browser
   = fix: cut any one of job -> api, api -> db
   = constraint: v.yaml:4:3

error[no-loop]: `api` leads back to itself along access: a cycle of 3 nodes
  --> t.yaml:13:5
   |
13 |   - {from: job, to: api}
   |     ^^^
   = cycle: api -> db -> job -> api
   = constraint: v.yaml:3:3

FAIL     apart    1 finding
FAIL     no-loop  1 finding
0 held, 2 failed, 0 waived, 0 vacuous
"""
    assert cli("check", "t.yaml", "-c", "v.yaml", DAY) == (1, expected, "")


def test_several_topologies(cli: Cli, folder: Path) -> None:
    (folder / "u.yaml").write_text(
        "{archcheck: topology/v1, nodes: {db: {kind: store, zone: outside}}, zones: {outside: {}}}"
    )
    done = cli("check", "u.yaml", "t.yaml", "-c", "c.yaml", DAY, "--only", "no-printers", "--only", "db-only-via-api")
    expected = f"""\
t.yaml: 4 nodes, 4 edges, 2 constraints, as of 2026-11-23

{FINDING}
PASS     no-printers      There are no printers
FAIL     db-only-via-api  1 finding
1 held, 1 failed, 0 waived, 0 vacuous

u.yaml: 1 node, 0 edges, 2 constraints, as of 2026-11-23

warning[no-such-id]: `u.yaml` has no node `api`
 --> c.yaml:8:10
  |
8 |     via: api
  |          ^^^

PASS     db-only-via-api  The database is asked through the api only
PASS     no-printers      There are no printers
2 held, 0 failed, 0 waived, 0 vacuous, 1 warning

2 topologies: 1 without a failure, 1 with failures
"""
    assert done == (1, expected, "")


def test_a_folder_is_every_topology_below_it(cli: Cli, folder: Path) -> None:
    (folder / "many" / "deep").mkdir(parents=True)
    (folder / "many" / ".hidden").mkdir()
    for name in ("many/b.yaml", "many/deep/a.yml", "many/.hidden/c.yaml"):
        (folder / name).write_text(TOPOLOGY)
    (folder / "many" / "c.yaml").write_text("archcheck: constraints/v1\n")
    (folder / "many" / "compose.yaml").write_text("services: {}\n")
    done = cli("check", "many", "-c", "c.yaml", DAY, "--only", "no-printers", "--quiet")
    expected = """\
many/b.yaml: 4 nodes, 4 edges, 1 constraint, as of 2026-11-23

1 held, 0 failed, 0 waived, 0 vacuous

many/deep/a.yml: 4 nodes, 4 edges, 1 constraint, as of 2026-11-23

1 held, 0 failed, 0 waived, 0 vacuous

2 topologies: 2 without a failure, 0 with failures
"""
    assert done == (0, expected, "")
    # A topology given twice is checked once.
    assert cli("check", "many", "many/b.yaml", "-c", "c.yaml", DAY, "--only", "no-printers", "--quiet") == done


def test_standard_input(cli: Cli) -> None:
    done = cli("check", "-", "-c", "c.yaml", DAY, "--only", "db-only-via-api", stdin=TOPOLOGY)
    assert done.status == 1
    assert done.out.startswith("<stdin>: 4 nodes, 4 edges, 1 constraint, as of 2026-11-23\n")
    assert "  --> <stdin>:12:5\n   |\n12 |   - {from: browser, to: db, kind: pull}\n" in done.out
    constraints = "{archcheck: constraints/v1, constraints: {c: {rule: forbidden-node, match: db}}}"
    done = cli("check", "t.yaml", "-c", "-", DAY, stdin=constraints)
    assert (done.status, "   = constraint: <stdin>:1:" in done.out.replace("\n  =", "\n   =")) == (1, True)


def test_long_lists_are_cut_and_counted(cli: Cli, folder: Path) -> None:
    nodes = "".join(f"  n{number:02}: {{kind: x}}\n" for number in range(13))
    (folder / "t.yaml").write_text(f"archcheck: topology/v1\nnodes:\n{nodes}")
    (folder / "v.yaml").write_text("{archcheck: constraints/v1, constraints: {c: {rule: forbidden-node, match: '*'}}}")
    done = cli("check", "t.yaml", "-c", "v.yaml", DAY)
    assert (done.status, done.out.count("error[c]")) == (1, 10)
    assert "\n\nc: 3 more findings (--verbose lists them)\n\nFAIL     c  13 findings\n" in done.out
    done = cli("check", "t.yaml", "-c", "v.yaml", DAY, "--verbose")
    assert (done.out.count("error[c]"), "more finding" in done.out) == (13, False)
    done = cli("check", "t.yaml", "-c", "v.yaml", DAY, "--max-findings", "11")
    assert done.out.count("error[c]") == 10
    assert "\n\nc: at least 2 more findings (--verbose lists them)\n\nFAIL     c  11+ findings\n" in done.out
    done = cli("check", "t.yaml", "-c", "v.yaml", DAY, "--max-findings", "2")
    assert done.out.count("error[c]") == 2
    assert "\n\nc: at least 1 more finding (raise --max-findings)\n\nFAIL     c  2+ findings\n" in done.out


@pytest.mark.parametrize(
    ("options", "environment", "colored"),
    [
        ([], {}, False),
        (["--color", "auto"], {}, False),
        (["--color=always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
        ([], {"FORCE_COLOR": ""}, False),
    ],
)
def test_colors(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, options: list[str], environment: dict[str, str], colored: bool
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    done = cli("check", "t.yaml", "-c", "c.yaml", DAY, *options)
    assert ("\x1b[31;1merror[db-only-via-api]\x1b[0m: " in done.out) == colored
    assert ("\x1b[32mPASS    \x1b[0m jobs-apart" in done.out) == colored
    assert ("\x1b[" in done.out) == colored
    plain = done.out
    for code in ("1", "2", "32", "31;1", "33;1", "0"):
        plain = plain.replace(f"\x1b[{code}m", "")
    assert plain == cli("check", "t.yaml", "-c", "c.yaml", DAY, "--color", "never").out
    # What goes to standard error too.
    broken = cli("check", "none.yaml", "-c", "c.yaml", DAY, *options)
    assert ("\x1b[31;1merror[missing-file]\x1b[0m" in broken.err) == colored
    # JSON never.
    assert "\x1b" not in cli("check", "t.yaml", "-c", "c.yaml", DAY, "--format", "json", *options).out


def test_text_of_unknown_origin_steers_no_terminal(cli: Cli, folder: Path) -> None:
    (folder / "v.yaml").write_text(
        'archcheck: constraints/v1\nconstraints:\n  c: {rule: forbidden-node, match: no*, title: "\\e[31mred\\u202e"}\n'
    )
    done = cli("check", "t.yaml", "-c", "v.yaml", DAY)
    assert "\x1b" not in done.out + done.err
    assert "\u202e" not in done.out + done.err
