"""``archcheck completion``: the scripts, in the shells that they are for."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import typer

from archcheck.cli.app import app
from archcheck.cli.shells import SCRIPTS, describe
from archcheck.documents.packs import pack_names
from tests.cli.conftest import Cli

COMMANDS = describe(typer.main.get_command(app))
FILES = ["a b.yaml", "folder", "x.yaml"]
QUESTIONS: list[tuple[list[str], list[str]]] = [
    (["c"], ["check", "claims", "completion", "coverage"]),
    (["check", "--fo"], ["--format"]),
    (["check", ""], FILES),
    (["check", "-c", "red"], ["red-lines"]),
    (["check", "-c", ""], [*pack_names(), *FILES]),
    (["check", "x.yaml", "--fail-on", ""], ["error", "never", "warning"]),
    (["check", "--as", "k"], ["kubernetes"]),
    (["check", "--as-of", ""], []),
    (["explain", "only-v"], ["only-via"]),
    (["schema", "w"], ["waivers"]),
    (["packs", ""], []),
    (["completion", ""], ["bash", "fish", "zsh"]),
]
IDS = [" ".join(words) for words, _ in QUESTIONS]

_BASH = """\
source "$1"; shift
complete -p archcheck | grep -q '_archcheck' || exit 9
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _archcheck
printf '%s\\n' "${COMPREPLY[@]}"
"""
# An interactive zsh in a pseudo terminal, whose `compadd` tells what it is given, and which tells when it is done.
_ZSH = """\
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "source ${(q)1}"
zpty -w -n z "$2"$'\t'
while zpty -r z line; do
    print -r -- "$line"
    [[ $line == *FINISHED* ]] && break
done
"""
_ZSH_SETUP = """\
autoload -Uz compinit; compinit -u -D
source SCRIPT
cd FOLDER
bindkey '^I' complete-word
compadd() {
    if [[ " $*" == *\\ -[a-zA-Z0-9]#[OAD]\\ * ]]; then
        builtin compadd "$@"
        return
    fi
    local -a hits
    builtin compadd -A hits "$@"
    local hit
    for hit in $hits; do print -r -- "HIT<${(Q)hit}>"; done
    return $(( ! $#hits ))
}
finish() { print -- FINI''SHED }
complete-word-and-tell() { comppostfuncs=(finish); zle complete-word-as-ever }
zle -C complete-word-as-ever complete-word _main_complete
zle -N complete-word-and-tell
bindkey '^I' complete-word-and-tell
setopt extended_glob
stty -echo
"""


@pytest.fixture
def place(cli: Cli, tmp_path: Path) -> Path:
    """Write the scripts beside a folder that holds a few files; return the folder."""
    for shell in SCRIPTS:
        done = cli("completion", shell)
        assert (done.status, done.err) == (0, "")
        (tmp_path / f"script.{shell}").write_text(done.out)
    folder = tmp_path / "place"
    (folder / "folder").mkdir(parents=True)
    for name in ("a b.yaml", "x.yaml"):
        (folder / name).touch()
    return folder


def ask(folder: Path, *command: str) -> str:
    if shutil.which(command[0]) is None:
        pytest.skip(f"there is no {command[0]}")
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=30, check=False, stdin=subprocess.DEVNULL
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize(("words", "expected"), QUESTIONS, ids=IDS)
def test_in_bash(place: Path, words: list[str], expected: list[str]) -> None:
    script = str(place.parent / "script.bash")
    found = ask(place, "bash", "--norc", "-c", _BASH, "bash", script, "archcheck", *words)
    assert sorted(filter(None, found.splitlines())) == sorted(expected)


@pytest.mark.parametrize("words", [["--format", "=", "j"], ["--format", "j"]])
def test_a_value_behind_a_sign_of_equality_in_bash(place: Path, words: list[str]) -> None:
    script = str(place.parent / "script.bash")
    assert ask(place, "bash", "--norc", "-c", _BASH, "bash", script, "archcheck", "check", *words) == "json\njunit\n"


def test_every_command_completes_all_of_its_options_in_bash(place: Path) -> None:
    script = str(place.parent / "script.bash")
    for command in COMMANDS:
        found = ask(place, "bash", "--norc", "-c", _BASH, "bash", script, "archcheck", command.name, "--")
        names = {name for option in command.options for name in option.names if name.startswith("--")}
        assert set(found.splitlines()) == names


@pytest.mark.parametrize(("words", "expected"), QUESTIONS, ids=IDS)
def test_in_fish(place: Path, words: list[str], expected: list[str]) -> None:
    line = " ".join(["archcheck", *words])
    code = f"source {place.parent}/script.fish; complete -C '{line}'"
    found = [each.partition("\t")[0].rstrip("/") for each in ask(place, "fish", "--no-config", "-c", code).splitlines()]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(("words", "expected"), QUESTIONS, ids=IDS)
def test_in_zsh(place: Path, words: list[str], expected: list[str]) -> None:
    line = " ".join(["archcheck", *words])
    setup = place.parent / "setup.zsh"
    setup.write_text(_ZSH_SETUP.replace("SCRIPT", f"{place.parent}/script.zsh").replace("FOLDER", str(place)))
    out = ask(place, "zsh", "-f", "-c", _ZSH, "zsh", str(setup), line)
    assert sorted(re.findall("HIT<(.*?)>", out.replace("\r", "").replace("\n", ""))) == sorted(expected)


def test_help_texts_keep_within_their_quotes() -> None:
    for write in SCRIPTS.values():
        for number, line in enumerate(write(COMMANDS).splitlines()):
            assert line.count("'") % 2 == 0, f"{number}: {line}"
