"""Backlog and drain as a fluid, waiting by Erlang and Pollaczek, and what a timeout repeats."""

import math
from collections.abc import Iterable
from typing import Final

from patterns.labs.experiments.queue_based_load_leveling import parameters as given
from patterns.labs.experiments.queue_based_load_leveling.simulation import Run
from patterns.labs.kernel import statistics, theory
from patterns.labs.kernel.results import Check

FLUID_TOLERANCE: Final = 0.05
_FLUID: Final = "fluid approximation; G. F. Newell, Applications of Queueing Theory (1982)"


def _pollaczek(rate: float, seconds: float, square: float) -> float:
    """Return the mean wait in seconds; square: the mean of the squared service time."""
    load = rate * seconds
    if load >= 1:
        raise theory.DoesNotApply("arrivals reach capacity: the queue has no end")
    return rate * square / (2 * (1 - load))


BACKLOG: Final = theory.Formula(
    "Backlog at the end of the burst, (burst - capacity) × its length", _FLUID,
    lambda burst, capacity, seconds: (burst - capacity) * seconds,
)  # fmt: skip
DRAIN: Final = theory.Formula(
    "Time to drain, backlog / (capacity - quiet rate)", _FLUID,
    lambda burst, capacity, seconds, base: (burst - capacity) * seconds / (capacity - base),
)  # fmt: skip
POLLACZEK: Final = theory.Formula(
    "Mean wait of one consumer, λE[S²]/(2(1-ρ))",
    "F. Pollaczek (1930), A. Khinchine (1932); L. Kleinrock, Queueing Systems, volume 1 (1975)",
    _pollaczek,
)
REDELIVERED: Final = theory.Formula(
    "First deliveries that outlast the visibility timeout, P(service > timeout)",
    theory.ELEMENTARY,
    lambda seconds, timeout: math.exp(-timeout / seconds),
)


def checks(run: Run) -> Iterable[Check]:
    yield from _burst(run)
    yield from _steady(run)
    yield _redelivered(run)


def _disturbances(run: Run) -> tuple[tuple[bool, str], ...]:
    setup, counters = run.setup, run.counters
    return (
        (bool(setup.script.faults), "faults change the course of things"),
        (setup.whole("autoscale_at") > 0, "the number of consumers changes"),
        (counters["refused"] + counters["expired"] > 0, "messages were refused or have expired"),
        (counters["redeliveries"] > 0, "messages were delivered again"),
    )


def _burst(run: Run) -> Iterable[Check]:
    setup = run.setup
    start, end = setup.number("burst_start"), setup.number("burst_end")
    base, burst, length = setup.number("base_rate"), setup.number("burst_rate"), end - start
    capacity = setup.whole("consumers") / setup.number("service")
    unless = (
        (burst <= 1.2 * capacity or length == 0, "the burst hardly exceeds the capacity"),
        (base >= 0.9 * capacity, "quiet times leave hardly any capacity"),
        *_disturbances(run),
        (run.events.now < end, "the run ended before the burst"),
    )
    # Both arrivals and ends of messages count to a Poisson number.
    error = math.sqrt((burst + capacity) * length)
    yield theory.check(
        BACKLOG, burst, capacity, length,
        simulated=None if run.at_burst_end is None else float(run.at_burst_end), error=error,
        unit="messages", unless=unless, tolerance=FLUID_TOLERANCE,
    )  # fmt: skip
    spare = capacity - base
    drain = max(burst - capacity, 0.0) * length / spare if spare > 0 else 0.0
    error = math.sqrt(error**2 + (base + capacity) * drain) / spare if spare > 0 else math.inf
    yield theory.check(
        DRAIN, burst, capacity, length, base,
        simulated=None if run.drained is None else run.drained - end, error=error, unit="s",
        unless=(*unless, (run.drained is None, "the queue was not empty again before the end")),
        tolerance=FLUID_TOLERANCE,
    )  # fmt: skip


def _steady(run: Run) -> Iterable[Check]:
    setup = run.setup
    consumers, seconds = setup.whole("consumers"), setup.number("service")
    rate = setup.number("base_rate")
    constant = setup.word("distribution") == given.CONSTANT
    no_burst = (
        setup.number("burst_start") == setup.number("burst_end")
        or setup.number("burst_rate") == rate
    )
    load = rate * seconds / consumers
    # Waits near saturation forget slowly: the relaxation of M/M/1 is S/(1-√ρ)².
    forget = seconds / max(1 - math.sqrt(min(load, 1.0)), 1e-6) ** 2
    warm = 10 * consumers * seconds + 3 * forget
    first = int(rate * warm)
    later = run.waits[first:]
    enough = len(later) >= 40 * statistics.BATCHES and run.events.now >= 40 * forget
    mean, error = statistics.batch_means(later) if enough else (None, math.inf)
    unless = (
        (not no_burst, "a burst is no steady state"),
        *_disturbances(run),
        (setup.number("poison") > 0, "messages come back"),
        (not enough, "the run is too short to forget its start"),
    )
    yield theory.check(
        theory.ERLANG_C_WAIT, rate * seconds, consumers, seconds, simulated=mean, error=error,
        unit="s", unless=((constant, "service is constant"), *unless),
    )  # fmt: skip
    square = seconds**2 * (1 if constant else 2)
    yield theory.check(
        POLLACZEK, rate, seconds, square, simulated=mean, error=error, unit="s",
        unless=((consumers > 1, "more than one consumer"), *unless),
    )  # fmt: skip


def _redelivered(run: Run) -> Check:
    setup, timeout = run.setup, run.setup.number("visibility_timeout")
    constant = setup.word("distribution") == given.CONSTANT
    first = len(run.services)
    expected = math.exp(-timeout / setup.number("service"))
    return theory.check(
        REDELIVERED, setup.number("service"), timeout,
        simulated=sum(s > timeout for s in run.services) / first if first else None,
        error=theory.binomial_error(expected, first), unit="share",
        unless=(
            (constant, "every message takes the same time"),
            (expected < 1e-6, "hardly any message takes that long"),
            (not setup.script.timeline("consumers").is_healthy, "faults change the times"),
        ),
    )  # fmt: skip
