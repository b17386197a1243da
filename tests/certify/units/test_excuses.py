"""What excuses a finding, judged anew."""

from datetime import date
from typing import Any

import pytest

from archcheck.certify.excuses import Excuses
from archcheck.certify.judgement import Identity
from tests.certify.units.building import fields, model

BOARD = {"authority": "board", "version": "1", "pinned": True, "controller": "us", "reference": "minutes"}
PAIR, NODE = ("a", "b", None), (None, None, "a")


@pytest.mark.parametrize(
    ("covers", "identity", "covered"),
    [
        (None, PAIR, True),
        (None, NODE, True),
        ({"from": "a"}, PAIR, True),
        ({"to": "b"}, PAIR, True),
        ({"from": {"set": "first"}, "to": ["c", "b"]}, PAIR, True),
        ({"from": "a", "to": "c"}, PAIR, False),
        ({"from": "b"}, PAIR, False),
        ({"from": "a"}, NODE, False),
        ({"to": "a"}, ("a", None, None), False),
        ({"from": "a"}, ("a", None, None), True),
        ({"subject": "a"}, NODE, True),
        ({"subject": ["b", "a*"]}, NODE, True),
        ({"subject": "b"}, NODE, False),
        ({"subject": "a"}, PAIR, False),
    ],
)
def test_what_a_permission_covers(covers: Any, identity: Identity, covered: bool) -> None:
    permission = BOARD if covers is None else {**BOARD, "covers": covers}
    constraint = {"from": "a", "to": "b", "permitted-by": [permission]}
    of = fields(model("abc"), "forbidden-path", constraint, sets={"first": "a"})
    found = Excuses((), None, date(2026, 1, 1)).explain(of, identity)
    assert found == ({"state": "referred", "permitted_by": [BOARD]} if covered else {"state": "open"})
