"""Hovers, definitions and symbols of what stands where the cursor (``¦``) is."""

from datetime import date

import pytest

import archcheck
from archcheck.lsp.outline import Outline
from archcheck.lsp.project import make_outline
from archcheck.lsp.symbols import Symbol, list_symbols
from tests.lsp.editing import Editor
from tests.lsp.test_completion import OVERLAY, RULES_YAML, SHOP, rules, shop

ONE_KIND = (
    "**edge kind** `uplink.daily`, like `push`: data goes from `from` to `to`: "
    "publish, notify, log, stream, write, upload"
)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("nodes:\n", "no¦des:\n", ["**nodes**: Nodes, by id."]),
        (
            "  app: {kind",
            "  app: {ki¦nd",
            ["**kind (required)**: What it is, dotted, general to specific: `weapon.drone`."],
        ),
        (
            "{from: app",
            "{from: a¦pp",
            ["**node** `app`, kind `app`, zone `customer`", "tags `front`, `old`", "edges to `api`"],
        ),
        (
            "  model: {",
            "  mo¦del: {",
            [
                "**node** `model`, kind `model.llm`, zone `provider/serving`",
                "labels `gpu: true`, `size: 1`",
                "edges from `api`",
            ],
        ),
        (
            "zone: provider}",
            "zone: pro¦vider}",
            ["**zone** `provider`", "labels `org: acme`", "2 nodes in `provider`: `api`, `model`"],
        ),
        ("{serving:", "{ser¦ving:", ["**zone** `provider/serving`", "1 node in `provider/serving`: `model`"]),
        ("uplink.daily", "up¦link.daily", [ONE_KIND]),
        ("model.llm", "mo¦del.llm", ["**kind** `model.llm`", "1 node: `model`"]),
        ("[front,", "[fr¦ont,", ["**tag** `front` of `app`"]),
        ("{gpu:", "{g¦pu:", ["**label** `gpu`: `true`"]),
        ("like: push", "like: pu¦sh", ["**like (required)**: The kind whose relations it has."]),
        ("archcheck: topology/v1", "archcheck: top¦ology/v1", ["**archcheck (required)**: What this document is."]),
        ("from: app", "from: no¦ne", ["**from (required)**: Who initiates: a node id, a list of ids, or a selector."]),
        ("from: app", "from: app # ¦", []),
    ],
)
def test_hovers_in_a_topology(old: str, new: str, told: list[str]) -> None:
    assert (shop(old, new).hover() or "").split("\n\n") == (told or [""])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{set: models}", "{set: mod¦els}", "**set** `models`, in `rules.yaml`\n\n```yaml\nmodels: {kind: model}\n```"),
        ("kind: model}", "kind: mo¦del}", "**kind** `model`: A trained model\n\n1 node: `model`"),
        ("from: app", "from: a¦*", "nodes that match `a*`: `app`, `api`"),
        ("  guarded:", "  gua¦rded:", "**constraint** `guarded` (`only-via`)\n\nModels are guarded"),
        ("via: {kind: door}", "ed¦ges: {}", "**edges**: The edges that a path may use (default: all)."),
    ],
)
def test_hovers_in_constraints(old: str, new: str, told: str) -> None:
    assert rules(old, new).hover() == told


def test_a_rule_tells_its_meaning_and_the_verdicts() -> None:
    report = archcheck.check(
        archcheck.loads_topology(SHOP, path="shop.yaml"),
        archcheck.loads_constraints(RULES_YAML, path="rules.yaml"),
        as_of=date(2026, 11, 23),
    )
    assert rules("rule: only-via", "rule: on¦ly-via").hover(report) == (
        "**only-via**: every path from one set of nodes to another passes a waypoint. "
        "It fails when a path exists that does not pass `via`.\n"
        "\n"
        "- `from` (required): Where paths begin.\n"
        "- `to` (required): Where paths end.\n"
        "- `along`: The relation: access (default), flow, control or dependency.\n"
        "- `edges`: The edges that a path may use (default: all).\n"
        "- `via` (required): The waypoints; `in-order: [a, b]` for one of each, in this order.\n"
        "- `at-least`: How many different waypoints every path passes (default 1).\n"
        "\n"
        "Verdicts as of 2026-11-23:\n"
        "\n"
        "- `shop.yaml`: fail\\: 1 finding"
    )


def test_a_verdict_that_is_unknown_tells_what_is_not_known() -> None:
    topology = SHOP.replace("kind: app, zone: customer", "kind: app, unknown: [labels.owner], zone: customer")
    rule = "{rule: attrib¦utes, match: app, must: {labels: {owner: {not: nobody}}}}"
    text = f"archcheck: constraints/v1\nconstraints:\n  owned: {rule}\n"
    report = archcheck.check(
        archcheck.loads_topology(topology, path="shop.yaml"),
        archcheck.loads_constraints(text.replace("¦", ""), path="rules.yaml"),
        as_of=date(2026, 11, 23),
    )
    told = Editor(text, "rules.yaml", shop=topology).hover(report)
    assert told is not None
    assert told.endswith(
        "\n- `shop.yaml`: unknown\\: labels\\.owner of the node \\`app\\` is not known \\(shop\\.yaml\\:9\\:3\\)"
    )


def test_hovers_and_definitions_in_an_overlay() -> None:
    def at(old: str, new: str) -> Editor:
        assert old in OVERLAY
        return Editor(OVERLAY.replace(old, new), "overlay.yaml", shop=SHOP)

    assert at("to: api", "to: a¦pi").definitions == ["shop.yaml:10:3"]
    assert at("from: extra", "from: ex¦tra").definitions == ["overlay.yaml:7:3"]
    assert at("zone: customer", "zone: cust¦omer").definitions == ["shop.yaml:6:3"]
    assert at("map:\n  app", "map:\n  a¦pp").definitions == ["shop.yaml:9:3"]
    assert (at("set: {", "se¦t: {").hover() or "").startswith("**set (required)**: What is set at them.")
    assert (at("to: api", "to: a¦pi").hover() or "").startswith("**node** `api`, kind `api.cloud`, zone `provider`")


def test_nothing_that_a_document_says_is_markup() -> None:
    hostile = (
        "archcheck: topology/v1\nnodes:\n"
        "  '`<img src=x>`': {kind: app, title: '[a](http://b) <script> **c** @d ![e](f)', tags: ['`']}\n"
        "edges: [{from: '`<¦img src=x>`', to: x}]\n"
    )
    assert Editor(hostile).hover() == (
        "**node** `` `<img src=x>` ``, kind `app`\n\n"
        "\\[a\\]\\(http\\://b\\) \\<script\\> \\*\\*c\\*\\* \\@d \\!\\[e\\]\\(f\\)\n\n"
        "tags `` ` ``\n\n"
        "edges to `x`"
    )


@pytest.mark.parametrize(
    ("old", "new", "places"),
    [
        ("from: app", "from: a¦pp", ["shop.yaml:9:3"]),
        ("from: app", "from: {id: [a¦pi]}", ["shop.yaml:10:3"]),
        ("zone: provider/serving", "zone: provider/s¦erving", ["shop.yaml:5:13"]),
        ("uplink.daily", "upl¦ink", ["shop.yaml:7:14"]),
        ("from: app", "from: nowhe¦re", []),
        ("from: app", "fr¦om: app", []),
    ],
)
def test_definitions_in_a_topology(old: str, new: str, places: list[str]) -> None:
    assert shop(old, new).definitions == places


@pytest.mark.parametrize(
    ("old", "new", "places"),
    [
        ("{set: models}", "{set: mo¦dels}", ["rules.yaml:4:3"]),
        ("from: app", "from: ap¦p", ["shop.yaml:9:3"]),
        ("kind: model}", "kind: m¦odel}", ["rules.yaml:2:14"]),
        ("{set: models}", "{zone: provider/ser¦ving}", ["shop.yaml:5:13"]),
        ("via: {kind: door}", "edges: {id: api->mo¦del}", ["shop.yaml:14:12"]),
    ],
)
def test_definitions_in_constraints(old: str, new: str, places: list[str]) -> None:
    assert rules(old, new).definitions == places


def test_definitions_of_files_sets_and_constraints_that_are_extended() -> None:
    mine = "archcheck: constraints/v1\nextends: [rules.yaml, nowhere.yaml]\nsets: {mine: {set: models}}\n"
    mine += "constraints:\n  guarded: {}\n"

    def ask(old: str, new: str) -> list[str]:
        return Editor(mine.replace(old, new), "mine.yaml", rules=RULES_YAML, shop=SHOP).definitions

    assert ask("[rules.yaml", "[ru¦les.yaml") == ["rules.yaml:1:1"]
    assert ask("nowhere", "no¦where") == []
    assert ask("{set: models}", "{set: mo¦dels}") == ["rules.yaml:4:3"]
    assert ask("  guarded", "  gu¦arded") == ["mine.yaml:5:3", "rules.yaml:6:3"]
    waivers = "archcheck: waivers/v1\nwaivers:\n  - constraint: gua¦rded\n"
    assert Editor(waivers, "w.yaml", rules=RULES_YAML).definitions == ["rules.yaml:6:3"]


def test_a_name_is_looked_up_in_the_documents_that_share_it() -> None:
    part = "archcheck: topology/v1\nnodes: {a: {kind: x}}\n"
    main = "archcheck: topology/v1\ninclude: [part.yaml]\nnodes: {b: {kind: x}}\nedges: [{from: ¦, to: b}]\n"
    other = "archcheck: topology/v1\nnodes: {c: {kind: x}}\n"
    assert Editor(main, "main.yaml", part=part, other=other).labels == ["a", "b"]
    edge = f"{part}edges: [{{from: ¦"
    assert Editor(edge, "part.yaml", main=main.replace("¦", "a"), other=other).labels == ["a", "b"]


def symbols(name: str, text: str) -> list[Symbol]:
    outline: Outline = make_outline(name, text)
    return list_symbols(outline)


def outline_of(found: list[Symbol] | tuple[Symbol, ...], depth: int = 0) -> list[str]:
    lines = []
    for each in found:
        place = f"{each.location.line}:{each.location.column}-{each.end[0] + 1}:{each.end[1] + 1}"
        lines.append(f"{'  ' * depth}{each.sort} {each.name} [{each.detail}] {place}")
        lines += outline_of(each.children, depth + 1)
    return lines


def test_symbols() -> None:
    assert outline_of(symbols("shop.yaml", SHOP)) == [
        "group zones [] 2:1-6:13",
        "  zone provider [] 3:3-5:22",
        "    zone provider/serving [] 5:13-5:22",
        "  zone customer [] 6:3-6:13",
        "group nodes [] 8:1-11:81",
        "  node app [app] 9:3-9:53",
        "  node api [api.cloud] 10:3-10:40",
        "  node model [model.llm] 11:3-11:81",
        "group edges [] 12:1-14:46",
        "  edge app->api [] 13:12-13:37",
        "  edge api->model [uplink.daily] 14:12-14:46",
        "group edge-kinds [] 7:1-7:33",
        "  edge kind uplink [push] 7:14-7:33",
    ]
    assert outline_of(symbols("rules.yaml", RULES_YAML)) == [
        "group vocabulary [] 2:1-2:54",
        "  vocabulary model [A trained model] 2:14-2:36",
        "  vocabulary door [The way in] 2:38-2:54",
        "group sets [] 3:1-4:23",
        "  set models [] 4:3-4:23",
        "group constraints [] 5:1-11:21",
        "  constraint guarded [only-via] 6:3-11:21",
    ]
    assert symbols("x.yaml", "kind: Pod\n") == []
