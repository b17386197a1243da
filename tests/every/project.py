"""A project in which every command has something to say, with names that the tests choose."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

AS_OF = ["--as-of", "2026-11-23"]
CHECKED = ["design.yaml", "-c", "rules.yaml"]
IN_FULL = [*CHECKED, "-w", "waivers.yaml", *AS_OF]
PICTURES = ("dot", "mmd", "svg")
REPORTS = (
    "report.txt",
    "report.json",
    "report.sarif",
    "report.xml",
    "report.md",
    "report.html",
    "gl-code-quality-report.json",
)

COMMANDS: dict[str, list[str]] = {
    "check": ["check", *IN_FULL, "--verbose", *(part for name in REPORTS for part in ("-o", f"out/{name}"))],
    "check-pictures": [
        "check",
        *IN_FULL,
        "--quiet",
        *(part for end in PICTURES for part in ("-o", f"out/check.{end}")),
    ],
    **{
        f"check-{name}": ["check", *IN_FULL, "-f", name]
        for name in ("text", "json", "sarif", "junit", "github", "gitlab", "markdown")
    },
    "check-baseline": ["check", *CHECKED, *AS_OF, "--baseline", "baseline.json"],
    "write-baseline": ["check", *CHECKED, *AS_OF, "--write-baseline", "out/baseline.json"],
    "what-if": ["check", *IN_FULL, "--compromise", "door", "--without", "store", "--add", "app -> store"],
    "draw": ["draw", "design.yaml", *(part for end in PICTURES for part in ("-o", f"out/drawn.{end}"))],
    "path": ["path", "design.yaml", "app", "store", "--verbose"],
    "no-path": ["path", "design.yaml", "store", "app"],
    "diff": ["diff", "design.yaml", "actual.yaml", "-c", "rules.yaml", *AS_OF],
    "diff-json": ["diff", "design.yaml", "actual.yaml", "-c", "rules.yaml", *AS_OF, "-f", "json"],
    "diff-markdown": ["diff", "design.yaml", "actual.yaml", "-c", "rules.yaml", *AS_OF, "-f", "markdown"],
    "diff-pictures": [
        *("diff", "design.yaml", "actual.yaml", "-c", "rules.yaml", *AS_OF),
        *(part for end in PICTURES for part in ("-o", f"out/diff.{end}")),
    ],
    "import": ["import", "design.yaml", "-o", "-", "--overlay", "overlay.yaml"],
    "import-json": ["import", "design.yaml", "-o", "out/imported.json"],
    "claims": ["claims", "claims.yaml", *CHECKED, *AS_OF, "--verbose"],
    "claims-json": ["claims", "claims.yaml", *CHECKED, *AS_OF, "--format", "json"],
    "claims-markdown": ["claims", "claims.yaml", *CHECKED, *AS_OF, "--format", "markdown"],
    "claims-files": ["claims", "claims.yaml", *CHECKED, *AS_OF, "-o", "out/claims.html", "-o", "out/case.svg"],
    "drift": ["drift", "design.yaml", "actual.yaml", "--map", "map.yaml"],
    "drift-json": ["drift", "design.yaml", "actual.yaml", "--map", "map.yaml", "--format", "json"],
    "drift-pictures": [
        *("drift", "design.yaml", "actual.yaml", "--map", "map.yaml", "--quiet"),
        *(part for end in PICTURES for part in ("-o", f"out/drift.{end}")),
    ],
    "coverage": ["coverage", *CHECKED, *AS_OF, "--verbose"],
    "coverage-json": ["coverage", *CHECKED, *AS_OF, "--format", "json"],
    "margin": ["margin", *CHECKED, *AS_OF, "--verbose"],
    "margin-json": ["margin", *CHECKED, *AS_OF, "--format", "json"],
    "verify": ["verify", "out/report.json", *CHECKED, "-w", "waivers.yaml"],
    "fix": ["fix", *CHECKED, *AS_OF, "--verbose"],
    "fix-json": ["fix", *CHECKED, *AS_OF, "--format", "json"],
}
"""The arguments by the name of what is written. Words of :data:`NAMES` in them are replaced by what they stand for."""

NAMES = {
    name: name
    for name in (
        *("app", "door", "store", "log", "printer", "inside", "outside", "crate", "owner", "team", "red", "main"),
        *(
            "guarded",
            "apart",
            "unprinted",
            "owned",
            "claim",
            "sentence",
            "said",
            "reason",
            "approver",
            "titled",
            "kept",
        ),
    )
}
"""What tests give other names: nodes, zones, kinds, labels and their values, tags, constraints, and what people say."""


class Project:
    """The documents of a project.

    Args:
        names: what :data:`NAMES` stand for.
        reverse: whether mappings and lists whose order means nothing are written the other way round.
        escape: whether all but ASCII is written as escapes.
    """

    def __init__(self, names: Mapping[str, str], *, reverse: bool = False, escape: bool = False) -> None:
        self.names = {**NAMES, **names}
        self.reverse = reverse
        self.escape = escape

    def write(self, folder: Path) -> dict[str, list[str]]:
        """Write the documents into a folder, and return the commands."""
        for name, document in self._documents().items():
            text = json.dumps(document, indent=1, ensure_ascii=self.escape)
            (folder / name).write_text(text, encoding="utf-8")
        return {name: [self._name(part) for part in argv] for name, argv in COMMANDS.items()}

    def _name(self, part: str) -> str:
        if part == "app -> store":
            return f"{self.names['app']} -> {self.names['store']}"
        return json.dumps({"id": self.names[part]}) if part in ("app", "store", "door") else self.names.get(part, part)

    def _turn(self, value: Any) -> Any:
        """Return a mapping or a list, the other way round where that is asked for."""
        if not self.reverse:
            return value
        return dict(reversed(list(value.items()))) if isinstance(value, dict) else list(reversed(value))

    def _documents(self) -> dict[str, Any]:
        n, turn = self.names, self._turn
        node = {"kind": n["crate"], "zone": n["inside"], "tags": [n["red"], "blue"]}
        nodes = {
            n["app"]: {
                "kind": "app",
                "zone": n["outside"],
                "title": n["titled"],
                "labels": turn({n["owner"]: n["team"]}),
            },
            n["door"]: {**node, "stateful": False, "description": n["said"]},
            n["store"]: {**node, "labels": {n["owner"]: [n["team"], "us"]}},
            n["log"]: {**node, "kind": f"{n['crate']}.log"},
        }
        edges = [
            {"from": n["app"], "to": n["door"]},
            {"from": n["door"], "to": n["store"], "id": n["main"], "labels": {n["owner"]: n["team"]}},
            {"from": n["store"], "to": n["log"], "kind": "push"},
            {"from": n["app"], "to": n["log"], "kind": "admin", "title": n["titled"]},
        ]
        zones = {n["inside"]: {"title": n["titled"], "tags": [n["red"]]}, n["outside"]: {}}
        design = {
            "archcheck": "topology/v1",
            "name": n["kept"],
            "description": n["said"],
            **turn({"zones": turn(zones), "nodes": turn(nodes), "edges": turn(edges)}),
        }
        more = {**nodes, n["printer"]: {"kind": "printer", "zone": n["inside"]}}
        actual = {**design, "nodes": turn(more), "edges": turn([*edges[:2], {"from": n["app"], "to": n["printer"]}])}
        said = {"title": n["titled"], "rationale": n["said"], "references": [n["reason"]]}
        constraints = {
            n["guarded"]: {
                "rule": "only-via",
                "from": n["app"],
                "to": n["store"],
                "via": {"kind": n["crate"]},
                "along": "flow",
                **said,
            },
            n["apart"]: {"rule": "forbidden-path", "from": {"zone": n["outside"]}, "to": {"id": n["log"]}, **said},
            n["unprinted"]: {"rule": "forbidden-node", "match": {"kind": "printer"}, "severity": "warning"},
            n["owned"]: {
                "rule": "attributes",
                "match": "*",
                "must": {"labels": {n["owner"]: [n["team"], n["red"]]}},
                **said,
                "permitted-by": [{"authority": n["approver"], "version": n["reason"], "covers": {"subject": n["log"]}}],
            },
            "zones": {"rule": "isolation", "by": "zone", "allow-empty": n["reason"]},
            "round": {"rule": "acyclic", "match": {"not": {"kind": "app"}}},
        }
        excuse = {"reason": n["reason"], "approved-by": n["approver"], "expires": "2027-01-01"}
        waivers = [
            {"constraint": n["apart"], "from": n["app"], "to": n["log"], **excuse},
            {"constraint": n["owned"], "subject": n["door"], **excuse},
        ]
        readings = [
            {"title": n["titled"], "constraints": n["guarded"]},
            {
                "title": n["said"],
                "constraints": {"all": [n["guarded"], n["apart"]]},
                "assumes": [{"statement": n["reason"], "vouched-by": n["approver"], "review": "2026-01-01"}],
                "undecidable": n["kept"],
            },
        ]
        claims: dict[str, Any] = {
            n["claim"]: {
                "text": n["sentence"],
                "source": {"who": n["approver"], "unsaid": n["said"]},
                "readings": readings,
            },
            "whole": {"text": n["said"], "source": {"who": n["approver"], "where": n["titled"]}},
        }
        claims[n["claim"]]["supports"] = "whole"
        return {
            "design.yaml": design,
            "actual.yaml": actual,
            "rules.yaml": {
                "archcheck": "constraints/v1",
                **turn(
                    {
                        "vocabulary": {n["crate"]: n["said"], "app": "An app", "printer": "A printer"},
                        "sets": turn({"every": {"any": [{"kind": "app"}, {"kind": n["crate"]}]}}),
                        "constraints": turn(constraints),
                    }
                ),
            },
            "waivers.yaml": {"archcheck": "waivers/v1", "waivers": turn(waivers)},
            "claims.yaml": {"archcheck": "claims/v1", "name": n["kept"], "claims": claims},
            "map.yaml": {"archcheck": "overlay/v1", "map": turn({n["log"]: n["printer"], n["app"]: n["app"]})},
            "overlay.yaml": {
                "archcheck": "overlay/v1",
                "rules": [{"match": {"kind": n["crate"]}, "set": {"labels": {n["owner"]: n["team"]}}}],
            },
            "baseline.json": {"archcheck": "baseline/v1", "entries": []},
        }
