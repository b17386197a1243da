"""Write everything in the documentation that the program makes anew: ``python -m tests.docs.refresh``."""

import sys
import tempfile
from pathlib import Path

from archcheck.report.schemas import SCHEMAS, schema_text
from tests.docs import images, pages


def main() -> None:
    """Rewrite the schemas, pages and pictures that have changed, and name them."""
    for document in SCHEMAS:
        file = pages.ROOT / "schemas" / f"{document}.json"
        text = schema_text(document)
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
            sys.stdout.write(f"schemas/{document}.json is new\n")
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
