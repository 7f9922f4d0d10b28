"""What the reader may set: instances that come and go, their entries, and callers with lists."""

from collections.abc import Mapping
from typing import Final

from patterns.labs.kernel import faults
from patterns.labs.kernel.faults import FaultKind
from patterns.labs.kernel.lab import Values
from patterns.parameters import Kind, Parameter, Rule, RuleKind

TARGETS: Final = {
    "heartbeats": (FaultKind.DROP,),
    "registry": (FaultKind.PARTITION,),
    "requests": (FaultKind.LOAD,),
}
LEAST_POLL: Final = 0.5
"""Seconds between two readings of the list, where callers read it by themselves."""
_HOUR: Final = 3_600

PARAMETERS: Final = (
    Parameter(
        "requests", "Requests", Kind.RATE, 5.0, 0, 200, unit="/s", group="traffic",
        help="Of all callers together, in a Poisson stream.",
    ),
    Parameter("callers", "Callers", Kind.COUNT, 5, 1, 50, group="traffic",
              help="Each has a list of its own and chooses from it by chance."),
    Parameter(
        "duration", "Duration", Kind.DURATION, 3_600.0, 60, 86_400, unit="s", group="traffic"
    ),
    Parameter("instances", "Instances", Kind.COUNT, 20, 1, 200, group="service"),
    Parameter(
        "ends", "Instances that end", Kind.RATE, 30 / _HOUR, 0, 600 / _HOUR, unit="/h",
        group="service", help="Of all together, in a Poisson stream.",
    ),
    Parameter(
        "graceful_share", "Part of them that leave in good order", Kind.SHARE, 0.3, 0, 1,
        group="service", help="They leave the list first; the others crash without a word.",
    ),
    Parameter(
        "start_time", "A new instance is there after", Kind.DURATION, 60.0, 0, 3_600, unit="s",
        group="service", help="For each one that has ended, at a new address.",
    ),
    Parameter(
        "heartbeat_loss", "Heartbeats lost", Kind.SHARE, 0.01, 0, 1, group="service",
        help="Each by itself.",
    ),
    Parameter("heartbeat", "Heartbeat", Kind.DURATION, 10.0, 1, 300, unit="s", group="policy",
              help="How often an instance renews its entry."),
    Parameter(
        "lifetime", "Lifetime of an entry", Kind.DURATION, 30.0, 1, 3_600, unit="s",
        group="policy",
        help="Without a heartbeat for longer the entry is dropped.",
    ),
    Parameter(
        "poll", "Poll of a caller", Kind.DURATION, 30.0, 0, 600, unit="s", group="policy",
        help="How often a caller reads the list; 0: the registry tells every change at once.",
    ),
    Parameter(
        "leave_wait", "Wait between leaving and stopping", Kind.DURATION, 35.0, 0, 900, unit="s",
        group="policy", help="The instance has left the list and still answers.",
    ),
    Parameter(
        "preserve_share", "Silent share that stops expiry", Kind.SHARE, 0.15, 0, 0.99,
        group="policy",
        help="More than this share late at once, and more than one: nothing expires. 0: off.",
    ),
    Parameter(
        "leave_out", "Callers leave out who did not answer", Kind.FLAG, False, group="policy",
        help="For as long as a poll, or a lifetime where the registry tells.",
    ),
    faults.parameter(TARGETS),
)  # fmt: skip

RULES: Final = (
    Rule(
        RuleKind.LE, ("heartbeat",), "lifetime",
        "An entry that ends before the next heartbeat is due drops healthy instances.",
    ),
)  # fmt: skip


def check(values: Values) -> Mapping[str, str]:
    """Return what is wrong between values that are allowed one by one."""
    if 0 < float(values["poll"]) < LEAST_POLL:
        return {"poll": f"Enter 0, or {LEAST_POLL:g} s and more"}
    return {}
