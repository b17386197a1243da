"""``check --format github``: what keeps a check from being done is annotated where it stands, too."""

import os
from pathlib import Path

import pytest

from tests.cli.conftest import TOPOLOGY, Cli


def test_what_is_wrong_in_documents_is_annotated(cli: Cli, folder: Path) -> None:
    (folder / "t.yaml").write_text(TOPOLOGY.replace("kind: api", "knd: api"))
    (folder / "c.yaml").write_text("archcheck: constraints/v1\nconstraints: {a: {rule: forbidden-nodes}, a: {}}\n")
    done = cli("check", "t.yaml", "-c", "c.yaml", "--format", "github")
    assert done.status == 2
    assert done.out == (
        "::error file=t.yaml,line=6,endLine=6,col=9,endColumn=12,title=unknown-key::a node has no key `knd`%0A"
        "help: did you mean `kind`?\n"
        "::error file=t.yaml,line=6,endLine=6,col=8,endColumn=11,title=missing-key::a node needs the key `kind`\n"
        "::error file=c.yaml,line=2,endLine=2,col=43,endColumn=44,title=duplicate-key::"
        "the key `a` is here a second time%0Afirst here: c.yaml:2:15\n"
        "::error file=c.yaml,line=2,endLine=2,col=25,endColumn=40,title=unknown-rule::"
        "there is no rule `forbidden-nodes`%0Ahelp: did you mean `forbidden-node`?\n"
    )
    assert done.err == cli("check", "t.yaml", "-c", "c.yaml").err


@pytest.mark.parametrize(
    ("arguments", "annotations"),
    [
        (("absent%,.yaml", "-c", "c.yaml"), "::error title=missing-file::no such file: `absent%25,.yaml`\n"),
        (
            ("-c", "c.yaml"),
            "::error title=nothing-to-check::no TOPOLOGY is given%0Ahelp: give it, or set `topologies` in "
            "`archcheck.yaml`; `archcheck init` writes one to begin with\n",
        ),
        (("t.yaml", "-c", "c.yaml", "-o", "x.y"), "::error title=invalid-value::the ending of `x.y` says no format%0A"),
    ],
)
def test_what_has_no_place_is_annotated_without_one(cli: Cli, arguments: tuple[str, ...], annotations: str) -> None:
    done = cli("check", *arguments, "--format", "github")
    assert done.status == 2
    assert done.out.startswith(annotations)
    assert done.out.count("\n") == 1


def test_past_ten_the_rest_is_counted(cli: Cli, folder: Path) -> None:
    nodes = "".join(f"  n{number}: {{kin: x}}\n" for number in range(30))
    (folder / "t.yaml").write_text(f"archcheck: topology/v1\nnodes:\n{nodes}")
    done = cli("check", "t.yaml", "-c", "c.yaml", "--format", "github")
    *lines, last = done.out.splitlines()
    assert len(lines) == 10
    assert last == "::notice title=archcheck::50 more are not shown, as GitHub shows 10 of each a step: 50 errors"


def test_a_configuration_says_the_format_too_and_is_annotated_itself(cli: Cli, folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / "sub").mkdir()
    (folder / "archcheck.yaml").write_text(
        "archcheck: config/v1\ntopologies: absent.yaml\nconstraints: c.yaml\nformat: github\n"
    )
    os.chdir(folder / "sub")
    place = "file=archcheck.yaml,line=2,endLine=2,col=13,endColumn=24"
    assert cli("check").out == f"::error {place},title=missing-file::no such file: `../absent.yaml`\n"
    (folder / "archcheck.yaml").write_text("archcheck: config/v1\ntopology: t.yaml\n")
    place = "file=archcheck.yaml,line=2,endLine=2,col=1,endColumn=9"
    assert cli("check", "--format", "github").out.startswith(f"::error {place},title=unknown-key::")


def test_nothing_that_a_document_says_is_a_command(cli: Cli, folder: Path) -> None:
    name = "a,line=1::error ##[x]%0A.yaml"
    (folder / name).write_text("archcheck: topology/v1\nnodes: {'x\u2028::error::': {kind: '%0A::error::', k: 1}}\n")
    done = cli("check", name, "-c", "c.yaml", "--format", "github")
    assert done.status == 2
    lines = done.out.split("\n")[:-1]
    escaped = "a%2Cline=1%3A%3Aerror ##[x]%250A.yaml"
    assert [line.partition(",line=2")[0] for line in lines] == [f"::error file={escaped}"] * len(lines)


def test_other_formats_say_nothing_on_standard_output(cli: Cli) -> None:
    for format in ("text", "json", "sarif", "junit", "gitlab", "markdown"):
        assert cli("check", "absent.yaml", "-c", "c.yaml", "--format", format)[:2] == (2, "")
