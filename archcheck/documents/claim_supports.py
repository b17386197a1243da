"""Which claims are argued from which: every one named is there, and no claim supports itself in the end."""

from collections.abc import Mapping, Sequence

from archcheck.source.diagnostics import Problems
from archcheck.source.located import Scalar, shorten


def check_supports(supports: Mapping[str, Sequence[Scalar]], problems: Problems) -> None:
    """Record what is wrong with the support between claims.

    Args:
        supports: for each claim the claims that it supports, named where the document does.
        problems: receives what is wrong.
    """
    for targets in supports.values():
        seen: dict[str, Scalar] = {}
        for target in targets:
            if target.text not in supports:
                message = f"there is no claim `{shorten(target.text)}` to support"
                help_text = problems.did_you_mean(target.text, supports)
                problems.error("unknown-claim", message, target.location, help_text)
            elif seen.setdefault(target.text, target) is not target:
                related = [("first here", seen[target.text].location)]
                problems.error("duplicate-id", f"`{target.text}` is named twice", target.location, related=related)
    if not problems.failed:
        _refuse_circle(supports, problems)


def _refuse_circle(supports: Mapping[str, Sequence[Scalar]], problems: Problems) -> None:
    """Record the first circle of claims that support each other, with every step of it."""
    done: set[str] = set()
    for start in supports:
        chain: list[tuple[str, int]] = [(start, 0)]
        on_chain = {start}
        while chain:
            name, place = chain[-1]
            if name in done or place == len(supports[name]):
                done.add(name)
                on_chain.discard(name)
                chain.pop()
                continue
            chain[-1] = (name, place + 1)
            target = supports[name][place]
            if target.text in on_chain:
                _tell_circle([each for each, _ in chain], target, problems)
                return
            if target.text not in done:
                chain.append((target.text, 0))
                on_chain.add(target.text)


def _tell_circle(chain: Sequence[str], closing: Scalar, problems: Problems) -> None:
    circle = chain[chain.index(closing.text) :]
    steps = " -> ".join(f"`{shorten(name)}`" for name in [*circle, closing.text])
    help_text = "an argument needs a ground: take one of these out of `supports`"
    problems.error("support-cycle", f"claims support themselves: {steps}", closing.location, help_text)
