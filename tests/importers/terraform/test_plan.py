"""Plans: their shape, what is wrong with them and where, modules and instances, and secrets, which nobody is shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import archcheck
from archcheck.importers.terraform import kinds
from tests.importers.terraform.conftest import Run
from tests.importers.terraform.plans import Ref, edges_of, make_plan, read_plan
from tests.importers.terraform.test_secrets import CANARY, secret_plan

SHARED = Path(__file__).parents[4] / "shared" / "conformance" / "terraform"


def describe_errors(text: str) -> list[str]:
    _, told = read_plan(text)
    return told


BASE = make_plan({"aws_sqs_queue.q": {"name": "q"}})


@pytest.mark.parametrize("version", ["0.1", "0.2", "1.0", "1.2", "1.99", "1.2.3"])
def test_known_versions(version: str) -> None:
    topology, _ = read_plan({**BASE, "format_version": version})
    assert list(topology.nodes) == ["aws_sqs_queue.q", "internet"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"format_version": "2.0"}, "the format version 2.0 is not known: this reads 0.1 to 1.x"),
        ({"format_version": 1.2}, "`format_version` is a text of two numbers, like `1.2`"),
        ({"format_version": None}, "`format_version` is a text of two numbers, like `1.2`"),
        ({"planned_values": []}, "`planned_values` is an object"),
        ({"planned_values": {"root_module": {"resources": {}}}}, "`resources` is a list"),
        (
            {"planned_values": {"root_module": {"resources": [{"address": "a.b"}]}}},
            "a resource needs an `address`, a `type` and a `name`, all of them texts",
        ),
        ({"planned_values": {"root_module": {"child_modules": [{}]}}}, "a module needs an `address`"),
        ({"resource_changes": [{"address": "a.b"}]}, "a resource change needs an `address` and a `change`"),
    ],
)
def test_wrong_shapes(change: dict[str, Any], told: str) -> None:
    errors = describe_errors(json.dumps({**BASE, **change}, indent=1))
    assert len(errors) == 1
    assert told in errors[0]
    place = errors[0].split(": ")[0]
    assert place.startswith("plan.json:")
    assert place.split(":")[1] != "1"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[1]", "plan.json:1:1: error[wrong-type]: a plan is a JSON object"),
        ("{", "the JSON ends too early"),
        ('{"format_version": "1.2", "a": NaN}', "there is a number that JSON does not have"),
        ('{"format_version": "1.2", "a": 1, "a": 2, "planned_values": {}}', "plan.json:1:35: error[duplicate-key]"),
        ("{'a': 1}", "this is not JSON"),
        ("[" * 100_000, "values nest deeper than a plan's do"),
    ],
)
def test_what_is_no_plan(text: str, told: str) -> None:
    errors = describe_errors(text)
    assert len(errors) == 1
    assert told in errors[0]


def test_one_resource_twice() -> None:
    plan = make_plan({"aws_sqs_queue.q": {"name": "q"}})
    plan["planned_values"]["root_module"]["resources"] *= 2
    assert "the resource `aws_sqs_queue.q` is planned a second time" in describe_errors(json.dumps(plan))[0]


@pytest.mark.parametrize("cut", [30, 100, 200, 350, -1])
def test_a_plan_that_is_cut_off_is_an_error_that_shows_nothing(tmp_path: Path, run: Run, cut: int) -> None:
    secret = {"variables": {"password": {"value": CANARY}}}
    text = json.dumps({"format_version": "1.2", "terraform_version": "1.9.0", **secret, **BASE})
    path = tmp_path / "plan.json"
    path.write_text(text[:cut], encoding="utf-8")
    status, output = run("import", str(path))
    assert status == 2
    assert "error[syntax]" in output
    assert CANARY not in output


def test_utf_16_and_bytes_that_are_no_text(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(json.dumps(BASE).encode("utf-16"))
    status, output = run("import", str(path))
    assert (status, "UTF-16" in output) == (2, True)
    text = json.dumps({"variables": {"p": {"value": CANARY}}, **BASE}).encode()
    path.write_bytes(text.replace(b"canary", b"canary\xff"))
    status, output = run("import", str(path))
    assert (status, "hunter2" in output, "not UTF-8" in output) == (2, False, True)
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(BASE).encode())
    assert run("import", str(path))[0] == 0


def test_modules_instances_and_outputs() -> None:
    plan = make_plan({"aws_sqs_queue.own": {"name": "own"}})

    def resource(address: str, type_name: str, name: str, **values: Any) -> dict[str, Any]:
        return {"address": address, "mode": "managed", "type": type_name, "name": name, "values": values}

    network = 'module.net["a"]'
    plan["planned_values"]["root_module"]["child_modules"] = [
        {
            "address": network,
            "resources": [
                resource(f"{network}.aws_vpc.main", "aws_vpc", "main", cidr_block="10.0.0.0/16"),
                {
                    **resource(f'{network}.aws_subnet.all["x"]', "aws_subnet", "all", cidr_block="10.0.1.0/24"),
                    "index": "x",
                },
            ],
        },
        {
            "address": "module.app",
            "resources": [
                resource("module.app.aws_instance.web", "aws_instance", "web", vpc_security_group_ids=["sg-1"]),
            ],
        },
    ]
    plan["resource_changes"] += [
        {"address": address, "change": {"actions": ["create"], "after": None, "after_unknown": unknown}}
        for address, unknown in (
            (f'{network}.aws_subnet.all["x"]', {"vpc_id": True, "id": True}),
            ("module.app.aws_instance.web", {"subnet_id": True}),
        )
    ]
    plan["configuration"]["root_module"]["module_calls"] = {
        "net": {
            "module": {
                "outputs": {"subnets": {"expression": {"references": ["aws_subnet.all"]}}},
                "resources": [
                    {"mode": "managed", "type": "aws_vpc", "name": "main", "expressions": {}},
                    {
                        "mode": "managed",
                        "type": "aws_subnet",
                        "name": "all",
                        "expressions": {"vpc_id": {"references": ["aws_vpc.main.id", "aws_vpc.main"]}},
                    },
                ],
            }
        },
        "app": {
            "expressions": {"subnet": {"references": ['module.net["a"].subnets', 'module.net["a"]', "module.net"]}},
            "module": {
                "resources": [
                    {
                        "mode": "managed",
                        "type": "aws_instance",
                        "name": "web",
                        "expressions": {"subnet_id": {"references": ["var.subnet"]}},
                    }
                ]
            },
        },
    }
    topology, told = read_plan(plan)
    assert not [line for line in told if "error" in line]
    zone = f'{network}.aws_vpc.main/{network}.aws_subnet.all["x"]'
    assert topology.nodes["module.app.aws_instance.web"].zone == zone
    assert topology.nodes["module.app.aws_instance.web"].labels["module"] == "app"
    assert edges_of(topology, without=("call",)) == [
        f'module.app.aws_instance.web -depends-> {network}.aws_subnet.all["x"]',
        f'{network}.aws_subnet.all["x"] -depends-> {network}.aws_vpc.main',
    ]


def test_what_will_be_deleted_is_left_out_and_told() -> None:
    plan = make_plan({"aws_sqs_queue.q": {"name": "q"}})
    change = {"actions": ["delete"], "before": {"name": "old"}, "after": None, "after_unknown": {}}
    plan["resource_changes"].append({"address": "aws_sqs_queue.old", "change": change})
    topology, told = read_plan(plan)
    assert list(topology.nodes) == ["aws_sqs_queue.q", "internet"]
    assert told[1] == "info[imported]: left out, for they will be deleted: 1 resource"


def test_a_type_that_nobody_knows_leaves_verdicts_open() -> None:
    topology, told = read_plan(make_plan({"aws_ec2_transit_gateway.t": {}}))
    assert topology.nodes["aws_ec2_transit_gateway.t"].kind == "other"
    assert [f"{each.kind}: {each.name}" for each in topology.unmodelled] == [
        "aws_ec2_transit_gateway: aws_ec2_transit_gateway.t"
    ]
    assert "info[not-understood]: resources of types that nobody here knows: 1" in told


def test_a_plan_that_is_not_finished_leaves_verdicts_open() -> None:
    topology, _ = read_plan({**BASE, "errored": True})
    assert [each.kind for each in topology.unmodelled] == ["unfinished-plan"]


def test_an_imported_plan_reads_the_same_again(tmp_path: Path) -> None:
    path, source = tmp_path / "t.yaml", tmp_path / "plan.json"
    source.write_text(json.dumps(secret_plan()), encoding="utf-8")
    first = archcheck.load_topology(source)
    path.write_text(first.to_yaml(), encoding="utf-8")
    assert edges_of_any(archcheck.load_topology(path)) == edges_of_any(first)


def edges_of_any(topology: Any) -> list[str]:
    return edges_of(getattr(topology, "document", topology), without=())


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/conformance is missing")
@pytest.mark.parametrize("name", sorted(path.name for path in SHARED.glob("*.json")) if SHARED.is_dir() else [])
def test_plans_that_others_wrote(name: str) -> None:
    text = (SHARED / name).read_text(encoding="utf-8")
    topology, told = read_plan(text)
    assert not [line for line in told if "error[" in line]
    planned = json.loads(text)["planned_values"]["root_module"]
    stack, addresses = [planned], set()
    while stack:
        module = stack.pop()
        addresses |= {each["address"] for each in module.get("resources", ()) if each["mode"] == "managed"}
        stack += module.get("child_modules", ())
    assert {each for each in topology.nodes if not each.startswith("internet")} == addresses


def test_references_that_count() -> None:
    topology, _ = read_plan(
        make_plan(
            {"aws_sqs_queue.a[0]": {}, "aws_sqs_queue.a[1]": {}, "aws_sns_topic.t": {"x": Ref("aws_sqs_queue.a")}}
        )
    )
    assert edges_of(topology, without=()) == [
        "aws_sns_topic.t -depends-> aws_sqs_queue.a[0]",
        "aws_sns_topic.t -depends-> aws_sqs_queue.a[1]",
    ]


def test_a_type_says_something_of_who_reaches_whom_or_nothing() -> None:
    assert not kinds._INERT_NAMES & kinds._KIND_OF.keys()
    listed = [*kinds._INERT.split(), *(name for names in kinds._TABLE.values() for name in names.split())]
    assert sorted(listed) == sorted(set(listed))
