"""Sets of numbers as certificates write them."""

import base64
from collections.abc import Iterable


def write(numbers: Iterable[int]) -> str:
    """Return a set of numbers as ranges, or as a bitmap in base64 where that is shorter."""
    ordered = sorted(set(numbers))
    if not ordered:
        return ""
    ranges: list[list[int]] = []
    for number in ordered:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    text = ",".join(f"{low}" if low == high else f"{low}-{high}" for low, high in ranges)
    bits = sum(((2 << (high - low)) - 1) << low for low, high in ranges)
    data = bits.to_bytes(ordered[-1] // 8 + 1, "little")
    return min(text, "base64:" + base64.b64encode(data).decode(), key=len)
