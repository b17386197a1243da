"""The configuration of ``check``: where its file is, and what holds where the command line says nothing."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path, PurePath
from typing import Any

import typer

from archcheck.cli.formats import REPORTS, REPORTS_BY_NAME, split_format
from archcheck.cli.options import usage_error
from archcheck.documents.configuration import FILES, PROJECT, Configuration, load_configuration, mentions_table
from archcheck.documents.constraints import is_file_name
from archcheck.draw import ENDINGS
from archcheck.errors import InputError, stop
from archcheck.source.diagnostics import Diagnostic, Problems
from archcheck.source.located import Location, Scalar, shorten


@dataclass(frozen=True, slots=True)
class Options:
    """What ``check`` goes by: its options, with those of the configuration where the command line does not give them.

    Attributes:
        notes: what the configuration sets that lets less fail, for the report.
        places: where the configuration names a text, to tell what is wrong with it.
    """

    topologies: list[str]
    constraints: list[str]
    output: list[str]
    waivers: list[str]
    baseline: str | None
    write_baseline: str | None
    format: str
    as_of: str
    fail_on: str
    strict: bool
    only: list[str]
    max_findings: int
    no_verify: bool
    full: bool
    as_: str
    overlay: list[str]
    accept_unmodelled: list[str]
    compromise: list[str]
    without: list[str]
    add: list[str]
    notes: tuple[Diagnostic, ...] = ()
    places: tuple[tuple[str, Location], ...] = ()

    def locate(self, error: InputError) -> InputError:
        """Return an error with a place at each message that has none, and is about a name in the configuration."""
        located = [
            each if each.location is not None else each._replace(location=self._find(each.message))
            for each in error.diagnostics
        ]
        return type(error)(located)

    def _find(self, message: str) -> Location | None:
        return next((place for text, place in self.places if f"`{text}`" in message), None)


# The parameters that settings of other names stand for, and how; all others are called alike.
_PARAMETERS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "verify": ("no_verify", lambda verify: not verify),
    "as": ("as_", str),
}
# What lets less fail, and how a report says so.
_WEAKENING: dict[str, Callable[[Any], str | None]] = {
    "fail-on": lambda value: "no failure counts (`fail-on: never`)" if value == "never" else None,
    "only": lambda value: f"only {_quote(value)} {'is' if len(value) == 1 else 'are'} checked (`only`)",
    "as-of": lambda value: f"dates are judged as of {value} (`as-of`)",
    "waivers": lambda value: f"findings are waived by {_quote(value)} (`waivers`)",
    "baseline": lambda value: f"findings that `{value}` knows are excused (`baseline`)",
    "accept-unmodelled": lambda value: f"what is not understood of {_quote(value)} is accepted (`accept-unmodelled`)",
    "overlay": lambda value: f"{_quote(value)} {'is' if len(value) == 1 else 'are'} laid over (`overlay`)",
    "verify": lambda value: None if value else "the report is not checked by the independent checker (`verify: false`)",
}


def settle(context: typer.Context, given: str | None, none: bool) -> Options:
    """Return the options of ``check`` with what the configuration sets.

    Args:
        context: the command's.
        given: the file of ``--config``.
        none: whether ``--no-config`` says to read none.

    Raises:
        InputError: where the configuration is wrong, or nothing says what to check.
    """
    problems: Problems = context.obj
    if given is not None and none:
        raise usage_error("contradiction", "`--config` and `--no-config` exclude each other")
    known = {field.name for field in fields(Options)} & context.params.keys()
    options = Options(**{name: context.params[name] for name in known})
    configuration = None if none else _load(given, problems)
    if configuration is not None:
        options = _apply(options, configuration, context, problems)
    if problems.failed:
        raise stop(problems.diagnostics)
    for name, what in (("topologies", "TOPOLOGY"), ("constraints", "--constraints")):
        if not getattr(options, name):
            help_text = f"give it, or set `{name}` in `{configuration.path if configuration else FILES[0]}`"
            if configuration is None:
                help_text += "; `archcheck init` writes one to begin with"
            raise usage_error("nothing-to-check", f"no {what} is given", help_text)
    return options


def _load(given: str | None, problems: Problems) -> Configuration | None:
    """Load the configuration: from the file that was given, else from the nearest one, up to the root of the work tree.

    Outside of a git work tree only the current folder is looked into: what lies above it may be anybody's.
    """
    if given is not None:
        configuration = load_configuration(given, problems)
        if configuration is None and not problems.failed:
            raise usage_error("missing-key", f"`{given}` has no table `tool.archcheck`")
        return configuration
    for prefix in _prefixes():
        found = _load_from(prefix, problems)
        if found is not None or problems.failed:
            return found
    return None


def _prefixes() -> list[str]:
    """Return the ways from the current folder to those that a configuration is looked for in, the nearest first."""
    here = Path(os.path.realpath("."))
    above = [here, *here.parents]
    root = next((number for number, folder in enumerate(above) if os.path.lexists(folder / ".git")), 0)
    return ["../" * number for number in range(root + 1)]


def possible_files() -> list[str]:
    """Return every file that would be a configuration, were it there."""
    return [prefix + name for prefix in _prefixes() for name in (*FILES, PROJECT)]


def _load_from(prefix: str, problems: Problems) -> Configuration | None:
    """Load the configuration of one folder; what it may lie in, and has none, is passed over."""
    names = [prefix + name for name in FILES if os.path.lexists(prefix + name)]
    project = prefix + PROJECT
    try:
        names += [project] if mentions_table(project) else []
    except OSError as error:
        problems.error("unreadable-file", f"cannot read `{project}`: {error.strerror}")
    read = [configuration for name in names if (configuration := load_configuration(name, problems)) is not None]
    if len(read) > 1:
        first, second = read[0].path, read[1].path
        raise usage_error("contradiction", f"`{first}` and `{second}` both configure archcheck", "keep one of them")
    return read[0] if read else None


def _apply(options: Options, configuration: Configuration, context: typer.Context, problems: Problems) -> Options:
    """Return the options with the settings that the command line does not give."""
    folder = configuration.path.rpartition("/")[0]
    changes: dict[str, Any] = {}
    notes: list[Diagnostic] = []
    places: list[tuple[str, Location]] = []
    for name, value in configuration.settings.items():
        parameter, convert = _PARAMETERS.get(name, (name.replace("-", "_"), None))
        if name == "archcheck" or _is_given(context, parameter):
            continue
        resolved = _resolve(name, value, folder, problems)
        scalars = value if isinstance(value, tuple) else (value,)
        texts = resolved if isinstance(resolved, list) else [resolved]
        places += [(text, each.location) for text, each in zip(texts, scalars, strict=True) if type(each) is Scalar]
        changes[parameter] = convert(resolved) if convert else resolved
        told = _WEAKENING[name](resolved) if name in _WEAKENING else None
        if told is not None:
            notes.append(Diagnostic("info", "configured", told, configuration.places[name]))
    if "format" in changes and changes["format"] not in (known := [each.name for each in REPORTS if each.printed]):
        message = f"`{shorten(changes['format'])}` is none of {', '.join(known)}"
        help_text = problems.did_you_mean(changes["format"], known)
        problems.error("invalid-value", message, configuration.settings["format"].location, help_text)
    return replace(options, **changes, notes=tuple(notes), places=tuple(places))


def _is_given(context: typer.Context, parameter: str) -> bool:
    """Return whether the command line gives a parameter."""
    source = context.get_parameter_source(parameter)
    return source is not None and source.name == "COMMANDLINE"


def _resolve(name: str, value: Any, folder: str, problems: Problems) -> Any:
    """Return a setting as the option takes it: texts for scalars, paths from the current folder, dates as text."""
    if isinstance(value, tuple):
        return [_resolve(name, each, folder, problems) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, Scalar):
        return value
    if name in ("constraints", "overlay"):
        return _resolve_shipped(value, folder, problems)
    if name == "output":
        said, rest = split_format(value.text, {*REPORTS_BY_NAME, *ENDINGS.values()})
        return f"{said}:{_join_path(folder, rest)}" if said else _join_path(folder, value.text)
    return _join_path(folder, value.text) if name in ("topologies", "waivers", "baseline") else value.text


def _resolve_shipped(value: Scalar, folder: str, problems: Problems) -> str:
    """Return a file or folder as a path, and what is shipped as its name, which must be no file's where we are."""
    path = _join_path(folder, value.text)
    if os.path.lexists(path) or is_file_name(value.text):
        return path
    if os.path.lexists(value.text):
        message = f"`{value.text}` is a file in the current folder, and what is shipped to the configuration"
        problems.error("contradiction", message, value.location, "check from another folder")
    return value.text


def _join_path(folder: str, name: str) -> str:
    return name if not folder or PurePath(name).is_absolute() else f"{folder}/{name}"


def _quote(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
