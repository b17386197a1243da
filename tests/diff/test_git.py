"""``archcheck diff --base REV``: the working tree held against a revision, in repositories made for the purpose."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.diff.examples import CONSTRAINTS, NEW, OLD, validator

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
SMALL = "archcheck: topology/v1\nname: small\nnodes: {a: {kind: app}}\nedges: []\n"
IDENTITY = ("-c", "user.name=Tester", "-c", "user.email=tester@example.org", "-c", "commit.gpgsign=false")


class Repository:
    """A git repository in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        variables = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        done = subprocess.run(
            ["git", *IDENTITY, *arguments],
            cwd=self.folder,
            env={**variables, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def commit(self, **files: str | None) -> str:
        """Write files (``/`` is ``__`` and ``.yaml`` their ending), None to remove one; commit all, return the id."""
        for name, text in files.items():
            self.write(name, text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "a change")
        return self.git("rev-parse", "HEAD")

    def write(self, name: str, text: str | None) -> Path:
        path = self.folder / (name.replace("__", "/") + ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture
def repository(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    for path in folder.iterdir():
        path.unlink()
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    (folder / "c.yaml").write_text(CONSTRAINTS, encoding="utf-8")
    return Repository(folder)


def compare(cli: Cli, *arguments: str) -> tuple[int, list[dict[str, object]]]:
    """Return the status, and for every comparison its paths and counts."""
    done = cli("diff", "--format", "json", *arguments)
    assert done.err == ""
    data = json.loads(done.out)
    validator().validate(data)
    return done.status, [
        {
            "old": each["old"] and each["old"]["path"],
            "new": each["new"] and each["new"]["path"],
            "nodes": list(each["summary"]["nodes"].values()),
        }
        for each in data["comparisons"]
    ]


def test_the_working_tree_against_a_commit(repository: Repository, cli: Cli) -> None:
    commit = repository.commit(t=OLD)
    repository.write("t", NEW)
    done = cli("diff", "--base", "HEAD", "t.yaml", "-c", "c.yaml", "--as-of", "2026-11-23")
    expected = (Path(__file__).parent / "expected" / "everything.txt").read_text(encoding="utf-8")
    assert done == (1, expected.replace("old.yaml", "HEAD:t.yaml").replace("new.yaml", "t.yaml"), "")
    for name in (commit, commit[:10], "main", "HEAD@{0}", "main~0"):
        assert compare(cli, "--base", name, "t.yaml")[1] == [
            {"old": f"{name}:t.yaml", "new": "t.yaml", "nodes": [1, 1, 2]}
        ]


def test_what_is_not_committed_counts_as_new_and_the_index_for_nothing(repository: Repository, cli: Cli) -> None:
    repository.commit(t=OLD)
    repository.write("t", NEW)
    repository.git("add", "--all")
    assert compare(cli, "--base", "HEAD", "t.yaml")[1][0]["nodes"] == [1, 1, 2]
    repository.commit()
    assert compare(cli, "--base", "HEAD", "t.yaml")[1][0]["nodes"] == [0, 0, 0]
    assert compare(cli, "--base", "HEAD~1", "t.yaml")[1][0]["nodes"] == [1, 1, 2]


def test_constraints_are_those_of_the_working_tree(repository: Repository, cli: Cli) -> None:
    repository.commit(t=OLD, rules="archcheck: constraints/v1\nconstraints: {none: {rule: forbidden-node, match: api}}")
    repository.write("rules", "archcheck: constraints/v1\nconstraints: {none: {rule: forbidden-node, match: relay}}\n")
    repository.write("t", NEW)
    done = cli("diff", "--base", "HEAD", "t.yaml", "-c", "rules.yaml", "--quiet")
    assert done.status == 1
    assert "error[none]: new: `relay` (app) must not be there\n" in done.out


def test_includes_are_those_of_the_revision(repository: Repository, cli: Cli) -> None:
    root = "archcheck: topology/v1\nname: t\ninclude: [parts/one.yaml]\nnodes: {a: {kind: app}}\nedges: []\n"
    one = "archcheck: topology/v1\ninclude: [../parts/deep/two.txt]\nnodes: {b: {kind: app}}\nedges: []\n"
    two = "archcheck: topology/v1\nnodes: {c: {kind: app}}\nedges: []\n"
    repository.write("arch__parts__deep__two", two).rename(repository.folder / "arch/parts/deep/two.txt")
    repository.commit(arch__t=root, arch__parts__one=one)
    for path in (repository.folder / "arch/parts").rglob("*.*"):
        path.unlink()
    repository.write("arch__t", root.replace("include: [parts/one.yaml]\n", "").replace("a: {", "z: {"))
    status, (told,) = compare(cli, "--base", "HEAD", "arch/t.yaml")
    assert (status, told["nodes"]) == (0, [1, 3, 0])


def test_messages_name_the_revision_and_the_path_in_it(repository: Repository, cli: Cli) -> None:
    repository.commit(
        arch__t="archcheck: topology/v1\ninclude: [parts/one.yaml, parts/none.yaml]\nnodes: {a: {kind: }}\nedges: []\n",
        arch__parts__one="archcheck: topology/v1\nnodes: {b: {knd: app}}\nedges: []\n",
    )
    repository.git("branch", "topic/old")
    repository.write("arch__t", SMALL)
    done = cli("diff", "--base", "topic/old", "arch/t.yaml")
    assert done.status == 2
    assert " --> topic/old:arch/t.yaml:3:18\n" in done.err
    assert "--> topic/old:arch/parts/one.yaml:2:13\n" in done.err
    assert "no such file: `topic/old:arch/parts/none.yaml`" in done.err
    assert "archcheck-revision" not in done.err
    assert "/tmp" not in done.err


def test_a_document_that_includes_itself_is_told_by_its_name(repository: Repository, cli: Cli) -> None:
    repository.commit(t="archcheck: topology/v1\ninclude: [t.yaml]\nnodes: {a: {kind: app}}\nedges: []\n")
    repository.write("t", SMALL)
    done = cli("diff", "--base", "HEAD", "t.yaml")
    assert done.err.startswith("error[include-cycle]: `t.yaml` includes itself in the end\n --> HEAD:t.yaml:2:11\n")


def test_from_a_folder_inside_and_from_outside(
    repository: Repository, cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    repository.commit(arch__deep__t=OLD)
    repository.write("arch__deep__t", NEW)
    monkeypatch.chdir(repository.folder / "arch")
    told = {"old": "HEAD:arch/deep/t.yaml", "new": "deep/t.yaml", "nodes": [1, 1, 2]}
    assert compare(cli, "--base", "HEAD", "deep/t.yaml") == (0, [told])
    assert compare(cli, "--base", "HEAD", "../arch/./deep/t.yaml")[1][0]["old"] == told["old"]
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    path = str(repository.folder / "arch/deep/t.yaml")
    assert compare(cli, "--base", "HEAD", path) == (0, [told | {"new": path}])


def test_a_folder_pairs_its_topologies_by_their_paths(repository: Repository, cli: Cli) -> None:
    repository.commit(arch__stays=OLD, arch__deep__goes=SMALL, arch__note="note: none\n", other=SMALL)
    repository.write("arch__deep__goes", None)
    repository.write("arch__comes", SMALL)
    assert compare(cli, "--base", "HEAD", "arch") == (
        0,
        [
            {"old": None, "new": "arch/comes.yaml", "nodes": [1, 0, 0]},
            {"old": "HEAD:arch/deep/goes.yaml", "new": None, "nodes": [0, 1, 0]},
            {"old": "HEAD:arch/stays.yaml", "new": "arch/stays.yaml", "nodes": [0, 0, 0]},
        ],
    )
    assert [each["new"] for each in compare(cli, "--base", "HEAD", "arch", "arch/comes.yaml")[1]] == [
        "arch/comes.yaml",
        None,
        "arch/stays.yaml",
    ]
    assert len(compare(cli, "--base", "HEAD", ".")[1]) == 4


def test_a_file_that_the_revision_lacks_is_added_whole(repository: Repository, cli: Cli) -> None:
    repository.commit(other=SMALL)
    repository.write("t", NEW)
    done = cli("diff", "--base", "HEAD", "t.yaml", "-c", "c.yaml", "--only", "encrypted")
    assert done.status == 1
    assert done.out.startswith("t.yaml: added, 1 constraint, as of ")
    assert "-        -> FAIL     encrypted  1 new\n" in done.out


def test_a_file_that_is_gone_is_removed_whole(repository: Repository, cli: Cli) -> None:
    repository.commit(arch__t=OLD)
    repository.write("arch__t", None)
    assert compare(cli, "--base", "HEAD", "arch/t.yaml") == (
        0,
        [{"old": "HEAD:arch/t.yaml", "new": None, "nodes": [0, 7, 0]}],
    )
    (repository.folder / "arch").rmdir()
    assert compare(cli, "--base", "HEAD", "arch")[1][0]["new"] is None
    done = cli("diff", "--base", "HEAD", "arch/none.yaml")
    assert (done.status, done.err) == (2, "error[missing-file]: no such file: `arch/none.yaml`\n\n1 error\n")


def test_links_are_followed_within_the_revision_and_never_out_of_it(
    repository: Repository, cli: Cli, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "o.yaml"
    outside.write_text(SMALL, encoding="utf-8")
    repository.write("shared__t", OLD)
    (repository.folder / "arch").mkdir()
    (repository.folder / "arch/link.yaml").symlink_to("../shared/t.yaml")
    (repository.folder / "arch/folder").symlink_to("../shared")
    (repository.folder / "arch/out.yaml").symlink_to(outside)
    repository.commit()
    repository.write("shared__t", NEW)
    expected = [
        {"old": "HEAD:arch/folder/t.yaml", "new": "arch/folder/t.yaml", "nodes": [1, 1, 2]},
        {"old": "HEAD:arch/link.yaml", "new": "arch/link.yaml", "nodes": [1, 1, 2]},
        {"old": None, "new": "arch/out.yaml", "nodes": [1, 0, 0]},
    ]
    assert compare(cli, "--base", "HEAD", "arch")[1] == expected
    assert compare(cli, "--base", "HEAD", "arch/link.yaml")[1] == expected[1:2]


def test_links_that_lead_in_circles_lead_nowhere(repository: Repository, cli: Cli) -> None:
    (repository.folder / "a.yaml").symlink_to("b.yaml")
    (repository.folder / "b.yaml").symlink_to("a.yaml")
    repository.commit()
    (repository.folder / "a.yaml").unlink()
    repository.write("a", SMALL)
    assert compare(cli, "--base", "HEAD", "a.yaml")[1] == [{"old": None, "new": "a.yaml", "nodes": [1, 0, 0]}]


def test_names_that_need_care(repository: Repository, cli: Cli) -> None:
    names = ["a b", "ünï", "-dash", "colon:x", "new\nline", "quo'te\""]
    for name in names:
        (repository.folder / f"{name}.yaml").write_text(SMALL, encoding="utf-8")
    repository.commit()
    assert [each["nodes"] for each in compare(cli, "--base", "HEAD", ".")[1]] == [[0, 0, 0]] * len(names)
    assert compare(cli, "--base", "HEAD", "./-dash.yaml")[1][0]["old"] == "HEAD:-dash.yaml"


def test_a_file_that_is_too_large_at_the_revision(
    repository: Repository, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit(t=SMALL + "#" * 500)
    repository.write("t", SMALL)
    monkeypatch.setattr("archcheck.source.files.MOST_BYTES", 400)
    monkeypatch.setattr("archcheck.difference.git.MOST_BYTES", 400)
    done = cli("diff", "--base", "HEAD", "t.yaml")
    assert done.status == 3
    assert "`HEAD:t.yaml` has " in done.err


@pytest.mark.parametrize(
    ("base", "told"),
    [
        ("nothing", "`nothing`"),
        ("HEAD~7", "`HEAD~7`"),
        ("", "``"),
        ("-p", "`-p`"),
        ("--output=pwned", "`--output=pwned`"),
        ("^HEAD", "`^HEAD`"),
        ("HEAD..HEAD", "`HEAD..HEAD`"),
        ("HEAD:t.yaml", "`HEAD:t.yaml`"),
        ("a\x1b[2J", "`a\\u{1b}[2J`"),
        ("; touch pwned", "`; touch pwned`"),
    ],
)
def test_what_is_no_revision(repository: Repository, cli: Cli, base: str, told: str) -> None:
    repository.commit(t=SMALL)
    done = cli("diff", f"--base={base}", "t.yaml")
    assert done == (
        2,
        "",
        f"error[unknown-revision]: git knows no revision {told}\n"
        "  = help: a shallow clone may have to fetch it first\n\n1 error\n",
    )
    assert not (repository.folder / "pwned").exists()


def test_everything_that_is_wrong_is_told_at_once(repository: Repository, cli: Cli) -> None:
    repository.commit(t=SMALL)
    repository.write("c", "archcheck: constraints/v1\nconstraints: {c: {rule: forbiden-node, match: a}}\n")
    done = cli("diff", "--base", "nothing", "t.yaml", "-c", "c.yaml")
    assert done.status == 2
    assert "error[unknown-revision]" in done.err
    assert "error[unknown-rule]" in done.err


def test_no_repository(folder: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    done = cli("diff", "--base", "HEAD", "t.yaml")
    assert done.status == 2
    assert done.err.startswith(
        "error[not-a-repository]: `t.yaml` is in no git repository's work tree\n  = help: git says: "
    )


def test_no_git(folder: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(folder))
    done = cli("diff", "--base", "HEAD", "t.yaml")
    assert done.err == (
        "error[no-git]: `--base` needs git, and there is none on the path\n  = help: install git\n\n1 error\n"
    )


def test_standard_input_has_no_revision(repository: Repository, cli: Cli) -> None:
    repository.commit(t=SMALL)
    done = cli("diff", "--base", "HEAD", "-", stdin=SMALL)
    assert done.err == (
        "error[contradiction]: `-` is standard input, which has no revision to compare with\n\n1 error\n"
    )


def test_a_hook_of_another_repository_changes_nothing(
    repository: Repository, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit(t=OLD)
    repository.write("t", NEW)
    monkeypatch.setenv("GIT_DIR", "/nowhere/.git")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")
    assert compare(cli, "--base", "HEAD", "t.yaml")[1][0]["nodes"] == [1, 1, 2]


def test_a_linked_work_tree(repository: Repository, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit(t=OLD)
    other = repository.folder.parent / "other"
    repository.git("worktree", "add", "--quiet", str(other))
    monkeypatch.chdir(other)
    (other / "t.yaml").write_text(NEW, encoding="utf-8")
    assert compare(cli, "--base", "HEAD", "t.yaml")[1][0]["nodes"] == [1, 1, 2]


def test_nothing_is_left_behind(
    repository: Repository, cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    repository.commit(t=OLD)
    state = repository.git("status", "--porcelain", "--ignored")
    compare(cli, "--base", "HEAD", ".")
    cli("diff", "--base", "HEAD", "none.yaml")
    assert list(temporary.iterdir()) == []
    assert repository.git("status", "--porcelain", "--ignored") == state
