"""Groups of nodes by a value that they have."""

from archcheck.certify.model import Model
from archcheck.certify.selection import Chosen, kind_of


def group_by(model: Model, scope: Chosen, by: str) -> dict[str, Chosen]:
    """Return the nodes of a scope by ``zone``, ``kind`` or ``labels.NAME``, by the text of the value.

    An element of a list is a value. Of values of different types that are written alike, the later ones by the name of
    their type have it behind them in brackets.
    """
    groups: dict[tuple[str, object], set[int]] = {}
    for number, node in enumerate(model.nodes):
        value = getattr(node, by) if by in ("zone", "kind") else node.labels.get(by.removeprefix("labels."))
        for each in value if isinstance(value, tuple) else (value,):
            if each is not None:
                groups.setdefault((kind_of(each), each), set()).add(number)
    named: dict[str, Chosen] = {}
    for (kind, each), members in sorted(groups.items(), key=lambda item: (str(item[0][1]), item[0][0])):
        chosen = scope & members
        text = str(each).lower() if isinstance(each, bool) else str(each)
        if chosen:
            named[text if text not in named else f"{text} ({kind})"] = chosen
    return named
