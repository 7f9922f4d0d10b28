"""Sidecars: what proxies add, what a pod's crashes cost, what is lost, and how pods start."""

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.labs import dashboard
from patterns.labs.experiments.sidecar import LAB, calls, lives
from patterns.labs.experiments.sidecar.theory import erlang_beyond, erlang_point, since_sending
from patterns.labs.kernel.lab import BrokenInvariant, Values
from patterns.labs.kernel.results import Outcome, Result, Status
from tests.patterns.labs.agreeing import FEW_SEEDS, differing
from tests.patterns.labs.strategies import values_of

SMALL = {"rate": (0.1, 20), "duration": (10, 12)}
QUICK = {"duration": "10", "rate": "20", "f": ""}


def values(**asked: str) -> Values:
    reading = LAB.read(asked)
    assert not reading.messages
    return reading.values


def some_values(**fixed: Any) -> st.SearchStrategy[Values]:
    crashes = st.sampled_from((0.0, 0.1 / 3_600, 1 / 3_600, 60 / 3_600))
    return values_of(LAB, SMALL, **{"app_crashes": crashes, "sidecar_crashes": crashes, **fixed})


# Invariants: `run` raises where one breaks. A small cap leaves room for few crashes, and is quick.


@settings(max_examples=200, deadline=None)
@given(some_values(), st.integers(0, 2**31 - 1), st.sampled_from((20, 300, 2_000)))
def test_every_run_keeps_its_invariants(values: Values, seed: int, cap: int) -> None:
    result = LAB.run(values, seed=seed, cap=cap)

    assert result.events <= cap
    for measure in result.measures:
        assert measure.value is None or math.isfinite(measure.value)
    assert all(event.time >= 0 for event in result.trace)


@settings(max_examples=40, deadline=None)
@given(some_values(sidecars=st.integers(1, 4), mode="fail closed"), st.integers(0, 99))
def test_to_fail_open_never_serves_less_and_leaves_the_crashes_as_they_are(
    values: Values, seed: int
) -> None:
    asked = {**values, "hops": 1}
    closed = LAB.run(asked, seed=seed, cap=3_000)
    opened = LAB.run({**asked, "mode": "fail open"}, seed=seed, cap=3_000)

    assert (closed.measure("availability").value or 0) <= (
        opened.measure("availability").value or 0
    )
    assert closed.measure("down_application") == opened.measure("down_application")
    assert closed.counters["requests"] == opened.counters["requests"]
    assert opened.counters["refused"] == 0
    if not values["f"]:
        assert closed.counters == {**opened.counters, "refused_at_start": closed.counters[
            "refused_at_start"], "unguarded_at_start": 0}  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 9), st.integers(0, 99), st.sampled_from(("exponential", "constant")))
def test_one_more_call_adds_its_own_time_and_changes_none_of_the_others(
    hops: int, seed: int, distribution: str
) -> None:
    asked = {**QUICK, "distribution": distribution, "sidecar_crashes": "0", "app_crashes": "0"}
    few = LAB.run(values(**asked, hops=f"{hops}"), seed=seed).table("calls").rows
    more = LAB.run(values(**asked, hops=f"{hops + 1}"), seed=seed).table("calls").rows

    assert more[:hops] == few
    added = more[hops][2]
    assert isinstance(added, float)
    assert added > 0
    assert more[hops][3] == pytest.approx(few[-1][3] + added, rel=1e-4)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 99))
def test_slower_proxies_and_longer_intervals_never_gain_anything(seed: int) -> None:
    base = LAB.run(values(**QUICK), seed=seed)
    slower = LAB.run(values(**QUICK, proxy_mean="1"), seed=seed)
    longer = LAB.run(values(**QUICK, flush="10"), seed=seed)

    added = (slower.measure("added_mean").value or 0) / (base.measure("added_mean").value or 1)
    assert added == pytest.approx(2, rel=1e-4)
    assert longer.counters["lines_lost"] > base.counters["lines_lost"]


# What sidecars do


def test_an_application_alone_has_no_proxy_to_wait_for_and_none_to_lose() -> None:
    alone = LAB.run(values(**QUICK, sidecars="0", start="together"))

    assert alone.counters["past_proxy"] == alone.counters["calls_made"] > 0
    assert alone.measure("added_mean").value == alone.measure("memory_total").value == 0
    assert alone.measure("lost_per_crash").value is None
    assert alone.measure("gap_mean").value == 0
    assert "PROXY" not in dashboard.text(alone)


@pytest.mark.parametrize(
    ("mode", "refused", "past"), [("fail closed", True, False), ("fail open", False, True)]
)
def test_calls_that_find_no_proxy_are_refused_or_go_past_it(
    mode: str, refused: bool, past: bool
) -> None:
    result = LAB.run(values(**{**QUICK, "f": "3-6:proxy:crash:1"}, mode=mode))

    assert (result.counters["refused"] > 0) == refused
    assert (result.counters["past_proxy"] > 0) == past
    assert result.counters["failed"] == 0


def test_a_fault_of_the_application_is_no_fault_of_its_proxy() -> None:
    healthy = LAB.run(values(**QUICK))
    broken = LAB.run(values(**{**QUICK, "f": "2-5:application:error:1,6-8:application:crash:1"}))

    assert broken.counters["failed"] > 0
    assert broken.counters["refused"] == 0
    assert broken.counters["requests"] == healthy.counters["requests"]
    assert broken.table("calls").rows[0] == healthy.table("calls").rows[0]


def test_totals_are_those_of_one_pod_times_their_number() -> None:
    result = LAB.run(values(**QUICK, pods="200", sidecars="1", memory="64", cpu="40"))

    assert result.measure("memory_total").value == pytest.approx(12.5)
    assert result.measure("cpu_total").value == pytest.approx(8.0)


def test_a_proxy_that_must_be_ready_first_costs_time_and_saves_calls() -> None:
    first = LAB.run(values(**QUICK))
    together = LAB.run(values(**QUICK, start="together"))
    opened = LAB.run(values(**QUICK, start="together", mode="fail open"))

    assert (first.measure("start_mean").value or 0) > (together.measure("start_mean").value or 0)
    assert first.counters["refused_at_start"] == 0 < together.counters["refused_at_start"]
    assert opened.counters["unguarded_at_start"] == together.counters["refused_at_start"]


# Theory, over twenty seeds, and with an error planted


def a_third_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everything exponential take longer, but for the distances between arrivals."""
    for module in (calls, lives):
        draw = module.exponential
        monkeypatch.setattr(module, "exponential", _longer(draw))


def _longer(draw: Callable[[float, float], float]) -> Callable[[float, float], float]:
    # Times up are hundreds of seconds and more; their ends take longer, they do not.
    return lambda mean, u: draw(4 / 3 * mean if mean < 100 else mean, u)


def one_proxy_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    reach = calls.Calls._reach

    def halved(self: calls.Calls, place: int, added: float, healthy: bool) -> None:
        self.total_added -= added / 2
        reach(self, place, added / 2, healthy)

    monkeypatch.setattr(calls.Calls, "_reach", halved)


def lines_of_a_whole_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lives.math, "fmod", lambda seconds, flush: flush)


ADDED, WITHIN = ("Added to a request on average",), ("Within the 95 % point",)
DOWN, LOST, GAP = ("Time without service",), ("Lines lost in a crash",), ("Calls before",)
ALL = (*ADDED, *WITHIN, *DOWN, *LOST, *GAP)
STARTING = {**QUICK, "start": "together", "app_crashes": "1", "sidecar_crashes": "0.5"}
ROUGH = {**STARTING, "sidecar_crashes": "20", "flush": "100", "mode": "fail open"}
"""Crashes that are not rare beside an interval: half of it would be too much."""
SETTINGS = ((ALL, STARTING), ((*DOWN, *LOST), ROUGH))
PLANTED: tuple[Any, ...] = (
    ((*ADDED, *WITHIN, *DOWN, *GAP), STARTING, a_third_longer),
    (ADDED, STARTING, one_proxy_a_call), (LOST, STARTING, lines_of_a_whole_interval),
)  # fmt: skip


@pytest.mark.parametrize(("names", "asked"), SETTINGS)
def test_simulation_agrees_with_theory(names: tuple[str, ...], asked: dict[str, str]) -> None:
    assert differing(LAB, values(**asked), names) == {}


@pytest.mark.parametrize(("names", "asked", "plant"), PLANTED)
def test_a_planted_error_is_seen_by_theory(
    names: tuple[str, ...],
    asked: dict[str, str],
    plant: Callable[[pytest.MonkeyPatch], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plant(monkeypatch)

    assert differing(LAB, values(**asked), names, FEW_SEEDS).keys() == set(names)


def test_the_formulas_give_what_is_known() -> None:
    assert erlang_beyond(1, 2.0, 2.0) == pytest.approx(math.exp(-1))
    assert erlang_beyond(2, 1.0, 1.0) == pytest.approx(2 * math.exp(-1))
    assert erlang_point(1, 1.0, 0.95) == pytest.approx(2.995732, rel=1e-6)
    assert since_sending(1e7, 5.0) == pytest.approx(2.5, rel=1e-3)
    # With crashes as frequent as sendings: 1 - 1/(e - 1) of the interval.
    assert since_sending(1.0, 1.0) == pytest.approx(1 - 1 / (math.e - 1))


def outcomes(result: Result) -> dict[str, Outcome]:
    return {check.name.split(",")[0]: check.outcome for check in result.checks}


def test_theory_steps_back_where_it_does_not_hold() -> None:
    alone = LAB.run(values(**QUICK, sidecars="0", app_crashes="0", start="together"))
    constant = LAB.run(values(**QUICK, distribution="constant"))

    assert set(outcomes(alone).values()) == {Outcome.DOES_NOT_APPLY}
    assert outcomes(constant)["Within the 95 % point of a sum of 2 × calls exponential times"] is (
        Outcome.DOES_NOT_APPLY
    )
    assert outcomes(constant)["Added to a request on average"] is Outcome.AGREES


def test_calls_that_meet_a_slow_proxy_are_left_out_of_the_check() -> None:
    result = LAB.run(values(f="40-60:proxy:slow:100"))

    assert (result.measure("added_mean").value or 0) > 0.05
    assert outcomes(result)["Added to a request on average"] is Outcome.AGREES


# Errors planted in the simulation are refused


def test_a_closed_pod_that_serves_without_its_proxy_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lives.Lives, "serves", lambda self, state: state != lives.NEITHER)

    with pytest.raises(BrokenInvariant, match="fails closed"):
        LAB.run(values(**QUICK))


def test_time_in_a_proxy_that_no_call_accounts_for_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(calls.Calls, "_reach", lambda self, place, added, healthy: None)

    with pytest.raises(BrokenInvariant, match="sum of what their calls add"):
        LAB.run(values(**QUICK))


def test_more_lines_lost_than_an_interval_holds_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lives.math, "fmod", lambda seconds, flush: 2 * flush)

    with pytest.raises(BrokenInvariant, match="more lines"):
        LAB.run(values(**QUICK))


def test_an_application_that_does_not_wait_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    start = lives.Lives._start

    def impatient(self: lives.Lives) -> None:
        start(self)
        self.gaps[0] = 1.0

    monkeypatch.setattr(lives.Lives, "_start", impatient)

    with pytest.raises(BrokenInvariant, match="starts after its proxy"):
        LAB.run(values(**QUICK))


# Shortened runs, and bad input


def test_a_shortened_run_shortens_the_lives_of_pods_as_well() -> None:
    result = LAB.run(values(rate="500", duration="600", f=""))

    assert result.status is Status.SHORTENED
    assert result.counters["log_crashes"] < 5_000
    assert "of 600 s" in result.notes[0]


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({"sidecars": "5"}, {"sidecars"}),
        ({"hops": "0"}, {"hops"}),
        ({"memory": "0.5 B"}, {"memory"}),
        ({"app_crashes": "61"}, {"app_crashes"}),
        ({"f": "1-2:application:hang:1"}, {"f"}),
        ({"f": "1-2:logs:crash:1"}, {"f"}),
        ({"duration": "50"}, {"f"}),
    ],
)
def test_values_that_do_not_fit_are_refused(asked: dict[str, str], fields: set[str]) -> None:
    assert LAB.read(asked).messages.keys() == fields
