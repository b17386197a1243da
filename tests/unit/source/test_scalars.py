"""What a plain scalar means: text where a text is expected, YAML 1.2's core schema where a label is."""

from datetime import date
from typing import Any

import pytest

import archcheck
from archcheck.source.scalars import core_date, core_number, core_value

TEXTS = ["no", "yes", "on", "off", "22:22", "1:30:00", "1_000", "0b1", "0o8", "0x", "1e", ".", "-", "+", "2026-01-01"]
TEXTS += ["null", "~", "Null", "tRUE", "١٢", "²", "1.2.3", "12px", ".inf.", "infinity", "nan", "0o", "+0x1F", "-0o7"]


@pytest.mark.parametrize("text", TEXTS)
def test_texts(text: str) -> None:
    assert core_value(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("True", True),
        ("TRUE", True),
        ("false", False),
        ("False", False),
        ("12", 12),
        ("-12", -12),
        ("+12", 12),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("1.5", 1.5),
        ("1.10", 1.1),
        ("-.5", -0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("1E-2", 0.01),
        ("9" * 1_000, int("9" * 1_000)),
    ],
)
def test_values(text: str, value: Any) -> None:
    found = core_value(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text", [".nan", ".NaN", ".inf", "-.INF", "+.Inf", "1e999", "-1e999", "9" * 1_001, "0x" + "f" * 5_000]
)
def test_refused_numbers(text: str) -> None:
    with pytest.raises(ValueError, match="number"):
        core_number(text)


def test_dates() -> None:
    assert core_date("2024-02-29") == date(2024, 2, 29)
    for text in ("2023-02-29", "2023-13-01", "2023-1-01", "20230101", "2023-W01-1", "٢٠٢٣-01-01", "2023-01-01\n", ""):
        with pytest.raises(ValueError, match=r"date is written|no such day"):
            core_date(text)


@pytest.mark.parametrize("text", ["no", "22:22", "010", "1.10", "2026-01-01", "null", "~", "true", "1e999", "0x1F"])
@pytest.mark.parametrize("quote", ["", "'", '"'], ids=["plain", "single", "double"])
def test_a_text_field_is_the_text_that_was_written(text: str, quote: str) -> None:
    written = f"{quote}{text}{quote}"
    topology = archcheck.loads_topology(
        f"archcheck: topology/v1\nname: {written}\nzones: {{{written}: {{}}}}\n"
        f"nodes: {{{written}: {{kind: {written}, zone: {written}, title: {written}, tags: [{written}]}}}}\n"
        f"edges: [{{from: {written}, to: {written}, id: {written}}}]\n"
    )
    node = topology.nodes[text]
    assert [topology.name, node.kind, node.zone, node.title, *node.tags] == [text] * 5
    assert [(edge.source, edge.target, edge.id) for edge in topology.declarations] == [(text, text, text)]


def test_quoted_labels_are_text() -> None:
    topology = archcheck.loads_topology(
        """\
archcheck: topology/v1
nodes:
  a:
    kind: app
    labels: {a: 12, b: "12", c: 'true', d: true, e: no, f: 1.10, g: "1.10", h: 010, i: 22:22, j: [1, "1", x], k: ""}
"""
    )
    assert repr(dict(topology.nodes["a"].labels)) == repr(
        {
            "a": 12,
            "b": "12",
            "c": "true",
            "d": True,
            "e": "no",
            "f": 1.1,
            "g": "1.10",
            "h": 10,
            "i": "22:22",
            "j": (1, "1", "x"),
            "k": "",
        }
    )
