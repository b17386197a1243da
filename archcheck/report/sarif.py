"""The report as SARIF 2.1.0, with what GitHub code scanning reads of it.

One run for the whole report, as GitHub takes no second run of the same tool and category in a file. A rule is a
constraint. What is waived or known is left out (:mod:`archcheck.report.entries`), and never are there more results
than GitHub shows. The format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. What GitHub reads:
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning.
"""

from collections.abc import Sequence
from typing import Any

from archcheck.report.entries import Entry, list_entries, most_severe_first, top_of
from archcheck.report.places import Places
from archcheck.report.sarif_rules import Json, describe_rule, text_of
from archcheck.report.setting import Setting
from archcheck.report.statuses import LEVELS
from archcheck.report_model import Report, Step
from archcheck.source.diagnostics import Diagnostic
from archcheck.source.inert import escape
from archcheck.source.json_writing import write_json
from archcheck.source.located import Location, Source, utf16_length

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
MOST_RESULTS = 5000
"""GitHub shows no more results of a run."""
MOST_STEPS = 1000
"""GitHub shows no more steps of a result."""
MOST_STEPS_IN_ALL = 100_000
"""GitHub takes no more than 10 MB, compressed; past this, a message has its path in words only."""
LEFT_OUT = "archcheck-results-left-out"
INFORMATION = "https://pypi.org/project/archcheck/"


def render(report: Report, setting: Setting) -> str:
    """Return the report as SARIF 2.1.0, with a line break at its end."""
    return write_json(_Log(report, setting).write())


class _Log:
    def __init__(self, report: Report, setting: Setting) -> None:
        self.report = report
        self.places: Places = setting.places
        self.rules: dict[str, int] = {}
        self.descriptors: list[Json] = []
        self.room_for_steps = MOST_STEPS_IN_ALL

    def write(self) -> Json:
        entries = list_entries(self.report)
        for run in self.report.runs:
            for result in run.constraints:
                self._rule(result.id, describe_rule(result.id, result))
        results = self._results([entry for entry in entries if self._is_result(entry)])
        driver: Json = {
            "name": "archcheck",
            "version": self.report.version,
            "semanticVersion": self.report.version,
            "informationUri": INFORMATION,
            "rules": self.descriptors,
        }
        notifications = [self._notification(entry) for entry in entries if entry.diagnostic is not None]
        told = {entry.code: entry for entry in reversed(entries) if entry.diagnostic is not None}
        if told:
            driver["notifications"] = [
                describe_rule(code, None, entry.message, entry.level) for code, entry in sorted(told.items())
            ]
        invocation: Json = {
            "executionSuccessful": self.report.verdict != "error",
            "exitCode": {"pass": 0, "fail": 1, "error": 2}[self.report.verdict],
        }
        if notifications:
            invocation["toolExecutionNotifications"] = notifications
        run_object: Json = {
            "tool": {"driver": driver},
            "columnKind": "utf16CodeUnits",
            "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
            "invocations": [invocation],
            "results": results,
            "properties": {
                "verdict": self.report.verdict,
                "asOf": self.report.as_of.isoformat(),
                "topologies": [
                    {
                        "name": escape(run.name or run.path),
                        "path": escape(self.places.file(run.path).path),
                        **_counts(run.summary()),
                    }
                    for run in self.report.runs
                ],
            },
        }
        return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run_object]}

    @staticmethod
    def _is_result(entry: Entry) -> bool:
        """Whether an entry is a result: of the diagnostics, those that keep the verdict from ``pass``."""
        return entry.diagnostic is None or entry.level == "error"

    def _results(self, entries: Sequence[Entry]) -> list[Json]:
        ordered = most_severe_first(entries)
        shown, left_out = ordered, ordered[:0]
        if len(ordered) > MOST_RESULTS:
            shown, left_out = ordered[: MOST_RESULTS - 1], ordered[MOST_RESULTS - 1 :]
        results = [self._result(entry) for entry in shown]
        if left_out:
            level = left_out[0].level
            counts = [(name, sum(entry.level == name for entry in left_out)) for name in LEVELS.values()]
            told = ", ".join(f"{count} of level {name}" for name, count in counts if count)
            text = f"{len(left_out)} more results are left out, as no more than {MOST_RESULTS} are shown: {told}."
            rule = self._rule(LEFT_OUT, describe_rule(LEFT_OUT, None, "Results are left out of this file"))
            results.append(
                {
                    "ruleId": LEFT_OUT,
                    "ruleIndex": rule,
                    "level": level,
                    "message": {"text": text},
                    "locations": [self._location(top_of(left_out[0].run))],
                    "partialFingerprints": _fingerprints(LEFT_OUT),
                }
            )
        return results

    def _rule(self, code: str, descriptor: Json) -> int:
        if code not in self.rules:
            self.rules[code] = len(self.descriptors)
            self.descriptors.append(descriptor)
        return self.rules[code]

    def _result(self, entry: Entry) -> Json:
        rule = self._rule(entry.code, describe_rule(entry.code, entry.result, entry.message))
        _, place = self.places.find(list(entry.places))
        data: Json = {
            "ruleId": escape(entry.code),
            "ruleIndex": rule,
            "level": entry.level,
            "message": {"text": self._message(entry)},
            "locations": [self._location(place)],
            "partialFingerprints": _fingerprints(entry.fingerprint),
        }
        result, finding = entry.result, entry.finding
        related: list[Json] = []
        if result is not None:
            related.append(self._location(result.location, f"the constraint {result.id}", 1))
        if finding is not None:
            related += [
                self._location(approval.location, f"a waiver that expired on {approval.expires.isoformat()}", number)
                for number, approval in enumerate(finding.expired, 2)
            ]
            flows = [self._flow(path, place) for path in (finding.path, finding.other_path) if path]
            self.room_for_steps -= sum(len(flow["threadFlows"][0]["locations"]) for flow in flows)
            if flows and self.room_for_steps >= 0:
                data["codeFlows"] = flows
        if entry.diagnostic is not None:
            related += [self._location(where, word, number) for number, (word, where) in _related(entry.diagnostic)]
        if related:
            data["relatedLocations"] = related
        properties = {"topology": escape(entry.topology), "kind": entry.kind}
        if result is not None:
            properties["status"] = result.status
        if finding is not None:
            about = {"state": finding.state, "source": finding.source, "target": finding.target}
            about["subject"] = finding.subject
            properties |= {name: escape(value) for name, value in about.items() if value}
        data["properties"] = properties
        return data

    def _message(self, entry: Entry) -> str:
        """Return the message: what is wrong as its first sentence, then how, then a link to the constraint."""
        text = text_of(entry.message)
        if len(self.report.runs) > 1 and entry.diagnostic is None:
            text += f" (in {text_of(entry.topology)})"
        sentences = [text]
        for note in entry.notes():
            name, _, rest = note.partition(": ")
            if name not in ("constraint", "asks"):
                sentences.append(f"{name.capitalize()}: {text_of(rest)}")
        if entry.result is not None:
            title = f": {text_of(entry.result.title)}" if entry.result.title else ""
            link = text_of(entry.result.id).replace("[", "\\u{5b}").replace("]", "\\u{5d}")
            sentences.append(f"Constraint [{link}](1){title}")
        return ". ".join(sentences) + "."

    def _flow(self, path: Sequence[Step], place: Location) -> Json:
        """Return the steps of a path, each at its edge; the first node at the edge that leaves it."""
        steps: list[Json] = []
        before = path[0].node
        where = next((step.location for step in path if step.location is not None), place)
        for number, step in enumerate(path):
            where = step.location or where
            if step.edge is None:
                text = f"{before}: the path begins"
            else:
                how = " takes, against its edge, what comes back from " if step.direction == "backward" else " reaches "
                ends = (step.node, before) if step.direction == "backward" else (before, step.node)
                text = f"step {number}: {ends[0]}{how}{ends[1]}"
            before = step.node
            steps.append({"location": self._location(where, text), "executionOrder": number + 1})
        if len(steps) > MOST_STEPS:
            half = MOST_STEPS // 2
            middle = steps[half]
            message = middle["location"]["message"]
            message["text"] += f" ({len(steps) - MOST_STEPS} steps behind this one are left out)"
            steps = [*steps[: half + 1], *steps[len(steps) - half + 1 :]]
        return {"threadFlows": [{"locations": steps}]}

    def _location(self, location: Location, message: str = "", number: int | None = None) -> Json:
        file = self.places.file(location.path)
        artifact: Json = {"uri": file.uri}
        if file.inside:
            artifact["uriBaseId"] = ROOT
        data: Json = {} if number is None else {"id": number}
        data["physicalLocation"] = {"artifactLocation": artifact, "region": self._region(location)}
        if message:
            data["message"] = {"text": text_of(message)}
        return data

    def _region(self, location: Location) -> Json:
        """Return the region of a place, in UTF-16 code units as far as the line is known."""
        source: Source | None = self.report.sources.get(location.path)
        line = source.line(location.line) if source is not None else ""
        before = line[: location.column - 1].ljust(location.column - 1)
        marked = line[location.column - 1 : location.column - 1 + location.length].ljust(1)
        start = 1 + utf16_length(before)
        return {
            "startLine": location.line,
            "startColumn": start,
            "endLine": location.line,
            "endColumn": start + (utf16_length(marked) if line else location.length),
        }

    def _notification(self, entry: Entry) -> Json:
        _, place = self.places.find(list(entry.places))
        help_text = entry.diagnostic.help if entry.diagnostic is not None else None
        text = text_of(entry.message) + (f": {text_of(help_text)}" if help_text else "")
        return {
            "descriptor": {"id": entry.code},
            "level": entry.level,
            "message": {"text": text},
            "locations": [self._location(place)],
        }


def _related(diagnostic: Diagnostic) -> list[tuple[int, tuple[str, Location]]]:
    return list(enumerate(diagnostic.related, 1))


def _fingerprints(fingerprint: str) -> dict[str, str]:
    """Return the own fingerprint, and under the name that GitHub looks for."""
    return {"archcheck/v1": fingerprint, "primaryLocationLineHash": f"{fingerprint}:1"}


def _counts(summary: dict[str, int]) -> dict[str, Any]:
    return {"counts": {status: count for status, count in summary.items() if count}}
