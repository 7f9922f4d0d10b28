"""What the reader may set, and what the values must keep between each other."""

from typing import Final

from patterns.labs.kernel import faults
from patterns.labs.kernel.faults import FaultKind
from patterns.parameters import Condition, Kind, Parameter, Rule, RuleKind

MOST_ATTEMPTS: Final = 10
OVERLOAD: Final = "overload"
FAILURE: Final = "failure"
OPEN: Final = "open"
TARGETS: Final = {
    "calls": (FaultKind.LOAD,),
    "service": (FaultKind.ERROR, FaultKind.SLOW, FaultKind.DELAY),
}


def _only(name: str, *values: str | bool) -> Condition:
    return Condition(((name, values),))


PARAMETERS: Final = (
    Parameter(
        "clients", "Clients", Kind.CHOICE, OPEN, choices=(OPEN, "closed"), group="traffic",
        help="open: calls come in a Poisson stream. closed: callers wait for each answer.",
    ),
    Parameter(
        "rate", "Call rate", Kind.RATE, 12.0, 0.1, 500, unit="calls/s", group="traffic",
        when=_only("clients", OPEN),
    ),
    Parameter(
        "callers", "Callers", Kind.COUNT, 100, 1, 500, group="traffic",
        when=_only("clients", "closed"),
    ),
    Parameter(
        "think", "Think time", Kind.DURATION, 10.0, 0.01, 600, unit="s", group="traffic",
        when=_only("clients", "closed"), help="Mean pause of a caller between two calls.",
    ),
    Parameter("duration", "Duration", Kind.DURATION, 200.0, 10, 3_600, unit="s", group="traffic"),
    Parameter(
        "mode", "Why attempts fail", Kind.CHOICE, OVERLOAD, choices=(OVERLOAD, FAILURE),
        group="service",
        help="overload: they wait too long for a server. failure: by chance, without any queue.",
    ),
    Parameter(
        "p", "Failures of attempts", Kind.SHARE, 0.3, 0, 1, group="service",
        when=_only("mode", FAILURE),
    ),
    Parameter(
        "servers", "Servers", Kind.COUNT, 4, 1, 200, group="service", when=_only("mode", OVERLOAD)
    ),
    Parameter(
        "mean", "Mean service time", Kind.DURATION, 0.2, 0.001, 60, unit="ms", group="service"
    ),
    Parameter(
        "cancel_late", "Skip late work", Kind.FLAG, False, group="service",
        when=_only("mode", OVERLOAD),
        help="On: work whose caller has given up is dropped before it begins.",
    ),
    Parameter(
        "attempts", "Attempts in total", Kind.COUNT, 4, 1, MOST_ATTEMPTS, group="policy",
        help="The first try counts: 1 means no retry.",
    ),
    Parameter("base", "First pause", Kind.DURATION, 0.1, 0, 60, unit="s", group="policy"),
    Parameter(
        "factor", "Growth of the pause", Kind.COUNT, 2, 1, 10, group="policy",
        help="Each ceiling is this many times the one before; 1 keeps it constant.",
    ),
    Parameter("cap", "Longest pause", Kind.DURATION, 5.0, 0, 600, unit="s", group="policy"),
    Parameter(
        "jitter", "Jitter", Kind.CHOICE, "full",
        choices=("none", "full", "equal", "decorrelated"), group="policy",
        help="none: the ceiling itself. full: from 0 to it. equal: from half of it."
        " decorrelated: from the first pause to three times the last one.",
    ),
    Parameter(
        "attempt_timeout", "Timeout of an attempt", Kind.DURATION, 1.5, 0.01, 60, unit="s",
        group="policy",
    ),
    Parameter(
        "deadline", "Deadline of a call", Kind.DURATION, 0.0, 0, 600, unit="s", group="policy",
        help="No attempt begins after it, and none lasts beyond it; 0 means none.",
    ),
    Parameter(
        "budget", "Retry budget", Kind.FLAG, False, group="policy",
        help="On: each first try pays in a deposit, each retry takes one token out.",
    ),
    Parameter(
        "budget_deposit", "Deposit of a first try", Kind.SHARE, 0.1, 0, 1, group="policy",
        when=_only("budget", True),
    ),
    Parameter(
        "budget_size", "Size of the budget", Kind.COUNT, 20, 1, 1_000, unit="tokens",
        group="policy", when=_only("budget", True), help="It is full at the start.",
    ),
    faults.parameter(TARGETS, "40-55:calls:load:3"),
)  # fmt: skip

RULES: Final = (Rule(RuleKind.LE, ("base",), "cap", "The first pause is longer than the longest."),)
