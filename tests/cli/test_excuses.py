"""Waivers, baselines and outside permissions on the command line: what is shown, written and refused."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from archcheck.report.schemas import schema_of
from tests.cli.conftest import Cli

DAY = ("--as-of", "2026-11-23")
CONSTRAINTS = """\
archcheck: constraints/v1
constraints:
  no-apps:
    title: There are no programs
    rule: forbidden-node
    match: {kind: app}
"""
PERMITTED = """\
    permitted-by:
      - authority: Order 7
        version: '2026'
        controller: the ministry
        reference: https://example.org/order-7
        covers: {subject: b*}
      - {authority: Statute 4, version: '3', pinned: true}
"""
WAIVERS = """\
archcheck: waivers/v1
description: Until the new shop is there.
waivers:
  - constraint: no-apps
    subject: [browser, job]
    reason: old shop
    approved-by: R. Okafor
    expires: 2026-12-31
    expect: 2
"""
WAIVED = """\
t.yaml: 4 nodes, 4 edges, 1 constraint, as of 2026-11-23

waived[no-apps]: `browser` (app) must not be there; until 2026-12-31 by R. Okafor: old shop (w.yaml:4:5)
waived[no-apps]: `job` (app) must not be there; until 2026-12-31 by R. Okafor: old shop (w.yaml:4:5)

WAIVED   no-apps  2 waived
0 held, 0 failed, 1 waived, 0 vacuous
"""
WAIVED_IN_WHOLE = """\
t.yaml: 4 nodes, 4 edges, 1 constraint, as of 2026-11-23

waived[no-apps]: `browser` (app) must not be there
 --> t.yaml:5:3
  |
5 |   browser: {kind: app, zone: outside}
  |   ^^^^^^^
  = waived: until 2026-12-31 by R. Okafor: old shop (w.yaml:4:5)
  = asks: There are no programs
  = constraint: c.yaml:3:3
"""
REFERRED = """\
t.yaml: 4 nodes, 4 edges, 1 constraint, as of 2026-11-23

warning[no-apps]: `browser` (app) must not be there
 --> t.yaml:5:3
  |
5 |   browser: {kind: app, zone: outside}
  |   ^^^^^^^
  = permitted only by: Order 7, version 2026; not pinned: it can change while this document stays as it is; \
controlled by the ministry; https://example.org/order-7
  = permitted only by: Statute 4, version 3; pinned
  = asks: There are no programs
  = constraint: c.yaml:3:3

warning[no-apps]: `job` (app) must not be there
 --> t.yaml:8:3
  |
8 |   job: {kind: app, zone: inside}
  |   ^^^
  = permitted only by: Statute 4, version 3; pinned
  = asks: There are no programs
  = constraint: c.yaml:3:3

REFERRED no-apps  2 findings permitted only by Order 7, Statute 4
0 held, 0 failed, 0 waived, 0 vacuous, 1 referred
"""


@pytest.fixture(autouse=True)
def documents(folder: Path) -> None:
    (folder / "c.yaml").write_text(CONSTRAINTS)
    (folder / "w.yaml").write_text(WAIVERS)


def check(cli: Cli, *arguments: str) -> tuple[int, str]:
    done = cli("check", "t.yaml", "-c", "c.yaml", *DAY, *arguments)
    return done.status, done.out or done.err


def report(cli: Cli, *arguments: str) -> dict[str, Any]:
    return dict(json.loads(check(cli, "--format", "json", *arguments)[1])["runs"][0])


def test_waived_findings_take_a_line_each(cli: Cli) -> None:
    assert check(cli, "-w", "w.yaml") == (0, WAIVED)


def test_verbose_shows_them_in_whole(cli: Cli) -> None:
    _, out = check(cli, "-w", "w.yaml", "--verbose")
    assert out.startswith(WAIVED_IN_WHOLE)
    assert out.count("= waived: until 2026-12-31 by R. Okafor") == 2


def test_quiet_counts_them_all_the_same(cli: Cli) -> None:
    assert check(cli, "-w", "w.yaml", "--quiet") == (
        0,
        f"{WAIVED.splitlines()[0]}\n\n{WAIVED.partition('4:5)' + chr(10) + chr(10))[2]}",
    )


def test_referred_findings_are_shown_in_whole(cli: Cli, folder: Path) -> None:
    (folder / "c.yaml").write_text(CONSTRAINTS + PERMITTED)
    assert check(cli) == (0, REFERRED)
    assert check(cli, "--quiet") == (0, REFERRED)
    assert check(cli, "--fail-on", "warning") == (1, REFERRED)


def test_an_excuse_of_each_kind_at_once(cli: Cli, folder: Path) -> None:
    assert check(cli, "--write-baseline", "b.json")[0] == 1
    (folder / "c.yaml").write_text(
        CONSTRAINTS.replace("match: {kind: app}", "match: '*'") + PERMITTED.split("      - {", 1)[0]
    )
    (folder / "w.yaml").write_text(WAIVERS.replace("[browser, job]", "db").replace("expect: 2", "expect: 1"))
    status, out = check(cli, "-w", "w.yaml", "--baseline", "b.json")
    assert (status, out.splitlines()[-2:]) == (
        1,
        [
            "FAIL     no-apps  1 finding, 1 waived, 1 referred, 1 known in the baseline",
            "0 held, 1 failed, 0 waived, 0 vacuous, baseline: 1 new, 1 known, 0 gone",
        ],
    )


def test_an_error_about_a_waiver_is_shown_under_quiet_too(cli: Cli, folder: Path) -> None:
    (folder / "w.yaml").write_text(WAIVERS.replace("expect: 2", "expect: 3"))
    status, out = check(cli, "-w", "w.yaml", "--quiet", "--fail-on", "never", "-o", "r.json")
    assert status == 2
    assert (
        "error[waiver-expect]: the waiver of `no-apps` expects 3 and matches 2; it waives nothing\n --> w.yaml:4:5\n"
        in out
    )
    assert out.endswith("FAIL     no-apps  2 findings\n0 held, 1 failed, 0 waived, 0 vacuous, 1 error\n")
    assert json.loads((folder / "r.json").read_text())["verdict"] == "error"


def test_many_waived_are_cut_in_the_text_alone(cli: Cli, folder: Path) -> None:
    nodes = "".join(f"  n{number:03}: {{kind: app}}\n" for number in range(150))
    (folder / "t.yaml").write_text(f"archcheck: topology/v1\nnodes:\n{nodes}")
    (folder / "w.yaml").write_text(WAIVERS.replace("[browser, job]", "n*").replace("    expect: 2\n", ""))
    status, out = check(cli, "-w", "w.yaml")
    assert (status, out.count("waived[no-apps]")) == (0, 10)
    assert "\nno-apps: 140 more waived (--verbose lists them)\n\nWAIVED   no-apps  150 waived\n" in out
    (result,) = report(cli, "-w", "w.yaml")["constraints"]
    assert (len(result["findings"]), result["truncated"]) == (150, False)


def test_waivers_may_be_a_folder(cli: Cli, folder: Path) -> None:
    (folder / "waivers").mkdir()
    (folder / "waivers" / "old.yaml").write_text(WAIVERS)
    (folder / "waivers" / "rules.yaml").write_text(CONSTRAINTS)
    assert check(cli, "-w", "waivers")[1] == WAIVED.replace("w.yaml:4:5", "waivers/old.yaml:4:5")
    (folder / "waivers" / "old.yaml").unlink()
    assert check(cli, "-w", "waivers") == (
        2,
        "error[nothing-to-check]: there is no waivers document below `waivers`\n\n1 error; nothing was checked\n",
    )


def test_waivers_may_include_others(cli: Cli, folder: Path) -> None:
    (folder / "all.yaml").write_text("archcheck: waivers/v1\ninclude: [w.yaml]\n")
    assert check(cli, "-w", "all.yaml") == (0, WAIVED)


def test_the_baseline_is_written_whatever_the_verdict(cli: Cli, folder: Path) -> None:
    status, _ = check(cli, "--write-baseline", "b.json")
    assert status == 1
    assert (folder / "b.json").read_text() == (
        '{\n  "archcheck": "baseline/v1",\n  "entries": [\n'
        '    {"topology": "shop", "constraint": "no-apps", "subject": "browser", '
        '"fingerprint": "7512b360b600d7ba9404799b6ce0e088"},\n'
        '    {"topology": "shop", "constraint": "no-apps", "subject": "job", '
        '"fingerprint": "1a1c09ee950cd7a17c2633cb5be25ffd"}\n  ]\n}\n'
    )
    assert check(cli, "--baseline", "b.json") == (
        0,
        "t.yaml: 4 nodes, 4 edges, 1 constraint, as of 2026-11-23\n\n"
        "WAIVED   no-apps  2 known in the baseline\n"
        "0 held, 0 failed, 1 waived, 0 vacuous, baseline: 0 new, 2 known, 0 gone\n",
    )
    assert report(cli, "--baseline", "b.json")["baseline"] == {"new": 0, "known": 2, "gone": 0}
    jsonschema.validate(json.loads((folder / "b.json").read_text()), schema_of("baseline"))


def test_a_baseline_is_refreshed_in_place(cli: Cli, folder: Path) -> None:
    check(cli, "--write-baseline", "b.json")
    before = (folder / "b.json").read_text()
    topology = (folder / "t.yaml").read_text()
    (folder / "t.yaml").write_text(topology.replace("job: {kind: app", "job: {kind: timer"))
    status, out = check(cli, "--baseline", "b.json", "--write-baseline", "b.json")
    assert (status, out.count("warning[stale-baseline]")) == (0, 1)
    assert (folder / "b.json").read_text() == before.replace(before.splitlines()[4] + "\n", "").replace("},\n", "}\n")
    assert check(cli, "--baseline", "b.json", "--strict")[0] == 0


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("t.yaml", "error[contradiction]: the baseline `t.yaml` would replace an input"),
        ("c.yaml", "error[contradiction]: the baseline `c.yaml` would replace an input"),
        ("w.yaml", "error[contradiction]: the baseline `w.yaml` would replace an input"),
        ("out.json", "error[contradiction]: the same output file is given twice"),
        (".", "archcheck: cannot write `.`: it is a folder\n"),
        ("no/b.json", "archcheck: cannot write `no/b.json`: there is no folder `no`\n"),
    ],
)
def test_where_no_baseline_is_written(cli: Cli, folder: Path, name: str, message: str) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    expected = (2, f"{message}\n\n1 error; nothing was checked\n") if message.startswith("error") else (4, message)
    assert check(cli, "-w", "w.yaml", "-o", "out.json", "--write-baseline", name) == expected
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_baseline_replaces_no_document_that_a_folder_led_to(cli: Cli, folder: Path) -> None:
    (folder / "rules").mkdir()
    (folder / "c.yaml").rename(folder / "rules" / "c.yaml")
    done = cli("check", "t.yaml", "-c", "rules", "--write-baseline", "rules/c.yaml")
    assert done.status == 2
    assert "error[contradiction]: the baseline `rules/c.yaml` would replace an input" in done.err
    assert (folder / "rules" / "c.yaml").read_text() == CONSTRAINTS


def test_no_baseline_is_written_where_nothing_was_checked(cli: Cli, folder: Path) -> None:
    (folder / "w.yaml").write_text(WAIVERS.replace("2026-12-31", "2026-12-32"))
    assert check(cli, "-w", "w.yaml", "--write-baseline", "b.json")[0] == 2
    assert not (folder / "b.json").exists()


def test_a_baseline_that_is_not_there(cli: Cli) -> None:
    assert check(cli, "--baseline", "b.json") == (
        2,
        "error[missing-file]: no such file: `b.json`\n\n1 error; nothing was checked\n",
    )


def test_pictures_leave_out_what_is_waived_and_say_so(cli: Cli, folder: Path) -> None:
    (folder / "c.yaml").write_text(CONSTRAINTS + PERMITTED.split("      - {", 1)[0])
    (folder / "w.yaml").write_text(WAIVERS.replace("[browser, job]", "job").replace("expect: 2", "expect: 1"))
    assert cli("draw", "t.yaml", "-c", "c.yaml", "-w", "w.yaml", *DAY, "-o", "p.mmd", "-o", "p.dot").status == 0
    diagram = (folder / "p.mmd").read_text()
    assert "waived, and not drawn#58; no-apps #40;1#41;" in diagram
    assert "A#58; no-apps #40;referred#41;#58; #96;browser#96;" in diagram
    picture = (folder / "p.dot").read_text()
    assert "waived, and not drawn: no-apps (1)" in picture
    assert ">referred<" in picture


@pytest.mark.parametrize(
    "name", ["waived", "referred", "WAIVED", "expired-waiver", "unused-waiver", "waiver-expect", "stale-baseline"]
)
def test_everything_new_is_explained(cli: Cli, name: str) -> None:
    done = cli("explain", name)
    assert (done.status, done.out.startswith(f"{name.lower()}: a ")) == (0, True)


@pytest.mark.parametrize(
    ("document", "valid"),
    [
        (WAIVERS, True),
        ("archcheck: waivers/v1\n", True),
        (WAIVERS.replace("    reason: old shop\n", ""), False),
        (WAIVERS.replace("    subject: [browser, job]\n", ""), False),
        (WAIVERS.replace("    subject:", "    from: a\n    subject:"), False),
        (WAIVERS.replace("expect: 2", "expect: 0"), False),
        (WAIVERS.replace("waivers/v1", "waivers/v2"), False),
    ],
)
def test_the_schema_of_waivers_says_what_is_read(cli: Cli, folder: Path, document: str, valid: bool) -> None:
    schema = json.loads(cli("schema", "waivers").out)
    text = yaml.load(document, yaml.BaseLoader)
    if "expect" in document and "waivers" in text:
        text["waivers"][0]["expect"] = int(text["waivers"][0]["expect"])
    assert jsonschema.Draft202012Validator(schema).is_valid(text) == valid
    (folder / "w.yaml").write_text(document)
    assert (check(cli, "-w", "w.yaml")[0] in (0, 1)) == valid
