"""What Amazon's load balancers pass requests to."""

from functools import cached_property

from archcheck.importers.terraform.references import Found
from archcheck.importers.terraform.resource import UNKNOWN, Resource
from archcheck.importers.terraform.rules import blocks_of
from archcheck.importers.terraform.world import World

BALANCERS = ("aws_lb", "aws_alb", "aws_elb")
LISTENERS = ("aws_lb_listener", "aws_alb_listener", "aws_lb_listener_rule", "aws_alb_listener_rule")
TARGET_GROUPS = ("aws_lb_target_group", "aws_alb_target_group")


class Targets:
    """Reads listeners, target groups and what is registered with them."""

    def __init__(self, world: World) -> None:
        self.world = world

    def of(self, balancer: Resource) -> frozenset[str] | None:
        """Return the nodes that a load balancer passes requests to; None where they are not all known."""
        world = self.world
        if balancer.type == "aws_elb":
            found = [world.find(balancer, "instances", ("aws_instance",))]
            found += [
                world.find(each, "instance", ("aws_instance",))
                for each in world.of("aws_elb_attachment")
                if balancer in world.find(each, "elb", ("aws_elb",)).resources
            ]
            if any(world.find(each, "elb", ("aws_elb",)).open for each in world.of("aws_elb_attachment")):
                return None
            targets = {world.id_of(each) for one in found for each in one.resources}
            targets |= {world.id_of(group) for group in self._scaled_by.get(balancer, ())}
            return None if any(one.open for one in found) else frozenset(targets)
        listeners = self._listeners_of(balancer)
        if listeners is None:
            return None
        groups: list[Resource] = []
        for listener in listeners:
            reached = world.references.follow(
                listener, [listener.expressions.get(name) for name in ("default_action", "action")]
            )
            groups += [each.resource for each in reached.targets if each.resource.type in TARGET_GROUPS]
            for action in (*blocks_of(listener.block, "default_action"), *blocks_of(listener.block, "action")):
                if action is None:
                    return None
                found_groups = world.find(action, "target_group_arn", TARGET_GROUPS)
                groups += found_groups.resources
                if found_groups.literals or (found_groups.open and action.get("type") in ("forward", UNKNOWN)):
                    return None
                for forward in blocks_of(action, "forward"):
                    for target in [None] if forward is None else blocks_of(forward, "target_group"):
                        several = Found(open=True) if target is None else world.find(target, "arn", TARGET_GROUPS)
                        groups += several.resources
                        if several.literals or (several.open and not several.resources and not reached.targets):
                            return None
        targets = set()
        for group in dict.fromkeys(groups):
            ids = self._registered.get(group)
            if not ids:  # nobody is registered here, so that others do
                return None
            targets |= ids
        return frozenset(targets)

    def _listeners_of(self, balancer: Resource) -> list[Resource] | None:
        """Return the listeners of a load balancer and their rules; None where they are not all known."""
        world = self.world
        listeners: list[Resource] = []
        for listener in world.of(*LISTENERS[:2]):
            balancers = world.find(listener, "load_balancer_arn", BALANCERS)
            if balancers.open or (balancers.choice and balancer in balancers.resources):
                return None
            if balancer in balancers.resources:
                listeners.append(listener)
        for rule in world.of(*LISTENERS[2:]):
            owners = world.find(rule, "listener_arn", LISTENERS[:2])
            if owners.open or (owners.choice and set(owners.resources) & set(listeners)):
                return None
            if set(owners.resources) & set(listeners):
                listeners.append(rule)
        return listeners

    @cached_property
    def _registered(self) -> dict[Resource, set[str] | None]:
        """The nodes that are registered with each target group."""
        world = self.world
        found: dict[Resource, set[str] | None] = {group: set() for group in world.of(*TARGET_GROUPS)}
        kinds = ("aws_instance", "aws_lambda_function", *BALANCERS)
        for attachment in world.of("aws_lb_target_group_attachment", "aws_alb_target_group_attachment"):
            targets = world.find(attachment, "target_id", kinds)
            owners = world.find(attachment, "target_group_arn", TARGET_GROUPS)
            for group in found if owners.open else owners.resources:
                before = found.get(group)
                outside = targets.open or bool(targets.literals) or not owners.certain or targets.choice
                found[group] = (
                    None if before is None or outside else before | {world.id_of(each) for each in targets.resources}
                )
        for service in world.of("aws_ecs_service"):
            for each in blocks_of(service.block, "load_balancer"):
                owners = Found(open=True) if each is None else world.find_given(each, "target_group_arn", TARGET_GROUPS)
                for group in found if owners.open else owners.resources:
                    before = found.get(group)
                    certain = before is not None and owners.certain
                    found[group] = {*(before or ()), world.id_of(service)} if certain else None
        for group, resources in self._scaled_by.items():
            before = found.get(group)
            if group.type in TARGET_GROUPS and before is not None:
                found[group] = before | {world.id_of(each) for each in resources}
        return found

    @cached_property
    def _scaled_by(self) -> dict[Resource, list[Resource]]:
        """The scaling groups behind each target group or classic load balancer."""
        world = self.world
        kinds = (*TARGET_GROUPS, "aws_elb")
        found: dict[Resource, list[Resource]] = {}
        for group in world.of("aws_autoscaling_group"):
            for name in ("target_group_arns", "load_balancers"):
                owners = world.find_given(group.block, name, kinds)
                for each in world.of(*kinds) if owners.open else owners.resources:
                    found.setdefault(each, []).append(group)
        for attachment in world.of("aws_autoscaling_attachment"):
            for group in world.find(attachment, "autoscaling_group_name", ("aws_autoscaling_group",)).resources:
                for name in ("lb_target_group_arn", "alb_target_group_arn", "elb"):
                    for each in world.find(attachment, name, kinds).resources:
                        found.setdefault(each, []).append(group)
        return found

    def of_foreign(self) -> list[tuple[str, Resource, frozenset[str]]]:
        """Return what balancers that are not in the plan pass on: their names, who says so, and the nodes behind it."""
        world = self.world
        found = []
        managed = set(world.of(*LISTENERS[:2]))
        for listener in world.of(*LISTENERS):
            if listener.type in LISTENERS[:2]:
                around = world.find(listener, "load_balancer_arn", BALANCERS)
            else:
                around = world.find(listener, "listener_arn", LISTENERS[:2])
            foreign = [each for each in around.resources if each.mode == "data" and each not in managed]
            names = [*(each.address for each in foreign), *around.literals]
            if not names and not (around.open and not around.resources):
                continue
            reached = world.references.follow(listener, listener.expressions)
            groups = [each.resource for each in reached.targets if each.resource.type in TARGET_GROUPS]
            for action in (*blocks_of(listener.block, "default_action"), *blocks_of(listener.block, "action")):
                if action is not None:
                    groups += world.find_given(action, "target_group_arn", TARGET_GROUPS).resources
            nodes = {node for group in groups for node in self._registered.get(group) or ()}
            found += [(name, listener, frozenset(nodes)) for name in names or ["a load balancer"]]
        return found
