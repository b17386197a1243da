"""Single-field mutations of JSON data."""

import copy
from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]


def places(data: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the place of every value below the top."""
    items: Any = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for name, value in items:
        yield (*path, name)
        yield from places(value, (*path, name))


def mutate(data: dict[str, Any], within: Path = ()) -> Iterator[tuple[Path, str, dict[str, Any]]]:
    """Yield every mutation of one field, of a part where one is named: its place, what was done, the changed data."""
    for path in places(at(data, within), within):
        *above, last = path
        value = at(data, path)
        for name, new in changes(value):
            changed = copy.deepcopy(data)
            at(changed, tuple(above))[last] = new
            yield path, name, changed
        changed = copy.deepcopy(data)
        del at(changed, tuple(above))[last]
        yield path, "removed", changed


def at(data: Any, path: Path) -> Any:
    """Return the value at a place."""
    for name in path:
        data = data[name]
    return data


def changes(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield other values."""
    if isinstance(value, bool):
        yield "flipped", not value
    elif isinstance(value, int):
        yield "one more", value + 1
        yield "as text", str(value)
    elif isinstance(value, str):
        yield "longer", value + "x"
        if value:
            yield "empty", ""
        yield "null", None
    elif value is None:
        yield "a text", "x"
    elif isinstance(value, list):
        yield "doubled", value + value if value else ["x"]
        if len(value) > 1:
            yield "turned round", value[::-1]
    elif isinstance(value, dict):
        yield "one more key", {**value, "x": 1}
        yield "emptied", {} if value else {"x": 1}
