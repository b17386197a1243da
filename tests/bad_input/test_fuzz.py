"""Mutated documents: whatever the input, an answer; whatever the answer, a place in the file; one for both parsers."""

import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

import archcheck
from archcheck.errors import InputError
from archcheck.source.composer import compose
from archcheck.source.diagnostics import Diagnostic, Problems
from archcheck.source.files import accept, decode
from archcheck.source.located import Scalar, Sequence, Source, Value
from tests.bad_input.mutations import mutate, mutate_bytes

ROOT = Path(__file__).resolve().parents[2]
TOPOLOGIES = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "topologies").glob("*.yaml"))]
CONSTRAINTS = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "constraints").glob("*.yaml"))]
SEEDS = range(4)


def assert_inside(diagnostics: tuple[Diagnostic, ...] | list[Diagnostic], text: str, path: str) -> None:
    """Assert that every place lies in the text, or in another file."""
    lines = re.split(r"\r\n|\r|\n", text)
    for diagnostic in diagnostics:
        assert diagnostic.location is not None, diagnostic
        for place in (diagnostic.location, *(place for _, place in diagnostic.related)):
            if place.path != path:
                continue
            assert 1 <= place.line <= len(lines), diagnostic
            assert 1 <= place.column <= len(lines[place.line - 1]) + 1, diagnostic
            assert 1 <= place.length <= max(1, len(lines[place.line - 1]) - place.column + 1), diagnostic
        diagnostic.render({path: Source(path, text)})


def refuse(load: Callable[[str], object], text: str) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a text; whatever is raised that is no InputError goes on to be seen."""
    try:
        load(text)
    except InputError as error:
        return error.diagnostics or (Diagnostic("error", "syntax", "an error that says nothing"),)
    return ()


def dump(value: Value | None) -> Any:
    """Return a located value as plain data with its places."""
    if value is None:
        return None
    place = (value.line, value.column)
    if isinstance(value, Scalar):
        return (*place, value.text, value.plain)
    if isinstance(value, Sequence):
        return (*place, [dump(item) for item in value.items])
    return (*place, {name: (dump(key), dump(item)) for name, (key, item) in value.entries.items()})


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("load", "documents"),
    [(archcheck.loads_topology, TOPOLOGIES), (archcheck.loads_constraints, CONSTRAINTS)],
    ids=["topologies", "constraints"],
)
def test_any_text(seed: int, load: Callable[[str], object], documents: list[str]) -> None:
    rng = Random(seed)
    for _ in range(1_000):
        text = mutate(rng.choice(documents), rng)
        assert_inside(refuse(load, text), text, "<text>")


@pytest.mark.parametrize("seed", SEEDS)
def test_any_bytes(seed: int) -> None:
    rng = Random(seed)
    for _ in range(500):
        data = mutate_bytes(rng.choice(TOPOLOGIES).encode(rng.choice(["utf-8", "utf-8-sig", "utf-16"])), rng)
        problems = Problems()
        source = decode(data, "a.yaml", problems)
        assert (source is None) == problems.failed
        text = data.decode("utf-8-sig", "replace")
        assert_inside(problems.diagnostics, text, "a.yaml")
        if source is not None:
            assert source.text.encode() == data.removeprefix(b"\xef\xbb\xbf")


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="PyYAML is built without libyaml")
@pytest.mark.parametrize("seed", SEEDS)
def test_both_parsers_agree(seed: int) -> None:
    rng = Random(seed)
    compared = 0
    for _ in range(400):
        text = mutate(_shorten(rng.choice(TOPOLOGIES + CONSTRAINTS), rng), rng)
        source = accept(Source("<text>", text), Problems())
        if source is None:
            continue
        fast, slow = Problems(), Problems()
        values = compose(source, fast), compose(source, slow, parser="python")
        assert_inside(slow.diagnostics, text, "<text>")
        codes = {found.code for found in (*fast.diagnostics, *slow.diagnostics)}
        if codes & {"syntax", "tab-indent"}:
            continue
        assert dump(values[0]) == dump(values[1]), text
        assert fast.diagnostics == slow.diagnostics, text
        compared += 1
    assert compared > 40


@pytest.mark.parametrize("text", TOPOLOGIES + CONSTRAINTS)
def test_both_parsers_agree_on_what_is_shipped(text: str) -> None:
    fast, slow = Problems(), Problems()
    source = Source("<text>", text)
    assert dump(compose(source, fast)) == dump(compose(source, slow, parser="python")) is not None
    assert not fast.diagnostics
    assert not slow.diagnostics


def _shorten(text: str, rng: Random) -> str:
    """Return some twenty lines, for the parser in Python is slow."""
    lines = text.split("\n")
    start = rng.randrange(len(lines))
    return "\n".join(lines[start : start + 20])
