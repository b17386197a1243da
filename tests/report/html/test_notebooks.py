"""What notebooks show of a topology and of a report."""

import html5lib

import archcheck
from tests.cli.conftest import CONSTRAINTS, TOPOLOGY


def test_a_topology_shows_its_picture() -> None:
    picture = archcheck.loads_topology(TOPOLOGY)._repr_svg_()
    assert picture.lstrip().startswith("<")
    assert "<svg" in picture
    assert "browser" in picture


def test_a_report_shows_its_verdicts_and_hostile_names_stay_text() -> None:
    topology = archcheck.loads_topology(TOPOLOGY.replace("name: shop", "name: '<img src=x>'"))
    report = archcheck.check(topology, archcheck.loads_constraints(CONSTRAINTS))
    text = report._repr_html_()
    assert "<h2>&lt;img src=x&gt;</h2>" in text
    assert "✗ fail" in text
    whole = f"<!DOCTYPE html><title>t</title>{text}"
    assert html5lib.HTMLParser(strict=True).parse(whole) is not None
