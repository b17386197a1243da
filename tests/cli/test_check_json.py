"""``archcheck check --format json`` and output files."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.cli.conftest import TOPOLOGY, Cli

DAY = "--as-of=2026-11-23"


def test_whole_json(cli: Cli) -> None:
    done = cli("check", "t.yaml", "-c", "c.yaml", DAY, "--format", "json")
    expected = """\
{
  "archcheck": "report/v1",
  "tool": {
    "name": "archcheck",
    "version": "0.1.0"
  },
  "as_of": "2026-11-23",
  "verdict": "fail",
  "runs": [
    {
      "topology": {
        "name": "shop",
        "path": "t.yaml",
        "nodes": 4,
        "edges": 4,
        "sha256": "SHA"
      },
      "summary": {
        "pass": 2,
        "fail": 1,
        "vacuous": 0,
        "unknown": 0,
        "waived": 0,
        "referred": 0,
        "inactive": 0,
        "error": 0
      },
      "constraints": [
        {
          "id": "db-only-via-api",
          "rule": "only-via",
          "along": "access",
          "severity": "error",
          "title": "The database is asked through the api only",
          "status": "fail",
          "matched": {
            "from": 1,
            "to": 1,
            "via": 1
          },
          "findings": [
            {
              "source": "browser",
              "target": "db",
              "message": "`browser` reaches `db` without passing `api`",
              "fingerprint": "FINGERPRINT",
              "state": "open",
              "path": [
                {
                  "node": "browser"
                },
                {
                  "node": "db",
                  "edge": "browser->db",
                  "direction": "forward"
                }
              ],
              "fix": [
                [
                  "browser->db"
                ]
              ],
              "location": {
                "path": "t.yaml",
                "line": 12,
                "column": 5
              }
            }
          ],
          "truncated": false,
          "assumptions": [],
          "certificate": {
            "kind": "path"
          },
          "location": {
            "path": "c.yaml",
            "line": 3,
            "column": 3
          }
        },
        {
          "id": "jobs-apart",
          "rule": "forbidden-path",
          "along": "flow",
          "severity": "error",
          "title": null,
          "status": "pass",
          "matched": {
            "from": 1,
            "to": 1,
            "edges": 2
          },
          "findings": [],
          "truncated": false,
          "assumptions": [
            "api"
          ],
          "certificate": {
            "kind": "closed",
            "parts": [
              {
                "of": "sources",
                "many": "1",
                "alone": {}
              }
            ]
          },
          "location": {
            "path": "c.yaml",
            "line": 13,
            "column": 3
          }
        },
        {
          "id": "no-printers",
          "rule": "forbidden-node",
          "severity": "error",
          "title": "There are no printers",
          "status": "pass",
          "matched": {
            "match": 0
          },
          "findings": [],
          "truncated": false,
          "assumptions": [],
          "certificate": {
            "kind": "matched",
            "matched": {
              "match": ""
            }
          },
          "location": {
            "path": "c.yaml",
            "line": 9,
            "column": 3
          }
        }
      ],
      "diagnostics": []
    }
  ],
  "digest": "DIGEST"
}
"""
    # sha256sum of the topology, and of ["db-only-via-api", "browser", "db"] as JSON, its first 32 digits.
    expected = expected.replace("SHA", "35a457442ce7873ad9841551c469731cd2983b6cd90b0953775039beafb539a3")
    expected = expected.replace("FINGERPRINT", "97e68eab2c2c165aa370a2014b6e26d1")
    rest = {name: value for name, value in json.loads(done.out).items() if name != "digest"}
    sealed = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    expected = expected.replace("DIGEST", hashlib.sha256(sealed).hexdigest())
    assert done == (1, expected, "")


def test_quiet_verbose_and_color_change_no_json(cli: Cli) -> None:
    arguments = ("check", "t.yaml", "-c", "c.yaml", DAY, "--format", "json")
    plain = cli(*arguments)
    assert plain == cli(*arguments, "--quiet") == cli(*arguments, "--verbose") == cli(*arguments, "--color", "always")


def test_several_runs_and_max_findings(cli: Cli, folder: Path) -> None:
    (folder / "b.yaml").write_text(TOPOLOGY + "  - {from: browser, to: job}\n  - {from: job, to: db}\n")
    (folder / "v.yaml").write_text(
        "{archcheck: constraints/v1, constraints: {c: {rule: forbidden-path, from: '*', to: '*'}}}"
    )
    arguments = ("check", "t.yaml", "b.yaml", "-c", "v.yaml", DAY, "--format", "json")
    runs = json.loads(cli(*arguments, "--max-findings", "4").out)["runs"]
    assert [run["topology"]["path"] for run in runs] == ["b.yaml", "t.yaml"]
    found = [[(each["source"], each["target"]) for each in run["constraints"][0]["findings"]] for run in runs]
    assert found == [
        [("api", "db"), ("browser", "api"), ("browser", "db"), ("browser", "job")],
        [("api", "db"), ("browser", "api"), ("browser", "db"), ("job", "api")],
    ]
    assert [run["constraints"][0]["truncated"] for run in runs] == [True, True]
    runs = json.loads(cli(*arguments).out)["runs"]
    assert [run["constraints"][0]["truncated"] for run in runs] == [False, False]
    assert [len(run["constraints"][0]["findings"]) for run in runs] == [6, 5]


def test_warnings_are_diagnostics(cli: Cli, folder: Path) -> None:
    (folder / "v.yaml").write_text(
        "archcheck: constraints/v1\nconstraints:\n  c: {rule: forbidden-node, match: {kind: stroe}}\n"
    )
    done = cli("check", "t.yaml", "-c", "v.yaml", DAY, "--format", "json")
    assert done.status == 0
    (run,) = json.loads(done.out)["runs"]
    assert run["diagnostics"] == [
        {
            "severity": "warning",
            "code": "no-such-kind",
            "message": "no node of `t.yaml` has the kind `stroe`",
            "location": {"path": "v.yaml", "line": 3, "column": 43},
            "help": "did you mean `store`?",
        }
    ]
    strict = cli("check", "t.yaml", "-c", "v.yaml", DAY, "--format", "json", "--strict")
    assert (strict.status, json.loads(strict.out)["verdict"]) == (1, "fail")


def test_files_beside_standard_output(cli: Cli, folder: Path) -> None:
    arguments = ("check", "t.yaml", "-c", "c.yaml", DAY)
    text = cli(*arguments)
    done = cli(*arguments, "-o", "a.json", "-o", "b.txt", "--output", "c.JSON")
    assert done == text
    assert (folder / "b.txt").read_text() == text.out
    as_json = cli(*arguments, "--format", "json").out
    assert (folder / "a.json").read_text() == (folder / "c.JSON").read_text() == as_json
    assert sorted(path.name for path in folder.iterdir()) == ["a.json", "b.txt", "c.JSON", "c.yaml", "t.yaml"]


def test_files_are_written_whole_or_not_at_all(cli: Cli, folder: Path) -> None:
    (folder / "a.json").write_text("old")
    arguments = ("check", "t.yaml", "-c", "c.yaml", DAY, "-o", "a.json")
    assert cli(*arguments, "-o", "no/b.txt").status == 4
    assert cli("check", "none.yaml", "-c", "c.yaml", "-o", "a.json").status == 2
    (folder / "folder.txt").mkdir()
    assert cli(*arguments, "-o", "folder.txt").status == 4
    assert (folder / "a.json").read_text() == "old"
    assert sorted(path.name for path in folder.iterdir()) == ["a.json", "c.yaml", "folder.txt", "t.yaml"]
    assert cli(*arguments).status == 1
    assert json.loads((folder / "a.json").read_text())["verdict"] == "fail"


def test_output_that_cannot_be_written_is_a_fault(cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    done = cli("check", "t.yaml", "-c", "c.yaml", DAY, "-o", "a.json")
    assert (done.status, done.err) == (4, "archcheck: cannot write `a.json`: No space left on device\n")
    assert sorted(path.name for path in folder.iterdir()) == ["c.yaml", "t.yaml"]
