"""The inputs of the benchmarks: always the same, for they are drawn from fixed seeds.

A hundred zones of a hundred nodes: a gate each, through which all traffic between zones is meant to go, a store, and
programs. A few edges of the last ten zones go around the gates.
"""

from pathlib import Path
from random import Random

ZONES, SIZE, EDGES = 100, 100, 40_000
KINDS = ["call"] * 12 + ["push"] * 4 + ["pull"] * 2 + ["admin", "depends"]


def name(zone: int, number: int) -> str:
    return f"z{zone:02}-n{number:02}"


def write_topology(path: Path, zones: int = ZONES, edges: int = EDGES) -> None:
    """Write a topology of so many zones of a hundred nodes each, and of so many edges."""
    rng = Random(1)
    lines = ["archcheck: topology/v1", "name: bench", "zones:"]
    lines += [f"  z{zone:02}: {{labels: {{org: org{zone % 7}, level: {zone % 4}}}}}" for zone in range(zones)]
    lines.append("nodes:")
    for zone in range(zones):
        for number in range(SIZE):
            kind = "gate, stateful: false" if number == 0 else "store" if number == 1 else f"app.tier{number % 3}"
            labels = f"labels: {{team: team{rng.randrange(40)}, criticality: {rng.randrange(5)}}}"
            lines.append(f"  {name(zone, number)}: {{kind: {kind}, zone: z{zone:02}, {labels}}}")
    lines.append("edges:")
    lines += [_edge(rng, *_ends(rng, number, zones)) for number in range(edges)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _ends(rng: Random, number: int, zones: int) -> tuple[str, str]:
    zone = rng.randrange(zones)
    if number % 10 == 0:  # from gate to gate
        return name(zone, 0), name(rng.randrange(zones), 0)
    if number % 10 == 1:  # between a program and the gate of its zone
        ends = name(zone, rng.randrange(1, SIZE)), name(zone, 0)
        return ends if rng.random() < 0.5 else ends[::-1]
    if number % 2_000 == 2:  # around the gates
        last = zones * 9 // 10
        one, other = (name(rng.randrange(last, zones), rng.randrange(2, SIZE)) for _ in range(2))
        return one, other
    return name(zone, rng.randrange(1, SIZE)), name(zone, rng.randrange(1, SIZE))


def _edge(rng: Random, source: str, target: str) -> str:
    kind = rng.choice(KINDS)
    shown = "" if kind == "call" else f", kind: {kind}"
    labels = (
        f", labels: {{protocol: https, encrypted: {str(rng.random() < 0.9).lower()}}}" if rng.random() < 0.5 else ""
    )
    return f"  - {{from: {source}, to: {target}{shown}{labels}}}"


def write_constraints(path: Path) -> None:
    """Write fifty constraints on paths: all rules that search, all relations, some that hold and some that fail."""
    rng = Random(2)
    lines = ["archcheck: constraints/v1", "name: bench", "constraints:"]
    for number in range(50):
        one, other, third = (f"z{zone:02}" for zone in rng.sample(range(90 if number % 2 else 100), 3))
        groups = f"{{zone: {one}}}, {{zone: {other}}}, {{zone: {third}}}"
        gate_of_one, gate_of_other = (f"{{kind: gate, zone: {zone}}}" for zone in (one, other))
        between = f"from: {{zone: {one}}}, to: {{zone: {other}}}"
        fields = [
            f"rule: only-via, {between}, via: {{kind: gate}}",
            f"rule: only-via, along: flow, from: '*', to: {{kind: store, zone: {one}}}, via: {gate_of_one}",
            f"rule: forbidden-path, along: flow, from: {{kind: store, zone: {one}}}, to: {{zone: {other}}}",
            f"rule: forbidden-path, along: control, {between}",
            f"rule: required-path, from: {{zone: {one}}}, to: {{kind: store, zone: {one}}}, within: 6",
            f"rule: isolation, groups: [{groups}], except-via: {{kind: gate}}",
            f"rule: forbidden-path, along: dependency, from: {{zone: {one}}}, to: {{kind: gate, zone: {other}}}",
            f"rule: only-via, {between}, via: {{in-order: [{gate_of_one}, {gate_of_other}]}}",
            f"rule: forbidden-edge, {between}, through: {{kind: gate}}",
            f"rule: only-via, {between}, via: {{kind: gate}}, at-least: 2",
        ][number % 10]
        lines.append(f"  c{number:02}: {{{fields}}}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_packs(path: Path) -> None:
    """Write a document that brings in all packs, their sets spread over what the topology has."""
    text = """archcheck: constraints/v1
name: packs
extends: [cloud-api-only, safety-stack, red-lines, cross-domain, supply-chain, by-reference, zero-trust, segmentation,
  zones-and-conduits, llm-app, baseline-cloud]
sets:
  provider: [{zone: z00}, {zone: z01}]
  hardware: [{kind: app.tier2, zone: z02}]
  effectors: [{kind: app.tier2, zone: z02}]
  subjects: [{kind: app.tier0}]
  resources: [{kind: store}]
  enforcement-points: [{kind: gate}]
  cardholder-environment: [{zone: z05}]
  out-of-scope: [{zone: z90}]
  enterprise: [{zone: z10}]
  operations: [{zone: z11}]
  control: [{zone: z12}]
  dmz: [{zone: z13}]
  brokers: [{kind: gate}]
  untrusted-content: [{kind: app.tier1, zone: z20}]
  agents: [{kind: app.tier0, zone: z21}]
  models: [{kind: store, zone: z22}]
  secrets: [{kind: store, zone: z23}]
  tools: [{kind: app.tier2, zone: z24}]
  egress: [{kind: gate, zone: z25}]
  audience: [{kind: app.tier1, zone: z26}]
  internet: [{id: z30-n02}]
  data-stores: [{kind: store, zone: z30}, {kind: store, zone: z31}]
  workloads: [{kind: app}]
  log-sinks: [{kind: store, zone: z32}]
  operators: [{kind: app.tier0, zone: z33}]
"""
    path.write_text(text, encoding="utf-8")


def write_rules(path: Path) -> None:
    """Write a constraint of each rule, as wide as it comes."""
    rules = {
        "forbidden-node": "match: {kind: store}",
        "forbidden-edge": "from: '*', to: {kind: store}",
        "forbidden-path": "along: flow, from: '*', to: '*'",
        "only-via": "from: '*', to: {kind: store}, via: {kind: gate}",
        "required-path": "from: {kind: app}, to: {kind: store}, same: [zone]",
        "required-edge": "from: {kind: app}, to: {kind: gate}, each: pair",
        "isolation": "by: zone, match: '*', along: flow",
        "layers": "layers: [{kind: app}, {kind: gate}, {kind: store}], strict: true",
        "information-flow": "label: org, levels: [org0, org1, org2, org3, org4, org5, org6]",
        "attributes": "edges: {kind: call}, must: {labels: {encrypted: true}}",
        "allowed-edges": "allow: [{kind: call}]",
        "cardinality": "match: '*', per: zone, at-most: 50",
        "acyclic": "match: '*', by: zone",
        "redundancy": "from: {kind: gate, zone: z01}, to: {kind: store, zone: z02}",
        "distance": "from: '*', to: {kind: store}, at-most: 6",
        "separation-of-duty": "principals: {kind: app}, duties: [{kind: gate}, {kind: store}]",
        "purpose": "from: '*', to: '*', allowed: labels.allowed, declared: labels.declared",
        "path-pattern": "pattern: [{kind: app}, {id: '*', repeat: any}, {kind: store}]",
    }
    lines = [f"  {rule}: {{rule: {rule}, {fields}}}" for rule, fields in rules.items()]
    path.write_text("\n".join(["archcheck: constraints/v1", "constraints:", *lines]) + "\n", encoding="utf-8")


def write_claims(path: Path) -> None:
    """Write ten claims of five readings each, over all of the fifty constraints."""
    lines = ["archcheck: claims/v1", "claims:"]
    for claim in range(10):
        lines += [f"  claim{claim}:", "    text: It holds", "    source: {who: a bench}", "    readings:"]
        for reading in range(5):
            named = ", ".join(f"c{(claim * 5 + reading * 7 + number) % 50:02}" for number in range(5))
            lines.append(f"      - {{title: reading {reading}, constraints: [{named}]}}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
