"""A plan as a topology."""

from collections import Counter

from archcheck.importers.building import TopologyBuilder
from archcheck.importers.terraform.aws import Aws
from archcheck.importers.terraform.aws_access import AwsAccess
from archcheck.importers.terraform.aws_public import AwsPublic
from archcheck.importers.terraform.aws_sending import AwsSending
from archcheck.importers.terraform.azure import Azure
from archcheck.importers.terraform.azure_access import AzureAccess
from archcheck.importers.terraform.azure_services import AzureServices
from archcheck.importers.terraform.google import Google
from archcheck.importers.terraform.google_access import GoogleAccess
from archcheck.importers.terraform.google_balancers import GoogleBalancers
from archcheck.importers.terraform.google_services import GoogleServices
from archcheck.importers.terraform.plan import Plan, read_plan
from archcheck.importers.terraform.ranges import check_ranges
from archcheck.importers.terraform.world import World
from archcheck.source.counting import count_of
from archcheck.source.located import Source

_PROVIDERS = (
    *(Aws, AwsAccess, AwsPublic, AwsSending),
    *(Azure, AzureAccess, AzureServices),
    *(Google, GoogleServices, GoogleBalancers, GoogleAccess),
)


def read(source: Source, builder: TopologyBuilder, *, prior: bool = False) -> None:
    """Read a plan, or a state, into a builder, whose problems get what is wrong and what is not understood.

    Args:
        source: the text.
        builder: receives it; no line of the text is ever shown, since plans hold secrets.
        prior: whether to read what there was before the plan, in place of what there will be.
    """
    builder.problems.sources[source.path] = Source(source.path, source.text, shown=False)
    plan = read_plan(source, builder.problems, prior=prior)
    if plan is None:
        return
    check_ranges(plan.resources, builder.problems)
    world = World(plan, builder)
    providers = [make(world) for make in _PROVIDERS]
    for provider in providers:
        provider.place()
    world.add_nodes()
    for provider in providers:
        provider.connect()
    world.draw_edges()
    _tell(plan, world)


def _tell(plan: Plan, world: World) -> None:
    problems = world.builder.problems
    number = sum(resource.mode == "managed" for resource in plan.resources)
    sources = len(plan.resources) - number
    counts = f"{count_of(number, 'resource')}, {count_of(sources, 'data source')}"
    problems.info("imported", f"a Terraform {'state' if plan.state else 'plan'}: {counts}")
    if plan.deleted:
        problems.info("imported", f"left out, for they will be deleted: {count_of(len(plan.deleted), 'resource')}")
    if plan.unfinished is not None:
        world.unmodelled("unfinished-plan", "plan", plan.unfinished, plan.at)
    if world.hidden_references:
        problems.info(
            "assumed",
            f"{world.hidden_references} resources refer to locals or other values that no plan tells: where nothing "
            "else is known of them, they are taken to depend on what is seen alone",
        )
    if len(world.network.ends) > 1:
        problems.info(
            "assumed",
            "what rules, routes and addresses let pass may be opened, whether or not anything in there does so",
        )
    kinds = Counter(each.kind for each in world.builder.nodes.values() if each.kind == "other")
    if kinds:
        problems.info("not-understood", f"resources of types that nobody here knows: {kinds['other']}")
