"""The pictures of the documentation, drawn by archcheck itself."""

import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "docs" / "images"
# Picture -> the command that makes it.
IMAGES: Mapping[str, tuple[str, ...]] = {
    "indirect-middleware.svg": ("draw", "topologies/indirect-middleware.yaml", "-c", "red-lines"),
    "safety-bypass.svg": ("draw", "topologies/safety-bypass.yaml", "-c", "safety-stack"),
    "autonomous-loop.svg": ("draw", "topologies/autonomous-loop.yaml", "-c", "red-lines"),
    "compliant.svg": ("draw", "topologies/compliant.yaml"),
    **{
        f"assurance-{name}.svg": (
            *("claims", "claims/cloud-api-only.yaml", f"topologies/{name}.yaml", "-c", "cloud-api-only"),
            *("--as-of", "2026-06-01", "--fail-on", "never"),
        )
        for name in ("compliant", "direct-integration", "indirect-middleware")
    },
    "diff.svg": (
        "diff",
        "topologies/direct-integration.yaml",
        "topologies/indirect-middleware.yaml",
        *("-c", "red-lines", "--as-of", "2026-06-01", "--fail-on", "never"),
    ),
}


def draw(image: str, file: Path) -> None:
    """Draw a picture into a file."""
    subprocess.run(
        [sys.executable, "-m", "archcheck", *IMAGES[image], "--quiet", "-o", str(file)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        check=True,
    )


def words(file: Path) -> Counter[str]:
    """Return the words of an SVG: what another Graphviz or other fonts do not change."""
    root = ElementTree.parse(file).getroot()
    texts = (" ".join(element.itertext()) for element in root.iter() if element.tag.endswith(("text", "title", "desc")))
    return Counter(word for text in texts for word in text.split())
