"""What holds for any two topologies: one does not differ from itself, sides can be swapped, and just edits are told."""

import json
from copy import deepcopy
from random import Random
from typing import Any

import pytest

from archcheck import Difference
from archcheck.difference.words import list_entries
from tests.diff.examples import diff

SEEDS = range(60)
KINDS = ("app", "store", "api.cloud")
RULES = """\
apart: {rule: forbidden-path, along: flow, from: {kind: app}, to: {kind: store}, allow-empty: random}
only: {rule: only-via, from: {kind: app}, to: {kind: store}, via: {kind: api}, allow-empty: random}
sealed: {rule: attributes, edges: {kind: push}, must: {labels: {sealed: true}}, allow-empty: random}
lonely: {rule: required-path, from: {kind: api}, to: {kind: store}, allow-empty: random}
"""


def draw_topology(rng: Random) -> dict[str, Any]:
    """Return a random topology as plain data, with parallel edges, self-loops, nested zones and inherited labels."""
    zones: dict[str, Any] = {
        name: {"labels": {"org": rng.choice("ab")}, "zones": {"deep": {"tags": ["low"]}}} for name in ("p", "q")
    }
    places = ["p", "q", "p/deep", "q/deep", None]
    nodes: dict[str, Any] = {}
    for number in range(rng.randint(2, 7)):
        node: dict[str, Any] = {"kind": rng.choice(KINDS), "stateful": rng.random() < 0.7}
        if zone := rng.choice(places):
            node["zone"] = zone
        if rng.random() < 0.4:
            node["labels"] = {"own": rng.choice([1, True, "1"])}
        nodes[f"n{number}"] = node
    edges = []
    for number in range(rng.randint(0, 9)):
        edge: dict[str, Any] = {"from": rng.choice(sorted(nodes)), "to": rng.choice(sorted(nodes))}
        edge |= {"kind": rng.choice(("call", "push", "pull"))}
        if rng.random() < 0.3:
            edge["id"] = f"e{number}"
        if rng.random() < 0.3:
            edge["labels"] = {"sealed": True}
        edges.append(edge)
    return {"archcheck": "topology/v1", "name": "t", "zones": zones, "nodes": nodes, "edges": edges}


def shuffle(rng: Random, data: dict[str, Any]) -> dict[str, Any]:
    """Return the same topology, everything in it in another order."""

    def mix(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: mix(item) for key, item in rng.sample(sorted(value.items()), len(value))}
        return value

    whole: dict[str, Any] = {"archcheck": data["archcheck"]}
    return whole | dict(mix({**data, "edges": rng.sample(data["edges"], len(data["edges"]))}))


def compare(old: dict[str, Any], new: dict[str, Any], rules: str = RULES) -> Difference:
    return diff(json.dumps(old), json.dumps(new), rules)


def told(found: Difference) -> list[tuple[str, str, str]]:
    return [(entry.sign, entry.sort, entry.name) for entry in list_entries(found.comparisons[0].structure)]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_topology_does_not_differ_from_itself_however_it_is_written(seed: int) -> None:
    rng = Random(seed)
    data = draw_topology(rng)
    for other in (data, shuffle(rng, data)):
        found = compare(data, other)
        assert found.comparisons[0].structure.is_empty
        for change in found.comparisons[0].constraints:
            # Nothing but a path over one of two equal parallel edges, which the order chooses.
            assert [change.added, change.gone, change.unexcused, change.emptied] == [(), (), (), ()]
        assert found.ok


@pytest.mark.parametrize("seed", SEEDS)
def test_swapping_the_sides_swaps_what_came_and_what_went(seed: int) -> None:
    rng = Random(seed)
    old, new = draw_topology(rng), draw_topology(rng)
    there, back = compare(old, new), compare(new, old)
    turned = {"+": "-", "-": "+", "~": "~"}
    # The second of parallel edges may have another number on the other side.
    one = sorted((turned[sign], sort, name.partition("#")[0]) for sign, sort, name in told(there))
    assert one == sorted((sign, sort, name.partition("#")[0]) for sign, sort, name in told(back))
    for forward, backward in zip(there.comparisons[0].constraints, back.comparisons[0].constraints, strict=True):
        assert forward.statuses == backward.statuses[::-1]
        assert len(forward.rerouted) == len(backward.rerouted)
        assert forward.unchanged == backward.unchanged
        if forward.result.rule != "attributes":  # its findings are named after edges, which may be numbered anew
            assert forward.added == backward.gone or names(forward.added) == names(backward.gone)
            assert names(forward.gone) == names(backward.added)


def names(findings: Any) -> list[tuple[Any, ...]]:
    return sorted((finding.source or "", finding.subject or "", finding.target or "") for finding in findings)


@pytest.mark.parametrize("seed", SEEDS)
def test_new_and_gone_are_what_two_checks_say(seed: int) -> None:
    """The sets of identities decide, and every finding of either side is counted once."""
    rng = Random(seed)
    old, new = draw_topology(rng), draw_topology(rng)
    for change in compare(old, new).comparisons[0].constraints:
        assert change.old is not None
        assert change.new is not None
        if change.result.rule == "attributes":
            continue
        before, after = (
            {(each.source, each.subject, each.target) for each in result.findings}
            for result in (change.old, change.new)
        )
        assert {(each.source, each.subject, each.target) for each in change.added} == after - before
        assert {(each.source, each.subject, each.target) for each in change.gone} == before - after
        assert change.unchanged + len(change.rerouted) + len(change.unexcused) == len(before & after)


@pytest.mark.parametrize("seed", SEEDS)
def test_edits_are_told_and_nothing_else(seed: int) -> None:
    rng = Random(seed)
    old = draw_topology(rng)
    new, expected = deepcopy(old), set()
    used = {end for edge in old["edges"] for end in (edge["from"], edge["to"])}
    for name in [name for name in old["nodes"] if name not in used and rng.random() < 0.5]:
        del new["nodes"][name]
        expected.add(("-", "node", name))
    for name in rng.sample(sorted(new["nodes"]), min(2, len(new["nodes"]))):
        new["nodes"][name] |= rng.choice([{"kind": "other"}, {"title": "x"}, {"transparent": True}, {"tags": ["new"]}])
        expected.add(("~", "node", name))
    for number in range(rng.randint(0, 2)):
        new["nodes"][f"added{number}"] = {"kind": "app"}
        expected.add(("+", "node", f"added{number}"))
        if used:
            end = rng.choice(sorted(used))
            new["edges"].append({"from": f"added{number}", "to": end})
            expected.add(("+", "edge", f"added{number}->{end}"))
    own = [edge for edge in new["edges"] if "id" in edge]
    if own:
        gone = rng.choice(own)
        new["edges"].remove(gone)
        expected.add(("-", "edge", gone["id"]))
    for edge in [edge for edge in new["edges"] if "id" in edge][:1]:
        edge["title"] = "edited"
        expected.add(("~", "edge", edge["id"]))
    if rng.random() < 0.5:
        new["zones"]["r"] = {}
        expected.add(("+", "zone", "r"))
    if rng.random() < 0.5:
        new["zones"]["p"]["labels"]["fresh"] = 1
        expected.add(("~", "zone", "p"))
    found = compare(old, shuffle(rng, new))
    assert set(told(found)) == expected
    assert len(told(found)) == len(expected)
    for changed in found.comparisons[0].structure.zones.changed.values():
        inside = [node for node in new["nodes"].values() if node.get("zone", "").partition("/")[0] == "p"]
        stayed = [name for name, node in new["nodes"].items() if node in inside and name in old["nodes"]]
        assert changed.inherited_by == len(stayed)
