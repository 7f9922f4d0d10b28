"""L9: what must hold in any run, theory beside simulation, and the errors that both catch."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.labs.comparing import compare
from patterns.labs.experiments.retry import LAB, simulation
from patterns.labs.experiments.retry.policy import Backoff, Budget
from patterns.labs.kernel.lab import BrokenInvariant, Setup, Values
from patterns.labs.kernel.results import Outcome
from tests.patterns.labs.agreeing import agreement, agreements, checks_of
from tests.patterns.labs.strategies import values_of

SMALL = {
    "duration": (10.0, 20.0), "rate": (0.1, 40.0), "callers": (1, 30), "think": (0.05, 5.0),
    "servers": (1, 8), "mean": (0.001, 0.5), "base": (0.0, 2.0), "cap": (0.0, 6.0),
    "attempt_timeout": (0.01, 2.0), "deadline": (0.0, 8.0), "budget_size": (1, 30),
}  # fmt: skip
ANY = values_of(LAB, SMALL)


@given(ANY)
@settings(max_examples=200, deadline=None)
def test_every_run_keeps_the_invariants_and_adds_up_over_time(values: Values) -> None:
    result = LAB.run(values, seed=4)  # raises where a balance or an invariant is broken

    count = result.counters
    for name, counter in (("first_tries", "calls"), ("retries", "retries"), ("goodput", "success")):
        series = result.series_named(name)
        total = math.fsum(value or 0 for value in series.values) * series.step
        assert total == pytest.approx(count[counter], rel=1e-3, abs=1e-3)


@given(ANY)
@settings(max_examples=80, deadline=None)
def test_one_attempt_means_no_retry_and_no_pause(values: Values) -> None:
    result = LAB.run({**values, "attempts": 1})

    assert result.counters["retries"] == 0
    assert result.counters["out_of_budget"] == result.counters["out_of_time"] == 0


@given(ANY.filter(lambda values: values["mode"] == "failure"))
@settings(max_examples=60, deadline=None)
def test_what_never_fails_is_never_repeated(values: Values) -> None:
    calm = {**values, "p": 0.0, "f": "", "attempt_timeout": 60.0, "deadline": 0.0}

    result = LAB.run(calm)

    assert result.counters["retries"] == 0
    assert result.counters["success"] + result.counters["in_progress"] == result.counters["calls"]


@given(ANY.filter(lambda values: values["clients"] == "open"))
@settings(max_examples=60, deadline=None)
def test_open_callers_come_at_the_same_times_whatever_the_policy(values: Values) -> None:
    pair = compare(LAB, values, {"attempts": 7, "jitter": "none", "budget": False})

    assert pair.a.counters["calls"] == pair.b.counters["calls"]
    assert pair.a.series_named("first_tries") == pair.b.series_named("first_tries")


@given(
    values_of(LAB, SMALL, mode="failure", clients="open", f="", deadline=0.0, budget=False),
    st.integers(1, 4),
)
@settings(max_examples=60, deadline=None)
def test_more_attempts_never_lose_a_call_that_fewer_saved(values: Values, more: int) -> None:
    """Without a queue luck is each call's own, so on common draws this holds call by call."""
    fewer = {**values, "attempts": 3, "duration": 20.0}

    one = LAB.run(fewer)
    other = LAB.run({**fewer, "attempts": 3 + more})

    assert other.counters["exhausted"] <= one.counters["exhausted"]
    assert other.counters["success"] >= one.counters["success"]


# Pauses and budget


@given(
    st.floats(0, 60), st.integers(1, 10), st.floats(0, 600),
    st.sampled_from(("none", "full", "equal", "decorrelated")),
    st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=9),
)  # fmt: skip
def test_every_pause_lies_in_its_interval_and_below_the_cap(
    base: float, factor: int, cap: float, jitter: str, draws: list[float]
) -> None:
    backoff, last = Backoff(min(base, cap), factor, cap, jitter), 0.0
    for retry, u in enumerate(draws):
        low, high = backoff.bounds(retry, last)
        last = backoff.pause(retry, last, u)
        assert low - 1e-9 <= last <= high + 1e-9
        assert 0 <= last <= cap


def test_ceilings_are_those_of_the_guide() -> None:
    backoff = Backoff(1.0, 2, 10.0, "none")

    assert [backoff.pause(retry, 0.0, 0.3) for retry in range(5)] == [1, 2, 4, 8, 10]


@given(st.floats(0, 1), st.integers(1, 20), st.lists(st.booleans(), max_size=100))
def test_a_budget_is_never_overdrawn(deposit: float, size: int, moves: list[bool]) -> None:
    budget, granted = Budget(deposit, size), 0
    for is_retry in moves:
        if is_retry:
            granted += budget.allows_retry()
        else:
            budget.first_try()
        assert 0 <= budget.tokens <= size

    assert granted <= size + budget.paid_in + 1e-9


# Errors planted into the policy


def test_an_attempt_too_many_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    begin = simulation.Run.__init__

    def generous(self: simulation.Run, setup: Setup) -> None:
        begin(self, setup)
        self.attempts += 1

    monkeypatch.setattr(simulation.Run, "__init__", generous)

    with pytest.raises(BrokenInvariant, match="more attempts"):
        LAB.run(LAB.values())


def test_a_pause_beyond_the_cap_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    pause = Backoff.pause
    monkeypatch.setattr(Backoff, "pause", lambda self, *rest: pause(self, *rest) + 0.3)

    with pytest.raises(BrokenInvariant, match="each pause"):
        LAB.run(LAB.values())


def test_an_overdrawn_budget_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Budget, "allows_retry", lambda self: True)

    with pytest.raises(BrokenInvariant, match="budget"):
        LAB.run(LAB.values(budget=True))


# Theory

CHANCE = LAB.values(mode="failure", f="", p=0.5, duration=200.0)
ATTEMPTS, ALL_FAIL, PAUSES = "Attempts per call", "All attempts fail", "Mean sum of pauses"
SEEDS = range(1, 11)


@pytest.mark.parametrize("jitter", ["none", "full", "equal"])
def test_attempts_failures_and_pauses_are_those_of_the_formulas(jitter: str) -> None:
    values = {**CHANCE, "base": 1.0, "jitter": jitter, "attempts": 5, "cap": 3.0}

    for found in agreements(LAB, values, (ATTEMPTS, ALL_FAIL, PAUSES), SEEDS):
        assert found.holds, found


def test_the_numbers_of_the_textbook() -> None:
    """Timeouts are out of the way: the chance of a failed attempt is p alone."""
    certain = {**CHANCE, "attempt_timeout": 60.0, "duration": 600.0}

    attempts, lost = (
        checks[0].expected for checks in checks_of(LAB, certain, (ATTEMPTS, ALL_FAIL), [1]).values()
    )

    assert attempts == pytest.approx(1.875)
    assert lost == pytest.approx(0.0625)


def test_one_attempt_too_many_is_caught_by_theory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: an off-by-one in attempts; the invariants are switched off to let theory see it."""
    begin = simulation.Run.__init__

    def generous(self: simulation.Run, setup: Setup) -> None:
        begin(self, setup)
        self.attempts += 1

    monkeypatch.setattr(simulation.Run, "__init__", generous)
    blind = replace(LAB, invariants=())

    attempts, lost = agreements(blind, CHANCE, (ATTEMPTS, ALL_FAIL), SEEDS)

    assert not attempts.holds
    assert not lost.holds


def test_full_jitter_that_draws_from_half_the_interval_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pause = Backoff.pause
    monkeypatch.setattr(Backoff, "pause", lambda self, k, last, u: pause(self, k, last, u / 2))

    assert not agreement(LAB, CHANCE, PAUSES, SEEDS).holds


@pytest.mark.parametrize(
    ("rate", "attempts", "rise", "duration"),
    [(12.0, 1, 3, 200.0), (14.0, 1, 3, 250.0), (8.0, 2, 4, 400.0), (5.0, 3, 6, 400.0)],
)
def test_a_queue_empties_when_the_fluid_rule_says(
    rate: float, attempts: int, rise: int, duration: float
) -> None:
    fault = f"40-55:calls:load:{rise}"
    values = LAB.values(rate=rate, attempts=attempts, f=fault, duration=duration)

    found = agreement(LAB, values, "Queue empty", range(1, 6), least=0.15)

    assert found.holds, found


def test_theory_is_not_shown_where_retries_exceed_capacity() -> None:
    (check,) = checks_of(LAB, LAB.values(), ["Queue empty"], [1])["Queue empty"]

    assert check.outcome is Outcome.DOES_NOT_APPLY
    assert "never recover" in check.reason


# The lesson


@pytest.mark.parametrize("seed", range(1, 6))
def test_four_attempts_never_come_back_and_one_attempt_or_a_budget_does(seed: int) -> None:
    stuck = LAB.run(LAB.values(), seed=seed)
    once = LAB.run(LAB.values(attempts=1), seed=seed)
    budget = LAB.run(LAB.values(budget=True), seed=seed)

    assert stuck.measure("goodput").value == 0
    assert stuck.measure("amplification").value == pytest.approx(3.4, abs=0.1)
    assert once.measure("goodput").value == pytest.approx(12, abs=1.5)
    assert budget.measure("goodput").value == pytest.approx(12, abs=1.5)


def test_a_deadline_ends_calls_and_shortens_their_last_attempt() -> None:
    result = LAB.run(LAB.values(deadline=2.0))

    assert result.counters["out_of_time"] > 0
    schedule = result.table("schedule")
    assert max(row[2] for row in schedule.rows) <= 2.0  # type: ignore[type-var]


def test_the_guides_schedule_is_one_of_the_calls() -> None:
    values = LAB.values(mode="failure", p=0.5, f="", base=1.0, cap=10.0, jitter="none")

    rows = LAB.run(values).table("schedule").rows

    assert [row[4] for row in rows] == [1.0, 2.0, 4.0, 0.0]
    assert [row[3] for row in rows] == ["failed", "failed", "failed", "success"]
