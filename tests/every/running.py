"""Running many command lines at once: one process that loads the program, and a fork of it for each of them."""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

_RUNNER = """\
import json, os, sys
from archcheck.__main__ import main
import archcheck.cli.app
for name, argv in json.load(sys.stdin).items():
    child = os.fork()
    if child == 0:
        status = 99
        try:
            for number, end in ((1, "stdout"), (2, "stderr")):
                os.dup2(os.open(f"out/{name}.{end}", os.O_CREAT | os.O_WRONLY | os.O_TRUNC), number)
            sys.argv = ["archcheck", *argv]
            main()
        except SystemExit as ended:
            status = ended.code or 0
        finally:
            sys.stdout.flush()
            with open(f"out/{name}.status", "w") as file:
                file.write(str(status))
            os._exit(0)
    os.waitpid(child, 0)
"""


def run_all(commands: Mapping[str, list[str]], folder: Path, environment: Mapping[str, str]) -> dict[str, bytes]:
    """Run commands one after the other in a folder, and return all that they wrote, by name.

    Args:
        commands: the arguments of each, by its name.
        folder: where they run; what they write goes to ``out`` in it.
        environment: the variables, with all that the interpreter needs.
    """
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    subprocess.run(
        [sys.executable, "-c", _RUNNER],
        cwd=folder,
        env=dict(environment),
        input=json.dumps(commands).encode(),
        timeout=300,
        check=True,
    )
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}
