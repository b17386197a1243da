"""Includes: what is merged, relative to which folder, and each file once."""

from pathlib import Path

import pytest

import archcheck

T = "archcheck: topology/v1\n"


def write(folder: Path, **files: str) -> Path:
    """Write files whose names have `__` for `/`; return the first."""
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder / (next(iter(files)).replace("__", "/") + ".yaml")


def test_everything_merges_in_order(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        root=T
        + "name: all\ninclude: [one.yaml, two.yaml]\nnodes: {a: {kind: x, zone: z/y}}\nedges: [{from: a, to: b}]\n",
        one=T
        + "name: ignored\nzones: {z: {zones: {y: {}}}}\nnodes: {b: {kind: x}}\nedges: [{from: b, to: c, kind: beam}]\n",
        two=T + "edge-kinds: {beam: {like: push}}\nnodes: {c: {kind: x}}\nedges: [{from: c, to: a}]\n",
    )
    topology = archcheck.load_topology(root)
    assert topology.name == "all"
    assert list(topology.nodes) == ["a", "b", "c"]
    assert [(edge.source, edge.target) for edge in topology.declarations] == [("a", "b"), ("b", "c"), ("c", "a")]
    assert list(topology.zones) == ["z", "z/y"]
    assert topology.edge_kinds == {"beam": "push"}
    assert [Path(path).name for path in topology.sources] == ["root.yaml", "one.yaml", "two.yaml"]


def test_a_diamond_counts_once(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        root=T + "include: [one.yaml, two.yaml, one.yaml]\n",
        one=T + "include: [shared.yaml]\n",
        two=T + "include: [./shared.yaml]\n",
        shared=T + "nodes: {a: {kind: x}}\nedges: [{from: a, to: a}]\n",
    )
    topology = archcheck.load_topology(root)
    assert list(topology.nodes) == ["a"]
    assert len(topology.declarations) == 1


def test_a_file_and_a_link_to_it_count_once(tmp_path: Path) -> None:
    root = write(tmp_path, root=T + "include: [one.yaml, link.yaml]\n", one=T + "nodes: {a: {kind: x}}\n")
    (tmp_path / "link.yaml").symlink_to("one.yaml")
    assert list(archcheck.load_topology(root).nodes) == ["a"]


def test_paths_are_relative_to_the_including_file(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        root=T + "include: [parts/one.yaml]\n",
        parts__one=T + "include: [deep/two.yaml, ../three.yaml]\n",
        parts__deep__two=T + "nodes: {two: {kind: x}}\n",
        three=T + "nodes: {three: {kind: x}}\n",
        two=T + "nodes: {wrong: {kind: x}}\n",
    )
    assert list(archcheck.load_topology(root).nodes) == ["two", "three"]


def test_the_given_file_may_itself_be_a_link(tmp_path: Path) -> None:
    write(tmp_path, real__root=T + "include: [part.yaml]\n", part=T + "nodes: {a: {kind: x}}\n")
    (tmp_path / "root.yaml").symlink_to("real/root.yaml")
    assert list(archcheck.load_topology(tmp_path / "root.yaml").nodes) == ["a"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_breaks_and_marks_change_nothing(newline: str, mark: str, tmp_path: Path) -> None:
    text = T + "description: |-\n  one\n  two\nnodes:\n  a:\n    kind: x\n    title: one\n      two\n"
    root = write(tmp_path, root=mark + text.replace("\n", newline))
    topology = archcheck.load_topology(root)
    assert topology.description == "one\ntwo"
    assert topology.nodes["a"].title == "one two"
    assert topology.nodes["a"].location[1:3] == (6, 3)


def test_json(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{\n\t"archcheck": "topology/v1",\n\t"nodes": {"a": {"kind": "x", "labels": {"n": 1.5}}}\n}')
    assert archcheck.load_topology(path).nodes["a"].labels == {"n": 1.5}


def test_directives_change_no_types() -> None:
    topology = archcheck.loads_topology(
        "%YAML 1.1\n---\n" + T + "nodes: {a: {kind: no, zone: off}}\nzones: {off: {}}\n...\n"
    )
    assert (topology.nodes["a"].kind, topology.nodes["a"].zone) == ("no", "off")


def test_an_alias_gives_both_ends_of_an_edge() -> None:
    topology = archcheck.loads_topology(
        T + "nodes: {a: &n {kind: x}, b: *n}\nedges: [&e {from: &ends [a, b], to: *ends}, *e]\n"
    )
    assert list(topology.nodes) == ["a", "b"]
    first, second = topology.declarations
    assert first == second
    assert first.source == first.target
