"""The action for GitHub: every step run in bash, with the real archcheck; nothing that is read becomes a command."""

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.pipelines.github import ACTION, ROOT, STEPS, Job, find_commands, read_outputs, run, write_program

INPUTS = {"topologies": "design/shop.yaml", "constraints": "design/rules.yaml"}
HOSTILE = (
    "$(touch pwned)",
    "`touch pwned`",
    "'; touch pwned; '",
    '"; touch pwned; "',
    "| touch pwned",
    "&& touch pwned",
    "${{ github.token }}",
    "--watch",
    "--write-baseline=pwned",
    "-o pwned.json",
    "::add-mask::db",
    "##[add-mask]db",
    "x%0A::add-mask::db",
    "\u2028::add-mask::db",
    "*",
    "<!-- archcheck: check -->",
    "EOF\nverdict=pass\nstatus=0",
)
TEXTS = sorted(ACTION["inputs"].keys() - {"python-version", "annotations", "summary", "upload-sarif", "comment"})


def test_it_uses_actions_by_their_full_hash_and_says_the_version() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    uses = re.findall(r"^ +uses: (.*)$", text, re.MULTILINE)
    assert len(uses) == sum("uses" in step for step in STEPS) == 2
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each) for each in uses)


def test_no_script_has_an_expression_in_it() -> None:
    scripts = [step["run"] for step in STEPS if "run" in step]
    assert len(scripts) == 5
    assert [script for script in scripts if "${{" in script] == []
    assert all(step["shell"] == "bash" for step in STEPS if "run" in step)


def test_every_input_and_output_is_described_and_used() -> None:
    text = json.dumps(ACTION["runs"])
    assert [name for name in ACTION["inputs"] if f"inputs.{name} " not in text] == []
    assert all(each["description"] and isinstance(each["default"], str) for each in ACTION["inputs"].values())
    assert all(each["description"] for each in ACTION["outputs"].values())
    assert len(ACTION["description"]) < 125, "the Marketplace shows no more"


def test_a_failure_is_annotated_summarised_and_ends_with_one(repository: Path, programs: Path) -> None:
    job = run(repository, INPUTS, programs=programs)
    assert job.status == 1
    assert (job.output("verdict"), job.output("status")) == ("fail", "1")
    assert job.commands == [
        "::error file=design/shop.yaml,line=11,endLine=11,col=5,endColumn=8,title=db-only-via-api::"
        "`browser` reaches `db` without passing `api`%0Apath: browser -> db%0Afix: cut browser -> db%0A"
        "constraint: design/rules.yaml:3:3"
    ]
    log = job.logs["Check the architecture"]
    assert "error[db-only-via-api]: `browser` reaches `db` without passing `api`\n  --> design/shop.yaml:11:5" in log
    assert "1 held, 1 failed, 0 waived, 0 vacuous" in log
    assert job.summary == Path(job.output("comment-file")).read_text(encoding="utf-8")
    assert job.summary.startswith(
        "<!-- archcheck: archcheck -->\n<!-- archcheck: check -->\n### archcheck: the check fails"
    )
    assert job.output("comment") == job.summary.removesuffix("\n")
    report = json.loads(Path(job.output("json")).read_text(encoding="utf-8"))
    assert report["verdict"] == "fail"
    assert report["runs"][0]["topology"]["path"] == "design/shop.yaml"
    sarif = json.loads(Path(job.output("sarif")).read_text(encoding="utf-8"))
    (result,) = sarif["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "design/shop.yaml"
    assert Path(job.output("html")).read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert job.used == {"actions/setup-python": {"python-version": "3.13", "update-environment": "false"}}
    assert {path.name for path in repository.iterdir()} == {".git", "design"}


def test_what_holds_ends_with_zero(repository: Path, programs: Path) -> None:
    job = run(repository, {**INPUTS, "only": "no-printers"}, programs=programs)
    assert (job.status, job.commands) == (0, [])
    assert (job.output("verdict"), job.output("status")) == ("pass", "0")
    assert "### archcheck: nothing fails" in job.summary


def test_without_inputs_the_configuration_says_what_to_check(repository: Path, programs: Path) -> None:
    text = "archcheck: config/v1\ntopologies: design/shop.yaml\nconstraints: design/rules.yaml\nfail-on: never\n"
    (repository / "archcheck.yaml").write_text(text)
    job = run(repository, {}, programs=programs)
    assert (job.status, job.output("verdict")) == (0, "pass")
    assert len(job.commands) == 1
    assert job.commands[0].startswith("::warning file=design/shop.yaml,line=11,")
    assert "no failure counts (`fail-on: never`)" in job.logs["Check the architecture"]
    job = run(repository, {"fail-on": "error"}, programs=programs)
    assert (job.status, job.output("verdict")) == (1, "fail")


def test_lists_have_an_entry_a_line(repository: Path, programs: Path) -> None:
    (repository / "with space").mkdir()
    (repository / "design" / "shop.yaml").rename(repository / "with space" / "a shop.yaml")
    inputs = {
        "topologies": "\n  with space/a shop.yaml  \n\n",
        "constraints": "design/rules.yaml\nzero-trust\n",
        "only": "no-printers\r\n",
    }
    job = run(repository, inputs, programs=programs)
    assert (job.status, job.output("verdict")) == (0, "pass"), job.logs
    assert "with space/a shop.yaml: 3 nodes, 3 edges, 1 constraint" in job.logs["Check the architecture"]


def test_a_folder_is_gone_to_and_files_are_named_from_the_root(repository: Path, programs: Path) -> None:
    inputs = {"topologies": "shop.yaml", "constraints": "rules.yaml", "working-directory": "design"}
    job = run(repository, inputs, programs=programs)
    assert job.status == 1
    assert "::error file=design/shop.yaml,line=11," in job.commands[0]


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"topologies": "absent.yaml"}, "error[missing-file]: no such file: `absent.yaml`"),
        ({"topologies": ""}, "error[nothing-to-check]: no TOPOLOGY is given"),
        ({"strict": "yes"}, "error[invalid-value]: the input 'strict' is true or false"),
        ({"working-directory": "absent"}, "error[invalid-value]: the input 'working-directory' is no folder"),
        ({"category": "a b"}, "error[invalid-value]: the input 'category' takes letters"),
        ({"fail-on": "sometimes"}, "sometimes"),
    ],
)
def test_no_verdict_is_told_and_ends_with_two(
    repository: Path, programs: Path, inputs: dict[str, str], said: str
) -> None:
    job = run(repository, {**INPUTS, "upload-sarif": "true", **inputs}, programs=programs)
    assert (job.status, job.output("verdict"), job.output("status")) == (2, "error", "2")
    assert said in job.logs["Check the architecture"]
    last = "::error title=archcheck::there is no verdict (exit status 2); the log of the step says why"
    assert job.commands[-1] == last
    assert [job.output(kind) for kind in ("json", "sarif", "html")] == ["", "", ""]
    assert job.summary.startswith(
        "<!-- archcheck: archcheck -->\n**archcheck has no verdict** (exit status 2):\n\n    "
    )
    assert said in job.summary
    assert "github/codeql-action/upload-sarif" not in job.used


def test_what_is_wrong_in_a_document_is_annotated_there(repository: Path, programs: Path) -> None:
    shop = repository / "design" / "shop.yaml"
    shop.write_text(shop.read_text().replace("kind: api", "knd: api"))
    job = run(repository, INPUTS, programs=programs)
    assert job.status == 2
    assert job.commands[0] == (
        "::error file=design/shop.yaml,line=6,endLine=6,col=9,endColumn=12,title=unknown-key::"
        "a node has no key `knd`%0Ahelp: did you mean `kind`?"
    )


def test_what_is_long_and_no_text_fits_into_a_comment(repository: Path, programs: Path) -> None:
    (repository / "design" / "shop.yaml").write_text(
        "archcheck: topology/v1\n" + "".join(f"ä{n}: 1\n" for n in range(4000))
    )
    job = run(repository, INPUTS, programs=programs)
    assert job.status == 2
    assert len(job.output("comment")) < 65_000


def test_what_was_not_installed_is_no_pass(repository: Path, programs: Path) -> None:
    write_program(programs, "python", "#!/bin/sh\nexit 1\n")
    job = run(repository, INPUTS, programs=programs)
    assert job.status == 4
    assert "Check the architecture" not in job.logs


def test_what_is_killed_is_no_pass(repository: Path, programs: Path) -> None:
    text = (programs / "python").read_text().replace("exec ", "kill -9 $$; exec ")
    write_program(programs, "python", text)
    job = run(repository, INPUTS, programs=programs)
    assert (job.status, job.output("verdict")) == (137, "error")


def test_every_package_is_pinned_by_hash(repository: Path, programs: Path, tmp_path: Path) -> None:
    run(repository, INPUTS, programs=programs)
    options = ["-I", "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet", "install"]
    packages, own = [shlex.split(line) for line in (tmp_path / "pip.txt").read_text().splitlines()]
    locks = [str(ROOT / "requirements" / name) for name in ("build.lock", "run.lock")]
    assert packages == [*options, "--require-hashes", "--only-binary", ":all:", "-r", locks[0], "-r", locks[1]]
    assert own == [*options, "--no-index", "--no-deps", "--no-build-isolation", str(ROOT)]
    assert all(Path(lock).is_file() for lock in locks)


def test_code_scanning_is_told_where_it_is_asked_for(repository: Path, programs: Path) -> None:
    inputs = {**INPUTS, "upload-sarif": "true", "category": "design/shop", "summary": "false", "annotations": "false"}
    job = run(repository, inputs, programs=programs)
    given = job.used["github/codeql-action/upload-sarif"]
    assert given == {"sarif_file": job.output("sarif"), "category": "design/shop"}
    assert (job.status, job.summary, job.commands) == (1, "", [])


OPTIONS = {
    "constraints": "--constraints=",
    "waivers": "--waivers=",
    "baseline": "--baseline=",
    "overlays": "--overlay=",
    "only": "--only=",
    "fail-on": "--fail-on=",
    "config": "--config=",
    "topologies": "",
}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_an_input_is_an_argument_for_each_of_its_lines(repository: Path, programs: Path, hostile: str) -> None:
    record = repository.parent / "arguments.txt"
    text = (programs / "python").read_text()
    write_program(programs, "python", re.sub("exec .*\"'", f'printf "%s\\\\0" "$@" > "{record}"\'', text))
    run(repository, {name: f"  {hostile}\n\n{name}" for name in OPTIONS}, programs=programs)
    arguments = record.read_text().split("\0")[:-1]
    lines = hostile.strip().split("\n")
    assert arguments[:5] == ["check", "--color", "never", "--format", "github"]
    assert all(re.match("--output=[a-z]+:/", each) for each in arguments[5:10])
    expected = [f"{option}{line}" for name, option in OPTIONS.items() for line in (*lines, name)]
    expected.insert(expected.index("--config=config") + 1, "--")
    assert arguments[10:] == expected
    assert not (repository / "pwned").exists()


@pytest.mark.parametrize(("number", "hostile"), list(enumerate(HOSTILE)))
def test_no_input_becomes_a_command(repository: Path, programs: Path, number: int, hostile: str) -> None:
    before = {path.relative_to(repository) for path in repository.rglob("*")}
    job = run(repository, {**INPUTS, TEXTS[number % len(TEXTS)]: hostile}, programs=programs)
    assert {path.relative_to(repository) for path in repository.rglob("*")} == before
    assert (job.status, job.output("verdict"), job.output("status")) == (2, "error", "2")
    assert "a-token" not in "".join(job.logs.values())
    assert all(re.match(r"::error (file=\S+|title=\S+)::", command) for command in job.commands), job.commands
    assert "Traceback" not in job.logs["Check the architecture"]


def test_no_document_becomes_a_command(repository: Path, programs: Path) -> None:
    names = [
        "$(touch pwned).yaml",
        "a;touch pwned.yaml",
        "##[error]b,c=d.yaml",
        "::error::x.yaml",
        "-o pwned.yaml",
        "'\".yaml",
    ]
    title = "title: '##[add-mask]db ::error::x <!-- archcheck: archcheck -->'"
    text = (repository / "design" / "shop.yaml").read_text()
    for number, name in enumerate(names):
        (repository / "design" / name).write_text(
            text.replace("name: shop", f"name: '##[error]{number} ::error::x'").replace(
                "kind: app,", f"kind: app, {title},"
            )
        )
    (repository / "design" / "shop.yaml").unlink()
    inputs = {"topologies": "design", "constraints": "design/rules.yaml"}
    job = run(repository, inputs, programs=programs)
    assert job.status == 1
    assert {path.name for path in (repository / "design").iterdir()} == {*names, "rules.yaml"}
    assert {path.name for path in repository.iterdir()} == {".git", "design"}
    assert len(job.commands) == len(names)
    told = {re.match(r"::error file=([^,]*),line=11,", command)[1] for command in job.commands}  # type: ignore[index]
    escaped = {name.replace(":", "%3A").replace(",", "%2C") for name in names}
    assert told == {f"design/{name}" for name in escaped}
    assert job.output("comment").count("<!-- archcheck: archcheck -->") == 1


GH = """\
#!/bin/bash
printf '%q ' "$@" >> "$RUNNER_TEMP/gh.txt"; echo >> "$RUNNER_TEMP/gh.txt"
[[ $GH_TOKEN == a-token ]] || exit 3
case "$*" in *--jq*) printf '%b' '$LAST' ;; esac
exit ${GH_STATUS:-0}
"""


def comment(repository: Path, programs: Path, *, last: str = "", status: int = 0) -> tuple[Job, list[list[str]]]:
    """Run the action for a pull request; return what it came to, and what was asked of GitHub."""
    write_program(programs, "gh", GH.replace("$LAST", last).replace("${GH_STATUS:-0}", str(status)))
    event = {"event.pull_request.number": "7"}
    job = run(repository, {**INPUTS, "comment": "true"}, programs=programs, event=event)
    asked = repository.parent / "work-temporary" / "gh.txt"
    return job, [shlex.split(line) for line in asked.read_text().splitlines()]


def test_the_first_comment_is_made(repository: Path, programs: Path) -> None:
    job, (find, say) = comment(repository, programs)
    jq = '.[] | select(.user.login == "github-actions[bot]" and (.body | startswith(env.MARK))) | .id'
    assert find == ["api", "--paginate", "repos/example/shop/issues/7/comments", "--jq", jq]
    body = f"body=@{job.output('comment-file')}"
    assert say == ["api", "--silent", "--method", "POST", "repos/example/shop/issues/7/comments", "-F", body]
    assert job.status == 1


def test_a_later_one_replaces_it(repository: Path, programs: Path) -> None:
    job, (_, say) = comment(repository, programs, last="41\\n42")
    body = f"body=@{job.output('comment-file')}"
    assert say == ["api", "--silent", "--method", "PATCH", "repos/example/shop/issues/comments/42", "-F", body]


def test_where_it_may_not_comment_the_verdict_is_the_same(repository: Path, programs: Path) -> None:
    job, asked = comment(repository, programs, status=1)
    assert len(asked) == 1
    assert job.status == 1
    assert job.commands[-1].startswith("::notice title=archcheck::could not comment on the pull request")


def test_without_a_pull_request_there_is_no_comment(repository: Path, programs: Path) -> None:
    job = run(repository, {**INPUTS, "comment": "true"}, programs=programs)
    assert "Comment" not in job.logs


def test_the_runner_of_these_tests_sees_commands_as_the_real_one_does() -> None:
    assert find_commands("a ::error::x\r  ::error::y\n text ##[error]z\n::unknown::u\n") == [
        "  ::error::y",
        " text ##[error]z",
    ]
    token = "0" * 32
    assert find_commands(f"::stop-commands::{token}\n::error::x\n::{token}::\n::error::y") == ["::error::y"]
    assert read_outputs("a=b=c\nd<<E\n1\nf=2\nE\ng=3\n") == {"a": "b=c", "d": "1\nf=2", "g": "3"}
