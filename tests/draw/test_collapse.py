"""Large topologies: the violations, what is around them, and the rest in its zones."""

from archcheck.draw import draw
from archcheck.draw.scene import build_scene
from tests.draw.examples import estate, graph_of, path_finding, subject_finding, verdict, walk


def test_up_to_sixty_nodes_everything_is_drawn() -> None:
    graph = graph_of(estate(2, 29))
    assert len(graph.nodes) == 60
    scene = build_scene(graph)
    assert len(scene.figures) == 60
    assert not any(figure.count for figure in scene.figures)
    assert scene.notes == ()


def test_a_large_topology_collapses_into_its_zones() -> None:
    graph = graph_of(estate())
    scene = build_scene(graph, [verdict("fine", status="pass")])
    assert [(figure.name, figure.title, figure.count, figure.kind) for figure in scene.figures[:2]] == [
        ("zone0", "Zone 0", 15, "15 app"),
        ("zone1", "Zone 1", 17, "15 app, 1 human, 1 weapon"),
    ]
    assert len(scene.figures) == 10
    assert sum(figure.count for figure in scene.figures) == len(graph.nodes) == 152
    assert [(arrow.source, arrow.target, arrow.count) for arrow in scene.arrows[:2]] == [
        ("zone zone0", "zone zone1", 1),
        ("zone zone1", "zone zone2", 1),
    ]
    assert scene.notes == ("152 of 152 nodes are collapsed", "152 of 162 edges are left out")


def test_few_zones_open_as_deep_as_they_are_few() -> None:
    scene = build_scene(graph_of(estate(3, 30)))
    assert [(figure.key, figure.name) for figure in scene.figures][:2] == [
        ("rest zone0", "20 nodes"),
        ("rest zone0/inner", "10 nodes"),
    ]
    assert [frame.path for frame in scene.frames][:2] == ["zone0", "zone0/inner"]


def test_nodes_without_a_zone_are_a_group_of_their_own() -> None:
    nodes = "\n".join(f"  n{number}: {{kind: app}}" for number in range(80))
    scene = build_scene(graph_of(f"archcheck: topology/v1\nname: flat\nnodes:\n{nodes}\nedges: []\n"))
    assert [(figure.name, figure.zone, figure.count) for figure in scene.figures] == [("80 nodes", None, 80)]


def test_a_violation_is_drawn_with_its_guard_and_one_hop_around() -> None:
    graph = graph_of(estate())
    path = walk(graph, "n0-1", "n0-1->n1-0", "n1-0->drone")
    scene = build_scene(graph, [verdict("approved", [path_finding(path)], waypoints=["approver"])])
    shown = [figure.name for figure in scene.figures if not figure.count]
    assert shown == ["approver", "drone", "n0-0", "n0-1", "n0-2", "n1-0", "n1-1", "n1-14"]
    assert [figure.name for figure in scene.figures if figure.missed] == ["approver"]
    assert sum(figure.count for figure in scene.figures) == 152 - len(shown)
    # The zones without any of it are one box each.
    boxes = [(figure.name, figure.count) for figure in scene.figures if figure.count and figure.zone is None]
    assert boxes == [(f"zone{number}", 15) for number in range(2, 10)]
    groups = {figure.key for figure in scene.figures if figure.count}
    assert not any(arrow.source in groups or arrow.target in groups for arrow in scene.arrows)


def test_of_many_missed_guards_the_first_are_drawn() -> None:
    graph = graph_of(estate())
    path = path_finding(walk(graph, "n1-0", "n1-0->drone"))
    guards = [node.id for node in graph.nodes if node.zone == "zone9"]
    scene = build_scene(graph, [verdict("guarded", [path], waypoints=["approver", *guards, "n9-0", "n8-0"])])
    assert len([figure for figure in scene.figures if figure.missed]) == 11  # one of them next to another
    assert "of what a path should have passed, 2 more are not drawn one by one" in scene.notes


def test_many_untouched_zones_are_one_box() -> None:
    graph = graph_of(estate(20, 9))
    scene = build_scene(graph, [verdict("wrong", [subject_finding("drone")])])
    boxes = [figure for figure in scene.figures if figure.count and figure.zone is None]
    assert [(figure.name, figure.words, figure.count) for figure in boxes] == [
        ("171 other nodes", ("in 38 zones",), 171)
    ]


def test_full_draws_all() -> None:
    graph = graph_of(estate())
    scene = build_scene(graph, full=True)
    assert len(scene.figures) == 152
    assert len(scene.arrows) == 162
    assert scene.notes == ()
    assert "nslimit" not in draw(graph, format="dot")
    assert "nslimit" in draw(graph_of(estate(20, 20)), format="dot", full=True)


def test_many_nodes_at_fault_do_not_fill_the_picture() -> None:
    graph = graph_of(estate())
    findings = [subject_finding(node.id) for node in graph.nodes]
    scene = build_scene(graph, [verdict("wrong", findings)])
    assert len([figure for figure in scene.figures if not figure.count]) <= 60
    assert [mark.about for mark in scene.marks] == ["152 findings"]


def test_a_hub_with_too_many_neighbours_is_drawn_without_them() -> None:
    nodes = "\n".join(f"  n{number:03}: {{kind: app, zone: z}}" for number in range(200))
    edges = "\n".join(f"  - {{from: hub, to: n{number:03}}}" for number in range(200))
    head = "archcheck: topology/v1\nname: star\nzones: {z: {}}\nnodes:\n  hub: {kind: app}\n"
    graph = graph_of(f"{head}{nodes}\nedges:\n{edges}\n")
    scene = build_scene(graph, [verdict("no", [subject_finding("hub")])])
    assert [(figure.name, figure.count) for figure in scene.figures] == [("hub", 0), ("z", 200)]
    assert [(arrow.source, arrow.target, arrow.count) for arrow in scene.arrows] == [("node hub", "zone z", 200)]
