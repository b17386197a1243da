"""Reading a report: JSON of a known version, whatever else it says."""

import json
from pathlib import Path
from typing import Any, NoReturn

from archcheck.documents.draft import check_type
from archcheck.errors import stop
from archcheck.report_model import TYPE
from archcheck.source.composer import compose
from archcheck.source.diagnostics import Problems
from archcheck.source.files import read_file, read_stdin
from archcheck.source.located import Location, Source


class _Unfit(ValueError):
    """Something that JSON allows and a report never holds."""


def read_report(name: str) -> dict[str, Any]:
    """Read a report from a file, or from standard input for ``-``.

    Raises:
        InputError: where it is no report of this version; LimitError where it is too large.
    """
    problems = Problems()
    source = read_stdin(problems) if name == "-" else read_file(Path(name), name, problems)
    if source is None:
        raise stop(problems.diagnostics)
    return parse_report(source)


def parse_report(source: Source) -> dict[str, Any]:
    """Return a report as plain data. Raises as :func:`read_report` does."""
    problems = Problems()
    try:
        data = json.loads(source.text, object_pairs_hook=_unique, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        where = Location(source.path, error.lineno, error.colno)
        problems.error("syntax", f"this is not JSON: {error.msg.lower()}", where)
    except RecursionError:
        problems.error("too-deep", "values nest too deep for a report", Location(source.path, 1, 1))
    except ValueError as error:
        problems.error("invalid-value", str(error), Location(source.path, 1, 1))
    else:
        if isinstance(data, dict) and data.get("archcheck") == TYPE:
            return data
        root = compose(source, problems)  # for the place
        if root is not None:
            check_type(root, TYPE, problems)
    raise stop(problems.diagnostics)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        raise _Unfit("a key stands twice in one object of the report")
    return data


def _refuse(constant: str) -> NoReturn:
    raise _Unfit(f"`{constant}` is not a number that a report holds")
