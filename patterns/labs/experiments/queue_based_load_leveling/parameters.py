"""What the reader may set: a burst, a queue that takes it, and consumers that work it off."""

from collections.abc import Mapping
from typing import Final

from patterns.labs.kernel import faults
from patterns.labs.kernel.faults import FaultKind
from patterns.labs.kernel.lab import Values
from patterns.parameters import Kind, Parameter, Rule, RuleKind

TARGETS: Final = {
    "consumers": (FaultKind.SLOW, FaultKind.CRASH),
    "producers": (FaultKind.LOAD,),
}
CONSTANT: Final = "constant"

PARAMETERS: Final = (
    Parameter(
        "base_rate", "Messages in quiet times", Kind.RATE, 50.0, 0, 1_000, unit="/s",
        group="traffic", help="In a Poisson stream.",
    ),
    Parameter(
        "burst_rate", "Messages in the burst", Kind.RATE, 300.0, 0, 2_000, unit="/s",
        group="traffic",
    ),
    Parameter(
        "burst_start", "Burst begins", Kind.DURATION, 10.0, 0, 3_600, unit="s", group="traffic"
    ),
    Parameter(
        "burst_end", "Burst ends", Kind.DURATION, 20.0, 0, 3_600, unit="s", group="traffic",
        help="The same time as its begin: there is no burst.",
    ),
    Parameter("duration", "Duration", Kind.DURATION, 120.0, 10, 3_600, unit="s", group="traffic"),
    Parameter(
        "poison", "Messages that always fail", Kind.SHARE, 0.0, 0, 1, group="traffic",
        help="Each attempt takes the time of a good one.",
    ),
    Parameter("consumers", "Consumers", Kind.COUNT, 1, 1, 100, group="service"),
    Parameter(
        "service", "Time of a message", Kind.DURATION, 0.01, 0.0001, 60, unit="ms",
        group="service", help="On average, for one consumer.",
    ),
    Parameter(
        "distribution", "Its distribution", Kind.CHOICE, "exponential",
        choices=("exponential", CONSTANT), group="service",
    ),
    Parameter(
        "max_queue", "Longest queue", Kind.COUNT, 5_000, 1, 20_000, unit="messages",
        group="policy", help="What comes on top is refused.",
    ),
    Parameter(
        "message_lifetime", "Lifetime of a message", Kind.DURATION, 0.0, 0, 3_600, unit="s",
        group="policy", help="An older one is dropped when its turn comes; 0: none expires.",
    ),
    Parameter(
        "visibility_timeout", "Visibility timeout", Kind.DURATION, 30.0, 0.1, 3_600, unit="s",
        group="policy",
        help="A message that was taken and not finished by then is delivered again.",
    ),
    Parameter(
        "max_deliveries", "Deliveries of a message", Kind.COUNT, 5, 1, 20, group="policy",
        help="After so many without success it goes to the dead letters.",
    ),
    Parameter(
        "autoscale_at", "More consumers from", Kind.COUNT, 0, 0, 20_000, unit="messages",
        group="policy", help="Waiting messages; 0: never.",
    ),
    Parameter(
        "autoscale_to", "So many consumers then", Kind.COUNT, 10, 1, 100, group="policy",
        help="Until the queue is empty.",
    ),
    Parameter(
        "autoscale_delay", "They are there after", Kind.DURATION, 30.0, 0, 600, unit="s",
        group="policy",
    ),
    faults.parameter(TARGETS, ""),
)  # fmt: skip

RULES: Final = (
    Rule(
        RuleKind.LE, ("burst_start",), "burst_end", "The burst must not end before it begins.",
    ),
    Rule(RuleKind.LE, ("burst_end",), "duration", "The burst must lie within the run."),
)  # fmt: skip


def check(values: Values) -> Mapping[str, str]:
    """Return what is wrong between values that are allowed one by one."""
    if int(values["autoscale_at"]) and int(values["autoscale_to"]) < int(values["consumers"]):
        message = (
            f"More consumers would be fewer (consumers: {values['consumers']};"
            f" then: {values['autoscale_to']})"
        )
        return {"autoscale_to": message, "consumers": message}
    return {}
