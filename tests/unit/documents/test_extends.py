"""What extends what: field by field, the later over the earlier, each document once."""

from pathlib import Path

import pytest

import archcheck
from archcheck.documents.constraints import ConstraintDocument
from archcheck.documents.selector import AllOf, Match
from archcheck.source.located import Scalar
from tests.unit.documents.test_includes import write

C = "archcheck: constraints/v1\n"
RULE = "constraints: {c: {rule: forbidden-node, match: {kind: weapon}, severity: error, title: One}}\n"


def fields(document: ConstraintDocument, name: str = "c") -> dict[str, str]:
    """Return the fields of a constraint that are texts."""
    found = document.constraints[name].fields
    return {field: value.text for field, (_, value) in found.items() if isinstance(value, Scalar)}


def test_severity_alone(tmp_path: Path) -> None:
    root = write(tmp_path, root=C + "extends: [pack.yaml]\nconstraints: {c: {severity: info}}\n", pack=C + RULE)
    document = archcheck.load_constraints(root)
    assert fields(document) == {"rule": "forbidden-node", "severity": "info", "title": "One"}
    assert Path(document.constraints["c"].location.path).name == "pack.yaml"


def test_set_alone(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        root=C + "extends: [pack.yaml]\nsets: {s: {zone: z}, t: other}\n",
        pack=C + "sets: {s: {kind: a}, t: {kind: b}, u: {set: s}}\n" + RULE,
    )
    sets = archcheck.load_constraints(root).sets
    assert isinstance(sets["s"], AllOf)
    assert [item[:2] for item in sets["s"].items if isinstance(item, Match)] == [("kind", "a"), ("zone", "z")]
    assert isinstance(sets["t"], Match)
    assert sets["t"][:2] == ("id", "other")
    assert list(sets) == ["s", "t", "u"]


def test_the_later_of_several_wins(tmp_path: Path) -> None:
    def load(order: str) -> dict[str, str]:
        root = write(
            tmp_path,
            root=C + f"extends: [{order}]\n",
            one=C + RULE,
            two=C + "constraints: {c: {rule: forbidden-node, match: x, severity: warning}}\n",
        )
        return fields(archcheck.load_constraints(root))

    assert load("one.yaml, two.yaml")["severity"] == "warning"
    assert load("two.yaml, one.yaml")["severity"] == "error"


def test_a_diamond_counts_once(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        root=C + "extends: [one.yaml, two.yaml]\n",
        one=C + "extends: [pack.yaml]\nconstraints: {c: {severity: info}}\n",
        two=C + "extends: [./pack.yaml]\nconstraints: {c: {title: Two}}\n",
        pack=C + RULE,
    )
    document = archcheck.load_constraints(root)
    assert fields(document) == {"rule": "forbidden-node", "severity": "info", "title": "Two"}
    assert [Path(path).name for path in document.sources] == ["pack.yaml", "one.yaml", "two.yaml", "root.yaml"]


def test_extending_stays_possible_out_of_the_folder(tmp_path: Path) -> None:
    root = write(tmp_path, top__root=C + "extends: [../pack.yaml]\n", pack=C + RULE)
    assert list(archcheck.load_constraints(root).constraints) == ["c"]


def test_packs_by_name_and_with_includes(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        root=C + "include: [more.yaml]\nextends: [vocabulary]\nconstraints: {c: {rule: forbidden-node, match: a}}\n",
        more=C + "extends: [red-lines]\nconstraints: {no-closed-loop: {severity: info}}\n",
    )
    document = archcheck.load_constraints(root)
    assert fields(document, "no-closed-loop")["severity"] == "info"
    assert {"c", "no-unapproved-effect"} <= document.constraints.keys()
    assert "model" in document.vocabulary


@pytest.mark.parametrize("reason", ["no weapon is declared", "none", "0", "not applicable"])
def test_reasons(reason: str) -> None:
    text = f"constraints: {{c: {{rule: forbidden-path, from: x, to: y, allow-empty: {reason}}}}}\n"
    topology = archcheck.loads_topology("archcheck: topology/v1\nnodes: {a: {kind: app}}\n")
    assert archcheck.check(topology, archcheck.loads_constraints(C + text)).ok
