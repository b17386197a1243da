"""Which findings are shown where there are more than may be."""

import pytest

from archcheck.accepted.excuses import choose_shown
from archcheck.report_model import Finding


def shown(states: str, most: int) -> str:
    """Return which of some findings are shown, as the numbers of their places; a state is its first letter."""
    names = {state[0]: state for state in ("open", "grace", "referred", "waived", "known")}
    findings = [Finding("m", None, subject=str(place), state=names[state]) for place, state in enumerate(states)]
    return "".join(str(finding.subject) for finding in choose_shown(findings, most))


@pytest.mark.parametrize(
    ("most", "expected"), [(1, "4"), (2, "34"), (3, "234"), (4, "1234"), (5, "01234"), (6, "01234"), (99, "01234")]
)
def test_what_nothing_excuses_comes_before_what_somebody_does(most: int, expected: str) -> None:
    assert shown("kwrgo", most) == expected


def test_of_a_state_the_first_ones_in_their_order() -> None:
    assert shown("owoowo", 3) == "023"
    assert shown("owoowo", 5) == "01235"
    assert shown("ggg", 2) == "01"


@pytest.mark.parametrize("states", ["", "k", "kwr", "rrr", "wkwk"])
def test_where_all_are_excused_all_are_shown(states: str) -> None:
    assert shown(states, 1) == "".join(map(str, range(len(states))))
