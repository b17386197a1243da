"""Checks of projects: what is told, where, and of which documents."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings as how, strategies as st

from archcheck.certify import Verification
from archcheck.lsp import checking
from archcheck.lsp.checking import Checked, check_project
from archcheck.lsp.notices import Notice
from archcheck.lsp.project import make_outline
from archcheck.lsp.settings import NO_SETTINGS, Settings
from archcheck.source.files import unsaved_texts
from tests.lsp.editing import FOLDER, make_project, path_of
from tests.lsp.test_robust import TEXTS, WORDS

DAY = date(2026, 11, 23)
APART = "archcheck: topology/v1\nnodes: {a: {kind: app}, b: {kind: store}}\n"
JOINED = APART + "edges:\n  - {from: a, to: b}\n"
RULES = """\
archcheck: constraints/v1
constraints:
  no-way:
    rule: forbidden-path
    from: a
    to: b
"""


def check(files: dict[str, str], settings: Settings = NO_SETTINGS) -> Checked:
    texts = {path_of(name): text for name, text in files.items()}
    with unsaved_texts(texts):
        return check_project(make_project(files, settings), DAY, "0")


def say(notices: tuple[Notice, ...]) -> list[str]:
    return [f"{each.severity} {each.location} {each.code}: {each.message}".replace("\n", " | ") for each in notices]


def tell(files: dict[str, str], settings: Settings = NO_SETTINGS) -> list[str]:
    return say(check(files, settings).notices)


FAILS = (
    "error joined.yaml:4:5 no-way: `a` reaches `b` along access | path: a -> b | fix: cut a -> b",
    "error rules.yaml:3:3 no-way: fail: 1 finding",
)


def test_what_is_wrong_in_a_configuration_is_told() -> None:
    assert tell({"archcheck.yaml": "archcheck: config/v1\nstrict: yes\nfail_on: never\n"}) == [
        "error archcheck.yaml:2:9 wrong-type: expected `true` or `false`, found `yes` | help: write `true`",
        "error archcheck.yaml:3:1 unknown-key: a configuration has no key `fail_on` | help: did you mean `fail-on`?",
    ]
    assert tell({"archcheck.yaml": "archcheck: config/v1\nstrict: true\n"}) == []


def test_a_constraint_says_where_it_fails_and_a_finding_what_it_is_about() -> None:
    found = check({"joined.yaml": JOINED, "rules.yaml": RULES}).notices
    assert tuple(say(found)) == FAILS
    assert all(each.verdict for each in found)
    assert [[(text, str(place)) for text, place in each.related] for each in found] == [
        [("asked for here", "rules.yaml:3:3"), ("step a->b", "joined.yaml:4:5")],
        [("`a` reaches `b` along access", "joined.yaml:4:5")],
    ]


def test_a_constraint_over_several_topologies() -> None:
    assert tell({"joined.yaml": JOINED, "apart.yaml": APART, "rules.yaml": RULES}) == [
        FAILS[0],
        "error rules.yaml:3:3 no-way: fail: 1 finding in joined.yaml | counts against 1 of 2 topologies",
    ]
    many = {f"t{number}.yaml": JOINED for number in range(7)}
    assert tell({**many, "rules.yaml": RULES})[0] == (
        "error rules.yaml:3:3 no-way: fail: 1 finding in t0.yaml | fail: 1 finding in t1.yaml | "
        "fail: 1 finding in t2.yaml | fail: 1 finding in t3.yaml | and so on in 3 more | "
        "counts against 7 of 7 topologies"
    )


def test_a_name_that_nothing_has_is_told_where_no_topology_has_it() -> None:
    rules = RULES.replace("to: b", "to: {kind: stoer}").replace("    from", "    allow-empty: fine\n    from")
    other = APART.replace("store", "shop")
    assert tell({"apart.yaml": APART, "rules.yaml": rules}) == [
        "warning rules.yaml:7:16 no-such-kind: no node of `apart.yaml` has the kind `stoer` | "
        "help: did you mean `store`?"
    ]
    assert tell({"apart.yaml": APART, "other.yaml": other, "rules.yaml": rules}) == [
        "warning rules.yaml:7:16 no-such-kind: no node of `apart.yaml` has the kind `stoer`, "
        "nor has the other topology | help: did you mean `store`?"
    ]
    third = {"third.yaml": other, "apart.yaml": APART, "other.yaml": APART, "rules.yaml": rules}
    assert ", nor has any of the 2 other topologies |" in tell(third)[0]
    assert tell({**third, "third.yaml": APART.replace("store", "stoer")}) == []


def test_a_vacuous_constraint_is_told_at_the_field() -> None:
    rules = RULES.replace("to: b", "to: {kind: store.x}")
    assert tell({"apart.yaml": APART, "rules.yaml": rules}) == [
        "error rules.yaml:6:5 no-way: vacuous: `to` matches nothing",
        "warning rules.yaml:6:16 no-such-kind: no node of `apart.yaml` has the kind `store.x` | "
        "help: did you mean `store`?",
    ]


def test_a_finding_without_a_place_is_told_at_the_constraint() -> None:
    rules = "archcheck: constraints/v1\nconstraints:\n  few: {rule: cardinality, match: {tags: x}, at-least: 2}\n"
    assert tell({"apart.yaml": APART, "rules.yaml": rules}) == [
        "error rules.yaml:3:3 few: fail: 1 finding | 0 nodes match, at least 2 must",
        "warning rules.yaml:3:42 no-such-tag: no node of `apart.yaml` has the tag `x`",
    ]


@pytest.mark.parametrize(
    ("field", "severity", "more"),
    [
        ("severity: warning", "warning", ""),
        ("severity: info", "info", ""),
        ("grace-until: 2026-12-01", "warning", " | a warning until 2026-12-01"),
        ("permitted-by: [{authority: The board}]", "warning", " | permitted only by The board"),
    ],
)
def test_severities(field: str, severity: str, more: str) -> None:
    found = tell({"joined.yaml": JOINED, "rules.yaml": RULES.replace("    from", f"    {field}\n    from")})
    status, fix = "fail: 1 finding", " | fix: cut a -> b"
    if "permitted" in field:
        status, fix = "referred: 1 referred", ""
    assert found == [
        f"{severity} joined.yaml:4:5 no-way: `a` reaches `b` along access | path: a -> b{more}{fix}",
        f"{severity} rules.yaml:3:3 no-way: {status}",
    ]


def test_one_wrong_document_keeps_none_from_being_checked() -> None:
    files = {
        "joined.yaml": JOINED,
        "broken.yaml": "archcheck: topology/v1\nnodes: {a: {}}\n",
        "twice.yaml": APART + "edges: [{from: a, to: b, id: x}, {from: b, to: a, id: x}]\n",
        "rules.yaml": RULES,
        "wrong.yaml": "archcheck: constraints/v1\nconstraints: {z: {rule: forbidden-pat}}\n",
        "header.yaml": "archcheck: topologie/v1\nnodes: {}\n",
    }
    assert tell(files) == [
        "error broken.yaml:2:12 missing-key: a node needs the key `kind`",
        "error header.yaml:1:12 document-type: there is no document type `topologie/v1` | "
        "help: did you mean `topology/v1`?",
        *FAILS,
        "error twice.yaml:3:34 duplicate-id: the edge id `x` is given a second time | "
        "help: give one of them another `id`",
        "error wrong.yaml:2:25 unknown-rule: there is no rule `forbidden-pat` | help: did you mean `forbidden-path`?",
    ]


def test_documents_that_contradict_each_other() -> None:
    other = RULES.replace("from: a", "from: '*'")
    assert tell({"joined.yaml": JOINED, "rules.yaml": RULES, "sules.yaml": other}) == [
        *FAILS,
        "error sules.yaml:3:3 duplicate-id: two documents define the constraint `no-way` differently | "
        "help: check against the one that extends the other alone",
    ]


def test_what_is_included_or_extended_is_checked_as_a_part_of_that() -> None:
    files = {
        "main.yaml": "archcheck: topology/v1\ninclude: [edges.yaml]\nnodes: {a: {kind: app}, b: {kind: store}}\n",
        "edges.yaml": "archcheck: topology/v1\nedges: [{from: a, to: b}]\n",
        "rules.yaml": RULES,
        "mine.yaml": "archcheck: constraints/v1\nextends: [rules.yaml]\nconstraints: {no-way: {severity: info}}\n",
    }
    assert tell(files) == [
        "info edges.yaml:2:9 no-way: `a` reaches `b` along access | path: a -> b | fix: cut a -> b",
        "info rules.yaml:3:3 no-way: fail: 1 finding",
    ]
    del files["main.yaml"]
    assert tell(files)[0] == "error edges.yaml:2:16 unknown-node: there is no node `a`"


def test_waivers_and_baselines() -> None:
    waivers = (
        "archcheck: waivers/v1\nwaivers:\n"
        "  - {constraint: no-way, from: a, reason: r, approved-by: me, expires: 2027-01-01}\n"
        "  - {constraint: no-wya, from: a, reason: r, approved-by: me, expires: 2027-01-01}\n"
    )
    files = {"joined.yaml": JOINED, "rules.yaml": RULES}
    assert tell({**files, "waivers.yaml": waivers}) == [
        "error waivers.yaml:4:18 unknown-constraint: there is no constraint `no-wya` to waive | "
        "help: did you mean `no-way`?"
    ]
    report = check({**files, "waivers.yaml": waivers}).report
    assert report is not None
    assert [result.status for run in report.runs for result in run.constraints] == ["waived"]
    from archcheck.documents.baseline import Entry, write_baseline

    known = {"known.json": write_baseline([Entry("joined", "no-way", "a", "b", None)])}
    assert tell({**files, **known}) == []
    assert tell({**files, **known, "other.json": known["known.json"]}) == list(FAILS)
    assert tell({**files, **known, "joined.yaml": APART}) == [
        "warning known.json:4:5 stale-baseline: the finding of `no-way` (source `a`, target `b`) is gone, and the "
        "baseline still holds it | help: write the baseline anew with --write-baseline"
    ]


def test_the_settings_say_what_is_checked() -> None:
    files = {"x/joined.yaml": JOINED, "y/apart.yaml": APART, "rules.yaml": RULES}
    assert tell(files, Settings(topologies=("y",))) == []
    assert [each.split(" ")[1] for each in tell(files, Settings(topologies=("x/joined.yaml",)))] == [
        "rules.yaml:3:3",
        "x/joined.yaml:4:5",
    ]
    assert tell(files, Settings(constraints=("nowhere.yaml",))) == [
        "error nowhere.yaml:1:1 missing-file: no such file: `nowhere.yaml`"
    ]
    found = tell(files, Settings(constraints=("cloud-api-only",), topologies=("x",)))
    assert any("archcheck/constraints/cloud-api-only.yaml" in each for each in found)
    assert not any("no-way" in each for each in found)


OVERLAY = "archcheck: overlay/v1\nrules:\n  - {match: a, set: {kind: door}}\nedges:\n  - {from: a, to: b}\n"


def test_what_is_wrong_in_an_overlay_is_told() -> None:
    text = "archcheck: overlay/v1\nrules:\n  - {match: {kinds: app}, set: {zone: 1, kindd: x}}\n"
    assert tell({"overlay.yaml": text}) == [
        "error overlay.yaml:3:14 unknown-key: a selector has no key `kinds` | help: did you mean `kind`?",
        "error overlay.yaml:3:42 unknown-key: what an overlay sets has no key `kindd` | help: did you mean `kind`?",
    ]
    assert tell({"overlay.yaml": OVERLAY}) == []


def test_an_overlay_is_laid_over_where_the_settings_say_so() -> None:
    files = {"apart.yaml": APART, "rules.yaml": RULES, "overlay.yaml": OVERLAY}
    assert tell(files) == []
    assert tell(files, Settings(overlays=("overlay.yaml",))) == [
        "error overlay.yaml:5:5 no-way: `a` reaches `b` along access | path: a -> b | fix: cut a -> b",
        FAILS[1],
    ]
    wrong = {**files, "overlay.yaml": OVERLAY.replace("to: b", "to: c")}
    (told,) = tell(wrong, Settings(overlays=("overlay.yaml",)))
    assert told.startswith("error overlay.yaml:5:19 unknown-node: there is no node `c`")
    broken = {**files, "apart.yaml": JOINED, "overlay.yaml": OVERLAY.replace("rules", "rule")}
    told = tell(broken, Settings(overlays=("overlay.yaml",)))[0]
    assert told.startswith("error overlay.yaml:2:1 unknown-key"), "nothing is said of what would be without it"
    assert len(tell(broken, Settings(overlays=("overlay.yaml",)))) == 1


def test_shipped_overlays_have_names() -> None:
    found = check({"apart.yaml": APART, "rules.yaml": RULES}, Settings(overlays=("compose",)))
    assert found.report is not None
    assert say(found.notices) == []
    assert say(check({"apart.yaml": APART}, Settings(overlays=("absent",))).notices) == [
        "error absent:1:1 missing-file: no such file: `absent`"
    ]


def test_what_is_open_and_lies_elsewhere_takes_no_part() -> None:
    project = make_project({"joined.yaml": JOINED})
    outside = "/elsewhere/rules.yaml"
    wrong = RULES.replace("forbidden-path", "forbidden-pat")
    for text, told in ((RULES, []), (wrong, ["error /elsewhere/rules.yaml:4:11 unknown-rule"])):
        both = project.replace({outside: make_outline(outside, text)})
        with unsaved_texts({path_of("joined.yaml"): JOINED, outside: text}):
            found = say(check_project(both, DAY, "0").notices)
        assert [each.rpartition(": there")[0] or each for each in found] == told


def test_without_a_folder_all_that_is_open_is_checked() -> None:
    files = {path_of("joined.yaml"): JOINED, path_of("rules.yaml"): RULES}
    project = make_project({})
    project = type(project)((), {path: make_outline(path, text) for path, text in files.items()})
    with unsaved_texts(files):
        found = check_project(project, DAY, "0").notices
    assert [str(each.location) for each in found] == [f"{FOLDER}/joined.yaml:4:5", f"{FOLDER}/rules.yaml:3:3"]


def test_what_the_independent_checker_rejects_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "check_runs", lambda *_: [Verification("joined", "no-way", "it is wrong")])
    assert tell({"joined.yaml": JOINED, "rules.yaml": RULES})[1:] == [
        FAILS[1],
        "error rules.yaml:3:3 no-way: the independent checker rejects a verdict: it is wrong; please report it",
    ]


@given(data=st.data())
@how(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_text_is_too_strange(data: st.DataObject) -> None:
    files = {}
    for name in ("a.yaml", "b.yaml", "c.yaml"):
        text = data.draw(st.sampled_from(TEXTS))
        for _ in range(data.draw(st.integers(0, 2))):
            start = data.draw(st.integers(0, len(text)))
            text = text[:start] + "".join(data.draw(st.lists(WORDS, max_size=3))) + text[start:]
        files[name] = text[: data.draw(st.sampled_from([len(text), len(text) * 9 // 10, len(text) // 2]))]
    for notice in check(files).notices:
        assert notice.location.line >= 1
        assert notice.message


def test_every_shipped_document_at_once() -> None:
    root = Path(__file__).resolve().parents[2]
    names = [path for folder in ("topologies", "constraints") for path in sorted((root / folder).glob("*.yaml"))]
    found = check({f"{path.parent.name}/{path.name}": path.read_text(encoding="utf-8") for path in names})
    assert found.report is not None
    assert not [each for each in found.notices if not each.verdict and each.severity == "error"]
