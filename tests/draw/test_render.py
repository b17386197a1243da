"""From DOT to pictures, in a process that can be stopped."""

import os
import re
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from archcheck.draw import draw, render
from archcheck.draw.lettering import measure
from archcheck.errors import LimitError, OutputError
from tests.draw.examples import SMALL, bypass, estate, graph_of

SVG = "{http://www.w3.org/2000/svg}"
DOT = 'digraph { a -> b [label="c"] }'


@pytest.fixture(autouse=True)
def _forget_fonts() -> Iterator[None]:
    render._has_fonts.cache_clear()
    yield
    render._has_fonts.cache_clear()


@pytest.fixture
def no_dot(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Take `dot` from the search path, where it is installed."""
    monkeypatch.setenv("PATH", str(tmp_path))


def act_as(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Let a Python program stand in for Graphviz."""
    monkeypatch.setattr(render, "_command", lambda picture_format: [sys.executable, "-c", program])


@pytest.mark.usefixtures("no_dot")
@pytest.mark.parametrize(("kind", "magic"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_pictures_need_no_dot_and_are_the_same_each_time(kind: str, magic: bytes) -> None:
    graph, results = bypass()
    first = draw(graph, results, kind)
    assert isinstance(first, bytes)
    assert first.startswith(magic)
    assert draw(graph, results, kind) == first


@pytest.mark.usefixtures("no_dot")
def test_a_pdf_tells_no_time() -> None:
    picture = draw(graph_of(SMALL), format="pdf")
    assert isinstance(picture, bytes)
    assert re.findall(rb"/CreationDate \(D:(\d+)", picture) == [b"20000101000000"]


@pytest.mark.skipif(os.name == "nt", reason="a script with a shebang")
def test_dot_on_the_path_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "dot"
    script.write_text(f"#!{sys.executable}\nimport sys\nprint(sys.argv[1:], sys.stdin.read().count('digraph'))\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(render, "_has_fonts", lambda: True)
    monkeypatch.setattr(render._has_fonts, "cache_clear", lambda: None, raising=False)
    assert render.render(DOT, "png") == b"['-Tpng', '-Gdpi=144', '-Gsize=80,80'] 1\n"


def test_a_layout_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    act_as(monkeypatch, "import time; time.sleep(60)")
    start = time.monotonic()
    with pytest.raises(LimitError) as caught:
        render.render(DOT, "svg", time_limit=0.5)
    assert time.monotonic() - start < 10
    assert caught.value.exit_status == 3
    assert str(caught.value) == (
        "error[layout-time]: the picture could not be laid out in 0.5 seconds "
        "(write .dot or .mmd, which need no layout)"
    )


@pytest.mark.usefixtures("no_dot")
def test_the_time_limit_holds_for_a_real_layout() -> None:
    with pytest.raises(LimitError):
        draw(graph_of(estate(40, 40)), format="svg", full=True, time_limit=0.3)


@pytest.mark.parametrize(
    ("program", "message"),
    [
        (
            "import sys; print('Fontconfig warning: x', file=sys.stderr); sys.exit('Error: syntax\\x1b[31m')",
            "Graphviz failed: Error: syntax\\u{1b}[31m",
        ),
        ("raise SystemExit(7)", "Graphviz failed with status 7"),
        ("", "Graphviz failed with status 0"),
        ("import os; os.abort()", "Graphviz crashed (signal 6)"),
    ],
)
def test_a_failure_is_one_line(monkeypatch: pytest.MonkeyPatch, program: str, message: str) -> None:
    act_as(monkeypatch, program)
    with pytest.raises(OutputError) as caught:
        render.render(DOT, "svg")
    assert str(caught.value) == message
    assert caught.value.exit_status == 4


def test_what_is_no_svg_is_an_output_error(monkeypatch: pytest.MonkeyPatch) -> None:
    act_as(monkeypatch, "print('<svg')")
    with pytest.raises(OutputError, match="no SVG"):
        render.render(DOT, "svg")


def test_warnings_are_swallowed(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    act_as(monkeypatch, "import sys; print('Fontconfig warning: x', file=sys.stderr); print('<svg/>')")
    assert b"<svg" in render.render(DOT, "svg")
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("no_dot")
def test_what_is_not_dot_is_an_output_error() -> None:
    with pytest.raises(OutputError, match="Graphviz failed"):
        render.render("digraph { a -> ", "svg")


@pytest.mark.usefixtures("no_dot")
def test_without_any_graphviz_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(OutputError, match="install the package `pygraphviz`, or `dot`"):
        render.render(DOT, "svg")


def test_an_unknown_format_is_an_output_error() -> None:
    with pytest.raises(OutputError, match="no picture format `gif`: one of svg, png, pdf"):
        draw(graph_of(SMALL), format="gif")


@pytest.mark.usefixtures("no_dot")
def test_a_machine_without_fonts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    config = tmp_path / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><cachedir>{tmp_path}</cachedir></fontconfig>"
    )
    monkeypatch.setenv("FONTCONFIG_FILE", str(config))
    graph = graph_of(SMALL)
    svg = draw(graph, format="svg")
    assert isinstance(svg, bytes)
    assert b">A model<" in svg
    assert not render._has_fonts()
    picture = draw(graph, format="png")
    assert isinstance(picture, bytes)
    assert picture.startswith(b"\x89PNG")
    with render._shipped_fonts() as environment:
        probe = render._run(render._command("plain"), render._FONT_PROBE.encode(), 60, environment).decode()
    assert len({line.split()[4] for line in probe.splitlines() if line.startswith("node ")}) > 1


def svg_of_bypass() -> ElementTree.Element:
    picture = draw(*bypass(), "svg")
    assert isinstance(picture, bytes)
    return ElementTree.fromstring(picture)


def test_an_svg_tells_what_it_shows_and_nothing_of_its_making() -> None:
    picture = draw(*bypass(), "svg")
    assert isinstance(picture, bytes)
    assert b"<!--" not in picture
    assert b"<!DOCTYPE" not in picture
    assert b"graphviz" not in picture.lower()
    root = svg_of_bypass()
    assert root.get("role") == "img"
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert root[0].text == "bypass"
    assert root[1].text == (
        "Topology bypass: 7 nodes, 7 edges. 3 constraints: 1 pass, 2 fail. "
        "A: no-effect: model → drone, 3 steps. Path A: model <= api <= app -> drone. "
        "B: tidy-logs: it does not satisfy `must` (warning). failures below an error: 1 warning."
    )
    assert not any("id" in element.attrib for element in root.iter())
    titles = [title.text for title in root.iter(f"{SVG}title")]
    assert "safety (guard.safety, in provider/serving), not passed by A" in titles
    assert "model → api (response), A1" in titles
    assert "zone provider/serving" in titles
    assert not any(re.fullmatch(r"n\d+|e\d+|cluster_\d+|n\d+->.*", title or "") for title in titles)


def test_text_stays_inside_its_node_in_any_common_font() -> None:
    numbers = re.compile(r"-?\d+(?:\.\d+)?")
    checked = 0
    for group in svg_of_bypass().iter(f"{SVG}g"):
        if group.get("class") != "node":
            continue
        outline = next(child for child in group if child.tag in (f"{SVG}polygon", f"{SVG}path", f"{SVG}ellipse"))
        if outline.tag == f"{SVG}ellipse":
            middle, width = float(outline.attrib["cx"]), 2 * float(outline.attrib["rx"])
        else:
            points = [float(number) for number in numbers.findall(outline.get("points") or outline.get("d") or "")]
            middle, width = (min(points[::2]) + max(points[::2])) / 2, max(points[::2]) - min(points[::2])
        for text in group.findall(f"{SVG}text"):
            bold = text.get("font-weight") == "bold"
            wanted = measure(text.text or "", float(text.attrib["font-size"]), bold=bold)
            assert wanted <= width, text.text
            assert abs(float(text.attrib["x"]) - middle) < 1
            assert text.get("text-anchor") == "middle"
            checked += 1
    assert checked > 20


def test_drawing_loads_no_graphviz_into_this_process() -> None:
    code = (
        "import sys, archcheck.draw\n"
        "from tests.draw.examples import SMALL, graph_of\n"
        "assert archcheck.draw.draw(graph_of(SMALL)).startswith(b'<?xml')\n"
        "assert not {'pygraphviz', 'graphviz'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, cwd=Path(__file__).parents[2])


def test_a_library_that_is_missing_is_told_with_what_to_install() -> None:
    errors = b"Traceback\nImportError: libX11.so.6: cannot open shared object file: No such file or directory\n"
    reason = render._reason(1, errors)
    assert reason.startswith("Graphviz failed: ImportError: libX11.so.6: cannot open shared object file")
    assert "apt-get install libx11-6" in reason
    assert "apt-get" not in render._reason(1, b"ValueError: not DOT\n")
