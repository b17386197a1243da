"""Categories of nodes, their shapes and colours, and the colours of violations."""

from typing import NamedTuple


class Look(NamedTuple):
    """How a category of nodes is drawn: Graphviz's shape, Mermaid's brackets, and colours."""

    shape: str
    brackets: tuple[str, str]
    fill: str
    border: str
    text: str = "#1f2933"
    faint: str = "#52606d"


# In the order of the legend.
CATEGORIES = {
    "human": Look("ellipse", ("([", "])"), "#fdf0d5", "#b7791f"),
    "model": Look("hexagon", ("{{", "}}"), "#e6e0fa", "#6b4fbb"),
    "api": Look("component", (">", "]"), "#dcebfb", "#2b6cb0"),
    "guard": Look("invhouse", ("[\\", "/]"), "#dff3e4", "#2f7d4f"),
    "store": Look("cylinder", ("[(", ")]"), "#eceff4", "#5a6b7f"),
    "sensor": Look("parallelogram", ("[/", "/]"), "#daf2f2", "#1f7a85"),
    "weapon": Look("octagon", ("[[", "]]"), "#3b4252", "#1c2028", "#ffffff", "#d8dee9"),
    "other": Look("box", ("(", ")"), "#ffffff", "#7b8794"),
}
GROUP = Look("folder", ("[", "]"), "#f7f9fb", "#9aa5b1")


class ChangeLook(NamedTuple):
    """How what was added, removed or changed is drawn: told apart by sign and line, not by colour alone."""

    sign: str
    colour: str
    line: str


CHANGES = {
    "added": ChangeLook("+", "#1a7f37", "thick line"),
    "removed": ChangeLook("−", "#6b7280", "dashed line"),
    "changed": ChangeLook("~", "#8a6100", "double line"),
}

# After Okabe and Ito, "Color Universal Design" (2008), darkened until white text is readable on each.
VIOLATIONS = ("#c2410c", "#0062a8", "#007a5a", "#a8387f", "#1f2933", "#8a6100")
INK = "#1f2933"
FAINT = "#52606d"
LINE = "#7b8794"
QUIET_LINE = "#aab4bf"
ZONE_INK = "#334e68"
ZONE_BORDER = "#c3cedb"
ZONE_FILLS = ("#f5f7fa", "#ebf0f6", "#e0e8f1", "#d5e0ec")
STATUS_COLOURS = {
    "pass": "#2f7d4f",
    "fail": "#b42318",
    "error": "#b42318",
    "vacuous": "#8a6100",
    "unknown": "#8a6100",
    "referred": "#8a6100",
    "waived": FAINT,
    "inactive": FAINT,
}
