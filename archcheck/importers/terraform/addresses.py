"""Addresses of Terraform, `module.net["a"].aws_subnet.private[0]`, and the references that expressions hold."""

import json
import re
from functools import lru_cache
from typing import Any, NamedTuple

Key = int | str | None

_PART = re.compile(r"""([^.\[\]"]+)((?:\[(?:\d{1,18}|"(?:[^"\\]|\\.)*"|\*)\])*)(?:\.|$)""")
_KEY = re.compile(r"""\[(\d+|"(?:[^"\\]|\\.)*"|\*)\]""")


class Step(NamedTuple):
    """A module on the way to a resource, or the resource at its end: ``type`` is ``module`` or the resource's."""

    type: str
    name: str
    key: Key = None


class Reference(NamedTuple):
    """What an expression refers to: ``var.x`` or ``module.m["a"].out`` or ``data.aws_vpc.main``.

    ``root`` is ``var``, ``module``, ``data``, ``resource``, or another word as written; ``keyed`` whether the key of
    the instance is told; ``attributes`` what follows.
    """

    root: str
    type: str
    name: str
    key: Key
    keyed: bool
    attributes: tuple[str, ...]


def split_parts(text: str) -> list[tuple[str, list[Key]]] | None:
    """Return the names of a dotted text with the keys behind each; None where it is none."""
    parts: list[tuple[str, list[Key]]] = []
    position = 0
    while position < len(text):
        found = _PART.match(text, position)
        if found is None:
            return None
        keys = [_read_key(each) for each in _KEY.findall(found[2])] if found[2] else []
        parts.append((found[1], keys))
        position = found.end()
    return parts or None


def parse_address(text: Any) -> tuple[Step, ...] | None:
    """Return the modules that the address of a module instance leads through; None where it is none."""
    parts = split_parts(text) if isinstance(text, str) else None
    if parts is None or len(parts) % 2:
        return None
    return tuple(
        Step(one, other, keys[0] if keys else None)
        for (one, _), (other, keys) in zip(parts[::2], parts[1::2], strict=True)
    )


@lru_cache(maxsize=65536)
def parse_reference(text: str) -> Reference | None:
    """Return what a reference refers to; None where it is none."""
    parts = split_parts(text)
    if parts is None:
        return None
    names = [name for name, _ in parts]
    root = names[0]
    if root in ("var", "local", "each", "count", "self", "path", "terraform"):
        return Reference(root, root, names[1] if len(names) > 1 else "", None, False, tuple(names[2:]))
    start = {"module": 1, "data": 2}.get(root, 1)
    if len(names) <= start:
        return None
    keys = [each for each in parts[start][1] if each != "*"]
    type_name = names[1] if root == "data" else root
    return Reference(
        root if root in ("module", "data") else "resource",
        type_name,
        names[start],
        keys[0] if keys else None,
        bool(keys),
        tuple(names[start + 1 :]),
    )


def group_references(texts: Any) -> list[str]:
    """Return the references of an expression without those that only say a part of the one before.

    Terraform lists `aws_subnet.a[0].id`, `aws_subnet.a[0]`, `aws_subnet.a` for the first of them.
    """
    kept: list[str] = []
    if not isinstance(texts, list):
        return kept
    for text in texts:
        if not isinstance(text, str):
            continue
        if kept and kept[-1].startswith(text) and kept[-1][len(text) : len(text) + 1] in ("", ".", "["):
            continue
        kept.append(text)
    return kept


def _read_key(text: str) -> Key:
    if text.isdecimal():
        return int(text)
    try:
        return str(json.loads(text)) if text != "*" else "*"
    except ValueError:
        return text
