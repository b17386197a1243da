"""Mermaid texts through the real parser, in Node."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.lacking import lack

FOLDER = Path(__file__).parent


def parse_mermaid(*texts: str) -> list[dict[str, Any]]:
    """Return what Mermaid makes of each text: its type, size, edges and nodes, or its error.

    Skips the test where there is no Node, or ``npm ci`` has not been run in this folder.
    """
    if shutil.which("node") is None:
        lack("Node is not installed")
    if not (FOLDER / "node_modules" / "mermaid").is_dir():
        lack("the mermaid package is not there: npm ci --prefix tests/node")
    done = subprocess.run(
        ["node", str(FOLDER / "parse_mermaid.mjs")],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    assert len(found) == len(texts)
    return found
