"""Lag as the time in a queue, catching up as a fluid, and what a cache that nobody clears adds."""

import math
from collections.abc import Iterable, Sequence
from statistics import fmean
from typing import Final

from patterns.labs.experiments.cqrs import parameters as given
from patterns.labs.experiments.cqrs.simulation import Run
from patterns.labs.kernel import statistics, theory
from patterns.labs.kernel.lab import Values
from patterns.labs.kernel.results import Check

FLUID_TOLERANCE: Final = 0.05
_LEAST_SAMPLES: Final = 40 * statistics.BATCHES
_KLEINROCK: Final = "L. Kleinrock, Queueing Systems, volume 1 (1975)"


def capacity(values: Values) -> float:
    """Return the changes per second that the processor manages with full transactions."""
    batch, commit = int(values["batch"]), float(values["commit_share"])
    return float(values["processor"]) * batch / (commit + (1 - commit) * batch)


def _spare(arrivals: float, capacity: float) -> float:
    if arrivals >= capacity:
        raise theory.DoesNotApply("changes reach the capacity: the view never catches up")
    return capacity - arrivals


def _beyond_exponential(arrivals: float, capacity: float, mean: float) -> float:
    return 1 / (1 + _spare(arrivals, capacity) * mean)


def _stale_records(arrivals: float, capacity: float, keys: float) -> float:
    """Return the share of records with a change on its way: those among a geometric number."""
    _spare(arrivals, capacity)
    load = arrivals / capacity
    return 1 - (1 - load) / (1 - load * (1 - 1 / keys))


LOOK: Final = theory.Formula(
    "Looks that find the view behind, exp(-(μ-λ)d)", f"M/M/1 queue; {_KLEINROCK}",
    theory.mm1_sojourn_beyond,
)  # fmt: skip
LOOK_EXPONENTIAL: Final = theory.Formula(
    "Looks that find the view behind, 1/(1+(μ-λ)d)",
    f"M/M/1 queue against an exponential time; {_KLEINROCK}", _beyond_exponential,
)  # fmt: skip
STALE: Final = theory.Formula(
    "Stale reads by others, 1-(1-ρ)/(1-ρ(1-1/K))",
    f"geometric number of changes on their way in M/M/1, over K records; {_KLEINROCK}",
    _stale_records,
)
LAG: Final = theory.Formula(
    "Mean lag, 1/(μ-λ) + poll/2",
    "Y. Levy and U. Yechiali, Utilization of Idle Time in an M/G/1 Queueing System (1975)",
    lambda arrivals, capacity, poll: 1 / _spare(arrivals, capacity) + poll / 2,
)
CATCH_UP: Final = theory.Formula(
    "Time to catch up, λ × outage / (μ-λ)",
    "fluid approximation; G. F. Newell, Applications of Queueing Theory (1982)",
    lambda arrivals, capacity, outage: arrivals * outage / _spare(arrivals, capacity),
)
HIDDEN: Final = theory.Formula(
    "Mean time for which the cache hides a change, T²/2 / (T+1/r)",
    "renewal-reward theorem; S. M. Ross, Introduction to Probability Models",
    lambda lifetime, reads: lifetime**2 / 2 / (lifetime + 1 / reads),
)


def checks(run: Run) -> Iterable[Check]:
    """Yield theory beside simulation."""
    unless, warm = _steady(run)
    yield _first_look(run, unless, warm)
    yield _second_look(run, unless, warm)
    yield _others(run, unless, warm)
    yield _lag(run)
    yield _little(run)
    yield _catch_up(run)
    yield _hidden(run)


def _steady(run: Run) -> tuple[tuple[tuple[bool, str], ...], float]:
    """Return what forbids the formulas of M/M/1, and the seconds after which they hold."""
    setup = run.setup
    load = setup.number("writes") / setup.number("processor")
    # Queues near saturation forget slowly: the relaxation of M/M/1 is 1/(μ(1-√ρ)²).
    forget = 1 / setup.number("processor") / max(1 - math.sqrt(min(load, 1.0)), 1e-3) ** 2
    warm = 10 / setup.number("processor") + 3 * forget
    return (
        (setup.whole("batch") > 1, "several changes are committed together"),
        (bool(setup.script.faults), "faults change the course of things"),
        (load >= 1, "changes reach the capacity: the view never catches up"),
        (run.events.now < 40 * forget, "the run is too short to forget its start"),
    ), warm


def _first_look(run: Run, unless: tuple[tuple[bool, str], ...], warm: float) -> Check:
    setup = run.setup
    formula = LOOK if setup.word("distribution") == given.FIXED else LOOK_EXPONENTIAL
    share, error, enough = _share_of(run.looks[0], warm)
    return theory.check(
        formula, setup.number("writes"), setup.number("processor"), setup.number("read_after"),
        simulated=share, error=error, unit="share",
        unless=(
            *unless,
            (setup.number("poll") > 0, "the wait for the next poll comes on top"),
            (not enough, "too few looks"),
        ),
        name=f"First {formula.name[0].lower()}{formula.name[1:]}",
    )  # fmt: skip


def _second_look(run: Run, unless: tuple[tuple[bool, str], ...], warm: float) -> Check:
    setup = run.setup
    share, error, enough = _share_of(run.looks[1], warm)
    return theory.check(
        LOOK, setup.number("writes"), setup.number("processor"), 2 * setup.number("read_after"),
        simulated=share, error=error, unit="share",
        unless=(
            *unless,
            (setup.word("distribution") != given.FIXED, "looks come at random"),
            (setup.number("poll") > 0, "the wait for the next poll comes on top"),
            (not enough, "too few second looks"),
        ),
        name=f"Second {LOOK.name[0].lower()}{LOOK.name[1:]}",
    )  # fmt: skip


def _others(run: Run, unless: tuple[tuple[bool, str], ...], warm: float) -> Check:
    setup = run.setup
    share, error, enough = _share_of(run.others, warm)
    return theory.check(
        STALE, setup.number("writes"), setup.number("processor"), setup.whole("keys"),
        simulated=share, error=error, unit="share",
        unless=(
            *unless,
            (setup.number("poll") > 0, "the wait for the next poll comes on top"),
            (setup.number("cache_lifetime") > 0, "a cache stands before the view"),
            (not enough, "too few reads"),
        ),
    )  # fmt: skip


def _lag(run: Run) -> Check:
    setup = run.setup
    unless, warm = _steady(run)
    later = run.lags[int(warm * setup.number("writes")) :]
    enough = len(later) >= _LEAST_SAMPLES
    mean, error = statistics.batch_means(later) if enough else (None, math.inf)
    return theory.check(
        LAG, setup.number("writes"), setup.number("processor"), setup.number("poll"),
        simulated=mean, error=error, unit="s",
        unless=(
            *unless,
            (setup.number("poll") > run.events.now / 40, "the run has too few polls"),
            (not enough, "too few changes"),
        ),
    )  # fmt: skip


def _little(run: Run) -> Check:
    """Changes on their way, over time, are those that come times how long each is on its way."""
    setup, now, feed = run.setup, run.events.now, run.feed
    writes = run.counters["writes"]
    lag = (feed.lagged + sum(now - each.came for each in feed.left())) / writes if writes else 0.0
    return theory.check(
        theory.LITTLE, setup.number("writes"), lag,
        simulated=feed.level_time / now if writes else None,
        error=lag * math.sqrt(setup.number("writes") / now) if now else math.inf,
        unit="changes",
        unless=((not setup.script.timeline("writes").is_healthy, "the rate of changes changes"),),
        name="Little's law: mean number of changes on their way",
    )  # fmt: skip


def _catch_up(run: Run) -> Check:
    setup = run.setup
    rate, most = setup.number("writes"), capacity(setup.values)
    rows = [row for row in setup.script.faults if row.target == "processor"]
    outage = rows[0].end - rows[0].start if rows else 0.0
    spare = max(most - rate, 0.0)
    fluid = rate * outage / spare if spare else math.inf
    # Changes that come and changes that are applied count to a Poisson number.
    error = math.sqrt(rate * outage + (rate + most) * fluid) / spare if spare else math.inf
    caught_up, restarted = run.caught_up, run.restarted
    return theory.check(
        CATCH_UP, rate, most, outage,
        simulated=None if caught_up is None or restarted is None else caught_up - restarted,
        error=error, unit="s",
        unless=(
            (not rows, "the processor was never down"),
            (len(setup.script.faults) > 1 or run.counters["crashes"] != 1, "not one crash alone"),
            (spare < 0.05 * most, "changes leave hardly any capacity to catch up"),
            (rate * outage < 50, "too few changes came while it was down"),
            (caught_up is None, "the view had not caught up before the end"),
        ),
        tolerance=FLUID_TOLERANCE,
    )  # fmt: skip


def _hidden(run: Run) -> Check:
    setup, lifetime = run.setup, run.setup.number("cache_lifetime")
    own = setup.whole("own_reads") * setup.number("writes")
    rate = (setup.number("reads") + own) / setup.whole("keys")
    later = run.hidden[len(run.hidden) // 10 :]
    enough = len(later) >= _LEAST_SAMPLES
    mean, error = statistics.batch_means(later) if enough else (None, math.inf)
    return theory.check(
        HIDDEN, lifetime, rate or 1.0, simulated=mean, error=error, unit="s",
        unless=(
            (lifetime == 0, "there is no cache"),
            (setup.flag("clearing"), "the processor clears what has changed"),
            (not rate, "nobody reads"),
            (lifetime * rate < 20 and own > 0, "own looks renew copies just after changes"),
            (bool(setup.script.faults), "faults change the course of things"),
            (run.events.now < 10 * lifetime, "the run is shorter than ten lifetimes"),
            (not enough, "too few changes"),
        ),
    )  # fmt: skip


def _share_of(
    samples: Sequence[tuple[float, bool]], warm: float
) -> tuple[float | None, float, bool]:
    """Return the share that is true after `warm` seconds, its error, and if samples suffice."""
    later = [float(sample) for time, sample in samples if time >= warm]
    if len(later) < _LEAST_SAMPLES:
        return (fmean(later) if later else None), math.inf, False
    share, error = statistics.batch_means(later)
    return share, error, True
