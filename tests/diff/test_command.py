"""``archcheck diff``: arguments, outputs, exit statuses, and what is wrong with them."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import TOPOLOGY, Cli
from tests.diff.examples import CONSTRAINTS, NEW, OLD, validator

EXPECTED = Path(__file__).parent / "expected"
DAY = "--as-of=2026-11-23"


@pytest.fixture(autouse=True)
def both(folder: Path) -> None:
    (folder / "old.yaml").write_text(OLD, encoding="utf-8")
    (folder / "new.yaml").write_text(NEW, encoding="utf-8")
    (folder / "c.yaml").write_text(CONSTRAINTS, encoding="utf-8")


def expected(name: str) -> str:
    return (EXPECTED / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(("form", "name"), [("text", "everything.txt"), ("markdown", "everything.md")])
def test_standard_output(cli: Cli, form: str, name: str) -> None:
    done = cli("diff", "old.yaml", "new.yaml", "-c", "c.yaml", DAY, "--format", form)
    assert done == (1, expected(name), "")


def test_files_of_every_format(cli: Cli, folder: Path) -> None:
    names = ["d.json", "d.md", "d.txt", "d.svg", "d.png", "d.pdf", "d.dot", "d.mmd"]
    outputs = [argument for name in names for argument in ("-o", name)]
    done = cli("diff", "old.yaml", "new.yaml", "-c", "c.yaml", DAY, "--format", "json", *outputs)
    assert done.status == 1
    validator().validate(json.loads(done.out))
    assert (folder / "d.json").read_text() == done.out
    for name, whole in (("d.md", "everything.md"), ("d.txt", "everything.txt"), ("d.dot", "everything.dot")):
        assert (folder / name).read_text() == expected(whole)
    assert (folder / "d.mmd").read_text() == expected("everything.mmd")
    beginnings = {"d.svg": b"<?xml", "d.png": b"\x89PNG", "d.pdf": b"%PDF"}
    for name, beginning in beginnings.items():
        assert (folder / name).read_bytes().startswith(beginning)


def test_several_topologies_get_a_picture_each(cli: Cli, folder: Path) -> None:
    for side, text in (("was", OLD), ("is", NEW)):
        (folder / side / "deep").mkdir(parents=True)
        (folder / side / "deep" / "shop.yaml").write_text(text)
        (folder / side / "small.yaml").write_text(TOPOLOGY)
    (folder / "is" / "comes.yaml").write_text(TOPOLOGY)
    done = cli("diff", "was", "is", "-o", "d.dot", "--format", "json")
    assert done.status == 0
    told = [(each["old"] and each["old"]["path"], each["new"]["path"]) for each in json.loads(done.out)["comparisons"]]
    assert told == [
        (None, "is/comes.yaml"),
        ("was/deep/shop.yaml", "is/deep/shop.yaml"),
        ("was/small.yaml", "is/small.yaml"),
    ]
    assert (folder / "d-shop.dot").read_text().count("&gt;") > 0
    assert sorted(path.name for path in folder.glob("d*.dot")) == ["d-comes.dot", "d-shop.dot", "d-small.dot"]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["old.yaml", "new.yaml"], 0),
        (["old.yaml", "new.yaml", "-c", "c.yaml"], 1),
        (["old.yaml", "new.yaml", "-c", "c.yaml", "--fail-on", "never"], 0),
        (["new.yaml", "old.yaml", "-c", "c.yaml", "--only", "no-printers"], 0),
        (["new.yaml", "old.yaml", "-c", "c.yaml", "--only", "no-printers", "--fail-on", "warning"], 1),
        (["old.yaml", "new.yaml", "-c", "c.yaml", "--only", "no-printers"], 0),
        (["new.yaml", "new.yaml", "-c", "c.yaml"], 0),
    ],
)
def test_exit_status(cli: Cli, arguments: list[str], status: int) -> None:
    for form in ("text", "json", "markdown"):
        assert cli("diff", *arguments, "--format", form).status == status


def test_waivers(cli: Cli, folder: Path) -> None:
    (folder / "w.yaml").write_text(
        "archcheck: waivers/v1\nwaivers:\n"
        "  - {constraint: encrypted, subject: browser->db, reason: r, approved-by: me, expires: 2026-12-31}\n"
    )
    common = ("diff", "old.yaml", "new.yaml", "-c", "c.yaml", "--only", "encrypted", "-w", "w.yaml")
    assert cli(*common, "--as-of", "2026-12-31").status == 0
    assert cli(*common, "--as-of", "2027-01-01").status == 1


def test_standard_input_may_be_one_side(cli: Cli) -> None:
    done = cli("diff", "-", "new.yaml", "-c", "c.yaml", DAY, stdin=OLD)
    assert done == (1, expected("everything.txt").replace("old.yaml", "<stdin>"), "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["old.yaml"], "error[contradiction]: diff compares two topologies or folders, and 1 are given\n"
         "  = help: with --base, each is compared with itself at a revision\n"),
        (["old.yaml", "new.yaml", "t.yaml"], "error[contradiction]: diff compares two topologies or folders, and 3 are "
         "given\n  = help: with --base, each is compared with itself at a revision\n"),
        (["-", "-"], "error[contradiction]: `-` is given more than once, and standard input can be read once\n"),
        (["old.yaml", "."], "error[contradiction]: `.` is a folder, and `old.yaml` is none: nothing pairs their "
         "topologies\n"),
        (["old.yaml", "nw.yaml"], "error[missing-file]: no such file: `nw.yaml`\n  = help: did you mean `new.yaml`?\n"),
        (["old.yaml", "new.yaml", "--only", "x"], "error[contradiction]: --only speaks of constraints, and there are "
         "none\n  = help: give some by -c\n"),
        (["old.yaml", "new.yaml", "-w", "w.yaml"], "error[contradiction]: --waivers speaks of constraints, and there "
         "are none\n  = help: give some by -c\n"),
        (["old.yaml", "new.yaml", "-c", "c.yaml", "--only", "encrypt"], "error[unknown-constraint]: there is no "
         "constraint `encrypt`\n  = help: did you mean `encrypted`?\n"),
        (["old.yaml", "new.yaml", "-o", "new.yaml"], "error[invalid-value]: the ending of `new.yaml` says no format\n"
         "  = help: known endings: .json, .txt, .md, .dot, .mmd, .svg, .png, .pdf\n"),
        (["old.yaml", "new.yaml", "--as-of", "today"], "error[invalid-date]: `today` is not a date: a date is written "
         "`YYYY-MM-DD`\n"),
    ],
)  # fmt: skip
def test_what_is_wrong(cli: Cli, arguments: list[str], message: str) -> None:
    assert cli("diff", *arguments) == (2, "", f"{message}\n1 error\n")


def test_what_is_wrong_on_both_sides_is_told_at_once(cli: Cli, folder: Path) -> None:
    (folder / "old.yaml").write_text(OLD.replace("kind: store", "knd: store"))
    (folder / "new.yaml").write_text(NEW.replace("kind: store", "kin: store"))
    done = cli("diff", "old.yaml", "new.yaml", "-c", "nopack", "-o", "d.svg")
    assert done.status == 2
    assert " --> old.yaml:16:8\n" in done.err
    assert " --> new.yaml:17:8\n" in done.err
    assert "error[unknown-pack]" in done.err
    assert not (folder / "d.svg").exists()


def test_edges_that_only_compiling_finds_wrong_are_told_for_both_sides(cli: Cli, folder: Path) -> None:
    for name, text in (("old.yaml", OLD), ("new.yaml", NEW)):
        (folder / name).write_text(text + "  - {from: api, to: db, id: browser->api}\n")
    done = cli("diff", "old.yaml", "new.yaml", "-c", "c.yaml")
    assert done.status == 2
    assert done.err.count("error[duplicate-id]") == 2


def test_a_folder_against_a_folder_without_topologies(cli: Cli, folder: Path) -> None:
    (folder / "empty").mkdir()
    (folder / "full").mkdir()
    (folder / "full" / "t.yaml").write_text(TOPOLOGY)
    done = cli("diff", "empty", "full")
    told = "error[nothing-to-check]: there is no topology document below `empty`\n"
    assert done.err == told + "  = help: nor anything that an importer knows\n\n1 error\n"


def test_help_has_an_example(cli: Cli) -> None:
    done = cli("diff", "--help")
    assert done.status == 0
    assert "Example: archcheck diff --base origin/main" in " ".join(done.out.split())
