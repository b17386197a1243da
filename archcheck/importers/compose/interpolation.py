"""Variables in Compose files: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME?message}`, `${NAME:+other}`, and `$$`.

Their values come from the `.env` file beside the Compose file alone, never from the environment of whoever runs the
check: the same files give the same graph everywhere.
"""

import re
from collections.abc import Mapping as ReadOnly

from archcheck.source.diagnostics import Problems
from archcheck.source.located import Mapping, Scalar, Sequence, Value

UNSET = "\ufffc"
"""Stands in a text for the value of a variable that nothing sets."""

_START = re.compile(r"\$(?:(?P<escaped>\$)|(?P<plain>[A-Za-z_][A-Za-z0-9_]*)|(?P<braced>\{))")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OPERATOR = re.compile(r":?[-?+]")
_LINE = re.compile(r"(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_.]*)\s*=\s*(?P<value>.*)")


def read_env(text: str) -> dict[str, str]:
    """Return the variables that the text of an `.env` file sets."""
    variables: dict[str, str] = {}
    for line in text.splitlines():
        found = _LINE.fullmatch(line.strip())
        if found is None:
            continue
        value = found["value"].strip()
        if value[:1] in ("'", '"') and value.endswith(value[0]) and len(value) > 1:
            value = value[1:-1]
        else:
            value = re.split(r"\s#", value)[0].strip()
        variables[found["name"]] = value
    return variables


class Interpolation:
    """Puts the values of variables into located values; what is not set is told once a variable."""

    def __init__(self, variables: ReadOnly[str, str], problems: Problems) -> None:
        self.variables = variables
        self.problems = problems
        self.told: set[str] = set()

    def apply(self, value: Value) -> Value:
        """Return the value with every variable replaced; keys are left alone, as Compose does."""
        if isinstance(value, Scalar):
            if "$" not in value.text:
                return value
            text = self._replace(value.text, value)
            return Scalar(value.source, value.line, value.column, text, value.plain)
        if isinstance(value, Sequence):
            listed = Sequence(value.source, value.line, value.column)
            listed.items = [self.apply(item) for item in value.items]
            return listed
        return self.apply_to(value)

    def apply_to(self, value: Mapping) -> Mapping:
        """Return a mapping with every variable in its values replaced."""
        mapping = Mapping(value.source, value.line, value.column)
        mapping.entries = {name: (key, self.apply(item)) for name, (key, item) in value.entries.items()}
        return mapping

    def _replace(self, text: str, at: Scalar, depth: int = 0) -> str:
        parts: list[str] = []
        position = 0
        while (found := _START.search(text, position)) is not None:
            parts.append(text[position : found.start()])
            position = found.end()
            if found["escaped"]:
                parts.append("$")
            elif found["plain"]:
                parts.append(self._value(found["plain"], at))
            else:
                end = _closing(text, position)
                if end is None or depth > 16:
                    self.problems.error("syntax", f"`{text}` has a variable without its `}}`", at.location)
                    return UNSET
                parts.append(self._braced(text[position:end], at, depth))
                position = end + 1
        return "".join(parts) + text[position:]

    def _braced(self, inside: str, at: Scalar, depth: int) -> str:
        name = _NAME.match(inside)
        operator = _OPERATOR.match(inside, name.end()) if name is not None else None
        if name is None or (operator is None and name.end() < len(inside)):
            self.problems.error("syntax", f"`${{{inside}}}` is no variable", at.location)
            return UNSET
        if operator is None:
            return self._value(name[0], at)
        value = self.variables.get(name[0])
        has = value is not None and not (operator[0][0] == ":" and value == "")
        rest = inside[operator.end() :]
        if operator[0][-1] == "+":
            return self._replace(rest, at, depth + 1) if has else ""
        if has:
            return value or ""
        return self._replace(rest, at, depth + 1) if operator[0][-1] == "-" else self._value(name[0], at)

    def _value(self, name: str, at: Scalar) -> str:
        if name in self.variables:
            return self.variables[name]
        if name not in self.told:
            self.told.add(name)
            message = f"the variable `{name}` is set by no `.env` file and has no default: its value is not known"
            self.problems.warning("not-understood", message, at.location, "write a default: `${NAME:-value}`")
        return UNSET


def _closing(text: str, start: int) -> int | None:
    """Return where the brace that was opened before ``start`` is closed."""
    depth = 1
    for position in range(start, len(text)):
        if text[position] == "{" and text[position - 1] == "$":
            depth += 1
        elif text[position] == "}":
            depth -= 1
            if depth == 0:
                return position
    return None
