"""What a run shows: outcomes, edges, effects, what became of messages, and what must hold."""

import math
from collections.abc import Iterable
from statistics import fmean
from typing import Final

from patterns.labs.experiments.saga_choreography.events import (
    OWNER,
    mean_messages,
    messages,
    way_of,
)
from patterns.labs.experiments.saga_choreography.simulation import Run, told
from patterns.labs.kernel import statistics, theory
from patterns.labs.kernel.lab import Balance, Invariant
from patterns.labs.kernel.results import Cell, Check, Findings, Measure, Table
from patterns.labs.kernel.sagas import books, chances, telling

WORK: Final = (
    "events", "events_again", "messages", "repeats", "redelivered", "resends", "lost_for_good",
    "in_transit", "arrived", "handled", "handled_again", "known", "waiting", "heard",
    "heard_again", "held", "held_at_end", "retries", "begun_anew",
)  # fmt: skip
QUANTITIES: Final = {
    **books.QUANTITIES,
    "compensated": "undone (CANCELLED)",
    "needs_operator": "need an operator",
    "open": "open at the end",
    "undone": "effects undone",
    "events_again": "events told once more",
    "repeats": "messages that repeat one",
    "redelivered": "delivered twice by the broker",
    "resends": "sends that were lost and repeated",
    "lost_for_good": "lost for good",
    "handled": "handled by services",
    "handled_again": "handled once more",
    "known": "known to services",
    "waiting": "waiting for a service",
    "heard": "taken in by the owner",
    "heard_again": "known to the owner",
    "held": "held until their cause came",
    "held_at_end": "held to the end",
    "retries": "retries of handlers",
    "begun_anew": "begun anew after a crash",
}
BALANCES: Final = (
    Balance(("sagas",), ("completed", "compensated", "failed", "needs_operator", "open")),
    *books.BALANCES,
    Balance(("messages", "repeats"), ("arrived", "lost_for_good", "in_transit")),
    Balance(
        ("arrived",),
        ("handled", "handled_again", "known", "waiting", "heard", "heard_again", "held_at_end"),
    ),
)
SENDS: Final = theory.Formula(
    "Sends until a message arrives, 1/(1 - loss)",
    "geometric distribution; G. Hohpe and B. Woolf, Enterprise Integration Patterns (2003)",
    lambda loss: 1 / (1 - loss),
)
WAY: Final = theory.Formula(
    "Mean way of a message, delay + window/2 + resend × loss/(1 - loss)",
    theory.ELEMENTARY,
    lambda delay, window, resend, loss: delay + window / 2 + resend * loss / (1 - loss),
)
SILENT: Final = "without an outbox lost events stop sagas"


def findings(run: Run) -> Findings:
    """Return what a run that is over has shown."""
    sagas, machine = run.sagas, run.machine
    chosen = run.diary.chosen(sagas, machine.undone)
    lives = [saga.ended - saga.came for saga in sagas if saga.ended is not None]
    return Findings(
        simulated_until=float(len(sagas)),
        events=run.events.count,
        is_capped=run.events.is_capped,
        counters=_counters(run),
        measures=tuple(_measures(run, chosen)),
        series=telling.series(machine, sagas, run.now),
        histograms=(
            statistics.histogram("life", "Time from request to end", lives),
            statistics.histogram("age", "From an event to its handling", run.ages),
        ),
        spans=run.diary.spans(sagas[chosen - 1]),
        tables=(
            machine.table(),
            run.books.table(sagas),
            telling.outcomes(machine, sagas),
            _services(run),
            _log(run, chosen),
        ),
        trace=tuple(run.trace),
        checks=tuple(_checks(run)),
        notes=tuple(_notes(run)),
        evidence=_evidence(run),
    )


def _counters(run: Run) -> dict[str, int]:
    found = {name: run.counters[name] for name in WORK}
    found["waiting"] = run.waiting
    found["held_at_end"] = sum(len(own.held) for own in run.following)
    return {
        **telling.outcome_counters(run.machine, run.sagas),
        **found,
        **run.books.counters(run.sagas, run.machine.ends),
    }


def _measures(run: Run, chosen: int) -> Iterable[Measure]:
    yield from telling.measures(run.setup, run.machine, run.books, run.sagas)
    count = len(run.sagas)
    yield Measure(
        name="messages_mean", label="Messages per saga", value=run.counters["messages"] / count
    )
    yield Measure(
        name="sends_mean", label="Sends for each message that arrived",
        value=run.first_sends / len(run.ways) if run.ways else None,
        reason="" if run.ways else "no message arrived",
    )  # fmt: skip
    yield statistics.mean("age_mean", "From an event to its handling", run.ages, noun="events")
    yield statistics.percentile("age_p99", "P99 of that", sorted(run.ages), 0.99, noun="events")
    heard = run.counters["heard"]
    yield statistics.share(
        "held_share", "Events that came before their cause", len(run.holds), heard, noun="events"
    )
    yield statistics.mean("hold_mean", "They waited for it", run.holds, noun="such events")
    yield statistics.share("open_share", "Left open in silence", run.open, count, noun="sagas")
    yield Measure(
        name="busiest", label="Load of the busiest service", value=max(loads(run)), unit="share"
    )
    yield Measure(name="shown_saga", label="Saga drawn", value=float(chosen))


def loads(run: Run) -> list[float]:
    """Return for each service the work that comes in a second, over its partitions."""
    rate, lanes = run.setup.number("rate"), len(run.lanes[0])
    return [
        rate * reached * step.time * step.mean_attempts / lanes
        for reached, step in zip(chances.reached(run.steps), run.steps, strict=True)
    ]


def _services(run: Run) -> Table:
    span = run.now * len(run.lanes[0])
    rows = tuple(
        (step.name, load, busy / span if span else None)
        for step, load, busy in zip(run.steps, loads(run), run.busy, strict=True)
    )
    return Table(
        name="services", title="Load of each service, over its partitions",
        columns=("Service", "Expected", "Busy"), units=("", "share", "share"), rows=rows,
    )  # fmt: skip


def _log(run: Run, chosen: int) -> Table:
    """Tell one saga by its events."""
    came = run.sagas[chosen - 1].came
    rows: list[tuple[Cell, ...]] = []
    for event in run.log:
        if event.saga.number != chosen:
            continue
        heard = run.heard_at.get(event.identity)
        words = told(event) if event.place == OWNER else f"{run.name(event.place)} {event.kind}"
        rows.append(
            (
                str(event.identity),
                words,
                str(event.cause or "the request"),
                event.published - came,
                None if heard is None else heard - event.published,
                "again" if event.is_again else "",
            )
        )
    return Table(
        name="log",
        title=f"Event log of saga {chosen}",
        columns=("Event", "What", "Cause", "After", "To the owner", "Told"),
        units=("", "", "", "s", "s", ""),
        rows=tuple(rows),
    )


def _checks(run: Run) -> Iterable[Check]:
    setup, has_outbox = run.setup, run.setup.flag("outbox")
    loss = setup.number("loss")
    silent = not has_outbox and loss > 0
    why = SILENT if silent else chances.UNFINISHED
    is_cut = run.events.is_capped or silent
    yield from chances.checks(run.steps, run.sagas, run.words, is_cut=is_cut, why_cut=why)
    own = [float(each.messages) for each in run.following]
    yield theory.check(
        chances.formula(
            "Messages per saga, sum over the ways through", chances.SOURCE,
            mean_messages(run.steps),
        ),
        simulated=fmean(own), error=chances.standard_error(own), unless=((is_cut, why),),
    )  # fmt: skip
    arrived = len(run.ways)
    spread = math.sqrt(loss) / (1 - loss)
    cut = (run.events.is_capped, chances.UNFINISHED)
    once = (not has_outbox, "without an outbox every event is sent once")
    yield theory.check(
        SENDS, loss, simulated=run.first_sends / arrived if arrived else None,
        error=spread / math.sqrt(arrived) if arrived else math.inf, unless=(cut, once),
    )  # fmt: skip
    window, resend = setup.number("reorder_window"), setup.number("resend_after")
    error = math.sqrt((resend * spread) ** 2 + window**2 / 12)
    yield theory.check(
        WAY, setup.number("broker_delay"), window, resend, loss,
        simulated=fmean(run.ways) if arrived else None,
        error=error / math.sqrt(arrived) if arrived else math.inf, unit="s",
        unless=(cut, once),
    )  # fmt: skip


def _notes(run: Run) -> Iterable[str]:
    yield from telling.repeats_note(run.setup, run.books, run.sagas)
    busiest = max(loads(run))
    if busiest >= 1:
        step = run.steps[loads(run).index(busiest)]
        yield (
            f"Arrivals exceed capacity: {step.name} would need {busiest:.4g} times its"
            " partitions, and its queue grows until no more sagas come."
        )
    left = run.open
    if left and not run.events.is_capped:
        yield f"{left:,} sagas stopped in silence: the event that they wait for is lost."
    crash = run.setup.number("crash_at")
    if crash and not run.has_crashed:
        yield f"Not reached: the crash at {crash:g} s. The last saga ended at {run.now:.4g} s."
    asked = run.setup.whole("shown")
    if asked > len(run.sagas):
        yield f"Saga {asked} did not come in this run; another one is drawn."


def _evidence(run: Run) -> dict[str, float]:
    miscounted = sum(
        own.messages != messages(way_of(saga, run.steps), run.steps)
        for saga, own in zip(run.sagas, run.following, strict=True)
        if saga.ended is not None
    )
    return {
        **telling.evidence(run.machine, run.books, run.sagas),
        "uncaused": run.uncaused,
        "handled_twice": run.counters["handled_again"],
        "miscounted": miscounted,
        "ahead": sum(
            min(own.held, default=own.heard + 2) <= own.heard + 1 for own in run.following
        ),
    }


INVARIANTS: Final = (
    *telling.INVARIANTS,
    Invariant(
        "every event but a request has one cause, which came before it",
        lambda found, values: found.evidence["uncaused"] == 0,
    ),
    Invariant(
        "no event is handled twice where handlers know repeats",
        lambda found, values: (
            not values["idempotent"] or found.evidence["handled_twice"] == 0
        ),
    ),
    Invariant(
        "a saga that is over took as many messages as its way has listeners",
        lambda found, values: found.evidence["miscounted"] == 0,
    ),
    Invariant(
        "every saga has an end, unless events were lost for good or the run was cut off before",
        lambda found, values: (
            found.is_capped
            or found.counters["lost_for_good"] > 0
            or found.counters["open"] == 0
        ),
    ),
    Invariant(
        "the owner holds an event back only while its cause is missing",
        lambda found, values: found.evidence["ahead"] == 0,
    ),
)  # fmt: skip
