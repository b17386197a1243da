"""Categories: what a kind says that a node is, by which pictures and pages shape it."""

# Which category a segment of a kind says; the first segment that says any decides.
_SAID_BY = {
    "human": "human person people operator user analyst",
    "model": "model llm ml",
    "api": "api gateway endpoint",
    "guard": "guard safety filter firewall diode",
    "store": "store storage db database data dataset datastore bucket index registry repository",
    "sensor": "sensor camera radar",
    "weapon": "weapon",
}
_CATEGORY_OF = {segment: category for category, segments in _SAID_BY.items() for segment in segments.split()}


def category_of(kind: str) -> str:
    """Return the category that a dotted kind is drawn as; an unknown one is ``other``."""
    return next((_CATEGORY_OF[segment] for segment in kind.split(".") if segment in _CATEGORY_OF), "other")
