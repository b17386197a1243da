"""A second oracle: the rules as logic programs over raw facts with integer ids, solved by clingo.

The facts are what the documents say: nodes, edges with their kinds and ends, which node or edge each selector picks,
and for labels a number for each value. All that is decided - steps, paths, levels, patterns - is a rule of logic.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import clingo

from tests.differential.oracle import Document
from tests.differential.oracle_case import Case, Identity, value_of
from tests.differential.oracle_selectors import typed
from tests.differential.oracle_topology import read_topology

STEPS = """
state(N,open) :- node(N).   state(N,request) :- node(N).
step(A,open,B,open) :- edge(E,A,B), usable(E), has(E,R), along(R), R != flow.
arrives(N,open) :- node(N), stateful(N).   arrives(N,request) :- node(N), not stateful(N).
step(A,P,B,Q) :- along(flow), edge(E,A,B), usable(E), forward(E), state(A,P), arrives(B,Q).
step(B,open,A,open) :- along(flow), edge(E,A,B), usable(E), backward(E).
"""
# Walks from every source, past nothing that is avoided.
REACH = """
at(S,S,open) :- from(S), not avoided(S).
at(S,B,Q) :- at(S,A,P), step(A,P,B,Q), not avoided(B).
joined(S,T) :- at(S,T,_), S != T.
"""
PROGRAMS: Mapping[str, str] = {
    "forbidden-node": "bad(N) :- in(match,N).",
    "forbidden-edge": STEPS
    + """
next(S,T) :- edge(E,S,T), usable(E).
inner(S,B) :- from(S), step(S,_,B,_), in(through,B).
inner(S,B) :- inner(S,A), step(A,_,B,_), in(through,B).
next(S,T) :- inner(S,A), step(A,_,T,_).
bad(S,T) :- from(S), to(T), S != T, next(S,T).
""",
    "forbidden-path": STEPS + REACH + "bad(S,T) :- joined(S,T), to(T).",
    "only-via": STEPS
    + """
% A walk that met K waypoints so far, where fewer than enough are a violation.
met(S,S,open,K) :- from(S), K = #count { 1 : in(via,S) }, enough(M), K < M.
met(S,B,Q,K) :- met(S,A,P,L), step(A,P,B,Q), plus(B,D), K = L+D, enough(M), K < M.
plus(N,1) :- in(via,N).   plus(N,0) :- node(N), not in(via,N).
bad(S,T) :- met(S,T,_,_), to(T), S != T.
""",
    "isolation": STEPS + REACH + "bad(S,T) :- joined(S,T), group(S,G), group(T,H), G != H.",
    "required-edge": """
joined(S,T) :- edge(E,S,T), usable(E), S != T, same(S,T).
asked(S,T) :- from(S), to(T), S != T, same(S,T).
bad(S,none) :- each(source), from(S), not joined(S,T) : asked(S,T).
bad(none,T) :- each(target), to(T), not joined(S,T) : asked(S,T).
bad(S,T) :- each(pair), asked(S,T), not joined(S,T).
""",
    "attributes": "bad(N) :- in(match,N), not in(must,N).  bade(E) :- ein(edges,E), scope, not ein(must,E).",
    "allowed-edges": "bade(E) :- usable(E), not allowed(E).  allowed(E) :- ein(allow(_),E).",
    "cardinality": """
n(K) :- K = #count { N : in(match,N) ; E : ein(edges,E), scope }, not per.
bad("") :- n(K), low(L), K < L.   bad("") :- n(K), high(H), K > H.
n(G,K) :- group(_,G), K = #count { N : in(match,N), group(N,G) }, K > 0, per.
badg(G) :- n(G,K), low(L), K < L.   badg(G) :- n(G,K), high(H), K > H.
""",
    "layers": """
layer(N,L) :- in(layers(L),N), not in(layers(M),N) : in(layers(M),N), M < L.
bade(E) :- edge(E,A,B), usable(E), layer(A,L), layer(B,M), M < L.
bade(E) :- strict, edge(E,A,B), usable(E), layer(A,L), layer(B,M), M > L+1.
bad(N) :- exhaustive, node(N), #count { L : in(layers(L),N) } != 1.
""",
    "information-flow": STEPS
    + REACH
    + """
leq(L,L) :- level(_,L).   leq(L,L) :- below(L,_).   leq(L,L) :- below(_,L).
leq(L,H) :- below(L,M), leq(M,H).
may(S,T) :- level(S,L), level(T,M), leq(L,M), not integrity.
may(S,T) :- level(S,L), level(T,M), leq(M,L), integrity.
bad(S,T) :- joined(S,T), level(S,_), level(T,_), not may(S,T).
bad(N) :- node(N), not level(N,_), not ignore.
""",
    "separation-of-duty": STEPS
    + REACH
    + "holds(S,D) :- joined(S,T), in(duties(D),T).  bad(S) :- from(S), holds(S,C), holds(S,D), C < D.",
    "purpose": STEPS
    + REACH
    + """
exceeds(S,T) :- from(S), to(T), declared(T,V), not allowed(S,V).
exceeds(S,T) :- from(S), to(T), not declared(T,_).
bad(S,T) :- joined(S,T), exceeds(S,T).
""",
    "path-pattern": STEPS
    + """
skip(I) :- repeat(I,optional).   skip(I) :- repeat(I,any).
can(I,J) :- place(I), place(J), I < J, skip(K) : place(K), I < K, K < J.
can(I,I) :- repeat(I,any).   can(I,I) :- repeat(I,some).
first(J) :- place(J), skip(K) : place(K), K < J.
last(I) :- place(I), skip(K) : place(K), K > I.
took(S,S,open,I) :- first(I), in(pattern(I),S).
took(S,B,Q,J) :- took(S,A,P,I), step(A,P,B,Q), can(I,J), in(pattern(J),B).
bad(S,T) :- took(S,T,_,I), last(I), S != T.
""",
    "acyclic": """
group(N,N) :- node(N), bynode.
arc(G,H) :- edge(E,A,B), usable(E), has(E,R), along(R), in(match,A), in(match,B), group(A,G), group(B,H), ok(G,H).
ok(G,G) :- group(_,G), bynode.   ok(G,H) :- group(_,G), group(_,H), G != H.
lead(G,H) :- arc(G,H).   lead(G,I) :- lead(G,H), arc(H,I).
cyclic(G) :- lead(G,G).
smaller(G) :- cyclic(G), lead(G,H), lead(H,G), rank(H,X), rank(G,Y), X < Y.
badc(G) :- cyclic(G), not smaller(G).
""",
}
"""The rules that have a logical form; numbers of disjoint paths and weights are left to the naive oracle."""


def judge_logically(topology: Document, constraints: Document) -> dict[str, set[Identity]]:
    """Give the identities of the violations of every constraint whose rule has a logical form."""
    case = Case(read_topology(topology), constraints.get("sets", {}))
    return {
        name: solve(case, constraint)
        for name, constraint in constraints["constraints"].items()
        if constraint["rule"] in PROGRAMS and not (constraint["rule"] == "only-via" and has_order(constraint))
    }


def has_order(constraint: Mapping[str, Any]) -> bool:
    """Say whether waypoints are asked for in an order, one node a stage: this remembers nodes, and is no Datalog."""
    return isinstance(constraint["via"], dict) and "in-order" in constraint["via"]


def solve(case: Case, constraint: Mapping[str, Any]) -> set[Identity]:
    """Give the violations of one constraint."""
    names = sorted(case.topology.nodes)
    groups: list[Any] = []
    facts = " ".join(f"{fact}." for fact in write_facts(case, constraint, names, groups))
    control = clingo.Control(["--warn=none"])
    control.add("base", [], facts + PROGRAMS[constraint["rule"]])
    control.ground([("base", [])])
    found: set[Identity] = set()
    with control.solve(yield_=True) as handle:
        for model in handle:
            for symbol in model.symbols(atoms=True):
                found |= read(symbol, names, case, groups)
    return found


def read(symbol: clingo.Symbol, names: list[str], case: Case, groups: list[Any]) -> set[Identity]:
    """Give the violation that an atom states, if it states one."""
    values = symbol.arguments
    if symbol.name == "bad" and len(values) == 2:
        ends = [names[each.number] if each.type == clingo.SymbolType.Number else None for each in values]
        return {Identity(*ends)}
    if symbol.name == "bad":
        return {Identity(subject=names[values[0].number] if values[0].type == clingo.SymbolType.Number else "")}
    if symbol.name == "bade":
        return {Identity(subject=case.topology.edges[values[0].number].id)}
    if symbol.name in ("badg", "badc"):
        return {Identity(subject=str(groups[values[0].number]))}
    return set()


def write_facts(  # noqa: PLR0912 - a line for each thing that documents say
    case: Case, constraint: Mapping[str, Any], names: list[str], groups: list[Any]
) -> Iterator[str]:
    """Write what the documents say; a node is its place in the order of ids, an edge its place in the document."""
    rule = constraint["rule"]
    place = {name: number for number, name in enumerate(names)}
    edges = case.topology.edges
    usable = case.edges(constraint["edges"]) if "edges" in constraint else edges
    for name in names:
        node = case.topology.nodes[name]
        yield f"node({place[name]})"
        if node.stateful:
            yield f"stateful({place[name]})"
    for number, edge in enumerate(edges):
        yield f"edge({number},{place[edge.source.id]},{place[edge.target.id]})"
        yield from (f"has({number},{relation})" for relation in sorted(edge.relations))
        if edge.flow in ("request-response", "forward", "both"):
            yield f"forward({number})"
        if edge.flow in ("request-response", "backward", "both"):
            yield f"backward({number})"
        if edge in usable:
            yield f"usable({number})"
    defaults = {"information-flow": "flow", "purpose": "flow", "separation-of-duty": "control"}
    yield f"along({constraint.get('along', defaults.get(rule, 'access'))})"

    def pick(name: str, selector: Any) -> Iterator[str]:
        yield from (f"in({name},{place[node]})" for node in sorted(case.nodes(selector)))

    for field in ("match", "must", "through"):
        if field in constraint and not (field == "must" and "edges" in constraint):
            yield from pick(field, constraint[field])
    for field in ("layers", "duties"):
        for number, each in enumerate(constraint.get(field, ())):
            yield from pick(
                f"{field}({number})", each["select"] if isinstance(each, dict) and "select" in each else each
            )
    if rule == "forbidden-edge" and "through" not in constraint:
        yield from (f"in(through,{place[name]})" for name in names if case.topology.nodes[name].transparent)
    if rule == "acyclic" and "match" not in constraint:
        yield from (f"in(match,{number})" for number in range(len(names)))
    yield from write_ends(case, constraint, place)
    yield from write_numbers(case, constraint, place, groups)
    for field, name in (("edges", "edges"), ("must", "must")):
        if field in constraint and "edges" in constraint and rule in ("attributes", "cardinality"):
            yield "scope"
            chosen = case.edges(constraint[field])
            yield from (f"ein({name},{number})" for number, edge in enumerate(edges) if edge in chosen)
    allow = constraint.get("allow", [])
    for number, each in enumerate(allow if isinstance(allow, list) else [allow]):
        chosen = case.edges(each)
        yield from (f"ein(allow({number}),{place})" for place, edge in enumerate(edges) if edge in chosen)
    for flag in ("strict", "exhaustive"):
        if constraint.get(flag):
            yield flag


def write_ends(case: Case, constraint: Mapping[str, Any], place: Mapping[str, int]) -> Iterator[str]:
    """Write who paths begin and end at, and what they may not pass."""
    rule = constraint["rule"]
    everybody = set(place)
    sources = case.nodes(constraint["from"]) if "from" in constraint else everybody
    if rule == "separation-of-duty":
        sources = case.nodes(constraint["principals"])
    targets = case.nodes(constraint["to"]) if "to" in constraint else everybody
    yield from (f"from({place[name]})" for name in sorted(sources))
    yield from (f"to({place[name]})" for name in sorted(targets))
    avoid = constraint.get("except-via", constraint.get("via") if rule in ("purpose", "information-flow") else None)
    if avoid is not None:
        yield from (f"avoided({place[name]})" for name in sorted(case.nodes(avoid)))
    if rule == "only-via":
        yield f"enough({constraint.get('at-least', 1)})"
        yield from (f"in(via,{place[name]})" for name in sorted(case.nodes(constraint["via"])))
    if rule == "required-edge":
        yield f"each({constraint.get('each', 'source')})"
        for one in place:
            for other in place:
                values = [(value_of(case, one, key), value_of(case, other, key)) for key in constraint.get("same", ())]
                if all(a is not None and typed(a) == typed(b) for a, b in values):
                    yield f"same({place[one]},{place[other]})"


def write_numbers(  # noqa: PLR0912 - likewise
    case: Case, constraint: Mapping[str, Any], place: Mapping[str, int], groups: list[Any]
) -> Iterator[str]:
    """Write bounds, and a number for each value that groups, levels and purposes are made of."""
    rule = constraint["rule"]
    for field, name in (("at-least", "low"), ("at-most", "high")):
        if field in constraint and rule == "cardinality":
            yield f"{name}({constraint[field]})"
    by = constraint.get("by", constraint.get("per"))
    if by == "node" or (rule == "acyclic" and by is None):
        yield "bynode"
        groups[:] = sorted(place)
    elif by is not None:
        yield from ["per"] if rule == "cardinality" else []
        values: dict[Any, str] = {}
        members: list[tuple[int, Any]] = []
        scope = case.nodes(constraint["match"]) if rule == "isolation" and "match" in constraint else set(place)
        for name in sorted(place):
            value = value_of(case, name, by)
            for each in value if isinstance(value, list | tuple) else [value]:
                if each is not None:
                    values.setdefault(typed(each), str(each).lower() if isinstance(each, bool) else str(each))
                    members += [(place[name], typed(each))] if name in scope else []
        order = sorted(values, key=lambda key: values[key])
        groups[:] = [values[key] for key in order]
        yield from (f"group({node},{order.index(key)})" for node, key in members)
    yield from (f"rank({number},{number})" for number in range(len(groups)))
    if rule == "isolation" and "groups" in constraint:
        scope = case.nodes(constraint["match"]) if "match" in constraint else set(place)
        for number, selector in enumerate(constraint["groups"]):
            yield from (f"group({place[name]},{number})" for name in sorted(case.nodes(selector) & scope))
    for number, step in enumerate(constraint.get("pattern", ())):
        repeat = step.get("repeat", "one") if isinstance(step, dict) else "one"
        rest = {key: value for key, value in step.items() if key != "repeat"} if isinstance(step, dict) else step
        yield f"place({number})"
        yield f"repeat({number},{repeat})"
        yield from (f"in(pattern({number}),{place[name]})" for name in sorted(case.nodes(rest)))
    if rule == "information-flow":
        yield from write_levels(case, constraint, place)
    if rule == "purpose":
        numbers: dict[Any, int] = {}
        for field in ("allowed", "declared"):
            for name in sorted(place):
                value = case.topology.nodes[name].labels.get(constraint[field].removeprefix("labels."))
                for each in value if isinstance(value, list | tuple) else [value]:
                    if each is not None:
                        yield f"{field}({place[name]},{numbers.setdefault(typed(each), len(numbers))})"


def write_levels(case: Case, constraint: Mapping[str, Any], place: Mapping[str, int]) -> Iterator[str]:
    """Write the levels of nodes, and which level is directly below which."""
    names = [typed(name) for name in constraint["levels"]]
    for node, number in place.items():
        value = typed(case.topology.nodes[node].labels.get(constraint["label"]))
        if value in names:
            yield f"level({number},{names.index(value)})"
    if isinstance(constraint["levels"], dict):
        for name, below in constraint["levels"].items():
            for each in below if isinstance(below, list) else [below]:
                yield f"below({names.index(typed(each))},{names.index(typed(name))})"
    else:
        yield from (f"below({number},{number + 1})" for number in range(len(names) - 1))
    if constraint.get("policy") == "integrity":
        yield "integrity"
    if constraint.get("unlabelled") == "ignore":
        yield "ignore"
