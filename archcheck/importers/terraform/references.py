"""References: which resources an attribute speaks of, by its value, or by what was written where that is not known."""

from collections.abc import Container, Iterable, Iterator
from typing import Any, NamedTuple

from archcheck.importers.terraform.addresses import Reference, Step, group_references, parse_reference
from archcheck.importers.terraform.plan import Plan
from archcheck.importers.terraform.resource import Block, Resource

_DEEPEST = 40
_NAMING = (
    *("id", "arn", "self_link", "name", "email", "member", "unique_id", "bucket", "function_name", "url"),
    *("invoke_arn", "qualified_arn", "stream_arn", "dns_name", "bucket_domain_name", "bucket_regional_domain_name"),
    *("principal_id", "self_link_unique", "instance_group", "secret_id", "dataset_id", "table_id", "default_hostname"),
    *("uri", "https_trigger_url", "function_url", "api_endpoint"),
)
_TELL_NOTHING = ("count", "self", "path", "terraform")

Modules = tuple[Step, ...]


class Target(NamedTuple):
    """A resource, and the attribute of it that is meant: empty where that is not said."""

    resource: Resource
    attribute: str


class Found(NamedTuple):
    """What an attribute speaks of.

    Attributes:
        targets: resources of the plan.
        literals: names of what is not in the plan.
        open: whether it may be something else as well, or instead.
        choice: whether it is only one of the targets, or some of them, and which is not known.
    """

    targets: tuple[Target, ...] = ()
    literals: tuple[str, ...] = ()
    open: bool = False
    choice: bool = False

    @property
    def resources(self) -> list[Resource]:
        """The resources of the targets."""
        return list(dict.fromkeys(target.resource for target in self.targets))

    @property
    def is_empty(self) -> bool:
        """Whether it certainly speaks of nothing."""
        return not (self.targets or self.literals or self.open)

    @property
    def certain(self) -> bool:
        """Whether it speaks of all its targets, and of nothing else that is not known."""
        return not (self.open or self.choice)


class _Reached(NamedTuple):
    targets: tuple[Target, ...]
    open: bool
    mixed: bool  # beside resources stands what may choose among them


class References:
    """Resolves references in a plan. Gives its resources what was written for them."""

    def __init__(self, plan: Plan) -> None:
        self._root = plan.configuration
        self._modules: dict[tuple[str, ...], dict[str, Any] | None] = {}
        self._written: dict[tuple[str, ...], dict[tuple[str, str, str], dict[str, Any]]] = {}
        self._instances: dict[tuple[Modules, str, str, str], list[Resource]] = {}
        self._children: dict[tuple[Modules, str], dict[Modules, None]] = {}
        self._named: dict[str, list[Target]] = {}
        self._reached: dict[tuple[Modules, str], _Reached] = {}
        for resource in plan.resources:
            self._add(resource)

    def find(self, block: Block, name: str, types: Iterable[str]) -> Found:
        """Return what an attribute speaks of.

        Args:
            block: the resource, or a block of it.
            name: the attribute: a text or a list of texts.
            types: the types that can be meant.
        """
        value = block.get(name)
        wanted = frozenset(types)
        several = isinstance(value, list)
        targets: list[Target] = []
        literals: list[str] = []
        hidden = False
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str) and item:
                known = [each for each in self._look_up(item) if each.resource.type in wanted]
                exact = [each for each in known if each.attribute in ("id", "arn", "self_link")] or known
                targets += exact
                literals += [] if exact else [item]
            elif item is not None and item != "":
                hidden = True
        if not hidden:
            unique = tuple(dict.fromkeys(targets))
            if not several and len({each.resource for each in unique}) > 1:  # one name of several
                meant = {each.resource for each in self.follow(block.resource, block.expression(name)).targets}
                unique = tuple(each for each in unique if each.resource in meant) or unique
            choice = not several and len({each.resource for each in unique}) > 1
            return Found(unique, tuple(dict.fromkeys(literals)), choice=choice)
        if not block.configured:
            return Found(tuple(targets), tuple(literals), open=True)
        reached = self.follow(block.resource, block.expression(name))
        fitting = tuple(each for each in reached.targets if each.resource.type in wanted)
        listed = several or name.endswith("s")  # hidden as a whole, its name tells whether it is a list
        choice = len(fitting) > 1 and (not listed or reached.mixed)
        together = tuple(dict.fromkeys((*targets, *fitting)))
        return Found(together, tuple(literals), reached.open or not fitting, choice or reached.mixed)

    def follow(self, resource: Resource, expression: Any) -> _Reached:
        """Return all that an expression of a resource refers to."""
        return self._follow_all(resource.module, list(_references_in(expression)), resource, 0)

    def named(self, text: str, types: Container[str]) -> list[Resource]:
        """Return the resources of some types that call themselves by a text."""
        return [each.resource for each in self._look_up(text) if each.resource.type in types]

    def find_all(self, resource: Resource) -> tuple[list[Resource], bool]:
        """Return every resource that the configuration of one refers to, and whether there may be more."""
        written = self._find_written(resource)
        if written is None:
            return [], False
        parts = [written.get(key) for key in ("expressions", "count_expression", "for_each_expression")]
        depends = written.get("depends_on")
        texts = [*_references_in(parts), *(depends if isinstance(depends, list) else ())]
        reached = self._follow_all(resource.module, texts, resource, 0)
        found = dict.fromkeys(target.resource for target in reached.targets)
        return [each for each in found if each is not resource], reached.open

    def _add(self, resource: Resource) -> None:
        key = (resource.module, resource.mode, resource.type, resource.name)
        self._instances.setdefault(key, []).append(resource)
        for depth in range(len(resource.module)):
            around, step = resource.module[:depth], resource.module[depth]
            self._children.setdefault((around, step.name), {})[resource.module[: depth + 1]] = None
        written = self._find_written(resource)
        if written is not None:
            expressions = written.get("expressions")
            resource.describe(expressions if isinstance(expressions, dict) else {})
        block = resource.block
        for name in _NAMING:
            value = block.get(name)
            if isinstance(value, str) and value:
                self._named.setdefault(_plain_name(value), []).append(Target(resource, name))
        for identity in block.known_blocks("identity"):
            value = identity.get("principal_id")
            if isinstance(value, str) and value:
                self._named.setdefault(_plain_name(value), []).append(Target(resource, "identity"))

    def _look_up(self, text: str) -> list[Target]:
        """Return what calls itself by a text; an address of the web may lead into something."""
        found = self._named.get(_plain_name(text))
        if found is None and text.startswith("https://"):
            found = self._named.get("/".join(text.split("/")[:3]))
        return found or []

    def _find_written(self, resource: Resource) -> dict[str, Any] | None:
        names = tuple(step.name for step in resource.module)
        if names not in self._written:
            module = self._find_module(names) or {}
            items = module.get("resources")
            self._written[names] = {
                (str(each.get("mode", "managed")), str(each.get("type")), str(each.get("name"))): each
                for each in (items if isinstance(items, list) else ())
                if isinstance(each, dict)
            }
        return self._written[names].get((resource.mode, resource.type, resource.name))

    def _find_module(self, names: tuple[str, ...]) -> dict[str, Any] | None:
        if not names:
            return self._root
        if names not in self._modules:
            call = self._find_call(names)
            module = None if call is None else call.get("module")
            self._modules[names] = module if isinstance(module, dict) else None
        return self._modules[names]

    def _find_call(self, names: tuple[str, ...]) -> dict[str, Any] | None:
        around = self._find_module(names[:-1])
        calls = None if around is None else around.get("module_calls")
        call = calls.get(names[-1]) if isinstance(calls, dict) else None
        return call if isinstance(call, dict) else None

    def _follow_all(self, module: Modules, texts: list[Any], resource: Resource | None, depth: int) -> _Reached:
        targets: dict[Target, None] = {}
        unknown, choosing, alone = False, False, 0
        for text in group_references(texts):
            reached = self._follow(module, text, resource, depth)
            targets.update(dict.fromkeys(reached.targets))
            unknown |= reached.open
            choosing |= reached.mixed or (not reached.targets and text.partition(".")[0] in ("var", "local", "data"))
            alone += bool(reached.targets)
        return _Reached(tuple(targets), unknown, choosing and bool(alone))

    def _follow(self, module: Modules, text: str, resource: Resource | None, depth: int) -> _Reached:
        reference = parse_reference(text)
        if reference is None or depth > _DEEPEST:
            return _Reached((), True, False)
        if reference.root == "each":
            return self._follow_each(module, reference, resource, depth)
        key = (module, text)
        if key not in self._reached:
            self._reached[key] = _Reached((), False, False)  # whoever comes back here adds nothing
            self._reached[key] = self._follow_new(module, reference, depth)
        return self._reached[key]

    def _follow_new(self, module: Modules, reference: Reference, depth: int) -> _Reached:
        if reference.root in _TELL_NOTHING:
            return _Reached((), False, False)
        if reference.root == "local":  # what a local stands for is in no plan
            return _Reached((), True, False)
        if reference.root == "var":
            return self._follow_variable(module, reference, depth)
        if reference.root == "module":
            return self._follow_output(module, reference, depth)
        mode = "data" if reference.root == "data" else "managed"
        found = self._instances.get((module, mode, reference.type, reference.name), [])
        if reference.keyed:
            found = [each for each in found if each.key == reference.key]
        attribute = reference.attributes[0] if reference.attributes else ""
        # What is planned to have no instance is nothing; a data source that is not there may be anything.
        return _Reached(tuple(Target(each, attribute) for each in found), mode == "data" and not found, False)

    def _follow_each(self, module: Modules, reference: Reference, resource: Resource | None, depth: int) -> _Reached:
        written = None if resource is None else self._find_written(resource)
        if written is None:
            return _Reached((), True, False)
        if reference.name == "key":
            return _Reached((), False, False)
        return self._follow_all(module, list(_references_in(written.get("for_each_expression"))), None, depth + 1)

    def _follow_variable(self, module: Modules, reference: Reference, depth: int) -> _Reached:
        if not module:
            return _Reached((), False, False)
        call = self._find_call(tuple(step.name for step in module))
        if call is None:
            return _Reached((), True, False)
        expressions = call.get("expressions")
        written = expressions.get(reference.name) if isinstance(expressions, dict) else None
        texts = list(_references_in(written))
        if any(text.startswith("each.value") for text in texts):
            texts += _references_in(call.get("for_each_expression"))
        texts = [text for text in texts if not text.startswith("each.")]
        return self._follow_all(module[:-1], texts, None, depth + 1)

    def _follow_output(self, module: Modules, reference: Reference, depth: int) -> _Reached:
        targets: dict[Target, None] = {}
        unknown = mixed = False
        for child in self._children.get((module, reference.name), ()):
            if reference.keyed and child[-1].key != reference.key:
                continue
            called = self._find_module(tuple(step.name for step in child))
            outputs = None if called is None else called.get("outputs")
            if not isinstance(outputs, dict):
                unknown = True
                continue
            names = reference.attributes[:1] or tuple(outputs)
            texts = [text for name in names for text in _references_in(outputs.get(name))]
            reached = self._follow_all(child, texts, None, depth + 1)
            targets.update(dict.fromkeys(reached.targets))
            unknown |= reached.open
            mixed |= reached.mixed
        return _Reached(tuple(targets), unknown, mixed)


def _plain_name(text: str) -> str:
    """Return a name in the form in which all that mean one thing are alike.

    Azure's ids may be in capitals or small letters, and Google's are addresses of several servers and versions.
    """
    if text.startswith("/subscriptions/"):
        return text.lower()
    start, found, rest = text.partition("/projects/")
    return f"projects/{rest}" if found and start.startswith("https://") else text


def _references_in(expression: Any) -> Iterator[str]:
    """Yield the references in an expression, and in all blocks of one."""
    stack = [expression]
    while stack:
        each = stack.pop()
        if isinstance(each, list):
            stack += reversed(each)
        elif isinstance(each, dict):
            texts = each.get("references")
            if isinstance(texts, list):
                yield from (text for text in texts if isinstance(text, str))
            stack += reversed([value for key, value in each.items() if key not in ("references", "constant_value")])
