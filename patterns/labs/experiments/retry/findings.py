"""What a run shows: measures, one call's schedule, theory, and what must hold between them."""

import math
from collections.abc import Iterable, Sequence
from statistics import fmean, pstdev
from typing import Final

from patterns.labs.experiments.retry.parameters import FAILURE, OPEN, OVERLOAD
from patterns.labs.experiments.retry.policy import DECORRELATED, EQUAL, FULL, NONE
from patterns.labs.experiments.retry.simulation import SUCCESS, Run
from patterns.labs.kernel import statistics, theory
from patterns.labs.kernel.lab import Balance, Invariant, Setup
from patterns.labs.kernel.results import Cell, Check, Findings, Measure, Series, Span, Table

COUNTERS: Final = (
    "calls", "success", "exhausted", "out_of_time", "out_of_budget", "in_progress",
    "attempts", "retries", "attempts_success", "attempts_failed", "attempts_timed_out",
    "attempts_refused", "attempts_open", "late",
)  # fmt: skip
QUANTITIES: Final = {
    "exhausted": "gave up after the last attempt",
    "out_of_time": "out of time",
    "out_of_budget": "out of budget",
    "in_progress": "in progress",
    "attempts_success": "attempts that succeeded",
    "attempts_failed": "failed",
    "attempts_timed_out": "timed out",
    "attempts_refused": "refused",
    "attempts_open": "open",
    "late": "work done for nobody",
}
BALANCES: Final = (
    Balance(("success", "exhausted", "out_of_time", "out_of_budget", "in_progress"), ("calls",)),
    Balance(("calls", "retries"), ("attempts",)),
    Balance(
        (
            "attempts_success",
            "attempts_failed",
            "attempts_timed_out",
            "attempts_refused",
            "attempts_open",
        ),
        ("attempts",),
    ),
)
LAST_PART: Final = 0.2
"""Share of the run, at its end, whose goodput says how it came out."""
STABLE: Final = "stable"
VULNERABLE: Final = "vulnerable"
STUCK: Final = "stuck"


def findings(run: Run) -> Findings:
    """Return what a run that is over has shown."""
    counters = run.counters
    return Findings(
        simulated_until=run.events.now,
        events=run.events.count,
        is_capped=run.events.is_capped,
        counters={name: counters[name] for name in COUNTERS},
        measures=tuple(_measures(run)),
        series=_series(run),
        spans=_spans(run),
        tables=(_outlook_table(run), _schedule(run)),
        trace=tuple(run.trace),
        checks=tuple(_checks(run)),
        notes=tuple(_notes(run)),
        evidence=_evidence(run),
    )


def _measures(run: Run) -> Iterable[Measure]:
    counters = run.counters
    ended = counters["calls"] - counters["in_progress"]
    yield statistics.share("success_share", "Calls that succeeded", counters["success"], ended,
                           is_headline=True)  # fmt: skip
    calls = counters["calls"]
    yield Measure(
        name="amplification", label="Attempts per call",
        value=counters["attempts"] / calls if calls else None,
        reason="" if calls else "no calls", is_headline=True,
    )  # fmt: skip
    yield Measure(
        name="goodput", label="Successes a second, last fifth of the run",
        value=_goodput_at_end(run), unit="/s", is_headline=True,
    )  # fmt: skip
    ordered = sorted(run.times)
    for name, level in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99)):
        label = f"P{level * 100:.0f} of the time to success"
        yield statistics.percentile(name, label, ordered, level, noun="successes")
    every = [call.paused for call in run.judged if call.attempts == run.attempts]
    yield Measure(
        name="full_pause", label="Pauses of calls that used every attempt, mean sum",
        value=fmean(every) if every else None, unit="s", reason="" if every else "no such call",
    )  # fmt: skip
    yield Measure(
        name="emptied_at", label="Queue empty again at", value=run.emptied_at, unit="s",
        reason="" if run.emptied_at is not None else "not after a load fault",
    )  # fmt: skip


def _goodput_at_end(run: Run) -> float:
    first = int(run.good.count * (1 - LAST_PART))
    return sum(run.good.values[first:]) / ((run.good.count - first) * run.good.step)


def _series(run: Run) -> tuple[Series, ...]:
    return (
        run.first_tries.series("first_tries", "First tries", "calls/s", per_second=True),
        run.retries.series("retries", "Retries", "calls/s", per_second=True),
        run.good.series("goodput", "Successes", "calls/s", per_second=True),
        Series(
            name="waiting", label="Longest queue at the servers", unit="attempts",
            step=run.good.step, values=tuple(run.queue),
        ),
    )  # fmt: skip


def _spans(run: Run) -> tuple[Span, ...]:
    """Return the attempts and pauses of the call that needed most attempts."""
    call, spans = run.longest_call, []
    for number, attempt in enumerate(call.attempts if call else (), start=1):
        began, ended = attempt.began - call.began, attempt.ended - call.began  # type: ignore[union-attr]
        spans.append(
            Span(lane=f"Attempt {number}", label=attempt.outcome, start=began, end=ended,
                 kind="success" if attempt.outcome == SUCCESS else "failure")
        )  # fmt: skip
        if attempt.pause:
            spans.append(
                Span(lane=f"Attempt {number}", label="pause", start=ended,
                     end=ended + attempt.pause, kind="pause")
            )  # fmt: skip
    return tuple(spans)


def _schedule(run: Run) -> Table:
    call = run.longest_call
    rows: list[tuple[Cell, ...]] = [
        (
            str(number),
            attempt.began - call.began,
            attempt.ended - call.began,
            attempt.outcome,
            attempt.pause,
        )
        for number, attempt in enumerate(call.attempts if call else (), start=1)
        if call
    ]
    return Table(
        name="schedule",
        title="The first call that needed most attempts",
        columns=("Attempt", "Begins", "Ends", "Outcome", "Pause after it"),
        units=("", "s", "s", "", "s"),
        rows=tuple(rows),
    )


def _outlook_table(run: Run) -> Table:
    return Table(
        name="outlook", title="Outlook", columns=("What", "Value"), rows=(("State", outlook(run)),)
    )


def outlook(run: Run) -> str:
    """Return stable, vulnerable or stuck.

    Vulnerable: first tries fit the servers, retries of all would not, so that one bad moment may
    never end (Metastable Failures in Distributed Systems, HotOS 2021). Stuck: it has happened,
    less than half of the calls of the last fifth succeed.
    """
    setup, counters = run.setup, run.counters
    offered = counters["calls"] / run.events.now if run.events.now else 0.0
    if setup.word("mode") == OVERLOAD and _goodput_at_end(run) < offered / 2:
        return STUCK
    capacity = setup.whole("servers") / setup.number("mean")
    worst = offered * _attempts_at_most(setup)
    return VULNERABLE if setup.word("mode") == OVERLOAD and worst >= capacity else STABLE


def _attempts_at_most(setup: Setup) -> float:
    attempts = float(setup.whole("attempts"))
    return min(attempts, 1 + setup.number("budget_deposit")) if setup.flag("budget") else attempts


def _notes(run: Run) -> Iterable[str]:
    setup = run.setup
    capacity = setup.whole("servers") / setup.number("mean")
    is_open = setup.word("clients") == OPEN and setup.word("mode") == OVERLOAD
    if is_open and setup.number("rate") >= capacity:
        yield "Arrivals exceed capacity: no steady state."
    if run.counters["attempts_refused"]:
        yield "Attempts were refused at the queue limit of the lab, 20,000."


def _evidence(run: Run) -> dict[str, float]:
    return {
        "most_attempts": run.most_attempts,
        "pauses_outside": run.evidence["pauses_outside"],
        "longest_pause": run.longest_pause,
        "longest_overrun": run.longest_overrun,
        "least_tokens": run.least_tokens,
        "paid_in": run.budget.paid_in,
        "good": sum(run.good.values),
        "first_tries": sum(run.first_tries.values),
    }


# Theory

PAUSES: Final = theory.Formula(
    "Mean sum of pauses, Σ min(cap, base·f^k)·p^(k+1) times 1 or by jitter",
    "M. Brooker, Exponential Backoff and Jitter, AWS Architecture Blog (2015); elementary",
    lambda p, *means: math.fsum(mean * p ** (k + 1) for k, mean in enumerate(means)),
)
RECOVERY: Final = theory.Formula(
    "Queue empty again, fluid rule: end of the load + backlog / (capacity - rate × attempts)",
    "fluid approximation; N. Bronson and others, Metastable Failures in Distributed Systems,"
    " HotOS (2021)",
    lambda end, backlog, spare: end + backlog / spare,
)
RECOVERY_TOLERANCE: Final = 0.15
LEAST_BACKLOG: Final = 50
SHARES: Final = {NONE: 1.0, FULL: 0.5, EQUAL: 0.75}


def failing_share(setup: Setup) -> float:
    """Return the chance that an attempt fails or takes longer than its timeout."""
    p = setup.number("p")
    return 1 - (1 - p) * -math.expm1(-setup.number("attempt_timeout") / setup.number("mean"))


def _checks(run: Run) -> Iterable[Check]:
    if run.setup.word("mode") == FAILURE:
        yield from _chance(run)
    else:
        yield _recovery(run)


def _chance(run: Run) -> Iterable[Check]:
    setup, calls = run.setup, run.judged
    p, attempts = failing_share(setup), setup.whole("attempts")
    unless = (
        (not run.service.is_healthy, "the failure share changes with the faults"),
        (setup.flag("budget"), "the budget cuts retries"),
        (setup.number("deadline") > 0, "the deadline cuts retries"),
        (len(calls) < 100, "too few calls had time to end"),
    )
    made = [float(call.attempts) for call in calls]
    root = math.sqrt(max(len(calls), 1))
    yield theory.check(
        theory.MEAN_ATTEMPTS, p, attempts, simulated=fmean(made) if made else None,
        error=pstdev(made) / root if made else math.inf, unless=unless,
    )  # fmt: skip
    lost = sum(call.outcome != SUCCESS for call in calls)
    expected = theory.all_fail(p, attempts)
    yield theory.check(
        theory.ALL_FAIL, p, attempts, simulated=lost / len(calls) if calls else None,
        error=theory.binomial_error(expected, len(calls)), unit="share", unless=unless,
    )  # fmt: skip
    paused = [call.paused for call in calls]
    share = SHARES.get(setup.word("jitter"), 0.0)
    means = [ceiling_of(setup, k) * share for k in range(attempts - 1)]
    yield theory.check(
        PAUSES, p, *means, simulated=fmean(paused) if paused else None,
        error=pstdev(paused) / root if paused else math.inf, unit="s",
        unless=(
            (setup.word("jitter") == DECORRELATED, "each decorrelated pause hangs on the last"),
            *unless,
        ),
    )  # fmt: skip


def ceiling_of(setup: Setup, retry: int) -> float:
    """Return the longest pause before a retry, from what was asked for."""
    return min(setup.number("cap"), setup.number("base") * float(setup.whole("factor")) ** retry)


def _recovery(run: Run) -> Check:
    setup = run.setup
    loads = [fault for fault in setup.script.faults if fault.target == "calls"]
    spare = setup.whole("servers") / setup.number("mean")
    spare -= setup.number("rate") * setup.whole("attempts")
    end = loads[0].end if len(loads) == 1 else 0.0
    return theory.check(
        RECOVERY, end, run.backlog, spare, simulated=run.emptied_at, error=0.0, unit="s",
        tolerance=RECOVERY_TOLERANCE,
        unless=(
            (setup.word("clients") != OPEN, "callers wait for answers, so the load gives way"),
            (len(loads) != 1 or loads[0].value <= 1, "there is no single rise of the load"),
            (not run.service.is_healthy, "the service changes with the faults"),
            (setup.flag("budget"), "the budget cuts retries"),
            (setup.number("deadline") > 0, "the deadline cuts retries"),
            (setup.flag("cancel_late"), "late work is skipped"),
            (spare <= 0, "retries of all calls exceed capacity: once full, it may never recover"),
            (end > run.events.now, "the run ends before the load does"),
            (run.backlog < LEAST_BACKLOG, "hardly anything was waiting when the load ended"),
        ),
    )  # fmt: skip


INVARIANTS: Final[Sequence[Invariant]] = (
    Invariant(
        "no call makes more attempts than allowed",
        lambda found, values: found.evidence["most_attempts"] <= int(values["attempts"]),
    ),
    Invariant(
        "each pause lies in its interval and below the cap",
        lambda found, values: (
            not found.evidence["pauses_outside"]
            and found.evidence["longest_pause"] <= float(values["cap"]) + 1e-12
        ),
    ),
    Invariant(
        "no call lasts beyond its deadline",
        lambda found, values: found.evidence["longest_overrun"] <= 1e-9,
    ),
    Invariant(
        "the budget is never overdrawn, and retries are covered by it",
        lambda found, values: (
            not values["budget"]
            or (
                found.evidence["least_tokens"] >= 0
                and found.counters["retries"]
                <= found.evidence["paid_in"] + int(values["budget_size"]) + 1e-9
            )
        ),
    ),
    Invariant(
        "successes are calls, and each call succeeds once at most",
        lambda found, values: (
            found.evidence["good"]
            == found.counters["success"]
            == found.counters["attempts_success"]
            and found.counters["success"] <= found.counters["calls"]
            and found.evidence["first_tries"] == found.counters["calls"]
        ),
    ),
    Invariant(
        "without a failure there is no retry",
        lambda found, values: (
            found.counters["retries"]
            <= found.counters["attempts_failed"]
            + found.counters["attempts_timed_out"]
            + found.counters["attempts_refused"]
        ),
    ),
)
