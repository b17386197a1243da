"""The pictures of the documentation, drawn by archcheck itself."""

import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "docs" / "images"
# Picture -> the arguments of `archcheck draw` that make it.
IMAGES: Mapping[str, tuple[str, ...]] = {
    "indirect-middleware.svg": ("topologies/indirect-middleware.yaml", "-c", "red-lines"),
    "safety-bypass.svg": ("topologies/safety-bypass.yaml", "-c", "safety-stack"),
    "autonomous-loop.svg": ("topologies/autonomous-loop.yaml", "-c", "red-lines"),
    "compliant.svg": ("topologies/compliant.yaml",),
}


def draw(image: str, file: Path) -> None:
    """Draw a picture into a file."""
    subprocess.run(
        [sys.executable, "-m", "archcheck", "draw", *IMAGES[image], "--quiet", "-o", str(file)], cwd=ROOT, check=True
    )


def words(file: Path) -> Counter[str]:
    """Return the words of an SVG: what another Graphviz or other fonts do not change."""
    root = ElementTree.parse(file).getroot()
    texts = (" ".join(element.itertext()) for element in root.iter() if element.tag.endswith(("text", "title", "desc")))
    return Counter(word for text in texts for word in text.split())
