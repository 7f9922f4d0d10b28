"""What a run shows: measures, tables, series, theory, and what must hold between them."""

import math
from collections.abc import Iterable, Sequence
from typing import Final

from patterns.labs.experiments.circuit_breaker.recording import PANEL_SECONDS, Record, edge
from patterns.labs.experiments.circuit_breaker.simulation import Run
from patterns.labs.experiments.circuit_breaker.simulation import policy as asked
from patterns.labs.kernel import statistics, theory
from patterns.labs.kernel.breakers import EDGES, Policy, State
from patterns.labs.kernel.lab import Balance, Invariant, Setup, Values
from patterns.labs.kernel.results import Cell, Check, Findings, Measure, Series, Table

COUNTERS: Final = (
    "calls", "success", "failure", "timeout", "short_circuited", "in_flight",
    "fallback_tried", "fallback_success", "fallback_rejected", "would_have_succeeded",
    *(edge(*ends) for ends in EDGES),
)  # fmt: skip
QUANTITIES: Final = {
    "short_circuited": "rejected",
    "fallback_tried": "fallback tried",
    "fallback_success": "fallbacks",
    "fallback_rejected": "fallback refused",
    "would_have_succeeded": "rejected although it would have succeeded",
    **{edge(left, state): f"{left} to {state}".replace("_", " ") for left, state in EDGES},
}
BALANCES: Final = (
    Balance(("success", "failure", "timeout", "short_circuited", "in_flight"), ("calls",)),
    Balance(("fallback_success", "fallback_rejected"), ("fallback_tried",)),
)


def findings(run: Run) -> Findings:
    """Return what a run that is over has shown."""
    record, counters = run.record, run.record.counters
    record.close(run.events.now, run.breakers)
    return Findings(
        simulated_until=run.events.now,
        events=run.events.count,
        is_capped=run.events.is_capped,
        counters={name: counters[name] for name in COUNTERS},
        measures=tuple(_measures(run)),
        series=_series(record),
        histograms=(
            statistics.histogram("latency", "Latency of executed calls", record.latencies),
        ),
        tables=(_by_state(record),),
        states=tuple(record.states),
        trace=tuple(record.trace),
        checks=tuple(_checks(run)),
        notes=tuple(_notes(run)),
        evidence=_evidence(run),
    )


def _measures(run: Run) -> Iterable[Measure]:
    record, counters = run.record, run.record.counters
    failed = counters["failure"] + counters["timeout"]
    ended = failed + counters["success"]
    breakers, now = run.breakers, run.events.now
    yield statistics.share(
        "failure_share", "Failures of executed calls", failed, ended, is_headline=True
    )
    answered = counters["success"] + counters["fallback_success"]
    yield statistics.share(
        "answered_share", "Calls with an answer, fallbacks included", answered,
        counters["calls"], is_headline=True,
    )  # fmt: skip
    open_time = record.time_in[State.OPEN]
    total = now * len(breakers)
    yield Measure(
        name="open_share", label="Time in OPEN", value=open_time / total if total else 0.0,
        unit="share", is_headline=True,
    )  # fmt: skip
    ordered = sorted(record.latencies)
    for name, level in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99)):
        label = f"P{level * 100:.0f} of executed calls"
        yield statistics.percentile(name, label, ordered, level, is_headline=name == "p95")
    # A rejected call is answered at once.
    every = [0.0] * counters["short_circuited"] + ordered
    for name, level in (("p50_all", 0.5), ("p95_all", 0.95), ("p99_all", 0.99)):
        label = f"P{level * 100:.0f} of all calls"
        yield statistics.percentile(name, label, every, level)
    good = sum(record.panel)
    seen, last = len(record.panel), f"last {PANEL_SECONDS:.0f} s"
    yield statistics.share("panel_success", f"Success, {last}", good, seen)
    yield statistics.share("panel_failure", f"Failure, {last}", seen - good, seen)
    first = breakers[0]
    share = first.failure_share
    yield Measure(
        name="window_failure", label="Failures in the breaker's window", value=share, unit="share",
        reason="" if share is not None else "the window is empty",
    )  # fmt: skip
    left = first.since + run.policy.open_wait - now
    is_open = first.state is State.OPEN
    yield Measure(
        name="open_left", label="Left of the wait", value=max(left, 0.0) if is_open else None,
        unit="s", reason="" if is_open else f"the breaker is {first.state}",
    )  # fmt: skip


def _series(record: Record) -> tuple[Series, ...]:
    return (
        record.success.series("success", "Success", "calls/s", per_second=True),
        record.failure.series("failure", "Failure", "calls/s", per_second=True),
        record.refusals.series("short_circuited", "Rejected", "calls/s", per_second=True),
        Series(
            name="window_failure", label="Highest failure share in the breaker's window",
            unit="share", step=record.success.step, values=tuple(record.shares),
        ),
    )  # fmt: skip


def _by_state(record: Record) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for state in State:
        counts = record.by_state[state]
        row = (counts[name] for name in ("calls", "success", "failure", "short_circuited"))
        rows.append((str(state), record.time_in[state], *row))
    return Table(
        name="states",
        title="What happened in each state",
        columns=("State", "Time", "Calls", "Success", "Failure", "Rejected"),
        units=("", "s", "", "", "", ""),
        rows=tuple(rows),
    )


def _notes(run: Run) -> Iterable[str]:
    policy, counters = run.policy, run.record.counters
    if policy.threshold >= 1 and policy.strict and policy.window != "consecutive":
        yield "A share of 1 cannot be exceeded: failures never open this breaker."
    stuck = [b for b in run.breakers if b.state is State.HALF_OPEN]
    if stuck and not run.setup.number("timeout") and counters["in_flight"]:
        yield "A probe without an answer keeps a breaker in HALF_OPEN; a timeout would end it."


def _evidence(run: Run) -> dict[str, float]:
    record = run.record
    now = {f"{state}_now": sum(b.state is state for b in run.breakers) for state in State}
    return {
        **now,
        "breakers": len(run.breakers),
        "begun_while_open": record.begun_while_open,
        "most_probes": record.most_probes,
        "shortest_wait": record.shortest_wait,
        "time": sum(record.time_in.values()),
        "latencies": len(record.latencies),
    }


# Theory


def least_to_trip(policy: Policy, calls: int) -> int:
    """Return how many failures among so many calls open the breaker; calls + 1 if none do."""
    for failed in range(calls + 1):
        share = failed / calls
        if share > policy.threshold or (share == policy.threshold and not policy.strict):
            return failed
    return calls + 1


def _checks(run: Run) -> Iterable[Check]:
    yield _trip_chance(run)
    yield from _down_for_good(run)


TRIP_CHANCE: Final = theory.Formula(
    "Chance that the first full window opens, binomial tail",
    theory.ELEMENTARY,
    theory.binomial_tail,
)
LET_THROUGH: Final = theory.Formula(
    "Calls let through to a service that is down: those until the first trip, then one a cycle",
    "renewal-reward theorem; S. M. Ross, Introduction to Probability Models",
    lambda first, time, cycle: first + time / cycle,
)
OPEN_SHARE: Final = theory.Formula(
    "Share of time in OPEN after the first trip, wait / (wait + probe)",
    "renewal-reward theorem; S. M. Ross, Introduction to Probability Models",
    theory.renewal_share,
)


def _trip_chance(run: Run) -> Check:
    # What is asked for, not what the breaker was built with: theory must not trust the run.
    setup, record, policy = run.setup, run.record, asked(run.setup)
    p = setup.number("base_failure")
    seen = record.first_windows
    expected = theory.binomial_tail(policy.window_n, p, least_to_trip(policy, policy.window_n))
    return theory.check(
        TRIP_CHANCE, policy.window_n, p, least_to_trip(policy, policy.window_n),
        simulated=record.first_windows_tripped / seen if seen else None,
        error=theory.binomial_error(expected, seen),
        unit="share",
        unless=(
            (policy.window != "count", "the window does not count calls"),
            (policy.minimum_calls != policy.window_n, "it judges before the window is full"),
            (policy.slow_limit > 0, "slow calls also open the breaker"),
            (setup.number("timeout") > 0, "time-outs add failures"),
            (not run.service.is_healthy, "the failure share changes with the faults"),
        ),
    )  # fmt: skip


def _down_for_good(run: Run) -> Iterable[Check]:
    setup, record, policy = run.setup, run.record, asked(run.setup)
    until, rate = run.events.now, setup.number("rate")
    mean, deviation = latency_moments(setup)
    always = all(
        run.service.at(start).error == 1 and run.service.at(start).hang is None
        for start in (0.0, *(b for b in run.service.boundaries if b < until))
    )
    least = policy.consecutive_k if policy.window == "consecutive" else policy.minimum_calls
    crowded = rate * policy.window_s < 2 * least and policy.window in ("time", "buckets")
    cycle = policy.open_wait + 1 / rate + mean
    trip = least / rate + mean
    unless = (
        (not always, "the service is not down from start to end"),
        (not run.load.is_healthy, "arrivals change with the load"),
        (len(run.breakers) > 1, "several breakers judge on their own"),
        (policy.half_open_calls > 1, "several probes overlap"),
        (setup.number("timeout") > 0, "the timeout shortens calls"),
        (least_to_trip(policy, least) > least, "failures never open this breaker"),
        (crowded, "the window hardly ever holds the minimum of calls"),
        (until < trip + 5 * cycle, "too short for five probes"),
    )
    begun = record.counters["calls"] - record.counters["short_circuited"]
    yield theory.check(
        LET_THROUGH, least + rate * mean, until - trip - (policy.open_wait + 1 / rate) / 2, cycle,
        simulated=begun, error=math.sqrt(rate * mean + 1), unit="calls", unless=unless,
    )  # fmt: skip
    after = until - (record.first_trip or 0.0)
    cycles = max(after / cycle, 1.0)
    yield theory.check(
        OPEN_SHARE, policy.open_wait + 1 / rate, mean,
        simulated=record.time_in[State.OPEN] / after if record.first_trip else None,
        # Each cycle has one probe of its own length; the last cycle may be cut short.
        error=(deviation / math.sqrt(cycles) + mean / cycles) / cycle,
        unit="share", unless=unless,
    )  # fmt: skip


def latency_moments(setup: Setup) -> tuple[float, float]:
    """Return mean and standard deviation in seconds of the latency in health."""
    parts = (
        (1 - setup.number("slow_share"), setup.number("median"), setup.number("sigma")),
        (setup.number("slow_share"), setup.number("slow_median"), setup.number("slow_sigma")),
    )
    mean = sum(share * median * math.exp(sigma**2 / 2) for share, median, sigma in parts)
    square = sum(share * (median * math.exp(sigma**2)) ** 2 for share, median, sigma in parts)
    return mean, math.sqrt(max(square - mean * mean, 0.0))


# Invariants


def _edges_balance(found: Findings, values: Values) -> bool:
    count, now = found.counters, found.evidence
    return (
        now[f"{State.CLOSED}_now"]
        == now["breakers"] + count["half_open_to_closed"] - count["closed_to_open"]
        and now[f"{State.OPEN}_now"]
        == count["closed_to_open"] + count["half_open_to_open"] - count["open_to_half_open"]
        and now[f"{State.HALF_OPEN}_now"]
        == count["open_to_half_open"] - count["half_open_to_closed"] - count["half_open_to_open"]
    )


def _fallbacks_account(found: Findings, values: Values) -> bool:
    count = found.counters
    if not values["fallback"]:
        return count["fallback_tried"] == 0
    asked = count["short_circuited"]
    if values["fallback_on"] == "any failure":
        asked += count["failure"] + count["timeout"]
    return count["fallback_tried"] == asked


def _edges_are_legal(found: Findings, values: Values) -> bool:
    legal = {(str(left), str(state)) for left, state in EDGES} | {("", "CLOSED")}
    return all((change.origin, change.target) in legal for change in found.states)


def _shares_leave_out(found: Findings, values: Values) -> bool:
    count, share = found.counters, found.measure("failure_share").value
    failed = count["failure"] + count["timeout"]
    ended = failed + count["success"]
    return ended == found.evidence["latencies"] and share == (failed / ended if ended else None)


INVARIANTS: Final[Sequence[Invariant]] = (
    Invariant(
        "no call reaches the service while its breaker is OPEN",
        lambda found, values: found.evidence["begun_while_open"] == 0,
    ),
    Invariant("breakers change state along the four edges only", _edges_are_legal),
    Invariant(
        "each state was entered as often as it was left, but for the present", _edges_balance
    ),
    Invariant(
        "no breaker tests before its wait is over",
        lambda found, values: (
            found.evidence["shortest_wait"] >= float(values["open_wait"]) * (1 - 1e-9)
        ),
    ),
    Invariant(
        "no more probes than allowed in one HALF_OPEN",
        lambda found, values: found.evidence["most_probes"] <= int(values["half_open_calls"]),
    ),
    Invariant("the fallback is asked for what it serves, and nothing else", _fallbacks_account),
    Invariant("shares leave out rejected calls and those in flight", _shares_leave_out),
    Invariant(
        "the times in the three states add up to the run",
        lambda found, values: math.isclose(
            found.evidence["time"],
            found.simulated_until * found.evidence["breakers"],
            rel_tol=1e-6,
            abs_tol=1e-6,
        ),
    ),
)
