"""Topologies written as native documents: whole texts, and what is read again is the same."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

import archcheck
from archcheck.documents.topology import Topology
from archcheck.importers.building import TopologyBuilder
from archcheck.importers.loading import load_together
from archcheck.importers.writing import write_json, write_yaml
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location
from archcheck.source.scalars import LabelScalar
from tests.differential.generate import draw_case

SHARED = Path(__file__).parents[3] / "shared" / "conformance"
WRITTEN = """\
archcheck: topology/v1
name: shop
description: "Orders: come in"
edge-kinds: {uplink: {like: push}}
zones:
  shop:
    labels: {env: prod}
    zones:
      data: {tags: [inner]}
nodes:
  web: {kind: app, zone: shop, tags: [x], stateful: false}  # line 11
  db:  # line 12
    kind: store
    zone: shop/data
    title: "The database, which holds all that was ever ordered, and by whom, and for whom it was"
    labels: {size: "1", count: 2, share: 0.5, open: true, hosts: [a, "2"]}
    unknown: [kind]
edges:
  - {from: web, to: db, kind: uplink.fast, id: e, flow: none, fixed: true, unknown: [presence]}  # line 19
unmodelled:
  - {kind: Policy, name: p, reason: "it may cut edges"}  # line 21
"""


def test_whole_text() -> None:
    topology = archcheck.loads_topology(WRITTEN, "t.yaml")
    assert topology.to_yaml() == WRITTEN
    assert write_yaml(topology, places=False) == re.sub(r"  # line \d+$", "", WRITTEN, flags=re.MULTILINE)


def facts(topology: Topology) -> object:
    """Return all that a topology says, without its places."""
    nowhere = Location("", 1, 1)
    population = [node.id for node in topology.nodes.values()]

    def end(value: object) -> object:
        return value if isinstance(value, str) else tuple(getattr(value, "ids", ())) or population

    return (
        topology.name,
        topology.description,
        {path: zone._replace(location=nowhere) for path, zone in topology.zones.items()},
        {id: node._replace(location=nowhere) for id, node in topology.nodes.items()},
        [
            edge._replace(location=nowhere, source=str(end(edge.source)), target=str(end(edge.target)))
            for edge in topology.declarations
        ],
        dict(topology.edge_kinds),
        [each._replace(location=nowhere) for each in topology.unmodelled],
    )


@pytest.mark.parametrize("write", [write_yaml, write_json])
def test_random_topologies_give_the_same_report_when_they_are_read_again(write: object) -> None:
    assert callable(write)
    for seed in range(150):
        document, rules = draw_case(seed)
        topology = archcheck.loads_topology(json.dumps(document), "t.json")
        constraints = archcheck.loads_constraints(json.dumps(rules))
        again = archcheck.loads_topology(write(topology), "t.json")
        one, other = (archcheck.check(each, constraints).to_dict() for each in (topology, again))
        assert strip(one) == strip(other), seed


def strip(value: object) -> object:
    """Leave out of a report what is about the text: places, messages with places, and digests."""
    if isinstance(value, dict):
        return {k: strip(v) for k, v in value.items() if k not in ("location", "sha256", "digest", "error")}
    return [strip(each) for each in value] if isinstance(value, list) else value


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/conformance is missing")
def test_what_is_imported_is_the_same_when_it_is_read_again() -> None:
    found = 0
    for path in sorted(SHARED.glob("*/*")):
        if path.suffix not in (".json", ".yaml", ".otm") and not (path / "input").is_dir():
            continue
        name = str(path / "input") if path.is_dir() else str(path)
        problems = Problems()
        for topology in load_together([name], problems):
            found += 1
            assert facts(archcheck.loads_topology(write_yaml(topology), topology.path)) == facts(topology), name
            assert facts(archcheck.loads_topology(write_json(topology), topology.path)) == facts(topology), name
    assert found > 10


TEXTS = st.text(max_size=40)


VALUES = TEXTS | st.integers() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False)


@settings(max_examples=300)
@given(TEXTS, TEXTS, st.dictionaries(TEXTS, VALUES, max_size=4))
def test_any_text_of_a_source_comes_back(name: str, title: str, labels: dict[str, LabelScalar]) -> None:
    builder = TopologyBuilder("n", "s.json", {})
    at = Location("a\nb: c.json", 1, 1)
    zone = builder.zone(name, at, title=title)
    builder.node(name, "app", at, zone=zone, title=title, labels=labels, tags=[title])
    builder.problems.info("imported", f"read {title}")
    topology = builder.build()
    assert facts(archcheck.loads_topology(write_yaml(topology))) == facts(topology)
    assert facts(archcheck.loads_topology(write_json(topology))) == facts(topology)


def test_a_name_longer_than_a_key_may_be_on_one_line() -> None:
    builder = TopologyBuilder("n", "s.json", {})
    builder.node("x" * 3000, "app", Location("s.json", 1, 1))
    topology = builder.build()
    assert facts(archcheck.loads_topology(write_yaml(topology))) == facts(topology)
