"""Folders and standard input: every document of the type, nothing else, and no mistake that makes one vanish."""

import io
from pathlib import Path

import pytest

from archcheck.documents.folder import documents_below, may_be
from archcheck.documents.loading import load_constraint_documents
from archcheck.importers.loading import load_topologies
from archcheck.source.diagnostics import Problems

T = "archcheck: topology/v1\n"
C = "archcheck: constraints/v1\n"


def below(folder: Path, wanted: str = "topology") -> list[str]:
    problems = Problems()
    found = [path.relative_to(folder).as_posix() for path, _ in documents_below(folder, wanted, problems)]
    assert not problems.diagnostics
    return found


def test_every_topology_below(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yml", "c.json", "D.YAML", "deep/er/e.yaml", ".f.yaml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"archcheck": "topology/v1"}' if name == "c.json" else T)
    (tmp_path / "rules.yaml").write_text(C)
    (tmp_path / "readme.md").write_text(T)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "g.yaml").write_text(T)
    assert sorted(below(tmp_path)) == sorted(["b.yaml", "a.yml", "c.json", "D.YAML", "deep/er/e.yaml", ".f.yaml"])
    assert below(tmp_path, "constraints") == ["rules.yaml"]
    assert [topology.path for topology in load_topologies(str(tmp_path), Problems())] == [
        (tmp_path / name).as_posix() for name in sorted(below(tmp_path), key=lambda name: (tmp_path / name).parts)
    ]


def test_links_are_followed_once(tmp_path: Path) -> None:
    (tmp_path / "top").mkdir()
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "a.yaml").write_text(T)
    (tmp_path / "top" / "shared").symlink_to("../shared")
    (tmp_path / "top" / "again").symlink_to("../top")
    assert below(tmp_path / "top") == ["shared/a.yaml"]


@pytest.mark.parametrize(
    "text",
    [
        T,
        "\ufeff" + T,
        "# a comment\n\n---\n" + T,
        "# {x, archcheck: constraints/v1}\n" + T,
        "name: x\ndescription: |\n  archcheck: constraints/v1\n" + T,
        "nodes: {a: {kind: x, title: 'archcheck: waivers/v1'}}\n" + T,
        '"archcheck": "topology/v1"\n',
        "'archcheck': 'topology/v1'\n",
        '{"nodes": {}, "archcheck": "topology/v1"}',
        '"arch\\x63heck": topology/v1\n',
        "? archcheck\n: topology/v1\n",
        "&a archcheck: topology/v1\n",
        "archcheck: &a topology/v1\n",
        "archcheck: # which\n  topology/v1\n",
        "archcheck:\n  topology/v1\n",
        "archcheck: !!str topology/v1\n",
        "!!map {archcheck: topology/v1}\n",
        "%YAML 1.2\n---\n" + T,
        # broken, and maybe meant
        "archcheck: topolgy/v1\n",
        "archcheck: topology\n",
        "archcheck: topology/v2\n",
        "archcheck:topology/v1\nnodes: {}\n",
        "archcheck:\n",
        "archcheck: [topology/v1]\n",
        "archchek: topology/v1\n",
        "Archcheck: topology/v1\n",
        "arch-check: topology/v1\n",
        "schema: topology/v1\n",
        T + "nodes: {\n",
        T + "\tx: y\n",
        "\tarchcheck: topology/v1\n",
        T + "---\n" + C,
        C + "---\n" + T,
        C + T,
        "--- archcheck: topology/v1\nnodes: {}\n",
        "&x archcheck: topology/v1\nnodes: {\n",
        "- archcheck: topology/v1\n",
        T + C,
        T + "nodes: &a [*a]\n",
        "archchek: topology/v1\nnodes: {\n",
    ],
)
def test_counts_as_a_topology(text: str) -> None:
    assert may_be(text.encode(), "topology")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings_count(encoding: str) -> None:
    assert may_be((T + "nodes: {}\n").encode(encoding), "topology")


def test_broken_bytes_count() -> None:
    assert may_be(b"# caf\xe9\n" + T.encode(), "topology")
    assert may_be(b"\x00" + T.encode(), "topology")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# archcheck: topology/v1\n",
        C,
        C + "name: 'archcheck: topology/v1'\n",
        "services: {web: {image: nginx}}\n",
        "repos:\n  - repo: local\n    hooks: [{id: archcheck, entry: archcheck check}]\n",
        "jobs: {check: {steps: [{run: 'archcheck check topology.yaml'}]}}\n",
        "Resources: {A: !Ref b}\nDescription: seen by archcheck\n",
        "a: {\n# archcheck\n",
        "architect: someone\n",
        "config: {archcheck: topology/v1}\n",
        "waivers: []\narchcheck: waivers/v1\n",
    ],
)
def test_counts_as_no_topology(text: str) -> None:
    assert not may_be(text.encode(), "topology")


@pytest.mark.parametrize("load", [load_topologies, load_constraint_documents])
def test_nothing_below(load: object, tmp_path: Path) -> None:
    problems = Problems()
    assert callable(load)
    assert load(str(tmp_path), problems) == []
    assert [found.code for found in problems.diagnostics] == ["nothing-to-check"]


def test_standard_input(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "part.yaml").write_text(T + "nodes: {a: {kind: x}}\n")
    text = io.TextIOWrapper(io.BytesIO((T + "include: [part.yaml]\n").encode()))
    monkeypatch.setattr("sys.stdin", text)
    problems = Problems()
    (topology,) = load_topologies("-", problems)
    assert (topology.name, topology.path, list(topology.nodes)) == ("<stdin>", "<stdin>", ["a"])
    assert not problems.diagnostics


def test_standard_input_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    problems = Problems()
    assert load_topologies("-", problems) == []
    assert [found.code for found in problems.diagnostics] == ["empty-document"]
