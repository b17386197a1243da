"""archcheck checks deployment architectures against constraints.

>>> import archcheck
>>> topology = archcheck.load_topology("topologies/compliant.yaml")
>>> report = archcheck.check(topology, archcheck.load_constraints("cloud-api-only"))
>>> report.ok
True

The names of ``__all__`` are loaded when they are first used, so that importing the package costs nothing.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archcheck.api import (
        ArchcheckError,
        Baseline,
        ConstraintDocument,
        Difference,
        InputError,
        LimitError,
        Overlay,
        Report,
        Topology,
        WaiverDocument,
        check,
        diff,
        from_networkx,
        load_baseline,
        load_constraints,
        load_overlay,
        load_topology,
        load_waivers,
        loads_constraints,
        loads_overlay,
        loads_topology,
        loads_waivers,
        verify,
    )

__version__ = "0.1.0"

__all__ = [
    "ArchcheckError",
    "Baseline",
    "ConstraintDocument",
    "Difference",
    "InputError",
    "LimitError",
    "Overlay",
    "Report",
    "Topology",
    "WaiverDocument",
    "check",
    "diff",
    "from_networkx",
    "load_baseline",
    "load_constraints",
    "load_overlay",
    "load_topology",
    "load_waivers",
    "loads_constraints",
    "loads_overlay",
    "loads_topology",
    "loads_waivers",
    "verify",
]


def __getattr__(name: str) -> object:
    """Load a public name on first use (PEP 562)."""
    if name in __all__:
        from archcheck import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted([*globals(), *__all__])
