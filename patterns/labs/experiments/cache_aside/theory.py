"""Hit shares by Che's approximation and by lifetimes, and how many loads a stampede makes."""

import math
from collections.abc import Iterable, Sequence
from typing import Final

from patterns.labs.experiments.cache_aside import parameters as given
from patterns.labs.experiments.cache_aside.simulation import Run
from patterns.labs.kernel import statistics, theory
from patterns.labs.kernel.results import Check

MOST_KEYS: Final = 5_000
"""Keys over which Che's sum is still quick."""


def _lifetime_share(weights: Sequence[float], rate: float, lifetime: float) -> float:
    """Return the hit share over keys that take these shares of the reads."""
    return math.fsum(
        weight * theory.lifetime_hit_share(rate * weight, lifetime) for weight in weights
    )


LIFETIME: Final = theory.Formula(
    "Hit share by lifetime, λT/(1+λT) for each record", theory.ELEMENTARY, _lifetime_share
)
STAMPEDE: Final = theory.Formula(
    "Loads when a record is missing, 1 + λ × load time",
    "M/G/∞ queue; L. Kleinrock, Queueing Systems, volume 1 (1975)",
    lambda rate, seconds: 1 + rate * seconds,
)
UTILIZATION: Final = theory.Formula(
    "Places in use, statements × time / places",
    "utilization law; P. J. Denning and J. P. Buzen, The Operational Analysis of Queueing Network"
    " Models (1978)",
    lambda statements, seconds, places, until: statements * seconds / places / until,
)


def weights(run: Run) -> list[float]:
    """Return the share of the reads that each key takes, the most popular first."""
    table = run.table
    return [share - before for share, before in zip(table, (0.0, *table), strict=False)]


def checks(run: Run) -> Iterable[Check]:
    yield _che(run)
    yield _lifetime(run)
    yield _stampede(run)
    yield _utilization(run)


def _disturbances(run: Run) -> tuple[tuple[bool, str], ...]:
    return (
        (run.setup.number("write_share") > 0, "writes change the copies"),
        (bool(run.setup.script.faults), "faults change the course of things"),
    )


def _che(run: Run) -> Check:
    setup, size = run.setup, run.setup.whole("size")
    later, mean, error = _hits_after(run, 0.25)
    slow = setup.number("rate") * setup.number("database") > 0.01 * size
    filled = run.full_at is not None and run.full_at < 0.25 * len(run.outcomes)
    return theory.check(
        theory.CHE, weights(run), size,  # type: ignore[arg-type]
        simulated=mean, error=error, unit="share",
        unless=(
            (setup.word("policy") != given.LRU, "the policy is not LRU"),
            (setup.number("lifetime") > 0, "copies end by their lifetime too"),
            *_disturbances(run),
            (len(run.table) > MOST_KEYS, f"more than {MOST_KEYS:,} records to sum over"),
            (size >= len(run.table), "the cache holds every record"),
            (slow, "a load takes more than 1 % of the time in which the cache fills"),
            (not filled, "the cache fills only in the last three quarters"),
            (later < 40 * statistics.BATCHES, "too few reads"),
        ),
    )  # fmt: skip


def _lifetime(run: Run) -> Check:
    setup, lifetime = run.setup, run.setup.number("lifetime")
    later, mean, error = _hits_after(run, 0.25)
    rate, until = setup.number("rate"), run.end
    return theory.check(
        LIFETIME, weights(run), rate, lifetime,  # type: ignore[arg-type]
        simulated=mean, error=error, unit="share",
        unless=(
            (lifetime == 0, "copies have no lifetime"),
            (setup.number("lifetime_jitter") > 0, "lifetimes differ"),
            (setup.whole("size") < len(run.table), "the cache drops copies before their time"),
            *_disturbances(run),
            (setup.number("database") > 0.005 * lifetime, "a load takes more than 0.5 % of it"),
            (until < 12 * lifetime, "the run is shorter than twelve lifetimes"),
            (later < 40 * statistics.BATCHES, "too few reads"),
        ),
    )  # fmt: skip


def _stampede(run: Run) -> Check:
    setup = run.setup
    rate, seconds = setup.number("rate") * run.table[0], setup.number("database")
    constant = setup.word("distribution") == given.CONSTANT
    return theory.check(
        STAMPEDE, rate, seconds,
        simulated=run.hot_misses / run.hot_cycles if run.hot_cycles else None,
        error=math.sqrt(rate * seconds / run.hot_cycles) if run.hot_cycles else math.inf,
        unit="loads",
        unless=(
            (not constant, "loads of different length overtake each other"),
            (setup.flag("single_flight"), "further reads wait for the first load"),
            (run.database.most_waiting > 0, "loads wait for a place of the database"),
            (setup.word("policy") == given.KEEP, "what was loaded may not be kept"),
            *_disturbances(run),
            (run.hot_cycles < 20, "the hottest record was missing fewer than twenty times"),
        ),
        name="Reads of the hottest record that miss, each time that it is missing",
    )  # fmt: skip


def _utilization(run: Run) -> Check:
    setup, database = run.setup, run.database
    done = run.counters["loaded"] + run.counters["written"]
    mean, whole = setup.number("database"), database.size * run.end
    constant = setup.word("distribution") == given.CONSTANT
    # At the end of a capped run some statements are half done.
    half_done = mean * database.in_use
    error = (0.0 if constant else mean * math.sqrt(done)) + half_done
    return theory.check(
        UTILIZATION, done, mean, database.size, run.end or 1.0,
        simulated=database.busy_time / whole if done else None,
        error=error / whole if whole else math.inf, unit="share",
        unless=((not run.setup.script.timeline("database").is_healthy, "faults slow it down"),),
    )  # fmt: skip


def _hits_after(run: Run, share: float) -> tuple[int, float | None, float]:
    """Return how many reads come after that share of all, their hit share and its error."""
    later = [float(hit) for hit in run.outcomes[int(share * len(run.outcomes)) :]]
    if len(later) < 40 * statistics.BATCHES:
        return len(later), None, math.inf
    mean, error = statistics.batch_means(later)
    return len(later), mean, error
