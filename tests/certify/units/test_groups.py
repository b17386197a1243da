"""Groups of nodes by zone, kind or label."""

from typing import Any

import pytest

from archcheck.certify.groups import group_by
from tests.certify.units.building import ids, model

NODES: dict[str, dict[str, Any]] = {
    "a": {"kind": "app", "zone": "z", "labels": {"t": "one", "many": ["x", "y"]}},
    "b": {"kind": "app.web", "zone": "z/inner", "labels": {"t": "one", "zone": "no"}},
    "c": {"kind": "app", "labels": {"t": "Two", "many": ["y"], "kind": "no"}},
    "d": {"kind": "db", "labels": {"many": []}},
}


def groups(by: str, scope: str = "abcd", nodes: dict[str, dict[str, Any]] | None = None) -> dict[str, str]:
    """Return the ids of the members of every group."""
    of = model(nodes or NODES, zones={"z": {"zones": {"inner": {}}}})
    chosen = frozenset(of.place[name] for name in scope)
    return {name: ids(of, members) for name, members in group_by(of, chosen, by).items()}


def test_zones_and_kinds() -> None:
    assert groups("zone") == {"z": "a", "z/inner": "b"}
    assert groups("kind") == {"app": "a c", "app.web": "b", "db": "d"}


def test_labels() -> None:
    assert groups("labels.t") == {"Two": "c", "one": "a b"}
    assert groups("labels.many") == {"x": "a", "y": "a c"}
    assert groups("labels.zone") == {"no": "b"}
    assert groups("labels.kind") == {"no": "c"}
    assert groups("labels.nothing") == {}


def test_only_what_is_in_scope() -> None:
    assert groups("labels.t", "bcd") == {"Two": "c", "one": "b"}
    assert groups("labels.t", "ab") == {"one": "a b"}
    assert groups("kind", "") == {}


def test_values_that_are_written_alike() -> None:
    """Those of later types, by the types' names, have them behind."""
    nodes: dict[str, dict[str, Any]] = {
        "a": {"labels": {"v": "true"}},
        "b": {"labels": {"v": True}},
        "c": {"labels": {"v": 1}},
        "d": {"labels": {"v": "1"}},
        "e": {"labels": {"v": False}},
        "f": {"labels": {"v": 1.0}},
    }
    found = groups("labels.v", "abcdef", nodes)
    assert found == {"1": "c f", "1 (text)": "d", "false": "e", "true": "b", "true (text)": "a"}
    # One that is not in scope takes no name away.
    assert groups("labels.v", "ad", nodes) == {"1": "d", "true": "a"}


@pytest.mark.parametrize(
    ("values", "expected"),
    [(("b", "a"), ["a", "b"]), ((10, 9), ["10", "9"]), (("x", "2", 1), ["1", "2", "x"]), ((True, "a"), ["true", "a"])],
)
def test_their_order(values: tuple[Any, ...], expected: list[str]) -> None:
    nodes = {"abc"[number]: {"labels": {"v": value}} for number, value in enumerate(values)}
    assert list(groups("labels.v", "".join(nodes), nodes)) == expected
