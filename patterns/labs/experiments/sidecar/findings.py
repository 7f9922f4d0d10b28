"""What a run shows: added time, resources, availability, lost lines, and what must hold."""

import math
from collections.abc import Iterable
from statistics import fmean, stdev
from typing import Final

from patterns.labs.experiments.sidecar import parameters as given
from patterns.labs.experiments.sidecar import theory
from patterns.labs.experiments.sidecar.calls import Calls, Request
from patterns.labs.experiments.sidecar.lives import YEAR, Lives
from patterns.labs.kernel import statistics
from patterns.labs.kernel.lab import Balance, Invariant, Setup, Values
from patterns.labs.kernel.results import (
    LONGEST_TRACE,
    Cell,
    Findings,
    Measure,
    Series,
    Span,
    Step,
    Table,
    TraceEvent,
)

HOUR: Final = 3_600.0
MIB: Final = 2**20
QUANTITIES: Final = {
    "calls_made": "calls made",
    "through_proxy": "through both proxies",
    "past_proxy": "without a proxy",
    "application_crashes": "crashes of the application",
    "proxy_crashes": "crashes of the proxy",
    "log_crashes": "crashes of the log sidecar",
    "lines_lost": "lines lost in them",
    "starts": "pods started once",
    "refused_at_start": "calls refused at these starts",
    "unguarded_at_start": "calls without a proxy at these starts",
}
BALANCES: Final = (
    Balance(("done", "refused", "failed"), ("requests",)),
    Balance(("through_proxy", "past_proxy"), ("calls_made",)),
)


def findings(calls: Calls, lives: Lives) -> Findings:
    """Return what all runs have shown."""
    outcomes = calls.outcomes
    return Findings(
        simulated_until=calls.now,
        events=calls.events,
        is_capped=calls.is_capped,
        counters=_counters(calls, lives),
        measures=tuple(_measures(calls, lives)),
        series=(
            _added_over_time(calls),
            outcomes.done.series("answered", "Done", "requests/s", per_second=True),
            outcomes.refused.series("refused", "Refused", "requests/s", per_second=True),
            outcomes.failed.series("failed", "Failed", "requests/s", per_second=True),
        ),
        histograms=(statistics.histogram("added", "Added to a request", calls.added),),
        spans=tuple(_spans(calls)),
        tables=(_calls(calls), _sidecars(calls.setup), _states(lives)),
        trace=tuple(_trace(calls)),
        checks=tuple(theory.checks(calls, lives)),
        notes=tuple(_notes(lives)),
        evidence=_evidence(calls, lives),
    )


def _counters(calls: Calls, lives: Lives) -> dict[str, int]:
    count, in_gaps = calls.counters, lives.calls_in_gaps()
    return {
        "requests": count["requests"],
        "done": count["done"],
        "refused": count["refused"],
        "failed": count["failed"],
        "calls_made": count["through_proxy"] + count["past_proxy"],
        "through_proxy": count["through_proxy"],
        "past_proxy": count["past_proxy"],
        "application_crashes": lives.crashes["application"],
        "proxy_crashes": lives.crashes["proxy"],
        "log_crashes": len(lives.lost),
        "lines_lost": sum(lives.lost),
        "starts": calls.setup.whole("pods"),
        "refused_at_start": 0 if lives.is_open else in_gaps,
        "unguarded_at_start": in_gaps if lives.is_open else 0,
    }


def _measures(calls: Calls, lives: Lives) -> Iterable[Measure]:
    setup = calls.setup
    added = sorted(calls.added)
    yield statistics.mean(
        "added_mean", "Added to a request, mean", calls.added, noun="requests", is_headline=True
    )
    for name, level in (("added_p50", 0.5), ("added_p99", 0.99)):
        yield statistics.percentile(
            name, f"Added to a request, P{level * 100:.0f}", added, level, noun="requests",
            is_headline=name == "added_p99",
        )  # fmt: skip
    yield statistics.mean("request_mean", "Mean time of a request", calls.times, noun="requests")
    total = math.fsum(calls.times)
    yield Measure(
        name="added_share", label="Part of a request's time that is spent in proxies",
        value=math.fsum(calls.added) / total if total else None, unit="share",
        reason="" if total else "no request was done",
    )  # fmt: skip
    yield from _resources(setup)
    yield from _availability(lives)
    yield from _lines(lives)
    yield Measure(
        name="start_mean", label="Mean time until a pod has started", value=fmean(lives.ready),
        unit="s",
    )  # fmt: skip
    yield Measure(
        name="gap_mean", label="Of that, calling before the proxy is ready",
        value=fmean(lives.gaps), unit="s",
    )  # fmt: skip


def _resources(setup: Setup) -> Iterable[Measure]:
    each = setup.whole("sidecars") * setup.whole("pods")
    yield Measure(
        name="memory_total", label="Memory of all sidecars",
        value=each * setup.whole("memory") / 2**30, unit="GiB", is_headline=True,
    )  # fmt: skip
    yield Measure(
        name="cpu_total", label="Processors of all sidecars",
        value=each * setup.whole("cpu") / 1000, unit="cores",
    )  # fmt: skip


def _availability(lives: Lives) -> Iterable[Measure]:
    served, half = lives.share_served, 0.0
    if lives.until:
        error = stdev(lives.batches) / math.sqrt(statistics.BATCHES)
        half = statistics.student(statistics.BATCHES - 1) * error
    yield Measure(
        name="availability", label="Time in which a pod serves calls", value=served, unit="share",
        low=max(served - half, 0.0), high=min(served + half, 1.0), is_headline=True,
    )  # fmt: skip
    for name, label, share in (
        ("down", "Without service, of a pod", 1 - served),
        ("down_application", "Without service if there were no proxy", 1 - lives.share_up),
        ("unguarded", "Serving without a proxy, of a pod", lives.share_unguarded),
    ):  # fmt: skip
        yield Measure(name=name, label=label, value=share * YEAR / HOUR, unit="hours a year")
    yield Measure(
        name="years", label="Life of one pod in which that was counted", unit="years",
        value=lives.until / YEAR if lives.until else None,
        reason="" if lives.until else "nothing crashes by chance",
    )  # fmt: skip


def _lines(lives: Lives) -> Iterable[Measure]:
    setup = lives.setup
    reason = ""
    if not lives.has_logs:
        reason = "no log sidecar"
    elif not lives.lost:
        reason = "it never crashes"
    yield Measure(
        name="lost_per_crash", label="Lines lost when the log sidecar crashes",
        value=fmean(lives.lost) if lives.lost else None, unit="lines", reason=reason,
        is_headline=True,
    )  # fmt: skip
    cycle = setup.number("sidecar_restart")
    if lives.lost:
        cycle += 1 / setup.number("sidecar_crashes")
    a_year = setup.whole("pods") * YEAR / cycle
    yield Measure(
        name="lost_a_year", label="Lines lost, all pods",
        value=fmean(lives.lost) * a_year if lives.lost else None, unit="/year",
        reason=reason,
    )  # fmt: skip


def _added_over_time(calls: Calls) -> Series:
    outcomes = calls.outcomes
    values = tuple(
        added / ended if ended else None
        for added, ended in zip(outcomes.added.values, outcomes.ended.values, strict=True)
    )
    return Series(
        name="added_over_time", label="Added to a request, mean", unit="s",
        step=outcomes.added.step, values=values,
    )  # fmt: skip


def _calls(calls: Calls) -> Table:
    rows: list[tuple[Cell, ...]] = []
    so_far = 0.0
    for number, reached in enumerate(calls.reached, start=1):
        mean = reached.added / reached.calls if reached.calls else None
        so_far += mean or 0.0
        rows.append((f"call {number}", reached.calls, mean, so_far))
    return Table(
        name="calls",
        title="What each call of a request adds",
        columns=("Call", "Through proxies", "Added", "Added so far"),
        units=("", "", "s", "s"),
        rows=tuple(rows),
    )


def _sidecars(setup: Setup) -> Table:
    pods, memory, cpu = setup.whole("pods"), setup.whole("memory"), setup.whole("cpu")
    rows: list[tuple[Cell, ...]] = [
        (name, memory / MIB, pods * memory / 2**30, cpu / 1000, pods * cpu / 1000)
        for name in given.NAMES[: setup.whole("sidecars")]
    ]
    return Table(
        name="sidecars",
        title="What the sidecars take",
        columns=("Sidecar", "Memory of one", "Memory of all", "Cores of one", "Cores of all"),
        units=("", "MiB", "GiB", "", ""),
        rows=tuple(rows),
    )


def _states(lives: Lives) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for state, seconds in lives.seconds.items():
        share = seconds / lives.until if lives.until else float(state == "both up")
        served = "served" if lives.serves(state) else "not served"
        rows.append((state, served, share, share * YEAR / HOUR))
    return Table(
        name="states",
        title="Application and proxy of a pod",
        columns=("State", "Calls", "Share of time", "Hours a year"),
        units=("", "", "share", ""),
        rows=tuple(rows),
    )


def _spans(calls: Calls) -> Iterable[Span]:
    """Yield the bars of the first request that was done, or else of the first one."""
    requests = calls.first_requests
    if not requests:
        return
    request = next((each for each in requests if not each.hops[-1].word), requests[0])
    proxies: list[Span] = []
    for number, hop in enumerate(request.hops, start=1):
        time = hop.begins - request.came
        for lane, seconds in (("caller's proxy", hop.caller), ("called pod's proxy", hop.called)):
            if seconds is not None:
                proxies.append(_span(lane, number, time, seconds, "proxy"))
                time += seconds
        yield _span("application", number, time, hop.work, "failure" if hop.word else "application")
    yield from proxies


def _span(lane: str, number: int, start: float, seconds: float, kind: str) -> Span:
    return Span(lane=lane, label=f"call {number}", start=start, end=start + seconds, kind=kind)


def _trace(calls: Calls) -> list[TraceEvent]:
    """Return the first steps of all requests, in the order of time."""
    steps: list[TraceEvent] = []
    for number, request in enumerate(calls.first_requests, start=1):
        if len(steps) >= LONGEST_TRACE:
            steps = sorted(steps, key=lambda step: step.time)[:LONGEST_TRACE]
            if request.came >= steps[-1].time:
                break
        steps += _request_steps(number, request)
    return sorted(steps, key=lambda step: step.time)[:LONGEST_TRACE]


def _request_steps(number: int, request: Request) -> Iterable[TraceEvent]:
    added = 0.0
    for place, hop in enumerate(request.hops, start=1):
        time, source = hop.begins, "caller"
        words = f"#{number} call {place}"
        if hop.word == "refused":
            yield _step(
                time, "caller's proxy", "caller", f"{words}: refused", Step.FAILURE, number, added
            )
            return
        for proxy, seconds in (("caller's proxy", hop.caller), ("called pod's proxy", hop.called)):
            if seconds is not None:
                yield _step(time, source, proxy, words, Step.CALL, number, added)
                time += seconds
                added += seconds
                source = proxy
        past = "" if hop.caller is not None else ", without a proxy"
        yield _step(time, source, "application", words + past, Step.CALL, number, added)
        time += hop.work
        step, text = (Step.FAILURE, "error") if hop.word else (Step.REPLY, "answer")
        yield _step(time, "application", "caller", f"{words}: {text}", step, number, added)


def _step(
    time: float, source: str, target: str, text: str, step: Step, number: int, added: float
) -> TraceEvent:
    state: dict[str, Cell] = {"request": number, "added so far, ms": added * 1_000}
    return TraceEvent(time=time, source=source, target=target, text=text, step=step, state=state)


def _notes(lives: Lives) -> Iterable[str]:
    if lives.setup.number("app_crashes") == 0 and not lives.crashes["proxy"]:
        yield "Nothing in the path of calls crashes by chance, so a pod always serves."


def _evidence(calls: Calls, lives: Lives) -> dict[str, float]:
    setup = calls.setup
    sidecars = _sidecars(setup).rows
    most_lines = setup.number("log_rate") * setup.number("flush") + 1
    shares = math.fsum(lives.seconds.values()) / lives.until if lives.until else 1.0
    return {
        "least_added": calls.least_added,
        "added": calls.total_added,
        "added_by_call": calls.total_of_hops,
        "served": lives.share_served,
        "up": lives.share_up,
        "shares": shares,
        "memory": math.fsum(float(row[2] or 0) for row in sidecars),
        "cores": math.fsum(float(row[4] or 0) for row in sidecars),
        "memory_of_pod": setup.whole("sidecars") * setup.whole("memory") / 2**30,
        "cores_of_pod": setup.whole("sidecars") * setup.whole("cpu") / 1000,
        "over_lost": max(lives.lost, default=0) - most_lines,
        "longest_gap": max(lives.gaps),
        "least_ready": min(lives.ready),
    }


def _close(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)


def _served_as_set(found: Findings, values: Values) -> bool:
    """Closed: never more than the application is up. Open, or alone: exactly as much."""
    served, up = found.evidence["served"], found.evidence["up"]
    guarded = values["mode"] == given.CLOSED and values["sidecars"]
    return served <= up + 1e-12 if guarded else _close(served, up)


def _pods_times_pod(found: Findings, values: Values) -> bool:
    pods = int(values["pods"])
    return _close(found.evidence["memory"], pods * found.evidence["memory_of_pod"]) and _close(
        found.evidence["cores"], pods * found.evidence["cores_of_pod"]
    )


def _no_gap_when_sidecar_first(found: Findings, values: Values) -> bool:
    waits = values["start"] == given.SIDECAR_FIRST or not values["sidecars"]
    return not waits or found.evidence["longest_gap"] == 0


def _nothing_without_sidecars(found: Findings, values: Values) -> bool:
    """An application alone waits for no proxy and loses no line to a sidecar."""
    return bool(values["sidecars"]) or (
        found.evidence["added"] == 0
        and found.counters["through_proxy"] == 0
        and found.counters["lines_lost"] == 0
    )


INVARIANTS: Final = (
    Invariant(
        "no request gains time in a proxy",
        lambda found, values: found.evidence["least_added"] >= 0,
    ),
    Invariant(
        "what is added to requests is the sum of what their calls add",
        lambda found, values: math.isclose(
            found.evidence["added"], found.evidence["added_by_call"], rel_tol=1e-9, abs_tol=1e-9
        ),
    ),
    Invariant(
        "a pod that fails closed never serves more than its application is up, one that fails"
        " open exactly as much",
        _served_as_set,
    ),
    Invariant(
        "the four states of application and proxy share all the time",
        lambda found, values: _close(found.evidence["shares"], 1.0),
    ),
    Invariant("what all sidecars take is pods times what those of one pod take", _pods_times_pod),
    Invariant(
        "no crash loses more lines than one interval holds",
        lambda found, values: found.evidence["over_lost"] <= 0,
    ),
    Invariant(
        "an application that starts after its proxy never calls without one",
        _no_gap_when_sidecar_first,
    ),
    Invariant("without sidecars nothing is added and nothing is lost", _nothing_without_sidecars),
)
