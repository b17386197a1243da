"""Accepting what no importer understands: it is said in so many words, and leaves no verdict open then."""

from collections.abc import Sequence

from archcheck.documents.topology import Topology
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location, shorten


def accept_unmodelled(topologies: Sequence[Topology], kinds: Sequence[str]) -> list[Topology]:
    """Return topologies of which what is not modelled and of some kinds counts for nothing.

    Each is told among the diagnostics of its topology; a kind that none of them has, among those of the first.

    Args:
        topologies: all that are checked together.
        kinds: the kinds, as :class:`~archcheck.documents.topology.Unmodelled` names them.
    """
    met = sorted({each.kind for topology in topologies for each in topology.unmodelled})
    found = [_accept(topology, kinds) for topology in topologies]
    told = Problems()
    for kind in dict.fromkeys(kinds) if found else ():
        if kind not in met:
            help_text = told.did_you_mean(kind, met) or (f"not understood are: {', '.join(met)}" if met else None)
            message = f"nothing of the kind `{shorten(kind)}`, which `--accept-unmodelled` accepts, is not understood"
            told.warning("unused-accept", message, Location(found[0].path, 1, 1), help_text)
    if told.diagnostics:
        found[0] = found[0]._replace(diagnostics=(*found[0].diagnostics, *told.diagnostics))
    return found


def _accept(topology: Topology, kinds: Sequence[str]) -> Topology:
    accepted = [each for each in topology.unmodelled if each.kind in kinds]
    if not accepted:
        return topology
    told = Problems()
    for each in accepted:
        told.info("accepted", f"{each.kind} `{shorten(each.name)}` counts for nothing: {each.reason}", each.location)
    return topology._replace(
        unmodelled=tuple(each for each in topology.unmodelled if each.kind not in kinds),
        diagnostics=(*topology.diagnostics, *told.diagnostics),
    )
