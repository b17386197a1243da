"""Whatever documents say is text in every output of every command: nothing of it acts, and nothing breaks a format."""

import json
import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from pathlib import Path

import html5lib
import pytest

from tests.every.project import NAMES, Project
from tests.every.running import run_all
from tests.node.parsing import parse_mermaid

ROOT = Path(__file__).parents[2]
HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    '"]; click A "javascript:alert(1)"; x["',
    "%0A::error file=a,line=1::oops",
    "@team ![x](http://evil.example/x) [y](javascript:alert(1))",
    "]]><x/>&#x41;&amp;<!--",
    "`$(id)`; ${IFS} {{7+7}} | cell | \\",
    '%%{init: {"theme": "x"}}%% end subgraph #quot;',
    "'\"><svg onload=alert(1)>",
    "a ->b\\n<TABLE></TABLE>\\l{|}",
)
SPOKEN = (
    "\x1b[31mred\x1b]8;;http://evil.example\x07",
    "line\nbreak\r\n::error::x\n```\n<b>",
    "\u202eright\u2066 \u2028 \ufeff",
)
"""What only texts may hold, for no identifier may."""
TEXTS = ("sentence", "said", "reason", "approver", "titled", "kept")


CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def hostile(turn: int) -> dict[str, str]:
    """Return hostile names for all that can be named, each of its own, which ones by the turn."""
    found = {}
    for number, name in enumerate(NAMES):
        text = HOSTILE[(number + turn) % len(HOSTILE)]
        if name in TEXTS:
            text += SPOKEN[(number + turn) % len(SPOKEN)]
        else:
            text = text.replace("/", "∕") if name in ("inside", "outside") else text
            text = f"{name} {text}"
        found[name] = re.sub(r"[\s.]+", "_", text) if name == "crate" else text
    return found


@pytest.fixture(scope="module", params=range(0, len(HOSTILE), 3))
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("hostile")
    commands = Project(hostile(request.param), escape=True).write(folder)
    found = run_all(commands, folder, {**os.environ, "PYTHONPATH": str(ROOT), "GITHUB_ACTIONS": ""})
    statuses = {name: data.decode() for name, data in found.items() if name.endswith(".status")}
    broken = {name for name, status in statuses.items() if status not in ("0", "1")}
    assert not broken, {name: found[name.replace(".status", ".stderr")].decode() for name in sorted(broken)}
    return found


def of_kind(written: Mapping[str, bytes], *ends: str) -> Iterator[tuple[str, str]]:
    found = [(name, data.decode()) for name, data in written.items() if name.endswith(ends)]
    assert found
    yield from found


def test_no_control_character_is_written(written: dict[str, bytes]) -> None:
    for name, data in written.items():
        assert not re.search(
            "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]", data.decode()
        ), name


def test_json_is_json(written: dict[str, bytes]) -> None:
    for name, text in of_kind(written, ".json", "-json.stdout", ".sarif", "sarif.stdout", "gitlab.stdout"):
        assert name == "import-json.stdout" or json.loads(text) is not None, name


def test_xml_is_xml_and_holds_nothing_that_acts(written: dict[str, bytes]) -> None:
    for name, text in of_kind(written, ".svg", ".xml", "junit.stdout"):
        for element in ET.fromstring(text).iter():
            tag = element.tag.rpartition("}")[2]
            assert tag not in ("script", "foreignObject", "image", "use", "img", "a"), (name, tag)
            for key, value in element.attrib.items():
                assert not key.startswith("on"), (name, key)
                assert "href" not in key, (name, value)


def test_html_holds_the_elements_of_a_harmless_page(written: dict[str, bytes], harmless: dict[str, bytes]) -> None:
    for name, text in of_kind(written, ".html"):
        assert shape(text) == shape(harmless[name].decode()), name


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("harmless")
    commands = Project({"crate": "k"}).write(folder)
    return run_all(commands, folder, {**os.environ, "PYTHONPATH": str(ROOT)})


def shape(text: str) -> set[tuple[str, tuple[str, ...]]]:
    """Return the elements outside of pictures, with the names of their attributes."""
    page = html5lib.parse(text, namespaceHTMLElements=False)
    found = set()
    for element in page.iter():
        if isinstance(element.tag, str):
            found.add((element.tag, tuple(sorted(element.attrib))))
    return found


def test_annotations_are_the_commands_that_a_harmless_project_has(
    written: dict[str, bytes], harmless: dict[str, bytes]
) -> None:
    def commands(data: bytes) -> list[str]:
        return [line.partition(" ")[0] for line in data.decode().splitlines() if line.startswith("::")]

    lines = written["check-github.stdout"].decode().splitlines()
    assert all(line.startswith("::") or "::" not in line for line in lines)
    assert commands(written["check-github.stdout"]) == commands(harmless["check-github.stdout"])


def test_markdown_mentions_nobody_and_embeds_nothing(written: dict[str, bytes]) -> None:
    for name, text in of_kind(written, ".md", "markdown.stdout"):
        prose = re.sub(r"(?ms)^(```+).*?^\1$", "", text)
        outside = re.sub(r"(`+)[^`].*?\1", "", prose)
        assert "](" not in outside.replace("\\", ""), name
        assert not re.search(r"(?<!\\)<(img|script|svg|b|x)\b", outside), name
        assert "@team" not in outside, name


def test_mermaid_is_parsed_by_mermaid_itself(written: dict[str, bytes]) -> None:
    texts = [(name, text) for name, text in of_kind(written, ".mmd")]
    for name, text in of_kind(written, ".md", "markdown.stdout"):
        texts += [(name, diagram) for diagram in re.findall(r"(?ms)^```mermaid\n(.*?)^```", text)]
    for (name, _), found in zip(texts, parse_mermaid(*(text for _, text in texts)), strict=True):
        assert "error" not in found, (name, found)
        assert found["type"].startswith("flowchart"), name
