"""A topology before and after a change in which everything happens that can, and constraints that see it."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from textwrap import dedent

import jsonschema

import archcheck
from archcheck import Difference
from archcheck.report.schemas import schema_of

AS_OF = date(2026, 11, 23)

OLD = """\
archcheck: topology/v1
name: shop
zones:
  outside: {}
  inside:
    labels: {org: shop}
    zones: {cellar: {}}
  annex: {}
edge-kinds: {sync: {like: push}}
nodes:
  browser: {kind: app, zone: outside}
  partner: {kind: app, zone: outside}
  crawler: {kind: app, zone: outside}
  api: {kind: api, zone: inside, stateful: false}
  legacy: {kind: app, zone: inside}
  db: {kind: store, zone: inside/cellar}
  printer: {kind: device, zone: annex}
edges:
  - {from: browser, to: api, labels: {protocol: http}}
  - {from: crawler, to: legacy}
  - {from: partner, to: legacy}
  - {from: api, to: db}
  - {from: legacy, to: db}
  - {from: db, to: db, kind: sync}
"""
NEW = """\
archcheck: topology/v1
name: shop
zones:
  outside: {}
  inside:
    labels: {org: holding}
    zones: {cellar: {}}
  attic: {}
edge-kinds: {sync: {like: call}}
nodes:
  browser: {kind: app, zone: outside}
  partner: {kind: app, zone: outside}
  crawler: {kind: app.bot, zone: outside, tags: [seen], title: The crawler}
  api: {kind: api, zone: inside, stateful: true}
  legacy: {kind: app, zone: inside}
  relay: {kind: app, zone: attic}
  db: {kind: store, zone: inside/cellar}
edges:
  - {from: browser, to: api, labels: {protocol: https, encrypted: true}}
  - {from: browser, to: db, kind: pull}
  - {from: partner, to: relay}
  - {from: relay, to: db}
  - {from: crawler, to: legacy}
  - {from: api, to: db}
  - {from: legacy, to: db}
  - {from: db, to: db, kind: sync}
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
  no-printers: {rule: forbidden-node, severity: warning, match: {kind: device}}
  annex-apart: {rule: forbidden-path, from: {zone: annex}, to: {kind: store}}
  encrypted: {rule: attributes, edges: {from: browser}, must: {labels: {encrypted: true}}}
"""


def topology(text: str, path: str = "t.yaml") -> archcheck.Topology:
    """Load a topology, whose header may be left out."""
    body = dedent(text)
    return archcheck.loads_topology(
        body if body.startswith(("archcheck", "{")) else f"archcheck: topology/v1\n{body}", path
    )


def constraints(text: str) -> archcheck.ConstraintDocument:
    """Load constraints; without a header, the lines below ``constraints:``."""
    if not text.startswith("archcheck"):
        body = "".join(f"  {line}\n" for line in dedent(text).strip().splitlines())
        text = f"archcheck: constraints/v1\nconstraints:\n{body}"
    return archcheck.loads_constraints(text, "c.yaml")


def diff(
    old: str | None, new: str | None, text: str = "", *, waivers: str = "", only: Sequence[str] = (), on: str = "error"
) -> Difference:
    """Compare two topologies, given as texts; the difference is valid by its schema."""
    excused = (
        archcheck.loads_waivers(f"archcheck: waivers/v1\nwaivers:\n{dedent(waivers)}", "w.yaml") if waivers else ()
    )
    found = archcheck.diff(
        None if old is None else topology(old, "old.yaml"),
        None if new is None else topology(new, "new.yaml"),
        constraints(text) if text else (),
        as_of=AS_OF,
        fail_on=on,
        only=only,
        waivers=excused,
    )
    validator().validate(found.to_dict())
    return found


@cache
def validator() -> jsonschema.Draft202012Validator:
    """Return what checks differences against the shipped schema."""
    schema = schema_of("diff")
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)
