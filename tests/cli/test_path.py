"""``archcheck path``."""

from pathlib import Path

import pytest

from tests.cli.conftest import TOPOLOGY, Cli


@pytest.mark.parametrize(
    ("arguments", "status", "out"),
    [
        (["browser", "db"], 0, "a path along access, 1 step:\nbrowser -> db\n"),
        (["browser", "db", "--via", "api"], 0, "a path along access, 2 steps:\nbrowser -> api -> db\n"),
        (["browser", "db", "--via", "{kind: api}", "--quiet"], 0, "browser -> api -> db\n"),
        (["browser", "db", "--via", "browser"], 0, "a path along access, 1 step:\nbrowser -> db\n"),
        (["browser", "db", "--via", "job"], 1, "no path along access: 3 nodes reached, the sources included\n"),
        (["browser", "*", "--avoid", "db"], 0, "a path along access, 1 step:\nbrowser -> api\n"),
        (["browser", "db", "--avoid", "db"], 1, "no path along access: 2 nodes reached, the sources included\n"),
        (["browser", "db", "--via", "api", "--avoid", "{kind: api}"], 1, None),
        (["db", "browser"], 1, "no path along access: 1 node reached, the sources included\n"),
        (["db", "browser", "--verbose"], 1, "no path along access: 1 node reached, the sources included: db\n"),
        (["db", "browser", "--along", "flow"], 0, "a path along flow, 1 step:\ndb <= browser\n"),
        (["job", "browser", "--along", "flow"], 0, "a path along flow, 3 steps:\njob -> api -> db <= browser\n"),
        (["[job, db]", "browser", "--along", "flow"], 0, "a path along flow, 1 step:\ndb <= browser\n"),
        (["j*", "{zone: outside}", "--along", "control"], 1, None),
        (
            ["job", "browser", "--along", "flow", "--verbose"],
            0,
            "a path along flow, 3 steps:\njob -> api -> db <= browser\n"
            "  job->api  t.yaml:13:5\n  api->db  t.yaml:11:5\n  browser->db  t.yaml:12:5\n",
        ),
    ],
)
def test_answers(cli: Cli, arguments: list[str], status: int, out: str | None) -> None:
    done = cli("path", "t.yaml", *arguments)
    assert (done.status, done.err) == (status, "")
    assert out is None or done.out == out


def test_standard_input(cli: Cli) -> None:
    assert cli("path", "-", "browser", "db", "--quiet", stdin=TOPOLOGY) == (0, "browser -> db\n", "")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["t.yaml", "", "db"], "error[invalid-value]: FROM is empty\n"),
        (["t.yaml", "db", "db", "--avoid", ""], "error[invalid-value]: --avoid is empty\n"),
        (["t.yaml", "db", "db", "--avoid", "nobody"], "--avoid `nobody` matches no node of `t.yaml`\n"),
        (["t.yaml", "nobody", "db"], "error[nothing-to-check]: FROM `nobody` matches no node of `t.yaml`\n"),
        (["t.yaml", "db", "nobody"], "error[nothing-to-check]: TO `nobody` matches no node of `t.yaml`\n"),
        (["t.yaml", "db", "api", "--via", "x"], "error[nothing-to-check]: --via `x` matches no node of `t.yaml`\n"),
        (["t.yaml", "db", "{knd: x}"], "help: did you mean `kind`?\n"),
        (["t.yaml", "db", "{kind: x"], "error[syntax]"),
        (["t.yaml", "{set: x}", "db"], "error[unknown-key]: a selector has no key `set`\n"),
        (["none.yaml", "a", "b"], "error[missing-file]"),
        (["t.yaml", "a"], "Missing argument 'TO'"),
        (["t.yaml", "db", "api", "--along", "x"], "'x' is not one of 'access', 'flow', 'control', 'dependency'"),
        (["both", "a", "b"], "error[not-a-file]: `both` is a folder, and a path lies in one topology\n"),
    ],
)
def test_errors(cli: Cli, folder: Path, arguments: list[str], told: str) -> None:
    (folder / "both").mkdir()
    for name in "ab":
        (folder / "both" / f"{name}.yaml").write_text(TOPOLOGY)
    done = cli("path", *arguments)
    assert (done.status, done.out) == (2, "")
    assert told in done.err
