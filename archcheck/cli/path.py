"""``archcheck path``: is there a path?"""

from typing import Annotated, Literal

import typer

from archcheck.cli.options import Accepted, As, Color, Overlays, Quiet, Verbose

HELP = "Say whether a path leads from here to there, and show it."
EPILOG = """Example: archcheck path topologies/compliant.yaml model weapon --along flow --avoid '{kind: human}'

FROM, TO, --via and --avoid are selectors: a node id, a pattern such as 'app*', or a mapping in braces. Exit status: 0
there is a path, 1 there is none, 2 to 4 as for check."""


def path(
    context: typer.Context,
    topology: Annotated[str, typer.Argument(metavar="TOPOLOGY", help="A file, or - for standard input.")],
    source: Annotated[str, typer.Argument(metavar="FROM", help="Where paths begin.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="Where they end.")],
    along: Annotated[
        Literal["access", "flow", "control", "dependency"], typer.Option("--along", help="The relation.")
    ] = "access",
    via: Annotated[
        str | None, typer.Option("--via", metavar="SELECTOR", help="Only paths that pass one of these.")
    ] = None,
    avoid: Annotated[
        str | None, typer.Option("--avoid", metavar="SELECTOR", help="Only paths that pass none of these.")
    ] = None,
    as_: As = "",
    overlay: Overlays = [],  # noqa: B006
    accept_unmodelled: Accepted = [],  # noqa: B006
    color: Color = "auto",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Search, and print the witness or the size of the closed set that proves that there is none."""
    import os

    from archcheck.checker import compile_topologies
    from archcheck.cli.loading import Reading, load
    from archcheck.cli.options import usage_error
    from archcheck.cli.output import write_stdout
    from archcheck.documents.loading import read_selector
    from archcheck.graph.query import find_path
    from archcheck.report.text import format_answer

    problems = context.obj
    given = {"FROM": source, "TO": target, "--via": via, "--avoid": avoid}
    for name, text in given.items():
        if text == "":
            raise usage_error("invalid-value", f"{name} is empty", "a node id, a pattern, or a mapping in braces")
    if os.path.isdir(topology):
        raise usage_error("not-a-file", f"`{topology}` is a folder, and a path lies in one topology")
    selectors = {name: read_selector(text, name, problems) for name, text in given.items() if text is not None}
    found, _ = load([topology], [], problems, Reading(as_ or None, tuple(accept_unmodelled), tuple(overlay)))
    if len(found) != 1:
        raise usage_error("contradiction", f"`{topology}` holds {len(found)} topologies, and a path lies in one")
    (graph,) = compile_topologies(found)
    answer = find_path(
        graph, selectors["FROM"], selectors["TO"], along, via=selectors.get("--via"), avoid=selectors.get("--avoid")
    )
    for name, count in answer.matched.items():
        if not count:
            text = given[name] or ""
            help_text = problems.did_you_mean(text, graph.topology.nodes)
            raise usage_error("nothing-to-check", f"{name} `{text}` matches no node of `{topology}`", help_text)
    write_stdout(format_answer(answer, quiet=quiet, verbose=verbose))
    raise typer.Exit(0 if answer.path else 1)
