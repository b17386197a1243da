"""Print how many of the random constraints of each rule are vacuous, pass and fail.

python -m tests.differential [number of random topologies]
"""

import sys

from tests.differential.generate import count_statuses

number = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
for rule, statuses in sorted(count_statuses(range(number)).items()):
    print(f"{rule:20}", *(f"{status} {count / statuses.total():6.1%}" for status, count in sorted(statuses.items())))  # noqa: T201
