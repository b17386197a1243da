"""The workflows and pipelines that the documentation shows, run over the architecture that its tutorial makes."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.docs import pages
from tests.pipelines.github import ACTION, run, run_step
from tests.pipelines.test_gitlab import JOB, run as run_gitlab

OURS = "REPOSITORY@COMMIT"


def shown(key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the documents of all pages that have a key, each with where it stands."""
    for page in pages.PAGES:
        for block in pages.blocks(pages.read(page)):
            for document in yaml.safe_load_all(block.text) if block.language == "yaml" else ():
                if key in document:
                    yield f"{pages.name(page)}:{block.file}", document


WORKFLOWS = dict(shown("jobs"))
PIPELINES = {place: each for place, each in shown("architecture") if "extends" in each["architecture"]}


@pytest.fixture
def architecture(tmp_path: Path) -> Path:
    """Return the work tree that the tutorial makes, with the shortcut that violates its rule not committed yet."""
    folder = tmp_path / "work"
    folder.mkdir()
    tutorial = pages.read(pages.ROOT / "docs" / "tutorial.md")
    for block in pages.blocks(tutorial):
        if block.file is not None and block.file.startswith("architecture/"):
            (folder / block.file).parent.mkdir(exist_ok=True)
            (folder / block.file).write_text(block.text, encoding="utf-8")
    identity = ("-c", "user.name=Me", "-c", "user.email=me@example.org")
    for command in (
        ("init", "-q", "-b", "main"),
        ("add", "architecture"),
        (*identity, "commit", "-qm", "Write it down"),
        ("update-ref", "refs/remotes/origin/main", "HEAD"),
    ):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


def break_it(folder: Path) -> None:
    """Add the tutorial's shortcut."""
    with (folder / "architecture" / "support.yaml").open("a", encoding="utf-8") as file:
        file.write("  - {from: assistant, to: refunds, title: Small sums}\n")


def steps_of(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the steps of all jobs."""
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("place", WORKFLOWS)
def test_a_workflow_pins_what_it_uses_and_asks_for_no_more_than_it_needs(place: str) -> None:
    workflow = WORKFLOWS[place]
    uses = [step["uses"] for step in steps_of(workflow) if "uses" in step]
    assert all(each == OURS or len(each.partition("@")[2]) == 40 for each in uses), uses
    scripts = [step["run"] for step in steps_of(workflow) if "run" in step]
    assert all("${{" not in script for script in scripts)
    given = [step.get("with", {}) for step in steps_of(workflow) if step.get("uses") == OURS]
    for each in given:
        assert each.keys() <= ACTION["inputs"].keys()
    needed = {"contents": "read"}
    needed |= {"pull-requests": "write"} if any(each.get("comment") for each in given) else {}
    needed |= {"security-events": "write"} if any(each.get("upload-sarif") for each in given) else {}
    assert workflow["permissions"] == needed


@pytest.mark.parametrize("place", [place for place, each in WORKFLOWS.items() if OURS in str(each)])
def test_the_action_of_a_workflow_tells_the_shortcut(place: str, architecture: Path, programs: Path) -> None:
    given = next(step["with"] for step in steps_of(WORKFLOWS[place]) if step.get("uses") == OURS)
    inputs = {name: str(value).lower() if isinstance(value, bool) else value for name, value in given.items()}
    inputs["constraints"] = inputs["constraints"].replace("zero-trust\n", "")  # it speaks of more than the tutorial has
    assert run(architecture, inputs, programs=programs).status == 0
    break_it(architecture)
    job = run(architecture, inputs, programs=programs)
    assert job.status == (0 if inputs.get("fail-on") == "never" else 1)
    (command,) = job.commands
    level = "warning" if inputs.get("fail-on") == "never" else "error"
    assert command.startswith(f"::{level} file=architecture/support.yaml,line=22,")


def test_the_diff_of_a_workflow_fails_where_something_new_violates(architecture: Path, programs: Path) -> None:
    steps = steps_of(WORKFLOWS["docs/pipelines.md:.github/workflows/architecture-diff.yml"])
    step = next(each for each in steps if "run" in each)
    outputs = {"archcheck": {"program": str(programs / "venv" / "bin" / "archcheck")}}
    subprocess.run([programs / "python", "-I", "-m", "venv", programs / "venv"], check=True)
    done, summary = run_step(step, architecture, outputs, {"base_ref": "main"})
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    break_it(architecture)
    done, summary = run_step(step, architecture, outputs, {"base_ref": "main"})
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")
    assert "`model` reaches `refunds` without passing `{kind: human.approver}`" in summary


def test_the_pipeline_tells_the_shortcut(architecture: Path, programs: Path) -> None:
    (place,) = PIPELINES
    job = PIPELINES[place]["architecture"]
    assert job["extends"] == ".archcheck"
    assert job["variables"].keys() <= JOB["variables"].keys()
    (programs / "python").rename(programs / "python3")
    variables = {**job["variables"], "ARCHCHECK_CONSTRAINTS": "architecture/rules.yaml\n"}
    assert run_gitlab(architecture, variables, programs=programs).status == 0
    break_it(architecture)
    assert run_gitlab(architecture, variables, programs=programs).status == 1


def test_the_page_tells_of_every_variable() -> None:
    text = pages.read(pages.ROOT / "docs" / "pipelines.md")
    assert [name for name in JOB["variables"] if f"\n| `{name}` |" not in text] == []
