"""Texts to manifests: streams of documents, lists, JSON, what Helm renders."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence as ReadOnlySequence
from typing import NamedTuple

from archcheck.importers.building import TopologyBuilder
from archcheck.importers.kubernetes.kinds import CLUSTER_WIDE, READ, bears_on_nothing, why_unmodelled
from archcheck.importers.kubernetes.reading import ManifestReader
from archcheck.importers.reading import is_null
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Location, Mapping, Scalar, Sequence, Source, Value, shorten

DEFAULT_NAMESPACE = "default"

_KIND = re.compile(r"""^\s*(?:- )?["']?kind["']?\s*:|[{,]\s*"kind"\s*:""", re.MULTILINE)
_VERSION = re.compile(r"""^\s*(?:- )?["']?apiVersion["']?\s*:|[{,]\s*"apiVersion"\s*:""", re.MULTILINE)
_ITEMS = "List"
_NO_MANIFEST = "a manifest has `kind`, `apiVersion` and `metadata`"


class Manifest(NamedTuple):
    """A manifest of one of the kinds that are read; ``location`` is where its name stands."""

    kind: str
    namespace: str
    name: str
    body: Mapping
    location: Location

    def __str__(self) -> str:
        """Return the kind with the name and its namespace."""
        return f"{self.kind} {self.full_name}"

    @property
    def full_name(self) -> str:
        """The name with its namespace, if it is in one."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


def recognises(source: Source) -> bool:
    """Return whether a text looks like manifests: it names a kind and the version of an API."""
    return _KIND.search(source.text) is not None and _VERSION.search(source.text) is not None


def read_manifests(
    sources: ReadOnlySequence[Source], builder: TopologyBuilder, parse: Callable[[Source, Problems], list[Value]]
) -> list[Manifest]:
    """Return the manifests of the kinds that are read; all else that the texts hold is told to the builder."""
    collection = _Collection(builder)
    for source in sources:
        for document in parse(source, builder.problems):
            collection.add(document, "")
    collection.tell()
    return collection.manifests


class _Collection:
    """Sorts the objects of documents into those that are read and those that are not."""

    def __init__(self, builder: TopologyBuilder) -> None:
        self.builder = builder
        self.problems = builder.problems
        self.reader = ManifestReader(builder.problems)
        self.manifests: list[Manifest] = []
        self._seen: dict[tuple[str, str, str], Manifest] = {}
        self._aside: Counter[str] = Counter()
        self._without_namespace: list[Location] = []

    def add(self, value: Value, item_kind: str) -> None:
        """Take in an object; ``item_kind`` is its kind where it does not say it, being an item of a list of such."""
        if is_null(value):
            return
        if not isinstance(value, Mapping):
            message = "this is no manifest, and is left aside"
            self.problems.warning("not-understood", message, value.location, _NO_MANIFEST)
            return
        kind = self.reader.scalar(value, "kind") if "kind" in value.entries or not item_kind else None
        if kind is None and not item_kind:
            if "kind" not in value.entries:
                message = "this is no manifest, and is left aside"
                self.problems.warning("not-understood", message, value.location, _NO_MANIFEST)
            return
        name = kind.text if kind is not None else item_kind
        version = self.reader.text(value, "apiVersion") or ""
        if name.endswith(_ITEMS) and ("items" in value.entries or name == _ITEMS):
            for item in self.reader.values(value, "items"):
                self.add(item, name.removesuffix(_ITEMS))
            return
        group = version.rpartition("/")[0]
        if group in READ.get(name, ()) or (not version and name in READ):
            self._read(name, value)
        else:
            self._leave(name, group, value, kind)

    def tell(self) -> None:
        """Tell what was read, assumed and left aside."""
        read = Counter(manifest.kind for manifest in self.manifests)
        if read:
            self.problems.info("imported", f"read {_count(read)}")
        if self._aside:
            self.problems.info("imported", f"left aside, for they bear on no connection: {_count(self._aside)}")
        if self._without_namespace:
            number = len(self._without_namespace)
            what = "1 manifest names" if number == 1 else f"{number:,} manifests name"
            message = f"{what} no namespace: `{DEFAULT_NAMESPACE}` is taken"
            self.problems.info("assumed", message, self._without_namespace[0])

    def _read(self, kind: str, body: Mapping) -> None:
        metadata = self.reader.child(body, "metadata")
        if metadata is None:
            if "metadata" not in body.entries or is_null(body.entries["metadata"][1]):
                self.problems.error("missing-key", f"a {kind} needs the key `metadata`", body.location)
            return
        # What is given a name only when it is created goes by the beginning of that name.
        key = "name" if "name" in metadata.entries or "generateName" not in metadata.entries else "generateName"
        name = self.reader.required(metadata, key, f"the metadata of a {kind}")
        written = self.reader.scalar(metadata, "namespace")
        if name is None:
            return
        namespace = "" if kind in CLUSTER_WIDE else written.text if written is not None else DEFAULT_NAMESPACE
        if written is None and namespace:
            self._without_namespace.append(name.location)
        manifest = Manifest(kind, namespace, name.text, body, name.location)
        identity = (kind, namespace, name.text)
        first = self._seen.get(identity)
        if first is None or key == "generateName":
            self._seen[identity] = manifest
            self.manifests.append(manifest)
            return
        told = f"the {kind} `{shorten(manifest.full_name)}` is here a second time"
        related = [("first here", first.location)]
        # Manifests of several applications often each bring the namespace that they share.
        if kind == "Namespace" and _labels(first.body) == _labels(body):
            self.problems.info("assumed", f"{told}, with the same labels: it is taken once", name.location)
            return
        self.problems.error("duplicate-id", told, name.location, related=related)

    def _leave(self, kind: str, group: str, body: Mapping, written: Scalar | None) -> None:
        at = written.location if written is not None else body.location
        if bears_on_nothing(group, kind):
            self._aside[kind] += 1
            return
        reason = why_unmodelled(group, kind, _runs_containers(body))
        metadata = body.get("metadata")
        texts = {
            key: value.text
            for key in ("name", "namespace")
            if isinstance(metadata, Mapping) and isinstance(value := metadata.get(key), Scalar)
        }
        name = "/".join(texts[key] for key in ("namespace", "name") if key in texts) or kind
        if reason is not None:
            self.builder.unmodelled(kind, name, f"{group or 'the core group'} has it, and {reason}", at)
        else:
            message = f"the kind `{shorten(kind)}` of the group `{shorten(group)}` is not understood"
            self.problems.warning("not-understood", message, at)


def _labels(body: Mapping) -> dict[str, str]:
    reader = ManifestReader(Problems())  # what is wrong in them is told where they are read
    metadata = reader.child(body, "metadata")
    return {} if metadata is None else reader.labels(metadata, "labels")


def _runs_containers(body: Mapping) -> bool:
    return any("containers" in each.entries for each in _mappings(body, 6))


def _mappings(value: Value, depth: int) -> Iterator[Mapping]:
    """Yield the mappings in a value, as deep as a template of pods lies."""
    if isinstance(value, Mapping):
        yield value
        for _, inner in value.entries.values() if depth else ():
            yield from _mappings(inner, depth - 1)
    elif isinstance(value, Sequence):
        for item in value.items:
            yield from _mappings(item, depth - 1)


def _count(kinds: Counter[str]) -> str:
    return ", ".join(f"{number:,} {kind}" for kind, number in sorted(kinds.items()))
