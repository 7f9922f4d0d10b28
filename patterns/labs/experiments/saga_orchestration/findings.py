"""What a run shows: outcomes, edges, effects, what repeats and crashes cost, and what must hold."""

from collections.abc import Iterable
from typing import Final

from patterns.labs.experiments.saga_orchestration.simulation import Run, replayed
from patterns.labs.kernel import statistics, theory
from patterns.labs.kernel.lab import Balance, Invariant
from patterns.labs.kernel.results import Check, Findings, Measure
from patterns.labs.kernel.sagas import books, chances, telling

WORK: Final = (
    "commands", "undo_commands", "retries", "steps_done", "short_faults", "refusals",
    "compensations", "undo_faults", "in_flight", "duplicates", "known", "resent", "answers_lost",
    "stale", "log_records",
)  # fmt: skip
QUANTITIES: Final = {
    **books.QUANTITIES,
    "needs_operator": "need an operator",
    "retries": "of them retries",
    "duplicates": "commands delivered twice",
    "known": "repeats that were known",
    "resent": "sent again after the restart",
    "answers_lost": "answers while nobody was there",
    "stale": "answers nobody waited for",
    "log_records": "records in the log",
}
BALANCES: Final = (
    Balance(("sagas",), ("completed", "compensated", "failed", "needs_operator", "open")),
    *books.BALANCES,
    Balance(
        ("commands", "undo_commands"),
        ("steps_done", "short_faults", "refusals", "compensations", "undo_faults", "in_flight"),
    ),
)


def findings(run: Run) -> Findings:
    """Return what a run that is over has shown."""
    sagas, machine = run.sagas, run.machine
    chosen = run.diary.chosen(sagas, machine.undone)
    spans = run.diary.spans(sagas[chosen - 1]) if sagas else ()
    return Findings(
        simulated_until=float(len(sagas)),
        events=run.events.count,
        is_capped=run.events.is_capped,
        counters=_counters(run),
        measures=tuple(_measures(run, chosen)),
        series=telling.series(machine, sagas, run.now),
        histograms=(statistics.histogram("life", "Time from request to end", _lives(run)),),
        spans=spans,
        tables=(machine.table(), run.books.table(sagas), telling.outcomes(machine, sagas)),
        trace=tuple(run.trace),
        checks=tuple(_checks(run)),
        notes=tuple(_notes(run)),
        evidence={
            **telling.evidence(machine, run.books, sagas),
            "forgotten": run.forgotten,
        },
    )


def _counters(run: Run) -> dict[str, int]:
    found = {name: run.counters[name] for name in WORK}
    # After a crash without a restart memory is empty; the log is not.
    found["in_flight"] = len(replayed(run.log))
    found["log_records"] = len(run.log)
    return {
        **telling.outcome_counters(run.machine, run.sagas),
        **found,
        **run.books.counters(run.sagas, run.machine.ends),
    }


def _lives(run: Run) -> list[float]:
    return [saga.ended - saga.came for saga in run.sagas if saga.ended is not None]


def _measures(run: Run, chosen: int) -> Iterable[Measure]:
    yield from telling.measures(run.setup, run.machine, run.books, run.sagas)
    forward = [s.decided - s.began for s in run.sagas if s.decided is not None]
    yield statistics.mean("forward_mean", "Mean time of the way forward", forward, noun="sagas")
    yield Measure(name="shown_saga", label="Saga drawn", value=float(chosen))


def _checks(run: Run) -> Iterable[Check]:
    is_cut = run.events.is_capped
    yield from chances.checks(run.steps, run.sagas, run.words, is_cut=is_cut)
    forward = [s.decided - s.began for s in run.sagas if s.decided is not None]
    expected = chances.mean_forward(run.steps)
    yield theory.check(
        chances.formula(
            "Mean time forward, Σ reached × time × attempts", theory.ELEMENTARY, expected
        ),
        simulated=sum(forward) / len(forward) if forward else None,
        error=chances.standard_error(forward), unit="s",
        unless=(
            (is_cut, chances.UNFINISHED),
            (run.has_crashed, "sagas waited for the restart"),
        ),
    )  # fmt: skip


def _notes(run: Run) -> Iterable[str]:
    yield from telling.repeats_note(run.setup, run.books, run.sagas)
    crash = run.setup.number("crash_at")
    if crash and not run.has_crashed:
        yield f"Not reached: the crash at {crash:g} s. The last saga ended at {run.now:.4g} s."
    asked = run.setup.whole("shown")
    if asked > len(run.sagas):
        yield f"Saga {asked} did not come in this run; another one is drawn."


INVARIANTS: Final = (
    *telling.INVARIANTS,
    Invariant(
        "a restart finds in the log exactly what the orchestrator had known",
        lambda found, values: found.evidence["forgotten"] == 0,
    ),
    Invariant(
        "no saga is dropped: every saga has an end, unless the run was cut off before",
        lambda found, values: found.is_capped or found.counters["open"] == 0,
    ),
)
