"""Secrets of plans: a canary at every place where one may be, which no command shows in any format."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any, get_args

import pytest

from archcheck.cli import app as cli
from archcheck.cli.formats import REPORT_ENDINGS, REPORTS
from archcheck.draw import ENDINGS
from tests.importers.terraform.conftest import Run
from tests.importers.terraform.plans import make_plan, to

CANARY = "hunter2-canary"


def secret_plan() -> dict[str, Any]:
    """Return a plan with a secret at every place where one may be."""
    plan = make_plan(
        {
            "aws_vpc.main": {"cidr_block": "10.0.0.0/16", "tags": {"note": CANARY, "env": "prod"}},
            "aws_subnet.a": {"vpc_id": to("aws_vpc.main"), "cidr_block": "10.0.1.0/24"},
            "aws_security_group.g": {
                "vpc_id": to("aws_vpc.main"),
                "ingress": [{"from_port": 1, "to_port": 2, "protocol": "tcp", "cidr_blocks": [CANARY]}],
            },
            "aws_instance.web": {
                "subnet_id": CANARY,
                "vpc_security_group_ids": [to("aws_security_group.g")],
                "user_data": CANARY,
                "associate_public_ip_address": True,
            },
            "aws_db_instance.db": {"password": CANARY, "username": CANARY},
            "aws_iam_role.r": {"name": CANARY, "assume_role_policy": CANARY, "managed_policy_arns": [CANARY]},
            "aws_s3_bucket.b": {"bucket": CANARY, "policy": CANARY},
            "random_password.p": {"result": CANARY},
        },
        variables={"password": {"value": CANARY}},
    )
    marks: dict[str, Any] = {
        "aws_vpc.main": {"tags": {"note": True}},
        "aws_security_group.g": {"ingress": [{"cidr_blocks": [True]}]},
        "aws_instance.web": {"subnet_id": True},
        "aws_iam_role.r": {"name": True, "assume_role_policy": True, "managed_policy_arns": True},
        "aws_s3_bucket.b": True,
    }
    for item in plan["planned_values"]["root_module"]["resources"]:
        item["sensitive_values"] = marks.get(item["address"], {})
    for item in plan["resource_changes"]:
        item["change"]["after_sensitive"] = marks.get(item["address"], {})
    plan["output_changes"] = {"o": {"after": CANARY, "after_sensitive": True}}
    return plan


def clouds_plan() -> dict[str, Any]:
    """Return a plan of the other clouds whose every attribute that is read is sensitive."""
    blocks: dict[str, dict[str, Any]] = {
        "azurerm_virtual_network.n": {"name": CANARY, "address_space": [CANARY]},
        "azurerm_subnet.s": {"virtual_network_name": CANARY, "address_prefixes": [CANARY]},
        "azurerm_network_security_group.g": {"name": CANARY, "security_rule": [{"priority": 1, "access": CANARY}]},
        "azurerm_network_interface.i": {"ip_configuration": [{"subnet_id": CANARY, "public_ip_address_id": CANARY}]},
        "azurerm_linux_virtual_machine.m": {"network_interface_ids": [CANARY], "admin_password": CANARY},
        "azurerm_role_assignment.r": {"scope": CANARY, "principal_id": CANARY, "role_definition_name": CANARY},
        "azurerm_key_vault.v": {"access_policy": [{"object_id": CANARY}], "network_acls": [{"ip_rules": [CANARY]}]},
        "google_compute_firewall.f": {"network": CANARY, "source_ranges": [CANARY], "target_tags": [CANARY]},
        "google_compute_instance.i": {"network_interface": [{"subnetwork": CANARY}], "tags": [CANARY]},
        "google_storage_bucket_iam_member.m": {"bucket": CANARY, "role": CANARY, "member": CANARY},
        "google_sql_database_instance.d": {
            "settings": [{"ip_configuration": [{"ipv4_enabled": True, "authorized_networks": [{"value": CANARY}]}]}]
        },
        "aws_security_group_rule.r": {"type": "ingress", "security_group_id": CANARY, "cidr_blocks": [CANARY]},
        "aws_iam_role_policy_attachment.a": {"role": CANARY, "policy_arn": CANARY},
        "aws_lambda_permission.p": {"function_name": CANARY, "principal": CANARY},
        "aws_lb_listener.l": {"load_balancer_arn": CANARY, "default_action": [{"target_group_arn": CANARY}]},
    }
    plan = make_plan(blocks)
    for item in plan["planned_values"]["root_module"]["resources"]:
        item["sensitive_values"] = dict.fromkeys(blocks[item["address"]], True)
    for item in plan["resource_changes"]:
        item["change"]["after_sensitive"] = dict.fromkeys(blocks[item["address"]], True)
    return plan


RULES = """archcheck: constraints/v1
name: r
constraints:
  a: {rule: forbidden-path, from: {kind: internet}, to: {kind: [compute, store]}}
  b: {rule: forbidden-node, match: {kind: store}}
  c: {rule: attributes, match: {kind: compute}, must: {labels: {note: x}}}
  d: {rule: required-path, from: {kind: compute}, to: {kind: store}}
  e: {rule: cardinality, match: {kind: compute}, per: zone, at-most: 0}
  f: {rule: only-via, from: '*', to: {kind: compute}, via: {kind: guard}, allow-empty: none}
"""
DESIGN = """archcheck: topology/v1
nodes:
  a: {kind: app}
  b: {kind: store}
edges:
  - {from: a, to: b}
"""
CLAIMS = """archcheck: claims/v1
claims:
  c: {text: t, source: {who: w}, readings: [{title: r, constraints: [a, b, c, d, e, f]}]}
"""


def pictures() -> list[str]:
    """Return the endings of pictures that can be drawn here, and searched: the rest is compressed."""
    found = [ending for ending in ENDINGS if ending in (".dot", ".mmd", ".svg")]
    return found if shutil.which("dot") else [each for each in found if each != ".svg"]


@pytest.mark.parametrize("make", [secret_plan, clouds_plan])
def test_secrets_reach_no_output(tmp_path: Path, run: Run, make: Any) -> None:
    path, rules, design = tmp_path / "plan.json", tmp_path / "rules.yaml", tmp_path / "design.yaml"
    path.write_text(json.dumps(make()), encoding="utf-8")
    rules.write_text(RULES, encoding="utf-8")
    design.write_text(DESIGN, encoding="utf-8")
    older = tmp_path / "older.json"
    older.write_text(json.dumps(make_plan({"aws_sqs_queue.q": {"name": "q"}})), encoding="utf-8")
    plan, said = str(path), []

    def check_all(command: list[str], endings: list[str], *formats: str) -> None:
        outputs = [tmp_path / f"out-{command[0]}{ending}" for ending in endings]
        named = [part for output in outputs for part in ("-o", str(output))]
        status, output = run(*command, *named)
        assert status in (0, 1), output
        said.append(output)
        said.extend(run(*command, "--format", name)[1] for name in formats)
        assert not [each for each in outputs if not each.exists()]
        said.extend(each.read_text(encoding="utf-8") for each in outputs)

    check = ["check", plan, "-c", str(rules), "--verbose"]
    printed = [each.name for each in REPORTS if each.printed]
    check_all(check, [*REPORT_ENDINGS, *pictures()], *printed)
    check_all([*check, "--overlay", "terraform"], [".json"])
    check_all(["diff", str(older), plan, "-c", str(rules), "--verbose"], [".md", ".json", *pictures()], "json", "text")
    check_all(["diff", plan, "-c", str(rules)], [], "json", "markdown")
    check_all(["draw", plan, "-c", str(rules)], pictures())
    overlay = tmp_path / "map.yaml"
    overlay.write_text(
        "archcheck: overlay/v1\nname: m\nmap: {a: {kind: compute}, b: {kind: store}}\n", encoding="utf-8"
    )
    check_all(["drift", str(design), plan, "--map", str(overlay), "--verbose"], [".json"], "json")
    check_all(["fix", plan, "-c", str(rules)], [], "json")
    check_all(["margin", plan, "-c", str(rules)], [], "json")
    check_all(["coverage", plan, "-c", str(rules)], [".json"], "json")
    claims = tmp_path / "claims.yaml"
    claims.write_text(CLAIMS, encoding="utf-8")
    check_all(["claims", str(claims), plan, "-c", str(rules), "--verbose"], [".json", ".md", ".html", ".svg"], "json")
    said.append(run("import", plan)[1])
    for ending in (".yaml", ".json"):
        assert run("import", plan, "-o", str(tmp_path / f"imported{ending}"))[0] == 0
        said.append((tmp_path / f"imported{ending}").read_text(encoding="utf-8"))
    said.append(run("path", plan, "nobody", "internet")[1])
    report = tmp_path / "out-check.json"
    said.append(run("verify", str(report), plan, "-c", str(rules))[1])
    broken = tmp_path / "broken.json"
    for old, new in (("[", "[,"), ('"planned_values"', '"planned_values": 1, "planned_values"'), ("}", "")):
        broken.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
        said.append(run("check", str(broken), "-c", str(rules))[1])
    assert all(each for each in said)
    # However it is escaped or cut.
    assert not [each[:200] for each in said if re.search("hunter2|canary", each)]


def test_every_command_that_reads_a_topology_is_tried() -> None:
    """A new command has to be tried for secrets too: this list says which read no topology."""
    tried = {"check", "diff", "draw", "drift", "fix", "margin", "coverage", "claims", "import", "path", "verify"}
    others = {"explain", "packs", "rules", "schema", "init", "lsp", "completion"}
    assert {each.name for each in cli.app.registered_commands} == tried | others


def test_every_format_is_tried() -> None:
    from archcheck.cli import formats

    assert set(get_args(formats.FormatName)) == {each.name for each in REPORTS if each.printed}
    assert {*REPORT_ENDINGS} == {ending for each in REPORTS for ending in each.endings}
    assert {*ENDINGS} - {".dot", ".mmd", ".svg"} == {".png", ".pdf"}  # of these only the letters' shapes can be read
