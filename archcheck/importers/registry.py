"""The importers there are: one line each."""

from collections.abc import Callable, Sequence

from archcheck.importers import calm, compose, kubernetes, otm, structurizr, terraform, threagile
from archcheck.importers.building import TopologyBuilder
from archcheck.importers.importer import Candidate, Importer
from archcheck.importers.including import Including
from archcheck.importers.parsing import parse
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Source, Value


def _of_one_document(
    name: str,
    title: str,
    recognises: Callable[[Value], bool],
    read: Callable[[Value, TopologyBuilder, Candidate], None],
) -> Importer:
    """Make an importer of a format in which every file is one document."""

    def recognise(candidate: Candidate) -> bool:
        return candidate.root is not None and recognises(candidate.root)

    def read_one(candidates: Sequence[Candidate], called: str, path: str) -> TopologyBuilder:
        (candidate,) = candidates
        builder = TopologyBuilder(called, path, {candidate.source.path: candidate.source})
        if candidate.root is not None:
            read(candidate.root, builder, candidate)
        elif not candidate.problems.failed:
            builder.problems.error("second-document", f"`{path}` holds several documents, where {title} has one")
        builder.problems.diagnostics += candidate.problems.diagnostics
        return builder

    return Importer(name, title, recognise, read_one)


def _alone(
    read: Callable[[Value, TopologyBuilder], None],
) -> Callable[[Value, TopologyBuilder, Candidate], None]:
    """Return the reader of a format that names no other files."""
    return lambda root, builder, _: read(root, builder)


def _read_threats(root: Value, builder: TopologyBuilder, candidate: Candidate) -> None:
    including = Including(candidate.folder, builder.problems)
    threagile.read_parts(including.read(root, candidate.source, "includes", "a Threagile model"), builder)


def _recognises_project(candidate: Candidate) -> bool:
    return candidate.root is not None and compose.recognises(candidate.root)


def _read_project(candidates: Sequence[Candidate], called: str, path: str) -> TopologyBuilder:
    def read_other(source: Source, problems: Problems) -> Value | None:
        found = parse(source, problems)
        return found[0] if found else None

    builder = TopologyBuilder(called, path, {each.source.path: each.source for each in candidates})
    roots = [each.root for each in sorted(candidates, key=_overriding_last) if each.root is not None]
    for each in candidates:
        builder.problems.diagnostics += each.problems.diagnostics
    if roots:
        compose.read(roots, candidates[0].folder, builder, read_other)
    return builder


def _overriding_last(candidate: Candidate) -> tuple[bool, str]:
    return ".override." in candidate.source.path, candidate.source.path


def _read_manifests(candidates: Sequence[Candidate], called: str, path: str) -> TopologyBuilder:
    given = {id(each.source): each for each in candidates}

    def parse_once(source: Source, problems: Problems) -> list[Value]:
        documents = given[id(source)].documents
        problems.diagnostics += given[id(source)].problems.diagnostics
        return documents

    return kubernetes.read([each.source for each in candidates], called, path, parse_once)


def _read_plan(candidates: Sequence[Candidate], called: str, path: str) -> TopologyBuilder:
    (candidate,) = candidates
    builder = TopologyBuilder(called, path, {})
    terraform.read(candidate.source, builder)
    return builder


IMPORTERS = (
    Importer(
        "kubernetes",
        "Kubernetes manifests",
        lambda candidate: kubernetes.recognises(candidate.source),
        _read_manifests,
        lambda _: "",
    ),
    Importer(
        "terraform",
        "a Terraform plan",
        lambda candidate: terraform.recognises(candidate.source),
        _read_plan,
        sole=True,
    ),
    Importer("compose", "a Compose file", _recognises_project, _read_project, lambda candidate: str(candidate.folder)),
    _of_one_document("calm", "a CALM architecture", calm.recognises, _alone(calm.read)),
    _of_one_document("threagile", "a Threagile model", threagile.recognises, _read_threats),
    _of_one_document("structurizr", "a Structurizr workspace", structurizr.recognises, _alone(structurizr.read)),
    _of_one_document("otm", "an OTM model", otm.recognises, _alone(otm.read)),
)
"""All importers, in the order in which messages name them."""

NAMES = tuple(importer.name for importer in IMPORTERS)
