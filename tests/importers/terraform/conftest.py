"""Running commands on plans."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archcheck.cli import app as cli

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run a command, for its exit status and all that it says."""

    def run_command(*arguments: str) -> tuple[int, str]:
        capfdbinary.readouterr()
        status = cli.run(arguments)
        return status, b"".join(capfdbinary.readouterr()).decode()

    return run_command
