"""The JSON Schemas: valid themselves, valid of all that is shipped, and of one mind with the loader."""

import json
import re
import typing
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import archcheck
from archcheck.cli.app import run
from archcheck.cli.schema import schema as print_schema
from archcheck.report.schemas import SCHEMAS, schema_of, schema_text
from archcheck.rules import RULES

ROOT = Path(__file__).parents[2]
SHIPPED_IN = ("topologies", "constraints", "overlays", "waivers", "claims")
DOCUMENTS = ("topology", "constraints", "report")
SHIPPED = sorted(path for folder in ROOT.iterdir() if folder.name in {*SHIPPED_IN} for path in folder.rglob("*.yaml"))


@cache
def validator(document: str) -> jsonschema.Draft202012Validator:
    """Return the validator of a type of document; dates are checked as dates."""
    return jsonschema.Draft202012Validator(schema_of(document), format_checker=jsonschema.FormatChecker())


@pytest.mark.parametrize("document", DOCUMENTS)
def test_schemas_are_valid(document: str) -> None:
    schema = schema_of(document)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["properties"]["archcheck"] in (
        {"const": f"{document}/v1"},
        {"enum": [f"{document}/v1"], "description": "What this document is."},
    )


def test_the_command_prints_what_has_a_schema() -> None:
    hints = typing.get_type_hints(print_schema)["document"]
    assert typing.get_args(hints) == tuple(SCHEMAS)


def test_the_schemas_that_are_shipped_are_those_that_the_program_prints() -> None:
    """`python -m tests.docs.refresh` writes them."""
    shipped = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "schemas").iterdir()}
    assert shipped == {f"{document}.json": schema_text(document) for document in SCHEMAS}


def named_schema(path: Path) -> Path:
    """Return the schema that a document names to editors in its first line, after the document was held against it."""
    first, _, rest = path.read_text(encoding="utf-8").partition("\n")
    assert first.startswith("# yaml-language-server: $schema=")
    schema = path.parent / first.partition("=")[2]
    document = json.loads(json.dumps(yaml.safe_load(rest), default=str))  # dates as they are written
    jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(document)
    assert schema.name == f"{document['archcheck'].removesuffix('/v1')}.json"
    return schema


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_shipped_document_names_its_schema_to_editors(path: Path) -> None:
    assert named_schema(path).parent.resolve() == ROOT / "schemas"


def test_no_document_is_shipped_from_elsewhere() -> None:
    elsewhere = ("tests", ".", "build", "mutants", "docs")  # what is not shipped, or is made out of what is
    written = [path for path in ROOT.glob("*/**/*.yaml") if not path.relative_to(ROOT).parts[0].startswith(elsewhere)]
    documents = {path for path in written if re.search("^archcheck:", path.read_text(encoding="utf-8"), re.MULTILINE)}
    starters = {path for path in documents if "starter" in path.parts}
    assert sorted(documents - starters) == SHIPPED


def test_what_init_writes_names_schemas_that_it_writes_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "--quiet"]) == 0
    documents = sorted(tmp_path.rglob("*.yaml"))
    assert [named_schema(path).resolve().relative_to(tmp_path).as_posix() for path in documents] == [
        ".archcheck/config.json",
        ".archcheck/constraints.json",
        ".archcheck/topology.json",
    ]
    for path in (tmp_path / ".archcheck").iterdir():
        assert path.read_text(encoding="utf-8") == (ROOT / "schemas" / path.name).read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_reference_is_defined_and_every_definition_used(document: str) -> None:
    text = json.dumps(schema_of(document))
    defined = set(schema_of(document).get("$defs", {}))
    used = {part.partition('"')[0] for part in text.split("#/$defs/")[1:]}
    assert used == defined


@pytest.mark.parametrize("path", sorted((ROOT / "topologies").glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_topologies_are_valid(path: Path) -> None:
    validator("topology").validate(yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", sorted((ROOT / "constraints").glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_packs_are_valid(path: Path) -> None:
    validator("constraints").validate(yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("pack", ["cloud-api-only", "red-lines", "safety-stack"])
def test_reports_on_the_shipped_topologies_are_valid(pack: str) -> None:
    constraints = archcheck.load_constraints(pack)
    for path in sorted((ROOT / "topologies").glob("*.yaml")):
        report = archcheck.check(archcheck.load_topology(path), constraints)
        validator("report").validate(json.loads(report.to_json()))


def test_reports_hold_nothing_else() -> None:
    topology = archcheck.loads_topology("{archcheck: topology/v1, nodes: {a: {kind: x}}}")
    constraints = archcheck.loads_constraints(
        "{archcheck: constraints/v1, constraints: {c: {rule: forbidden-node, match: a}}}"
    )
    good = archcheck.check(topology, constraints).to_dict()
    assert validator("report").is_valid(good)
    changes: list[Callable[[Any], object]] = [
        lambda data: data.update(extra=1),
        lambda data: data.pop("verdict"),
        lambda data: data.update(as_of="2026-02-30"),
        lambda data: data["runs"][0]["constraints"][0].update(status="passed"),
        lambda data: data["runs"][0]["constraints"][0]["findings"][0].pop("fingerprint"),
        lambda data: data["runs"][0]["constraints"][0]["findings"][0]["location"].update(line=0),
    ]
    for change in changes:
        bad = json.loads(json.dumps(good))
        change(bad)
        assert not validator("report").is_valid(bad)


def accepts(document: str, data: Any) -> bool:
    """Return whether the loader accepts a document; constraints are also read by their rules."""
    text = json.dumps(data, ensure_ascii=False)
    try:
        if document == "topology":
            archcheck.loads_topology(text).to_networkx()
        else:
            topology = archcheck.loads_topology("{archcheck: topology/v1, nodes: {a: {kind: x}}}")
            archcheck.check(topology, archcheck.loads_constraints(text))
    except archcheck.InputError:
        return False
    return True


def topology(**fields: Any) -> dict[str, Any]:
    """Return a topology document with nodes a and b; a field that is None is left out."""
    base = {"archcheck": "topology/v1", "nodes": {"a": {"kind": "x"}, "b": {"kind": "x"}}, **fields}
    return {name: value for name, value in base.items() if value is not None}


def node(**fields: Any) -> dict[str, Any]:
    """Return a topology of one node."""
    return topology(nodes={"a": {"kind": "x", **fields}})


def edge(**fields: Any) -> dict[str, Any]:
    """Return a topology of one edge."""
    return topology(edges=[{"from": "a", "to": "b", **fields}])


def without(document: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a document without one of its keys."""
    return {key: value for key, value in document.items() if key != name}


TOPOLOGIES: list[tuple[Any, bool]] = [
    (topology(), True),
    (topology(nodes={}), True),
    (topology(nodes=None), True),
    (topology(name="n", description="d", zones={}, edges=[]), True),
    (topology(name=12), True),
    (topology(archcheck="topology/v2"), False),
    (topology(archcheck="constraints/v1"), False),
    (without(topology(), "archcheck"), False),
    (topology(constraints={}), False),
    (topology(nodes=[]), False),
    (topology(nodes={"a": {}}), False),
    (topology(nodes={"a": "x"}), False),
    (topology(nodes={"a": ["x"]}), False),
    (topology(name=["n"]), False),
    (topology(name={}), False),
    (topology(include="other.yaml"), False),
    ([], False),
    ("topology/v1", False),
    (12, False),
    # nodes
    (node(title="t", description="d", tags=["t", 1], labels={}, stateful=False, transparent=True, fixed=False), True),
    (node(labels={"a": 1, "b": 1.5, "c": True, "d": "x", "e": [1, "x", False]}), True),
    (node(labels={"a": {"b": 1}}), False),
    (node(labels={"a": [[1]]}), False),
    (node(labels=["a"]), False),
    (node(tags="t"), False),
    (node(tags=[["t"]]), False),
    (node(stateful="true"), False),
    (node(stateful=1), False),
    (node(transparent="yes"), False),
    (node(zone=["z"]), False),
    (node(stateless=True), False),
    (node(kind=["x"]), False),
    (node(kind=12), True),
    # zones
    (
        topology(zones={"z": {"title": "t", "tags": ["t"], "labels": {"a": 1}, "zones": {"y": {"zones": {"x": {}}}}}}),
        True,
    ),
    (topology(zones={"z": {"kind": "x"}}), False),
    (topology(zones={"z": {"zones": {"y": {"zone": "x"}}}}), False),
    (topology(zones=["z"]), False),
    (topology(zones={"z": "title"}), False),
    # edges
    (
        edge(kind="push.x", id="own", title="t", description="d", tags=["t"], labels={"a": 1}, flow="both", fixed=True),
        True,
    ),
    (edge(to=["a", "b"]), True),
    (edge(to={"kind": "x"}), True),
    (edge(to={"any": [{"id": "a"}, "b"], "not": "b", "labels": {"l": {"exists": False}}}), True),
    (edge(to=[]), False),
    (edge(to={"set": "s"}), False),
    (edge(to={"all": [{"set": "s"}]}), False),
    (edge(to={"crosses": True}), False),
    (edge(to=[{"kind": "x"}]), False),
    (edge(flow="sideways"), False),
    (edge(fixed=0), False),
    (edge(weight=1), False),
    (topology(edges=[{"from": "a"}]), False),
    (topology(edges=[{"to": "a"}]), False),
    (topology(edges=["a->b"]), False),
    (topology(edges={"a": "b"}), False),
    # edge kinds
    (topology(**{"edge-kinds": {"uplink": {"like": "push"}}}), True),
    (topology(**{"edge-kinds": {"uplink": {"like": "uplink"}}}), False),
    (topology(**{"edge-kinds": {"uplink": {}}}), False),
    (topology(**{"edge-kinds": {"uplink": "push"}}), False),
    (topology(**{"edge-kinds": {"uplink": {"like": "push", "flow": "both"}}}), False),
]


def constraints(**fields: Any) -> dict[str, Any]:
    """Return a constraint document of one constraint that is no matter."""
    base: dict[str, Any] = {
        "archcheck": "constraints/v1",
        "constraints": {"c": {"rule": "forbidden-node", "match": "z*"}},
    }
    return {**base, **fields}


def constraint(rule: str, **fields: Any) -> dict[str, Any]:
    """Return a constraint document of one constraint; `_` in a name stands for `-`, but for one that leads."""
    named = {name.replace("_", "-").removeprefix("-"): value for name, value in fields.items()}
    return constraints(constraints={"c": {"rule": rule, **named}})


def ends(rule: str, **fields: Any) -> dict[str, Any]:
    """Return a document of one constraint from a to a."""
    return constraint(rule, **{"_from": "a", "to": "a", **fields})


def match(selector: Any) -> dict[str, Any]:
    """Return a document of one constraint with a node selector."""
    return constraints(sets={"s": "a"}, constraints={"c": {"rule": "forbidden-node", "match": selector}})


def on_edges(selector: Any) -> dict[str, Any]:
    """Return a document of one constraint with an edge selector."""
    return constraint("attributes", edges=selector, must="x")


def common(**fields: Any) -> dict[str, Any]:
    """Return a document of one constraint with fields that every rule takes."""
    return constraint("forbidden-node", match="z*", **fields)


CONSTRAINTS: list[tuple[Any, bool]] = [
    (constraints(), True),
    (constraints(name="n", description="d", vocabulary={"a": "A", "b.c": 1}, sets={}), True),
    (constraints(archcheck="topology/v1"), False),
    (without(constraints(), "archcheck"), False),
    (constraints(rules={}), False),
    (constraints(vocabulary=["a"]), False),
    (constraints(vocabulary={"a": ["A"]}), False),
    (constraints(sets=["a"]), False),
    (constraints(sets={"s": {"knid": "x"}}), False),
    (constraints(constraints=[]), False),
    (constraints(constraints={"c": "forbidden-node"}), False),
    (constraints(extends="red-lines"), False),
    ([constraints()], False),
    # what every constraint takes
    (common(title="t", severity="info", rationale="r", references=["x", 1], tags=["t"], allow_empty="why"), True),
    (common(in_force={"from": "2026-01-01", "until": "2026-12-31"}, grace_until="2026-06-30"), True),
    (common(in_force={}), True),
    (common(severity="fatal"), False),
    (common(references="x"), False),
    (common(tags="t"), False),
    (common(in_force={"to": "2026-01-01"}), False),
    (common(in_force={"from": "2026-02-30"}), False),
    (common(in_force="2026-01-01"), False),
    (common(grace_until="30.06.2026"), False),
    (common(grace_until=20260630), False),
    (common(allow_empty=["why"]), False),
    (common(sevrity="info"), False),
    # selectors
    (match("a"), True),
    (match(["a", {"kind": "x"}]), True),
    (match({"id": ["a", "b"], "kind": "x.*", "zone": "z", "tags": ["t"], "labels": {"l": 1}, "set": "s"}), True),
    (match({"any": ["a"], "all": [{"not": "b"}], "not": {"not": "a"}}), True),
    (
        match({"labels": {"l": ["a", 1, True], "m": {"not": ["x"], "exists": True, "at-least": 1, "at-most": 2.5}}}),
        True,
    ),
    (match({}), True),
    (match({"from": "a"}), False),
    (match({"crosses": True}), False),
    (match({"any": "a"}), False),
    (match({"any": [], "all": []}), True),
    (match({"all": {"kind": "x"}}), False),
    (match({"kind": []}), False),
    (match({"kind": {"not": "x"}}), False),
    (match({"labels": "l"}), False),
    (match({"labels": {}}), False),
    (match({"labels": {"l": {}}}), False),
    (match({"labels": {"l": []}}), False),
    (match({"labels": {"l": [["a"]]}}), False),
    (match({"labels": {"l": {"least": 1}}}), False),
    (match({"labels": {"l": {"at-least": "1"}}}), False),
    (match({"labels": {"l": {"exists": "true"}}}), False),
    (on_edges("a->a"), True),
    (on_edges({"from": "a", "to": {"kind": "x"}, "crosses": True, "kind": "call", "labels": {"l": 1}}), True),
    (on_edges({"crosses": "zone/inner", "any": [{"tags": "t"}], "not": {"id": "x"}}), True),
    (on_edges({"zone": "z"}), False),
    (on_edges({"set": "s"}), False),
    (on_edges({"crosses": False}), False),
    (on_edges({"crosses": ["z"]}), False),
    (on_edges({"from": {"crosses": True}}), False),
    # rules
    (constraint("forbidden-node", match="a"), True),
    (constraint("forbidden-node"), False),
    (constraint("forbidden-node", match="a", _from="a"), False),
    (constraint("forbidden-nodes", match="a"), False),
    (constraint("", match="a"), False),
    (ends("forbidden-edge", edges="a->a", through=["p"]), True),
    (ends("forbidden-edge", through={"kind": "proxy"}), True),
    (ends("forbidden-edge", along="access"), False),
    (constraint("forbidden-edge", _from="a"), False),
    (ends("forbidden-path", along="flow", edges={"kind": "call"}), True),
    (ends("forbidden-path", along="flows"), False),
    (ends("forbidden-path", via="a"), False),
    (ends("only-via", via="a", at_least=2), True),
    (ends("only-via", via={"in-order": ["a", {"kind": "x"}]}), True),
    (ends("only-via"), False),
    (ends("only-via", via={"in-order": []}), False),
    (ends("only-via", via={"in-order": "a"}), False),
    (ends("only-via", via={"in-order": ["a"], "kind": "x"}), False),
    (ends("only-via", via="a", at_least=0), False),
    (ends("only-via", via="a", at_least=1.5), False),
    (ends("only-via", via="a", at_least="2"), False),
    (ends("required-path", via="a", each="pair", within=3, same=["zone", "labels.x"]), True),
    (ends("required-path", each="edge"), False),
    (ends("required-path", within=0), False),
    (ends("required-path", same=[]), False),
    (ends("required-path", same=["label.x"]), False),
    (ends("required-path", same=["labels."]), False),
    (ends("required-path", same="zone"), False),
    (constraint("isolation", groups=["a", "b"], match="a", along="flow", except_via="g"), True),
    (constraint("isolation", by="labels.tenant"), True),
    (constraint("isolation", by="zone"), True),
    (constraint("isolation", groups=["a"]), False),
    (constraint("isolation", groups="a"), False),
    (constraint("isolation", by="tenant"), False),
    (constraint("isolation", by="node"), False),
    (constraint("attributes", match="a", must={"zone": "z"}), True),
    (constraint("attributes", edges={"crosses": True}, must={"labels": {"tls": True}}), True),
    (constraint("attributes", match="a"), False),
    (constraint("attributes", match="a", must={"zones": "z"}), False),
    (constraint("acyclic"), True),
    (constraint("acyclic", match="a", along="dependency", edges="x", by="node"), True),
    (constraint("acyclic", by="labels.team"), True),
    (constraint("acyclic", by="nodes"), False),
    (constraint("acyclic", _from="a"), False),
    (ends("required-edge"), True),
    (ends("required-edge", each="pair", same=["zone", "labels.x"], edges={"kind": "call"}), True),
    (ends("required-edge", within=2), False),
    (constraint("layers", layers=["a", {"select": "b", "optional": True}], strict=True, exhaustive=False), True),
    (constraint("layers", layers=[]), False),
    (constraint("layers", layers=["a", {"optional": True}]), False),
    (constraint("information-flow", label="x", levels=["a", "b"]), True),
    (constraint("information-flow", label="x", levels={"a": [], "b": "a"}, policy="integrity", via="g"), True),
    (constraint("information-flow", label="x", levels=[]), False),
    (constraint("information-flow", label="x", levels=["a"], unlabelled="warn"), False),
    (constraint("allowed-edges", allow={"kind": "call"}), True),
    (constraint("allowed-edges", edges={"crosses": True}, allow=[{"from": "a"}, {"to": "b"}]), True),
    (constraint("allowed-edges", allow={"zone": "x"}), False),
    (constraint("cardinality", match="a", at_least=1, at_most=2, per="labels.x"), True),
    (constraint("cardinality", edges="x", at_most=0), True),
    (constraint("cardinality", match="a", at_least=0), False),
    (ends("redundancy", disjoint="edges", at_least=3, along="dependency"), True),
    (ends("redundancy", disjoint="both"), False),
    (ends("distance", at_least=2, at_most=2.5, weight="labels.x"), True),
    (ends("distance", at_least=1, weight="x"), False),
    (constraint("separation-of-duty", principals="a", duties=["b", "c"]), True),
    (constraint("separation-of-duty", principals="a", duties=["b"]), False),
    (ends("purpose", allowed="labels.x", declared="labels.y", via="g", along="access"), True),
    (ends("purpose", allowed="labels.x"), False),
    (constraint("path-pattern", pattern=["a", {"kind": "x", "repeat": "any"}, {"repeat": "some"}, ["b", "c"]]), True),
    (constraint("path-pattern", pattern=[{"repeat": "twice"}]), False),
    (constraint("path-pattern", pattern=[]), False),
    (ends("only-via", via="a", permitted_by=[{"authority": "x"}]), True),
    (ends("only-via", via="a", permitted_by=[{"version": "x"}]), False),
]


def identify(value: Any) -> str | None:
    """Return a short name of a document for the name of its test."""
    if isinstance(value, dict):
        telling = value.get("edges") or value.get("zones") or value.get("constraints") or value
        return json.dumps(telling)[-80:]
    return json.dumps(value)


@pytest.mark.parametrize(("data", "good"), TOPOLOGIES, ids=identify)
def test_schema_and_loader_agree_on_topologies(data: Any, good: bool) -> None:
    assert (accepts("topology", data), validator("topology").is_valid(data)) == (good, good)


@pytest.mark.parametrize(("data", "good"), CONSTRAINTS, ids=identify)
def test_schema_and_loader_agree_on_constraints(data: Any, good: bool) -> None:
    assert (accepts("constraints", data), validator("constraints").is_valid(data)) == (good, good)


def test_the_table_has_good_and_bad_documents_of_every_rule() -> None:
    for rule in RULES:
        of_rule = [
            good for data, good in CONSTRAINTS if isinstance(data, dict) and f'"{rule.name}"' in json.dumps(data)
        ]
        assert {True, False} <= set(of_rule), rule.name


# What one key says of another, or of something elsewhere, a schema leaves to the loader.
BEYOND: list[tuple[str, Any]] = [
    ("topology", edge(to="c")),
    ("topology", node(zone="nowhere")),
    ("topology", edge(kind="uplink")),
    ("topology", edge(id="own", to=["a"])),
    ("topology", topology(nodes={"a": {"kind": "x"}, "A": {"kind": "x"}})),
    ("constraints", match({"set": "unknown"})),
    ("constraints", ends("only-via", via="a", at_least=2, along="flow")),
]


@pytest.mark.parametrize(("document", "data"), BEYOND, ids=identify)
def test_what_only_the_loader_can_tell(document: str, data: Any) -> None:
    assert (accepts(document, data), validator(document).is_valid(data)) == (False, True)


def test_a_constraint_that_overrides_another_needs_no_rule() -> None:
    data = constraints(extends=["red-lines"], constraints={"no-closed-loop": {"severity": "error"}})
    assert (accepts("constraints", data), validator("constraints").is_valid(data)) == (True, True)
    misspelt = constraints(extends=["red-lines"], constraints={"no-closed-loop": {"sevrity": "error"}})
    assert (accepts("constraints", misspelt), validator("constraints").is_valid(misspelt)) == (False, False)
