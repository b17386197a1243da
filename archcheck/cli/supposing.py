"""What ``check`` supposes: nodes that are compromised or gone, and edges more."""

from collections.abc import Sequence

from archcheck.cli.options import usage_error
from archcheck.documents.constraints import ConstraintDocument
from archcheck.documents.loading import read_selector
from archcheck.documents.topology import Topology
from archcheck.errors import stop
from archcheck.source.diagnostics import Diagnostic, Problems
from archcheck.source.located import shorten
from archcheck.whatif.changes import add_edge, compromise, distrust, match, without


def suppose(
    topologies: Sequence[Topology],
    documents: Sequence[ConstraintDocument],
    compromised: Sequence[str],
    gone: Sequence[str],
    added: Sequence[str],
    problems: Problems,
) -> tuple[list[Topology], list[ConstraintDocument], list[Diagnostic]]:
    """Return topologies and constraints as they would be, and what the report is to say of that.

    Edges are added first; then nodes are taken away, and others taken for compromised.

    Raises:
        InputError: where an edge does not fit a topology, or a selector matches nothing in any.
    """
    notes: list[str] = []
    found = list(topologies)
    for text in added:
        found = [add_edge(topology, text, problems) for topology in found]
        notes.append(f"what if there were the edge {shorten(text)}")
    if problems.failed:
        raise stop(problems.diagnostics)
    for option, texts in (("--without", gone), ("--compromise", compromised)):
        for text in texts:
            selector = read_selector(text, option, problems)
            matched = [match(topology, selector) for topology in found]
            if not any(matched):
                known = sorted({id for topology in found for id in topology.nodes})
                help_text = problems.did_you_mean(text, known)
                raise usage_error("nothing-to-check", f"{option} `{shorten(text)}` matches no node", help_text)
            change = without if option == "--without" else compromise
            found = [change(topology, ids) for topology, ids in zip(found, matched, strict=True)]
            names = sorted(frozenset[str]().union(*matched))
            told = ", ".join(f"`{shorten(name)}`" for name in names[:5])
            told += f" and {len(names) - 5} more" if len(names) > 5 else ""
            were = "were" if len(names) != 1 else "was"
            notes.append(f"what if {told} {were} {'gone' if option == '--without' else 'compromised'}")
    changed = [distrust(document) for document in documents] if compromised else list(documents)
    return found, changed, [Diagnostic("info", "what-if", note, None, None) for note in notes]
