"""Rules: one file a rule, named as in the language; this is the registry, a line each."""

from archcheck.rules.acyclic import Acyclic
from archcheck.rules.attributes import Attributes
from archcheck.rules.forbidden_edge import ForbiddenEdge
from archcheck.rules.forbidden_node import ForbiddenNode
from archcheck.rules.forbidden_path import ForbiddenPath
from archcheck.rules.isolation import Isolation
from archcheck.rules.only_via import OnlyVia
from archcheck.rules.required_path import RequiredPath
from archcheck.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    ForbiddenNode(),
    ForbiddenEdge(),
    ForbiddenPath(),
    OnlyVia(),
    RequiredPath(),
    Isolation(),
    Attributes(),
    Acyclic(),
)

RULES_BY_NAME = {rule.name: rule for rule in RULES}
