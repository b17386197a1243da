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
    bits = 0
    if len(text) <= len("base64:") + 4 * ((ordered[-1] // 8 + 1 + 2) // 3):
        return text
    for low, high in ranges:
        bits |= ((1 << (high - low + 1)) - 1) << low
    data = bits.to_bytes(ordered[-1] // 8 + 1, "little")
    return "base64:" + base64.b64encode(data).decode()
