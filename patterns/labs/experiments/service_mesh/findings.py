"""What a run shows: calls by tier, instances, canary and traces, and what must hold of them."""

import math
from collections import Counter
from collections.abc import Iterable
from heapq import nsmallest
from typing import Final

from patterns.labs.experiments.service_mesh import parameters as given
from patterns.labs.experiments.service_mesh import theory
from patterns.labs.experiments.service_mesh.farm import Farm
from patterns.labs.experiments.service_mesh.tree import ENTRY, Call, Mesh, Request
from patterns.labs.kernel import statistics
from patterns.labs.kernel.lab import Balance, Invariant, Values
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

MOST_LANES: Final = 12
MOST_ROWS: Final = 20
"""Instances that have a row of their own."""
QUANTITIES: Final = {
    "success": "successful",
    "kept": "traces kept",
    "not_kept": "traces not kept",
    "answered": "answered well",
    "calls_failed": "answered with an error",
    "given_up": "given up",
    "retries": "repetitions",
    "out_of_budget": "repetitions that the budget forbade",
    "late": "calls of the last tier for nobody",
    "entry_calls": "calls of service A",
    "stable_calls": "to the stable version",
    "canary_calls": "to the canary",
    "canary_failures": "calls that the canary failed",
    "met": "requests that met its fault",
    "met_kept": "of those, traces kept",
    "spans_kept": "spans kept",
    "outliving": "kept spans that outlast their parent",
    "instance_success": "done by instances",
    "instance_failed": "failed by instances",
    "instance_present": "still at instances",
    "instance_calls": "calls to instances",
}
BALANCES: Final = (
    Balance(("success", "failed"), ("requests",)),
    Balance(("first_tries", "retries"), ("calls",)),
    Balance(("answered", "calls_failed", "given_up"), ("calls",)),
    Balance(("stable_calls", "canary_calls"), ("entry_calls",)),
    Balance(("kept", "not_kept"), ("requests",)),
    Balance(("instance_success", "instance_failed", "instance_present"), ("instance_calls",)),
)


def findings(mesh: Mesh, farm: Farm) -> Findings:
    """Return what both runs have shown."""
    series = tuple(
        load.series(f"load_{name}", f"Calls to {name}", "calls/s", per_second=True)
        for load, name in zip(mesh.load, given.names(mesh.depth), strict=True)
    )
    return Findings(
        simulated_until=mesh.now,
        events=mesh.events,
        is_capped=mesh.is_capped or farm.events.is_capped,
        counters=_counters(mesh, farm),
        measures=tuple(_measures(mesh, farm)),
        series=series,
        histograms=(
            statistics.histogram("at_instance", "Time at an instance", farm.times),
            statistics.histogram("request", "Time of a request", mesh.times),
        ),
        spans=tuple(_spans(mesh)),
        tables=(_tiers(mesh), _instances(farm)),
        states=tuple(sorted(farm.states, key=lambda state: state.time)),
        trace=tuple(_trace(mesh)),
        checks=tuple(theory.checks(mesh, farm)),
        notes=tuple(_notes(mesh, farm)),
        evidence=_evidence(mesh, farm),
    )


def _counters(mesh: Mesh, farm: Farm) -> dict[str, int]:
    count, calls = mesh.counters, sum(mesh.calls)
    failed, given_up = sum(mesh.failed), sum(mesh.given_up)
    ended, instance_failed = len(farm.times), sum(each.failed for each in farm.instances)
    return {
        "requests": count["requests"],
        "success": count["success"],
        "failed": count["failed"],
        "calls": calls,
        "first_tries": sum(mesh.firsts),
        "retries": sum(mesh.retries),
        "answered": calls - failed - given_up,
        "calls_failed": failed,
        "given_up": given_up,
        "out_of_budget": mesh.out_of_budget,
        "last_calls": mesh.calls[-1],
        "late": count["late"],
        "entry_calls": mesh.calls[0],
        "stable_calls": mesh.calls[0] - count["canary_calls"],
        "canary_calls": count["canary_calls"],
        "canary_failures": count["canary_failures"],
        "met": count["met"],
        "met_kept": count["met_kept"],
        "kept": count["kept"],
        "not_kept": count["not_kept"],
        "spans_kept": count["spans_kept"],
        "outliving": mesh.outliving,
        "instance_calls": sum(each.calls for each in farm.instances),
        "instance_success": ended - instance_failed,
        "instance_failed": instance_failed,
        "instance_present": farm.present,
        "ejections": sum(each.ejections for each in farm.instances),
    }


def _measures(mesh: Mesh, farm: Farm) -> Iterable[Measure]:
    count, requests = mesh.counters, mesh.requests
    leaves = mesh.fan_out ** (mesh.depth - 1)
    last = given.names(mesh.depth)[-1]
    yield statistics.share(
        "success_share", "Requests that succeed", count["success"], requests, noun="requests",
        is_headline=True,
    )  # fmt: skip
    yield statistics.share(
        "failed_share", "Requests that fail", count["failed"], requests, noun="requests"
    )
    yield Measure(
        name="amplification", label=f"Calls at a service of tier {last}, per request",
        value=mesh.calls[-1] / (requests * leaves) if requests else None,
        reason="" if requests else "no requests", is_headline=True,
    )  # fmt: skip
    yield Measure(
        name="most_calls", label="Most calls of the last tier for one request",
        value=float(mesh.most_leaf_calls), unit="calls",
    )  # fmt: skip
    yield Measure(
        name="worst", label="Most that the attempts allow at one service, their product",
        value=float(math.prod(given.attempts(mesh.setup.values))), unit="calls",
    )  # fmt: skip
    yield statistics.mean(
        "request_mean", "Mean time of a request", mesh.times, noun="requests", is_headline=True
    )
    yield statistics.percentile(
        "request_p99", "P99 of a request", sorted(mesh.times), 0.99, noun="requests"
    )
    yield statistics.share(
        "late_share", "Calls of the last tier for nobody", count["late"], mesh.calls[-1]
    )
    yield statistics.mean(
        "instance_mean", "Mean time at an instance", farm.times, is_headline=True
    )  # fmt: skip
    yield statistics.percentile("instance_p99", "P99 at an instance", sorted(farm.times), 0.99)
    failed = sum(each.failed for each in farm.instances)
    yield statistics.share(
        "instance_failed_share", "Calls that an instance failed", failed, len(farm.times)
    )
    yield statistics.share(
        "canary_share", "Calls of A that went to the canary", count["canary_calls"],
        mesh.calls[0],
    )  # fmt: skip
    yield statistics.share(
        "kept_share", "Traces kept", count["kept"], requests, noun="requests", is_headline=True
    )
    yield statistics.share(
        "met_kept_share", "Traces kept of requests that met the canary's fault",
        count["met_kept"], count["met"], noun="requests met it",
    )  # fmt: skip


def _tiers(mesh: Mesh) -> Table:
    rows: list[tuple[Cell, ...]] = []
    requests = mesh.requests
    for tier, name in enumerate(given.names(mesh.depth)):
        calls, seconds = mesh.calls[tier], mesh.seconds[tier]
        rows.append(
            (
                f"to {name}", calls, calls / requests if requests else None,
                mesh.retries[tier],
                mesh.failed[tier] / calls if calls else None,
                mesh.given_up[tier] / calls if calls else None,
                math.fsum(seconds) / calls if calls else None,
                statistics.nearest_rank(sorted(seconds), 0.95) if calls else None,
            )
        )  # fmt: skip
    return Table(
        name="tiers",
        title="Calls of each tier, as their callers see them",
        columns=(
            "Calls", "Number", "Per request", "Repetitions", "Failed", "Given up", "Mean", "P95",
        ),
        units=("", "", "", "", "share", "share", "s", "s"),
        rows=tuple(rows),
    )  # fmt: skip


def _instances(farm: Farm) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            f"instance {each.number}", each.calls,
            each.failed / each.ended if each.ended else None,
            each.seconds / each.ended if each.ended else None,
            each.ejections, each.out,
        )
        for each in farm.instances[:MOST_ROWS]
    ]  # fmt: skip
    title = "The instances" if farm.count <= MOST_ROWS else f"The first {MOST_ROWS} instances"
    return Table(
        name="instances",
        title=title,
        columns=("Instance", "Calls", "Failed", "Mean time", "Ejected", "Out for"),
        units=("", "", "share", "s", "times", "s"),
        rows=tuple(rows),
    )


def _spans(mesh: Mesh) -> Iterable[Span]:
    """Yield the bars of one request: of the busiest whose calls can be told apart."""
    request = mesh.drawn
    if request is None:
        return
    yield Span(
        lane="entry", label="request", start=0.0, end=request.ended - request.came, kind="wait"
    )
    lanes = _lanes(mesh, request)
    drawn = list(dict.fromkeys(lanes))[: MOST_LANES - 1]
    for call, lane in zip(request.calls, lanes, strict=True):
        if lane in drawn:
            kind = "answered" if call.is_good else "failure"
            label = "" if call.attempt == 1 else f"attempt {call.attempt}"
            start, end = call.begins - request.came, call.ends - request.came
            yield Span(lane=lane, label=label, start=start, end=end, kind=kind)


def _lanes(mesh: Mesh, request: Request) -> list[str]:
    """Return the lane of each call: one for a service, or for each call if some were given up.

    What was given up goes on beside the next attempt, and would be drawn on top of it.
    """
    names = [_lane(mesh, call) for call in request.calls]
    if not any(call.is_given_up for call in request.calls):
        return names
    seen, lanes = Counter[str](), []
    for name in names:
        seen[name] += 1
        lanes.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return lanes


def _lane(mesh: Mesh, call: Call) -> str:
    name = given.names(mesh.depth)[call.tier]
    return name if mesh.fan_out == 1 or call.tier == 0 else f"{name}{call.place + 1}"


def _trace(mesh: Mesh) -> list[TraceEvent]:
    """Return the first steps of all requests, in the order of time."""
    steps: list[TraceEvent] = []
    for request in mesh.first_requests:
        if len(steps) >= LONGEST_TRACE:
            # Sorting is stable: at equal times an answer stays before the call that follows it.
            steps = sorted(steps, key=lambda step: step.time)[:LONGEST_TRACE]
            if request.came >= steps[-1].time:
                break
        steps += _request_steps(mesh, request)
    return sorted(steps, key=lambda step: step.time)[:LONGEST_TRACE]


def _request_steps(mesh: Mesh, request: Request) -> Iterable[TraceEvent]:
    # Time, then an order for equal times: an answer comes before the call that follows it.
    moments: list[tuple[float, int, str, str, str, Step]] = []
    timeout = mesh.setup.number("try_timeout")
    # Each call has a step when it is sent, so the first steps are those of the first calls sent.
    for call in nsmallest(LONGEST_TRACE, request.calls, key=lambda call: call.sent):
        above = "entry" if call.parent == ENTRY else _lane(mesh, request.calls[call.parent])
        name = _lane(mesh, call)
        words = "call" if call.attempt == 1 else f"attempt {call.attempt}"
        if call.is_canary:
            words += ", canary"
        moments.append((call.sent, 1, above, name, words, Step.CALL))
        if call.is_given_up:
            moments.append((call.sent + timeout, 0, above, above, "gives up", Step.NOTE))
            late = "answer, too late"
            moments.append((call.answered, 0, name, above, late, Step.FAILURE))
        elif call.is_good:
            moments.append((call.answered, 0, name, above, "answer", Step.REPLY))
        else:
            moments.append((call.answered, 0, name, above, "error", Step.FAILURE))
    moments.sort(key=lambda moment: moment[:2])
    made = 0
    for time, _, source, target, text, step in moments:
        made += step is Step.CALL
        state: dict[str, Cell] = {"request": request.number, "calls so far": made}
        words = f"#{request.number} {text}"
        yield TraceEvent(
            time=time, source=source, target=target, text=words, step=step, state=state
        )


def _notes(mesh: Mesh, farm: Farm) -> Iterable[str]:
    if mesh.outliving:
        yield (
            "Some spans outlast the call that they belong to: a caller gave up, and whoever was"
            " called went on. A trace shows it; nobody else does."
        )
    if not mesh.requests:
        yield "No request was finished: one alone may make more calls than the limit of events."


def _evidence(mesh: Mesh, farm: Farm) -> dict[str, float]:
    spread = zip(mesh.firsts[1:], mesh.bodies, strict=False)
    present = math.fsum(each.seconds for each in farm.instances) + farm.waited_so_far()
    setup, budget = mesh.setup, mesh.setup.number("retry_budget")
    # Calls of a tier save up before they may repeat, so firsts bound the repetitions.
    saved = [given.BURST + budget * firsts for firsts in mesh.firsts]
    return {
        "orphans": sum(firsts != bodies * mesh.fan_out for firsts, bodies in spread),
        "roots": mesh.firsts[0],
        "most_leaf_calls": mesh.most_leaf_calls,
        "leaf_bound": math.prod(given.attempts(setup.values)) * mesh.fan_out ** (mesh.depth - 1),
        "broken": mesh.broken,
        "over_budget": sum(
            retries > most + 1e-6 for retries, most in zip(mesh.retries, saved, strict=True)
        ),
        "most_out": farm.most_out,
        "allowed_out": given.allowed_out(setup.number("max_ejected"), farm.count),
        "asked_while_out": farm.asked_while_out,
        "present_time": farm.present_time,
        "seconds_of_calls": present,
        "fastest": min(farm.times, default=0.0),
    }


def _budget_kept(found: Findings, values: Values) -> bool:
    return not values["budget"] or found.evidence["over_budget"] == 0


def _only_late_spans_outlast(found: Findings, values: Values) -> bool:
    return float(values["try_timeout"]) > 0 or found.counters["outliving"] == 0


INVARIANTS: Final = (
    Invariant(
        "every call belongs to work of the tier above, and every request calls once",
        lambda found, values: (
            found.evidence["orphans"] == 0
            and found.evidence["roots"] == found.counters["requests"]
        ),
    ),
    Invariant(
        "no request makes more calls of the last tier than the attempts multiply to",
        lambda found, values: found.evidence["most_leaf_calls"] <= found.evidence["leaf_bound"],
    ),
    Invariant(
        "every trace that is kept is a tree with one root, each call within its parent in time"
        " unless its caller gave up",
        lambda found, values: found.evidence["broken"] == 0,
    ),
    Invariant("without a limit per attempt no call outlasts its parent", _only_late_spans_outlast),
    Invariant("repetitions stay within their budget", _budget_kept),
    Invariant(
        "no more instances are out than allowed",
        lambda found, values: found.evidence["most_out"] <= found.evidence["allowed_out"],
    ),
    Invariant(
        "an instance that is out gets no call while another is in rotation",
        lambda found, values: found.evidence["asked_while_out"] == 0,
    ),
    Invariant(
        "the time at instances is the sum over calls (Little's law on this very run)",
        lambda found, values: math.isclose(
            found.evidence["present_time"], found.evidence["seconds_of_calls"],
            rel_tol=1e-6, abs_tol=1e-6,
        ),
    ),
    Invariant(
        "a trace of the canary's fault is one of a request that met it",
        lambda found, values: (
            found.counters["met_kept"] <= min(found.counters["met"], found.counters["kept"])
        ),
    ),
)  # fmt: skip
