"""DOT to pictures: by ``dot`` where it is installed, else by the Graphviz that pygraphviz brings along.

Either runs as a process of its own, so that a layout can be stopped when its time is up and a crash stays outside.
"""

import html
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from archcheck.draw.svg import finish_svg
from archcheck.errors import LimitError, OutputError
from archcheck.source.diagnostics import Diagnostic
from archcheck.source.inert import escape

FORMATS = ("svg", "png", "pdf")
TIME_LIMIT = 60.0
# Pixels to the inch, and the most inches: a larger picture is scaled down, for the memory that its pixels would take
# and for the largest page that PDF viewers show.
_SIZES = {"svg": ("72", ""), "png": ("144", "80,80"), "pdf": ("72", "199,199"), "plain": ("72", "")}
# Without any font, every character is the same empty box.
_FONT_PROBE = """digraph {
  node [shape="plain" fontname="Helvetica,Arial,sans-serif"]
  i [label="iii"] w [label="WWW"] u [label="\ue000\ue000\ue000"]
}"""
_PDF_DATE = re.compile(rb"/CreationDate \(D:\d{14}")


def render(
    dot: str,
    picture_format: str,
    *,
    names: Mapping[str, str] | None = None,
    title: str = "",
    description: str = "",
    time_limit: float = TIME_LIMIT,
) -> bytes:
    """Lay a DOT text out and return the picture.

    The same text gives the same bytes as long as Graphviz and the fonts are the same.

    Args:
        dot: a text of :func:`archcheck.draw.dot.write_dot`.
        picture_format: ``svg``, ``png`` or ``pdf``.
        names: in an SVG, what the parts of the text's names stand for, told when the pointer rests on them.
        title: in an SVG, the picture's accessible name.
        description: in an SVG, what a screen reader says of the picture.
        time_limit: seconds after which the layout is stopped.

    Raises:
        LimitError: the layout took longer than ``time_limit``.
        OutputError: there is no Graphviz, or it failed.
    """
    if picture_format not in FORMATS:
        raise OutputError(f"no picture format `{escape(picture_format)}`: one of {', '.join(FORMATS)}")
    if picture_format == "svg" or _has_fonts():
        picture = _run(_command(picture_format), dot.encode(), time_limit)
    else:
        with _shipped_fonts() as environment:
            picture = _run(_command(picture_format), dot.encode(), time_limit, environment)
    if picture_format == "svg":
        try:
            return finish_svg(picture, names or {}, title, description)
        except SyntaxError as error:  # what XML parsers raise
            raise OutputError("Graphviz wrote something that is no SVG") from error
    if picture_format == "pdf":
        return _PDF_DATE.sub(b"/CreationDate (D:20000101000000", picture)
    return picture


@cache
def _has_fonts() -> bool:
    """Whether Graphviz finds any font; an SVG needs none, it is drawn with the fonts of who looks at it."""
    plain = _run(_command("plain"), _FONT_PROBE.encode(), TIME_LIMIT).decode("utf-8", "replace")
    widths = {line.split()[4] for line in plain.splitlines() if line.startswith("node ")}
    return len(widths) > 1


@contextmanager
def _shipped_fonts() -> Iterator[dict[str, str]]:
    """Yield what in the environment makes fontconfig find the fonts that come with the program, and no others."""
    with tempfile.TemporaryDirectory(prefix="archcheck-fonts-") as folder:
        fonts = Path(folder) / "fonts"  # a copy, since fontconfig leaves marks where it finds fonts
        shutil.copytree(Path(__file__).with_name("fonts"), fonts)
        config = Path(folder) / "fonts.conf"
        config.write_text(
            '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
            f"<fontconfig><dir>{html.escape(str(fonts))}</dir><cachedir>{html.escape(folder)}</cachedir></fontconfig>",
            encoding="utf-8",
        )
        yield {"FONTCONFIG_FILE": str(config)}


def _command(picture_format: str) -> list[str]:
    """Return the command that reads DOT and writes a picture."""
    dpi, size = _SIZES[picture_format]
    program = shutil.which("dot")
    if program is not None:
        return [program, f"-T{picture_format}", f"-Gdpi={dpi}", f"-Gsize={size}"]
    found = importlib.util.find_spec("pygraphviz")
    if found is None or found.origin is None:
        raise OutputError("no Graphviz to lay the picture out: install the package `pygraphviz`, or `dot`")
    # Isolated: neither the current folder nor the environment says what is imported.
    child = Path(__file__).with_name("layout_child.py")
    return [sys.executable, "-I", str(child), str(Path(found.origin).parents[1]), picture_format, dpi, size]


def _run(command: Sequence[str], text: bytes, time_limit: float, environment: Mapping[str, str] | None = None) -> bytes:
    variables = {**_environment(), **(environment or {})}
    try:
        done = subprocess.run(command, input=text, capture_output=True, timeout=time_limit, check=False, env=variables)
    except subprocess.TimeoutExpired as error:
        message = f"the picture could not be laid out in {time_limit:g} seconds"
        help_text = "write .dot or .mmd, which need no layout"
        raise LimitError([Diagnostic("error", "layout-time", message, help=help_text)]) from error
    except OSError as error:
        raise OutputError(f"Graphviz could not be started: {error.strerror or error}") from error
    if done.returncode or not done.stdout:
        raise OutputError(_reason(done.returncode, done.stderr))
    return done.stdout


def _environment() -> dict[str, str]:
    """Return the environment without what makes a picture differ, or Graphviz load what else lies around."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GV", "DOT", "LC_"))}
    return environment | {"LC_ALL": "C", "TZ": "UTC"}


def _reason(status: int, errors: bytes) -> str:
    """Return one line that says why Graphviz failed; its chatter about fonts says nothing."""
    if status < 0:
        return f"Graphviz crashed (signal {-status})"
    lines = [line.strip() for line in errors.decode("utf-8", "replace").splitlines() if line.strip()]
    telling = [line for line in lines if not line.startswith(("Fontconfig", "Warning", "in label of"))]
    if not telling:
        return f"Graphviz failed with status {status}"
    # pygraphviz's wheel takes some libraries of a desktop for granted (PEP 600), which slim images lack.
    advice = "; on Debian: apt-get install libx11-6 libxext6 libxrender1 libglib2.0-0, or graphviz"
    lacks_library = "ImportError" in telling[-1] and ".so" in telling[-1]
    return f"Graphviz failed: {escape(telling[-1])[:200]}{advice if lacks_library else ''}"
