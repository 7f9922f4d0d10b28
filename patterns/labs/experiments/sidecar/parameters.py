"""What the reader may set: calls through proxies, pods and their sidecars, and who crashes."""

from typing import Final

from patterns.labs.kernel import faults
from patterns.labs.kernel.faults import FaultKind
from patterns.parameters import Condition, Kind, Parameter

MOST_HOPS: Final = 10
NAMES: Final = ("proxy", "logs", "metrics", "configuration")
"""What the sidecars of a pod are for, in the order in which they are added."""
EXPONENTIAL: Final = "exponential"
CONSTANT: Final = "constant"
CLOSED: Final = "fail closed"
OPEN: Final = "fail open"
SIDECAR_FIRST: Final = "sidecar first"
TOGETHER: Final = "together"
TARGETS: Final = {
    "proxy": (FaultKind.DELAY, FaultKind.SLOW, FaultKind.CRASH),
    "application": (FaultKind.ERROR, FaultKind.DELAY, FaultKind.SLOW, FaultKind.CRASH),
}
_LOGS: Final = tuple(range(2, len(NAMES) + 1))

PARAMETERS: Final = (
    Parameter(
        "rate", "Requests", Kind.RATE, 40.0, 0.1, 500, unit="requests/s", group="traffic",
        help="Spread over all pods, in a Poisson stream.",
    ),
    Parameter("duration", "Duration", Kind.DURATION, 100.0, 10, 3_600, unit="s", group="traffic"),
    Parameter(
        "hops", "Calls in a row for one request", Kind.COUNT, 3, 1, MOST_HOPS, group="traffic",
        help="Each passes the caller's proxy and that of the called pod.",
    ),
    Parameter(
        "app_mean", "Work of the application on a call", Kind.DURATION, 0.02, 0.0001, 10,
        unit="ms", group="service", help="Mean of an exponential.",
    ),
    Parameter(
        "proxy_mean", "Time in a proxy", Kind.DURATION, 0.0005, 0.00005, 0.05, unit="ms",
        group="service", help="For one passage of a call, its answer included.",
    ),
    Parameter(
        "distribution", "Distribution of that time", Kind.CHOICE, EXPONENTIAL,
        choices=(EXPONENTIAL, CONSTANT), group="service",
    ),
    Parameter("pods", "Pods", Kind.COUNT, 50, 1, 1_000, group="service"),
    Parameter(
        "sidecars", "Sidecars of each pod", Kind.COUNT, 4, 0, len(NAMES), group="service",
        help="In this order: proxy, logs, metrics, configuration. 0 shows the application alone.",
    ),
    Parameter(
        "memory", "Memory of a sidecar", Kind.SIZE, 60 * 2**20, 2**20, 4_096 * 2**20, unit="MiB",
        group="service",
    ),
    Parameter(
        "cpu", "Processor time of a sidecar", Kind.COUNT, 50, 1, 4_000, unit="millicores",
        group="service",
    ),
    Parameter(
        "app_crashes", "Crashes of the application", Kind.RATE, 0.1 / 3_600, 0, 60 / 3_600,
        unit="/h", group="service", help="Of one pod.",
    ),
    Parameter(
        "app_restart", "Restart of the application", Kind.DURATION, 10.0, 0.1, 600, unit="s",
        group="service", help="Mean of an exponential, and of its first start.",
    ),
    Parameter(
        "sidecar_crashes", "Crashes of a sidecar", Kind.RATE, 0.05 / 3_600, 0, 60 / 3_600,
        unit="/h", group="service", help="Of each one, in one pod.",
    ),
    Parameter(
        "sidecar_restart", "Restart of a sidecar", Kind.DURATION, 5.0, 0.1, 600, unit="s",
        group="service", help="Mean of an exponential, and of its first start.",
    ),
    Parameter(
        "mode", "Calls while the proxy is down", Kind.CHOICE, CLOSED, choices=(CLOSED, OPEN),
        group="policy", help="fail open: they go past it, unencrypted and unlimited.",
    ),
    Parameter(
        "start", "Start of a pod", Kind.CHOICE, SIDECAR_FIRST, choices=(SIDECAR_FIRST, TOGETHER),
        group="policy", help="sidecar first: the application starts when the proxy is ready.",
    ),
    Parameter(
        "log_rate", "Lines that a pod logs", Kind.RATE, 200.0, 0, 10_000, unit="lines/s",
        group="traffic", when=Condition((("sidecars", _LOGS),)),
    ),
    Parameter(
        "flush", "Lines are sent every", Kind.DURATION, 5.0, 0.1, 300, unit="s", group="policy",
        when=Condition((("sidecars", _LOGS),)),
        help="What the log sidecar has read and not sent is lost when it crashes.",
    ),
    faults.parameter(TARGETS, "40-60:proxy:slow:10"),
)  # fmt: skip
