"""What importing costs: clusters of many manifests and of many pods, a large CALM model, and a Terraform plan."""

import json
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import Any

from bench.measuring import OUT, Figure, best, peak_memory, process, ratio
from bench.plans import write_plan

FOLDER, MANIFESTS, NAMESPACES = OUT / "manifests", 1_000, 20
PODS, OPEN, GUARDED = 5_000, OUT / "pods.yaml", OUT / "pods-and-policies.yaml"
PLAN = OUT / "plan.json"
MODEL, RULES = OUT / "calm.json", OUT / "calm-rules.yaml"
NODES, RELATIONSHIPS = 1_000, 3_000
MOST_MEMORY = 300


def measure_imports() -> list[Figure]:
    """Return the figures; takes memory first, for a child begins with the memory of its parent."""
    write_inputs()
    figures = []
    for what, path in (("without a policy", OPEN), ("with 31 policies", GUARDED)):
        memory = peak_memory(["-m", "archcheck", "import", str(path), "-o", str(OUT / "imported.yaml")])
        named = f"peak memory of importing {PODS:,} pods of a namespace {what}"
        met = memory < MOST_MEMORY
        figures.append(Figure(named, f"{memory:,.0f} MB", "", "", memory, f"< {MOST_MEMORY}", met))

    import yaml

    import archcheck

    loader = yaml.CSafeLoader
    for what, path, most in (
        (f"importing a folder of {MANIFESTS:,} manifests", FOLDER, 5),
        (f"importing {PODS:,} pods of a namespace without a policy", OPEN, 10),
        (f"importing {PODS:,} pods of a namespace with 31 policies", GUARDED, 10),
    ):
        text = "---\n".join(each.read_text() for each in (sorted(path.iterdir()) if path.is_dir() else [path]))
        runs = [lambda path=path: archcheck.load_topology(path), lambda text=text: list(yaml.load_all(text, loader))]
        figures.append(_seconds(what, best(*runs, times=3), most))
    constraints = archcheck.load_constraints(RULES)
    text = MODEL.read_text()
    what = f"reading and checking a CALM model of {NODES:,} nodes and {RELATIONSHIPS:,} relationships"
    runs = [
        lambda: archcheck.check(archcheck.load_topology(MODEL), constraints),
        lambda: list(yaml.load_all(text, loader)),
    ]
    return [*figures, _seconds(what, best(*runs, times=3), 1)]


def measure_plan() -> list[Figure]:
    """Return the figures of a large Terraform plan."""
    write_plan(PLAN)
    importing = ["-m", "archcheck", "import", str(PLAN), "-o", str(OUT / "imported.json")]
    memory = peak_memory(importing)
    reading = process("-c", f"import json; json.load(open({str(PLAN)!r}))")
    what = f"importing a Terraform plan of {PLAN.stat().st_size / 1e6:.0f} MB"
    figure = _seconds(what, best(process(*importing), reading, times=4), 5)
    peak = Figure("peak memory of that import", f"{memory:,.0f} MB", "", "", memory, "< 500", memory < 500)
    return [figure._replace(against='`python -c "json.load(...)"`'), peak]


def _seconds(what: str, times: Sequence[float], most: int) -> Figure:
    """Return a figure whose target is a time; its ratio is for comparing machines."""
    figure = ratio(what, "`yaml.load_all(text, CSafeLoader)`", times, 0)
    return figure._replace(target=f"< {most} s", met=times[0] < most)


def write_inputs() -> None:
    """Write all inputs, always the same."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for number, manifest in enumerate(_many_manifests()):
        _write(FOLDER / f"{number:04}.yaml", [manifest])
    pods = [_pod(number) for number in range(PODS)]
    _write(OPEN, pods)
    _write(GUARDED, [*pods, *_policies()])
    MODEL.write_text(json.dumps(_model(), indent=1), encoding="utf-8")
    rules = "  apart: {rule: forbidden-path, from: {kind: human}, to: {kind: store}}\n"
    RULES.write_text(f"archcheck: constraints/v1\nconstraints:\n{rules}", encoding="utf-8")


def _write(path: Path, manifests: Iterable[Any]) -> None:
    import yaml

    texts = (yaml.dump(each, Dumper=yaml.CSafeDumper, sort_keys=False) for each in manifests)
    path.write_text("---\n".join(texts), encoding="utf-8")


def _manifest(kind: str, version: str, name: str, namespace: str, **more: Any) -> Any:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name, "namespace": namespace}, **more}


def _many_manifests() -> Iterable[Any]:
    """Yield workloads, Services, policies and namespaces, 1,000 in all."""
    for number in range(NAMESPACES):
        metadata = {"name": f"ns{number}", "labels": {"env": f"e{number % 3}"}}
        yield {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata}
    for number in range(600):
        labels = {"app": f"a{number % 50}", "tier": f"t{number % 5}", "name": f"n{number}"}
        ports = [{"containerPort": 80 + number % 7, "name": "http"}]
        pods = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c", "image": "i", "ports": ports}]}}
        spec = {"selector": {"matchLabels": labels}, "template": pods}
        yield _manifest("Deployment", "apps/v1", f"w{number}", f"ns{number % NAMESPACES}", spec=spec)
    for number in range(200):
        spec = {"selector": {"app": f"a{number % 50}"}, "ports": [{"port": 80}]}
        yield _manifest("Service", "v1", f"s{number}", f"ns{number % NAMESPACES}", spec=spec)
    for number in range(180):
        tier = {"podSelector": {"matchLabels": {"tier": f"t{number % 5}"}}, "namespaceSelector": {}}
        rule = {"from": [tier, {"ipBlock": {"cidr": f"10.{number}.0.0/16"}}], "ports": [{"port": "http"}]}
        spec = {"podSelector": {"matchLabels": {"app": f"a{number % 50}"}}, "ingress": [rule]}
        yield _manifest("NetworkPolicy", "networking.k8s.io/v1", f"p{number}", f"ns{number % NAMESPACES}", spec=spec)


def _pod(number: int) -> Any:
    labels = {"app": f"a{number % 50}", "name": f"n{number}"}
    pod = _manifest("Pod", "v1", f"p{number}", "n", spec={"containers": [{"name": "c", "image": "i"}]})
    pod["metadata"]["labels"] = labels
    return pod


def _policies() -> Iterable[Any]:
    for number in range(30):
        peer = {"podSelector": {"matchLabels": {"app": f"a{number + 1}"}}}
        rule = {"from": [peer], "ports": [{"port": 80 + number}]}
        spec = {"podSelector": {"matchLabels": {"app": f"a{number}"}}, "ingress": [rule]}
        yield _manifest("NetworkPolicy", "networking.k8s.io/v1", f"p{number}", "n", spec=spec)
    block = {"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}}
    spec = {"podSelector": {"matchLabels": {"name": "n40"}}, "ingress": [{"from": [block]}]}
    yield _manifest("NetworkPolicy", "networking.k8s.io/v1", "outside", "n", spec=spec)


def _model() -> Any:
    """Return a CALM model: 2,900 connections and 100 containments."""
    rng = Random(1)
    types = ("service", "database", "system", "actor")
    nodes = [
        {"unique-id": f"n{number}", "node-type": rng.choice(types), "name": f"N{number}", "description": "d"}
        for number in range(NODES)
    ]
    relationships: list[Any] = []
    for number in range(RELATIONSHIPS - 100):
        ends = {key: {"node": f"n{rng.randrange(NODES)}"} for key in ("source", "destination")}
        form = {"connects": ends}
        relationships.append({"unique-id": f"r{number}", "relationship-type": form, "protocol": "HTTPS"})
    for number in range(100):
        parts = [f"n{100 + number * 9 + part}" for part in range(9)]
        form = {"composed-of": {"container": f"n{number}", "nodes": parts}}
        relationships.append({"unique-id": f"c{number}", "relationship-type": form})
    schema = "https://calm.finos.org/release/1.0/meta/calm.json"
    return {"$schema": schema, "nodes": nodes, "relationships": relationships}
