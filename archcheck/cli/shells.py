"""Completion scripts: the commands, their options and what these take, written for each shell.

The scripts ask no running archcheck, so that a key press costs nothing; what they know is what this version knows.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from archcheck.documents.packs import overlay_names, pack_names
from archcheck.importers.loading import NATIVE
from archcheck.importers.registry import NAMES
from archcheck.report.explanations import known_names

# What values are by the names that help gives them: words that are known, and whether files are values too.
_VALUES: dict[str, tuple[Callable[[], Iterable[str]], bool]] = {
    "CONSTRAINTS": (pack_names, True),
    "OVERLAY": (overlay_names, True),
    "IMPORTER": (lambda: (NATIVE, *NAMES), False),
    "NAME": (known_names, False),
    **dict.fromkeys(
        ("FILE", "WAIVERS", "REPORT", "SOURCE...", "TOPOLOGY", "TOPOLOGY...", "OLD NEW", "DESIGN", "ACTUAL"),
        (tuple, True),
    ),
}


class Values(NamedTuple):
    """What an option or an argument takes: some of these words, and files if ``files``."""

    words: tuple[str, ...]
    files: bool


class Option(NamedTuple):
    """An option: how it can be written, what it is for, and what it takes, None for one that takes nothing."""

    names: tuple[str, ...]
    help: str
    values: Values | None


class Command(NamedTuple):
    """A command: its name, what it is for, its options, and what its arguments are."""

    name: str
    help: str
    options: tuple[Option, ...]
    arguments: Values


def describe(group: Any) -> list[Command]:
    """Return the commands of the application.

    Args:
        group: the application as its library has it.
    """
    return [_describe(name, command) for name, command in group.commands.items()]


def _describe(name: str, command: Any) -> Command:
    arguments = [_values(each) for each in command.params if each.param_type_name == "argument"]
    options = [
        Option((*each.opts, *each.secondary_opts), _line(each.help), None if each.is_flag else _values(each))
        for each in command.params
        if each.param_type_name == "option"
    ]
    options.append(Option(("-h", "--help"), "Show this message and exit.", None))
    words = tuple(dict.fromkeys(word for values in arguments for word in values.words))
    return Command(name, _line(command.help), tuple(options), Values(words, any(values.files for values in arguments)))


def _values(parameter: Any) -> Values:
    choices = getattr(parameter.type, "choices", None)
    if choices:
        return Values(tuple(choices), False)
    words, files = _VALUES.get(parameter.metavar or "", (tuple, False))
    return Values(tuple(sorted(words())), files)


def _line(text: str) -> str:
    """Return a help text as one line without its period, and without what a shell would read as its own."""
    return " ".join(text.split()).rstrip(".").replace("'", "’").replace("`", "")


def write_bash(commands: Sequence[Command]) -> str:
    """Return the script for bash, which needs nothing beside bash."""
    cases = []
    for command in commands:
        taking = [option for option in command.options if option.values is not None]
        lines = [f"        {command.name})"]
        lines.append(f"            options='{' '.join(name for each in command.options for name in each.names)}'")
        lines.append(f"            words='{' '.join(command.arguments.words)}' files={_bit(command.arguments.files)}")
        if taking:
            lines.append('            case "$previous" in')
            lines += [
                f"                {'|'.join(each.names)}) options='' words='{' '.join(each.values.words)}'"
                f" files={_bit(each.values.files)} ;;"
                for each in taking
                if each.values is not None
            ]
            lines.append("            esac")
        cases.append("\n".join([*lines, "            ;;"]))
    names = " ".join(command.name for command in commands)
    return _BASH.replace("@names@", names).replace("@cases@", "\n".join(cases))


def _bit(value: bool) -> str:
    return "1" if value else ""


# `compopt` tells readline to treat what was found as names of files: it quotes them, and adds `/` to folders.
# bash takes `--format=json` for three words.
_BASH = """\
# bash completion for archcheck

_archcheck() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} options= words= files= found
    if [[ $current == '=' ]]; then
        current=
    elif [[ $previous == '=' ]]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        words='@names@' options='--version --help'
    else
        case "${COMP_WORDS[1]}" in
@cases@
        esac
    fi
    [[ $current == -* ]] && words=$options files=
    while IFS= read -r found; do
        COMPREPLY+=("$found")
    done < <(compgen -W "$words" -- "$current")
    if [[ $files ]]; then
        compopt -o filenames 2>/dev/null
        while IFS= read -r found; do
            COMPREPLY+=("$found")
        done < <(compgen -f -- "$current")
    fi
}

complete -F _archcheck archcheck
"""


def write_zsh(commands: Sequence[Command]) -> str:
    """Return the script for zsh: a function ``_archcheck`` for a folder of ``$fpath``."""
    cases = []
    for command in commands:
        specs = [_zsh_option(option) for option in command.options]
        specs.append(f"'*:{'file' if command.arguments.files else 'value'}:{_zsh_action(command.arguments)}'")
        cases.append(f"        {command.name})\n            _arguments -S {' '.join(specs)}\n            ;;")
    names = " ".join(f"'{command.name}:{_zsh(command.help)}'" for command in commands)
    return _ZSH.replace("@names@", names).replace("@cases@", "\n".join(cases))


def _zsh_option(option: Option) -> str:
    value = "" if option.values is None else f":value:{_zsh_action(option.values)}"
    written = "{" + ",".join(option.names) + "}" if len(option.names) > 1 else option.names[0]
    return f"'*'{written}'[{_zsh(option.help)}]{value}'"


def _zsh_action(values: Values) -> str:
    if values.files:
        return f"{{compadd -- {' '.join(values.words)}; _files}}" if values.words else "_files"
    return f"({' '.join(values.words)})" if values.words else " "


def _zsh(text: str) -> str:
    r"""Return a text as a description, in which a bracket would end it and a colon begins something else."""
    return text.replace("\\", "\\\\").replace(":", "\\:").replace("[", "\\[").replace("]", "\\]")


_ZSH = """\
#compdef archcheck
# zsh completion for archcheck

_archcheck() {
    local curcontext="$curcontext" state line
    local -a commands
    commands=(@names@)
    _arguments -C '--version[Show the version]' '(-h --help)'{-h,--help}'[Show help]' '1: :->command' '*:: :->rest'
    case $state in
    command)
        _describe command commands
        ;;
    rest)
        case $words[1] in
@cases@
        esac
        ;;
    esac
}

if [[ $funcstack[1] == _archcheck ]]; then
    _archcheck "$@"
else
    compdef _archcheck archcheck
fi
"""


def write_fish(commands: Sequence[Command]) -> str:
    """Return the script for fish."""
    lines = [
        "# fish completion for archcheck",
        "",
        "complete -c archcheck -f",
        "complete -c archcheck -n __fish_use_subcommand -l version -d 'Show the version'",
        "complete -c archcheck -s h -l help -d 'Show help'",
    ]
    for command in commands:
        lines += ["", f"complete -c archcheck -n __fish_use_subcommand -a {command.name} -d '{_fish(command.help)}'"]
        seen = f"complete -c archcheck -n '__fish_seen_subcommand_from {command.name}'"
        if command.arguments.files:
            lines.append(f"{seen} -F")
        if command.arguments.words:
            lines.append(f"{seen} -a '{' '.join(command.arguments.words)}'")
        lines += [_fish_option(seen, option) for option in command.options if "--help" not in option.names]
    return "\n".join(lines) + "\n"


def _fish_option(seen: str, option: Option) -> str:
    for_each = [f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names]
    takes = ""
    if option.values is not None:
        takes = f" -r{' -F' if option.values.files else ' -f'}"
        takes += f" -a '{' '.join(option.values.words)}'" if option.values.words else ""
    return f"{seen} {' '.join(for_each)}{takes} -d '{_fish(option.help)}'"


def _fish(text: str) -> str:
    return text.replace("\\", "\\\\")


SCRIPTS: Mapping[str, Callable[[Sequence[Command]], str]] = {"bash": write_bash, "zsh": write_zsh, "fish": write_fish}
"""The shells that there is a script for."""
