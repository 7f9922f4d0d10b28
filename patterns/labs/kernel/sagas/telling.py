"""How a run of sagas is told, orchestrated or choreographed: figures, series, bars, invariants."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Final

from patterns.labs.kernel import statistics
from patterns.labs.kernel.lab import Chart, ChartKind, Invariant, Setup
from patterns.labs.kernel.results import Measure, Series, Span, Table
from patterns.labs.kernel.sagas.books import Books
from patterns.labs.kernel.sagas.machine import COMPLETED, FAILED, OPERATOR, Machine, Saga
from patterns.labs.kernel.statistics import Buckets

BUCKETS: Final = 60
"""Few enough that each holds a dozen sagas at the usual numbers."""
KEPT: Final = 200
"""Sagas whose work is remembered bar by bar; the one that is asked for comes on top."""
DID: Final = "step"
REFUSED: Final = "failed"
UNDID: Final = "undo"
CHARTS: Final = (
    Chart(name="timeline", title="One saga over time", kind=ChartKind.BARS),
    Chart(
        name="outcomes", title="Sagas by their end", kind=ChartKind.AREAS,
        series=("completed", "undone", "failed", "operator"),
    ),
    Chart(
        name="open", title="Open sagas, and those that are half done", kind=ChartKind.LINES,
        series=("open", "half_done"),
    ),
    Chart(
        name="life", title="Time from request to end", kind=ChartKind.HISTOGRAM, series=("life",)
    ),
)  # fmt: skip
OUTCOMES: Final = ("completed", "compensated", "failed", "needs_operator")


@dataclass(slots=True)
class Diary:
    """Bars of the first sagas and of the one that is asked for. wanted: its number, or 0."""

    wanted: int
    bars: dict[int, list[Span]] = field(default_factory=dict)

    def keeps(self, number: int) -> bool:
        return number <= KEPT or number == self.wanted

    def add(
        self, number: int, lane: str, start: float, end: float, kind: str, words: str = ""
    ) -> None:
        if self.keeps(number):
            bar = Span(lane=lane, label=words, start=start, end=end, kind=kind)
            self.bars.setdefault(number, []).append(bar)

    def chosen(self, sagas: Sequence[Saga], undone: str) -> int:
        """Return the number of the saga to draw: as asked, or the first undone, or the first."""
        if 0 < self.wanted <= len(sagas):
            return self.wanted
        first = (saga.number for saga in sagas[:KEPT] if saga.state == undone)
        return next(first, 1)

    def spans(self, saga: Saga) -> tuple[Span, ...]:
        """Return the bars of one saga, in seconds after it came."""
        return tuple(
            Span(
                lane=bar.lane, label=bar.label, kind=bar.kind,
                start=bar.start - saga.came, end=bar.end - saga.came,
            )
            for bar in self.bars.get(saga.number, ())
        )  # fmt: skip


def outcome_counters(machine: Machine, sagas: Sequence[Saga]) -> dict[str, int]:
    states = [saga.state for saga in sagas]
    found = {
        name: states.count(end)
        for name, end in zip(OUTCOMES, (COMPLETED, machine.undone, FAILED, OPERATOR), strict=True)
    }
    return {"sagas": len(sagas), **found, "open": len(sagas) - sum(found.values())}


def measures(
    setup: Setup, machine: Machine, books: Books, sagas: Sequence[Saga]
) -> Iterable[Measure]:
    """Yield the figures that both labs have; headlines are those on outcomes and money."""
    count, ended = len(sagas), [saga for saga in sagas if saga.ended is not None]
    for name, label, end in (
        ("complete_share", "Completed", COMPLETED),
        ("compensated_share", "Undone", machine.undone),
        ("failed_share", "Failed at the first step", FAILED),
        ("operator_share", "Need an operator", OPERATOR),
    ):
        part = sum(saga.state == end for saga in sagas)
        yield statistics.share(
            name, label, part, count, noun="sagas",
            is_headline=name in ("complete_share", "operator_share"),
        )  # fmt: skip
    yield Measure(
        name="compensations_mean", label="Compensations per saga",
        value=fmean(saga.compensations for saga in sagas),
    )  # fmt: skip
    lives = [saga.ended - saga.came for saga in ended if saga.ended is not None]
    yield statistics.mean("life_mean", "Mean time from request to end", lives, noun="sagas")
    ordered = sorted(lives)
    for name, words, share in (("life_p50", "P50", 0.5), ("life_p95", "P95", 0.95)):
        yield statistics.percentile(
            name, f"{words} time from request to end", ordered, share, noun="sagas",
            is_headline=name == "life_p95",
        )  # fmt: skip
    visible = [
        saga.ended - saga.half_done_since
        for saga in ended
        if saga.ended is not None and saga.half_done_since is not None
    ]
    yield statistics.mean(
        "half_done_mean", "Others see it half done for", visible, noun="sagas", is_headline=True
    )
    yield statistics.percentile(
        "half_done_p95", "P95 of that", sorted(visible), 0.95, noun="sagas"
    )  # fmt: skip
    yield from _money(setup, books, sagas)


def _money(setup: Setup, books: Books, sagas: Sequence[Saga]) -> Iterable[Measure]:
    value = setup.number("value")
    over, under = books.off(sagas)
    held = sum(0 in saga.done for saga in sagas if saga.state == OPERATOR)
    charged = books.taken[0] + books.taken_again[0]
    refunded = books.given[0] + books.given_again[0]
    paid = sum(saga.state == COMPLETED and 0 in saga.done for saga in sagas)
    for name, label, orders in (
        ("charged_value", "Charged", charged),
        ("refunded_value", "Refunded", refunded),
        ("paid_value", "Paid for completed orders", paid),
        ("held_value", "Held with an operator", held),
        ("overcharged", "Taken from customers for nothing", over),
        ("overpaid", "Given away", under),
        ("money_off", "Money that does not add up", over + under),
    ):
        yield Measure(
            name=name, label=label, value=orders * value, is_headline=name == "money_off"
        )  # fmt: skip


def series(machine: Machine, sagas: Sequence[Saga], end: float) -> tuple[Series, ...]:
    """Return ends by outcome, and how many sagas were open and half done, over time."""
    ends = {state: Buckets(end, BUCKETS) for state in machine.ends}
    present, half_done = Buckets(end, BUCKETS), Buckets(end, BUCKETS)
    for saga in sagas:
        until = end if saga.ended is None else saga.ended
        present.add_level(saga.came, until, 1.0)
        if saga.half_done_since is not None:
            half_done.add_level(saga.half_done_since, until, 1.0)
        if saga.ended is not None and saga.state in ends:
            ends[saga.state].add(saga.ended)
    names = ("completed", "undone", "failed", "operator")
    labels = ("Completed", "Undone", "Failed", "Need an operator")
    told = zip(names, labels, ends.values(), strict=True)
    return (
        *(each.series(name, label, "/s", per_second=True) for name, label, each in told),
        present.series("open", "Open"),
        half_done.series("half_done", "Half done"),
    )


def outcomes(machine: Machine, sagas: Sequence[Saga]) -> Table:
    """Return for each end: sagas, mean time, and compensations."""
    rows = []
    for end in machine.ends:
        own = [saga for saga in sagas if saga.state == end]
        lives = [saga.ended - saga.came for saga in own if saga.ended is not None]
        compensations = fmean(saga.compensations for saga in own) if own else None
        rows.append((end, len(own), fmean(lives) if lives else None, compensations))
    return Table(
        name="outcomes", title="Sagas by their end",
        columns=("End", "Sagas", "Mean time", "Compensations"), units=("", "", "s", ""),
        rows=tuple(rows),
    )  # fmt: skip


def repeats_note(setup: Setup, books: Books, sagas: Sequence[Saga]) -> Iterable[str]:
    """Yield the lesson where handlers act twice."""
    if setup.flag("idempotent") or not books.again:
        return
    over, under = books.off(sagas)
    yield (
        f"Handlers do not know repeats: {sum(books.taken_again):,} steps and"
        f" {sum(books.given_again):,} undos took effect once more than they should."
        f" {over:,} charges stand for nothing, and {under:,} refunds had no charge."
    )


def evidence(machine: Machine, books: Books, sagas: Sequence[Saga]) -> dict[str, float]:
    at_an_end = [saga for saga in sagas if saga.state in machine.ends]
    return {
        "illegal": machine.illegal,
        "unbalanced": machine.unbalanced(sagas),
        "disorder": books.disorder,
        "early": books.early,
        "again": books.again,
        "left_behind": sum(
            len(saga.done) for saga in at_an_end if saga.state in (machine.undone, FAILED)
        ),
        "incomplete": sum(
            len(saga.done) != len(machine.pending)
            for saga in at_an_end
            if saga.state == COMPLETED
        ),
        "ended": sum(saga.ended is not None for saga in sagas),
        "at_an_end": len(at_an_end),
        "before": sum(
            saga.ended is not None and saga.ended < saga.came for saga in sagas
        ),
    }  # fmt: skip


INVARIANTS: Final = (
    Invariant(
        "a saga that is over is at exactly one end, and only such a one is over",
        lambda found, values: found.evidence["ended"] == found.evidence["at_an_end"],
    ),
    Invariant(
        "only legal edges are walked, and every state is left as often as it is entered, but for"
        " the sagas that are in it",
        lambda found, values: (
            found.evidence["illegal"] == 0 and found.evidence["unbalanced"] == 0
        ),
    ),
    Invariant(
        "undos come in reverse order, each once, and only for steps that took effect",
        lambda found, values: (
            found.evidence["disorder"] == 0 and found.evidence["early"] == 0
        ),
    ),
    Invariant(
        "no effect of an undone saga stands, and every effect of a completed one does, but for"
        " what repeats did",
        lambda found, values: (
            found.evidence["left_behind"] == 0 and found.evidence["incomplete"] == 0
        ),
    ),
    Invariant(
        "nothing takes effect twice where handlers know repeats",
        lambda found, values: not values["idempotent"] or found.evidence["again"] == 0,
    ),
    Invariant(
        "no saga ends before it has come", lambda found, values: found.evidence["before"] == 0
    ),
)  # fmt: skip
