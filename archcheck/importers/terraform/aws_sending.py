"""What is sent where at Amazon: subscriptions, notifications, event rules, event source mappings."""

from archcheck.importers.terraform.references import Found
from archcheck.importers.terraform.resource import Resource
from archcheck.importers.terraform.rules import blocks_of
from archcheck.importers.terraform.world import World

_RECEIVERS = ("aws_lambda_function", "aws_sqs_queue", "aws_sns_topic", "aws_kinesis_stream", "aws_cloudwatch_log_group")
_SOURCES = ("aws_sqs_queue", "aws_kinesis_stream", "aws_dynamodb_table", "aws_s3_bucket")
# What pushes to what: the type that says so, the sender's attribute, the receiver's block and attribute.
_PUSHES = (
    ("aws_sns_topic_subscription", "topic_arn", "", "endpoint"),
    ("aws_cloudwatch_event_target", "rule", "", "arn"),
    ("aws_s3_bucket_notification", "bucket", "lambda_function", "lambda_function_arn"),
    ("aws_s3_bucket_notification", "bucket", "queue", "queue_arn"),
    ("aws_s3_bucket_notification", "bucket", "topic", "topic_arn"),
    ("aws_cloudwatch_log_subscription_filter", "log_group_name", "", "destination_arn"),
    ("aws_cloudtrail", "", "", "s3_bucket_name"),
)


class AwsSending:
    """Reads what is sent where."""

    def __init__(self, world: World) -> None:
        self.world = world

    def place(self) -> None:
        """Nothing of this is in a network."""

    def connect(self) -> None:
        """Add the edges."""
        self._read_pushes()

    def _read_pushes(self) -> None:
        world = self.world
        for name, sender, around, attribute in _PUSHES:
            for each in world.of(name):
                kinds = (*_RECEIVERS, "aws_s3_bucket", "aws_cloudwatch_event_rule", "aws_ecs_cluster")
                named = Found() if not sender else world.find(each, sender, kinds)
                senders = named.resources if sender else [each]
                if named.open:
                    self._tell_receiver(each)
                for block in [each.block] if not around else blocks_of(each.block, around):
                    if block is None:
                        self._tell_receiver(each)
                        continue
                    targets = world.find(block, attribute, kinds)
                    for source in senders:
                        world.call_found(source, targets, each.location, "push")
                        if targets.literals and name == "aws_sns_topic_subscription":
                            outside = world.outside(at=each.location)
                            world.call(world.id_of(source), outside, each.location, "push")
                    if targets.open or not senders:
                        self._tell_receiver(each)
        for mapping in world.of("aws_lambda_event_source_mapping"):
            functions = world.find(mapping, "function_name", ("aws_lambda_function",))
            sources = self.world.find_given(mapping.block, "event_source_arn", _SOURCES)
            for function in functions.resources:
                certain = functions.certain and sources.certain
                for source in sources.resources:
                    ends = world.id_of(function), world.id_of(source)
                    world.call(*ends, mapping.location, "pull", certain=certain or None)
            if functions.open or sources.open:
                self._tell_receiver(mapping)
        for queue in world.of("aws_sqs_queue"):
            reached = world.references.follow(queue, [queue.expressions.get("redrive_policy")])
            for letter in reached.targets:
                if letter.resource.type == "aws_sqs_queue":
                    world.call(world.id_of(queue), world.id_of(letter.resource), queue.location, "push")

    def _tell_receiver(self, origin: Resource) -> None:
        reason = "who sends to whom by it is not known"
        self.world.unmodelled(origin.type, origin.address, reason, origin.location)
