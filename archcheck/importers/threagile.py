"""Threagile's threat models: technical assets, trust boundaries and communication links.

A link asks and is answered: its data assets are told by labels, and cut no flow, for a model names the data that is
worth protecting and not all that passes. A link of the usage `devops` is control too: an `admin` edge and the call.
A model may be in several files, of which one includes the others.
"""

from collections.abc import Sequence
from typing import Any

from archcheck.importers.building import TopologyBuilder
from archcheck.importers.leftovers import Leftovers
from archcheck.importers.protocols import says_encrypted
from archcheck.importers.reading import ForeignReader, tell_duplicate
from archcheck.source.composer import DEEPEST
from archcheck.source.located import Location, Mapping, Scalar, Value

KINDS = {
    "ai": "model",
    "artifact-registry": "store.object",
    "application-server": "app.service",
    "batch-processing": "app.service",
    "big-data-platform": "store.database",
    "block-storage": "store.object",
    "browser": "app.client",
    "build-pipeline": "app.service.build",
    "cli": "app.client",
    "client-system": "app.client",
    "cms": "app.service",
    "code-inspection-platform": "app.service.build",
    "container-platform": "app.platform",
    "data-lake": "store.database",
    "database": "store.database",
    "desktop": "app.client",
    "devops-client": "app.client.devops",
    "ejb": "app.service",
    "erp": "app.service",
    "event-listener": "app.service",
    "file-server": "store.object",
    "function": "app.service",
    "gateway": "gateway",
    "hsm": "store.secret",
    "identity-provider": "policy.identity",
    "identity-store-database": "store.directory",
    "identity-store-ldap": "store.directory",
    "ids": "guard.monitor",
    "iot-device": "device",
    "ips": "guard.monitor",
    "ldap-server": "store.directory",
    "library": "app",
    "load-balancer": "proxy",
    "local-file-system": "store.object",
    "mail-server": "app.service",
    "mainframe": "app.service",
    "message-queue": "bus",
    "mobile-app": "app.client",
    "monitoring": "app.service.monitoring",
    "report-engine": "app.service",
    "reverse-proxy": "proxy",
    "scheduler": "app.service",
    "search-engine": "store.database",
    "search-index": "store.database",
    "service-mesh": "proxy",
    "service-registry": "app.service",
    "sourcecode-repository": "store.object",
    "stream-processing": "bus",
    "task": "app",
    "tool": "app",
    "vault": "store.secret",
    "waf": "guard.segmentation",
    "web-application": "app.service",
    "web-server": "app.service",
    "web-service-rest": "app.service",
    "web-service-soap": "app.service",
}
_FALLBACK = {"external-entity": "app.external", "process": "app", "datastore": "store"}
_ASSET_LABELS = (
    *("technology", "type", "usage", "machine", "encryption", "owner", "size"),
    *("confidentiality", "integrity", "availability"),
)
_ASSET_FLAGS = (
    "out_of_scope",
    "internet",
    "multi_tenant",
    "redundant",
    "custom_developed_parts",
    "used_as_client_by_human",
)
_ASSET_DATA = ("data_assets_processed", "data_assets_stored", "data_formats_accepted")
_LINK_LABELS = ("protocol", "authentication", "authorization", "usage")
_LINK_FLAGS = ("vpn", "ip_filtered", "readonly")
_LINK_DATA = ("data_assets_sent", "data_assets_received")
# What a model says about itself bears on no asset, and is not told of as left out.
_ABOUT = (
    *("threagile_version", "title", "date", "author", "contributors", "business_criticality", "tags_available"),
    *("management_summary_comment", "business_overview", "technical_overview", "application_description"),
)
_READ = {
    "": ("includes", "technical_assets", "trust_boundaries", *_ABOUT),
    "technical assets": (
        *("id", "technologies", "tags", "description", "communication_links"),
        *(*_ASSET_LABELS, *_ASSET_FLAGS, *_ASSET_DATA),
    ),
    "communication links": ("target", "description", "tags", *_LINK_LABELS, *_LINK_FLAGS, *_LINK_DATA),
    "trust boundaries": ("id", "description", "type", "tags", "technical_assets_inside", "trust_boundaries_nested"),
}


def recognises(root: Value) -> bool:
    """Return whether a document is a Threagile model."""
    return isinstance(root, Mapping) and (
        root.get("threagile_version") is not None
        or (root.get("technical_assets") is not None and root.get("trust_boundaries") is not None)
    )


def read(root: Value, builder: TopologyBuilder) -> None:
    """Read a model into a builder, whose problems get what is wrong and what has no counterpart."""
    model = ForeignReader(builder.problems).mapping(root, "a Threagile model")
    if model is not None:
        read_parts([model], builder)


def read_parts(parts: Sequence[Mapping], builder: TopologyBuilder) -> None:
    """Read a model in several documents: what one includes, beside it."""
    _Model(builder).read(parts)


class _Model:
    def __init__(self, builder: TopologyBuilder) -> None:
        self.builder = builder
        self.reader = ForeignReader(builder.problems)
        self.leftovers = Leftovers(builder.problems)
        self.ids: dict[str, str] = {}
        self.places: dict[str, Location] = {}

    def read(self, parts: Sequence[Mapping]) -> None:
        for part in parts:
            self.leftovers.note("", part, _READ[""])
        assets = [each for part in parts for each in self.reader.entries(part, "technical_assets")]
        zones = self._read_boundaries(
            [each for part in parts for each in self.reader.entries(part, "trust_boundaries")]
        )
        for title, asset in assets:
            self._read_asset(title, asset, zones)
        for name in zones:
            if name not in self.ids:
                hint = self.builder.problems.did_you_mean(name, self.ids)
                message = f"there is no technical asset `{name}`"
                self.builder.problems.error("unknown-node", message, self.places[name], hint)
        links = [link for _, asset in assets for link in self._read_links(asset)]
        problems = self.builder.problems
        counts = f"{len(self.ids)} technical assets, {len(self.builder.zones)} trust boundaries, {len(links)} links"
        problems.info("imported", f"Threagile: {counts}")
        if links:
            problems.info("assumed", "every communication link is a call: its asset asks, and an answer comes back")
        if "devops" in links:
            problems.info(
                "assumed", "a link of the usage `devops` controls its target: an `admin` edge stands beside it"
            )
        self.leftovers.tell()

    def _read_boundaries(self, written: Sequence[tuple[Scalar, Mapping]]) -> dict[str, str]:
        """Make the zones and return the zone of each technical asset's id."""
        reader, builder = self.reader, self.builder
        boundaries: dict[str, tuple[Scalar, Mapping, str]] = {}
        for title, boundary in written:
            key = reader.required(boundary, "id", "a trust boundary")
            if key is None:
                continue
            if key.text in boundaries:
                tell_duplicate(builder.problems, "trust boundary", key, boundaries[key.text][0].location)
                continue
            self.leftovers.note("trust boundaries", boundary, _READ["trust boundaries"])
            boundaries[key.text] = (key, boundary, title.text)
        outer: dict[str, str] = {}
        for name, (_, boundary, _) in boundaries.items():
            for nested in reader.texts(boundary, "trust_boundaries_nested"):
                if nested.text not in boundaries:
                    hint = builder.problems.did_you_mean(nested.text, boundaries)
                    message = f"there is no trust boundary `{nested.text}`"
                    builder.problems.error("unknown-zone", message, nested.location, hint)
                elif outer.setdefault(nested.text, name) != name:
                    message = f"the trust boundary `{nested.text}` is nested in two others"
                    builder.problems.error("contradiction", message, nested.location)
        paths: dict[str, str] = {}
        zones: dict[str, str] = {}
        for name in boundaries:
            self._make_zone(name, boundaries, outer, paths, ())
        for name, (_, boundary, _) in boundaries.items():
            for asset in reader.texts(boundary, "technical_assets_inside"):
                if name in paths and zones.setdefault(asset.text, paths[name]) != paths[name]:
                    message = f"the technical asset `{asset.text}` is inside of two trust boundaries"
                    builder.problems.error("contradiction", message, asset.location)
                self.places.setdefault(asset.text, asset.location)
        return zones

    def _make_zone(
        self,
        name: str,
        boundaries: dict[str, tuple[Scalar, Mapping, str]],
        outer: dict[str, str],
        paths: dict[str, str],
        chain: tuple[str, ...],
    ) -> None:
        key, boundary, title = boundaries[name]
        if name in chain:
            message = f"the trust boundary `{name}` is inside of itself"
            self.builder.problems.error("containment-cycle", message, key.location)
            return
        if len(chain) >= DEEPEST:
            message = f"trust boundaries nest more than {DEEPEST} deep"
            self.builder.problems.error("too-deep", message, key.location)
            return
        around = outer.get(name)
        if around is not None and around not in paths:
            self._make_zone(around, boundaries, outer, paths, (*chain, name))
        if name in paths or (around is not None and around not in paths):
            return
        labels = {"boundary-type": boundary_type} if (boundary_type := self.reader.text(boundary, "type")) else {}
        paths[name] = self.builder.zone(
            name,
            key.location,
            within=paths.get(around or ""),
            title=title,
            description=self.reader.text(boundary, "description"),
            tags=[each.text for each in self.reader.texts(boundary, "tags")],
            labels=labels,
            apart=name,
        )

    def _read_asset(self, title: Scalar, asset: Mapping, zones: dict[str, str]) -> None:
        key = self.reader.required(asset, "id", f"the technical asset `{title.text}`")
        if key is None:
            return
        if key.text in self.ids:
            tell_duplicate(
                self.builder.problems, "technical asset", key, self.builder.nodes[self.ids[key.text]].location
            )
            return
        self.leftovers.note("technical assets", asset, _READ["technical assets"])
        technology, form = self.reader.text(asset, "technology"), self.reader.text(asset, "type")
        named = tuple(each.text for each in self.reader.texts(asset, "technologies"))
        technology = technology or (named[0] if named else None)
        kind = KINDS.get(technology or "", _FALLBACK.get(form or "", "app"))
        labels = self._labels(asset, _ASSET_LABELS, _ASSET_FLAGS, _ASSET_DATA)
        if named:
            labels["technology"] = named if len(named) > 1 else named[0]
        self.ids[key.text] = self.builder.node(
            key.text,
            kind,
            key.location,
            zone=zones.get(key.text),
            title=title.text,
            description=self.reader.text(asset, "description"),
            tags=[each.text for each in self.reader.texts(asset, "tags")],
            labels=labels,
            transparent=technology in ("load-balancer", "reverse-proxy"),
        )

    def _read_links(self, asset: Mapping) -> list[str]:
        """Make the edges of an asset and return the usage of each of its links."""
        own = self.reader.text(asset, "id")
        if own not in self.ids:
            return []
        usages = []
        for title, link in self.reader.entries(asset, "communication_links"):
            target = self.reader.required(link, "target", f"the communication link `{title.text}`")
            to = self.reader.reference(target, self.ids, "technical asset") if target is not None else None
            if to is None:
                continue
            self.leftovers.note("communication links", link, _READ["communication links"])
            labels = self._labels(link, _LINK_LABELS, _LINK_FLAGS, _LINK_DATA)
            encrypted = True if labels.get("vpn") is True else says_encrypted(str(labels.get("protocol", "")))
            if encrypted is not None:
                labels["encrypted"] = encrypted
            usages.append(self.reader.text(link, "usage") or "")
            for kind in ("call", "admin") if usages[-1] == "devops" else ("call",):
                self.builder.edge(
                    self.ids[own],
                    to,
                    title.location,
                    kind,
                    title=title.text,
                    description=self.reader.text(link, "description"),
                    tags=[each.text for each in self.reader.texts(link, "tags")],
                    labels=labels,
                )
        return usages

    def _labels(
        self, item: Mapping, texts: tuple[str, ...], flags: tuple[str, ...], lists: tuple[str, ...]
    ) -> dict[str, Any]:
        reader = self.reader
        labels: dict[str, Any] = {name.replace("_", "-"): reader.text(item, name) for name in texts}
        labels |= {name.replace("_", "-"): reader.flag(item, name) for name in flags}
        labels |= {name.replace("_", "-"): tuple(each.text for each in reader.texts(item, name)) for name in lists}
        return {name: value for name, value in labels.items() if value not in (None, ())}
