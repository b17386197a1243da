"""Rules: one file a rule, named as in the language; this is the registry, a line each."""

from archcheck.rules.acyclic import Acyclic
from archcheck.rules.allowed_edges import AllowedEdges
from archcheck.rules.attributes import Attributes
from archcheck.rules.cardinality import Cardinality
from archcheck.rules.distance import Distance
from archcheck.rules.forbidden_edge import ForbiddenEdge
from archcheck.rules.forbidden_node import ForbiddenNode
from archcheck.rules.forbidden_path import ForbiddenPath
from archcheck.rules.information_flow import InformationFlow
from archcheck.rules.isolation import Isolation
from archcheck.rules.layers import Layers
from archcheck.rules.only_via import OnlyVia
from archcheck.rules.path_pattern import PathPattern
from archcheck.rules.purpose import Purpose
from archcheck.rules.redundancy import Redundancy
from archcheck.rules.required_edge import RequiredEdge
from archcheck.rules.required_path import RequiredPath
from archcheck.rules.rule import Rule
from archcheck.rules.separation_of_duty import SeparationOfDuty

RULES: tuple[Rule, ...] = (
    ForbiddenNode(),
    ForbiddenEdge(),
    ForbiddenPath(),
    OnlyVia(),
    RequiredPath(),
    RequiredEdge(),
    Isolation(),
    Layers(),
    InformationFlow(),
    Attributes(),
    AllowedEdges(),
    Cardinality(),
    Acyclic(),
    Redundancy(),
    Distance(),
    SeparationOfDuty(),
    Purpose(),
    PathPattern(),
)

RULES_BY_NAME = {rule.name: rule for rule in RULES}
