"""What no case file can hold: pipes, links, folders, permissions, encodings, and texts that are too large to keep."""

import io
import os
from pathlib import Path

import pytest

from archcheck.source import files
from tests.bad_input.command_line import CommandLine, is_root

CHECK = ["check", "topology.yaml", "-c", "constraints.yaml", "-o", "out.json"]
ONE_ERROR = "\n\n1 error; nothing was checked\n"
TOPOLOGY = "archcheck: topology/v1\n"


def test_pipe(command_line: CommandLine) -> None:
    Path("topology.yaml").unlink()
    os.mkfifo("topology.yaml")
    command_line.refuse(CHECK, "error[not-a-file]: `topology.yaml` is not a regular file" + ONE_ERROR)


def test_pipe_included(command_line: CommandLine) -> None:
    os.mkfifo("part.yaml")
    command_line.write("topology.yaml", TOPOLOGY + "include: [part.yaml]\n")
    expected = """\
error[not-a-file]: `part.yaml` is not a regular file
 --> topology.yaml:2:11
  |
2 | include: [part.yaml]
  |           ^^^^^^^^^"""
    command_line.refuse(CHECK, expected + ONE_ERROR)


def test_device(command_line: CommandLine) -> None:
    command_line.refuse(
        ["check", "/dev/null", "-c", "constraints.yaml"],
        "error[not-a-file]: `/dev/null` is not a regular file" + ONE_ERROR,
    )


@pytest.mark.skipif(is_root(), reason="nothing is unreadable to root")
def test_unreadable(command_line: CommandLine) -> None:
    Path("topology.yaml").chmod(0)
    command_line.refuse(CHECK, "error[unreadable-file]: cannot read `topology.yaml`: Permission denied" + ONE_ERROR)


@pytest.mark.skipif(is_root(), reason="nothing is unreadable to root")
def test_unreadable_folder_below(command_line: CommandLine) -> None:
    command_line.write("top/good.yaml", TOPOLOGY)
    Path("top/locked").mkdir(mode=0)
    command_line.refuse(
        ["check", "top", "-c", "constraints.yaml"],
        "error[unreadable-file]: cannot read `top/locked`: Permission denied" + ONE_ERROR,
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are a matter of POSIX")
def test_what_is_no_file_in_a_folder(command_line: CommandLine) -> None:
    """Reading a pipe might never end; leaving it out might make a document vanish."""
    command_line.write("top/topology.yaml", TOPOLOGY + "nodes: {a: {kind: app}}\n")
    os.mkfifo("top/pipe.yaml")
    os.mkfifo("top/pipe.txt")
    command_line.refuse(
        ["check", "top", "-c", "constraints.yaml"], "error[not-a-file]: `top/pipe.yaml` is no regular file" + ONE_ERROR
    )
    Path("top/topology.yaml").rename("top/manifest.yaml")
    Path("top/manifest.yaml").write_text("apiVersion: v1\nkind: Service\nmetadata: {}\n", encoding="utf-8")
    done = command_line.run("check", "top", "-c", "constraints.yaml")
    assert done.stderr.count("`top/pipe.yaml` is no regular file") == 1
    assert "top/manifest.yaml" in done.stderr
    assert done.status == 2


def test_name_too_long(command_line: CommandLine) -> None:
    name = "n" * 300 + ".yaml"
    command_line.refuse(
        ["check", name, "-c", "constraints.yaml"],
        f"error[unreadable-file]: cannot read `{name}`: File name too long" + ONE_ERROR,
    )


def test_link_out_of_the_tree(command_line: CommandLine) -> None:
    command_line.write("secret/nodes.yaml", TOPOLOGY + "nodes: {a: {kind: app}}\n")
    command_line.write("top/topology.yaml", TOPOLOGY + "include: [link.yaml, folder/nodes.yaml]\n")
    Path("top/link.yaml").symlink_to("../secret/nodes.yaml")
    Path("top/folder").symlink_to("../secret")
    expected = """\
error[include-outside]: `link.yaml` is outside of the folder of the file that was given
 --> top/topology.yaml:2:11
  |
2 | include: [link.yaml, folder/nodes.yaml]
  |           ^^^^^^^^^
  = help: move the file below that folder

error[include-outside]: `folder/nodes.yaml` is outside of the folder of the file that was given
 --> top/topology.yaml:2:22
  |
2 | include: [link.yaml, folder/nodes.yaml]
  |                      ^^^^^^^^^^^^^^^^^
  = help: move the file below that folder

2 errors; nothing was checked
"""
    command_line.refuse(["check", "top/topology.yaml", "-c", "constraints.yaml"], expected)


def test_link_to_itself(command_line: CommandLine) -> None:
    Path("link.yaml").symlink_to("link.yaml")
    command_line.refuse(
        ["check", "link.yaml", "-c", "constraints.yaml"],
        "error[unreadable-file]: cannot read `link.yaml`: Too many levels of symbolic links" + ONE_ERROR,
    )


def test_link_to_the_including_file(command_line: CommandLine) -> None:
    command_line.write("topology.yaml", TOPOLOGY + "include: [link.yaml]\n")
    Path("link.yaml").symlink_to("topology.yaml")
    expected = """\
error[include-cycle]: `link.yaml` includes itself in the end
 --> topology.yaml:2:11
  |
2 | include: [link.yaml]
  |           ^^^^^^^^^"""
    command_line.refuse(CHECK, expected + ONE_ERROR)


def test_link_that_leads_nowhere_below_a_folder(command_line: CommandLine) -> None:
    command_line.write("top/good.yaml", TOPOLOGY)
    Path("top/moved.yaml").symlink_to("gone.yaml")
    expected = "error[missing-file]: no such file: `top/moved.yaml`"
    command_line.refuse(["check", "top", "-c", "constraints.yaml"], expected + ONE_ERROR)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
def test_other_encodings(encoding: str, command_line: CommandLine) -> None:
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    command_line.write("topology.yaml", (mark + TOPOLOGY).encode(encoding))
    expected = f"""\
error[encoding]: the file is {encoding[:6].upper()}
 --> topology.yaml:1:1
  = help: save it as UTF-8"""
    command_line.refuse(CHECK, expected + ONE_ERROR)


def test_utf_16_without_a_mark(command_line: CommandLine) -> None:
    command_line.write("topology.yaml", "a: b".encode("utf-16-le"))
    expected = """\
error[control-character]: NUL is not allowed in a document
 --> topology.yaml:1:2
  |
1 | a\\u{0}:\\u{0} \\u{0}b\\u{0}
  |  ^^^^^
  = help: remove it, or escape it in quotes"""
    command_line.refuse(CHECK, expected + ONE_ERROR)


def test_utf_16_below_a_folder(command_line: CommandLine) -> None:
    command_line.write("top/good.yaml", TOPOLOGY)
    command_line.write("top/wide.yaml", TOPOLOGY.encode("utf-16"))
    expected = """\
error[encoding]: the file is UTF-16
 --> top/wide.yaml:1:1
  = help: save it as UTF-8"""
    command_line.refuse(["check", "top", "-c", "constraints.yaml"], expected + ONE_ERROR)


@pytest.mark.parametrize(
    ("opening", "column"), [("[", 71), ("{a: ", 260), ("[{a: ", 164)], ids=["lists", "mappings", "both"]
)
def test_nesting_of_30_000(opening: str, column: int, command_line: CommandLine) -> None:
    line = "nodes: " + opening * 30_000
    command_line.write("topology.yaml", TOPOLOGY + line)
    expected = f"""\
error[too-deep]: values nest deeper than 64 levels
 --> topology.yaml:2:{column}
  |
2 | …{line[column - 61 : column + 60]}…
  | {" " * 61}^"""
    command_line.refuse(CHECK, expected + ONE_ERROR)


def test_merge_bomb(command_line: CommandLine) -> None:
    layers = "".join(f"m{i}: &m{i} {{<<: [{', '.join([f'*m{i - 1}'] * 9)}]}}\n" for i in range(1, 20))
    command_line.write("topology.yaml", TOPOLOGY + "m0: &m0 {a: b}\n" + layers)
    assert len(layers) < 1300
    outcome = command_line.run(*CHECK)
    errors = [line for line in outcome.stderr.splitlines() if line.startswith("error")]
    assert errors[:-1] == ["error[merge-key]: merge keys are not accepted"] * (len(errors) - 1)
    assert errors[-1] == "error[alias-budget]: aliases expand to more than 1,000,000 values"
    assert outcome.status == 2
    assert not Path("out.json").exists()


def test_too_large(command_line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 10)
    expected = "error[too-large]: `topology.yaml` has 118 bytes, more than 10\n\n"
    expected += "error[too-large]: `constraints.yaml` has 102 bytes, more than 10\n\n2 errors; nothing was checked\n"
    sizes = [len(Path(name).read_bytes()) for name in ("topology.yaml", "constraints.yaml")]
    command_line.refuse(CHECK, expected.replace("118", str(sizes[0])).replace("102", str(sizes[1])), 3)


@pytest.mark.parametrize("depth", [63, 64, 2_000])
def test_includes_in_a_long_row(depth: int, command_line: CommandLine) -> None:
    for number in range(depth):
        command_line.write(f"part{number}.yaml", f"{TOPOLOGY}include: [part{number + 1}.yaml]\n")
    command_line.write(f"part{depth}.yaml", TOPOLOGY + "nodes: {a: {kind: app}}\n")
    arguments = ["check", "part0.yaml", "-c", "constraints.yaml"]
    if depth < 64:
        assert command_line.run(*arguments).status == 0
        return
    expected = """\
error[too-deep]: files include each other more than 64 deep
 --> part63.yaml:2:11
  |
2 | include: [part64.yaml]
  |           ^^^^^^^^^^^"""
    command_line.refuse(arguments, expected + ONE_ERROR)


def test_extends_in_a_long_row(command_line: CommandLine) -> None:
    for number in range(500):
        command_line.write(f"part{number}.yaml", f"archcheck: constraints/v1\nextends: [part{number + 1}.yaml]\n")
    command_line.write("part500.yaml", Path("constraints.yaml").read_bytes())
    expected = """\
error[too-deep]: documents extend each other more than 64 deep
 --> part63.yaml:2:11
  |
2 | extends: [part64.yaml]
  |           ^^^^^^^^^^^"""
    command_line.refuse(["check", "topology.yaml", "-c", "part0.yaml"], expected + ONE_ERROR)


def test_sets_in_a_long_row_of_deep_selectors(command_line: CommandLine) -> None:
    deep = "{not: " * 56
    sets = "".join(f"  s{i}: {deep}{{set: s{i - 1}}}{'}' * 56}\n" for i in range(1, 60))
    command_line.write(
        "constraints.yaml",
        f"archcheck: constraints/v1\nsets:\n  s0: {{kind: weapon}}\n{sets}"
        "constraints: {c: {rule: forbidden-node, match: {set: s59}}}\n",
    )
    outcome = command_line.run(*CHECK)
    assert "error[too-deep]: the set `s2` nests deeper than 64 levels" in outcome.stderr
    assert outcome.status == 2


def test_suggestions_for_names_without_end(command_line: CommandLine) -> None:
    names = "".join(f"  {'n' * 60_000}{number}: {{kind: app}}\n" for number in range(20))
    command_line.write("topology.yaml", f"{TOPOLOGY}nodes:\n{names}edges: [{{from: {'n' * 59_000}, to: x}}]\n")
    outcome = command_line.run(*CHECK)
    assert outcome.stderr.count("error[") == outcome.stderr.count("\n\n")
    assert outcome.status == 2


def test_standard_input_empty(command_line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    expected = """\
error[empty-document]: `<stdin>` holds no document
 --> <stdin>:1:1"""
    command_line.refuse(["check", "-", "-c", "constraints.yaml"], expected + ONE_ERROR)


def test_standard_input_broken(command_line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TOPOLOGY.encode() + b"name: [x]\n")))
    expected = """\
error[wrong-type]: expected text, found a list
 --> <stdin>:2:7
  |
2 | name: [x]
  |       ^^^"""
    command_line.refuse(["check", "-", "-c", "constraints.yaml"], expected + ONE_ERROR)
