"""Why a report is rejected: every single change of the reports of small documents, with the reasons, whole.

``python -m tests.certify.test_reasons`` writes reasons.txt anew: read what it changes. A line there is a reason, the
first change that it is told of, and of how many.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import archcheck
from archcheck.certify import verify_report
from archcheck.documents.loading import load_baseline
from archcheck.report_model import seal
from archcheck.source.diagnostics import Problems
from tests.certify.mutations import Path as Place, mutate

EXPECTED = Path(__file__).parent / "reasons.txt"
AS_OF = date(2026, 6, 1)
VALUES = re.compile(r" is .*, and should be .*")

TOPOLOGY = """\
archcheck: topology/v1
name: small
zones:
  in: {labels: {tenant: one}, zones: {deep: {}}}
  out: {labels: {tenant: two}}
nodes:
  a: {kind: app, zone: in, labels: {level: low, may: [x, y]}}
  b: {kind: store, zone: in/deep, labels: {level: high, uses: [x]}}
  c: {kind: app, zone: out, labels: {level: low, may: x}}
  d: {kind: guard, zone: out, stateful: false, labels: {level: high}}
  e: {kind: store, zone: out, labels: {level: low, uses: [y, z]}}
  f: {kind: app, labels: {may: [z]}}
  g: {kind: proxy, transparent: true}
edges:
  - {from: a, to: b, labels: {w: 2}}
  - {from: a, to: d, labels: {w: 0.5}}
  - {from: d, to: e, labels: {w: 1}}
  - {from: c, to: d}
  - {from: c, to: e, kind: push, id: straight, labels: {w: 3}, fixed: true}
  - {from: f, to: a, kind: admin}
  - {from: f, to: c, kind: admin}
  - {from: e, to: f, kind: depends}
  - {from: a, to: g}
  - {from: g, to: e}
  - {from: g, to: g}
"""
CONSTRAINTS = """\
archcheck: constraints/v1
sets: {stores: {kind: store}}
constraints:
  acyclic-fails: {rule: acyclic, match: "*"}
  acyclic-holds: {rule: acyclic, match: "*", by: kind, edges: {kind: call}, along: access}
  allowed-fails: {rule: allowed-edges, allow: [{kind: call}]}
  allowed-holds: {rule: allowed-edges, allow: [{kind: call}, {kind: [push, admin, depends]}], edges: {crosses: true}}
  attributes-fail: {rule: attributes, match: {kind: app}, must: {labels: {level: low}}}
  attributes-hold: {rule: attributes, edges: {kind: push}, must: {labels: {w: 3}}}
  cardinality-fails: {rule: cardinality, match: "*", per: zone, at-most: 1}
  cardinality-holds: {rule: cardinality, match: {set: stores}, at-least: 2}
  distance-fails: {rule: distance, from: a, to: {set: stores}, at-least: 2, at-most: 9}
  distance-holds: {rule: distance, from: "*", to: {set: stores}, at-most: 9, weight: labels.w}
  duty-fails: {rule: separation-of-duty, principals: f, duties: [a, c]}
  duty-holds: {rule: separation-of-duty, principals: "*", duties: [a, b]}
  edge-fails: {rule: forbidden-edge, from: a, to: {set: stores}}
  edge-holds: {rule: forbidden-edge, from: b, to: "*"}
  flow-fails: {rule: information-flow, label: level, levels: [low, high]}
  flow-holds: {rule: information-flow, label: level, levels: {high: [low], low: []}, unlabelled: ignore, via: d}
  isolation-fails: {rule: isolation, by: labels.tenant, match: "*"}
  isolation-holds: {rule: isolation, groups: [{zone: in/deep}, c, [c, d]], along: control}
  layers-fail:
    {rule: layers, layers: [{kind: store}, {kind: app}, {select: {kind: none}, optional: true}], exhaustive: true}
  layers-hold: {rule: layers, layers: [{kind: app}, {kind: guard}, {kind: store}], edges: {kind: call}, strict: true}
  levels-fail: {rule: information-flow, label: level, levels: [low, high], unlabelled: ignore, policy: integrity}
  nodes-fail: {rule: forbidden-node, match: {kind: guard}}
  nodes-hold: {rule: forbidden-node, match: {kind: weapon}}
  only-fails: {rule: only-via, from: {kind: app}, to: e, via: {kind: guard}}
  only-holds: {rule: only-via, from: a, to: b, via: {in-order: [a, b]}}
  only-two: {rule: only-via, from: a, to: e, via: [d, g, a], at-least: 2}
  path-fails: {rule: forbidden-path, from: a, to: {set: stores}}
  path-flows: {rule: forbidden-path, from: e, to: "*", along: flow}
  path-leans: {rule: forbidden-path, along: flow, from: a, to: c}
  pattern-fails:
    rule: path-pattern
    pattern: [{kind: app}, {kind: guard, repeat: optional}, {id: "*", repeat: any}, {kind: store}]
  pattern-holds: {rule: path-pattern, pattern: [{kind: store}, {id: "*", repeat: some}, {kind: app}]}
  purpose-fails:
    {rule: purpose, from: {kind: app}, to: {set: stores}, allowed: labels.may, declared: labels.uses, along: access}
  purpose-holds: {rule: purpose, from: a, to: b, allowed: labels.may, declared: labels.uses}
  redundancy-fails: {rule: redundancy, from: [a, c], to: e, at-least: 3}
  redundancy-holds: {rule: redundancy, from: a, to: e, disjoint: edges}
  required-edge-fails: {rule: required-edge, from: {kind: app}, to: {set: stores}}
  required-fails: {rule: required-path, from: "*", to: d}
  required-holds: {rule: required-path, from: a, to: [b, e], each: target, via: a}
  required-pairs: {rule: required-path, from: [a, c], to: {set: stores}, each: pair, same: [labels.tenant]}
  is-known: {rule: forbidden-path, from: a, to: d}
  is-late: {rule: forbidden-path, from: a, to: b, grace-until: 2026-12-31}
  is-new: {rule: forbidden-path, from: f, to: [d, b], grace-until: 2026-12-31, severity: warning, title: New ones}
  is-later: {rule: forbidden-path, from: a, to: b, in-force: {from: 2026-06-02}}
  is-now: {rule: forbidden-path, from: b, to: a, in-force: {from: 2026-06-01, until: 2026-06-01}}
  is-late-today: {rule: forbidden-path, from: a, to: b, grace-until: 2026-06-01}
  is-full: {rule: forbidden-path, from: b, to: a, allow-empty: there may be none}
  is-over: {rule: forbidden-path, from: a, to: b, in-force: {until: 2026-01-01}}
  is-referred:
    rule: forbidden-path
    from: c
    to: e
    permitted-by:
      - {authority: the board, version: "3", pinned: true, controller: us, covers: {from: c}, reference: minutes}
  none-are-apart: {rule: isolation, by: labels.none}
  none-are-asked: {rule: required-path, from: {kind: none}, to: {kind: none}, each: pair}
  none-are-asked-for: {rule: required-path, from: a, to: {kind: none}, each: target}
  none-are-asking: {rule: required-path, from: {kind: none}, to: a}
  none-are-chosen: {rule: attributes, match: {kind: none}, must: {kind: app}}
  none-are-chosen-edges: {rule: attributes, edges: {kind: none}, must: {kind: push}}
  none-are-counted: {rule: cardinality, match: {kind: none}, per: zone, at-most: 1}
  none-are-crossing: {rule: only-via, from: {kind: none}, to: {kind: none}, via: d}
  none-are-joined: {rule: forbidden-path, from: a, to: {kind: none}}
  none-are-labelled: {rule: information-flow, label: none, levels: [low, high], unlabelled: ignore}
  none-are-layers: {rule: layers, layers: [{kind: none}, {kind: app}]}
  none-have-a-purpose: {rule: purpose, from: {kind: none}, to: {kind: none}, allowed: labels.may, declared: labels.uses}
  edges-are-few: {rule: cardinality, edges: {kind: admin}, at-most: 1}
  edges-are-many: {rule: cardinality, edges: {kind: none}, at-least: 1}
  edges-are-right: {rule: cardinality, edges: {kind: admin}, at-least: 2, at-most: 2}
  edges-are-wrong: {rule: attributes, edges: {kind: admin}, must: {labels: {w: 1}}}
  apart-but-for: {rule: isolation, by: labels.tenant, match: "*", except-via: [d, g]}
  apart-or-round: {rule: forbidden-path, from: [b, g], to: [b, g]}
  asked-along: {rule: required-path, from: a, to: b, along: control, edges: {kind: call}}
  asked-on-edges: {rule: required-edge, from: a, to: b, edges: {kind: push}}
  pattern-along: {rule: path-pattern, pattern: [{kind: app}, {kind: app}], along: control}
  purpose-but-for: {rule: purpose, from: "*", to: "*", allowed: labels.may, declared: labels.uses, via: [d, g]}
  flow-apart:
    {rule: information-flow, label: level, levels: {high: [], low: []}, unlabelled: ignore, via: "*"}
  path-by-edges: {rule: forbidden-path, from: a, to: e, edges: {not: {from: g}}}
  path-back: {rule: forbidden-path, from: e, to: a, along: flow, edges: {not: {from: d}}}
  is-once-waived: {rule: forbidden-path, from: a, to: b}
  asked-depends: {rule: required-edge, from: e, to: f}
  asked-pairs: {rule: required-path, from: [b, d], to: [a, c], each: pair}
  asked-back: {rule: required-path, from: a, to: [b, e], each: target, via: d}
  layers-twice: {rule: layers, layers: [{kind: app}, a, c]}
  cardinality-short: {rule: cardinality, match: {set: stores}, at-least: 3}
  pattern-ends:
    rule: path-pattern
    pattern: [{kind: app}, {kind: guard, repeat: optional}, {kind: store, repeat: optional}]
  purpose-parts:
    rule: purpose
    from: [a, c, f]
    to: [b, e]
    allowed: labels.may
    declared: labels.uses
    along: dependency
  isolation-both: {rule: isolation, groups: [[a, b], [b, d]]}
  isolation-over: {rule: isolation, groups: [[a, f], [f, c], [e]], along: access}
  is-vacuous: {rule: forbidden-path, from: {kind: weapon}, to: a}
  is-vacuous-for-a-reason: {rule: forbidden-path, from: {kind: weapon}, to: a, allow-empty: none was bought}
  is-waived: {rule: forbidden-path, from: a, to: [b, e]}
  is-waived-by-node: {rule: forbidden-node, match: {kind: proxy}}
"""
WAIVERS = """\
archcheck: waivers/v1
waivers:
  - {constraint: is-waived, from: a, to: b, reason: old, approved-by: me, expires: 2026-06-01, expect: 1}
  - {constraint: is-waived, from: a, reason: older, approved-by: you, expires: 2026-05-31}
  - {constraint: is-waived, to: "e*", reason: all, approved-by: us, expires: 2027-01-01}
  - {constraint: is-waived-by-node, subject: g, reason: a proxy, approved-by: us, expires: 2027-01-01}
  - {constraint: is-once-waived, from: a, reason: once, approved-by: us, expires: 2026-01-01}
  - {constraint: is-once-waived, subject: a, reason: another, approved-by: us, expires: 2027-01-01}
  - {constraint: nodes-fail, subject: g, reason: another, approved-by: us, expires: 2027-01-01}
  - {constraint: nodes-fail, from: d, reason: another, approved-by: us, expires: 2027-01-01}
  - {constraint: path-fails, from: a, to: b, reason: gone, approved-by: us, expires: 2026-01-01}
"""
UNDECIDED = """\
archcheck: topology/v1
name: undecided
nodes:
  a: {kind: app, unknown: [labels.level]}
  b: {kind: store}
  c: {kind: app}
edges:
  - {from: a, to: b, unknown: [presence]}
unmodelled:
  - {kind: Policy, name: p, reason: nobody knows it}
"""
ASKED = """\
archcheck: constraints/v1
sets: {low: {any: [{labels: {level: low}}, c]}, lower: {set: low}, stores: {kind: store}}
constraints:
  by-set: {rule: cardinality, edges: {from: {set: lower}}, at-most: 3}
  by-sets: {rule: cardinality, match: {all: [{set: stores}, {not: {set: stores}}]}, at-most: 3}
  by-label: {rule: attributes, match: {kind: app}, must: {labels: {level: low}}}
  by-path: {rule: forbidden-path, from: b, to: a}
  of-nodes: {rule: cardinality, match: {kind: store}, at-most: 1}
"""
BASELINE = {
    "archcheck": "baseline/v1",
    "as_of": "2026-05-01",
    "findings": [{"topology": "small", "constraint": "is-known", "source": "a", "target": "d", "fingerprint": ""}],
}


def load_known(folder: Path) -> Any:
    """Return a baseline that knows the one finding of ``is-known``."""
    topology, constraints = documents(TOPOLOGY, CONSTRAINTS)
    from archcheck.checker import check_topologies
    from archcheck.cli.rendering import render_baseline

    path = folder / "baseline.json"
    report, _ = check_topologies([topology], [constraints], as_of=AS_OF, version="1", only=["is-known"], whole=True)
    path.write_text(render_baseline(report, None))
    problems = Problems()
    return load_baseline(str(path), problems)


def documents(topology: str, constraints: str) -> tuple[Any, Any]:
    """Return a topology and constraints of the same paths wherever they are read."""
    return archcheck.loads_topology(topology, "t.yaml"), archcheck.loads_constraints(constraints, "c.yaml")


def reasons(report: archcheck.Report, *given: Any, within: Place = ()) -> Iterator[str]:
    """Yield a line for each reason for which changes of a report, or of a part of it, are rejected."""
    data = json.loads(report.to_json())
    del data["digest"]
    told: dict[str, list[str]] = {}
    for place, what, changed in [*mutate(data, within), *turn(data, within)]:
        sealed = {**changed, "digest": seal(changed)}
        found = [each for each in verify_report(sealed, *given) if not each.accepted]
        parts = [f"[{each.constraint}] {VALUES.sub(' is .., and should be ..', each.reason or '')}" for each in found]
        name = ".".join(map(str, place[len(within) :]))
        told.setdefault("; ".join(dict.fromkeys(parts)) or "accepted", []).append(f"{name} {what}")
    for reason, changes in sorted(told.items()):
        yield f"{reason}  <- {changes[0]}, of {len(changes)}"


ADDED: dict[str, Any] = {
    "along": "flow",
    "allow_empty": "so",
    "certificate": {"kind": "empty"},
    "empty": ["from"],
    "error": "it broke",
    "grace_until": "2026-12-31",
    "unknown": ["nobody knows"],
}


def turn(data: Any, within: Place) -> Iterator[tuple[Place, str, Any]]:
    """Yield a report as it is, and what changes of single values do not reach: other verdicts, orders, and forms."""
    yield within, "unchanged", data
    if len(within) < 4:
        return
    result = data["runs"][0]["constraints"][0]

    def changed(what: str, **fields: Any) -> tuple[Place, str, Any]:
        summary = {**data["runs"][0]["summary"]}
        summary[result["status"]] -= 1
        summary[fields.get("status", result["status"])] += 1
        run = {**data["runs"][0], "summary": summary, "constraints": [{**result, **fields}]}
        return within, what, {**data, "runs": [run]}

    bare = {"findings": [], "truncated": False, "assumptions": [], "matched": {}}
    for status in ("pass", "fail", "vacuous", "unknown", "waived", "referred", "inactive", "error"):
        said = {"error": "e"} if status == "error" else {"unknown": ["u"]} if status == "unknown" else {}
        yield changed(f"status {status}", status=status, **said)
        yield changed(f"status {status} of nothing", status=status, **said, **bare)
    for name, value in ADDED.items():
        if name not in result:
            yield changed(f"{name} added", **{name: value})
    findings = result["findings"]
    yield changed("findings turned", findings=findings[::-1])
    yield changed("findings of no object", findings=[*findings, {}])
    for number, finding in enumerate(findings[:2]):
        others: list[dict[str, Any]] = [{"fix": [["straight"]]}, {"fix": [["a->b"]]}]
        for name in ("path", "other_path"):
            path = finding.get(name) or []
            others += [{name: path[::-1]}, {name: [*path[:1], 1, *path[2:]]}, {name: [1, *path[1:]]}] if path else []
            backward = [{**step, "direction": "backward"} if "direction" in step else step for step in path]
            others += [{name: backward}, {name: [*path, *path[1:]]}] if path else []
        for other in others:
            turned = [*findings[:number], {**finding, **other}, *findings[number + 1 :]]
            yield changed(f"finding {number} of {json.dumps(other)}"[:80], findings=turned)


def one(name: str, folder: Path) -> list[str]:
    """Return the lines of one constraint."""
    topology, constraints = documents(TOPOLOGY, CONSTRAINTS)
    waivers = [archcheck.loads_waivers(WAIVERS, "w.yaml")]
    baseline = load_known(folder) if name in ("is-known", "is-new") else None
    options: dict[str, Any] = {"as_of": AS_OF, "waivers": waivers, "baseline": baseline, "only": [name]}
    if name.startswith("path"):
        options["max_findings"] = 1
    report = archcheck.check(topology, constraints, **options)
    given = ([topology], [constraints], waivers, baseline, [name])
    return list(reasons(report, *given, within=("runs", 0, "constraints", 0)))


def undecided() -> list[str]:
    """Return the lines of a topology that leaves something open."""
    topology, constraints = documents(UNDECIDED, ASKED)
    return list(reasons(archcheck.check(topology, constraints, as_of=AS_OF), [topology], [constraints]))


def several() -> list[str]:
    """Return the lines of a report of two topologies."""
    first, constraints = documents(UNDECIDED.partition("unmodelled")[0], ASKED)
    second = archcheck.loads_topology(TOPOLOGY, "u.yaml")
    report = archcheck.check([first, second], constraints, as_of=AS_OF)
    return list(reasons(report, [first, second], [constraints]))


NAMES = sorted(archcheck.loads_constraints(CONSTRAINTS).constraints)


def sections(text: str) -> dict[str, list[str]]:
    """Return the lines of reasons.txt by their headings."""
    return {part.partition("\n")[0]: part.splitlines()[1:] for part in text.split("## ")[1:]}


@pytest.fixture(scope="module")
def expected() -> dict[str, list[str]]:
    return sections(EXPECTED.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_a_constraint(name: str, expected: dict[str, list[str]], tmp_path: Path) -> None:
    assert one(name, tmp_path) == expected[name]


def test_what_is_left_open(expected: dict[str, list[str]]) -> None:
    assert undecided() == expected["undecided"]


def test_several_topologies(expected: dict[str, list[str]]) -> None:
    assert several() == expected["several"]


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        parts = {name: one(name, Path(folder)) for name in NAMES}
    parts |= {"undecided": undecided(), "several": several()}
    text = "".join(f"## {name}\n" + "".join(f"{line}\n" for line in lines) for name, lines in parts.items())
    EXPECTED.write_text(text, encoding="utf-8")
