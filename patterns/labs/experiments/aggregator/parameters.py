"""What the reader may set: the services behind an aggregator, and how it asks them."""

from collections.abc import Mapping
from typing import Final

from patterns import parameters as reading
from patterns.labs.kernel.lab import Values
from patterns.parameters import Condition, Kind, Parameter, Row

PARALLEL: Final = "parallel"
SEQUENTIAL: Final = "sequential"
LIMITED: Final = "limited"

SERVICES: Final = Parameter(
    "services", "Services", Kind.ROWS,
    "User:80:lognormal:0.3:0:required,Order:120:lognormal:0.3:0:required,"
    "Product:150:lognormal:0.3:0:required,Review:100:lognormal:0.3:0:required,"
    "Reward:70:lognormal:0.3:0:required,Notification:60:lognormal:0.3:0:required",
    1, 12, group="service",
    help="Time: what a constant call takes, the median of a lognormal, the mean of an exponential.",
    columns=(
        Parameter("name", "Name", Kind.TEXT, "Service"),
        Parameter("time", "Time", Kind.DURATION, 0.1, 0.001, 10, unit="ms"),
        Parameter(
            "distribution", "Distribution", Kind.CHOICE, "lognormal",
            choices=("lognormal", "exponential", "constant"),
        ),
        Parameter("sigma", "Spread", Kind.NUMBER, 0.3, 0, 2, help="Of a lognormal alone."),
        Parameter("failure", "Failure share", Kind.SHARE, 0.0, 0, 1),
        Parameter("need", "Need", Kind.CHOICE, "required", choices=("required", "optional")),
    ),
)  # fmt: skip


def _overhead(name: str, label: str, seconds: float) -> Parameter:
    return Parameter(name, label, Kind.DURATION, seconds, 0, 1, unit="ms", group="service")


PARAMETERS: Final = (
    Parameter("requests", "Requests", Kind.COUNT, 5_000, 100, 10_000, group="traffic"),
    SERVICES,
    Parameter(
        "mode", "Calls are made", Kind.CHOICE, PARALLEL, choices=(PARALLEL, SEQUENTIAL, LIMITED),
        group="policy", help="limited: in parallel, so many at a time for each request.",
    ),
    Parameter(
        "limit", "Calls at once, per request", Kind.COUNT, 3, 1, 64, group="policy",
        when=Condition((("mode", (LIMITED,)),)),
    ),
    Parameter(
        "call_timeout", "Timeout of one call", Kind.DURATION, 0.0, 0, 60, unit="ms",
        group="policy", help="A second try is within it; 0 means no timeout.",
    ),
    Parameter(
        "deadline", "Deadline of the answer", Kind.DURATION, 0.0, 0, 60, unit="ms",
        group="policy",
        help="From the arrival of the request until the parts must have been collected; 0: none.",
    ),
    Parameter(
        "cache_hit", "Parts found in the cache", Kind.SHARE, 0.0, 0, 1, group="policy",
        help="They take no time and cannot fail.",
    ),
    Parameter(
        "hedge_after", "Second try after", Kind.DURATION, 0.0, 0, 60, unit="ms", group="policy",
        help="A call without an answer by then is sent once more, and the first success counts;"
        " 0 sends none.",
    ),
    _overhead("client", "Way to the aggregator", 0.01),
    _overhead("request", "Processing the request", 0.01),
    _overhead("combine", "Combining the parts", 0.02),
    _overhead("build", "Building the answer", 0.01),
    _overhead("response", "Way back", 0.01),
    Parameter(
        "shown", "Request drawn", Kind.COUNT, 1, 1, 10_000, group="traffic",
        help="Its number; the timeline shows this one.",
    ),
)  # fmt: skip


def services(values: Values) -> tuple[Row, ...]:
    """Return one row for each service, times in seconds."""
    return reading.rows(SERVICES, values["services"])


def check(values: Values) -> Mapping[str, str]:
    """Return what is wrong between values that are allowed one by one."""
    names = [str(row["name"]) for row in services(values)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        return {"services": f"give each service a name of its own ({twice[0]} is there twice)"}
    deadline, request = float(values["deadline"]), float(values["request"])
    if 0 < deadline <= request:
        message = (
            "The deadline strikes before the first call is made"
            f" (deadline: {deadline * 1_000:g} ms; processing: {request * 1_000:g} ms)"
        )
        return {"deadline": message, "request": message}
    return {}
