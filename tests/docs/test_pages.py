"""What the pages show is what the program does: examples run again, documents loaded, names and links looked up."""

import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
import yaml

import archcheck
from archcheck.cli.app import app
from archcheck.documents.configuration import DOCUMENT
from archcheck.documents.loading import read_claims
from archcheck.documents.packs import pack_names
from archcheck.errors import ArchcheckError
from archcheck.rules import RULES
from archcheck.source.composer import compose
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Source
from tests.docs import images, pages

PAGES = pytest.mark.parametrize("page", pages.PAGES, ids=pages.name)
LINKED = [*pages.PAGES, pages.ROOT / "CHANGELOG.md", pages.ROOT / "SECURITY.md"]
LINK = re.compile(r"\]\(([^)\s]+)\)")
OPTION = re.compile(r"(?<![\w-])(--[a-z][a-z-]*)")
# Options of other programs that the pages name.
FOREIGN_OPTIONS = {
    *("--create-if-none", "--edit-last", "--jq", "--method", "--paginate", "--silent"),  # gh
    *("--images", "--no-install-recommends", "--prefix", "--strict"),
}
REFRESH = "run `python -m tests.docs.refresh`, and read what it changes"


@PAGES
def test_what_the_program_makes_is_what_it_says_now(page: Path, tmp_path: Path) -> None:
    text = pages.read(page)
    assert pages.renew(text, tmp_path) == text, REFRESH


@PAGES
def test_no_example_fails_by_a_fault(page: Path) -> None:
    consoles = [block.text for block in pages.blocks(pages.read(page)) if block.language == "console"]
    for text in consoles:
        assert not re.search(r"internal error|Traceback|command not found|No such file", text)


@PAGES
def test_every_document_is_read(page: Path) -> None:
    for block in pages.blocks(pages.read(page)):
        if block.language != "yaml":
            continue
        documents = list(yaml.safe_load_all(block.text))
        assert all(isinstance(document, dict) for document in documents)
        document = documents[0]
        if block.file == "wrong.yaml":
            with pytest.raises(ArchcheckError):
                archcheck.loads_topology(block.text)
        elif document.get("archcheck") == "topology/v1":
            assert archcheck.loads_topology(block.text).nodes
        elif document.get("archcheck") == "constraints/v1":
            assert archcheck.loads_constraints(block.text).constraints
        elif document.get("archcheck") == "waivers/v1":
            assert archcheck.loads_waivers(block.text).waivers
        elif document.get("archcheck") == "overlay/v1":
            overlay = archcheck.loads_overlay(block.text)
            assert overlay.rules or overlay.map
        elif document.get("archcheck") == "claims/v1":
            assert read_claims(block.text).claims
        elif document.get("archcheck") == "config/v1":
            problems = Problems()
            root = compose(Source(str(block.file), block.text), problems)
            assert root is not None
            assert DOCUMENT.read(root, problems)
            assert problems.diagnostics == []
        else:
            assert block.file is not None
            assert "archcheck" not in document


@PAGES
def test_every_python_example_runs(page: Path, tmp_path: Path) -> None:
    shell = pages.Shell(tmp_path, pages.read(page))
    for block in pages.blocks(pages.read(page)):
        if block.language == "python":
            code = [sys.executable, "-W", "error", "-c", block.text]
            subprocess.run(code, cwd=tmp_path, env=shell.environment, check=True, stdout=subprocess.DEVNULL)


@PAGES
def test_every_option_exists(page: Path) -> None:
    known = {option for name in command_names() for option in OPTION.findall(help_of(name))}
    known |= set(OPTION.findall(help_of("")))
    text = re.sub(r"^```(?:sh|console).*?^```$", "", pages.read(page), flags=re.MULTILINE | re.DOTALL)
    assert set(OPTION.findall(text)) <= known | FOREIGN_OPTIONS


@PAGES
def test_every_command_exists(page: Path) -> None:
    named = {match.split()[1] for match in re.findall(r"[`$] ?(archcheck [a-z]+)", pages.read(page))}
    assert named <= set(command_names())


@pytest.mark.parametrize("page", LINKED, ids=pages.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(pages.read(page)):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert target.is_relative_to(pages.ROOT)
        if anchor:
            assert anchor in anchors(target), link


@PAGES
def test_every_page_is_linked_from_the_first(page: Path) -> None:
    first = pages.ROOT / "README.md"
    linked = {(first.parent / link.partition("#")[0]).resolve() for link in LINK.findall(pages.read(first))}
    assert page in linked | {first}


def test_every_rule_has_its_section() -> None:
    text = pages.read(pages.ROOT / "docs" / "rules.md")
    sections = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    assert list(sections) == [rule.name for rule in RULES]
    for rule in RULES:
        section = sections[rule.name]
        assert f"<!-- generated: rule-fields {rule.name} -->" in section
        assert all(f"| `{field}` |" in section for field in rule.fields)
        assert f"    rule: {rule.name}\n" in section
        assert f"$ archcheck check shop.yaml -c {rule.name}.yaml\n" in section
        assert re.search(r"^FAIL ", section, re.MULTILINE), "an example shows what fails"
        assert "A finding is about" in section
        assert re.search(r"[Vv]acuous", section)


def test_every_pack_and_constraint_is_named() -> None:
    text = pages.read(pages.ROOT / "docs" / "packs.md")
    for pack in pack_names():
        assert f"\n## {pack}\n" in text
        for constraint in archcheck.load_constraints(pack).constraints:
            assert f"| `{constraint}` |" in text
    vocabulary = archcheck.load_constraints("vocabulary")
    assert all(f"`{name}`" in text for name in (*vocabulary.vocabulary, *vocabulary.sets))


def test_every_verdict_and_status_is_told() -> None:
    text = pages.read(pages.ROOT / "docs" / "language.md")
    for word in ("PASS", "FAIL", "VACUOUS", "INACTIVE", "ERROR"):
        assert f"| `{word}` |" in text
    readme = pages.read(pages.ROOT / "README.md")
    assert all(f"\n| {status} |" in readme for status in range(5))


def test_the_floors_are_those_that_are_checked() -> None:
    project = tomllib.loads((pages.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = next(each["layers"] for each in project["tool"]["importlinter"]["contracts"] if each["id"] == "layers")
    named = re.findall(r"^\| (`archcheck/.*?) \|", pages.read(pages.ROOT / "CONTRIBUTING.md"), re.MULTILINE)
    told = re.findall(r"`archcheck/(\w+)", " ".join(named))
    assert told == [name for layer in layers for name in re.findall(r"\w+", layer)]


@pytest.mark.parametrize("image", images.IMAGES)
def test_a_picture_is_what_archcheck_draws(image: str, tmp_path: Path) -> None:
    images.draw(image, tmp_path / image)
    assert images.words(tmp_path / image) == images.words(images.FOLDER / image), f"{REFRESH} --images"


def test_every_picture_is_shown() -> None:
    text = "".join(map(pages.read, pages.PAGES))
    assert {path.name for path in images.FOLDER.iterdir()} == set(images.IMAGES)
    assert all(f"images/{image})" in text for image in images.IMAGES)


def test_an_example_that_says_something_else_is_noticed(tmp_path: Path) -> None:
    text = "```console\n$ archcheck packs --quiet\nno-such-pack\n$ exit 3\n$ echo $?\n4\n```\n"
    renewed = pages.renew(text, tmp_path)
    assert "no-such-pack" not in renewed
    assert "\nred-lines\n" in renewed
    assert renewed.endswith("$ exit 3\n$ echo $?\n3\n```\n")


def command_names() -> list[str]:
    """Return the names of the commands."""
    return [each.name or (each.callback.__name__ if each.callback else "") for each in app.registered_commands]


@cache
def help_of(command: str) -> str:
    """Return the help of a command, of the program itself for none."""
    arguments = [sys.executable, "-m", "archcheck", *command.split(), "--help"]
    return subprocess.run(arguments, cwd=pages.ROOT, capture_output=True, encoding="utf-8", check=True).stdout


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", pages.read(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
