"""What notebooks show of a topology and of a report."""

from xml.etree import ElementTree

import html5lib

import archcheck
from tests.cli.conftest import CONSTRAINTS, TOPOLOGY


def test_a_topology_shows_its_picture() -> None:
    picture = archcheck.loads_topology(TOPOLOGY)._repr_svg_()
    root = ElementTree.fromstring(picture)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    texts = {"".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"browser", "api", "db", "job"} <= texts


def test_hostile_names_of_a_topology_stay_text() -> None:
    hostile = "</svg><script>alert(1)</script>"
    topology = archcheck.loads_topology(TOPOLOGY.replace("{kind: api,", f"{{kind: api, title: '{hostile}',"))
    root = ElementTree.fromstring(topology._repr_svg_())
    assert not [each for each in root.iter() if each.tag.endswith("script")]


def test_a_notebook_finds_them_by_these_names_and_no_others() -> None:
    topology = archcheck.loads_topology(TOPOLOGY)
    report = archcheck.check(topology, archcheck.loads_constraints(CONSTRAINTS))
    names = ("html", "svg", "png", "pdf", "markdown", "latex", "json", "javascript", "mimebundle_")
    assert [name for name in names if hasattr(topology, f"_repr_{name}_")] == ["svg"]
    assert [name for name in names if hasattr(report, f"_repr_{name}_")] == ["html"]


def test_a_report_shows_its_verdicts_and_hostile_names_stay_text() -> None:
    topology = archcheck.loads_topology(TOPOLOGY.replace("name: shop", "name: '<img src=x>'"))
    report = archcheck.check(topology, archcheck.loads_constraints(CONSTRAINTS))
    text = report._repr_html_()
    assert "<h2>&lt;img src=x&gt;</h2>" in text
    assert "✗ fail" in text
    whole = f"<!DOCTYPE html><title>t</title>{text}"
    assert html5lib.HTMLParser(strict=True).parse(whole) is not None
