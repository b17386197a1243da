"""Namespaces: their labels, with the one that the API's server gives each; those that no manifest shows, too."""

from collections.abc import Iterable
from typing import NamedTuple

from archcheck.importers.kubernetes.manifests import Manifest
from archcheck.importers.kubernetes.reading import ManifestReader
from archcheck.source.located import Location

NAME_LABEL = "kubernetes.io/metadata.name"


class Namespace(NamedTuple):
    """A namespace."""

    name: str
    labels: dict[str, str]
    location: Location


def read_namespaces(
    manifests: Iterable[Manifest], used: Iterable[tuple[str, Location]], reader: ManifestReader
) -> dict[str, Namespace]:
    """Return the namespaces by name.

    Args:
        manifests: all manifests.
        used: the namespaces that things are in, each with the place of such a thing.
        reader: reads, and records what is wrong.
    """
    namespaces = {}
    for manifest in manifests:
        if manifest.kind == "Namespace":
            metadata = reader.child(manifest.body, "metadata")
            labels = reader.labels(metadata, "labels") if metadata is not None else {}
            labels = {NAME_LABEL: manifest.name, **labels}
            namespaces[manifest.name] = Namespace(manifest.name, labels, manifest.location)
    missing: dict[str, Location] = {}
    for name, at in used:
        if name not in namespaces:
            missing.setdefault(name, at)
    for name, at in missing.items():
        namespaces[name] = Namespace(name, {NAME_LABEL: name}, at)
        message = f"no manifest shows the namespace `{name}`: it is taken to have no label but its name's"
        reader.problems.info("assumed", message, at)
    return namespaces
