"""Margins as text: a line for each constraint, and for each the guards and the path."""

from collections.abc import Iterator, Sequence

from archcheck.source.counting import count_of
from archcheck.source.inert import escape
from archcheck.whatif.margin import Margin


def write_margins(
    runs: Sequence[tuple[str, Sequence[Margin], Sequence[str]]], at_least: int, *, quiet: bool = False
) -> str:
    """Return margins as text.

    Args:
        runs: for each topology its path, the margins, and the ids of the constraints that fail as it is.
        at_least: the margin that is enough.
        quiet: whether to leave out what is enough.
    """
    return "\n\n".join("\n".join(_run(*run, at_least, quiet)) for run in runs) + "\n"


def _run(path: str, margins: Sequence[Margin], failing: Sequence[str], at_least: int, quiet: bool) -> Iterator[str]:
    yield f"{escape(path)}: {count_of(len(margins), 'constraint')} that hold and that guards keep"
    width = max((len(escape(each.constraint)) for each in margins), default=0)
    for each in margins:
        enough = each.number is None or each.number >= at_least
        if quiet and enough:
            continue
        few = "" if enough else f", fewer than {at_least}"
        yield ""
        name = f"{escape(each.constraint):<{width}}"
        if each.number is None:
            yield f"{name}  holds whatever is compromised of its {count_of(each.guards, 'guard')}"
            continue
        yield f"{name}  {each.number} of {count_of(each.guards, 'guard')}{few}: {', '.join(map(escape, each.taken))}"
        yield f"  then open: {' .. '.join(map(escape, each.path))}"
    if failing:
        yield ""
        yield f"failing as it is: {', '.join(map(escape, failing))}"
