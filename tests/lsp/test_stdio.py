"""The server over standard input and output, asked by a real client; whole answers are asserted."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import converters, types

from tests.lsp.client import Editor, connect, live, run

SHOP = """\
archcheck: topology/v1
zones: {shop: {}, "läden 🛒": {}}
nodes:
  app: {kind: app, zone: shop}
  cache: {kind: store.cache, zone: "läden 🛒"}
  orders: {kind: store, zone: shop, title: Orders}
edges:
  - {from: app, to: cache}
  - {from: cache, to: orders, labels: {encrypted: true}}
"""
RULES = """\
archcheck: constraints/v1
sets:
  stores: {kind: store}
constraints:
  no-way:
    title: The app reaches no orders
    rule: forbidden-path
    from: app
    to: orders
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shop.yaml").write_text(SHOP, encoding="utf-8")
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    return tmp_path


def plain(value: Any) -> Any:
    """Return an answer as it goes over the wire."""
    return json.loads(json.dumps(converters.get_converter().unstructure(value)))


def spread(start: tuple[int, int], end: tuple[int, int]) -> dict[str, Any]:
    return {
        "start": {"line": start[0], "character": start[1]},
        "end": {"line": end[0], "character": end[1]},
    }


def test_what_the_server_says_that_it_can(folder: Path) -> None:
    async def act(editor: Editor) -> None:
        assert plain(editor.initialized) == {
            "capabilities": {
                "positionEncoding": "utf-16",
                "textDocumentSync": {"openClose": True, "change": 2, "save": True},
                "completionProvider": {"triggerCharacters": [" ", ":", "-", "[", "{", ",", ".", "/", '"', "'"]},
                "hoverProvider": True,
                "definitionProvider": True,
                "documentSymbolProvider": True,
                "executeCommandProvider": {"commands": []},
                "workspace": {
                    "workspaceFolders": {"supported": True, "changeNotifications": True},
                    "fileOperations": {},
                },
            },
            "serverInfo": {"name": "archcheck", "version": "0.1.0"},
        }

    run(folder, act)


def test_verdicts_stand_at_the_edge_and_at_the_constraint(folder: Path) -> None:
    async def act(editor: Editor) -> None:
        shop, rules = editor.uri("shop.yaml"), editor.uri("rules.yaml")
        editor.open("shop.yaml")
        editor.open("rules.yaml")
        at_edge = {
            "range": spread((8, 4), (8, 56)),
            "severity": 1,
            "code": "no-way",
            "source": "archcheck",
            "message": "`app` reaches `orders` along access\npath: app -> cache -> orders\n"
            "fix: cut any one of app -> cache, cache -> orders",
            "relatedInformation": [
                {
                    "location": {"uri": rules, "range": spread((4, 2), (4, 8))},
                    "message": "asked for here: The app reaches no orders",
                },
                {"location": {"uri": shop, "range": spread((7, 4), (7, 26))}, "message": "step app->cache"},
                {"location": {"uri": shop, "range": spread((8, 4), (8, 56))}, "message": "step cache->orders"},
            ],
        }
        at_constraint = {
            "range": spread((4, 2), (4, 8)),
            "severity": 1,
            "code": "no-way",
            "source": "archcheck",
            "message": "fail: 1 finding",
            "relatedInformation": [
                {
                    "location": {"uri": shop, "range": spread((8, 4), (8, 56))},
                    "message": "`app` reaches `orders` along access",
                }
            ],
        }
        assert plain(await editor.diagnostics("shop.yaml", 1)) == [at_edge]
        assert plain(await editor.diagnostics("rules.yaml", 1)) == [at_constraint]

    run(folder, act)


def test_diagnostics_follow_what_is_typed(folder: Path) -> None:
    async def act(editor: Editor) -> None:
        editor.open("shop.yaml")
        assert len(await editor.diagnostics("shop.yaml", 1)) == 1
        # The trolley takes two columns.
        editor.change("shop.yaml", 2, typed((4, 42), (4, 44), "x"))
        assert plain(await editor.diagnostics("shop.yaml", 2)) == [
            {
                "range": spread((4, 35), (4, 44)),
                "severity": 1,
                "code": "unknown-zone",
                "source": "archcheck",
                "message": "there is no zone `läden x`\nhelp: did you mean `läden 🛒`?",
            }
        ]
        editor.change("shop.yaml", 3, typed((4, 42), (4, 43), "🛒"), typed((7, 2), (8, 0), ""))
        assert await editor.diagnostics("shop.yaml", 3) == []
        editor.change(
            "shop.yaml", 4, types.TextDocumentContentChangeWholeDocument("archcheck: topology/v1\nnodes: {a\n")
        )
        (one,) = await editor.diagnostics("shop.yaml", 4)
        assert (one.code, one.range.start.line) == ("syntax", 1)

    run(folder, act)


def typed(start: tuple[int, int], end: tuple[int, int], text: str) -> types.TextDocumentContentChangePartial:
    return types.TextDocumentContentChangePartial(types.Range(types.Position(*start), types.Position(*end)), text)


def test_open_texts_stand_for_the_files_that_others_include(folder: Path) -> None:
    main = "archcheck: topology/v1\ninclude: [parts/nodes.yaml]\nedges:\n  - {from: a, to: b}\n"
    part = "archcheck: topology/v1\nnodes:\n  a: {kind: x}\n"
    (folder / "main.yaml").write_text(main, encoding="utf-8")

    async def act(editor: Editor) -> None:
        editor.open("main.yaml")
        (missing,) = await editor.diagnostics("main.yaml", 1)
        assert missing.message == "no such file: `parts/nodes.yaml`"
        editor.open("parts/nodes.yaml", part)
        (unknown,) = await editor.settle("main.yaml", 1, ["unknown-node"])
        assert unknown.message == "there is no node `b`"
        editor.change("parts/nodes.yaml", 2, typed((3, 0), (3, 0), "  b: {kind: x, zone: z}\n"))
        (zone,) = await editor.diagnostics("parts/nodes.yaml", 2)
        assert zone.message == "there is no zone `z`"

    run(folder, act)


def test_extended_documents_waivers_and_baselines(folder: Path) -> None:
    (folder / "mine.yaml").write_text(
        "archcheck: constraints/v1\nextends: [rules.yaml]\nconstraints:\n  no-way: {severity: warning}\n",
        encoding="utf-8",
    )
    waivers = (
        "archcheck: waivers/v1\nwaivers:\n"
        "  - {constraint: no-way, from: app, to: orders, reason: r, approved-by: me, expires: 9999-01-01}\n"
        "  - {constraint: no-wax, from: app, reason: r, approved-by: me, expires: 9999-01-01}\n"
        "  - {constraint: no-way, from: gone, reason: r, approved-by: me, expires: 9999-01-01}\n"
    )
    baseline = (
        '{"archcheck": "baseline/v1", "entries": [\n'
        '{"topology": "shop", "constraint": "no-way", "source": "app", "fingerprint": "00"}]}\n'
    )

    async def act(editor: Editor) -> None:
        editor.open("shop.yaml")
        (finding,) = await editor.diagnostics("shop.yaml", 1)
        assert finding.severity == types.DiagnosticSeverity.Warning
        editor.open("waivers.yaml", waivers)
        await editor.settle("shop.yaml", 1, [])
        told = await editor.diagnostics("waivers.yaml", 1)
        assert [(each.range.start.line, each.severity, each.code) for each in told] == [
            (3, types.DiagnosticSeverity.Error, "unknown-constraint"),
            (4, types.DiagnosticSeverity.Warning, "unused-waiver"),
        ]
        editor.open("known.json", baseline)
        (wrong,) = await editor.diagnostics("known.json", 1)
        assert wrong.message == (
            "the fingerprint is not that of the finding that this entry names\n"
            "help: write the baseline anew with --write-baseline"
        )

    run(folder, act)


def test_completion(folder: Path) -> None:
    async def act(editor: Editor) -> None:
        editor.open("shop.yaml")
        asked = types.CompletionParams(**editor.at("shop.yaml", 7, 12))
        found = await editor.client.text_document_completion_async(asked)
        span = spread((7, 11), (7, 14))
        expected = [
            ("app", "app", ""),
            ("cache", "store.cache", ""),
            ("orders", "store", "Orders"),
        ]
        assert plain(found) == {
            "isIncomplete": False,
            "items": [
                {
                    "label": label,
                    "kind": 6,
                    "detail": detail,
                    **({"documentation": text} if text else {}),
                    "sortText": f"{number:04}",
                    "filterText": label,
                    "textEdit": {"range": span, "newText": label},
                }
                for number, (label, detail, text) in enumerate(expected)
            ],
        }

    run(folder, act)


def test_completion_knows_what_was_typed_a_moment_ago(folder: Path) -> None:
    async def act(editor: Editor) -> None:
        editor.open("shop.yaml")
        editor.change("shop.yaml", 2, typed((3, 0), (3, 0), "  fresh: {kind: app}\n"), typed((8, 11), (8, 14), "fr"))
        asked = types.CompletionParams(**editor.at("shop.yaml", 8, 13))
        found = await editor.client.text_document_completion_async(asked)
        assert isinstance(found, types.CompletionList)
        assert [item.label for item in found.items] == ["app", "cache", "fresh", "orders"]

    run(folder, act)


def test_hover_definition_and_symbols(folder: Path) -> None:
    async def act(editor: Editor) -> None:
        editor.open("rules.yaml")
        await editor.diagnostics("rules.yaml", 1)
        found = await editor.client.text_document_hover_async(types.HoverParams(**editor.at("rules.yaml", 4, 4)))
        today = found.contents.value.split("Verdicts as of ")[1][:10] if found else ""  # type: ignore[union-attr]
        assert plain(found) == {
            "contents": {
                "kind": "markdown",
                "value": "**constraint** `no-way` (`forbidden-path`)\n\nThe app reaches no orders\n\n"
                f"Verdicts as of {today}:\n\n- `shop.yaml`: fail\\: 1 finding",
            },
            "range": spread((4, 2), (4, 8)),
        }
        asked = types.DefinitionParams(**editor.at("rules.yaml", 8, 9))
        assert plain(await editor.client.text_document_definition_async(asked)) == [
            {"uri": editor.uri("shop.yaml"), "range": spread((5, 2), (5, 8))}
        ]
        document = types.TextDocumentIdentifier(editor.uri("rules.yaml"))
        symbols = await editor.client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
        stores = {
            "name": "stores",
            "kind": 23,
            "range": spread((2, 2), (2, 22)),
            "selectionRange": spread((2, 2), (2, 8)),
        }
        rule = {
            "name": "no-way",
            "detail": "forbidden-path",
            "kind": 11,
            "range": spread((4, 2), (8, 14)),
            "selectionRange": spread((4, 2), (4, 8)),
        }
        assert plain(symbols) == [
            {
                "name": "sets",
                "kind": 3,
                "range": spread((1, 0), (2, 22)),
                "selectionRange": spread((1, 0), (1, 4)),
                "children": [stores],
            },
            {
                "name": "constraints",
                "kind": 3,
                "range": spread((3, 0), (8, 14)),
                "selectionRange": spread((3, 0), (3, 11)),
                "children": [rule],
            },
        ]

    run(folder, act)


def test_what_is_closed_counts_as_it_is_on_the_disk(folder: Path) -> None:
    async def act(editor: Editor) -> None:
        editor.open("rules.yaml")
        assert len(await editor.diagnostics("rules.yaml", 1)) == 1
        editor.open("shop.yaml", "archcheck: topology/v1\nnodes: {app: {kind: app}, orders: {kind: store}}\n")
        await editor.settle("rules.yaml", 1, [])
        closed = types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(editor.uri("shop.yaml")))
        editor.client.text_document_did_close(closed)
        await editor.settle("rules.yaml", 1, ["no-way"])

    run(folder, act)


def test_the_editor_may_say_what_is_checked(folder: Path) -> None:
    async def act(editor: Editor) -> None:
        editor.open("shop.yaml")
        codes = {each.code for each in await editor.diagnostics("shop.yaml", 1)}
        assert "no-way" not in codes
        assert "model-only-via-cloud-api" not in codes
        settings = {"archcheck": {"constraints": ["rules.yaml"]}}
        editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))
        await editor.settle("shop.yaml", 1, ["no-way"])

    run(folder, act, constraints=["cloud-api-only"])


def test_an_overlay_is_diagnosed_completed_and_laid_over(folder: Path) -> None:
    (folder / "shop.yaml").write_text(SHOP.replace("from: cache", "from: orders").replace("to: orders", "to: cache"))
    text = "archcheck: overlay/v1\nrules:\n  - match: {kind: store}\n    set: {kind: vault, zon: shop}\n"

    async def act(editor: Editor) -> None:
        editor.open("shop.yaml")
        assert await editor.diagnostics("shop.yaml", 1) == []
        editor.open("overlay.yaml", text)
        (wrong,) = await editor.diagnostics("overlay.yaml", 1)
        assert plain(wrong) == {
            "range": spread((3, 23), (3, 26)),
            "severity": 1,
            "code": "unknown-key",
            "source": "archcheck",
            "message": "what an overlay sets has no key `zon`\nhelp: did you mean `zone`?",
        }
        asked = types.CompletionParams(**editor.at("overlay.yaml", 2, 18))
        found = await editor.client.text_document_completion_async(asked)
        assert isinstance(found, types.CompletionList)
        assert [item.label for item in found.items][:4] == ["app", "store", "store.cache", "vault"]
        asked = types.CompletionParams(**editor.at("overlay.yaml", 3, 10))
        found = await editor.client.text_document_completion_async(asked)
        assert isinstance(found, types.CompletionList)
        assert [item.label for item in found.items] == ["kind", "zone", "tags", "labels", "stateful", "transparent"]
        more = text.replace("zon: shop", "zone: shop") + "edges:\n  - {from: cache, to: orders}\n"
        editor.change("overlay.yaml", 2, types.TextDocumentContentChangeWholeDocument(more))
        assert await editor.settle("overlay.yaml", 2, []) == []
        laid = types.DidChangeConfigurationParams({"archcheck": {"overlays": ["overlay.yaml"]}})
        editor.client.workspace_did_change_configuration(laid)
        (finding,) = await editor.settle("overlay.yaml", 2, ["no-way"])
        assert finding.message.startswith("`app` reaches `orders` along access\npath: app -> cache -> orders")

    run(folder, act)


def test_other_peoples_yaml_is_none_of_its_business(folder: Path) -> None:
    async def act(editor: Editor) -> None:
        editor.open("deploy.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: [\n")
        assert await editor.diagnostics("deploy.yaml", 1) == []
        asked = types.CompletionParams(**editor.at("deploy.yaml", 2, 0))
        found = await editor.client.text_document_completion_async(asked)
        assert plain(found) == {"isIncomplete": False, "items": []}
        assert (
            await editor.client.text_document_hover_async(types.HoverParams(**editor.at("deploy.yaml", 0, 2))) is None
        )

    run(folder, act)


def test_an_editor_that_counts_in_bytes(folder: Path) -> None:
    async def session() -> None:
        general = types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind.Utf8])
        async with connect(folder, types.ClientCapabilities(general=general)) as editor:
            assert editor.initialized is not None
            assert editor.initialized.capabilities.position_encoding == "utf-8"
            editor.open("shop.yaml", SHOP.replace('"läden 🛒"}', "🛒, kind: x}"))
            found = await editor.diagnostics("shop.yaml", 1)
            assert [(each.code, plain(each.range)) for each in found] == [
                ("unknown-zone", spread((4, 35), (4, 39))),
                ("duplicate-key", spread((4, 41), (4, 45))),
            ]

    live(session())


def test_an_editor_that_goes_without_a_word() -> None:
    command = [sys.executable, "-m", "archcheck", "lsp"]
    done = subprocess.run(command, input=b"", capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")


def test_without_pygls_the_command_says_what_to_install() -> None:
    code = "import sys; sys.modules['pygls'] = None; from archcheck.cli.app import run; sys.exit(run(['lsp']))"
    done = subprocess.run([sys.executable, "-c", code], input=b"", capture_output=True, timeout=60, check=False)
    assert done.stderr.decode() == (
        "error[missing-package]: the language server needs `pygls`, which is not installed\n"
        "  = help: install it with: pip install 'archcheck[lsp]'\n"
        "\n"
        "1 error\n"
    )
    assert (done.returncode, done.stdout) == (2, b"")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("archcheck.yaml", "archcheck: config/v1\ntopologies: shop.yaml\nconstraints: [rules.yaml]\n"),
        ("pyproject.toml", '[tool.archcheck]\ntopologies = "shop.yaml"\nconstraints = ["rules.yaml"]\n'),
    ],
)
def test_the_configuration_of_the_folder_says_what_is_checked(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    (folder / "more.yaml").write_text(
        "archcheck: constraints/v1\nconstraints: {more: {rule: forbidden-node, match: app}}\n", encoding="utf-8"
    )
    (folder / "other.yaml").write_text((folder / "shop.yaml").read_text(encoding="utf-8"), encoding="utf-8")

    async def act(editor: Editor) -> None:
        editor.open("shop.yaml")
        assert [each.code for each in await editor.diagnostics("shop.yaml", 1)] == ["no-way"]
        editor.open("other.yaml")
        assert await editor.diagnostics("other.yaml", 1) == []
        settings = {"archcheck": {"topologies": ["other.yaml"]}}
        editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))
        await editor.settle("other.yaml", 1, ["no-way"])

    run(folder, act)


def test_claims_are_held_against_the_topologies(folder: Path) -> None:
    claims = (
        "archcheck: claims/v1\nclaims:\n  apart:\n    text: They never meet\n    source: {who: us}\n"
        "    readings: [{title: by no path, constraints: no-way}]\n"
    )

    async def act(editor: Editor) -> None:
        editor.open("claims.yaml", claims)
        (refuted,) = await editor.diagnostics("claims.yaml", 1)
        assert (refuted.code, refuted.range.start.line, refuted.severity) == (
            "apart",
            2,
            types.DiagnosticSeverity.Error,
        )
        assert refuted.message.startswith('refuted: no reading is supported; "by no path" is refuted by app -> ')

    run(folder, act)
