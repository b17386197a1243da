"""Packs: the constraint documents, overlays and example topologies that are shipped with the program."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped_folder(name: str) -> Path:
    """Return a folder such as ``constraints``: in the installed package, else beside it in a checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def pack_names() -> tuple[str, ...]:
    """Return the names of the shipped packs, sorted."""
    return tuple(sorted(path.stem for path in shipped_folder("constraints").glob("*.yaml")))


def overlay_names() -> tuple[str, ...]:
    """Return the names of the shipped overlays, sorted."""
    return tuple(sorted(path.stem for path in shipped_folder("overlays").glob("*.yaml")))


def pack_path(name: str) -> Path:
    """Return the file of a pack."""
    return shipped_folder("constraints") / f"{name}.yaml"


def overlay_path(name: str) -> Path:
    """Return the file of a shipped overlay."""
    return shipped_folder("overlays") / f"{name}.yaml"


def shown_overlay_path(name: str) -> str:
    """Return the path that messages use for a shipped overlay."""
    return f"archcheck/overlays/{name}.yaml"


def shown_pack_path(name: str) -> str:
    """Return the path that messages use for a pack: the same wherever the program is installed."""
    return f"archcheck/constraints/{name}.yaml"
