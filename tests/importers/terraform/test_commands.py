"""Commands on plans: what leaves verdicts open, what is deleted, what is wrong with them; by their exit statuses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.importers.terraform.conftest import Run
from tests.importers.terraform.plans import Ref, make_plan, to
from tests.importers.terraform.test_aws import POLICY, ROLE, VPC

Resources = dict[str, dict[str, Any]]
INGRESS = {"from_port": 443, "to_port": 443, "protocol": "tcp"}


def write(path: Path, resources: Resources, **more: Any) -> str:
    path.write_text(json.dumps(make_plan(resources, **more), indent=1), encoding="utf-8")
    return str(path)


def host(rule: dict[str, Any], **more: Any) -> Resources:
    """Return a network with an instance into which one rule lets somebody."""
    return {
        **VPC,
        "aws_security_group.g": {"vpc_id": to("aws_vpc.main"), "ingress": [{**INGRESS, **rule}]},
        "aws_instance.web": {
            "subnet_id": to("aws_subnet.public"),
            "vpc_security_group_ids": [to("aws_security_group.g")],
            **more,
        },
    }


OFFICE = {"cidr_blocks": ["203.0.113.0/24"]}
NO_WAY_IN = "{rule: forbidden-path, from: {kind: internet}, to: {kind: compute}}"
NO_ROLE = "{rule: forbidden-path, along: control, from: {kind: compute}, to: {kind: store}, allow-empty: none yet}"
IN_THAT_SUBNET = "{rule: forbidden-node, match: {kind: compute, zone: aws_vpc.main/aws_subnet.public}}"


@pytest.mark.parametrize(
    ("resources", "constraint", "status", "verdict"),
    [
        (host({"cidr_blocks": ["10.0.0.0/8"]}), NO_WAY_IN, 0, "PASS"),
        (host({"cidr_blocks": ["0.0.0.0/0"]}), NO_WAY_IN, 1, "FAIL"),
        # A range, a group's rules, the subnet, the groups themselves.
        (host({"cidr_blocks": [Ref("local.office")]}), NO_WAY_IN, 1, "UNKNOWN"),
        (
            {**host(OFFICE), "aws_security_group.g": {"vpc_id": to("aws_vpc.main"), "ingress": Ref("local.rules")}},
            NO_WAY_IN,
            1,
            "UNKNOWN",
        ),
        (host({"cidr_blocks": ["0.0.0.0/0"]}, subnet_id=Ref("local.subnet")), NO_WAY_IN, 1, "UNKNOWN"),
        (host(OFFICE, subnet_id=Ref("local.subnet")), IN_THAT_SUBNET, 1, "UNKNOWN"),
        (host(OFFICE, vpc_security_group_ids=Ref("local.groups")), NO_WAY_IN, 1, "UNKNOWN"),
        # A role.
        (
            {**ROLE, "aws_iam_role_policy.a": {"role": to("aws_iam_role.work"), "policy": json.dumps(POLICY)}},
            NO_ROLE,
            1,
            "FAIL",
        ),
        (
            {**ROLE, "aws_iam_role_policy.a": {"role": Ref("local.role"), "policy": json.dumps(POLICY)}},
            NO_ROLE,
            1,
            "UNKNOWN",
        ),
        (
            {
                **ROLE,
                "aws_lambda_function.work": {"function_name": "work", "role": Ref("local.role")},
                "aws_iam_role_policy.a": {"role": to("aws_iam_role.work"), "policy": json.dumps(POLICY)},
            },
            NO_ROLE,
            1,
            "UNKNOWN",
        ),
        (ROLE, NO_ROLE, 0, "PASS"),
    ],
)
def test_what_is_known_after_the_apply_leaves_a_verdict_open(
    tmp_path: Path, run: Run, resources: Resources, constraint: str, status: int, verdict: str
) -> None:
    plan, rules = write(tmp_path / "plan.json", resources), tmp_path / "rules.yaml"
    rules.write_text(f"archcheck: constraints/v1\nname: r\nconstraints:\n  it: {constraint}\n", encoding="utf-8")
    found, output = run("check", plan, "-c", str(rules))
    assert (found, f"{verdict} " in output) == (status, True), output


OLD = {"address": "aws_sqs_queue.old", "mode": "managed", "type": "aws_sqs_queue", "name": "old"}


def deleting() -> dict[str, Any]:
    """Return a plan that deletes a queue, keeps a topic and makes a bucket."""
    plan = make_plan({"aws_sns_topic.kept": {"name": "kept"}, "aws_s3_bucket.new": {"bucket": "new"}})
    kept = plan["planned_values"]["root_module"]["resources"][0]
    before = [{**OLD, "values": {"name": "old"}}, kept]
    plan["prior_state"] = {"format_version": "1.0", "values": {"root_module": {"resources": before}}}
    plan["resource_changes"].append({**OLD, "change": {"actions": ["delete"], "before": {"name": "old"}}})
    return plan


def test_what_is_deleted_counts_in_a_difference_alone(tmp_path: Path, run: Run) -> None:
    plan, rules = tmp_path / "plan.json", tmp_path / "rules.yaml"
    plan.write_text(json.dumps(deleting()), encoding="utf-8")
    rules.write_text(
        "archcheck: constraints/v1\nname: r\nconstraints:\n"
        "  no-queue: {rule: forbidden-node, match: {kind: bus.queue}}\n"
        "  no-bucket: {rule: forbidden-node, match: {kind: store.object}}\n",
        encoding="utf-8",
    )
    status, output = run("check", str(plan), "-c", str(rules))
    assert (status, "aws_sqs_queue.old" in output) == (1, False)
    assert re.search(r"PASS +no-queue", output)
    assert "aws_sqs_queue.old" not in run("import", str(plan))[1]
    status, output = run("diff", str(plan), "-c", str(rules), "--format", "json")
    compared = json.loads(output)["comparisons"][0]
    assert status == 1
    assert [each["id"] for each in compared["nodes"]["removed"]] == ["aws_sqs_queue.old"]
    assert [each["id"] for each in compared["nodes"]["added"]] == ["aws_s3_bucket.new"]


def test_one_file_that_is_no_plan_has_nothing_to_be_compared_with(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "t.yaml"
    path.write_text("archcheck: topology/v1\nnodes: {a: {kind: app}}\n", encoding="utf-8")
    status, output = run("diff", str(path))
    assert (status, "diff compares two topologies or folders, and 1 are given" in output) == (2, True)


@pytest.mark.parametrize(
    ("resources", "told"),
    [
        (
            {"aws_security_group.g": {"ingress": [{**INGRESS, "cidr_blocks": ["10.0.0.0/33"]}]}},
            "`ingress.cidr_blocks` of `aws_security_group.g` holds what is no range of addresses",
        ),
        ({"aws_vpc.v": {"cidr_block": "ten"}}, "`cidr_block` of `aws_vpc.v` holds what is no range of addresses"),
        (
            {"google_compute_firewall.f": {"source_ranges": ["0.0.0.0/0", "1.2.3"]}},
            "`source_ranges` of `google_compute_firewall.f` holds what is no range of addresses",
        ),
        (
            {"azurerm_virtual_network.n": {"address_space": ["300.0.0.0/8"]}},
            "`address_space` of `azurerm_virtual_network.n` holds what is no range of addresses",
        ),
    ],
)
def test_a_range_that_is_none(tmp_path: Path, run: Run, resources: Resources, told: str) -> None:
    plan = write(tmp_path / "plan.json", resources)
    text = (tmp_path / "plan.json").read_text(encoding="utf-8")
    address = next(iter(resources))
    line = text[: text.index(f'"{address}"')].count("\n") + 1
    status, output = run("import", plan)
    assert (status, f"error[invalid-cidr]: {told}" in output) == (2, True), output
    assert f"plan.json:{line}:" in output
    assert not [each for each in ("10.0.0.0/33", "1.2.3", "300.0", "ten") if each in output.replace("written", "")]
