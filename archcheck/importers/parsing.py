"""Texts to located values: JSON where a text begins like JSON, else a stream of YAML documents."""

import re

from archcheck.source.composer import compose_all
from archcheck.source.diagnostics import Problems
from archcheck.source.json_text import read_json
from archcheck.source.located import Location, Source, Value, shorten

_TEMPLATE = re.compile(r"^(?!\s*#).*?(\{\{.*?(?:\}\}|$))", re.MULTILINE)
_HELP = "render the templates first, as `helm template` does, and give what comes out"


def parse(source: Source, problems: Problems) -> list[Value]:
    """Return the root values of a text; where a template was left in, that is said in place of what it breaks."""
    own = Problems()
    if source.text.lstrip()[:1] in ("{", "["):
        root = read_json(source, own)
        found = [] if root is None else [root]
        if own.failed and not any(each.code == "duplicate-key" for each in own.diagnostics):
            # YAML in braces looks like JSON, and is none.
            other = Problems()
            documents = compose_all(source, other)
            if not other.failed:
                own, found = other, documents
    else:
        found = compose_all(source, own)
    template = find_template(source) if own.failed else None
    if template is not None:
        tell_template(*template, problems)
    else:
        problems.diagnostics += own.diagnostics
    return found


def find_template(source: Source) -> tuple[Location, str] | None:
    """Return the first place of a text where a template stands outside comments, and what it says; None if none."""
    found = _TEMPLATE.search(source.text)
    if found is None:
        return None
    before = source.text[: found.start(1)]
    column = found.start(1) - (before.rfind("\n") + 1) + 1
    return Location(source.path, before.count("\n") + 1, column, len(found[1])), found[1]


def tell_template(place: Location, text: str, problems: Problems) -> None:
    """Record that a template was left in."""
    problems.error("template", f"this is a template, which nobody has rendered: `{shorten(text)}`", place, _HELP)
