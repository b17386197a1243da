"""The plugin for pytest: a fixture that holds architectures against constraints.

It is loaded by every run of pytest beside an installed archcheck, so it loads nothing of archcheck before a test asks
for it, collects nothing and adds no option.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from archcheck.api import Baseline, ConstraintDocument, Report, WaiverDocument
    from archcheck.documents.topology import Topology

    Topologies = str | Path | Topology | Sequence[str | Path | Topology]
    Constraints = str | Path | ConstraintDocument | Sequence[str | Path | ConstraintDocument]
    Waivers = str | Path | WaiverDocument | Sequence[str | Path | WaiverDocument]


@pytest.fixture(scope="session", name="archcheck")
def archcheck_fixture(pytestconfig: pytest.Config) -> Archcheck:
    """Hold topologies against constraints: ``archcheck.assert_holds(topology, constraints)``."""
    return Archcheck(pytestconfig.rootpath)


class Archcheck:
    """What the fixture ``archcheck`` is.

    Documents are given as they are loaded, or by name: files and folders from the root folder of pytest (where its
    configuration is), and shipped packs.

    Args:
        root: the folder that names of files are relative to.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def assert_holds(self, topology: Topologies, constraints: Constraints, **options: Any) -> Report:
        """Let the test fail unless every constraint holds; the failure's message is the text report.

        Args:
            topology: one or several topologies, files, or folders of them.
            constraints: one or several documents, files, folders, or shipped packs.
            options: as :meth:`check` takes them.

        Returns:
            The report, for whoever wants to look at more than the verdict.
        """
        __tracebackhide__ = True
        report = self.check(topology, constraints, **options)
        if not report.ok:
            from archcheck.report.setting import Setting
            from archcheck.report.text import render

            pytest.fail(render(report, Setting()).rstrip("\n"), pytrace=False)
        return report

    def check(
        self,
        topology: Topologies,
        constraints: Constraints,
        *,
        importer: str | None = None,
        waivers: Waivers = (),
        baseline: str | Path | Baseline | None = None,
        as_of: date | None = None,
        fail_on: str = "error",
        strict: bool = False,
        only: Sequence[str] = (),
    ) -> Report:
        """Return the report, whatever it says; what cannot be read lets the test fail, with its places.

        Args:
            topology: as for :meth:`assert_holds`.
            constraints: as for :meth:`assert_holds`.
            importer: who reads the topologies; the content tells without it.
            waivers: documents of waivers, or their files or folders.
            baseline: the findings that were there before, or its file.
            as_of: the day on which dates are judged; today (UTC) without it.
            fail_on: the least severity that makes the verdict ``fail``.
            strict: whether warnings make the verdict ``fail``.
            only: the ids of the constraints to check; none for all.
        """
        __tracebackhide__ = True
        from archcheck import api
        from archcheck.documents import loading
        from archcheck.errors import InputError, stop
        from archcheck.importers.loading import load_topologies
        from archcheck.source.diagnostics import Problems

        problems = Problems()
        topologies = self._load(topology, lambda name: load_topologies(name, problems, importer))
        documents = self._load(
            constraints, lambda name: loading.load_constraint_documents(name, problems), shipped=True
        )
        excuses = self._load(waivers, lambda name: loading.load_waivers(name, problems))
        if isinstance(baseline, str | Path):
            baseline = loading.load_baseline(self._locate(baseline), problems)
        try:
            if problems.failed:
                raise stop(problems.diagnostics)
            return api.check(
                topologies,
                documents,
                as_of=as_of,
                fail_on=fail_on,
                strict=strict,
                only=only,
                waivers=excuses,
                baseline=baseline,
            )
        except InputError as error:
            told = "\n\n".join(diagnostic.render(problems.sources) for diagnostic in error.diagnostics)
        pytest.fail(told, pytrace=False)

    def _load(self, given: object, load: Callable[[str], list[Any]], *, shipped: bool = False) -> list[Any]:
        """Return documents: those that are given by name are loaded, the others are taken as they are."""
        several = given if isinstance(given, list) or type(given) is tuple else [given]  # a document is a named tuple
        found: list[Any] = []
        for each in several:
            found += load(self._locate(each, shipped=shipped)) if isinstance(each, str | Path) else [each]
        return found

    def _locate(self, name: str | Path, *, shipped: bool = False) -> str:
        """Return the path from the current folder of what lies below the root, or the name of what is shipped."""
        from archcheck.documents.constraints import is_file_name

        path = self.root / name
        if shipped and isinstance(name, str) and not is_file_name(name) and not os.path.lexists(path):
            return name
        return os.path.relpath(path)
