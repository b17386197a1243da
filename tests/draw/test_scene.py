"""What is drawn and how it is emphasised."""

from dataclasses import replace

from archcheck.draw.elements import Arrow, Badge, Scene
from archcheck.draw.legend import key_entries
from archcheck.draw.scene import build_scene
from archcheck.report_model import Finding
from tests.draw.examples import (
    BYPASS,
    PLACE,
    SMALL,
    bypass,
    graph_of,
    path_finding,
    subject_finding,
    verdict,
    walk,
)


def arrows(scene: Scene) -> list[tuple[str, str, bool, tuple[Badge, ...]]]:
    return [(arrow.source, arrow.target, arrow.response, arrow.badges) for arrow in scene.arrows]


def key(scene: Scene) -> list[tuple[str, str]]:
    return [(entry.sort, entry.name) for entry in key_entries(scene)]


def test_a_topology_alone_is_drawn_plain() -> None:
    scene = build_scene(graph_of(SMALL))
    assert [(figure.name, figure.category, figure.words, figure.letters) for figure in scene.figures] == [
        ("app", "other", (), ()),
        ("model", "model", ("stateless",), ()),
    ]
    assert [(frame.path, frame.title, frame.parent, frame.depth) for frame in scene.frames] == [
        ("cloud", "The cloud", None, 0)
    ]
    assert scene.arrows == (Arrow("node app", "node model", "call", "call", None, "https"),)
    assert (scene.marks, scene.statuses, scene.notes) == ((), (), ())


def test_steps_are_numbered_and_a_step_back_is_an_arrow_of_its_own() -> None:
    scene = build_scene(*bypass())
    steps = [(source, target, back, badges) for source, target, back, badges in arrows(scene) if badges]
    assert steps == [
        ("node model", "node api", True, (Badge("A", 1),)),
        ("node api", "node app", True, (Badge("A", 2),)),
        ("node app", "node drone", False, (Badge("A", 3),)),
    ]
    # The edges that were taken backwards are there too, as they are.
    assert ("node app", "node api", False, ()) in arrows(scene)
    assert ("node api", "node model", False, ()) in arrows(scene)
    (path, blamed) = scene.marks
    assert (path.letter, path.constraint, path.state, path.about) == (
        "A",
        "no-effect",
        "open",
        "model → drone, 3 steps",
    )
    assert (blamed.letter, blamed.constraint) == ("B", "tidy-logs")
    assert path.colour != blamed.colour
    assert scene.statuses == (("pass", 1), ("fail", 2))


def test_waypoints_that_the_path_does_not_pass_are_marked() -> None:
    scene = build_scene(*bypass())
    assert {figure.name: figure.missed for figure in scene.figures if figure.missed} == {
        "analyst": ("A",),
        "safety": ("A",),
    }
    graph = graph_of(BYPASS)
    passed = path_finding(walk(graph, "app", "app->api", "api->safety"))
    scene = build_scene(graph, [verdict("in-order", [passed], waypoints=["safety", "api"])])
    assert not any(figure.missed for figure in scene.figures)


def test_a_subject_is_a_node_or_an_edge_at_fault() -> None:
    graph = graph_of(BYPASS)
    scene = build_scene(graph, [verdict("no", [subject_finding("api->model"), subject_finding("drone")])])
    assert [figure.name for figure in scene.figures if figure.blamed] == ["drone"]
    assert [(arrow.source, arrow.target) for arrow in scene.arrows if arrow.blamed] == [("node api", "node model")]
    assert [mark.about for mark in scene.marks] == ["2 findings"]


def test_a_finding_without_a_path_blames_its_ends() -> None:
    graph = graph_of(BYPASS)
    finding = Finding("`app` reaches no guard", PLACE, source="app", target="logs")
    scene = build_scene(graph, [verdict("guarded", [finding], waypoints=["safety"])])
    assert [figure.name for figure in scene.figures if figure.blamed] == ["app", "logs"]
    assert not any(figure.missed for figure in scene.figures)
    assert scene.marks[0].about == "`app` reaches no guard"


def test_a_subject_that_is_neither_node_nor_edge_stands_above_the_picture_only() -> None:
    scene = build_scene(graph_of(BYPASS), [verdict("few", [subject_finding("region-1", "3 in `region-1`")])])
    assert not any(figure.blamed or figure.letters for figure in scene.figures)
    assert [mark.about for mark in scene.marks] == ["3 in `region-1`"]


def test_one_path_that_violates_two_constraints_is_drawn_once() -> None:
    graph = graph_of(BYPASS)
    path = walk(graph, "app", "app->api", "api->model")
    results = [
        verdict("first", [path_finding(path)], waypoints=["safety"]),
        verdict("second", [path_finding(path)], waypoints=["analyst"]),
    ]
    scene = build_scene(graph, results)
    assert [(mark.letter, mark.constraint, mark.also) for mark in scene.marks] == [("A", "first", ("second",))]
    assert scene.marks[0].missed == {"safety", "analyst"}
    assert scene.notes == ()


def test_a_path_that_only_lengthens_a_drawn_one_is_counted_and_not_drawn() -> None:
    graph = graph_of(BYPASS)
    short, long = walk(graph, "api", "api->model"), walk(graph, "app", "app->api", "api->model")
    scene = build_scene(graph, [verdict("guarded", [path_finding(short), path_finding(long)])])
    assert [mark.about for mark in scene.marks] == ["api → model, 1 step"]
    assert scene.notes == ("findings that are not drawn: guarded (1)",)


def test_at_most_six_paths_are_drawn_the_first_of_every_constraint_first() -> None:
    nodes = "\n".join(f"  s{n}: {{kind: app}}\n  t{n}: {{kind: app}}" for n in range(8))
    edges = "\n".join(f"  - {{from: s{n}, to: t{n}}}" for n in range(8))
    graph = graph_of(f"archcheck: topology/v1\nname: many\nnodes:\n{nodes}\nedges:\n{edges}\n")
    paths = [path_finding(walk(graph, f"s{n}", f"s{n}->t{n}")) for n in range(8)]
    scene = build_scene(graph, [verdict("many", paths[:7]), verdict("one", paths[7:])])
    assert [(mark.letter, mark.constraint, mark.path[0].node) for mark in scene.marks] == [
        *(("ABCDE"[n], "many", f"s{n}") for n in range(5)),
        ("F", "one", "s7"),
    ]
    assert scene.notes == ("findings that are not drawn: many (2)",)


def test_waived_findings_are_not_drawn_and_referred_ones_are_distinct() -> None:
    graph = graph_of(BYPASS)
    waived = path_finding(walk(graph, "app", "app->drone"), "waived")
    referred = path_finding(walk(graph, "app", "app->api"), "referred")
    scene = build_scene(graph, [verdict("law", [waived, referred], status="referred")])
    assert [(mark.about, mark.state) for mark in scene.marks] == [("app → api, 1 step (warning)", "referred")]
    assert ("emphasis", "referred") in key(scene)
    scene = build_scene(graph, [verdict("law", [waived], status="waived")])
    assert scene.marks == ()
    assert scene.notes == ("waived, and not drawn: law (1)",)


def test_findings_without_a_path_have_a_mark_for_each_state() -> None:
    graph = graph_of(BYPASS)
    findings = [replace(subject_finding(name), state=state) for name, state in (("logs", "known"), ("drone", "open"))]
    scene = build_scene(graph, [verdict("law", findings)])
    assert [(mark.letter, mark.state, set(mark.blamed_nodes)) for mark in scene.marks] == [
        ("A", "open", {"drone"}),
        ("B", "known", {"logs"}),
    ]


def test_errors_come_before_warnings() -> None:
    graph = graph_of(BYPASS)
    results = [
        verdict("a-warning", [subject_finding("logs")], severity="warning"),
        verdict("b-error", [subject_finding("drone")]),
    ]
    assert [mark.constraint for mark in build_scene(graph, results).marks] == ["b-error", "a-warning"]


def test_the_key_names_only_what_occurs() -> None:
    assert key(build_scene(graph_of(SMALL))) == [("category", "model"), ("edge", "call")]
    categories = ["human", "model", "api", "guard", "store", "weapon"]
    plain = [("category", name) for name in categories] + [("edge", "call"), ("edge", "push"), ("edge", "admin")]
    assert key(build_scene(graph_of(BYPASS))) == plain
    emphases = [("emphasis", name) for name in ("path", "response", "missed", "blamed")]
    assert key(build_scene(*bypass())) == plain + emphases
    graph = graph_of(BYPASS)
    forward = verdict("no", [path_finding(walk(graph, "app", "app->drone"))])
    assert key(build_scene(graph, [forward])) == [*plain, ("emphasis", "path")]
