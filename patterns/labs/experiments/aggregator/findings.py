"""What a run shows: measures, tables, the request that is drawn, and what must hold."""

import math
from collections.abc import Iterable, Sequence
from statistics import fmean
from typing import Final

from patterns.labs.experiments.aggregator import theory
from patterns.labs.experiments.aggregator.simulation import (
    CACHED,
    CUT_OFF,
    NOT_BEGUN,
    SUCCESS,
    TIMEOUT,
    Call,
    Run,
)
from patterns.labs.kernel import statistics
from patterns.labs.kernel.lab import Balance, Invariant, Setup, Values
from patterns.labs.kernel.results import (
    LONGEST_TRACE,
    Cell,
    Findings,
    Measure,
    Span,
    Step,
    Table,
    TraceEvent,
)

COUNTERS: Final = (
    "requests", "complete", "partial", "failed",
    "parts", "success", "failure", "timeout", "cut_off", "not_begun", "cached",
    "calls", "hedges", "hedges_won",
)  # fmt: skip
QUANTITIES: Final = {
    "cut_off": "cut off by the deadline",
    "not_begun": "not begun before the deadline",
    "cached": "from the cache",
    "hedges": "second tries",
    "hedges_won": "second tries that won",
}
BALANCES: Final = (
    Balance(("complete", "partial", "failed"), ("requests",)),
    Balance(("success", "failure", "timeout", "cut_off", "not_begun", "cached"), ("parts",)),
)


def findings(run: Run) -> Findings:
    """Return what a run that is over has shown."""
    record, counters = run.record, run.record.counters
    counters["requests"], counters["calls"] = run.requests, run.calls
    counters["parts"] = run.requests * len(run.rows)
    shown = run.setup.whole("shown")
    kept = record.kept.get(shown) or record.kept[run.requests if run.requests <= 40 else 1]
    around = overheads(run.setup)
    return Findings(
        simulated_until=float(run.requests),
        events=run.calls,
        is_capped=run.is_capped,
        counters={name: counters[name] for name in COUNTERS},
        measures=tuple(_measures(run, around)),
        histograms=(
            statistics.histogram(
                "end_to_end", "From request to response", [around + s for s in record.phases]
            ),
            statistics.histogram("fan_out", "First call to last answer", record.phases),
        ),
        spans=tuple(_spans(run, kept)),
        tables=(_services(run), _modes(run, around)),
        trace=tuple(_trace(run)),
        checks=tuple(theory.checks(run)),
        notes=tuple(_notes(run, shown)),
        evidence=_evidence(run),
    )


def overheads(setup: Setup) -> float:
    """Return the seconds of a request that no service accounts for."""
    return math.fsum(
        setup.number(name) for name in ("client", "request", "combine", "build", "response")
    )


def _measures(run: Run, around: float) -> Iterable[Measure]:
    record, counters = run.record, run.record.counters
    ordered = sorted(record.phases)
    ends = [around + seconds for seconds in ordered]
    fan_out, total = fmean(record.phases), fmean(record.sequential)
    yield statistics.mean(
        "end_to_end_mean", "Mean from request to response",
        [around + seconds for seconds in record.phases], noun="requests", is_headline=True,
    )  # fmt: skip
    for name, level in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99)):
        yield statistics.percentile(
            name, f"P{level * 100:.0f} from request to response", ends, level, noun="requests",
            is_headline=name == "p95",
        )  # fmt: skip
    yield statistics.mean(
        "fan_out_mean", "Mean from first call to last answer", record.phases, noun="requests",
        is_headline=True,
    )  # fmt: skip
    for name, level in (("fan_out_p50", 0.5), ("fan_out_p95", 0.95), ("fan_out_p99", 0.99)):
        label = f"P{level * 100:.0f} from first call to last answer"
        yield statistics.percentile(name, label, ordered, level, noun="requests")
    yield Measure(
        name="fan_out_gain", label="Calls faster than one after another",
        value=1 - fan_out / total if total else None, unit="share",
        reason="" if total else "no call takes time", is_headline=True,
    )  # fmt: skip
    yield Measure(
        name="end_to_end_gain", label="Request faster than one after another",
        value=1 - (around + fan_out) / (around + total) if around + total else None, unit="share",
        reason="" if around + total else "nothing takes time", is_headline=True,
    )  # fmt: skip
    for name, label in (
        ("complete", "Complete answers"), ("partial", "Partial answers"),
        ("failed", "Failed requests"),
    ):  # fmt: skip
        yield statistics.share(
            f"{name}_share", label, counters[name], run.requests, noun="requests",
            is_headline=name == "complete",
        )  # fmt: skip
    yield Measure(
        name="calls_per_request", label="Calls per request", value=run.calls / run.requests
    )


def _services(run: Run) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for index, row in enumerate(run.rows):
        times = run.record.times[index]
        rows.append(
            (
                str(row["name"]), str(row["need"]), fmean(times),
                statistics.nearest_rank(sorted(times), 0.95),
                run.record.slowest[index] / run.requests,
                run.record.succeeded[index] / run.requests,
            )
        )  # fmt: skip
    return Table(
        name="services",
        title="The parts, and how often each was the slowest",
        columns=("Service", "Need", "Mean", "P95", "Slowest", "Arrived"),
        units=("", "", "s", "s", "share", "share"),
        rows=tuple(rows),
    )


def _modes(run: Run, around: float) -> Table:
    """Compare what was chosen with all calls at once and one after another, on the same draws."""
    record = run.record
    rows: list[tuple[Cell, ...]] = []
    for name, samples in (
        ("as set", record.phases), ("parallel", record.parallel),
        ("sequential", record.sequential),
    ):  # fmt: skip
        ordered = sorted(samples)
        ends = (around + statistics.nearest_rank(ordered, level) for level in (0.5, 0.95, 0.99))
        rows.append((name, fmean(samples), around + fmean(samples), *ends))
    return Table(
        name="modes",
        title="The same calls at once and one after another, without a deadline",
        columns=("Calls", "Fan-out", "End to end", "P50", "P95", "P99"),
        units=("", "s", "s", "s", "s", "s"),
        rows=tuple(rows),
    )


def _spans(run: Run, calls: Sequence[Call]) -> Iterable[Span]:
    setup = run.setup
    sent = setup.number("client")
    begun = sent + setup.number("request")
    phase = max(call.end for call in calls)
    collected = begun + phase
    combined = collected + setup.number("combine")
    built = combined + setup.number("build")
    back = built + setup.number("response")
    yield Span(lane="Client", label="Request sent", start=0.0, end=sent)
    yield Span(lane="Client", label="Waiting", start=sent, end=built, kind="wait")
    yield Span(lane="Client", label="Response received", start=built, end=back)
    yield Span(lane="Aggregator", label="Request processing", start=sent, end=begun)
    yield Span(lane="Aggregator", label="Calls", start=begun, end=collected, kind="wait")
    yield Span(lane="Aggregator", label="Data combination", start=collected, end=combined)
    yield Span(lane="Aggregator", label="Response building", start=combined, end=built)
    for row, call in zip(run.rows, calls, strict=True):
        if call.word == NOT_BEGUN:
            continue
        yield Span(
            lane=str(row["name"]),
            label=_words(call),
            start=begun + call.start,
            end=begun + call.end,
            kind="" if call.word in (SUCCESS, CACHED) else "failure",
        )


def _words(call: Call) -> str:
    words = {SUCCESS: "Processing", CUT_OFF: "Cut off", TIMEOUT: "Timed out", CACHED: "Cached"}
    word = words.get(call.word, "Failed")
    return f"{word}, asked twice" if call.hedged else word


def _trace(run: Run) -> Iterable[TraceEvent]:
    """Yield the steps of the first requests, one request after another."""
    steps: list[TraceEvent] = []
    base = 0.0
    for number in range(1, run.requests + 1):
        if number not in run.record.kept or len(steps) >= LONGEST_TRACE:
            break
        steps.extend(_request_steps(run, number, base))
        base = steps[-1].time
    return steps[:LONGEST_TRACE]


def _request_steps(run: Run, number: int, base: float) -> list[TraceEvent]:
    """Return the steps of one request in order; what has arrived is counted as it comes."""
    setup, calls = run.setup, run.record.kept[number]
    sent = base + setup.number("client")
    begun = sent + setup.number("request")
    collected = begun + max(call.end for call in calls)
    # Time, then an order for equal times: calls go out before answers come in.
    moments: list[tuple[float, int, str, str, str, Step, int]] = []
    for row, call in zip(run.rows, calls, strict=True):
        name = str(row["name"])
        if call.word == NOT_BEGUN:
            continue
        if call.word == CACHED:
            moments.append((begun + call.start, 0, "cache", "aggregator", name, Step.REPLY, 1))
            continue
        moments.append((begun + call.start, 0, "aggregator", name, "call", Step.CALL, 0))
        came = call.word == SUCCESS
        step = Step.REPLY if came else Step.FAILURE
        word = "answer" if came else _words(call).lower()
        moments.append((begun + call.end, 1, name, "aggregator", word, step, int(came)))
    moments.sort(key=lambda moment: moment[:2])
    arrived, of = 0, len(calls)
    steps = [_step(sent, "client", "aggregator", "request", Step.CALL, number, 0, of)]
    for time, _, source, target, text, step, good in moments:
        arrived += good
        steps.append(_step(time, source, target, text, step, number, arrived, of))
    end = collected + math.fsum(setup.number(name) for name in ("combine", "build", "response"))
    steps.append(_step(end, "aggregator", "client", "response", Step.REPLY, number, arrived, of))
    return steps


def _step(
    time: float, source: str, target: str, text: str, step: Step, number: int, arrived: int, of: int
) -> TraceEvent:
    state: dict[str, Cell] = {"request": number, "parts that arrived": f"{arrived} of {of}"}
    return TraceEvent(time=time, source=source, target=target, text=text, step=step, state=state)


def _notes(run: Run, shown: int) -> Iterable[str]:
    if shown > run.requests:
        yield f"Request {shown:,} was not made; the first one is drawn."
    if run.setup.number("hedge_after") and 0 < run.setup.number("call_timeout") <= (
        run.setup.number("hedge_after")
    ):
        yield "The timeout strikes before a second try would be made, so none is."


def _evidence(run: Run) -> dict[str, float]:
    record = run.record
    total = fmean(record.sequential)
    required = [
        good
        for good, row in zip(record.succeeded, run.rows, strict=True)
        if row["need"] == "required"
    ]
    return {
        "out_of_bounds": record.out_of_bounds,
        "past_deadline": record.latest_past_deadline,
        "parallel_gain": 1 - fmean(record.parallel) / total if total else 0.0,
        "services": len(run.rows),
        "least_required": min(required, default=run.requests),
        "slowest": sum(record.slowest),
    }


def _parallel_gain_in_bounds(found: Findings, values: Values) -> bool:
    most = 1 - 1 / found.evidence["services"]
    return -1e-9 <= found.evidence["parallel_gain"] <= most + 1e-9


INVARIANTS: Final = (
    Invariant(
        "no request is faster than its slowest part, or slower than all parts in turn",
        lambda found, values: found.evidence["out_of_bounds"] == 0,
    ),
    Invariant(
        "calls at once gain between nothing and 1 - 1/n of the time", _parallel_gain_in_bounds
    ),
    Invariant(
        "no more answers are complete or partial than any required part arrived",
        lambda found, values: (
            found.counters["complete"] + found.counters["partial"]
            <= found.evidence["least_required"]
        ),
    ),
    Invariant(
        "nothing is waited for after the deadline",
        lambda found, values: found.evidence["past_deadline"] <= 1e-9,
    ),
    Invariant(
        "one part of each request was its slowest",
        lambda found, values: found.evidence["slowest"] == found.counters["requests"],
    ),
    Invariant(
        "second tries win at most as often as they are made",
        lambda found, values: found.counters["hedges_won"] <= found.counters["hedges"],
    ),
)  # fmt: skip
