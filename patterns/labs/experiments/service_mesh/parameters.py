"""What the reader may set: tiers and who repeats, instances and who is asked, canary and traces."""

from collections.abc import Mapping, Sequence
from typing import Final

from patterns.labs.kernel import faults
from patterns.labs.kernel.faults import FaultKind
from patterns.labs.kernel.lab import Values
from patterns.parameters import Condition, Kind, Parameter

MOST_ATTEMPTS: Final = 5
EVERY_TIER: Final = "every tier"
FIRST_TIER: Final = "first tier"
LAST_TIER: Final = "last tier"
ROUND_ROBIN: Final = "round robin"
RANDOM: Final = "random"
LEAST_OF_TWO: Final = "least of two"
LEAST_LOADED: Final = "least loaded"
HEAD: Final = "head"
TAIL: Final = "tail"
BURST: Final = 10.0
"""Repetitions that a tier may have saved up for one bad moment."""
FAILING: Final = 3
"""Instances that the fault script can reach."""
TARGETS: Final = {
    "last-service": (FaultKind.ERROR, FaultKind.DELAY, FaultKind.SLOW),
    **{f"instance-{n}": (FaultKind.ERROR, FaultKind.SLOW) for n in range(1, FAILING + 1)},
}

PARAMETERS: Final = (
    Parameter(
        "rate", "Requests", Kind.RATE, 30.0, 0.1, 200, unit="requests/s", group="traffic",
        help="At the entry, in a Poisson stream.",
    ),
    Parameter("duration", "Duration", Kind.DURATION, 60.0, 10, 600, unit="s", group="traffic"),
    Parameter(
        "depth", "Tiers", Kind.COUNT, 3, 1, 5, group="service",
        help="The entry calls service A, A calls B, and so on.",
    ),
    Parameter(
        "fan_out", "Calls at once to the next tier", Kind.COUNT, 1, 1, 4, group="service",
        help="All must succeed; each goes to a service of its own.",
    ),
    Parameter(
        "failure", "Calls that the last service fails", Kind.SHARE, 0.5, 0, 1, group="service"
    ),
    Parameter(
        "hop", "Way there and back", Kind.DURATION, 0.005, 0, 10, unit="ms", group="service",
        help="Mean time of the network for one call, exponential.",
    ),
    Parameter(
        "proxy", "Time in a proxy", Kind.DURATION, 0.0005, 0, 0.1, unit="ms", group="service",
        help="Both ways together; each call passes the proxies of both ends.",
    ),
    Parameter(
        "service", "Work on a call", Kind.DURATION, 0.1, 0.001, 10, unit="ms", group="service",
        help="Mean time of the last service, and of each of the instances; exponential.",
    ),
    Parameter("instances", "Instances", Kind.COUNT, 10, 1, 100, group="service"),
    Parameter(
        "utilization", "Utilization of the instances", Kind.SHARE, 0.9, 0.1, 0.99,
        group="traffic", help="Calls come to them as fast as that, in a Poisson stream.",
    ),
    Parameter(
        "attempts", "Attempts per call, in total", Kind.COUNT, 4, 1, MOST_ATTEMPTS,
        group="policy", help="Counts the first one.",
    ),
    Parameter(
        "repeats", "Who repeats", Kind.CHOICE, EVERY_TIER,
        choices=(EVERY_TIER, FIRST_TIER, LAST_TIER), group="policy",
        help="The caller of the first tier is the entry.",
    ),
    Parameter(
        "try_timeout", "Limit per attempt", Kind.DURATION, 0.0, 0, 60, unit="ms",
        group="policy", help="The same in each tier; whoever was called goes on working. 0: none.",
    ),
    Parameter("budget", "Budget for repetitions", Kind.FLAG, False, group="policy"),
    Parameter(
        "retry_budget", "Repetitions per call, on average", Kind.SHARE, 0.2, 0, 1,
        group="policy", when=Condition((("budget", (True,)),)),
        help="In each tier a call saves up this much and a repetition costs 1.",
    ),
    Parameter(
        "balancing", "Instance that is asked", Kind.CHOICE, ROUND_ROBIN,
        choices=(ROUND_ROBIN, RANDOM, LEAST_OF_TWO, LEAST_LOADED), group="policy",
    ),
    Parameter(
        "consecutive_errors", "Errors in a row that eject", Kind.COUNT, 5, 1, 20, group="policy"
    ),
    Parameter(
        "ejection", "Time out of rotation", Kind.DURATION, 30.0, 1, 3_600, unit="s",
        group="policy",
    ),
    Parameter(
        "max_ejected", "Share that may be out", Kind.SHARE, 0.1, 0, 1, group="policy",
        help="0 switches ejection off; otherwise at least one.",
    ),
    Parameter(
        "canary_weight", "Share of calls to the canary", Kind.SHARE, 0.05, 0, 1, group="policy",
        help="Chosen for each call of service A, repetitions included.",
    ),
    Parameter(
        "canary_failure", "Calls that the canary fails", Kind.SHARE, 0.1, 0, 1, group="service",
        help="At once, without calling anybody.",
    ),
    Parameter("sample_share", "Share of traces kept", Kind.SHARE, 0.01, 0, 1, group="policy"),
    Parameter(
        "sampling", "Decided", Kind.CHOICE, HEAD, choices=(HEAD, TAIL), group="policy",
        help="head: when a request comes; tail: at its end, and every trace with a failed call"
        " is kept as well.",
    ),
    faults.parameter(TARGETS, "10-50:instance-1:error:1"),
)  # fmt: skip


def attempts(values: Values) -> tuple[int, ...]:
    """Return how often a call of each tier is tried, the first tier first."""
    depth, wished = int(values["depth"]), int(values["attempts"])
    repeating = {
        EVERY_TIER: range(depth),
        FIRST_TIER: range(1),
        LAST_TIER: range(depth - 1, depth),
    }[str(values["repeats"])]
    return tuple(wished if tier in repeating else 1 for tier in range(depth))


def allowed_out(share: float, instances: int) -> int:
    """Return how many instances may be out at a time."""
    return max(1, int(share * instances)) if share > 0 else 0


def names(depth: int) -> Sequence[str]:
    """Return what the services of each tier are called."""
    return "ABCDE"[:depth]


def check(values: Values) -> Mapping[str, str]:
    """Return what is wrong between values that are allowed one by one."""
    instances = int(values["instances"])
    for fault in faults.script(PARAMETERS[-1], values["f"]).faults:
        kind, _, number = fault.target.partition("-")
        if kind == "instance" and int(number) > instances:
            message = f"There is no {fault.target} among {instances}"
            return {"f": message, "instances": message}
    return {}
