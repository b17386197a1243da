"""What judgements have in common."""

from collections.abc import Mapping
from typing import Any

from archcheck.certify.judgement import Identity, Judgement, Listed
from archcheck.source.located import Location
from tests.certify.units.building import fields, model, rejected

PLACE = Location("t.yaml", 1, 2)


class Two(Listed):
    """A judgement with two violations."""

    found: Mapping[Identity, Location | None] = {(None, None, "a->b"): PLACE, (None, None, "b->a"): None}

    def violations(self) -> Mapping[Identity, Location | None]:
        return self.found

    def check_certificate(self, certificate: Mapping[str, Any], *, passes: bool) -> None:
        raise NotImplementedError


def two() -> Two:
    """Return it, over two edges."""
    return Two(fields(model("ab", ["ab", "ba"]), "allowed-edges"))


def test_what_it_begins_with() -> None:
    judgement = two()
    assert judgement.model is judgement.fields.model
    assert judgement.empty == []
    assert Judgement.stops_empty is True


def test_it_holds_without_violations() -> None:
    judgement = two()
    assert judgement.holds() is False
    judgement.found = {}
    assert judgement.holds() is True


def test_a_finding_is_one_of_the_violations() -> None:
    judgement = two()
    assert judgement.check_finding((None, None, "a->b"), {}) is PLACE
    assert judgement.check_finding((None, None, "b->a"), {}) is None
    with rejected("a finding is none"):
        judgement.check_finding((None, None, "c"), {})
    with rejected("a finding is none"):
        judgement.check_finding(("a->b", None, None), {})


def test_no_violation_is_left_out() -> None:
    judgement = two()
    both: list[Identity] = [(None, None, "b->a"), (None, None, "a->b")]
    judgement.check_complete(both)
    judgement.check_complete(iter_as_set(both))
    with rejected("a violation is left out"):
        judgement.check_complete(both[:1])
    with rejected("a violation is left out"):
        judgement.check_complete([])


def iter_as_set(identities: list[Identity]) -> set[Identity]:
    """Return the same as another collection."""
    return {*identities, (None, None, "more")}


def test_a_fix_is_the_edge_at_fault() -> None:
    judgement = two()
    judgement.check_fix((None, None, "a->b"), frozenset({0}))
    for edges in (frozenset({1}), frozenset({0, 1}), frozenset[int]()):
        with rejected("a fix is not the edge at fault"):
            judgement.check_fix((None, None, "a->b"), edges)


def test_a_pass_leans_on_nothing() -> None:
    judgement = two()
    judgement.check_assumptions([])
    with rejected("assumptions is ['a'], and should be []"):
        judgement.check_assumptions(["a"])
