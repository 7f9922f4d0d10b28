"""What a run shows: how stale reads are, what waiting costs, and how the copies became equal."""

from collections.abc import Iterable
from itertools import pairwise
from statistics import fmean
from typing import Final

from patterns.labs.experiments.eventual_consistency import theory
from patterns.labs.experiments.eventual_consistency.living import Life
from patterns.labs.experiments.eventual_consistency.racing import Race
from patterns.labs.kernel import statistics
from patterns.labs.kernel import theory as formulas
from patterns.labs.kernel.lab import Balance, Invariant, Values
from patterns.labs.kernel.results import Cell, Findings, Measure, Series, Table

CURVE_POINTS: Final = 100
COUNTERS: Final = (
    "writes", "writes_accepted", "writes_refused",
    "reads_of_records", "reads_answered", "reads_refused", "reads_stale",
    "unseen", "lost_updates", "messages", "messages_lost", "hints_sent", "repairs", "comparisons",
    "unequal_at_end",
)  # fmt: skip
QUANTITIES: Final = {
    "reads": "reads that follow a write",
    "stale": "stale",
    "fresh": "fresh",
    "reads_of_records": "reads of the records",
    "unseen": "writes that had not seen the one before",
    "lost_updates": "writes lost to a clock",
    "unequal_at_end": "records unequal at the end of their life",
    "unequal_after": "records unequal when all is quiet",
    "repairs": "read repairs",
}
BALANCES: Final = (
    Balance(("fresh", "stale"), ("reads",)),
    Balance(("writes_accepted", "writes_refused"), ("writes",)),
    Balance(("reads_answered", "reads_refused"), ("reads_of_records",)),
)


def findings(race: Race, life: Life) -> Findings:
    """Return what both runs have shown."""
    trials, stale = len(race.fresh_after), race.stale(race.setup.number("read_at"))
    counters = {"reads": trials, "fresh": trials - stale, "stale": stale}
    counters |= {name: life.counters[name] for name in COUNTERS}
    counters["unequal_after"] = life.unequal_records
    return Findings(
        simulated_until=float(trials),
        events=race.events,
        is_capped=race.is_capped or life.events.is_capped,
        counters=counters,
        measures=tuple(_measures(race, life, stale)),
        series=(
            _curve(race),
            life.unequal.series("unequal", "Records on which copies differ", "records"),
            life.stale.share_of(life.answered, "stale_reads", "Stale reads of the records"),
        ),
        tables=(_quorums(race),),
        states=tuple(life.states),
        trace=tuple(life.trace),
        checks=tuple(theory.checks(race)),
        notes=tuple(_notes(life)),
        evidence=_evidence(race, life),
    )


def _measures(race: Race, life: Life, stale: int) -> Iterable[Measure]:
    setup, trials, count = race.setup, len(race.fresh_after), life.counters
    write, read = setup.whole("write_copies"), setup.whole("read_copies")
    yield statistics.share(
        "stale_share", "Stale reads in health", stale, trials, noun="reads", is_headline=True
    )
    miss = formulas.quorums_miss(race.replicas, read, write)
    yield Measure(
        name="bound", label="The most that chance allows, C(N-W,R)/C(N,R)", value=miss,
        unit="share",
    )  # fmt: skip
    after = sorted(max(seconds, 0.0) for seconds in race.fresh_after)
    yield statistics.percentile("fresh_99", "99 % of reads are fresh after", after, 0.99,
                                noun="reads")  # fmt: skip
    yield statistics.mean(
        "write_mean", "Mean wait of the writer", race.writes[write - 1], noun="writes",
        is_headline=True,
    )  # fmt: skip
    yield statistics.percentile(
        "write_p99", "P99 wait of the writer", sorted(race.writes[write - 1]), 0.99, noun="writes"
    )
    yield statistics.mean(
        "read_mean", "Mean wait of the reader", race.reads[read - 1], noun="reads",
        is_headline=True,
    )  # fmt: skip
    yield statistics.percentile(
        "read_p99", "P99 wait of the reader", sorted(race.reads[read - 1]), 0.99, noun="reads"
    )
    yield statistics.share(
        "refused_share", "Writes refused for want of copies", count["writes_refused"],
        count["writes"], noun="writes",
    )  # fmt: skip
    yield statistics.share(
        "record_stale_share", "Stale reads of the records", count["reads_stale"],
        count["reads_answered"], noun="reads", is_headline=True,
    )  # fmt: skip
    yield Measure(
        name="spread_mean", label="Mean time until every copy has a write or a newer one",
        value=fmean(life.spread) if life.spread else None, unit="s",
        reason="" if life.spread else "no write reached every copy",
    )  # fmt: skip
    yield statistics.percentile(
        "spread_p95", "P95 of that time", sorted(life.spread), 0.95, noun="writes"
    )


def _curve(race: Race) -> Series:
    """Return the share of stale reads by how long after the write they come."""
    end = 10 * race.setup.number("write_latency")
    step = end / CURVE_POINTS
    after, trials = sorted(race.fresh_after), len(race.fresh_after)
    values, place = [], 0
    for index in range(CURVE_POINTS + 1):
        while place < trials and after[place] <= index * step:
            place += 1
        values.append((trials - place) / trials)
    return Series(
        name="stale_curve", label="Stale reads by time after the write", unit="share", step=step,
        values=tuple(values),
    )  # fmt: skip


def _quorums(race: Race) -> Table:
    """Show what waiting for more copies costs, and what it leaves stale."""
    rows: list[tuple[Cell, ...]] = []
    for count in range(race.replicas):
        write, read = race.writes[count], race.reads[count]
        ranked = (statistics.nearest_rank(sorted(each), 0.95) for each in (write, read))
        write95, read95 = ranked
        rows.append((f"{count + 1}", fmean(write), write95, fmean(read), read95))
    return Table(
        name="quorums",
        title="What waiting for so many copies costs",
        columns=("Copies", "Write mean", "Write P95", "Read mean", "Read P95"),
        units=("", "s", "s", "s", "s"),
        rows=tuple(rows),
    )


def _notes(life: Life) -> Iterable[str]:
    if life.unequal_records and not life.events.is_capped:
        yield (
            f"{life.unequal_records} records stay unequal for good: nothing sends the missing"
            " writes again. Hinted handoff or comparing copies would."
        )


def _evidence(race: Race, life: Life) -> dict[str, float]:
    return {
        "missed": race.missed,
        "rises": sum(
            later > earlier for earlier, later in pairwise(v for v in _curve(race).values if v)
        ),
        "went_back": life.went_back,
        "is_capped": life.events.is_capped,
        "ahead_of_accepted": sum(
            held > life.highest[record] for copy in life.copies for record, held in enumerate(copy)
        ),
        "soonest_next": min(_between_answers(race), default=0.0),
        "soonest_spread": min(life.spread, default=0.0),
    }


def _between_answers(race: Race) -> Iterable[float]:
    """Yield the seconds between one more answer and the one before."""
    for samples in (race.writes, race.reads):
        for fewer, more in pairwise(samples):
            yield min(b - a for a, b in zip(fewer, more, strict=True))


def _overlapping_quorums_are_fresh(found: Findings, values: Values) -> bool:
    overlap = int(values["read_copies"]) + int(values["write_copies"]) > int(values["replicas"])
    return not overlap or found.evidence["missed"] == found.counters["stale"] == 0


def _equal_in_the_end(found: Findings, values: Values) -> bool:
    """Copies become equal where something sends lost writes again, or none was lost."""
    repaired = bool(values["hinted_handoff"]) or float(values["anti_entropy"]) > 0
    must = repaired or not found.counters["messages_lost"]
    return not must or bool(found.evidence["is_capped"]) or not found.counters["unequal_after"]


def _no_loss_without_skew(found: Findings, values: Values) -> bool:
    return float(values["clock_skew"]) > 0 or found.counters["lost_updates"] == 0


INVARIANTS: Final = (
    Invariant("R + W > N: no read in health is stale", _overlapping_quorums_are_fresh),
    Invariant(
        "a later read is never more often stale",
        lambda found, values: found.evidence["rises"] == 0,
    ),
    Invariant(
        "no more reads are stale than random quorums that miss each other",
        lambda found, values: found.counters["stale"] <= found.evidence["missed"],
    ),
    Invariant(
        "copies that are repaired, or never lost a write, are equal in the end", _equal_in_the_end
    ),
    Invariant(
        "no copy goes back to an older value",
        lambda found, values: found.evidence["went_back"] == 0,
    ),
    Invariant("equal clocks lose no accepted write", _no_loss_without_skew),
    Invariant(
        "no copy holds what was never accepted",
        lambda found, values: found.evidence["ahead_of_accepted"] == 0,
    ),
    Invariant(
        "more answers never come sooner, and no write is everywhere before it was sent",
        lambda found, values: (
            found.evidence["soonest_next"] >= 0 and found.evidence["soonest_spread"] >= -1e-9
        ),
    ),
)  # fmt: skip
