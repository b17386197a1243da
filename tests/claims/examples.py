"""A small system and claims about it that have every status, and every kind of assumption."""

from datetime import date

import archcheck
from archcheck.claims.evaluation import evaluate_claims
from archcheck.claims.model import ClaimsReport
from archcheck.documents.loading import read_claims

TOPOLOGY = """
archcheck: topology/v1
name: shop
nodes:
  browser: {kind: app}
  api: {kind: api, stateful: false}
  job: {kind: job}
  audit: {kind: job}
  db: {kind: store}
edges:
  - {from: browser, to: api}
  - {from: audit, to: api}
  - {from: [api, job], to: db}
"""
CONSTRAINTS = """
archcheck: constraints/v1
constraints:
  browser-via-api: {title: Browsers ask through the API, rule: only-via, from: browser, to: db, via: api}
  data-via-api: {title: Everybody asks through the API, rule: only-via, from: {not: db}, to: db, via: api}
  browsers-apart: {rule: forbidden-path, along: flow, from: browser, to: audit, edges: {not: {to: db}}}
  no-printers: {rule: forbidden-node, match: {kind: printer}}
  no-robots: {rule: forbidden-path, from: {kind: robot}, to: db, allow-empty: there are no robots}
  no-spies: {rule: forbidden-path, from: {kind: spy}, to: db}
  later: {rule: forbidden-node, match: job, in-force: {from: 2027-01-01}}
  unless-allowed: {rule: forbidden-edge, from: job, to: db, permitted-by: [{authority: the king, pinned: false}]}
"""
CLAIMS = """
archcheck: claims/v1
claims:
  private:
    text: The data are private
    source: {who: the vendor, where: the sales page, when: May 2026, unsaid: what private means}
  guarded:
    text: Nobody gets at the data but through the API
    source: {who: the vendor}
    supports: private
    readings:
      - title: no browser does
        constraints: browser-via-api
      - title: no browser does, and browsers are apart from audits
        constraints: [browser-via-api, browsers-apart, {any: [data-via-api, no-robots]}]
        assumes: [{statement: audits are honest, vouched-by: ops, review: 2026-12-31}]
      - title: nobody does
        constraints: [browser-via-api, {any: [data-via-api, {all: [no-printers, data-via-api]}]}]
  open:
    text: Everything else is open
    source: {who: the vendor}
    readings:
      - {title: it is meant so, undecidable: what is meant is in no drawing}
      - {title: nobody spies, constraints: [no-spies, no-printers]}
      - {title: jobs go, constraints: later}
      - {title: the king allows it, constraints: unless-allowed}
"""


def evaluate(claims: str = CLAIMS, topology: str = TOPOLOGY, constraints: str = CONSTRAINTS) -> ClaimsReport:
    """Hold claims against a topology."""
    report, _, _ = evaluate_claims(
        [read_claims(claims)],
        [archcheck.loads_topology(topology, path="shop.yaml")],
        [archcheck.loads_constraints(constraints, path="rules.yaml")],
        as_of=date(2026, 6, 1),
        version="0",
    )
    return report
