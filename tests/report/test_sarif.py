"""SARIF 2.1.0: by its schema, by what GitHub asks for, and as a whole for one finding."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from archcheck.report import sarif
from archcheck.report.setting import Setting
from archcheck.report_model import Report
from tests.report.examples import CONSTRAINTS, EVIL, PLACES, TOPOLOGY, chain, check, hostile, shop

SCHEMA = Path(__file__).parents[1] / "data" / "sarif-2.1.0.json"
ONE = """\
archcheck: constraints/v1
constraints:
  data-stays:
    title: What the store holds stays inside
    rule: forbidden-path
    along: flow
    from: job
    to: browser
    rationale: |
      People read it.
      Twice.
    references: [GDPR art. 32]
"""


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def write(report: Report) -> Any:
    return json.loads(sarif.render(report, Setting(PLACES)))


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(shop, id="every-status"),
        pytest.param(hostile, id="hostile"),
        pytest.param(lambda: check(*chain(30)), id="many"),
        pytest.param(lambda: check(*chain(3), path="../out of the repository/t ä.yaml"), id="outside"),
        pytest.param(lambda: check(TOPOLOGY, CONSTRAINTS.partition("  db-only")[0] + _PASSING), id="nothing"),
    ],
)
def log(request: pytest.FixtureRequest) -> Any:
    return write(request.param())


_PASSING = "  no-printers: {rule: forbidden-node, match: printer*}\n"


def walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value with its path."""
    yield path, value
    if isinstance(value, dict):
        for name, each in value.items():
            yield from walk(each, f"{path}.{name}")
    elif isinstance(value, list):
        for each in value:
            yield from walk(each, f"{path}[]")


def test_the_schema_agrees(log: Any, validator: jsonschema.Draft202012Validator) -> None:
    assert [error.message for error in validator.iter_errors(log)] == []


def test_the_schema_notices(validator: jsonschema.Draft202012Validator) -> None:
    broken = write(shop())
    broken["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert not validator.is_valid(broken)


def test_there_is_no_empty_string_and_no_null(log: Any) -> None:
    assert [path for path, value in walk(log) if value in ("", None)] == []


class TestGitHub:
    """What GitHub's page on SARIF support for code scanning asks for, a test a sentence."""

    def test_one_run_and_one_version(self, log: Any) -> None:
        assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
        assert log["$schema"].endswith("sarif-schema-2.1.0.json")

    def test_the_tool_has_a_name_and_a_version(self, log: Any) -> None:
        driver = log["runs"][0]["tool"]["driver"]
        assert driver["name"] == "archcheck"
        assert re.fullmatch(r"\d+\.\d+\.\d+", driver["semanticVersion"])

    def test_every_rule_has_what_is_shown_of_it(self, log: Any) -> None:
        for rule in log["runs"][0]["tool"]["driver"]["rules"]:
            assert len(rule["shortDescription"]["text"]) <= 1024
            assert len(rule["fullDescription"]["text"]) <= 1024
            assert rule["help"]["text"]
            assert rule["help"]["markdown"]
            assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
            properties = rule["properties"]
            assert len(properties["tags"]) <= 10
            assert properties["problem.severity"] in ("error", "warning", "recommendation")
            assert properties["precision"] in ("very-high", "high", "medium", "low")
            assert 0 < float(properties.get("security-severity", "1.0")) <= 10

    def test_results_refer_to_their_rule(self, log: Any) -> None:
        (run,) = log["runs"]
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        assert len(set(rules)) == len(rules)
        assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])

    def test_every_result_has_one_place_with_a_line(self, log: Any) -> None:
        for result in log["runs"][0]["results"]:
            (location,) = result["locations"]
            region = location["physicalLocation"]["region"]
            assert region["startLine"] >= 1
            assert region["endLine"] == region["startLine"]
            assert region["endColumn"] > region["startColumn"] >= 1

    def test_places_are_relative_to_the_root_of_the_repository(self, log: Any) -> None:
        for path, location in walk(log):
            if path.endswith("artifactLocation"):
                assert re.fullmatch(r"(?:[\w/!$&'()*+,;=@~.-]|%[0-9A-F]{2})+", location["uri"])
                assert location.get("uriBaseId", "%SRCROOT%") == "%SRCROOT%"
                assert not location["uri"].startswith("/")
                assert ".." not in location["uri"].split("/") or "uriBaseId" not in location

    def test_fingerprints_tell_results_apart(self, log: Any) -> None:
        results = log["runs"][0]["results"]
        prints = [result["partialFingerprints"]["primaryLocationLineHash"] for result in results]
        assert all(re.fullmatch(r"[0-9a-f]{32}:1|archcheck-results-left-out:1", each) for each in prints)
        assert len(set(prints)) == len(prints)

    def test_every_related_place_has_a_message(self, log: Any) -> None:
        """Those that have none are not shown."""
        for path, location in walk(log):
            if path.endswith("relatedLocations[]"):
                assert location["message"]["text"]
                assert location["id"] >= 1

    def test_links_in_messages_lead_to_related_places(self, log: Any) -> None:
        for result in log["runs"][0]["results"]:
            ids = {str(location["id"]) for location in result.get("relatedLocations", ())}
            links = re.findall(r"(?<!\\)\[[^\]\[]+\]\(([^)]+)\)", result["message"]["text"])
            assert set(links) <= ids, result["message"]["text"]

    def test_limits(self, log: Any) -> None:
        (run,) = log["runs"]
        assert len(run["results"]) <= 5000
        for result in run["results"]:
            steps = [len(flow["locations"]) for code in result.get("codeFlows", ()) for flow in code["threadFlows"]]
            assert all(0 < number <= 1000 for number in steps)
            assert len(result.get("relatedLocations", ())) <= 100


def test_no_text_steers_a_terminal_or_is_a_placeholder(log: Any) -> None:
    for path, value in walk(log):
        if isinstance(value, str) and "markdown" not in path:
            assert all(character.isprintable() for character in value.replace("\n", "")), path
        if path.endswith("message.text"):
            assert not re.search(r"\{\d+\}", value), value


def test_help_in_markdown_says_nothing_of_documents_outside_of_code() -> None:
    words = {word for text in EVIL for word in re.findall(r"[a-z]{4,}", text)} - {"name", "path"}
    for rule in write(hostile())["runs"][0]["tool"]["driver"]["rules"]:
        text = rule["help"]["markdown"]
        fence = None
        for line in text.splitlines():
            mark = re.match(r"`{3,}", line)
            if fence is None and mark:
                fence = mark[0]
            elif fence is not None:
                fence = None if line == fence else fence
            else:
                outside = re.sub(r"`[^`]*`", "", line)
                assert "`" not in outside
                assert words.isdisjoint(re.findall(r"[a-z]{4,}", outside)), outside
        assert fence is None


def test_what_is_seen_is_left_out_and_what_is_excused_for_a_while_is_a_warning() -> None:
    results = write(shop())["runs"][0]["results"]
    assert [(each["ruleId"], each["level"], each["properties"]["status"]) for each in results] == [
        ("broken", "error", "error"),
        ("db-only-via-api", "error", "fail"),
        ("owned", "error", "unknown"),
        ("data-stays", "warning", "fail"),
        ("no-stores", "warning", "referred"),
        ("nobody-asks", "warning", "vacuous"),
    ]
    assert [each["message"]["text"] for each in results] == [
        "could not be evaluated: KeyError: 'x'. Constraint [broken](1).",
        "`browser` reaches `db` without passing `api`. Path: browser -> db. Fix: cut browser -> db. "
        "Expired: until 2026-11-01 by R. Okafor: new (waivers.yaml:4:5). "
        "Constraint [db-only-via-api](1): The database is asked through the api only.",
        "cannot be decided: labels.owner of the node `job` is not known (shop.yaml:8:3). Constraint [owned](1).",
        "`job` reaches `browser` along flow. Path: job -> api -> db <= browser. Fix: cut any one of job -> api, "
        "api -> db. Grace: a warning until 2026-12-31. Constraint [data-stays](1).",
        "`db` (store) must not be there. Permitted only by: Order 7, version 2026; not pinned: it can change while "
        "this document stays as it is. Constraint [no-stores](1).",
        "`from` matches nothing, so that nothing is checked. Help: correct the selector, or say in `allow-empty` why "
        "nothing is fine. Constraint [nobody-asks](1).",
    ]


def test_warnings_are_notifications() -> None:
    (run,) = write(shop())["runs"]
    (invocation,) = run["invocations"]
    told = [(each["descriptor"]["id"], each["level"]) for each in invocation["toolExecutionNotifications"]]
    assert told == [("no-such-id", "warning"), ("no-such-label", "warning"), ("expired-waiver", "warning")]
    assert {each["id"] for each in run["tool"]["driver"]["notifications"]} == {code for code, _ in told}
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)


def test_a_finding_as_a_whole() -> None:
    (run,) = write(check(TOPOLOGY.replace("unknown: [labels.owner]", "title: äöü 𝔞"), ONE))["runs"]

    def place(uri: str, line: int, start: int, end: int) -> Any:
        region = {"startLine": line, "startColumn": start, "endLine": line, "endColumn": end}
        artifact = {"uri": f"design/{uri}", "uriBaseId": "%SRCROOT%"}
        return {"artifactLocation": artifact, "region": region}

    def step(number: int, line: int, text: str) -> Any:
        location = {"physicalLocation": place("t.yaml", line, 5, 8), "message": {"text": text}}
        return {"location": location, "executionOrder": number}

    assert run["results"] == [
        {
            "ruleId": "data-stays",
            "ruleIndex": 0,
            "level": "error",
            "message": {
                "text": "`job` reaches `browser` along flow. Path: job -> api -> db <= browser. Fix: cut any one of "
                "job -> api, api -> db. Constraint [data-stays](1): What the store holds stays inside."
            },
            "locations": [{"physicalLocation": place("t.yaml", 12, 5, 8)}],
            "partialFingerprints": run["results"][0]["partialFingerprints"],
            "codeFlows": [
                {
                    "threadFlows": [
                        {
                            "locations": [
                                step(1, 13, "job: the path begins"),
                                step(2, 13, "step 1: job reaches api"),
                                step(3, 11, "step 2: api reaches db"),
                                step(4, 12, "step 3: browser takes, against its edge, what comes back from db"),
                            ]
                        }
                    ]
                }
            ],
            "relatedLocations": [
                {
                    "id": 1,
                    "physicalLocation": place("c.yaml", 3, 3, 13),
                    "message": {"text": "the constraint data-stays"},
                }
            ],
            "properties": {
                "topology": "shop",
                "kind": "finding",
                "status": "fail",
                "state": "open",
                "source": "job",
                "target": "browser",
            },
        }
    ]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["fullDescription"]["text"] == (
        "What the store holds stays inside. People read it. Twice. forbidden-path: no path leads from one set of nodes "
        "to another; it fails when a path exists"
    )
    assert rule["help"]["markdown"] == (
        "Constraint `data-stays`, rule `forbidden-path`: `no path leads from one set of nodes to another; it fails "
        "when a path exists`\n\nIt asks:\n\n```text\nWhat the store holds stays inside\n```\n\nWhy:\n\n```text\n"
        "People read it. Twice.\n```\n\nReferences:\n\n```text\nGDPR art. 32\n```\n\n"
        "How such a constraint is written:\n\n```yaml\nno-model-to-weapon:\n  rule: forbidden-path\n  along: flow\n"
        "  from: {kind: model}\n  to: {kind: weapon}\n```"
    )


def test_columns_count_utf_16_units() -> None:
    topology = "archcheck: topology/v1\nname: x\nnodes: {𝔞: {kind: y}, b𝔟: {kind: z}}\n"
    constraints = "archcheck: constraints/v1\nconstraints:\n  c: {rule: forbidden-node, match: {kind: z}}\n"
    (result,) = write(check(topology, constraints))["runs"][0]["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startColumn"], region["endColumn"]) == (24, 27)


def test_the_fingerprint_stays_when_lines_and_paths_change() -> None:
    def prints(topology: str) -> list[str]:
        results = write(check(topology, ONE))["runs"][0]["results"]
        return [result["partialFingerprints"]["archcheck/v1"] for result in results]

    rerouted = TOPOLOGY.replace("  - {from: job, to: api}", "  - {from: job, to: browser}").replace(
        "zones:", "\n\nzones:"
    )
    assert prints(TOPOLOGY) == prints(rerouted)
    assert prints(TOPOLOGY) != prints(TOPOLOGY.replace("name: shop", "name: other"))


def test_namesakes_have_fingerprints_of_their_own() -> None:
    one = shop()
    both = Report((*one.runs, *one.runs), one.as_of, one.version, sources=one.sources)
    results = write(both)["runs"][0]["results"]
    prints = {result["partialFingerprints"]["archcheck/v1"] for result in results}
    assert len(prints) == len(results) == 12
    assert results[0]["message"]["text"].startswith("could not be evaluated: KeyError: 'x' (in shop). ")
    assert sorted(each["properties"]["topology"] for each in results) == ["shop"] * 6 + ["shop#2"] * 6


def test_no_more_results_than_github_shows(validator: jsonschema.Draft202012Validator) -> None:
    nodes = ", ".join(f"n{number}: {{kind: x}}" for number in range(5100))
    topology = f"archcheck: topology/v1\nname: many\nnodes: {{{nodes}}}\n"
    constraints = "archcheck: constraints/v1\nconstraints:\n  c: {rule: forbidden-node, match: {kind: x}}\n"
    log = write(check(topology, constraints, max_findings=10_000))
    results = log["runs"][0]["results"]
    assert len(results) == 5000
    assert results[-1]["message"]["text"] == (
        "101 more results are left out, as no more than 5000 are shown: 101 of level error."
    )
    assert results[-1]["ruleId"] == "archcheck-results-left-out"
    assert validator.is_valid({**log, "runs": [{**log["runs"][0], "results": results[-1:]}]})


def test_paths_are_shown_step_by_step_as_long_as_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_STEPS_IN_ALL", 9)
    results = write(check(*chain(4)))["runs"][0]["results"]
    assert ["codeFlows" in result for result in results] == [True, True, True, False]
    assert "Path: n00000 -> n00001 -> n00002 -> n00003 -> n00004." in results[-1]["message"]["text"]


def test_a_long_path_is_cut_in_its_middle() -> None:
    (result,) = write(check(*chain(1500, to="n01500")))["runs"][0]["results"]
    (flow,) = result["codeFlows"][0]["threadFlows"]
    texts = [step["location"]["message"]["text"] for step in flow["locations"]]
    assert len(texts) == 1000
    assert texts[500] == "step 500: n00499 reaches n00500 (501 steps behind this one are left out)"
    assert texts[501] == "step 1002: n01001 reaches n01002"
    assert texts[-1] == "step 1500: n01499 reaches n01500"


def test_what_is_not_listed_is_told() -> None:
    results = write(check(*chain(9), max_findings=3))["runs"][0]["results"]
    assert [result["properties"]["kind"] for result in results] == ["finding", "finding", "finding", "more"]
    assert results[-1]["message"]["text"] == (
        "`c` has more findings than the 3 that are listed: raise --max-findings. Constraint [c](1)."
    )
