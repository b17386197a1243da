"""Did you mean: the known name that is nearest to one that is not known."""

from collections.abc import Iterable

_MANY = 2_000


def closest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name within a third of the length in edits (at least one), the nearest and smallest; or None.

    Where thousands of names are known, only those that share the first or the last character are compared.
    """
    names = sorted(set(known))
    if len(names) > _MANY:
        names = [other for other in names if other[:1] == name[:1] or other[-1:] == name[-1:]]
    folded = name.casefold()
    best: tuple[int, str] | None = None
    most = max(1, len(name) // 3)
    for other in names:
        if other == name or abs(len(other) - len(name)) > most:
            continue
        distance = edit_distance(folded, other.casefold(), most)
        if distance <= most and (best is None or (distance, other) < best):
            best = (distance, other)
            most = distance
    return best[1] if best else None


def edit_distance(left: str, right: str, most: int) -> int:
    """Return the number of insertions, deletions, substitutions and swaps of neighbours between two texts.

    The optimal string alignment distance (Wagner and Fischer 1974, with Damerau's transposition), given up with
    ``most + 1`` as soon as it must be larger than ``most``.
    """
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if older and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
