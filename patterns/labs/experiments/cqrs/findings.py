"""What a run shows: how far the view lags, who sees that, and what each remedy would cost."""

import math
from collections import Counter
from collections.abc import Iterable
from statistics import fmean
from typing import Final

from patterns.labs.experiments.cqrs import parameters as given
from patterns.labs.experiments.cqrs import theory
from patterns.labs.experiments.cqrs.ledger import Entry
from patterns.labs.experiments.cqrs.simulation import Run
from patterns.labs.kernel import statistics
from patterns.labs.kernel.lab import Balance, Invariant, Values
from patterns.labs.kernel.results import Cell, Findings, Measure, Series, Table

COUNTERS: Final = (
    "writes", "applied", "on_their_way", "transactions", "crashes", "repeated",
    "own_reads", "own_behind", "own_fresh", "own_stale", "own_waited", "own_timed_out",
    "own_write_side", "own_waiting", "vanished",
    "reads", "reads_fresh", "reads_stale", "hits", "misses", "cleared", "clearings_lost",
)  # fmt: skip
QUANTITIES: Final = {
    "writes": "changes",
    "applied": "changes in the view",
    "on_their_way": "changes on their way",
    "crashes": "crashes of the processor",
    "repeated": "changes taken again after a crash",
    "own_reads": "looks of writers",
    "own_behind": "looks before the view had the change",
    "own_fresh": "served at once",
    "own_stale": "stale looks",
    "own_waited": "served after a wait",
    "own_timed_out": "waited in vain, then the write side",
    "own_write_side": "the write side at once",
    "own_waiting": "still waiting",
    "vanished": "changes seen and gone again",
    "reads": "reads by others",
    "reads_fresh": "fresh reads",
    "reads_stale": "stale reads",
    "hits": "answered by the cache",
    "misses": "missed by the cache",
    "cleared": "copies cleared",
    "clearings_lost": "clearings lost",
}
BALANCES: Final = (
    Balance(("applied", "on_their_way"), ("writes",)),
    Balance(
        ("own_fresh", "own_stale", "own_waited", "own_timed_out", "own_write_side", "own_waiting"),
        ("own_reads",),
    ),
    Balance(("reads_fresh", "reads_stale"), ("reads",)),
)  # fmt: skip


def findings(run: Run) -> Findings:
    """Return what a run that is over has shown."""
    counters = {name: run.counters[name] for name in COUNTERS}
    counters["on_their_way"] = len(run.feed)
    return Findings(
        simulated_until=run.events.now,
        events=run.events.count,
        is_capped=run.events.is_capped,
        counters=counters,
        measures=tuple(_measures(run)),
        series=(
            Series(
                name="lag", label="Lag of the view", unit="s", step=run.step,
                values=tuple(run.ages),
            ),
            run.looked_stale.share_of(run.looked, "own_stale", "Stale looks of writers"),
            run.stale.share_of(run.read, "stale", "Stale reads by others"),
            run.backlog.series("backlog", "Changes on their way", "changes"),
            run.asked_write_side.series(
                "write_side", "Reads of the write side", "/s", per_second=True
            ),
        ),
        histograms=(statistics.histogram("lags", "Lag of a change", run.lags),),
        tables=tuple(_remedies(run)),
        states=tuple(run.states),
        trace=tuple(run.trace),
        checks=tuple(theory.checks(run)),
        notes=tuple(_notes(run)),
        evidence=_evidence(run),
    )  # fmt: skip


def _measures(run: Run) -> Iterable[Measure]:
    count, now, lags = run.counters, run.events.now, run.lags
    yield statistics.mean(
        "lag_mean", "Mean lag of a change", lags, noun="changes", is_headline=True
    )
    ordered = sorted(lags)
    for name, level in (("lag_p50", 0.5), ("lag_p95", 0.95), ("lag_p99", 0.99)):
        yield statistics.percentile(
            name, f"P{level * 100:.0f} lag", ordered, level, noun="changes",
            is_headline=name == "lag_p99",
        )  # fmt: skip
    yield statistics.share(
        "own_stale_share", "Stale looks of writers", count["own_stale"],
        count["own_reads"] - count["own_waiting"], noun="looks", is_headline=True,
    )  # fmt: skip
    yield statistics.share(
        "own_behind_share", "Looks before the view had the change", count["own_behind"],
        count["own_reads"], noun="looks",
    )  # fmt: skip
    yield statistics.share(
        "vanished_share", "Looks that miss a change already seen", count["vanished"],
        count["own_reads"] - count["own_waiting"], noun="looks",
    )  # fmt: skip
    yield statistics.share(
        "stale_share", "Stale reads by others", count["reads_stale"], count["reads"],
        noun="reads", is_headline=True,
    )  # fmt: skip
    served = count["own_reads"] - count["own_waiting"]
    yield Measure(
        name="wait_mean", label="Mean wait added to a look",
        value=run.waited / served if served else None, unit="s",
        reason="" if served else "no looks",
    )  # fmt: skip
    asked = count["own_timed_out"] + count["own_write_side"]
    yield Measure(
        name="write_side_rate", label="Reads of the write side",
        value=asked / now if now else None, unit="/s", reason="" if now else "no time passed",
        is_headline=True,
    )  # fmt: skip
    yield _catch_up(run)
    yield Measure(
        name="backlog_mean", label="Mean number of changes on their way",
        value=run.feed.level_time / now if now else None, unit="changes",
        reason="" if now else "no time passed",
    )  # fmt: skip
    yield Measure(
        name="most_backlog", label="Most changes on their way", value=float(run.feed.most),
        unit="changes",
    )  # fmt: skip
    yield Measure(
        name="capacity", label="Capacity with full transactions",
        value=theory.capacity(run.setup.values), unit="/s",
    )  # fmt: skip
    cached = run.setup.number("cache_lifetime") > 0
    yield Measure(
        name="hidden_mean", label="Mean time for which the cache hides a change",
        value=fmean(run.hidden) if cached and run.hidden else None, unit="s",
        reason="" if cached and run.hidden else "there is no cache" if not cached else "no changes",
    )  # fmt: skip
    yield statistics.share(
        "hit_share", "Reads answered by the cache", count["hits"], count["hits"] + count["misses"],
        noun="reads through a cache",
    )  # fmt: skip


def _catch_up(run: Run) -> Measure:
    value, reason = None, ""
    if run.restarted is None:
        reason = "the processor was never down" if not run.counters["crashes"] else "still down"
    elif run.caught_up is None:
        reason = "not before the end"
    else:
        value = run.caught_up - run.restarted
    return Measure(
        name="catch_up", label="Time to catch up after the first crash", value=value, unit="s",
        reason=reason,
    )  # fmt: skip


def _remedies(run: Run) -> Iterable[Table]:
    """Yield what every remedy would have made of the same looks."""
    looks, now = run.ledger.looks, run.events.now
    if run.setup.number("cache_lifetime") or not looks or not now:
        return

    def row(remedy: str, entry: Entry) -> tuple[Cell, ...]:
        return (
            remedy,
            entry.stale / looks,
            entry.vanished / looks,
            entry.waited / looks,
            entry.write_side / now,
        )

    yield Table(
        name="remedies",
        title="What each remedy makes of the same looks",
        columns=("Remedy", "Stale", "Seen and gone", "Mean wait", "Reads of the write side"),
        units=("", "share", "share", "s", "/s"),
        rows=tuple(row(remedy, entry) for remedy, entry in run.ledger.entries.items()),
    )


def _notes(run: Run) -> Iterable[str]:
    setup = run.setup
    most = theory.capacity(setup.values)
    if setup.number("writes") >= most:
        yield "Changes reach the capacity of the processor: the lag grows as long as they come."
    if setup.number("cache_lifetime") and not setup.flag("clearing"):
        yield "Nobody clears the cache: a copy hides changes until its lifetime is over."


def _evidence(run: Run) -> dict[str, float]:
    now, feed, entry = run.events.now, run.feed, run.ledger.entries[run.setup.word("remedy")]
    pending = Counter(change.key for change in feed.left())
    count = run.counters
    cached = run.setup.number("cache_lifetime") > 0
    return {
        "level_time": feed.level_time,
        "lagged": feed.lagged + sum(now - change.came for change in feed.left()),
        "out_of_order": run.out_of_order,
        "from_the_future": run.from_the_future,
        "broken_promises": run.broken_promises,
        "unaccounted": sum(
            written != seen + pending[key]
            for key, (written, seen) in enumerate(zip(run.written, run.view, strict=True))
        ),
        "longest_wait": run.longest_wait,
        "may_compare": not (cached or run.events.is_capped),
        "stale_by_ledger": entry.stale,
        "vanished_by_ledger": entry.vanished,
        "write_side_by_ledger": entry.write_side,
        "asked": count["own_timed_out"] + count["own_write_side"],
        "waited": run.waited,
        "waited_by_ledger": entry.waited,
    }


def _littles_law(found: Findings, values: Values) -> bool:
    """What is on its way, over time, is what each change's lag adds: exact in every run."""
    return math.isclose(
        found.evidence["level_time"], found.evidence["lagged"], rel_tol=1e-6, abs_tol=1e-6
    )


def _nothing_vanishes(found: Findings, values: Values) -> bool:
    return values["remedy"] in (given.WAIT, given.WRITE_SIDE) or not found.counters["vanished"]


def _ledger_agrees(found: Findings, values: Values) -> bool:
    """The table of remedies and the remedy at work count the same looks in two ways."""
    seen = found.evidence
    if not seen["may_compare"]:
        return True
    same = (
        seen["stale_by_ledger"] == found.counters["own_stale"]
        and seen["vanished_by_ledger"] == found.counters["vanished"]
        and seen["write_side_by_ledger"] == seen["asked"]
    )
    return same and math.isclose(
        seen["waited_by_ledger"], seen["waited"], rel_tol=1e-6, abs_tol=1e-6
    )


INVARIANTS: Final = (
    Invariant("Little's law: change seconds on the way, counted both ways", _littles_law),
    Invariant(
        "changes enter the view in the order in which they were written, none left out",
        lambda found, values: found.evidence["out_of_order"] == 0,
    ),
    Invariant(
        "no reader sees a version that was never written",
        lambda found, values: found.evidence["from_the_future"] == 0,
    ),
    Invariant(
        "what was written and is not in the view is on its way",
        lambda found, values: found.evidence["unaccounted"] == 0,
    ),
    Invariant(
        "a look that carries its version never shows an older one",
        lambda found, values: found.evidence["broken_promises"] == 0,
    ),
    Invariant(
        "nobody waits longer than allowed",
        lambda found, values: (
            found.evidence["longest_wait"] <= float(values["wait_limit"]) + 1e-9
        ),
    ),
    Invariant("what a writer has seen stays seen, but for remedies of one look", _nothing_vanishes),
    Invariant("the remedy at work does what the table says of it", _ledger_agrees),
)  # fmt: skip
