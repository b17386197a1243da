"""Which way a picture runs."""

from archcheck.draw.elements import Scene

DEEP = 6
"""A scene of more figures one behind another runs from top to bottom, so that it stays readable on a page."""
MANY_FIGURES = 100
"""A scene of more figures than this has no common direction: its zones are laid out one by one, far more compact."""


def is_deep(scene: Scene) -> bool:
    """Whether the scene is so long that it runs from top to bottom; others run from left to right.

    It is where, arrows that close a cycle aside, more than :data:`DEEP` figures stand one behind another. A scene of
    very many figures never is: their zones are laid out one by one.
    """
    if len(scene.figures) > MANY_FIGURES:
        return False
    following: dict[str, list[str]] = {figure.key: [] for figure in scene.figures}
    for arrow in scene.arrows:
        if not arrow.response:
            following[arrow.source].append(arrow.target)
    depths: dict[str, int] = {}
    for start in following:
        waiting = [start]
        entered: set[str] = set()
        while waiting:
            key = waiting[-1]
            if key in depths:
                waiting.pop()
            elif key not in entered:
                entered.add(key)
                waiting += [after for after in following[key] if after not in depths and after not in entered]
            else:
                depths[waiting.pop()] = 1 + max(
                    (depths[after] for after in following[key] if after in depths), default=0
                )
    return max(depths.values(), default=0) > DEEP
