"""What mathematics says about the slowest of several calls, and a run held to it."""

import math
from collections.abc import Iterable, Sequence
from statistics import NormalDist, fmean, stdev
from typing import Final

from patterns.labs.experiments.aggregator.simulation import Run, time_left
from patterns.labs.kernel import theory
from patterns.labs.kernel.results import Check
from patterns.parameters import Row

_NORMAL: Final = NormalDist()
TAIL: Final = 0.95

PRODUCT: Final = theory.Formula(
    "Within the 95 % point of the slowest: product of the parts' distributions",
    theory.ELEMENTARY,
    lambda share: share,
)
COMPLETENESS: Final = theory.Formula(
    "Complete answers, product of (1 - p) over the parts", theory.ELEMENTARY, math.prod
)
SUM_OF_MEANS: Final = theory.Formula(
    "One after another: sum of the mean times", theory.ELEMENTARY, math.fsum
)


def beyond(row: Row, seconds: float) -> float:
    """Return the chance that a call of this service takes longer than that."""
    time, sigma = float(row["time"]), float(row["sigma"])
    if row["distribution"] == "exponential":
        return math.exp(-seconds / time)
    if is_constant(row):
        return float(time > seconds)
    return 1 - _NORMAL.cdf(math.log(seconds / time) / sigma) if seconds > 0 else 1.0


def mean(row: Row) -> float:
    """Return the mean time of a call in seconds."""
    time, sigma = float(row["time"]), float(row["sigma"])
    return time * math.exp(sigma**2 / 2) if row["distribution"] == "lognormal" else time


def is_constant(row: Row) -> bool:
    return row["distribution"] == "constant" or (
        row["distribution"] == "lognormal" and not row["sigma"]
    )


def point_of_maximum(rows: Sequence[Row], share: float) -> float:
    """Return the seconds within which all calls end with this chance.

    Independent calls all end in time with the product of their chances. Found by bisection, so
    right to the last digits.
    """
    low, high = 0.0, max(mean(row) for row in rows)
    while _all_within(rows, high) < share:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        if _all_within(rows, middle) < share:
            low = middle
        else:
            high = middle
    return high


def checks(run: Run) -> Iterable[Check]:
    """Yield theory beside simulation; formulas on times do not know second tries or the cache."""
    setup, rows, record = run.setup, run.rows, run.record
    asked = run.requests
    changed = (
        (setup.number("call_timeout") > 0, "the timeout cuts calls short"),
        (setup.number("hedge_after") > 0, "second tries replace slow calls"),
        (setup.number("cache_hit") > 0, "parts from the cache take no time"),
    )
    times = {float(row["time"]) for row in rows}
    alike = len(times) == 1 and all(row["distribution"] == "exponential" for row in rows)
    yield theory.check(
        theory.MEAN_OF_MAXIMUM, max(times), len(rows),
        simulated=fmean(record.parallel) if asked else None,
        error=_error(record.parallel), unit="s",
        unless=((not alike, "the services are not equal and exponential"), *changed),
    )  # fmt: skip
    constant = all(is_constant(row) for row in rows)
    stands_still = ((constant, "every call takes the same time"),)
    unless = (*stands_still, *changed)
    within = None
    if asked and not constant:
        point = point_of_maximum(rows, TAIL)
        within = sum(seconds <= point for seconds in record.parallel) / asked
    # A constant part can make the distribution jump over 95 %.
    jumps = not constant and _all_within(rows, point_of_maximum(rows, TAIL)) > TAIL + 1e-6
    yield theory.check(
        PRODUCT, TAIL, simulated=within, error=theory.binomial_error(TAIL, asked), unit="share",
        unless=(*unless, (jumps, "a constant part is slower than the 95 % point of the others")),
    )  # fmt: skip
    cached = setup.number("cache_hit")
    slow = 0.01 * (1 - cached)
    expected = theory.at_least_one(slow, len(rows))
    yield theory.check(
        theory.AT_LEAST_ONE, slow, len(rows),
        simulated=record.slow / asked if asked else None,
        error=theory.binomial_error(expected, asked), unit="share",
        unless=((any(is_constant(row) for row in rows), "a constant call is never slow"),),
        name="A request meets the slowest 1 % of a service, 1-(1-q)^n",
    )  # fmt: skip
    yield theory.check(
        SUM_OF_MEANS, [mean(row) for row in rows],  # type: ignore[arg-type]
        simulated=fmean(record.sequential) if asked else None,
        error=_error(record.sequential), unit="s", unless=changed,
    )  # fmt: skip
    good = [1 - float(row["failure"]) * (1 - cached) for row in rows]
    complete = math.prod(good)
    yield theory.check(
        COMPLETENESS, good,  # type: ignore[arg-type]
        simulated=record.counters["complete"] / asked if asked else None,
        error=theory.binomial_error(complete, asked), unit="share",
        unless=(
            (setup.number("call_timeout") > 0, "time-outs add failures"),
            (setup.number("hedge_after") > 0, "a second try may succeed where the first fails"),
            (time_left(setup) < math.inf, "the deadline leaves parts out"),
        ),
    )  # fmt: skip


def _all_within(rows: Sequence[Row], seconds: float) -> float:
    return math.prod(1 - beyond(row, seconds) for row in rows)


def _error(samples: Sequence[float]) -> float:
    return stdev(samples) / math.sqrt(len(samples)) if len(samples) > 1 else math.inf
