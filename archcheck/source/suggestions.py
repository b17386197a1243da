"""Did you mean: the known name that is nearest to one that is not known."""

from collections.abc import Iterable

_MANY = 2_000
_LONG = 100
_EDITS = 5
_PREFIX = 3


def closest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name within a third of the length in edits (one to five), the nearest and smallest; or None.

    Failing that, the shortest one that begins with it.

    Where thousands of names are known, only those that share the first or the last character are compared; very long
    names are not compared at all, since that takes the product of their lengths.
    """
    if len(name) > _LONG:
        return None
    names = sorted({other for other in known if len(other) <= _LONG})
    if len(names) > _MANY:
        names = [other for other in names if other[:1] == name[:1] or other[-1:] == name[-1:]]
    folded = name.casefold()
    best: tuple[int, str] | None = None
    most = max(1, min(len(name) // 3, _EDITS))
    for other in names:
        if other == name or abs(len(other) - len(name)) > most:
            continue
        distance = edit_distance(folded, other.casefold(), most)
        if distance <= most and distance < len(name) and (best is None or (distance, other) < best):
            best = (distance, other)
            most = distance
    if best is None and len(name) >= _PREFIX:
        longer = [other for other in names if other != name and other.casefold().startswith(folded)]
        return min(longer, key=len, default=None)
    return best[1] if best else None


def edit_distance(left: str, right: str, most: int) -> int:
    """Return the number of insertions, deletions, substitutions and swaps of neighbours between two texts.

    The optimal string alignment distance (Wagner and Fischer 1974, with Damerau's transposition), given up with
    ``most + 1`` as soon as it must be larger than ``most``.
    """
    far = most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        older, before, row = before, row, [far] * (len(right) + 1)
        if i <= most:
            row[0] = i
        # Only a band along the diagonal can hold distances that are small enough (Ukkonen 1985).
        for j in range(max(1, i - most), min(len(right), i + most) + 1):
            b = right[j - 1]
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if older and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row[j] = cost
        if min(row) > most:
            return far
    return min(row[-1], far)
