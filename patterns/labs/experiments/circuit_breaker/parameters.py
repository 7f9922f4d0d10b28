"""What the reader may set, and what the values must keep between each other."""

from typing import Final

from patterns.labs.kernel import faults
from patterns.labs.kernel.faults import FaultKind
from patterns.parameters import Condition, Kind, Parameter, Rule, RuleKind

TARGETS: Final = {
    "service": (FaultKind.ERROR, FaultKind.DELAY, FaultKind.SLOW, FaultKind.HANG),
    "calls": (FaultKind.LOAD,),
}
SHARE_WINDOWS: Final = ("time", "count", "buckets")


def _window(*kinds: str) -> Condition:
    return Condition((("window", kinds),))


PARAMETERS: Final = (
    Parameter(
        "rate", "Call rate", Kind.RATE, 22.0, 0.1, 2_000, unit="calls/s", group="traffic",
        help="All clients together, in a Poisson stream.",
    ),
    Parameter("duration", "Duration", Kind.DURATION, 600.0, 10, 3_600, unit="s", group="traffic"),
    Parameter(
        "clients", "Clients", Kind.COUNT, 1, 1, 100, group="traffic",
        help="They share the call rate evenly.",
    ),
    Parameter(
        "shared", "Breaker of the clients", Kind.CHOICE, "own", choices=("own", "shared"),
        group="traffic", help="own: each client judges by its own calls alone.",
    ),
    Parameter(
        "median", "Median latency", Kind.DURATION, 0.043, 0.001, 60, unit="ms", group="service"
    ),
    Parameter(
        "sigma", "Spread of latency", Kind.NUMBER, 0.45, 0, 2, group="service",
        help="Deviation of the logarithm; 0 makes every call take the median.",
    ),
    Parameter(
        "slow_share", "Share of slow calls", Kind.SHARE, 0.072, 0, 1, group="service",
        help="They draw their latency from a second, slower distribution.",
    ),
    Parameter(
        "slow_median", "Median latency of slow calls", Kind.DURATION, 0.39, 0.001, 60, unit="ms",
        group="service",
    ),
    Parameter("slow_sigma", "Spread of slow calls", Kind.NUMBER, 1.05, 0, 2, group="service"),
    Parameter("base_failure", "Failures in health", Kind.SHARE, 0.01, 0, 1, group="service"),
    Parameter(
        "timeout", "Timeout", Kind.DURATION, 0.0, 0, 60, unit="ms", group="policy",
        help="A call that takes longer has failed; 0 means no timeout.",
    ),
    Parameter(
        "window", "Window", Kind.CHOICE, "time",
        choices=("time", "count", "buckets", "consecutive"), group="policy",
        help="What the breaker looks back on.",
    ),
    Parameter(
        "window_s", "Window length", Kind.DURATION, 10.0, 1, 600, unit="s", group="policy",
        when=_window("time", "buckets"),
    ),
    Parameter(
        "window_n", "Window size", Kind.COUNT, 100, 1, 1_000, unit="calls", group="policy",
        when=_window("count"),
    ),
    Parameter(
        "buckets", "Buckets", Kind.COUNT, 10, 1, 60, group="policy", when=_window("buckets"),
        help="The window moves on by a whole bucket.",
    ),
    Parameter(
        "consecutive_k", "Failures in a row", Kind.COUNT, 5, 1, 100, group="policy",
        when=_window("consecutive"),
    ),
    Parameter(
        "minimum_calls", "Minimum calls", Kind.COUNT, 20, 1, 1_000, unit="calls", group="policy",
        when=_window(*SHARE_WINDOWS), help="Below this nothing is judged.",
    ),
    Parameter(
        "threshold", "Failure share that opens", Kind.SHARE, 0.5, 0.01, 1, group="policy",
        help="Also judges the probes under the half-open rule 'rate'.",
    ),
    Parameter(
        "strict", "Must be exceeded", Kind.FLAG, True, group="policy",
        help="On: the share must be greater than the threshold. Off: reaching it is enough.",
    ),
    Parameter(
        "slow_limit", "Slow call limit", Kind.DURATION, 0.0, 0, 60, unit="ms", group="policy",
        help="A success slower than this counts as slow; 0 switches it off.",
    ),
    Parameter(
        "slow_threshold", "Slow share that opens", Kind.SHARE, 1.0, 0.01, 1, group="policy"
    ),
    Parameter(
        "open_wait", "Wait while open", Kind.DURATION, 30.0, 0.1, 600, unit="s", group="policy",
        help="The first call after it becomes the first probe.",
    ),
    Parameter("half_open_calls", "Probes", Kind.COUNT, 1, 1, 100, group="policy"),
    Parameter(
        "half_open_rule", "Judging the probes", Kind.CHOICE, "any", choices=("any", "rate"),
        group="policy",
        help="any: one failure reopens. rate: the share among all probes is judged.",
    ),
    Parameter("fallback", "Fallback", Kind.FLAG, True, group="policy"),
    Parameter(
        "fallback_on", "Fallback for", Kind.CHOICE, "rejection",
        choices=("rejection", "any failure"), group="policy",
        when=Condition((("fallback", (True,)),)),
    ),
    Parameter(
        "fallback_limit", "Limit of the fallback", Kind.RATE, 0.0, 0, 2_000, unit="calls/s",
        group="policy", when=Condition((("fallback", (True,)),)),
        help="What the substitute can answer, with a burst of one second; 0 means no limit.",
    ),
    faults.parameter(
        TARGETS, "100-115:service:error:1,250-265:service:error:1,500-600:service:error:1"
    ),
)  # fmt: skip

RULES: Final = (
    Rule(
        RuleKind.LE, ("minimum_calls",), "window_n",
        "A window that holds fewer calls than the minimum never judges.", _window("count"),
    ),
)  # fmt: skip
