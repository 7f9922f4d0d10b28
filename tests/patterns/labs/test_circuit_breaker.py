"""L1: what must hold in any run, theory beside simulation, and the errors that both catch."""

from collections import Counter
from dataclasses import replace
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given, settings

from patterns.labs.comparing import compare
from patterns.labs.experiments.circuit_breaker import LAB, simulation
from patterns.labs.kernel import breakers
from patterns.labs.kernel.breakers import Breaker, State
from patterns.labs.kernel.lab import BrokenInvariant, Setup, Values
from patterns.labs.kernel.results import Outcome, Result
from tests.patterns.labs.agreeing import agreement, agreements, checks_of
from tests.patterns.labs.strategies import values_of

SMALL = {
    "duration": (10.0, 40.0), "rate": (0.1, 60.0), "clients": (1, 6), "open_wait": (0.1, 8.0),
    "window_s": (1.0, 20.0), "window_n": (1, 40), "minimum_calls": (1, 30),
    "half_open_calls": (1, 8), "consecutive_k": (1, 8), "fallback_limit": (0, 30.0),
    "timeout": (0.0, 2.0), "slow_limit": (0.0, 2.0), "median": (0.001, 1.0),
    "slow_median": (0.001, 3.0),
}  # fmt: skip
ANY = values_of(LAB, SMALL)
DASHBOARD = {
    "duration": 550.5,
    "fallback_limit": 7.8,
    "f": "100-115:service:error:1,250-265:service:error:1,500-550.5:service:error:1",
}


@given(ANY)
@settings(max_examples=200, deadline=None)
def test_every_run_keeps_the_invariants_and_adds_up_by_another_way(values: Values) -> None:
    result = LAB.run(values, seed=3)  # raises where a balance or an invariant is broken

    count = result.counters
    for name in ("calls", "success", "failure", "short_circuited"):
        column = result.tables[0].columns.index(name.replace("short_circuited", "rejected").title())
        extra = count["timeout"] if name == "failure" else 0
        assert sum(row[column] for row in result.tables[0].rows) == count[name] + extra
    for name, series in (("success", "success"), ("short_circuited", "short_circuited")):
        found = result.series_named(series)
        assert sum(v or 0 for v in found.values) * found.step == pytest.approx(
            count[name], rel=1e-3, abs=1e-3
        )
    assert (
        sum(result.histograms[0].counts) == count["success"] + count["failure"] + count["timeout"]
    )


@given(ANY)
@settings(max_examples=100, deadline=None)
def test_changes_of_state_form_a_walk_in_time(values: Values) -> None:
    result = LAB.run(values)

    places: dict[str, str] = {}
    last = 0.0
    for change in result.states:
        assert change.origin == places.get(change.subject, "")
        assert change.time >= last
        places[change.subject], last = change.target, change.time


@given(ANY)
@settings(max_examples=60, deadline=None)
def test_a_policy_shifts_nobody_elses_luck(values: Values) -> None:
    """The same calls come at the same times, whatever the breaker does with them."""
    pair = compare(LAB, values, {"threshold": 1.0, "strict": True, "window": "count"})

    assert pair.a.counters["calls"] == pair.b.counters["calls"]


@given(values_of(LAB, SMALL, f=""))
@settings(max_examples=40, deadline=None)
def test_a_breaker_that_cannot_open_lets_every_call_through(values: Values) -> None:
    never = {**values, "threshold": 1.0, "slow_threshold": 1.0, "strict": True, "window": "time"}

    result = LAB.run(never)

    assert result.counters["short_circuited"] == 0
    assert result.measure("open_share").value == 0


# Errors planted into the state machine: the invariants or the theory must notice.


def test_an_admission_while_open_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Breaker, "admit", lambda self, now: True)

    with pytest.raises(BrokenInvariant, match="while its breaker is OPEN"):
        LAB.run(LAB.values())


def test_one_probe_too_many_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    admit = Breaker.admit

    def generous(self: Breaker, now: float) -> bool:
        return admit(self, now) or self.state is State.HALF_OPEN

    monkeypatch.setattr(Breaker, "admit", generous)

    with pytest.raises(BrokenInvariant, match="more probes"):
        LAB.run(LAB.values())


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: a tenth less wait than set."""
    real = simulation.policy

    def hurried(setup: Setup) -> breakers.Policy:
        return replace(real(setup), open_wait=0.9 * real(setup).open_wait)

    monkeypatch.setattr(simulation, "policy", hurried)


@pytest.mark.usefixtures("impatient")
def test_a_test_before_the_wait_is_over_is_noticed() -> None:
    with pytest.raises(BrokenInvariant, match="before its wait"):
        LAB.run(LAB.values())


def test_a_fallback_that_is_not_counted_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation.Substitute, "answer", lambda self, now, why: None)

    with pytest.raises(BrokenInvariant, match="fallback"):
        LAB.run(LAB.values())


# Theory

WINDOWS = LAB.values(
    f="", base_failure=0.5, window="count", window_n=10, minimum_calls=10, strict=False,
    open_wait=0.1, rate=40.0, duration=200.0, median=0.01, slow_share=0.0,
)  # fmt: skip
DOWN = LAB.values(f="0-3600:service:error:1", duration=3_600.0, open_wait=6.0, rate=5.0)
TRIP, THROUGH, OPEN = "Chance that the first full", "Calls let through", "Share of time in OPEN"


@pytest.mark.parametrize(("strict", "expected"), [(False, 0.623), (True, 0.377)])
def test_the_first_full_window_opens_as_often_as_the_binomial_tail(
    strict: bool, expected: float
) -> None:
    found = agreement(LAB, {**WINDOWS, "strict": strict}, TRIP, range(1, 6))

    assert found.expected == pytest.approx(expected, abs=5e-4)
    assert found.holds, found


def test_twenty_calls_at_thirty_percent_open_as_the_textbook_says() -> None:
    windows = {**WINDOWS, "base_failure": 0.3, "window_n": 20, "minimum_calls": 20}
    (check,) = checks_of(LAB, windows, [TRIP], [1])[TRIP]

    assert check.expected == pytest.approx(0.0480, abs=5e-5)


def test_a_threshold_that_is_reached_for_one_that_is_exceeded_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Planted: >= for >."""
    lenient = Breaker._too_many

    def reached(self: Breaker) -> bool:
        return lenient(self) or self._failed / self._total >= self._policy.threshold

    monkeypatch.setattr(Breaker, "_too_many", reached)

    assert not agreement(LAB, {**WINDOWS, "strict": True}, TRIP, range(1, 6)).holds


def test_a_service_that_is_down_gets_one_call_a_cycle() -> None:
    through, share = agreements(LAB, DOWN, (THROUGH, OPEN), range(1, 11))

    assert through.holds, through
    assert share.holds, share
    assert through.expected == pytest.approx(20 + 3_600 / 6.3, rel=0.01)


@pytest.mark.usefixtures("impatient")
def test_a_wait_that_is_too_short_is_caught_by_theory() -> None:
    """The invariants are switched off to let theory see it."""
    blind = replace(LAB, invariants=())

    assert not agreement(blind, DOWN, THROUGH, range(1, 6)).holds


@pytest.mark.parametrize("name", [TRIP, THROUGH, OPEN])
def test_theory_is_shown_only_where_its_assumptions_hold(name: str) -> None:
    (check,) = checks_of(LAB, LAB.values(), [name], [1])[name]

    assert check.outcome is Outcome.DOES_NOT_APPLY
    assert check.reason
    assert check.expected is None


def test_many_small_clients_open_sooner_than_one_large_client() -> None:
    """Eleven calls in a window are a matter of luck where 220 are not; the direction, no number."""
    values = LAB.values(f="", base_failure=0.35, minimum_calls=5, duration=120.0)

    few = [LAB.run(values, seed=seed).counters["closed_to_open"] for seed in range(1, 6)]
    many = [
        LAB.run({**values, "clients": 20}, seed=seed).counters["closed_to_open"]
        for seed in range(1, 6)
    ]

    assert min(many) > max(few)
    assert sum(many) > 5 * sum(few)


# The guide's dashboard, over twenty seeds


@pytest.fixture(scope="module")
def twenty() -> list[Result]:
    return [LAB.run(LAB.values(**DASHBOARD), seed=seed) for seed in range(1, 21)]


def test_the_dashboard_shows_a_third_of_failures_while_open(twenty: list[Result]) -> None:
    panels = [result.measure("panel_failure").value or 0.0 for result in twenty]

    assert all(result.states[-1].target == "OPEN" for result in twenty)
    assert fmean(panels) == pytest.approx(0.36, abs=0.015)
    assert max(panels) < 0.5


def test_the_missing_edge_is_taken_once(twenty: list[Result]) -> None:
    names = ("closed_to_open", "open_to_half_open", "half_open_to_closed", "half_open_to_open")
    edges = Counter(tuple(result.counters[name] for name in names) for result in twenty)

    assert edges.most_common(1)[0] == ((3, 3, 2, 1), 20)
    assert all(edge[1] - edge[2] - edge[3] == 0 for edge in edges)


def test_a_limited_fallback_answers_as_many_as_in_the_picture(twenty: list[Result]) -> None:
    rejected = fmean(result.counters["short_circuited"] for result in twenty)
    answered = fmean(result.counters["fallback_success"] for result in twenty)

    assert rejected == pytest.approx(2_341, rel=0.01)
    assert answered == pytest.approx(847, rel=0.01)


@pytest.mark.parametrize(("name", "seconds"), [("p50", 0.045), ("p95", 0.230), ("p99", 1.2)])
def test_two_parts_of_latency_have_all_three_percentiles(
    twenty: list[Result], name: str, seconds: float
) -> None:
    found = fmean(result.measure(name).value or 0.0 for result in twenty)

    assert found == pytest.approx(seconds, rel=0.03)


def test_windows_differ_where_they_should() -> None:
    """Ten old failures: the time window forgets them, the count window does not."""
    policy: dict[str, Any] = {
        "window_s": 10.0, "window_n": 10, "buckets": 10, "consecutive_k": 5, "minimum_calls": 5,
        "threshold": 0.5, "strict": True, "slow_limit": 0.0, "slow_threshold": 1.0,
        "open_wait": 30.0, "half_open_calls": 1, "half_open_rule": "any",
    }  # fmt: skip
    opened = {}
    for window in ("time", "count", "buckets", "consecutive"):
        breaker = Breaker(breakers.Policy(window=window, **policy), lambda *change: None)
        for second in range(4):
            breaker.record(0, float(second), 0.1, True)
        breaker.record(0, 3_600.0, 0.1, True)
        opened[window] = breaker.state

    assert opened == {
        "time": State.CLOSED,
        "buckets": State.CLOSED,
        "count": State.OPEN,
        "consecutive": State.OPEN,
    }
