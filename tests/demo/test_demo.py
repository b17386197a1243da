"""``make demo`` ends well, prints every report, and leaves files that can be opened."""

import json
import struct
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from demo import run

STEMS = [path.stem for path in run.case_topologies()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def shown(folder: Path) -> str:
    done = call("--output", str(folder / "new" / "files"))
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def call(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the demo."""
    command = [sys.executable, str(run.ROOT / "demo" / "run.py"), *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=60)


@pytest.mark.xdist_group("demo")
@pytest.mark.parametrize("stem", STEMS)
def test_every_topology_has_its_report_and_pictures(stem: str, folder: Path, shown: str) -> None:
    files = folder / "new" / "files"
    report = json.loads((files / f"{stem}.json").read_text(encoding="utf-8"))
    (checked,) = report["runs"]
    assert checked["topology"]["name"] == stem
    assert sorted(each for names in run.CLAIMS.values() for each in names) == sorted(
        {each["id"] for each in checked["constraints"]} - {"a-model-is-declared"}
    )
    picture = "".join(ElementTree.parse(files / f"{stem}.svg").getroot().itertext())
    text = (files / f"{stem}.txt").read_text(encoding="utf-8")
    failed = [each for each in checked["constraints"] if each["status"] == "fail" and each["severity"] == "error"]
    for each in failed:
        assert f"error[{each['id']}]" in text
        assert f"error[{each['id']}]" in shown
        assert each["findings"][0]["message"] in shown
    assert not failed or " fail" in picture
    assert read_size(files / f"{stem}.png") > (200, 100)
    assert f"check topologies/{stem}.yaml -c cloud-api-only -c safety-stack -c red-lines --quiet" in shown


@pytest.mark.xdist_group("demo")
def test_the_table_says_what_the_reports_say(folder: Path, shown: str) -> None:
    for stem in STEMS:
        report = json.loads((folder / "new" / "files" / f"{stem}.json").read_text(encoding="utf-8"))
        assert any(line.split() == [stem, *run.claim_verdicts(report)] for line in shown.splitlines())


@pytest.mark.xdist_group("demo")
def test_the_ending_is_explained(folder: Path, shown: str) -> None:
    verdicts = [json.loads(path.read_text(encoding="utf-8"))["verdict"] for path in (folder / "new").rglob("*.json")]
    failing = verdicts.count("fail")
    assert 0 < failing < len(STEMS)
    assert f"ended with 1 for {failing} of the {len(STEMS)} topologies" in shown
    assert shown.rstrip().endswith("indirect-middleware.png")


@pytest.mark.xdist_group("demo")
def test_the_first_report_is_whole(folder: Path, shown: str) -> None:
    _, _, rest = shown.partition("indirect-middleware.png\n")
    report, _, _ = rest.partition("\n\n(From here on")
    assert report.startswith("topologies/indirect-middleware.yaml: ")
    assert "last step of the path" in report
    assert report.endswith("0 vacuous\n") or "held" in report.splitlines()[-1]


def test_a_demo_that_cannot_write_fails(tmp_path: Path) -> None:
    (tmp_path / "compliant.svg").mkdir()
    done = call("--output", str(tmp_path))
    assert done.returncode == 1
    assert "the demo failed: archcheck ended with 4" in done.stderr


def test_an_abridged_report_keeps_findings_paths_and_verdicts() -> None:
    report = (
        "t.yaml: 2 nodes\n\nerror[a]: `x` reaches `y`\n --> t.yaml:1:1\n  |\n1 | x\n  | ^ here\n  = path: x -> y\n"
        "  = constraint: c.yaml:1:1\n\nwarning[b]: `x`\n --> t.yaml:1:1\n\nFAIL     a  1 finding\n1 held, 2 failed\n"
    )
    assert run.abridge(report) == (
        "t.yaml: 2 nodes\n\nerror[a]: `x` reaches `y`\n  = path: x -> y\nwarning[b]: `x`\n\n"
        "FAIL     a  1 finding\n1 held, 2 failed\n"
    )


def read_size(png: Path) -> tuple[int, int]:
    """Return the width and height that a PNG declares."""
    head = png.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", head[16:24])
    return width, height
