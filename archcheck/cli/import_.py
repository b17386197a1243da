"""``archcheck import``: what importers make of a source, as a topology to keep."""

from typing import Annotated

import typer

from archcheck.cli.options import Accepted, As, Color, Overlays, Quiet, Verbose
from archcheck.source.counting import count_of

DOCUMENTS = {".yaml": "yaml", ".yml": "yaml", ".json": "json"}
HELP = "Write what an importer makes of SOURCE as a topology."
EPILOG = """Example: archcheck import manifests/ -o topology.yaml

SOURCE is Kubernetes manifests, a Terraform plan, a Compose project, a CALM, Threagile, Structurizr or Open Threat
Model, or a topology. Manifests of all SOURCEs are one cluster. Several topologies get a file each, with their names in
it. Exit status: 0 written; 2 to 4 as for check."""


def import_(
    context: typer.Context,
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="Files, folders, or - for standard input.")],
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE", help="A .yaml, .yml or .json file; or - (the default).")
    ] = "-",
    as_: As = "",
    overlay: Overlays = [],  # noqa: B006 - typer copies it
    accept_unmodelled: Accepted = [],  # noqa: B006
    color: Color = "auto",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Load, apply overlays, and only then write."""
    from archcheck.cli.loading import Reading, load_sources
    from archcheck.cli.options import usage_error
    from archcheck.cli.output import say, write_files, write_stdout
    from archcheck.cli.rendering import picture_names, plan_outputs
    from archcheck.importers.writing import write_json, write_yaml
    from archcheck.source.progress import work

    reading = Reading(as_ or None, tuple(accept_unmodelled), tuple(overlay))
    plans = [] if output == "-" else plan_outputs([output], inputs=sources, default="yaml", reports=DOCUMENTS)
    if any(kind not in DOCUMENTS.values() for _, kind in plans):
        help_text = f"known endings: {', '.join(DOCUMENTS)}; draw writes pictures"
        raise usage_error("invalid-value", f"the ending of `{output}` is none of a document", help_text)
    topologies = load_sources(sources, context.obj, reading)
    if not plans and len(topologies) > 1:
        message = f"{len(topologies)} topologies are in this, and standard output takes one"
        raise usage_error("contradiction", message, "write them to files with -o")
    work.begin("writing")
    write = {"yaml": write_yaml, "json": write_json}
    if not plans:
        write_stdout(write_yaml(topologies[0]))
    for name, kind in plans:
        names = picture_names(name, [topology.path for topology in topologies])
        files: dict[str, str | bytes] = {}
        for file, topology in zip(names, topologies, strict=True):
            files[file] = write[kind](topology)
        write_files(files)
        for file, topology in zip(names, topologies, strict=True):
            if not quiet:
                nodes = f"{count_of(len(topology.nodes), 'node')}"
                say(f"wrote {file}: {nodes}, from {topology.path}")
