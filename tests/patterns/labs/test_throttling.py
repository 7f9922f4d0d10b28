"""Limiters: their promises in every stretch of time, their equivalence, and theory beside them."""

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.labs.experiments.throttling import LAB, limiters, simulation
from patterns.labs.experiments.throttling import parameters as known
from patterns.labs.experiments.throttling.findings import jain
from patterns.labs.experiments.throttling.theory import most_above, worst_burst
from patterns.labs.kernel.lab import BrokenInvariant, Values
from patterns.labs.kernel.results import Check, Outcome, Result
from tests.patterns.labs.agreeing import FEW_SEEDS, agreement
from tests.patterns.labs.strategies import values_of

ALGORITHMS = LAB.parameter("algorithm").choices
SMALL = {
    "rate": (0.1, 60), "duration": (10, 15), "limit": (0.5, 60), "burst": (1, 50),
    "window": (0.1, 5), "queue": (0, 20), "nodes": (1, 4), "retry_spread": (0, 3),
    "hold": (0.001, 2), "in_flight": (1, 10),
}  # fmt: skip


def values(**asked: str) -> Values:
    reading = LAB.read(asked)
    assert not reading.messages
    return reading.values


def check(result: Result, name: str) -> Check:
    return next(check for check in result.checks if check.name.startswith(name))


def some_values(**fixed: Any) -> st.SearchStrategy[Values]:
    fixed = {
        "clients": st.sampled_from(("A:1", "A:1,B:1", "A:1,B:2,C:0.5,D:9")),
        "sync": st.sampled_from((0.0, 0.0, 0.05, 1.0)),
        **fixed,
    }
    return values_of(LAB, SMALL, **fixed)


# Invariants: `run` raises where one breaks.


@settings(max_examples=200, deadline=None)
@given(some_values(), st.integers(0, 2**31 - 1), st.sampled_from((20, 100, 60_000)))
def test_every_run_keeps_its_invariants(values: Values, seed: int, cap: int) -> None:
    result = LAB.run(values, seed=seed, cap=cap)

    assert result.events <= cap
    for measure in result.measures:
        assert measure.value is None or math.isfinite(measure.value)


@settings(max_examples=60, deadline=None)
@given(
    some_values(algorithm=known.PLAIN_BUCKET, sync=st.sampled_from((0.0, 0.5))),
    st.integers(0, 2**31 - 1),
)
def test_gcra_lets_pass_exactly_what_a_token_bucket_does(values: Values, seed: int) -> None:
    bucket = LAB.run(values, seed=seed)
    gcra = LAB.run({**values, "algorithm": known.GCRA}, seed=seed)

    assert gcra.counters == bucket.counters
    assert gcra.series == bucket.series


@given(
    st.lists(st.integers(0, 40), max_size=200), st.sampled_from((0.5, 3.0, 10.0, 33.0)),
    st.integers(1, 20),
)  # fmt: skip
def test_a_bucket_and_gcra_agree_on_any_trace_ties_included(
    gaps: list[int], limit: float, burst: int
) -> None:
    """Gaps are twentieths of the time of a token, so many requests come exactly when one is due."""
    bucket, gcra, now = limiters.TokenBucket(limit, burst), limiters.Gcra(limit, burst), 0.0
    for gap in gaps:
        now += gap / 20 / limit
        assert bucket.admit(now) == gcra.admit(now)
        assert bucket.wait(now) == pytest.approx(gcra.wait(now), abs=1e-9)


@given(
    st.sampled_from([name for name in ALGORITHMS if name != known.CONCURRENCY]),
    st.lists(st.floats(0, 3), min_size=1, max_size=60),
)
def test_whoever_waits_as_told_may_pass(algorithm: str, gaps: list[float]) -> None:
    limiter = limiters.limiter(algorithm, limit=3, burst=4, window=1, slots=1)
    now = 0.0
    for gap in gaps:
        now += gap
        if not limiter.admit(now):
            now += limiter.wait(now) + 1e-6
            assert limiter.admit(now)


@settings(max_examples=40, deadline=None)
@given(
    some_values(algorithm=known.PLAIN_BUCKET, nodes=4, reaction="reject", attempts=1, sync=0.0),
    st.integers(0, 99),
)
def test_nodes_that_tell_each_other_never_let_more_pass(values: Values, seed: int) -> None:
    alone = LAB.run(values, seed=seed)
    together = LAB.run({**values, "sync": 0.05}, seed=seed)

    assert together.counters["accepted"] <= alone.counters["accepted"]


def test_a_bucket_lets_pass_its_burst_and_what_drips_in() -> None:
    bucket = limiters.TokenBucket(50.0, 100)
    passed = [n / 1_000 for n in range(20_000) if bucket.admit(n / 1_000)]

    for seconds in (1.0, 5.0, 20.0):
        assert sum(time < seconds for time in passed) <= 100 + 50 * seconds
    assert len(passed) == 1_099
    assert most_above(passed, 50.0) <= 100 + 1e-6


def test_windows_turn_where_they_should() -> None:
    fixed, log = limiters.FixedWindow(2, 1.0), limiters.SlidingLog(2, 1.0)
    counter = limiters.SlidingCounter(2, 1.0)
    times = (0.8, 0.9, 0.95, 1.0, 1.05, 1.5, 1.85)

    assert [fixed.admit(t) for t in times] == [True, True, False, True, True, False, False]
    assert [log.admit(t) for t in times] == [True, True, False, False, False, False, True]
    assert [counter.admit(t) for t in times] == [True, True, False, False, False, True, False]


def test_the_worst_window_is_found_wherever_it_begins() -> None:
    assert worst_burst([0.0, 0.9, 1.0, 1.1, 1.85, 5.0], 1.0) == 4
    assert worst_burst([], 1.0) == 0


def test_evenness_is_one_for_equals_and_least_where_one_has_all() -> None:
    assert jain([5, 5, 5, 5]) == 1.0
    assert jain([9, 0, 0]) == pytest.approx(1 / 3)
    assert jain([0, 0]) is None


def test_a_limit_for_each_client_spares_the_modest_ones() -> None:
    asked = {"rate": "60", "limit": "15", "burst": "20", "duration": "60"}
    together = LAB.run(values(**asked))
    each = LAB.run(values(**asked, scope="each client"))

    served = {row[0]: row[4] for row in each.table("clients").rows}
    assert served["A"] == 1.0
    assert served["D"] < 0.5
    assert each.measure("fairness").value > together.measure("fairness").value  # type: ignore[operator]


def test_requests_that_wait_keep_their_order_and_their_room() -> None:
    result = LAB.run(values(duration="60", reaction="delay", queue="20"))

    assert result.counters["waited"] > 0
    assert result.measure("delay_p99").value <= 20 / 50 + 0.02  # type: ignore[operator]


# Theory


def ten_percent_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = simulation.exponential
    monkeypatch.setattr(simulation, "exponential", lambda mean, u: draw(mean / 1.1, u))


def bucket_that_fills_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    begin = limiters.TokenBucket.__init__

    def begun(self: limiters.TokenBucket, limit: float, burst: int) -> None:
        begin(self, 1.1 * limit, burst)

    monkeypatch.setattr(limiters.TokenBucket, "__init__", begun)


def smaller_quota(monkeypatch: pytest.MonkeyPatch) -> None:
    begin = limiters.FixedWindow.__init__

    def begun(self: limiters.FixedWindow, quota: int, window: float) -> None:
        begin(self, quota - 2, window)

    monkeypatch.setattr(limiters.FixedWindow, "__init__", begun)


def one_slot_more(monkeypatch: pytest.MonkeyPatch) -> None:
    begin = limiters.Concurrency.__init__

    def begun(self: limiters.Concurrency, slots: int) -> None:
        begin(self, slots + 1)

    monkeypatch.setattr(limiters.Concurrency, "__init__", begun)


CHECKS: dict[str, tuple[dict[str, str], Callable[[pytest.MonkeyPatch], None]]] = {
    "Share refused, as": ({"burst": "8", "rate": "45", "duration": "60"}, ten_percent_faster),
    "Accepted above": ({"duration": "30"}, bucket_that_fills_faster),
    "Worst burst": (
        {"algorithm": "fixed-window", "arrivals": "window-edge", "duration": "20"},
        smaller_quota,
    ),
    "Accepted per window": (
        {"algorithm": "fixed-window", "rate": "50", "duration": "60"}, smaller_quota,
    ),
    "Erlang B": ({"algorithm": "concurrency", "rate": "40", "duration": "60"}, one_slot_more),
}  # fmt: skip
IN_WINDOWS = {"rate": "45", "duration": "60", "algorithm": "leaky-bucket", "queue": "5"}


@pytest.mark.parametrize("name", CHECKS)
def test_simulation_agrees_with_theory(name: str) -> None:
    asked, _ = CHECKS[name]

    assert agreement(LAB, values(**asked), name).holds


def test_a_leaky_bucket_is_a_queue_with_constant_service() -> None:
    assert agreement(LAB, values(**IN_WINDOWS), "Share refused, as").holds


@pytest.mark.parametrize("name", CHECKS)
def test_a_planted_error_is_seen_by_theory(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, plant = CHECKS[name]
    plant(monkeypatch)
    # What the invariants would refuse is let through here, so that theory alone must see it.
    monkeypatch.setattr(type(LAB), "_insist", lambda *arguments: None)

    assert not agreement(LAB, values(**asked), name, FEW_SEEDS).holds


def test_theory_steps_back_where_it_does_not_hold() -> None:
    result = LAB.run(values(arrivals="on-off", duration="20"))

    assert {check.outcome for check in result.checks} == {Outcome.DOES_NOT_APPLY}
    assert check(result, "Share refused").reason == "arrivals are not Poisson"


def test_at_a_load_of_one_a_short_run_says_that_it_is_too_short() -> None:
    found = check(LAB.run(values(rate="50", duration="60")), "Share refused")

    assert found.reason == "the run is too short to forget its start"


# Errors planted in the simulation are refused


def test_a_bucket_that_fills_too_fast_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bucket_that_fills_faster(monkeypatch)

    with pytest.raises(BrokenInvariant, match="keeps its promise"):
        LAB.run(values(duration="60"))


def test_a_log_that_forgets_too_early_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    begin = limiters.SlidingLog.__init__

    def begun(self: limiters.SlidingLog, quota: int, window: float) -> None:
        begin(self, quota, 0.9 * window)

    monkeypatch.setattr(limiters.SlidingLog, "__init__", begun)

    with pytest.raises(BrokenInvariant, match="sliding log"):
        LAB.run(values(duration="20", algorithm="sliding-log"))


# Bad input


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({"clients": "A:1,A:2"}, {"clients"}),
        ({"algorithm": "fixed-window", "limit": "0.1"}, {"limit", "window"}),
        ({"algorithm": "concurrency", "sync": "100"}, {"sync", "algorithm"}),
        ({"sync": "1"}, {"sync"}),
        ({"burst": "0"}, {"burst"}),
    ],
)
def test_values_that_do_not_fit_are_refused(asked: dict[str, str], fields: set[str]) -> None:
    assert LAB.read(asked).messages.keys() == fields
