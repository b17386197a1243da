from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.bad_input.command_line")

from tests.bad_input.command_line import CommandLine  # noqa: E402 - after its asserts are made to explain themselves


@pytest.fixture
def command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> CommandLine:
    """The command line in an empty folder with good documents in it."""
    monkeypatch.chdir(tmp_path)
    return CommandLine(tmp_path, capfdbinary)
