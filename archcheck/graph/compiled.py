"""A topology as a graph: nodes in the order of their ids, declared edges expanded, everything by position."""

from collections.abc import Mapping

from archcheck.documents.selector import Selector
from archcheck.documents.topology import Edge, EdgeDeclaration, Endpoint, Node, Topology
from archcheck.errors import stop
from archcheck.selectors import Population
from archcheck.source.diagnostics import Diagnostic, Problems
from archcheck.source.located import Location

MOST_EDGES = 2_000_000


class Graph:
    """A topology, compiled once and never changed.

    INVARIANT: ``nodes`` is sorted by id as text, so that the order of positions is the order of ids.

    Attributes:
        topology: what it was made from.
        nodes: the nodes, sorted by id.
        edges: the edges in document order, one for each pair of ends.
        sources, targets: the positions of each edge's ends, by the edge's position.
        population: the nodes and edges as selectors see them.
        diagnostics: warnings about the topology alone.
    """

    def __init__(self, topology: Topology, edges: list[Edge], diagnostics: tuple[Diagnostic, ...]) -> None:
        self.topology = topology
        self.nodes: list[Node] = sorted(topology.nodes.values(), key=lambda node: node.id)
        self.edges = edges
        self.population = Population(self.nodes, edges)
        position = self.population.position
        self.sources = [position[edge.source] for edge in edges]
        self.targets = [position[edge.target] for edge in edges]
        self.diagnostics = diagnostics
        self.cache: dict[object, object] = {}
        self._outgoing: list[list[int]] | None = None
        self._edge_ranks: list[int] | None = None

    @property
    def outgoing(self) -> list[list[int]]:
        """The positions of the edges that leave each node, by the node's position."""
        if self._outgoing is None:
            self._outgoing = [[] for _ in self.nodes]
            for position, source in enumerate(self.sources):
                self._outgoing[source].append(position)
        return self._outgoing

    @property
    def edge_ranks(self) -> list[int]:
        """The place of each edge among all edges in the order of their ids, by the edge's position."""
        if self._edge_ranks is None:
            self._edge_ranks = [0] * len(self.edges)
            for rank, position in enumerate(sorted(range(len(self.edges)), key=lambda number: self.edges[number].id)):
                self._edge_ranks[position] = rank
        return self._edge_ranks

    @property
    def edge_kinds(self) -> Mapping[str, str]:
        """The declared edge kinds and the base kinds that they are like."""
        return self.topology.edge_kinds


def compile_topology(topology: Topology) -> Graph:
    """Expand the declared edges of a topology and give each its id.

    Raises:
        InputError: where two edges get the same id.
        LimitError: where the declarations expand to more than two million edges.
    """
    problems = Problems()
    nodes = sorted(topology.nodes.values(), key=lambda node: node.id)
    population = Population(nodes)
    numbers: dict[tuple[str, str], int] = {}
    edges: list[Edge] = []
    for declaration in topology.declarations:
        if problems.diagnostics and problems.failed:
            raise stop(problems.diagnostics)
        for source, target in _pairs(declaration, population, MOST_EDGES - len(edges), problems):
            number = numbers[source, target] = numbers.get((source, target), 0) + 1
            name = declaration.id or default_edge_id(source, target, number)
            edges.append(_make_edge(name, source, target, declaration))
    _check_ids(edges, problems)
    if problems.failed:
        raise stop(problems.diagnostics)
    return Graph(topology, edges, tuple(problems.diagnostics))


def default_edge_id(source: str, target: str, number: int) -> str:
    """Return the id of an edge without one of its own: the ends, and from the second of the same ends on its number."""
    return f"{source}->{target}" if number == 1 else f"{source}->{target}#{number}"


def _make_edge(name: str, source: str, target: str, declaration: EdgeDeclaration) -> Edge:
    _, _, kind, _, title, description, tags, labels, flow, fixed, location, unknown = declaration
    return Edge(name, source, target, kind, title, description, tags, labels, flow, fixed, location, unknown)


def _pairs(
    declaration: EdgeDeclaration, population: Population, room: int, problems: Problems
) -> list[tuple[str, str]]:
    """Return the pairs of ends that a declaration stands for; only two single ids may make a self-loop."""
    source, target = declaration.source, declaration.target
    if isinstance(source, str) and isinstance(target, str):
        return [(source, target)]
    sources = _expand(source, population, problems)
    targets = _expand(target, population, problems)
    if len(sources) * len(targets) > room:
        problems.error("edge-budget", f"the edges expand to more than {MOST_EDGES:,}", declaration.location)
        return []
    return [(one, other) for one in sources for other in targets if one != other]


def _expand(end: str | Endpoint, population: Population, problems: Problems) -> tuple[str, ...]:
    if isinstance(end, str):
        return (end,)
    if end.selector is None:
        return end.ids
    found = _select(end.selector, population)
    if not found:
        problems.warning("no-ends", "this end of the edge matches no node", end.location)
    return found


def _select(selector: Selector, population: Population) -> tuple[str, ...]:
    return tuple(population.nodes[position].id for position in sorted(population.select_nodes(selector, {})))


def _check_ids(edges: list[Edge], problems: Problems) -> None:
    seen: dict[str, Location] = {}
    for edge in edges:
        if edge.id not in seen:
            seen[edge.id] = edge.location
        else:
            problems.error(
                "duplicate-id",
                f"the edge id `{edge.id}` is given a second time",
                edge.location,
                "give one of them another `id`",
                [("first here", seen[edge.id])],
            )
