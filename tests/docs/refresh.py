"""Write everything in the documentation that the program makes anew: ``python -m tests.docs.refresh``."""

import sys
import tempfile
from pathlib import Path

from tests.docs import images, pages


def main() -> None:
    """Rewrite the pages and pictures that have changed, and name them."""
    for page in pages.PAGES:
        with tempfile.TemporaryDirectory() as folder:
            before = pages.read(page)
            after = pages.renew(before, Path(folder))
        if after != before:
            page.write_text(after, encoding="utf-8")
            sys.stdout.write(f"{pages.name(page)} is new\n")
    for image in images.IMAGES:
        file = images.FOLDER / image
        old = images.words(file) if file.exists() else None
        fresh = file.with_suffix(".new.svg")
        images.draw(image, fresh)
        if images.words(fresh) != old or "--images" in sys.argv[1:]:
            fresh.replace(file)
            sys.stdout.write(f"docs/images/{image} is new\n")
        else:
            fresh.unlink()


if __name__ == "__main__":
    main()
