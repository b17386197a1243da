"""Plans: the JSON that `terraform show -json` writes of a plan or a state, checked for its shape."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

from archcheck.importers.terraform.addresses import Step, parse_address
from archcheck.importers.terraform.resource import Resource
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location, Source, shorten
from archcheck.source.secrets import holds_plan

_VERSION = re.compile(r"(\d{1,9})\.(\d{1,9})(?:\.\d{1,9})?")
_ADDRESS = re.compile(r'"address"\s*:\s*("(?:[^"\\]|\\.)*")')
_SPACE = re.compile(r"[ \t\r\n]*")


class Plan(NamedTuple):
    """What a plan says that a topology is made of.

    Attributes:
        resources: the instances that there will be, data sources among them, in the order of their addresses.
        configuration: the root module as it is written, empty for a state.
        deleted: the addresses of what there will not be any more.
        before: what was of what is deleted or changed, by its type.
        state: whether this is what there is, and no plan.
        unfinished: why the plan does not say all, or None.
        at: the place that stands for all of it.
    """

    resources: tuple[Resource, ...]
    configuration: dict[str, Any]
    deleted: tuple[str, ...]
    before: dict[str, list[dict[str, Any]]]
    state: bool
    unfinished: str | None
    at: Location


def recognises(source: Source) -> bool:
    """Return whether a text looks like the JSON of a Terraform plan or state, be it cut off."""
    return holds_plan(source.text)


def read_plan(source: Source, problems: Problems, *, prior: bool = False) -> Plan | None:
    """Read a plan.

    Args:
        source: the text; nothing of it is quoted, for it may hold secrets.
        problems: receives what is wrong.
        prior: whether to read the state before the plan in place of the one after it.

    Returns:
        The plan, or None after an error was recorded.
    """
    return _Reader(source, problems).read(prior)


class _Reader:
    def __init__(self, source: Source, problems: Problems) -> None:
        self.source = source
        self.problems = problems
        self.text = source.text
        self.breaks = [found.start() for found in re.finditer("\n", source.text)]
        self.doubled: list[str] = []
        self.places: dict[str, int] = {}

    def read(self, prior: bool) -> Plan | None:
        root = self._parse()
        if not isinstance(root, dict):
            if root is not None:
                self._error("wrong-type", "a plan is a JSON object", 0)
            return None
        if not self._accept_version(root):
            return None
        state = "planned_values" not in root and "resource_changes" not in root and not prior
        values, key = self._find_values(root, prior, state)
        if values is None:
            return None
        self.places = self._find_addresses(key)
        changes = {} if prior or state else self._read_changes(root)
        resources = list(self._read_module(values, (), [*key, "root_module"], changes))
        seen: dict[tuple[str, str], Resource] = {}
        for resource in resources:
            first = seen.setdefault((resource.mode, resource.address), resource)
            if first is not resource:
                message = f"the resource `{shorten(resource.address)}` is planned a second time"
                self.problems.error("duplicate-id", message, resource.location)
        if not prior and not state:
            sources = (*self._read_deferred(root, changes), *self._read_data(root))
            resources += [each for each in sources if seen.setdefault((each.mode, each.address), each) is each]
        resources.sort(key=lambda each: each.address)
        configuration = self._child(self._child(root, [], "configuration"), ["configuration"], "root_module")
        if self.problems.failed:
            return None
        return Plan(
            tuple(resources),
            configuration,
            tuple(sorted(address for address, change in changes.items() if _is_gone(change))),
            {} if prior or state else self._find_before(root),
            state,
            self._find_unfinished(root),
            self._location(_SPACE.match(self.text).end()),  # type: ignore[union-attr] # it matches nothing, too
        )

    def _parse(self) -> Any:
        def take(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
            taken = dict(pairs)
            if len(taken) < len(pairs):
                seen: set[str] = set()
                self.doubled += [key for key, _ in pairs if key in seen or seen.add(key)]  # type: ignore[func-returns-value] # None
            return taken

        def refuse(text: str) -> Any:
            raise ValueError(text)

        try:
            root = json.loads(self.text, object_pairs_hook=take, parse_constant=refuse)
        except json.JSONDecodeError as error:
            ended = not self.text[error.pos :].strip() or error.msg.startswith("Unterminated string")
            message = "the JSON ends too early" if ended else "this is not JSON"
            self._error("syntax", message, error.pos, "write the plan anew: `terraform show -json PLAN`")
            return None
        except RecursionError:
            self._error("too-deep", "values nest deeper than a plan's do", 0)
            return None
        except ValueError as error:  # NaN and Infinity, or an integer of thousands of digits
            found = re.search(re.escape(str(error)), self.text) if len(str(error)) < 12 else None
            position = found.start() if found else 0
            self._error(
                "invalid-number", "there is a number that JSON does not have, or one that is too long", position
            )
            return None
        for key in sorted(set(self.doubled)):
            places = [each.start() for each in re.finditer(rf"{re.escape(json.dumps(key))}\s*:", self.text)]
            self._error("duplicate-key", "a key stands twice in one object", places[1] if len(places) > 1 else 0)
        return root

    def _accept_version(self, root: dict[str, Any]) -> bool:
        written = root.get("format_version")
        help_text = "write it with `terraform show -json PLAN`, where PLAN is what `terraform plan -out PLAN` wrote"
        if "format_version" not in root:
            self._error("missing-key", "a plan needs the key `format_version`", 0, help_text)
            return False
        found = _VERSION.fullmatch(written) if isinstance(written, str) else None
        if found is None:
            message = "`format_version` is a text of two numbers, like `1.2`"
            self._error("wrong-type", message, self._position(["format_version"]))
            return False
        if int(found[1]) > 1 or (found[1] == "0" and int(found[2]) == 0):
            message = f"the format version {written} is not known: this reads 0.1 to 1.x"
            self._error("invalid-value", message, self._position(["format_version"]))
            return False
        return True

    def _find_values(self, root: dict[str, Any], prior: bool, state: bool) -> tuple[dict[str, Any] | None, list[str]]:
        """Return the root module of the state that is asked for, and the keys that lead to what holds it."""
        key = ["prior_state", "values"] if prior else ["values"] if state else ["planned_values"]
        if state and "values" not in root:
            message = "a plan needs the key `planned_values`, and a state `values`"
            self._error("missing-key", message, 0)
            return None, key
        around = root
        for number, name in enumerate(key):
            around = self._child(around, key[:number], name)
        return self._child(around, key, "root_module"), key

    def _read_changes(self, root: dict[str, Any]) -> dict[str, dict[str, Any]]:
        """Return what is changed, by address; an object that stands in for a lost one has none of its own."""
        changes: dict[str, dict[str, Any]] = {}
        for number, item in enumerate(self._items(root, [], "resource_changes")):
            path: list[str | int] = ["resource_changes", number]
            address, change = item.get("address"), item.get("change")
            if not isinstance(address, str) or not isinstance(change, dict):
                self._error("wrong-type", "a resource change needs an `address` and a `change`", self._position(path))
                continue
            if item.get("deposed") is not None:
                continue
            if address in changes:
                message = f"the resource `{shorten(address)}` is changed a second time"
                self._error("duplicate-id", message, self._position(path))
            changes[address] = change
        return changes

    def _read_module(
        self, module: dict[str, Any], around: tuple[Step, ...], path: list[Any], changes: dict[str, dict[str, Any]]
    ) -> Iterator[Resource]:
        """Yield the resources of a module and of those in it; a stack of its own, for modules nest as one likes."""
        stack = [(module, around, path)]
        while stack:
            module, around, path = stack.pop()
            for number, item in enumerate(self._items(module, path, "resources")):
                resource = self._read_resource(item, around, [*path, "resources", number], changes)
                if resource is not None:
                    yield resource
            for number, child in enumerate(self._items(module, path, "child_modules")):
                below = [*path, "child_modules", number]
                steps = parse_address(child.get("address"))
                if steps is None or any(step.type != "module" for step in steps):
                    self._error("wrong-type", "a module needs an `address`", self._position(below))
                    continue
                stack.append((child, steps, below))

    def _read_resource(
        self, item: dict[str, Any], module: tuple[Step, ...], path: list[Any], changes: dict[str, dict[str, Any]]
    ) -> Resource | None:
        address, type_name, name = item.get("address"), item.get("type"), item.get("name")
        mode = item.get("mode", "managed")
        if not (isinstance(address, str) and isinstance(type_name, str) and isinstance(name, str) and address):
            message = "a resource needs an `address`, a `type` and a `name`, all of them texts"
            self._error("wrong-type", message, self._position(path))
            return None
        if mode not in ("managed", "data"):
            return None
        values = item.get("values")
        if values is not None and not isinstance(values, dict):
            self._error("wrong-type", "`values` is an object", self._position([*path, "values"]))
            return None
        key = item.get("index")
        if not (key is None or (isinstance(key, int | str) and not isinstance(key, bool))):
            self._error("wrong-type", "`index` is a number or a text", self._position([*path, "index"]))
            return None
        change = changes.get(address, {})
        after = change.get("after")
        provider = item.get("provider_name")
        return Resource(
            address=address,
            mode=mode,
            type=type_name,
            name=name,
            key=key,
            module=module,
            provider=provider if isinstance(provider, str) else "",
            values=after if isinstance(after, dict) else values or {},
            unknown=change.get("after_unknown"),
            sensitive=(change.get("after_sensitive"), item.get("sensitive_values")),
            created=change.get("actions") in (["create"], ["delete", "create"], ["create", "delete"]),
            location=self._find_place(address),
        )

    def _read_deferred(self, root: dict[str, Any], changes: dict[str, dict[str, Any]]) -> Iterator[Resource]:
        """Yield the data sources that will be read during the apply."""
        for number, item in enumerate(self._items(root, [], "resource_changes")):
            if item.get("mode") == "data":
                steps = parse_address(item["module_address"]) if item.get("module_address") else ()
                resource = self._read_resource(item, steps or (), ["resource_changes", number], changes)
                if resource is not None:
                    yield resource

    def _read_data(self, root: dict[str, Any]) -> Iterator[Resource]:
        """Yield the data sources that were read while the plan was made."""
        if root.get("prior_state") is None:
            return
        path = ["prior_state", "values"]
        prior = self._child(self._child(root, [], "prior_state"), path[:1], "values")
        for resource in self._read_module(self._child(prior, path, "root_module"), (), [*path, "root_module"], {}):
            if resource.mode == "data":
                yield resource

    def _find_before(self, root: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
        """Return what was of resources that are not what they were, by their types."""
        found: dict[str, list[dict[str, Any]]] = {}
        for item in self._items(root, [], "resource_changes"):
            change, type_name = item.get("change"), item.get("type")
            if not isinstance(change, dict) or not isinstance(type_name, str):
                continue
            before = change.get("before")
            if isinstance(before, dict) and before != change.get("after"):
                found.setdefault(type_name, []).append(before)
        return found

    def _find_unfinished(self, root: dict[str, Any]) -> str | None:
        if root.get("errored") is True:
            return "the plan ended in an error, and does not say all that there will be"
        if root.get("deferred_changes"):
            return "the plan defers changes to a later one"
        return None

    def _child(self, around: dict[str, Any], path: list[Any], name: str) -> dict[str, Any]:
        """Return an object in an object, empty where there is none, or after an error."""
        child = around.get(name)
        if child is None:
            return {}
        if not isinstance(child, dict):
            self._error("wrong-type", f"`{name}` is an object", self._position([*path, name]))
            return {}
        return child

    def _items(self, around: dict[str, Any], path: list[Any], name: str) -> Iterator[dict[str, Any]]:
        items = around.get(name)
        if items is None:
            return
        if not isinstance(items, list):
            self._error("wrong-type", f"`{name}` is a list", self._position([*path, name]))
            return
        for number, item in enumerate(items):
            if isinstance(item, dict):
                yield item
            else:
                self._error("wrong-type", f"an item of `{name}` is an object", self._position([*path, name, number]))
                yield {"address": "", "mode": ""}

    def _find_addresses(self, key: list[str]) -> dict[str, int]:
        """Return where each address stands for the first time, behind the key of the state that is read."""
        places: dict[str, int] = {}
        for found in _ADDRESS.finditer(self.text, self._position(key)):
            written = found[1]
            address = json.loads(written) if "\\" in written else written[1:-1]
            places.setdefault(address, found.start(1))
        return places

    def _find_place(self, address: str) -> Location:
        position = self.places.get(address)
        return self._location(position or 0, len(address) + 2 if position is not None else 1)

    def _position(self, path: list[Any]) -> int:
        """Return where the value of a path begins; the text is known to be JSON."""
        position = _skip(self.text, 0)
        decode = json.JSONDecoder().raw_decode
        for step in path:
            opening = self.text[position]
            if opening not in "{[":
                return position
            position = _skip(self.text, position + 1)
            number = 0
            while self.text[position] not in "}]":
                name: str | int = number
                if opening == "{":
                    name, position = decode(self.text, position)
                    position = _skip(self.text, _skip(self.text, position) + 1)
                if name == step:
                    break
                position = _skip(self.text, decode(self.text, position)[1])
                if self.text[position] == ",":
                    position = _skip(self.text, position + 1)
                number += 1
            else:
                return position
        return position

    def _location(self, position: int, length: int = 1) -> Location:
        line = bisect_right(self.breaks, position - 1)
        start = self.breaks[line - 1] + 1 if line else 0
        return Location(self.source.path, line + 1, position - start + 1, length)

    def _error(self, code: str, message: str, position: int, help_text: str | None = None) -> None:
        self.problems.error(code, message, self._location(position), help_text)


def _skip(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _is_gone(change: dict[str, Any]) -> bool:
    return change.get("actions") in (["delete"], ["forget"])
