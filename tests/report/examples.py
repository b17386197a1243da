"""Reports to write in every format: one that has every status there is, and one whose documents are hostile."""

from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath

import archcheck
from archcheck.graph.compiled import compile_topology
from archcheck.report.places import Places
from archcheck.report.setting import Setting
from archcheck.report_model import ConstraintResult, Finding, Report, Run, Step
from archcheck.source.located import Location, Source

AS_OF = date(2026, 11, 23)
PLACES = Places(PurePosixPath("/repo/design"), PurePosixPath("/repo"))
"""The check ran in a folder of the repository."""

TOPOLOGY = """\
archcheck: topology/v1
name: shop
zones: {inside: {}, outside: {}}
nodes:
  browser: {kind: app, zone: outside}
  api: {kind: api, zone: inside, stateful: false}
  db: {kind: store, zone: inside}
  job: {kind: app, zone: inside, unknown: [labels.owner]}
edges:
  - {from: browser, to: api}
  - {from: api, to: db}
  - {from: browser, to: db, kind: pull}
  - {from: job, to: api}
"""
CONSTRAINTS = """\
archcheck: constraints/v1
constraints:
  db-only-via-api:
    title: The database is asked through the api only
    rule: only-via
    from: {zone: outside}
    to: {kind: store}
    via: api
    rationale: It knows who may ask.
    references: [NIST SP 800-53 SC-7]
  data-stays:
    rule: forbidden-path
    along: flow
    from: job
    to: browser
    grace-until: 2026-12-31
  no-printers: {rule: forbidden-node, match: printer*}
  no-apps: {rule: forbidden-node, match: {kind: app}}
  no-stores:
    rule: forbidden-node
    match: {kind: store}
    permitted-by: [{authority: Order 7, version: '2026', covers: {subject: d*}}]
  nobody-asks: {rule: forbidden-path, severity: warning, from: nobody, to: db}
  owned: {rule: attributes, match: {zone: inside}, must: {labels: {owner: {not: nobody}}}}
  later: {rule: forbidden-node, match: api, in-force: {from: 2027-01-01}}
  broken: {rule: forbidden-node, match: api}
"""
WAIVERS = """\
archcheck: waivers/v1
waivers:
  - {constraint: no-apps, subject: '*', reason: old shop, approved-by: R. Okafor, expires: 2026-12-31}
  - {constraint: db-only-via-api, from: browser, to: db, reason: new, approved-by: R. Okafor, expires: 2026-11-01}
"""


def shop() -> Report:
    """Return a report with a constraint of every status; ``broken`` stands for a fault of the program's own."""
    topology = archcheck.loads_topology(TOPOLOGY, "shop.yaml")
    constraints = archcheck.loads_constraints(CONSTRAINTS, "rules.yaml")
    waivers = archcheck.loads_waivers(WAIVERS, "waivers.yaml")
    report = archcheck.check(topology, constraints, as_of=AS_OF, waivers=waivers)
    (run,) = report.runs
    results = [_break(result) if result.id == "broken" else result for result in run.constraints]
    found = replace(report, runs=(replace(run, constraints=tuple(results)),), version="1.2.3")
    assert {result.status for result in results} == {*run.summary()}
    return found


def _break(result: ConstraintResult) -> ConstraintResult:
    return replace(result, status="error", error="KeyError: 'x'", findings=(), certificate=None)


def check(topology: str, constraints: str, *, path: str = "t.yaml", max_findings: int = 100) -> Report:
    """Check one text against another, both given in whole."""
    return archcheck.check(
        archcheck.loads_topology(topology, path),
        archcheck.loads_constraints(constraints, "c.yaml"),
        as_of=AS_OF,
        max_findings=max_findings,
    )


def chain(length: int, *, to: str = "n*") -> tuple[str, str]:
    """Return a topology that is one long path, and a constraint that every path of it from its beginning violates."""
    nodes = "".join(f"  n{number:05}: {{kind: x}}\n" for number in range(length + 1))
    edges = "".join(f"  - {{from: n{number:05}, to: n{number + 1:05}}}\n" for number in range(length))
    topology = f"archcheck: topology/v1\nname: chain\nnodes:\n{nodes}edges:\n{edges}"
    return (
        topology,
        f"archcheck: constraints/v1\nconstraints:\n  c: {{rule: forbidden-path, from: n00000, to: '{to}'}}\n",
    )


def setting_of(topology: str) -> Setting:
    """Return a setting that can draw the one topology of a report."""
    from archcheck.documents.loading import read_topology

    graph = compile_topology(read_topology(topology))
    return Setting(PLACES, [graph])


EVIL = (
    "\x1b[31m\x00\x07\x9b]]>",
    "%0A::error::x\r\n::set-output name=x::y",
    "@octo-org/team #1 GH-1 https://evil.example/ ![i](https://evil.example/x.png)",
    "<script>alert(1)</script><img src=x onerror=alert(1)>&amp;&#0;",
    "``` \n```\n# heading\n| a | b |\n",
    "[click](1) [x](https://evil.example) {0} {{1}}",
    "<!-- archcheck:report --> --> </details>",
    "\u202eevil\u200b\ufffe\ud800\U000e0001",
    "javascript:alert(1)|x,y:z;%25%3A",
)
"""Texts that mean something to a terminal, a log, XML, Markdown, SARIF; by code that writes no documents of its own."""


def hostile() -> Report:
    """Return a report in which whatever a document can say is hostile: as if no reader had refused any of it."""
    results = []
    for number, text in enumerate(EVIL):
        place = Location(f"{text}.yaml", number + 1, 3)
        path = (Step(text), Step(text + "2", f"{text}->{text}2", "forward", place))
        finding = Finding(text, place, text, text + "2", None, path, fix=((f"{text}->{text}2",),))
        results.append(_result(text, "fail", findings=(finding, Finding(text, place, subject=text))))
        results.append(_result(f"unknown {text}", "unknown", unknown=(text,)))
        results.append(_result(f"error {text}", "error", error=text))
        results.append(_result(f"vacuous {text}", "vacuous", empty=("from",)))
        results.append(_result(f"pass {text}", "pass"))
    source = Source(f"{EVIL[0]}.yaml", "\n".join(EVIL))
    run = Run(EVIL[4], f"{EVIL[2]}.yaml", 1, 1, (source,), tuple(results), ())
    return Report((run,), AS_OF, "1.2.3")


def _result(name: str, status: str, **fields: object) -> ConstraintResult:
    found = ConstraintResult(
        id=name,
        rule="forbidden-path",
        along="access",
        severity="error",
        title=name,
        status=status,
        matched={},
        findings=(),
        truncated=False,
        assumptions=(),
        location=Location(f"{name}.yaml", 1, 1),
        rationale=name,
        references=(name,),
    )
    return replace(found, **fields)  # type: ignore[arg-type]  # a test's own fields
