"""The command line in a folder, as the tests of commands have it."""

from tests.cli.conftest import cli, folder

__all__ = ["cli", "folder"]
