"""What the reader may set: the limiter, who calls it how, and what becomes of refused requests."""

from collections.abc import Mapping
from typing import Final

from patterns import parameters as reading
from patterns.labs.kernel.lab import Values
from patterns.parameters import Condition, Kind, Parameter, Row

PLAIN_BUCKET: Final = "token-bucket"
GCRA: Final = "gcra"
LEAKY_BUCKET: Final = "leaky-bucket"
FIXED_WINDOW: Final = "fixed-window"
SLIDING_LOG: Final = "sliding-log"
SLIDING_COUNTER: Final = "sliding-counter"
CONCURRENCY: Final = "concurrency"
WINDOWS: Final = (FIXED_WINDOW, SLIDING_LOG, SLIDING_COUNTER)
BUCKETS: Final = (PLAIN_BUCKET, GCRA)
POISSON: Final = "poisson"
EDGE: Final = "window-edge"
ON_OFF: Final = "on-off"
DELAY: Final = "delay"
EACH: Final = "each client"
MOST_ATTEMPTS: Final = 10

CLIENTS: Final = Parameter(
    "clients", "Clients", Kind.ROWS, "A:1,B:1,C:1,D:5", 1, 20, group="traffic",
    help="Their weights share the arrival rate.",
    columns=(
        Parameter("name", "Name", Kind.TEXT, "client"),
        Parameter("weight", "Weight", Kind.NUMBER, 1.0, 0.01, 100),
    ),
)  # fmt: skip


def _algorithm(*names: str) -> Condition:
    return Condition((("algorithm", names),))


PARAMETERS: Final = (
    Parameter(
        "rate", "Arrivals", Kind.RATE, 80.0, 0.1, 1_000, unit="/s", group="traffic",
        help="All clients together, on average.",
    ),
    Parameter(
        "arrivals", "They come", Kind.CHOICE, POISSON, choices=(POISSON, EDGE, ON_OFF),
        group="traffic",
        help="window-edge: crowded around every second edge of the window; on-off: 5 s at twice"
        " the rate, then 5 s of silence.",
    ),
    Parameter("duration", "Duration", Kind.DURATION, 200.0, 10, 3_600, unit="s", group="traffic"),
    CLIENTS,
    Parameter(
        "algorithm", "Algorithm", Kind.CHOICE, PLAIN_BUCKET,
        choices=(PLAIN_BUCKET, LEAKY_BUCKET, *WINDOWS, GCRA, CONCURRENCY), group="policy",
    ),
    Parameter(
        "limit", "Limit", Kind.RATE, 50.0, 0.1, 1_000, unit="/s", group="policy",
        when=_algorithm(PLAIN_BUCKET, LEAKY_BUCKET, *WINDOWS, GCRA),
    ),
    Parameter(
        "burst", "Burst", Kind.COUNT, 100, 1, 10_000, group="policy", when=_algorithm(*BUCKETS),
        help="The size of the bucket: what may pass at once after a quiet time.",
    ),
    Parameter(
        "window", "Window", Kind.DURATION, 1.0, 0.1, 60, unit="s", group="policy",
        help="Counted by windows; for every algorithm the worst burst is sought in one.",
    ),
    Parameter(
        "in_flight", "Requests at a time", Kind.COUNT, 10, 1, 500, group="policy",
        when=_algorithm(CONCURRENCY),
    ),
    Parameter(
        "hold", "Mean time in flight", Kind.DURATION, 0.2, 0.001, 60, unit="ms", group="service",
        when=_algorithm(CONCURRENCY), help="Exponential.",
    ),
    Parameter(
        "scope", "The limit is for", Kind.CHOICE, "all together", choices=("all together", EACH),
        group="policy", help="each client: everyone has a limiter of their own with these values.",
    ),
    Parameter(
        "reaction", "Above the limit", Kind.CHOICE, "reject", choices=("reject", DELAY),
        group="policy", help="delay: wait in the queue. A leaky bucket always delays.",
    ),
    Parameter(
        "queue", "Waiting room", Kind.COUNT, 0, 0, 10_000, group="policy",
        help="Of each limiter; full means refused.",
    ),
    Parameter(
        "attempts", "Attempts in total", Kind.COUNT, 1, 1, MOST_ATTEMPTS, group="traffic",
        help="A refused request comes back until it has made so many.",
    ),
    Parameter(
        "honored", "Clients that wait as told", Kind.SHARE, 1.0, 0, 1, group="traffic",
        help="They come back after Retry-After, whole seconds; the others after 100 ms.",
    ),
    Parameter(
        "retry_spread", "Spread of the return", Kind.DURATION, 0.0, 0, 60, unit="s",
        group="policy", help="Retry-After is lengthened at random by up to this.",
    ),
    Parameter(
        "nodes", "Nodes", Kind.COUNT, 1, 1, 20, group="service",
        help="Each has limiters of its own with these values; requests go to one by chance.",
    ),
    Parameter(
        "sync", "Nodes tell each other every", Kind.DURATION, 0.0, 0, 10, unit="ms",
        group="service", help="What they have let through; 0: never.",
    ),
)  # fmt: skip
LEAST_SYNC: Final = 0.01


def clients(values: Values) -> tuple[Row, ...]:
    return reading.rows(CLIENTS, values["clients"])


def check(values: Values) -> Mapping[str, str]:
    """Return what is wrong between values that are allowed one by one."""
    names = [str(row["name"]) for row in clients(values)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        return {"clients": f"give each client a name of its own ({twice[0]} is there twice)"}
    algorithm, sync = str(values["algorithm"]), float(values["sync"])
    limit, window = float(values["limit"]), float(values["window"])
    if algorithm in WINDOWS and quota(limit, window) < 1:
        message = f"Not one request fits into a window (limit: {limit:g}/s; window: {window:g} s)"
        return {"limit": message, "window": message}
    if sync and algorithm in (LEAKY_BUCKET, CONCURRENCY):
        message = f"A {algorithm} limiter has no count to tell (sync: {sync * 1_000:g} ms)"
        return {"sync": message, "algorithm": message}
    if 0 < sync < LEAST_SYNC:
        return {"sync": f"Enter 0, or {LEAST_SYNC * 1_000:g} ms and more"}
    return {}


def quota(limit: float, window: float) -> int:
    """Return how many whole requests a window may hold."""
    # A product such as 0.1 * 30 must not lose its last request to rounding.
    return int(limit * window + 1e-9)
