"""Pictures of differences: what is marked, what of a large topology is drawn, and what is told in words."""

from archcheck.difference.model import Comparison
from archcheck.draw import draw_comparison
from archcheck.draw.changes import new_results, unite
from archcheck.draw.elements import Scene
from archcheck.draw.scene import build_scene
from tests.diff.examples import CONSTRAINTS, NEW, OLD, diff
from tests.draw.examples import estate


def scene_of(comparison: Comparison, *, full: bool = False) -> Scene:
    graph, changes = unite(comparison)
    return build_scene(graph, new_results(comparison.constraints), full=full, changes=changes)


def changes_of(scene: Scene) -> dict[str, str | None]:
    """Return what happened to everything drawn that anything happened to."""
    ids = {figure.key: figure.name for figure in scene.figures}
    happened = {frame.path: frame.change for frame in scene.frames}
    happened |= {figure.name: figure.change for figure in scene.figures}
    happened |= {f"{ids[arrow.source]}->{ids[arrow.target]}": arrow.change for arrow in scene.arrows}
    return {name: change for name, change in happened.items() if change}


def test_both_sides_are_one_picture() -> None:
    scene = scene_of(diff(OLD, NEW, CONSTRAINTS).comparisons[0])
    assert changes_of(scene) == {
        "attic": "added",
        "annex": "removed",
        "inside": "changed",
        "relay": "added",
        "printer": "removed",
        "api": "changed",
        "crawler": "changed",
        "browser->db": "added",
        "partner->relay": "added",
        "relay->db": "added",
        "partner->legacy": "removed",
        "browser->api": "changed",
    }
    assert scene.lines == (
        "old.yaml -> new.yaml",
        "zones: 1 added, 1 removed, 1 changed; nodes: 1 added, 1 removed, 2 changed; edges: 3 added, 1 removed, 1 "
        "changed; edge kinds: 1 changed",
        "findings: 2 new, 2 gone, 1 rerouted, 1 unchanged",
    )
    assert [(mark.letter, mark.constraint, [step.node for step in mark.path]) for mark in scene.marks] == [
        ("A", "db-only-via-api", ["browser", "db"]),
        ("B", "encrypted", []),
    ]


def test_only_new_findings_are_marked() -> None:
    assert scene_of(diff(NEW, NEW, CONSTRAINTS).comparisons[0]).marks == ()
    assert scene_of(diff(None, NEW, CONSTRAINTS).comparisons[0]).marks != ()
    assert scene_of(diff(NEW, None, CONSTRAINTS).comparisons[0]).marks == ()


def test_an_edge_that_moved_is_drawn_where_it_was_and_where_it_is() -> None:
    old = "name: t\nnodes: {a: {kind: app}, b: {kind: app}, c: {kind: app}}\nedges: [{from: a, to: b, id: e}]\n"
    new = old.replace("to: b", "to: c")
    assert changes_of(scene_of(diff(old, new).comparisons[0])) == {"a->b": "removed", "a->c": "added"}


def test_a_removed_edge_may_have_the_id_of_one_that_is_there() -> None:
    head = "name: t\nnodes: {a: {kind: app}, b: {kind: app}}\nedges: "
    old = head + "[{from: a, to: b}, {from: a, to: b, kind: push}]\n"
    scene = scene_of(diff(old, head + "[{from: a, to: b, kind: push}]\n").comparisons[0])
    assert [(arrow.kind, arrow.change) for arrow in scene.arrows] == [("call", "removed"), ("push", None)]


def large() -> tuple[str, str]:
    old = estate()
    new = old.replace("  n3-4: {kind: app.worker, zone: zone3}", "  n3-4: {kind: api, zone: zone3}")
    new = new.replace("  - {from: n1-0, to: drone}\n", "").replace("  n9-14: {kind: app.worker, zone: zone9}\n", "")
    new = new.replace("  - {from: n9-13, to: n9-14}\n", "").replace("  - {from: n9-14, to: n9-0}\n", "")
    new = new.replace("\nedges:\n", "\n  cache: {kind: store, zone: zone5}\nedges:\n  - {from: cache, to: n5-3}\n")
    return old, new


def test_of_a_large_topology_what_changed_is_drawn_and_the_rest_is_in_its_zones() -> None:
    comparison = diff(*large()).comparisons[0]
    scene = scene_of(comparison)
    assert [figure.name for figure in scene.figures if not figure.count] == ["cache", "drone", "n1-0", "n3-4", "n9-14"]
    assert sum(figure.count for figure in scene.figures) == 153 - 5
    # That its edges went with n9-14 is no reason to draw where they led; the groups they led to stand for it.
    assert changes_of(scene) == {
        "cache": "added",
        "n9-14": "removed",
        "n3-4": "changed",
        "n1-0->drone": "removed",
        "cache->inner": "added",
        "9 other nodes->n9-14": "removed",
        "n9-14->inner": "removed",
    }
    assert len(scene.arrows) == 4  # the approver's edge to the drone is not drawn, nor what joins groups
    assert scene.notes == ("148 of 153 nodes are collapsed", "159 of 163 edges are left out")
    assert len(scene_of(comparison, full=True).figures) == 153


def test_changes_that_are_too_many_to_draw_are_counted_in_their_groups() -> None:
    old = estate()
    scene = scene_of(diff(old, old.replace("app.worker", "app.other")).comparisons[0])
    assert len([figure for figure in scene.figures if not figure.count]) == 60
    groups = [figure for figure in scene.figures if figure.count]
    assert all(figure.change == "changed" for figure in groups if figure.zone != "zone1")


def test_a_large_topology_without_changes_shows_its_zones() -> None:
    scene = scene_of(diff(estate(), estate()).comparisons[0])
    assert [figure.count for figure in scene.figures][:2] == [15, 17]
    assert scene.arrows


def test_every_format_draws() -> None:
    comparison = diff(OLD, NEW, CONSTRAINTS).comparisons[0]
    assert bytes(draw_comparison(comparison, "png")).startswith(b"\x89PNG")  # type: ignore[arg-type]
    assert bytes(draw_comparison(comparison, "pdf")).startswith(b"%PDF")  # type: ignore[arg-type]
