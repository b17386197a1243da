"""Completion: what may be written where the cursor (``¦``) stands, and what the line then says."""

import pytest

from archcheck.documents.configuration import SETTINGS
from archcheck.documents.packs import pack_names
from archcheck.lsp.completion import Item, complete_type
from archcheck.lsp.sketch import sketch
from archcheck.lsp.text import Text
from archcheck.rules import RULES
from archcheck.source.located import Source
from tests.lsp.editing import CURSOR, Editor, find_cursor

SHOP = """\
archcheck: topology/v1
zones:
  provider:
    labels: {org: acme}
    zones: {serving: {}}
  customer: {}
edge-kinds: {uplink: {like: push}}
nodes:
  app: {kind: app, zone: customer, tags: [front, old]}
  api: {kind: api.cloud, zone: provider}
  model: {kind: model.llm, zone: provider/serving, labels: {gpu: true, size: "1"}}
edges:
  - {from: app, to: api, tags: [busy]}
  - {from: api, to: model, kind: uplink.daily}
"""
RULES_YAML = """\
archcheck: constraints/v1
vocabulary: {model: A trained model, door: The way in}
sets:
  models: {kind: model}
constraints:
  guarded:
    title: Models are guarded
    rule: only-via
    from: app
    to: {set: models}
    via: {kind: door}
"""
OVERLAY = """\
archcheck: overlay/v1
rules:
  - match: {labels: {size: "1"}}
    set: {kind: guard, zone: customer, tags: [fresh], labels: {checked: true}}
zones: {added: {}}
nodes:
  extra: {kind: app.extra, zone: added}
edges:
  - {from: extra, to: api, kind: call}
map:
  app: [api, model]
"""
NODE_KEYS = ["kind", "zone", "title", "description", "tags", "labels", "stateful", "transparent", "fixed", "unknown"]
NODE_SELECTOR = ["id", "kind", "zone", "tags", "labels", "set", "any", "all", "not"]
EDGE_SELECTOR = ["id", "kind", "tags", "labels", "from", "to", "crosses", "any", "all", "not"]
LABELS = ["labels.gpu", "labels.org", "labels.size"]
ZONES = ["customer", "provider", "provider/serving"]


def shop(old: str, new: str) -> Editor:
    assert old in SHOP
    return Editor(SHOP.replace(old, new))


def rules(old: str, new: str) -> Editor:
    assert old in RULES_YAML
    return Editor(RULES_YAML.replace(old, new), "rules.yaml", shop=SHOP)


@pytest.mark.parametrize(
    ("old", "new", "labels"),
    [
        ("zones:\n", "¦\nzones:\n", ["include", "name", "description", "unmodelled"]),
        ("from: app", "from: ¦", ["api", "app", "model"]),
        ("from: app", "from: [api, ¦", ["api", "app", "model"]),
        ("from: app", "from: {zone: ¦}", ZONES),
        ("from: app", "from: {¦}", [key for key in NODE_SELECTOR if key != "set"]),
        ("zone: customer", "zone: cu¦", ZONES),
        ("uplink.daily", "¦", ["call", "push", "pull", "admin", "depends", "uplink"]),
        ("kind: uplink.daily", "flow: ¦", ["request-response", "forward", "backward", "both", "none"]),
        ("kind: uplink.daily", "fixed: ¦", ["true", "false"]),
        (
            "kind: uplink.daily",
            "¦",
            ["kind", "id", "title", "description", "tags", "labels", "flow", "fixed", "unknown"],
        ),
        ("[front, old]", "[¦]", ["busy"]),
        ("[front, old]", "[front, ol¦]", ["busy", "front"]),
        ("[busy]", "[¦]", ["front", "old"]),
        ("org: acme", "¦", ["gpu", "size"]),
        ("gpu: true", "gpu: true, ¦", ["org"]),
        ("{like: push}", "{like: ¦}", ["call", "push", "pull", "admin", "depends"]),
        ("  app: {", "  zz: {¦}\n  app: {", NODE_KEYS),
        ("  app: {", "  zz:\n    ¦\n  app: {", NODE_KEYS),
        ("  app: {", "  zz:\n    kind: x\n    st¦\n  app: {", NODE_KEYS[1:]),
        ("  customer: {}", "  customer: {¦}", ["title", "description", "tags", "labels", "zones"]),
        ("  app: {kind", "  ¦: {kind", []),
        ("archcheck: topology/v1", "archcheck: topology/v1  # ¦", []),
    ],
)
def test_in_a_topology(old: str, new: str, labels: list[str]) -> None:
    assert shop(old, new).labels == labels


@pytest.mark.parametrize(
    ("old", "new", "labels"),
    [
        ("sets:\n", "¦\nsets:\n", ["include", "extends", "name", "description"]),
        ("rule: only-via", "rule: ¦", [rule.name for rule in RULES]),
        ("from: app", "from: ¦", ["api", "app", "model"]),
        ("{set: models}", "{set: ¦}", ["models"]),
        ("{set: models}", "{¦}", NODE_SELECTOR),
        ("{set: models}", "{not: {all: [{¦", NODE_SELECTOR),
        ("{set: models}", "{labels: {¦}}", ["gpu", "org", "size"]),
        ("{set: models}", "{labels: {size: {¦}}}", ["not", "exists", "at-least", "at-most"]),
        ("via: {kind: door}", "via: {¦}", [*NODE_SELECTOR, "in-order"]),
        ("via: {kind: door}", "via: {in-order: [{zone: ¦", ZONES),
        ("via: {kind: door}", "edges: {¦}", EDGE_SELECTOR),
        ("via: {kind: door}", "edges: {from: {zone: ¦}}", ZONES),
        ("via: {kind: door}", "edges: {crosses: ¦}", ["true", *ZONES]),
        ("via: {kind: door}", "edges: {id: ¦}", ["api->model", "app->api"]),
        ("via: {kind: door}", "along: ¦", ["access", "flow", "control", "dependency"]),
        ("via: {kind: door}", "severity: ¦", ["error", "warning", "info"]),
        ("rule: only-via", "rule: isolation\n    by: ¦", ["zone", "kind", *LABELS]),
        ("rule: only-via", "rule: required-path\n    same: [¦]", ["zone", "kind", *LABELS]),
        ("rule: only-via", "rule: purpose\n    allowed: ¦", LABELS),
        ("rule: only-via", "rule: information-flow\n    label: ¦", ["gpu", "org", "size"]),
        ("rule: only-via", "rule: information-flow\n    label: org\n    levels: [¦]", ["acme"]),
        ("rule: only-via", "rule: layers\n    layers: [{¦}]", [*NODE_SELECTOR, "select", "optional"]),
        ("rule: only-via", "rule: path-pattern\n    pattern: [{repeat: ¦}]", ["one", "optional", "any", "some"]),
        ("from: app", "permitted-by: [{covers: {from: ¦", ["api", "app", "model"]),
    ],
)  # fmt: skip
def test_in_constraints(old: str, new: str, labels: list[str]) -> None:
    assert rules(old, new).labels == labels


@pytest.mark.parametrize(
    ("old", "new", "labels"),
    [
        ("rules:\n", "¦\nrules:\n", ["include", "name", "description"]),
        ("match: {labels", "¦: {labels", ["match", "allow-empty"]),
        ('{labels: {size: "1"}}', "{¦}", [key for key in NODE_SELECTOR if key != "set"]),
        ('{labels: {size: "1"}}', "¦", ["api", "app", "extra", "model"]),
        ('{size: "1"}', "{¦}", ["checked", "gpu", "org", "size"]),
        ("set: {kind: guard", "set: {¦", ["kind", "stateful", "transparent"]),
        ("zone: customer", "zone: ¦", ["added", *ZONES]),
        ("[fresh]", "[¦]", ["busy", "front", "old"]),
        ("checked: true", "gpu: ¦", ["true"]),
        ("zones: {added: {}}", "zones: {¦}", ZONES),
        ("extra: {kind", "ext¦ra: {kind", ["api", "app", "extra", "model"]),
        ("zone: added", "zone: ¦", ["added", *ZONES]),
        ("from: extra", "from: ¦", ["api", "app", "extra", "model"]),
        ("kind: call", "kind: ¦", ["call", "push", "pull", "admin", "depends", "uplink", "uplink.daily"]),
        ("  app: [api", "  ¦: [api", ["api", "app", "extra", "model"]),
        ("[api, model]", "[¦]", ["api", "app", "extra", "model"]),
    ],
)
def test_in_an_overlay(old: str, new: str, labels: list[str]) -> None:
    assert old in OVERLAY
    assert Editor(OVERLAY.replace(old, new), "overlay.yaml", shop=SHOP).labels == labels


def test_constraints_can_speak_of_what_an_overlay_adds() -> None:
    def offered(old: str, new: str) -> list[str]:
        return Editor(RULES_YAML.replace(old, new), "rules.yaml", shop=SHOP, overlay=OVERLAY).labels

    assert offered("from: app", "from: ¦") == ["api", "app", "extra", "model"]
    assert offered("from: app", "from: {zone: ¦}") == ["added", *ZONES]
    assert offered("from: app", "from: {labels: {¦}}") == ["checked", "gpu", "org", "size"]
    assert {"guard", "app.extra"} <= set(offered("{kind: door}", "{kind: ¦}"))
    assert shop("from: app", "from: ¦").labels == ["api", "app", "model"], "a topology knows of no overlay"


def test_fields_are_those_of_the_rule_and_required_ones_come_first() -> None:
    found = rules("    via: {kind: door}\n", "    ¦\n")
    common = ["severity", "rationale", "references", "tags", "allow-empty", "in-force", "grace-until", "permitted-by"]
    assert found.labels == ["via", *common, "along", "edges", "at-least"]
    assert found.items[0] == Item(
        "via", "key", "via: ", "required", "The waypoints; `in-order: [a, b]` for one of each, in this order."
    )


def test_an_override_has_the_fields_of_the_rule_that_it_overrides() -> None:
    mine = "archcheck: constraints/v1\nextends: [rules.yaml]\nconstraints:\n  ¦\n"
    assert Editor(mine, "mine.yaml", rules=RULES_YAML, shop=SHOP).labels == ["guarded"]
    mine = mine.replace("¦", "guarded:\n    vi¦")
    found = Editor(mine, "mine.yaml", rules=RULES_YAML, shop=SHOP).labels
    assert {"via", "at-least", "severity"} < set(found)
    assert "disjoint" not in found


def test_kinds_come_from_the_documents_before_the_shipped_vocabulary() -> None:
    found = rules("kind: door", "kind: ¦").items
    own = [(item.label, item.detail, item.help) for item in found if "shipped" not in item.detail]
    assert own == [
        ("api", "", ""),
        ("api.cloud", "", ""),
        ("app", "", ""),
        ("door", "in the vocabulary", "The way in"),
        ("model", "in the vocabulary", "A trained model"),
        ("model.llm", "", ""),
    ]
    assert found[: len(own)] == [item for item in found if "shipped" not in item.detail]
    assert any(item.label == "human.approver" for item in found)


def test_what_a_label_may_be_is_written_as_other_documents_write_it() -> None:
    assert rules("{set: models}", "{labels: {size: ¦}}").written == ["to: {labels: {size: '1'}}"]
    assert rules("{set: models}", "{labels: {gpu: ¦}}").written == ["to: {labels: {gpu: true}}"]


def test_extends_and_include_offer_packs_and_files() -> None:
    head = "archcheck: constraints/v1\n"
    found = Editor(f"{head}extends: [¦]\n", "mine.yaml", rules=RULES_YAML).labels
    assert found == [*pack_names(), "rules.yaml"]
    inner = Editor(f"{head}include: [¦]\n", "a/mine.yaml", rules=RULES_YAML)
    assert inner.labels == []
    assert Editor(f"{head}include:\n  - ¦\n", "mine.yaml", rules=RULES_YAML).labels == ["rules.yaml"]


def test_waivers_and_baselines_name_what_there_is() -> None:
    head = "archcheck: waivers/v1\nwaivers:\n  - "
    others = {"shop": SHOP, "rules": RULES_YAML}
    assert Editor(f"{head}constraint: ¦", "w.yaml", **others).labels == ["guarded"]
    assert Editor(f"{head}from: ¦", "w.yaml", **others).labels == ["api", "app", "model"]
    assert Editor(f"{head}{{¦", "w.yaml", **others).labels == [
        "constraint", "reason", "approved-by", "expires", "from", "to", "subject", "expect",
    ]  # fmt: skip
    known = '{"archcheck": "baseline/v1", "entries": [{"topology": "¦"'
    assert Editor(known, "known.json", **others).written == [
        '{"archcheck": "baseline/v1", "entries": [{"topology": "shop"'
    ]


@pytest.mark.parametrize(
    ("old", "new", "written"),
    [
        ("{from: app, to", "{from: a¦pp, to", "- {from: api, to: api, tags: [busy]}"),
        ("{from: app, to", "{from: 'a¦', to", "- {from: 'api', to: api, tags: [busy]}"),
        ("{from: app, to", "{fr¦: app, to", "- {from: app, to: api, tags: [busy]}"),
        ("  app: {kind: app", "  app: {ki¦", "app: {kind: , zone: customer, tags: [front, old]}"),
        ("  app: {kind: app", "  zz:\n    la¦\n  app: {kind: app", "kind:"),
    ],
)
def test_what_was_begun_is_replaced(old: str, new: str, written: str) -> None:
    assert shop(old, new).written[0] == written


def test_keys_of_mappings_get_no_space_where_they_begin_a_block() -> None:
    found = {item.label: item.text for item in Editor("archcheck: topology/v1\n¦\n").items}
    assert found["zones"] == "zones:"
    assert found["name"] == "name: "


def test_names_that_yaml_would_misread_are_quoted() -> None:
    odd = "archcheck: topology/v1\nnodes: {'a: b': {}, \"#c\": {}, '[d]': {}, \"e'f\": {}}\nedges:\n  - from: ¦\n"
    assert Editor(odd).written == ["- from: '#c'", "- from: '[d]'", "- from: 'a: b'", "- from: e'f"]


def test_a_document_that_says_nothing_yet() -> None:
    names = ["topology/v1", "constraints/v1", "waivers/v1", "baseline/v1", "overlay/v1", "claims/v1", "config/v1"]
    assert begin("¦") == begin("arch¦") == [f"archcheck: {name}" for name in names]
    assert begin("archcheck: ¦") == names
    assert begin("kind: Pod\n¦") == begin("- ¦") == begin("a: ¦") == []


def test_the_settings_of_a_configuration_and_their_values() -> None:
    written = "archcheck: config/v1\nstrict: true\n"
    assert set(Editor(f"{written}¦\n").labels) == {*SETTINGS} - {"strict"}
    assert Editor(f"{written}fail-on: ¦\n").labels == ["error", "warning", "never"]


def begin(text: str) -> list[str]:
    bare = text.replace(CURSOR, "")
    found = sketch(Source("x", bare), Text(bare).lines, find_cursor(text))
    return [item.label for item in complete_type(found.cursor, found.root)]
