"""What is being done at the moment: whoever works says so here, and whoever shows it to somebody looks.

Saying so costs an assignment, and nothing comes of it unless the command line listens (``archcheck/cli/progress.py``).
"""

from typing import TypeVar

_Result = TypeVar("_Result")


class Work:
    """What is being done, how much of it is done, and how much there is, where that is known.

    Attributes:
        what: the work, as a verb; empty while nothing is being done that takes long.
        unit: the noun of what is counted; empty where nothing is.
        done: how many of them are done.
        total: how many there are; None where nobody knows yet.
    """

    def __init__(self) -> None:
        self.what = ""
        self.unit = ""
        self.done = 0
        self.total: int | None = None

    def begin(self, what: str, unit: str = "", total: int | None = None) -> None:
        """Say what is being done from now on."""
        self.what, self.unit, self.done, self.total = what, unit, 0, total

    def count(self, what: str, unit: str) -> None:
        """Say that one more is being done, of what nobody knows how many there are."""
        if self.what != what:
            self.begin(what, unit)
        self.done += 1

    def did(self, result: _Result) -> _Result:
        """Say that one more is done, and return what it came to."""
        self.done += 1
        return result

    def rest(self) -> None:
        """Say that nothing is being done that takes long: what was asked for is written, or somebody is waited for."""
        self.begin("")


work = Work()
"""The work of this process. It is shown and never acted upon, so that threads that mix up theirs do no harm."""
