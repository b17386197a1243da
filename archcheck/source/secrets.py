"""Texts that may hold secrets in plain words: no line of them is ever shown."""

import re

_HEAD = re.compile(r'"(format_version|terraform_version)"\s*:')
_BODY = re.compile(r'"(?:planned_values|resource_changes|prior_state|root_module)"\s*:')


def holds_plan(text: str) -> bool:
    """Return whether a text looks like the JSON of a Terraform plan or state, be it cut off or broken."""
    if not text.lstrip("\ufeff \t\r\n").startswith("{"):
        return False
    heads = {found[1] for found in _HEAD.finditer(text[:100_000])}
    if not heads:
        heads = {found[1] for found in _HEAD.finditer(text)}
    return len(heads) > 1 or (bool(heads) and _BODY.search(text) is not None)
