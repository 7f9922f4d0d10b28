"""What a run shows: hits, what is left for the database, stale copies, and loads at once."""

from collections.abc import Iterable
from typing import Final

from patterns.labs.experiments.cache_aside import parameters as given
from patterns.labs.experiments.cache_aside import theory
from patterns.labs.experiments.cache_aside.simulation import Run
from patterns.labs.kernel import statistics
from patterns.labs.kernel.lab import Balance, Invariant, Values
from patterns.labs.kernel.results import Findings, Measure

COUNTERS: Final = (
    "reads", "hits", "misses", "loads", "joined", "refused", "loaded", "loading", "stale",
    "writes", "written", "writes_refused", "dropped", "crashes",
)  # fmt: skip
QUANTITIES: Final = {
    "joined": "waited for another's load",
    "refused": "refused by a full queue",
    "loading": "still loading",
    "stale": "stale hits",
    "dropped": "copies dropped for room",
    "writes_refused": "writes refused by a full queue",
    "crashes": "crashes of the cache",
}
BALANCES: Final = (
    Balance(("hits", "misses"), ("reads",)),
    Balance(("loads", "joined", "refused"), ("misses",)),
    Balance(("loaded", "loading"), ("loads",)),
)


def findings(run: Run) -> Findings:
    """Return what a run that is over has shown."""
    run.database.settle()
    counters = {name: run.counters[name] for name in COUNTERS}
    counters |= {"loading": run.loading, "dropped": run.cache.dropped}
    return Findings(
        simulated_until=float(run.counters["reads"]),
        events=run.events.count,
        is_capped=run.events.is_capped,
        counters=counters,
        measures=tuple(_measures(run)),
        series=(
            run.hits.share_of(run.reads, "hit_share", "Hits of all reads"),
            run.stale.share_of(run.reads, "stale_share", "Stale reads of all reads"),
            run.loads.series("loads", "Loads", "/s", per_second=True),
        ),
        histograms=(statistics.histogram("latency", "Time of reads", run.times),),
        trace=tuple(run.trace),
        checks=tuple(theory.checks(run)),
        notes=tuple(_notes(run)),
        evidence={
            "most_copies": run.cache.most,
            "most_loads": run.most_loads,
            "slowest_hit": run.slowest_hit,
            "fastest_miss": run.fastest_miss,
            "stale_without_race": run.stale_without_race,
            "served_too_old": run.oldest_served >= 0,
            "most_in_use": run.database.most_in_use,
        },
    )


def _measures(run: Run) -> Iterable[Measure]:
    counters, now, database = run.counters, run.end, run.database
    reads = counters["reads"]
    yield statistics.share(
        "hit_share", "Reads served by the cache", counters["hits"], reads, noun="reads",
        is_headline=True,
    )  # fmt: skip
    ordered = sorted(run.times)
    yield statistics.mean(
        "read_mean", "Mean time of a read", run.times,
        noun="reads", is_headline=True,
    )  # fmt: skip
    for name, level in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99)):
        label = f"P{level * 100:.0f} time of a read"
        yield statistics.percentile(
            name, label, ordered, level, noun="reads", is_headline=name == "p99"
        )
    busy = database.busy_time / (database.size * now) if now else 0.0
    yield Measure(
        name="database_busy", label="Places of the database in use", value=busy, unit="share",
        is_headline=True,
    )  # fmt: skip
    yield Measure(
        name="loads_rate", label="Loads", value=counters["loads"] / now if now else None,
        unit="/s", reason="" if now else "no time passed",
    )  # fmt: skip
    yield statistics.share(
        "stale_share", "Stale reads", counters["stale"], reads, noun="reads", is_headline=True
    )
    yield Measure(
        name="most_loads", label="Most loads of one record at a time",
        value=float(run.most_loads),
    )  # fmt: skip
    yield Measure(
        name="longest_queue", label="Longest queue of the database",
        value=float(database.most_waiting), unit="statements",
    )  # fmt: skip


def _notes(run: Run) -> Iterable[str]:
    setup, counters = run.setup, run.counters
    if counters["refused"] or counters["writes_refused"]:
        yield "The queue of the database reached the limit of the lab; what came then was refused."
    if setup.word("on_write") == given.NOTHING and not setup.number("lifetime"):
        yield "Nobody touches a copy after a write, and it has no lifetime: it may stay stale."


def _stale_only_by_the_race(found: Findings, values: Values) -> bool:
    """A copy that is dropped or renewed after each write can only be stale by a slow load."""
    return values["on_write"] == given.NOTHING or not found.evidence["stale_without_race"]


def _one_load_at_a_time(found: Findings, values: Values) -> bool:
    return not values["single_flight"] or found.evidence["most_loads"] <= 1


INVARIANTS: Final = (
    Invariant(
        "no more copies than the cache holds",
        lambda found, values: found.evidence["most_copies"] <= int(values["size"]),
    ),
    Invariant("single flight: one load for each record at a time", _one_load_at_a_time),
    Invariant(
        "a hit is never slower than a miss",
        lambda found, values: found.evidence["slowest_hit"] <= found.evidence["fastest_miss"],
    ),
    Invariant(
        "a copy is stale only where a write came while it was being loaded",
        _stale_only_by_the_race,
    ),
    Invariant(
        "no copy is served after its lifetime",
        lambda found, values: not found.evidence["served_too_old"],
    ),
    Invariant(
        "no more statements at a time than the database has places",
        lambda found, values: found.evidence["most_in_use"] <= int(values["slots"]),
    ),
)  # fmt: skip
