"""The plugin for pytest, in a pytest of its own."""

import json
from importlib.metadata import entry_points

import pytest

pytest_plugins = ["pytester"]

TOPOLOGY = """\
archcheck: topology/v1
name: shop
nodes:
  a: {kind: app}
  b: {kind: store}
edges:
  - {from: a, to: b}
"""
CONSTRAINTS = """\
archcheck: constraints/v1
constraints:
  apart: {rule: forbidden-edge, from: a, to: b}
  no-printers: {rule: forbidden-node, match: printer*}
"""
WAIVERS = """\
archcheck: waivers/v1
waivers:
  - {constraint: apart, from: a, reason: known, approved-by: them, expires: 2099-01-01}
"""


@pytest.fixture
def place(pytester: pytest.Pytester) -> pytest.Pytester:
    """Return a place with documents below `arch`, whose root is not where pytest runs."""
    pytester.makeini("[pytest]\n")
    folder = pytester.mkdir("arch")
    for name, text in (("t.yaml", TOPOLOGY), ("c.yaml", CONSTRAINTS), ("w.yaml", WAIVERS)):
        (folder / name).write_text(text)
    return pytester


def run(place: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """Run pytest in a process of its own, with the plugin as an installed archcheck brings it."""
    installed = any(each.value == "archcheck.pytest_plugin" for each in entry_points(group="pytest11"))
    plugin = [] if installed else ["-p", "archcheck.pytest_plugin"]
    return place.runpytest_subprocess(*plugin, "-p", "no:cacheprovider", "-p", "no:xdist", *arguments)


def test_what_holds_passes_and_the_report_is_returned(place: pytest.Pytester) -> None:
    place.makepyfile(
        """
        def test_it(archcheck):
            report = archcheck.assert_holds("arch/t.yaml", "arch/c.yaml", only=["no-printers"])
            assert [run.name for run in report.runs] == ["shop"]
            assert archcheck.assert_holds("arch", ["arch"], waivers="arch/w.yaml").ok
            assert not archcheck.check("arch", ["arch"]).ok
            archcheck.assert_holds("arch/t.yaml", "arch/c.yaml", fail_on="never")
        """
    )
    run(place).assert_outcomes(passed=1)


def test_the_message_of_a_failure_is_the_text_report(place: pytest.Pytester) -> None:
    place.makepyfile(
        """
        import datetime

        def test_it(archcheck):
            archcheck.assert_holds("arch/t.yaml", "arch/c.yaml", as_of=datetime.date(2026, 6, 1))
        """
    )
    result = run(place)
    result.assert_outcomes(failed=1)
    lines = result.outlines
    begin = lines.index("arch/t.yaml: 2 nodes, 1 edge, 2 constraints, as of 2026-06-01")
    assert lines[begin : begin + 15] == [
        "arch/t.yaml: 2 nodes, 1 edge, 2 constraints, as of 2026-06-01",
        "",
        "error[apart]: `a` is joined to `b` by an edge",
        " --> arch/t.yaml:7:5",
        "  |",
        "7 |   - {from: a, to: b}",
        "  |     ^^^ last step of the path",
        "  = path: a -> b",
        "  = fix: cut a -> b",
        "  = constraint: arch/c.yaml:3:3",
        "",
        "PASS     no-printers",
        "FAIL     apart        1 finding",
        "1 held, 1 failed, 0 waived, 0 vacuous",
        "=========================== short test summary info ============================",
    ]
    assert "Traceback" not in result.stdout.str()
    assert "pytest_plugin.py" not in result.stdout.str()


def test_documents_that_are_loaded_and_packs_are_taken_too(place: pytest.Pytester) -> None:
    place.makepyfile(
        """
        import archcheck as package

        def test_it(archcheck):
            topology = package.load_topology("arch/t.yaml")
            constraints = package.load_constraints("arch/c.yaml")
            waivers = package.load_waivers("arch/w.yaml")
            archcheck.assert_holds(topology, constraints, waivers=waivers)
            archcheck.assert_holds((topology,), [constraints, "vocabulary"], waivers=[waivers])
            assert not archcheck.check(topology, constraints).ok
        """
    )
    run(place).assert_outcomes(passed=1)


def test_names_are_of_the_root_wherever_pytest_runs(place: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = place.mkdir("inner")
    (inner / "test_inner.py").write_text(
        "def test_it(archcheck):\n    archcheck.assert_holds('arch/t.yaml', 'arch/c.yaml', only=['no-printers'])\n"
    )
    monkeypatch.chdir(inner)
    run(place, "--rootdir", str(place.path)).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("'arch/no.yaml', 'arch/c.yaml'", "error[missing-file]: no such file: `arch/no.yaml`"),
        ("'arch/t.yaml', 'red-line'", "*did you mean `red-lines`?*"),
        ("'arch/t.yaml', 'arch/c.yaml', only=['no-printer']", "*did you mean `no-printers`?*"),
        ("'arch/t.yaml', 'arch/t.yaml'", "*this is a topology document, where a constraints document belongs"),
        ("'arch/t.yaml', 'vocabulary'", "*`vocabulary` defines no constraint to check"),
        ("[], 'arch/c.yaml'", "*there is no topology to check"),
    ],
)
def test_what_cannot_be_checked_fails_with_its_reason(place: pytest.Pytester, call: str, told: str) -> None:
    place.makepyfile(f"def test_it(archcheck):\n    archcheck.assert_holds({call})\n")
    result = run(place)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([told])
    assert "pytest_plugin.py" not in result.stdout.str()


def test_a_run_that_does_not_ask_loads_nothing_and_collects_nothing(place: pytest.Pytester) -> None:
    place.makepyfile(
        """
        import json, pathlib, sys

        def test_it():
            loaded = sorted(name for name in sys.modules if name.startswith("archcheck"))
            pathlib.Path("loaded.json").write_text(json.dumps([loaded, "yaml" in sys.modules, "typer" in sys.modules]))
        """
    )
    run(place).assert_outcomes(passed=1)
    loaded, *others = json.loads((place.path / "loaded.json").read_text())
    assert loaded == ["archcheck", "archcheck.pytest_plugin"]
    assert others == [False, False]


def test_it_can_be_told_to_stay_away(place: pytest.Pytester) -> None:
    place.makepyfile("def test_it(archcheck): pass")
    result = place.runpytest_subprocess("-p", "no:archcheck", "-p", "no:cacheprovider")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*fixture 'archcheck' not found"])
