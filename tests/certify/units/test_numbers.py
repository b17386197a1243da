"""Sets of numbers as certificates write them (docs/certificates.md)."""

import base64
from collections.abc import Sequence

import pytest

from archcheck.certify.numbers import write


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((), ""),
        ((0,), "0"),
        ((7, 7), "7"),
        ((0, 1), "0-1"),
        ((3, 1, 2), "1-3"),
        ((0, 2), "0,2"),
        ((0, 1, 2, 5, 7, 8), "0-2,5,7-8"),
        ((9, 10, 12), "9-10,12"),
    ],
)
def test_ranges(numbers: Sequence[int], expected: str) -> None:
    assert write(numbers) == expected


def bitmap(numbers: Sequence[int]) -> str:
    """Return the definition: number ``i`` is bit ``i % 8`` of byte ``i / 8``."""
    data = bytearray(max(numbers) // 8 + 1)
    for number in numbers:
        data[number // 8] |= 1 << number % 8
    return "base64:" + base64.b64encode(bytes(data)).decode()


@pytest.mark.parametrize("numbers", [tuple(range(0, end, 2)) for end in range(1, 80)], ids=str)
def test_whichever_is_shorter(numbers: tuple[int, ...]) -> None:
    """Of two that are as long it is the ranges."""
    ranges = ",".join(map(str, numbers))
    assert write(numbers) == min(ranges, bitmap(numbers), key=len)


def test_bitmaps() -> None:
    assert len(bitmap([0, 2, 4, 10, 12])) == len("0,2,4,10,12")
    assert write([0, 2, 4, 10, 12]) == "0,2,4,10,12"
    mixed = [*range(0, 40, 2), 50, 51, 52, 53, *range(60, 100, 3)]
    assert write(mixed) == bitmap(mixed)
    assert write(range(5, 1000)) == "5-999"
    # The last number begins a byte, or ends one.
    for last in (63, 64, 71, 72):
        assert write([*range(0, 50, 2), last]) == bitmap([*range(0, 50, 2), last])
