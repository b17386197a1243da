"""Claims documents in an editor: what is wrong in them, how far they stand, and what is offered and told there."""

import pytest

from archcheck.documents.baseline import Entry, write_baseline
from archcheck.lsp.settings import Settings
from archcheck.lsp.symbols import list_symbols
from tests.lsp.editing import Editor, path_of
from tests.lsp.test_checking import APART, JOINED, RULES, check, say, tell

CLAIMS = """\
archcheck: claims/v1
claims:
  apart:
    text: The app *never* gets at the store
    source: {who: ShopCo, where: a page, unsaid: what a store is}
    supports: whole
    readings:
      - title: by no path
        constraints: no-way
      - title: and nobody would like it to
        constraints: {all: [no-way]}
        undecidable: what anybody likes
  whole:
    text: All is well
    source: {who: ShopCo}
"""
FILES = {"joined.yaml": JOINED, "rules.yaml": RULES, "claims.yaml": CLAIMS}
REFUTED = 'refuted: no reading is supported; "by no path" (reading 1 of 2) is refuted by a -> b'
ARGUED = (
    'refuted: no reading is supported; "every claim that supports it, each in its most literal reading" '
    "is refuted by a -> b"
)


def test_a_claim_that_does_not_stand_is_told_where_it_is_made() -> None:
    found = [each for each in check(FILES).notices if each.location.path == "claims.yaml"]
    assert say(tuple(found)) == [
        f"error claims.yaml:3:3 apart: {REFUTED}",
        f"error claims.yaml:13:3 whole: {ARGUED}",
    ]
    assert [(text, str(place)) for text, place in found[0].related] == [
        ("reading 1: by no path", "claims.yaml:8:9"),
        ("reading 2: and nobody would like it to", "claims.yaml:10:9"),
        ("`a` reaches `b` along access", "joined.yaml:4:5"),
    ]
    assert all(each.verdict for each in found)
    assert tell({**FILES, "joined.yaml": APART}) == [], "what is supported is quiet"


def test_a_claim_over_several_topologies() -> None:
    told = tell({**FILES, "apart.yaml": APART})
    assert f"error claims.yaml:3:3 apart: {REFUTED} in joined.yaml | does not stand in 1 of 2 topologies" in told
    many = {f"t{number}.yaml": JOINED for number in range(7)}
    (first,) = [each for each in tell({**many, **FILES}) if each.startswith("error claims.yaml:3:3")]
    assert first.split(" | ")[-2:] == ["and so on in 4 more", "does not stand in 8 of 8 topologies"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "constraints: no-way",
            "constraints: [no-wax]",
            "error claims.yaml:9:23 unknown-constraint: there is no constraint `no-wax` for the claim `apart` | "
            "help: did you mean `no-way`?",
        ),
        (
            "constraints: no-way",
            "constraints: other",
            "error claims.yaml:9:22 unknown-constraint: there is no constraint `other` for the claim `apart` | "
            "help: the constraints of the open folder count, or those that `constraints` in `archcheck.yaml` names",
        ),
        (
            "supports: whole",
            "supports: hole",
            "error claims.yaml:6:15 unknown-claim: there is no claim `hole` to support | help: did you mean `whole`?",
        ),
        (
            "source: {who: ShopCo}",
            "source: {who: ShopCo}\n    supports: apart",
            "error claims.yaml:16:15 support-cycle: claims support themselves: `apart` -> `whole` -> `apart` | "
            "help: an argument needs a ground: take one of these out of `supports`",
        ),
        (
            "title: by no path",
            "titel: by no path",
            "error claims.yaml:8:9 unknown-key: a reading has no key `titel` | help: did you mean `title`?",
        ),
    ],
)
def test_what_is_wrong_in_claims_is_told_and_nothing_is_judged(old: str, new: str, told: str) -> None:
    found = tell({**FILES, "claims.yaml": CLAIMS.replace(old, new)})
    assert told in found
    assert not [each for each in found if "is refuted by" in each]
    assert "error rules.yaml:3:3 no-way: fail: 1 finding" in found, "the constraints are checked all the same"


def test_a_review_that_is_overdue_is_told() -> None:
    reading = "constraints: no-way\n        assumes: [{statement: so, vouched-by: B, review: 2026-11-22}]"
    text = CLAIMS.replace("constraints: no-way", reading, 1)
    assert tell({**FILES, "joined.yaml": APART, "claims.yaml": text}) == [
        "warning claims.yaml:10:19 overdue-review: the assumption `so` was to be reviewed by 2026-11-22 | "
        "help: `B` vouches for it: ask, and give it a new `review`"
    ]


def test_one_wrong_claims_document_keeps_those_that_may_rest_on_it_from_being_judged() -> None:
    other = "archcheck: claims/v1\nclaims: {lone: {text: x, source: {who: y}, supports: apart}}\n"
    alone = tell({**FILES, "other.yaml": other})
    assert [each for each in alone if each.startswith("error other.yaml")] == [
        "error other.yaml:2:10 missing-key: the claim `lone` has no readings, and no claim supports it | "
        "help: write `readings`, or name it under `supports` of the claims that it is argued from"
    ]
    broken = tell({**FILES, "other.yaml": other, "claims.yaml": CLAIMS.replace("text: All", "txt: All")})
    assert [each for each in broken if "claims.yaml" in each or "other.yaml" in each] == [
        "error claims.yaml:14:5 missing-key: a claim needs the key `text`",
        "error claims.yaml:14:5 unknown-key: a claim has no key `txt` | help: did you mean `text`?",
    ]


def test_the_settings_say_which_claims_are_held() -> None:
    other = CLAIMS.replace("apart", "afar").replace("whole", "all")
    files = {**FILES, "other.yaml": other}
    assert len([each for each in tell(files) if each.startswith("error other.yaml")]) == 2
    settings = Settings.read({"archcheck": {"claims": "claims.yaml"}})
    assert not [each for each in tell(files, settings) if each.startswith("error other.yaml")]


WAIVED = {
    "waivers.yaml": "archcheck: waivers/v1\nwaivers:\n"
    "  - {constraint: no-way, from: a, reason: r, approved-by: me, expires: 2027-01-01}\n"
}
KNOWN = {"known.json": write_baseline([Entry("joined", "no-way", "a", "b", None)])}


@pytest.mark.parametrize("excuse", [WAIVED, KNOWN], ids=["waiver", "baseline"])
def test_what_is_excused_makes_no_claim_stand(excuse: dict[str, str]) -> None:
    assert tell({**FILES, **excuse}) == [
        f"error claims.yaml:3:3 apart: {REFUTED}",
        f"error claims.yaml:13:3 whole: {ARGUED}",
    ], "the constraint is quiet, since its finding is excused"
    referred = RULES.replace("    from", "    permitted-by: [{authority: The board}]\n    from")
    told = tell({**FILES, **excuse, "rules.yaml": referred})
    assert not [each for each in told if each.startswith("error claims.yaml")], "a claim may rest on a reference"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rules.yaml", RULES.replace("forbidden-path", "forbidden-pat")),
        ("other.yaml", RULES.replace("from: a", "from: '*'")),
        ("other.yaml", "archcheck: constraints/v1\nconstraints: {x: 3}\n"),
    ],
    ids=["the one that it names", "one that contradicts it", "another one"],
)
def test_no_claim_is_blamed_for_constraints_that_cannot_be_read(name: str, text: str) -> None:
    told = tell({**FILES, name: text})
    assert [each for each in told if name in each and each.startswith("error")]
    assert not [each for each in told if "claims.yaml" in each]


def test_without_any_constraints_those_that_claims_name_are_missing() -> None:
    without = {name: text for name, text in FILES.items() if name != "rules.yaml"}
    assert [each.split(" | ")[0] for each in tell(without)] == [
        f"error claims.yaml:{place} unknown-constraint: there is no constraint `no-way` for the claim `apart`"
        for place in ("9:22", "11:29")
    ]


def test_a_claim_of_which_nobody_knows_whether_it_stands_is_told() -> None:
    unsure = APART + "edges:\n  - {from: a, to: b, unknown: [presence]}\n"
    found = [each for each in check({**FILES, "joined.yaml": unsure}).notices if each.location.path == "claims.yaml"]
    assert say(tuple(found)) == [
        'error claims.yaml:3:3 apart: unknown: no reading is supported; "by no path" (reading 1 of 2) is unknown',
        "error claims.yaml:13:3 whole: unknown: no reading is supported; "
        '"every claim that supports it, each in its most literal reading" is unknown',
    ]
    assert [(text, str(place)) for text, place in found[0].related] == [
        ("reading 1: by no path", "claims.yaml:8:9"),
        ("reading 2: and nobody would like it to", "claims.yaml:10:9"),
    ]


def claims(old: str, new: str) -> Editor:
    return Editor(CLAIMS.replace(old, new, 1), "claims.yaml", joined=JOINED, rules=RULES)


@pytest.mark.parametrize(
    ("old", "new", "labels"),
    [
        ("constraints: no-way", "constraints: ¦", ["no-way"]),
        ("constraints: no-way", "constraints: [¦]", ["no-way"]),
        ("{all: [no-way]}", "{all: [¦]}", ["no-way"]),
        ("{all: [no-way]}", "{¦}", ["all", "any"]),
        ("supports: whole", "supports: ¦", ["apart", "whole"]),
        ("{who: ShopCo}", "{who: ShopCo, ¦}", ["where", "when", "unsaid"]),
        ("  whole:\n", "  ¦whole:\n", []),
        ("        constraints: no-way\n", "        ¦\n", ["constraints", "assumes", "undecidable"]),
    ],
)
def test_what_is_offered_in_claims(old: str, new: str, labels: list[str]) -> None:
    assert claims(old, new).labels == labels


def test_claims_of_other_documents_are_offered_and_found() -> None:
    other = "archcheck: claims/v1\nclaims: {far: {text: x, source: {who: y}, supports: wh¦ole}}\n"
    editor = Editor(other, "other.yaml", claims=CLAIMS)
    assert editor.labels == ["apart", "far", "whole"]
    assert editor.definitions == ["claims.yaml:13:3"]


def test_hovers_and_definitions_in_claims() -> None:
    assert claims("{all: [no-way]}", "{all: [no-w¦ay]}").definitions == ["rules.yaml:3:3"]
    assert claims("constraints: no-way", "constraints: no-¦way").hover() == "**constraint** `no-way` (`forbidden-path`)"
    assert claims("supports: whole", "supports: wh¦ole").hover() == "**claim** `whole`\n\nAll is well"
    editor = claims("  apart:", "  ap¦art:")
    assert editor.hover() == "**claim** `apart`\n\nThe app \\*never\\* gets at the store"
    assert editor.hover(checked=check(FILES)) == (
        "**claim** `apart`\n\nThe app \\*never\\* gets at the store\n\n"
        "said by ShopCo, a page; not said\\: what a store is\n\n"
        "As of 2026-11-23:\n\n"
        '- `joined.yaml`: refuted: no reading is supported; "by no path" \\(reading 1 of 2\\) is refuted by a \\-\\> b'
    )


def test_a_hover_names_ten_topologies_and_counts_the_others() -> None:
    editor = claims("  apart:", "  ap¦art:")
    for topologies, last in ((10, "- `t9.yaml`"), (12, "- and 2 more")):
        many = {f"t{number}.yaml": JOINED for number in range(topologies)}
        rules = {"rules.yaml": RULES, "claims.yaml": CLAIMS}
        lines = (editor.hover(checked=check({**many, **rules})) or "").splitlines()
        assert lines[-1].startswith(last)
        assert len([line for line in lines if line.startswith("- `t")]) == 10


def test_the_outline_of_claims() -> None:
    editor = claims("x", "x")
    (group,) = list_symbols(editor.project.documents[path_of("claims.yaml")])
    assert (group.name, [(each.sort, each.name, each.detail) for each in group.children]) == (
        "claims",
        [("claim", "apart", "The app *never* gets at the store"), ("claim", "whole", "All is well")],
    )
