"""Random topologies: a shape for the stratum, and everything that the language lets nodes, zones and edges say."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

Arcs = list[tuple[int, int]]

# No two are twins. Upper case sorts before lower, `10` before `9`; some hold what other pattern languages treat
# specially, and some are what YAML 1.1 would take for something else than text.
NAMES = ["alpha", "Beta", "gamma", "10", "9", "a.b", "q?", "b[1]", "no", "été", "zeta-1", "Delta", "1.10", "0x1F"]
KINDS = ["app", "app.web", "app.web.edge", "model", "model.llm", "modelling", "guard.safety", "weapon.drone"]
TAGS = ["prod", "blue", "legacy"]
LABELS: dict[str, list[Any]] = {
    # Each value of `tenant` has a text of its own, so that groups can be told apart by it.
    "tenant": ["red", "green", "blue", 7, True],
    "region": ["eu-west", "eu-north", "us", 1, 1.0, "1", True, "true"],
    "risk": [0, 1, 2.5, 3, 10, "high"],
    "scopes": [["read", "write"], ["read"], ["write", 2], [1, 9], "read"],
}
EDGE_KINDS = ["push", "pull", "admin", "depends", "call.https", "push.notify", "admin.deploy"]
CUSTOM_KINDS = {"uplink": "push", "link": "call", "watch": "pull", "steer": "admin", "licence": "depends"}
EDGE_LABELS: dict[str, list[Any]] = {
    "protocol": ["https", "http", "ssh", 22],
    "encrypted": [True, False, "true"],
    "ports": [[22, 443], [443]],
    "cost": [0, 1, 2, 0.5, 3],
    "toll": [1, -1, "much", [2], True],
}
FLOWS = ["request-response", "forward", "backward", "both", "none"]


def draw_chain(rng: Random, size: int) -> Arcs:
    return [(i, i + 1) if rng.random() < 0.9 else (i + 1, i) for i in range(size - 1)]


def draw_cycle(rng: Random, size: int) -> Arcs:
    return [(i, (i + 1) % size) for i in range(size)]


def draw_dense(rng: Random, size: int) -> Arcs:
    size = min(size, 5)
    return [(i, j) for i in range(size) for j in range(size) if i != j and rng.random() < 0.5]


def draw_star(rng: Random, size: int) -> Arcs:
    return [(0, i) if rng.random() < 0.5 else (i, 0) for i in range(1, size)]


def draw_layers(rng: Random, size: int) -> Arcs:
    layer = [i * 3 // size for i in range(size)]
    return [(i, j) for i in range(size) for j in range(size) if layer[j] == layer[i] + 1 and rng.random() < 0.7]


def draw_loops(rng: Random, size: int) -> Arcs:
    return draw_chain(rng, size) + [(i, i) for i in range(size) if rng.random() < 0.4]


def draw_parallel(rng: Random, size: int) -> Arcs:
    arcs = draw_chain(rng, min(size, 5))
    return arcs + rng.choices(arcs, k=4) + [(j, i) for i, j in rng.choices(arcs, k=2)]


def draw_sparse(rng: Random, size: int) -> Arcs:
    return [(rng.randrange(size), rng.randrange(size)) for _ in range(size)]


def draw_islands(rng: Random, size: int) -> Arcs:
    half = size // 2
    return draw_cycle(rng, half) + [(half + i, half + j) for i, j in draw_chain(rng, size - half)]


SHAPES: list[Callable[[Random, int], Arcs]] = [
    draw_chain,
    draw_cycle,
    draw_dense,
    draw_star,
    draw_layers,
    draw_loops,
    draw_parallel,
    draw_sparse,
    draw_islands,
]


def draw_labels(rng: Random, labels: dict[str, list[Any]], share: float) -> dict[str, Any]:
    """Draw a value for some of the labels."""
    return {name: rng.choice(values) for name, values in labels.items() if rng.random() < share}


def draw_described(rng: Random, labels: dict[str, list[Any]], share: float) -> dict[str, Any]:
    """Draw the `labels` and `tags` of a zone, node or edge."""
    drawn: dict[str, Any] = {}
    if chosen := draw_labels(rng, labels, share):
        drawn["labels"] = chosen
    if rng.random() < share:
        drawn["tags"] = rng.sample(TAGS, rng.choice([1, 1, 2]))
    return drawn


def draw_zones(rng: Random, depth: int) -> dict[str, Any]:
    """Draw a level of zones and those below; the same name may be on several levels."""
    zones = {}
    for name in rng.sample(["provider", "customer", "serving", "edge"], rng.choice([1, 2, 2])):
        zones[name] = draw_described(rng, LABELS, 0.3)
        if depth > 1 and rng.random() < 0.7:
            zones[name]["zones"] = draw_zones(rng, depth - 1)
    return zones


def list_zone_paths(zones: dict[str, Any], above: str = "") -> list[str]:
    """List the paths of all zones."""
    paths = []
    for name, zone in zones.items():
        paths += [above + name, *list_zone_paths(zone.get("zones", {}), f"{above}{name}/")]
    return paths


def draw_node(rng: Random, zone_paths: list[str]) -> dict[str, Any]:
    """Draw a node's body."""
    node = {"kind": rng.choice(KINDS), **draw_described(rng, LABELS, 0.3)}
    if zone_paths and rng.random() < 0.85:
        node["zone"] = rng.choice(zone_paths)
    if rng.random() < 0.35:
        node["stateful"] = False
    elif rng.random() < 0.2:
        node["stateful"] = True
    if rng.random() < 0.25:
        node["transparent"] = True
    return node


def draw_edge_body(rng: Random) -> dict[str, Any]:
    """Draw what an edge says beside its ends."""
    edge = draw_described(rng, EDGE_LABELS, 0.25)
    # Half the edges are calls, and one in ten of a kind of its own.
    if rng.random() < 0.5:
        edge["kind"] = rng.choice(EDGE_KINDS) if rng.random() < 0.8 else rng.choice([*CUSTOM_KINDS, "uplink.sat"])
    elif rng.random() < 0.3:
        edge["kind"] = "call"
    if rng.random() < 0.12:
        edge["flow"] = rng.choice(FLOWS)
    return edge


def draw_endpoint(rng: Random, node: str, nodes: dict[str, Any]) -> Any:
    """Draw an endpoint that holds at least the node: most often itself, else a list or a selector."""
    if rng.random() < 0.93:
        return node
    if rng.random() < 0.5:
        return rng.sample([node, *[other for other in nodes if other != node][:2]], rng.choice([1, 2]))
    selectors: list[Any] = [{"kind": nodes[node]["kind"].split(".")[0]}, {"id": node}, {"id": [node[0] + "*"]}]
    if "zone" in nodes[node]:
        selectors.append({"zone": nodes[node]["zone"], "kind": "*"})
    if "tags" in nodes[node]:
        selectors.append({"any": [{"tags": nodes[node]["tags"][0]}, node]})
    return rng.choice(selectors)


def draw_topology(rng: Random, stratum: int, plain: bool) -> dict[str, Any]:
    """Draw a topology of the stratum's shape.

    In a `plain` one every edge has single ends and an id of its own, so that neither depends on the order of the
    document or on the names of the nodes.
    """
    size = rng.choice([3, 4, 4, 5, 5, 6, 6, 7, 8, 9])
    arcs = SHAPES[stratum % len(SHAPES)](rng, size)
    arcs += [(rng.randrange(size), rng.randrange(size)) for _ in range(rng.choice([0, 0, 1, 2]))]
    rng.shuffle(arcs)
    names = rng.sample(NAMES, size)
    zones = draw_zones(rng, 3)
    nodes = {name: draw_node(rng, list_zone_paths(zones)) for name in names}
    edges = []
    for number, (source, target) in enumerate(arcs):
        edge: dict[str, Any] = {"from": names[source], "to": names[target], **draw_edge_body(rng)}
        if plain or rng.random() < 0.1:
            edge["id"] = f"edge-{number}"
        else:
            edge["from"] = draw_endpoint(rng, edge["from"], nodes)
            edge["to"] = draw_endpoint(rng, edge["to"], nodes)
        edges.append(edge)
    return {
        "archcheck": "topology/v1",
        "name": "drawn",
        "edge-kinds": {name: {"like": like} for name, like in CUSTOM_KINDS.items()},
        "zones": zones,
        "nodes": nodes,
        "edges": edges,
    }
