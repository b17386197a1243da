"""`archcheck import`: sources to topologies, in files or on standard output."""

from __future__ import annotations

import json
from pathlib import Path

import archcheck
from tests.cli.conftest import Cli

WEB = """\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, image: web}]}
"""
POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
"""
COMPONENT = '{"id": "a", "name": "A", "type": "web-client", "parent": {}}'
OTM = f'{{"otmVersion": "0.2.0", "project": {{"name": "p", "id": "p"}}, "components": [{COMPONENT}]}}'
OVERLAY = "archcheck: overlay/v1\nrules:\n  - {match: {kind: app}, set: {kind: app.service}}\n"


def test_manifests_of_several_files_are_one_cluster(cli: Cli, folder: Path) -> None:
    (folder / "web.yaml").write_text(WEB)
    (folder / "policy.yaml").write_text(POLICY)
    (folder / "o.yaml").write_text(OVERLAY)
    done = cli("import", "web.yaml", "policy.yaml", "--overlay", "o.yaml", "-o", "out.yaml")
    assert done == (0, "", "wrote out.yaml: 2 nodes, from web.yaml\n")
    assert (folder / "out.yaml").read_text() == (
        "# Imported from web.yaml. What is told of that:\n"
        "#   info[imported]: read 1 NetworkPolicy, 1 Pod\n"
        "#   web.yaml:3:18: info[assumed]: no manifest shows the namespace `shop`: "
        "it is taken to have no label but its name's\n"
        "archcheck: topology/v1\n"
        "name: web\n"
        "zones:\n"
        "  shop: {labels: {kubernetes.io/metadata.name: shop}}\n"
        "nodes:\n"
        '  "0.0.0.0-255.255.255.255[External]": {kind: internet.range, tags: [inferred]}  # line 3\n'
        '  "shop/web[Pod]": {kind: app.service, zone: shop, labels: {app: web, kubernetes-kind: Pod}}  # line 3\n'
    )


def test_standard_output_and_standard_input(cli: Cli, folder: Path) -> None:
    (folder / "a.otm").write_text(OTM)
    done = cli("import", "a.otm")
    assert (done.status, done.err) == (0, "")
    assert list(archcheck.loads_topology(done.out).nodes) == ["a"]
    assert cli("import", "a.otm", "-o", "a.json") == (0, "", "wrote a.json: 1 node, from a.otm\n")
    assert json.loads((folder / "a.json").read_text())["nodes"].keys() == {"a"}


def test_several_topologies_get_a_file_each(cli: Cli, folder: Path) -> None:
    (folder / "a.otm").write_text(OTM)
    (folder / "b.otm").write_text(OTM)
    assert cli("import", "a.otm", "b.otm") == (
        2,
        "",
        "error[contradiction]: 2 topologies are in this, and standard output takes one\n"
        "  = help: write them to files with -o\n\n1 error\n",
    )
    assert cli("import", "a.otm", "b.otm", "-o", "out.yaml", "--quiet") == (0, "", "")
    assert sorted(path.name for path in folder.glob("out*")) == ["out-a.yaml", "out-b.yaml"]


def test_what_cannot_be_written(cli: Cli, folder: Path) -> None:
    (folder / "a.otm").write_text(OTM)
    (folder / "none.txt").write_text("x: 1\n")
    assert cli("import", "a.otm", "-o", "out.svg").err == (
        "error[invalid-value]: the ending of `out.svg` is none of a document\n"
        "  = help: known endings: .yaml, .yml, .json; draw writes pictures\n\n1 error\n"
    )
    assert cli("import", "none.txt").err == (
        "error[nothing-to-check]: there is nothing in `none.txt` that an importer knows\n\n1 error\n"
    )
    assert cli("import", "a.otm", "-o", "a.otm").status == 2
    assert cli("import", "a.otm", "--overlay", "clam").err == (
        "error[unknown-pack]: `clam` is neither a file nor a shipped overlay\n"
        "  = help: did you mean `calm`?\n\n1 error\n"
    )
