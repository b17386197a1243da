"""Standings: what is known of a part of a claim, and how the standings of parts make that of a whole.

INVARIANT: nothing is supported that rests on a part which is not; in doubt a whole is what is worst among its parts.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from archcheck.report_model import ConstraintResult, Finding

_Item = TypeVar("_Item")

SUPPORTED = "supported"
ASSUMING = "supported-under-assumptions"
REFERRED = "referred"
REFUTED = "refuted"
NOT_IN_FORCE = "not-in-force"
UNDECIDABLE = "undecidable"
UNKNOWN = "unknown"
STATUSES = (SUPPORTED, ASSUMING, REFERRED, REFUTED, NOT_IN_FORCE, UNDECIDABLE, UNKNOWN)
HOLDING = (SUPPORTED, ASSUMING)
LEANINGS = ("declared", "stateless", "nothing-to-check", "hollow", "imported", "accepted", "unmodelled")

# What decides a whole: the first of these that one of its parts is.
_ALL = (REFUTED, UNKNOWN, REFERRED, NOT_IN_FORCE, UNDECIDABLE, ASSUMING, SUPPORTED)
_ANY = (SUPPORTED, ASSUMING, REFERRED, UNKNOWN, NOT_IN_FORCE, UNDECIDABLE, REFUTED)


class Leaning(NamedTuple):
    """Something that support leans on and that is not proved.

    ``kind`` is ``declared`` for an assumption of the reading, ``stateless`` for the ``stateful: false`` of a node that
    a proof leans on, ``nothing-to-check`` for the reason why it is fine that a constraint matched nothing, ``hollow``
    for why a constraint that holds could hardly have failed here. The others are about the topology: ``imported`` is
    what its importer took for granted, ``accepted`` what nobody understood and ``--accept-unmodelled`` says is nothing,
    ``unmodelled`` what nobody understood and bears on no verdict here.
    """

    kind: str
    statement: str
    constraint: str | None = None
    vouched_by: str | None = None
    review: date | None = None


class Refutation(NamedTuple):
    """A finding that refutes, and the constraint that it violates."""

    constraint: str
    finding: Finding


class Standing(NamedTuple):
    """What is known of a part of a claim; ``reasons`` say why it is neither supported nor refuted."""

    status: str
    leanings: tuple[Leaning, ...] = ()
    refutations: tuple[Refutation, ...] = ()
    reasons: tuple[str, ...] = ()


def stand(
    result: ConstraintResult, *, ground: Sequence[Leaning] = (), doubt: str | None = None, hollow: Sequence[str] = ()
) -> Standing:
    """Return what a constraint's verdict says of whatever rests on it. An excuse makes no sentence true.

    Args:
        result: the verdict.
        ground: what every proof about the topology leans on.
        doubt: why the constraint can never fail, so that its passing says nothing; None where it can.
        hollow: why it had little to look at, where it passes.
    """
    name = result.id
    if result.status == "pass" and doubt is not None:
        return Standing(UNKNOWN, reasons=(f"`{name}` can never fail: {doubt}",))
    if result.status == "pass":
        leanings = [Leaning("stateless", f"`{node}` is stateless", name) for node in result.assumptions]
        if result.allow_empty is not None:
            leanings.append(Leaning("nothing-to-check", result.allow_empty, name))
        leanings += [Leaning("hollow", reason, name) for reason in hollow]
        leanings += ground
        return Standing(ASSUMING if leanings else SUPPORTED, tuple(leanings))
    if result.status in ("fail", "waived"):
        # A finding that an outside text permits is not what refutes, where another one stands beside it.
        found = sorted(result.findings, key=lambda each: each.state == "referred")
        return Standing(REFUTED, (), tuple(Refutation(name, finding) for finding in found[:1]))
    if result.status == "referred":
        admitted = [each for each in result.findings if each.state == "referred"]
        authorities = ", ".join(dict.fromkeys(permit.authority for each in admitted for permit in each.permitted_by))
        refutations = tuple(Refutation(name, finding) for finding in admitted[:1])
        return Standing(REFERRED, (), refutations, (f"`{name}`: permitted only by {authorities}",))
    if result.status == "inactive":
        return Standing(NOT_IN_FORCE, reasons=(f"`{name}` is not in force on this day",))
    if result.status == "vacuous":
        fields = ", ".join(f"`{field}`" for field in result.empty)
        return Standing(UNKNOWN, reasons=(f"`{name}`: {fields} matched nothing, so that nothing was checked",))
    if result.status == "unknown":
        return Standing(UNKNOWN, reasons=tuple(f"`{name}`: {reason}" for reason in result.unknown))
    return Standing(UNKNOWN, reasons=(f"`{name}` could not be evaluated: {result.error}",))


def combine(parts: Sequence[Standing], *, every: bool) -> Standing:
    """Return the standing of a whole of which every part must hold, or any.

    Args:
        parts: at least one.
        every: whether all of them must hold.
    """
    order = _ALL if every else _ANY
    status = min((part.status for part in parts), key=order.index)
    deciding = [part for part in parts if part.status == status]
    if status in HOLDING:
        chosen = [part for part in parts if part.status in HOLDING] if every else deciding[:1]
        return Standing(status, _unique(each for part in chosen for each in part.leanings))
    refutations = _unique(each for part in deciding for each in part.refutations)
    return Standing(status, (), refutations, _unique(each for part in deciding for each in part.reasons))


def _unique(items: Iterable[_Item]) -> tuple[_Item, ...]:
    """Return items in their order, each once."""
    found: list[_Item] = []
    for item in items:
        if item not in found:
            found.append(item)
    return tuple(found)
