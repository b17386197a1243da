"""Baselines: what they know, by what name, and how an entry is told whose finding is gone."""

from datetime import date
from typing import Any

import pytest

import archcheck
from archcheck.cli.rendering import render_baseline
from archcheck.documents.baseline import Baseline, Entry, write_baseline
from archcheck.documents.loading import read_baseline
from archcheck.report_model import Report
from tests.rules.checking import load, load_constraints, validator

TOPOLOGY = """
nodes: {app: {kind: app}, bot: {kind: app}, db: {kind: store}}
edges: [{from: [app, bot], to: db}]
"""
CONSTRAINTS = """
constraints:
  nodes: {rule: forbidden-node, match: {kind: store}}
  paths: {rule: forbidden-path, from: {kind: app}, to: {kind: store}}
"""
DAY = date(2026, 11, 23)


def baseline(*entries: tuple[str, str, str | None, str | None, str | None]) -> Baseline:
    """Return a baseline that was written and read again."""
    return read_baseline(write_baseline(Entry(*entry) for entry in entries), "b.json")


def check(
    *names: str, topology: str = TOPOLOGY, constraints: str = CONSTRAINTS, known: Baseline | None = None, **options: Any
) -> Report:
    topologies = [load(f"name: {name}\n{topology}") for name in names or ("t",)]
    options.setdefault("as_of", DAY)
    found = archcheck.check(topologies, load_constraints(constraints), baseline=known, **options)
    validator().validate(found.to_dict())
    return found


def renew(known: Baseline | None = None, *, topology: str = TOPOLOGY, **options: Any) -> Baseline:
    """Return the baseline that a check writes."""
    from archcheck.checker import check_topologies

    constraints = load_constraints(options.pop("constraints", CONSTRAINTS))
    names = options.pop("names", ["t"])
    topologies = [load(f"name: {name}\n{topology}") for name in names]
    found, _ = check_topologies(
        topologies, [constraints], as_of=DAY, version="0", baseline=known, whole=True, **options
    )
    return read_baseline(render_baseline(found, known), "b.json")


def entries(known: Baseline) -> list[tuple[str | None, ...]]:
    return [entry[:5] for entry in known.entries]


def states(found: Report, run: int = 0) -> list[str]:
    return [finding.state for result in found.runs[run].constraints for finding in result.findings]


def told(found: Report, run: int = 0) -> list[str]:
    return [each.summary() for each in found.runs[run].diagnostics]


NODE = ("t", "nodes", None, None, "db")
APP = ("t", "paths", "app", "db", None)
BOT = ("t", "paths", "bot", "db", None)


def test_a_baseline_holds_all_findings_sorted() -> None:
    assert entries(renew()) == [NODE, APP, BOT]
    assert entries(renew(max_findings=1)) == [NODE, APP, BOT]


def test_what_it_holds_is_known() -> None:
    found = check(known=renew())
    assert states(found) == ["known"] * 3
    assert [result.status for result in found.runs[0].constraints] == ["waived", "waived"]
    assert (found.verdict, found.runs[0].baseline, told(found)) == ("pass", {"new": 0, "known": 3, "gone": 0}, [])


def test_what_it_does_not_hold_is_new() -> None:
    found = check(known=baseline(NODE, APP))
    assert states(found) == ["known", "known", "open"]
    assert (found.verdict, found.runs[0].baseline) == ("fail", {"new": 1, "known": 2, "gone": 0})


@pytest.mark.parametrize(
    "other",
    [
        ("t", "paths", "db", "app", None),
        ("t", "paths", "app", None, None),
        ("t", "paths", None, "db", None),
        ("t", "paths", None, None, "app"),
        ("t", "nodes", "app", "db", None),
    ],
)
def test_a_finding_is_known_by_its_whole_identity(other: tuple[str, str, str | None, str | None, str | None]) -> None:
    found = check(known=baseline(other))
    assert states(found) == ["open"] * 3
    assert found.runs[0].baseline == {"new": 3, "known": 0, "gone": 1}


def test_a_reroute_is_known() -> None:
    around = """
nodes: {hop: {kind: hop}, db: {kind: store}, bot: {kind: app}, app: {kind: app}}
edges: [{from: bot, to: db}, {from: app, to: hop}, {from: hop, to: db}]
"""
    found = check(topology=around, known=renew())
    assert (states(found), told(found)) == (["known"] * 3, [])


def test_what_is_gone_is_named() -> None:
    mended = "nodes: {app: {kind: app}, bot: {kind: app}, db: {kind: store}}\nedges: [{from: app, to: db}]"
    found = check(topology=mended, known=renew())
    assert told(found) == [
        "b.json:6:5: warning[stale-baseline]: the finding of `paths` (source `bot`, target `db`) is gone, and the "
        "baseline still holds it (write the baseline anew with --write-baseline)"
    ]
    assert (found.verdict, found.runs[0].baseline) == ("pass", {"new": 0, "known": 2, "gone": 1})
    assert check(topology=mended, known=renew(), strict=True).verdict == "fail"
    assert entries(renew(renew(), topology=mended)) == [NODE, APP]


def test_a_constraint_that_there_is_no_more_is_named() -> None:
    known = baseline(NODE, APP, BOT, ("t", "old", None, None, "db"))
    found = check(known=known)
    assert [line.partition(": ")[2] for line in told(found)] == [
        "warning[stale-baseline]: the baseline holds a finding of `old` (subject `db`), and there is no such "
        "constraint (write the baseline anew with --write-baseline)"
    ]
    assert entries(renew(known)) == [NODE, APP, BOT]


def test_a_topology_that_is_not_checked_is_named_and_kept() -> None:
    known = baseline(NODE, APP, BOT, ("u", "paths", "app", "db", None), ("u", "paths", "bot", "db", None))
    found = check(known=known)
    assert told(found) == [
        "b.json:7:5: warning[stale-baseline]: the baseline holds 2 findings of the topology `u`, which is not checked "
        "(check it too, or remove them)"
    ]
    assert entries(renew(known)) == entries(known)


def test_only_leaves_the_entries_of_others_alone() -> None:
    known = renew()
    found = check(known=known, only=["nodes"])
    assert (told(found), found.runs[0].baseline) == ([], {"new": 0, "known": 1, "gone": 0})
    assert entries(renew(known, only=["nodes"])) == [NODE, APP, BOT]
    assert entries(renew(known, only=["nodes"], names=["another-name"])) == [
        ("another-name", *entry[1:]) for entry in (NODE, APP, BOT)
    ]


def test_a_constraint_out_of_force_keeps_its_entries() -> None:
    known = renew()
    sleeping = CONSTRAINTS.replace("{kind: store}}\n  paths", "{kind: store}, in-force: {until: 2026-11-22}}\n  paths")
    assert sleeping != CONSTRAINTS
    found = check(known=known, constraints=sleeping)
    assert [result.status for result in found.runs[0].constraints] == ["inactive", "waived"]
    assert told(found) == []
    assert entries(renew(known, constraints=sleeping)) == [NODE, APP, BOT]


def test_the_name_of_the_topology_matters_only_among_several() -> None:
    known = renew()
    found = check("renamed", known=known)
    assert (states(found), told(found)) == (["known"] * 3, [])
    found = check("t", "u", known=known)
    assert (states(found, 0), states(found, 1)) == (["known"] * 3, ["open"] * 3)
    assert [run.baseline for run in found.runs] == [
        {"new": 0, "known": 3, "gone": 0},
        {"new": 3, "known": 0, "gone": 0},
    ]
    both = renew(names=["t", "u"])
    assert states(check("v", known=both)) == ["open"] * 3
    found = check("v", "w", known=both)
    assert [line.partition("holds ")[2].partition(",")[0] for line in told(found)] == [
        "3 findings of the topology `t`",
        "3 findings of the topology `u`",
    ]


def test_two_topologies_of_one_name_have_no_baseline() -> None:
    with pytest.raises(archcheck.InputError) as caught:
        check("t", "t", known=renew())
    told = (
        "error[duplicate-id]: `t.yaml` and `t.yaml` are both named `t`, as no two in a baseline may be "
        "(give one of them another `name`, or check them one by one)"
    )
    assert str(caught.value) == told
    with pytest.raises(archcheck.InputError) as caught:
        renew(names=["t", "t"])
    assert str(caught.value) == told
    assert check("t", "t").verdict == "fail"


def test_grace_does_not_hold_for_what_is_new() -> None:
    grace = CONSTRAINTS.replace("}\n", ", grace-until: 2026-12-31}\n")
    assert states(check(constraints=grace)) == ["grace"] * 3
    assert states(check(constraints=grace, known=baseline(NODE))) == ["known", "open", "open"]
    assert check(constraints=grace, known=baseline(NODE)).verdict == "fail"
    assert entries(renew(constraints=grace)) == [NODE, APP, BOT]


def test_what_is_waived_or_referred_is_not_written() -> None:
    waivers = archcheck.loads_waivers(
        "archcheck: waivers/v1\nwaivers:\n"
        "  - {constraint: paths, from: app, reason: r, approved-by: a, expires: 2026-12-31}\n"
    )
    permitted = CONSTRAINTS.replace("match: {kind: store}", "match: {kind: store}, permitted-by: [{authority: law}]")
    known = renew(waivers=[waivers], constraints=permitted)
    assert entries(known) == [BOT]
    found = check(known=renew(), waivers=waivers, constraints=permitted)
    assert states(found) == ["referred", "waived", "known"]
    assert (found.runs[0].baseline, told(found)) == ({"new": 0, "known": 1, "gone": 0}, [])


def test_an_expired_waiver_of_a_known_finding_is_still_named() -> None:
    waivers = archcheck.loads_waivers(
        "archcheck: waivers/v1\nwaivers:\n"
        "  - {constraint: paths, from: app, reason: r, approved-by: a, expires: 2026-11-22}\n"
    )
    found = check(known=renew(), waivers=waivers)
    assert states(found) == ["known"] * 3
    assert [len(each.expired) for each in found.runs[0].constraints[1].findings] == [1, 0]


def test_a_baseline_of_nothing() -> None:
    known = renew(topology="nodes: {app: {kind: app}}")
    assert write_baseline([]) == '{\n  "archcheck": "baseline/v1",\n  "entries": []\n}\n'
    assert entries(known) == []
    found = check(known=known)
    assert (states(found), found.runs[0].baseline) == (["open"] * 3, {"new": 3, "known": 0, "gone": 0})


def test_ids_of_all_kinds_come_back() -> None:
    odd = "nodes: {'ä \"b\" {c}': {kind: store}, 'no': {kind: store}, '->': {kind: store}}"
    known = renew(topology=odd)
    assert [entry.subject for entry in known.entries] == ["->", "no", 'ä "b" {c}']
    assert states(check(topology=odd, known=known)) == ["known"] * 3


def test_a_baseline_of_none_of_several_topologies_is_named() -> None:
    found = check("u", "v", known=baseline(NODE))
    assert [line.partition(" (")[0] for line in told(found)] == [
        "b.json:4:5: warning[stale-baseline]: the baseline holds 1 finding of the topology `t`, which is not checked"
    ]
    assert entries(renew(baseline(NODE), names=["u", "v"], topology="nodes: {db: {kind: app}}")) == [NODE]


def test_a_constraint_that_cannot_be_evaluated_keeps_its_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    from archcheck.rules.forbidden_node import ForbiddenNode

    def fail(*_: object) -> None:
        raise ValueError("broken")

    known = renew()
    monkeypatch.setattr(ForbiddenNode, "evaluate", fail)
    found = check(known=known)
    assert (found.verdict, told(found), found.runs[0].baseline) == ("error", [], {"new": 0, "known": 2, "gone": 0})
    assert entries(renew(known)) == [NODE, APP, BOT]
