"""The command line, run in this process in an empty folder with a few small documents."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from archcheck.cli.app import run
from tests.rules.checking import validator

TOPOLOGY = """\
archcheck: topology/v1
name: shop
zones: {inside: {}, outside: {}}
nodes:
  browser: {kind: app, zone: outside}
  api: {kind: api, zone: inside, stateful: false}
  db: {kind: store, zone: inside}
  job: {kind: app, zone: inside}
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
  no-printers:
    title: There are no printers
    rule: forbidden-node
    match: printer*
  jobs-apart:
    rule: forbidden-path
    along: flow
    from: job
    to: browser
    edges: {not: {to: db}}
"""


class Done(NamedTuple):
    """What a command came to."""

    status: int
    out: str
    err: str


Cli = Callable[..., Done]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to an empty folder that holds a topology and a constraint document."""
    (tmp_path / "t.yaml").write_text(TOPOLOGY)
    (tmp_path / "c.yaml").write_text(CONSTRAINTS)
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "ARCHCHECK_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "dumb")
    return tmp_path


@pytest.fixture
def cli(folder: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Cli:
    """Return a function that runs a command line and says what it came to; every JSON report is valid by its schema."""

    def call(*arguments: str, stdin: str = "") -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        capfdbinary.readouterr()
        status = run(arguments)
        captured = capfdbinary.readouterr()
        done = Done(status, captured.out.decode(), captured.err.decode())
        for text in (done.out, *(path.read_text() for path in folder.glob("*.json"))):
            if text.startswith('{\n  "archcheck": "report/'):
                validator().validate(json.loads(text))
        return done

    return call
