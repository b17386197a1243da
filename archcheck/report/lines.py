"""Edges and cuts as lines of text name them."""

from collections.abc import Sequence

from archcheck.source.inert import escape


def describe_edge(name: str) -> str:
    """Return the id of an edge, with room around its arrow."""
    return " -> ".join(map(escape, name.split("->", 1)))


def describe_cuts(cuts: Sequence[Sequence[str]]) -> str:
    """Return what a finding's cuts come to: any one of some edges, or sets of several."""
    if len(cuts) == 1:
        return "cut " + " and ".join(map(describe_edge, cuts[0]))
    if all(len(cut) == 1 for cut in cuts):
        return "cut any one of " + ", ".join(describe_edge(cut[0]) for cut in cuts)
    return "cut " + ", or ".join(" and ".join(map(describe_edge, cut)) for cut in cuts)
