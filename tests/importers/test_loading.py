"""How a TOPOLOGY finds its importer, and what is told where it finds none, several or one that is not meant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import archcheck
from archcheck.importers.accepting import accept_unmodelled
from archcheck.importers.loading import load_topologies
from archcheck.source.diagnostics import Problems

MANIFEST = """\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec: {containers: [{name: web, image: web}]}
"""
OTM = '{"otmVersion": "0.2.0", "project": {"name": "p", "id": "p"}, "components": []}'
NATIVE = "archcheck: topology/v1\nnodes: {a: {kind: app}}\n"
COMPOSE = "services:\n  web: {image: web}\n"
CALM = json.dumps(
    {"nodes": [{"unique-id": "a", "node-type": "service", "name": "A", "description": "A"}], "relationships": []}
)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def load(name: str, importer: str | None = None) -> tuple[list[str], list[str]]:
    """Load what an argument names; give the nodes of each topology behind its path, and what went wrong."""
    problems = Problems()
    found = load_topologies(name, problems, importer)
    told = [each.summary() for each in problems.diagnostics]
    return [f"{each.path}: {' '.join(each.nodes)}" for each in found], told


@pytest.mark.parametrize(
    ("name", "text", "nodes"),
    [
        ("pod.yaml", MANIFEST, "shop/web[Pod]"),
        ("native.yaml", NATIVE, "a"),
        ("native.json", '{"archcheck": "topology/v1", "nodes": {"a": {"kind": "app"}}}', "a"),
        ("compose.yaml", COMPOSE, "web {internet}"),
        ("calm.json", CALM, "a"),
    ],
)
def test_the_content_tells_who_reads_it(here: Path, name: str, text: str, nodes: str) -> None:
    (here / name).write_text(text)
    found, told = load(name)
    assert told == []
    assert [each.split(": ")[0] for each in found] == [name]
    assert set(nodes.split()) <= set(found[0].split(": ")[1].split())


@pytest.mark.parametrize(
    ("text", "importer", "told"),
    [
        (
            "a: 1\n",
            None,
            [
                "t.yaml:1:1: error[document-type]: the key `archcheck` is missing "
                "(it begins with `archcheck: topology/v1`)"
            ],
        ),
        (
            MANIFEST + "---\n" + MANIFEST.replace("web", "db"),
            "compose",
            ["t.yaml:1:1: error[unknown-source]: `t.yaml` is not a Compose file: there is nothing in it to import"],
        ),
        (
            NATIVE,
            "threagil",
            ["error[unknown-importer]: there is no importer `threagil` (did you mean `threagile`?)"],
        ),
        (
            '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"',
            None,
            ["t.yaml:1:63: error[syntax]: this is not JSON: the text ends inside of a mapping"],
        ),
        (
            MANIFEST.replace("name: web,", "name: {{ .Values.name }},"),
            None,
            [
                "t.yaml:3:18: error[template]: this is a template, which nobody has rendered: `{{ .Values.name }}` "
                "(render the templates first, as `helm template` does, and give what comes out)"
            ],
        ),
    ],
)
def test_what_is_told_of_a_file_that_nobody_can_read(here: Path, text: str, importer: str | None, told: Any) -> None:
    (here / "t.yaml").write_text(text)
    found, all_told = load("t.yaml", importer)
    assert (found, all_told[:1]) == ([], told)


def test_two_importers_that_know_a_file_are_named(here: Path) -> None:
    both = {**json.loads(CALM), **json.loads(OTM)}
    (here / "both.json").write_text(json.dumps(both))
    assert load("both.json") == (
        [],
        ["both.json:1:1: error[unknown-source]: `both.json` may be for `calm` and `otm` (say which, with `--as calm`)"],
    )
    assert load("both.json", "calm") == (["both.json: a"], [])


def test_utf_16_is_refused(here: Path) -> None:
    (here / "calm.json").write_bytes(CALM.encode("utf-16"))
    found, told = load("calm.json")
    assert found == []
    assert ["error[encoding]" in each for each in told] == [True]


def test_a_byte_order_mark_is_fine(here: Path) -> None:
    (here / "calm.json").write_bytes(b"\xef\xbb\xbf" + CALM.encode())
    assert load("calm.json") == (["calm.json: a"], [])


def test_manifests_of_a_folder_are_one_cluster_and_what_nobody_knows_is_told(here: Path) -> None:
    put(here, k8s__a_yaml=MANIFEST, k8s__sub__b_yaml=MANIFEST.replace("web", "db"), k8s__values_yaml="replicas: 3\n")
    problems = Problems()
    (topology,) = load_topologies("k8s", problems)
    assert not problems.diagnostics
    assert (topology.name, topology.path) == ("k8s", "k8s")
    assert {"shop/web[Pod]", "shop/db[Pod]"} <= set(topology.nodes)
    assert "k8s/values.yaml:1:1: info[not-understood]: `k8s/values.yaml` was left out: no importer knows it" in [
        each.summary() for each in topology.diagnostics
    ]


def test_native_topologies_of_a_folder_come_before_what_can_be_imported(here: Path) -> None:
    put(here, t_yaml=NATIVE, pod_yaml=MANIFEST)
    assert load(".") == (["t.yaml: a"], [])
    found, told = load(".", "kubernetes")
    assert told == []
    assert "shop/web[Pod]" in found[0]


def test_a_broken_file_of_a_folder_is_an_error_and_the_others_are_read_and_told(here: Path) -> None:
    put(here, a_yaml=MANIFEST, b_json='{"apiVersion": ', c_yaml="kind: Pod\napiVersion: v1\nmetadata: [\n")
    _, told = load(".")
    assert ["b.json" in each or "c.yaml" in each for each in told] == [True, True]
    assert all("error[syntax]" in each for each in told)


def test_a_folder_of_nothing_is_an_error(here: Path) -> None:
    put(here, none__notes_txt="x")
    assert load("none") == (
        [],
        ["error[nothing-to-check]: there is no topology document below `none` (nor anything that an importer knows)"],
    )


def test_the_api_takes_an_importer(here: Path) -> None:
    put(here, pod_yaml=MANIFEST)
    assert "shop/web[Pod]" in archcheck.load_topology("pod.yaml", importer="kubernetes").nodes
    with pytest.raises(archcheck.InputError, match="there is no importer `k8s`"):
        archcheck.load_topology("pod.yaml", importer="k8s")


OPEN = """\
archcheck: topology/v1
name: open
nodes: {a: {kind: app}, b: {kind: store}}
edges: [{from: a, to: b}]
unmodelled:
  - {kind: Policy, name: one, reason: it may cut edges}
  - {kind: Mesh, name: two, reason: it may add edges}
"""


def test_accepting_says_so_and_a_kind_that_is_not_there_is_a_warning() -> None:
    (topology,) = accept_unmodelled([archcheck.loads_topology(OPEN, "t.yaml")], ["Policy", "Mash"])
    assert [each.kind for each in topology.unmodelled] == ["Mesh"]
    assert [each.summary() for each in topology.diagnostics] == [
        "t.yaml:6:5: info[accepted]: Policy `one` counts for nothing: it may cut edges",
        "t.yaml:1:1: warning[unused-accept]: nothing of the kind `Mash`, which `--accept-unmodelled` accepts, "
        "is not understood (did you mean `Mesh`?)",
    ]
