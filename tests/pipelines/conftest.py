"""A repository to check, and the programs of a runner."""

from pathlib import Path

import pytest

from tests.pipelines.github import write_python

TOPOLOGY = """\
archcheck: topology/v1
name: shop
zones: {inside: {}, outside: {}}
nodes:
  browser: {kind: app, zone: outside}
  api: {kind: api, zone: inside, stateful: false}
  db: {kind: store, zone: inside}
edges:
  - {from: browser, to: api}
  - {from: api, to: db}
  - {from: browser, to: db}
"""
RULES = """\
archcheck: constraints/v1
constraints:
  db-only-via-api:
    rule: only-via
    from: {zone: outside}
    to: {kind: store}
    via: api
  no-printers:
    rule: forbidden-node
    match: printer*
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a work tree with a topology that one of two constraints fails on."""
    folder = tmp_path / "work"
    (folder / ".git").mkdir(parents=True)
    (folder / "design").mkdir()
    (folder / "design" / "shop.yaml").write_text(TOPOLOGY)
    (folder / "design" / "rules.yaml").write_text(RULES)
    return folder


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """Return a folder of programs that come before all others; its Python records what pip is asked for."""
    folder = tmp_path / "programs"
    folder.mkdir()
    write_python(folder, tmp_path / "pip.txt")
    return folder
