"""Numbers with their nouns, as every message writes them."""


def count_of(number: int, noun: str, more: str = "") -> str:
    """Return a number with its noun, in the plural where it is one; ``more`` stands behind the number."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number}{more} {noun if number == 1 and not more else plural}"
