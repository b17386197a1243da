"""Settings: what is checked against what, where it is not simply all that the open folders hold."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from archcheck.documents.configuration import FILES, PROJECT, load_configuration_file, mentions_table
from archcheck.lsp.outline import Outline
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Mapping as MappingValue, Scalar, Sequence as SequenceValue


class Settings(NamedTuple):
    """What is checked against what, as the editor or the configuration says; nothing for whatever the folders hold.

    ``topologies``, ``constraints``, ``waivers``, ``overlays`` and ``claims`` are files and folders, relative to the
    first open folder; ``constraints`` may be packs, and ``overlays`` shipped ones.
    """

    topologies: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()
    waivers: tuple[str, ...] = ()
    baseline: str | None = None
    overlays: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()

    def of_family(self, family: str) -> tuple[str, ...]:
        """Return what is named of a family."""
        named = {
            "topology": self.topologies,
            "constraints": self.constraints,
            "waivers": self.waivers,
            "baseline": () if self.baseline is None else (self.baseline,),
            "overlay": self.overlays,
            "claims": self.claims,
        }
        return named[family]

    def over(self, others: "Settings") -> "Settings":
        """Return these settings, and of others those that are not set here."""
        set_here = {name: value for name, value in self._asdict().items() if value}
        return others._replace(**set_here)

    @classmethod
    def read(cls, data: object) -> "Settings":
        """Return the settings that an editor sent; what is no setting is left out."""
        if isinstance(data, Mapping) and isinstance(data.get("archcheck"), Mapping):
            data = data["archcheck"]
        if not isinstance(data, Mapping):
            return cls()
        baseline = data.get("baseline")
        return cls(
            _strings(data.get("topologies")),
            _strings(data.get("constraints")),
            _strings(data.get("waivers")),
            baseline if isinstance(baseline, str) and baseline else None,
            _strings(data.get("overlays")),
            _strings(data.get("claims")),
        )


def _strings(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(item for item in value if isinstance(item, str) and item) if isinstance(value, Sequence) else ()


NO_SETTINGS = Settings()


def find_configured(folder: str, documents: Mapping[str, Outline]) -> Settings:
    """Return what the configuration of a folder says is checked; nothing where there is none.

    Args:
        folder: the real path of the folder: the paths of a configuration are relative to it.
        documents: the outlines of documents by their real paths, texts that are not saved among them.
    """
    for name in FILES:
        outline = documents.get(str(Path(folder) / name))
        if outline is not None and outline.family == "config" and isinstance(outline.root, MappingValue):
            return _configure({key: value for key, (_, value) in outline.root.entries.items()})
    project = Path(folder) / PROJECT
    try:
        configuration = load_configuration_file(project, PROJECT, Problems()) if mentions_table(project) else None
    except OSError:
        return NO_SETTINGS
    return NO_SETTINGS if configuration is None else _configure(configuration.settings)


def _configure(said: Mapping[str, object]) -> Settings:
    baseline = _texts(said.get("baseline"))
    return Settings(
        _texts(said.get("topologies")),
        _texts(said.get("constraints")),
        _texts(said.get("waivers")),
        baseline[0] if baseline else None,
        _texts(said.get("overlay")),
    )


def _texts(value: object) -> tuple[str, ...]:
    """Return the texts of one scalar or several."""
    several = value.items if isinstance(value, SequenceValue) else value if isinstance(value, tuple) else [value]
    return tuple(each.text for each in several if isinstance(each, Scalar) and each.text)
