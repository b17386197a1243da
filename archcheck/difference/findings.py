"""Which findings are new, gone or rerouted: by their identity, never by their path or a line."""

from collections.abc import Collection, Mapping, Sequence

from archcheck.difference.model import ConstraintChange, outweighs, weigh
from archcheck.report_model import ConstraintResult, Finding, Run, Step
from archcheck.source.diagnostics import Diagnostic

_Identity = tuple[str | None, str | None, str | None]
_Path = tuple[tuple[str, str | None, str | None], ...]


class Renumbering:
    """The ids that the old side's edges have on the new side; an edge that is gone keeps one that no edge can have."""

    def __init__(self, renumbered: Mapping[str, str | None], nodes: Collection[str]) -> None:
        self._renumbered = {old: new for old, new in renumbered.items() if old != new}
        self._nodes = nodes

    def edge(self, name: str | None) -> str | None:
        """Return the id of an edge on the new side."""
        if name is None or name not in self._renumbered:
            return name
        new = self._renumbered[name]
        return f"\0gone {name}" if new is None else new

    def subject(self, name: str | None) -> str | None:
        """Return what a subject is on the new side: a node keeps its name, also where an edge is called the same."""
        return name if name in self._nodes else self.edge(name)


def compare_results(old: Run | None, new: Run | None, renumbering: Renumbering) -> tuple[ConstraintChange, ...]:
    """Return how each constraint's result changed; both sides were checked against the same constraints."""
    olds = {result.id: result for result in old.constraints} if old else {}
    news = {result.id: result for result in new.constraints} if new else {}
    return tuple(_compare(olds.get(name), news.get(name), renumbering) for name in {**olds, **news})


def _compare(old: ConstraintResult | None, new: ConstraintResult | None, renumbering: Renumbering) -> ConstraintChange:
    before = _by_identity(old, renumbering)
    after = _by_identity(new, None)
    emptied = _empty(new) - _empty(old)
    unexcused, rerouted, unchanged = [], [], 0
    if old is not None and new is not None:
        for identity, finding in after.items():
            was = before.get(identity)
            if was is None:
                continue
            if outweighs(weigh(new, finding), weigh(old, was)):
                unexcused.append((was, finding))
            elif _paths(was, renumbering) != _paths(finding, None):
                rerouted.append((was, finding))
            else:
                unchanged += 1
    # Of a constraint that could not be evaluated, nothing is known to be gone.
    is_known = new is None or new.status != "error"
    return ConstraintChange(
        old,
        new,
        tuple(finding for identity, finding in after.items() if identity not in before),
        tuple(unexcused),
        tuple(finding for identity, finding in before.items() if identity not in after) if is_known else (),
        tuple(rerouted),
        unchanged,
        tuple(name for name in new.empty if name in emptied) if new else (),
    )


def _by_identity(result: ConstraintResult | None, renumbering: Renumbering | None) -> dict[_Identity, Finding]:
    """Return the findings by what each is about, in the report's order; of several about the same, the first."""
    found: dict[_Identity, Finding] = {}
    for finding in result.findings if result else ():
        subject = renumbering.subject(finding.subject) if renumbering else finding.subject
        found.setdefault((finding.source, subject, finding.target), finding)
    return found


def _empty(result: ConstraintResult | None) -> set[str]:
    """Return the fields that match nothing where nothing says why that is fine."""
    return set(result.empty) if result is not None and result.allow_empty is None else set()


def _paths(finding: Finding, renumbering: Renumbering | None) -> tuple[_Path, _Path]:
    return _path(finding.path, renumbering), _path(finding.other_path, renumbering)


def _path(steps: Sequence[Step], renumbering: Renumbering | None) -> _Path:
    return tuple(
        (step.node, renumbering.edge(step.edge) if renumbering else step.edge, step.direction) for step in steps
    )


def find_new_diagnostics(old: Run | None, new: Run | None) -> tuple[Diagnostic, ...]:
    """Return the errors of the new side, and the warnings that the old one does not give, whatever path they name."""
    if new is None:
        return ()
    known = {_says(diagnostic, old.path) for diagnostic in old.diagnostics} if old else set()
    return tuple(
        diagnostic
        for diagnostic in new.diagnostics
        if diagnostic.severity == "error" or _says(diagnostic, new.path) not in known
    )


def _says(diagnostic: Diagnostic, path: str) -> tuple[str, str]:
    return diagnostic.code, diagnostic.message.replace(f"`{path}`", "")
