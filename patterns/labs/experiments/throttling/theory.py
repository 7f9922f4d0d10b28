"""What mathematics says of limiters under Poisson arrivals and at the edges of windows."""

import math
from collections.abc import Iterable
from statistics import fmean
from typing import Final

from patterns.labs.experiments.throttling import parameters as given
from patterns.labs.experiments.throttling.simulation import Run
from patterns.labs.kernel import statistics, theory
from patterns.labs.kernel.results import Check

LARGEST_CHAIN: Final = 300
"""Places of the exact chain; it costs their square."""

CALCULUS: Final = "J.-Y. Le Boudec and P. Thiran, Network Calculus (2001): arrival curves"


def _refused(load: float, room: int) -> float:
    if load > 5:
        raise theory.DoesNotApply("the load is so high that the chain loses its digits")
    return theory.md1k(load, room)[-1]


def _within_quota(mean: float, quota: int) -> float:
    """Return the mean of min(N, quota) for a Poisson number N."""
    chance, below, total = math.exp(-mean), 0.0, 0.0
    for count in range(quota):
        total += count * chance
        below += chance
        chance *= mean / (count + 1)
    return total + quota * (1 - below)


REFUSED: Final = theory.Formula(
    "Share refused, as an M/D/1/K queue of tokens owed",
    "L. Kleinrock, Queueing Systems, volume 1 (1975), chain embedded at departures;"
    " ITU-T I.371 for the equivalence",
    _refused,
)
ACCEPTED: Final = theory.Formula(
    "Accepted above the limit, limit + burst/T", CALCULUS,
    lambda limit, burst, seconds: limit + burst / seconds,
)  # fmt: skip
WORST: Final = theory.Formula(
    "Worst burst of a fixed window, 2 × limit × window", CALCULUS, lambda quota: 2.0 * quota
)
WINDOWED: Final = theory.Formula(
    "Accepted per window, mean of min(Poisson, quota)", theory.ELEMENTARY, _within_quota
)


def checks(run: Run) -> Iterable[Check]:
    """Yield theory beside simulation for the algorithm that was chosen."""
    yield _refused_share(run)
    yield _accepted_rate(run)
    yield _worst_burst(run)
    yield _accepted_per_window(run)
    yield _lost_calls(run)


def _plain(run: Run) -> tuple[tuple[bool, str], ...]:
    """Return what every formula for one limiter under Poisson arrivals assumes."""
    setup = run.setup
    return (
        (setup.word("arrivals") != given.POISSON, "arrivals are not Poisson"),
        (run.limiters > 1, "several limiters share the requests"),
        (setup.whole("attempts") > 1, "requests that come back are not Poisson"),
    )


def _rejecting(run: Run) -> tuple[bool, str]:
    waits = run.setup.word("reaction") == given.DELAY and run.room > 0
    return waits and run.algorithm != given.LEAKY_BUCKET, "requests wait instead of being refused"


def _refused_share(run: Run) -> Check:
    setup, leaky = run.setup, run.algorithm == given.LEAKY_BUCKET
    room = run.room + 1 if leaky else setup.whole("burst")
    limit, rate = setup.number("limit"), setup.number("rate")
    # Dropped for the check: the time in which the full bucket of the start is forgotten. Near a
    # load of 1 the bucket wanders, and forgets only after the square of its size.
    apart = max(abs(1 - math.sqrt(rate / limit)), 1e-6)
    wander = min(room**2, 2 / apart**2) / limit
    warm = 10 * room / limit + 3 * wander
    later = [float(refused) for time, refused in run.refusals if time >= warm]
    enough = len(later) >= 40 * statistics.BATCHES
    enough = enough and run.events.now >= max(2 * warm, 40 * wander)
    mean, error = statistics.batch_means(later) if enough else (None, math.inf)
    applies = run.algorithm in (*given.BUCKETS, given.LEAKY_BUCKET)
    too_large = room > LARGEST_CHAIN
    return theory.check(
        REFUSED, rate / limit, min(room, LARGEST_CHAIN), simulated=mean, error=error, unit="share",
        unless=(
            (not applies, "the algorithm keeps no bucket"),
            *_plain(run),
            _rejecting(run),
            (too_large, f"the exact chain stops at {LARGEST_CHAIN} places"),
            (not enough, "the run is too short to forget its start"),
        ),
    )  # fmt: skip


def _accepted_rate(run: Run) -> Check:
    setup, until = run.setup, run.events.now
    limit, burst = setup.number("limit"), setup.whole("burst")
    spare = 2 * math.sqrt(limit * until + 1) + burst
    return theory.check(
        ACCEPTED, limit, burst, until,
        simulated=len(run.passed) / until if until else None,
        # What is left in the bucket at the end is a handful of tokens.
        error=1 / until if until else math.inf, unit="/s",
        unless=(
            (run.algorithm not in given.BUCKETS, "the algorithm keeps no bucket of tokens"),
            *_plain(run),
            _rejecting(run),
            (setup.number("rate") * until < limit * until + spare,
             "arrivals do not exceed the limit and the burst for long"),
        ),
    )  # fmt: skip


def _worst_burst(run: Run) -> Check:
    setup = run.setup
    quota = given.quota(setup.number("limit"), setup.number("window"))
    too_few = setup.number("rate") * setup.number("window") < quota + 1
    return theory.check(
        WORST, quota, simulated=float(worst_burst(run.passed, setup.number("window"))), error=0.0,
        unit="requests",
        unless=(
            (run.algorithm != given.FIXED_WINDOW, "the algorithm has no fixed windows"),
            (setup.word("arrivals") != given.EDGE, "nobody aims at the edges of the windows"),
            (run.limiters > 1, "several limiters share the requests"),
            (too_few, "too few requests come to fill two windows"),
            (run.events.now < 2 * setup.number("window"), "no edge was reached"),
            _rejecting(run),
        ),
    )  # fmt: skip


def _accepted_per_window(run: Run) -> Check:
    setup, window = run.setup, run.setup.number("window")
    whole = int(run.events.now / window)
    counts = [0] * max(whole, 1)
    for time in run.passed:
        number = int(time / window)
        if number < whole:
            counts[number] += 1
    few = whole < 2 * statistics.BATCHES
    mean, error = (None, math.inf) if few else statistics.batch_means([float(c) for c in counts])
    return theory.check(
        WINDOWED, setup.number("rate") * window, given.quota(setup.number("limit"), window),
        simulated=mean and fmean(counts), error=error, unit="requests",
        unless=(
            (run.algorithm != given.FIXED_WINDOW, "the algorithm has no fixed windows"),
            *_plain(run),
            _rejecting(run),
            (setup.number("rate") * window > 700, "the chance of an empty window is too small"),
            (few, "fewer than forty windows"),
        ),
    )  # fmt: skip


def _lost_calls(run: Run) -> Check:
    setup, slots = run.setup, run.setup.whole("in_flight")
    load = setup.number("rate") * setup.number("hold")
    warm = 10 * slots * setup.number("hold")
    later = [float(refused) for time, refused in run.refusals if time >= warm]
    enough = len(later) >= 40 * statistics.BATCHES and warm <= run.events.now / 2
    mean, error = statistics.batch_means(later) if enough else (None, math.inf)
    return theory.check(
        theory.ERLANG_B, load, slots, simulated=mean, error=error, unit="share",
        unless=(
            (run.algorithm != given.CONCURRENCY, "requests in flight are not limited"),
            *_plain(run),
            _rejecting(run),
            (not enough, "the run is too short to forget its start"),
        ),
    )  # fmt: skip


def worst_burst(passed: list[float], window: float) -> int:
    """Return the most requests that passed in any window of this length, its start excluded."""
    worst = start = 0
    for end, time in enumerate(passed):
        while passed[start] <= time - window:
            start += 1
        worst = max(worst, end - start + 1)
    return worst


def most_above(passed: list[float], limit: float) -> float:
    """Return the most by which any stretch of time passed more than `limit` times its length.

    That is the burst which the arrival curve limit × T + burst would need.
    """
    lowest, most = math.inf, 0.0
    for count, time in enumerate(passed):
        lowest = min(lowest, count - limit * time)
        most = max(most, count + 1 - limit * time - lowest)
    return most
