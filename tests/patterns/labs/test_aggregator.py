"""The aggregator: parts in parallel, in turn and in between; deadlines, second tries, theory."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.labs.experiments.aggregator import LAB, simulation
from patterns.labs.experiments.aggregator.theory import point_of_maximum
from patterns.labs.kernel.lab import BrokenInvariant, Values
from patterns.labs.kernel.results import Outcome, Result, Status
from patterns.labs.kernel.streams import Streams
from tests.patterns.labs.agreeing import FEW_SEEDS, differing
from tests.patterns.labs.strategies import values_of

GANTT = "User:80:constant:0,Order:120:constant:0,Product:150:constant:0,Review:100:constant:0"
CARD = (
    "User:80:constant:0,Order:120:constant:0,Product:152:constant:0,Review:98:constant:0,"
    "Reward:70:constant:0,Notification:60:constant:0"
)
SIX_EXPONENTIAL = ",".join(f"{name}:100:exponential" for name in "ABCDEF")
FAILING = "A:80:lognormal:0.3:0.05:required,B:90:lognormal:0.5:0.1:optional,C:60:exponential:0:0.02"


def values(**asked: str) -> Values:
    reading = LAB.read(asked)
    assert not reading.messages
    return reading.values


@st.composite
def rows(draw: st.DrawFn, failure: tuple[float, ...] = (0.0, 0.05, 0.5, 1.0)) -> str:
    return ",".join(
        f"{name}:{draw(st.sampled_from((1, 60, 150, 10_000)))}"
        f":{draw(st.sampled_from(('constant', 'exponential', 'lognormal')))}"
        f":{draw(st.sampled_from((0, 0.3, 2)))}:{draw(st.sampled_from(failure))}"
        f":{draw(st.sampled_from(('required', 'optional')))}"
        for name in "ABCDEFGHIJKL"[: draw(st.integers(1, 12))]
    )


def some_values(**fixed: Any) -> st.SearchStrategy[Values]:
    fixed = {"services": rows(), **fixed}
    return values_of(LAB, {"requests": (100, 120), "shown": (1, 200)}, **fixed)


# Invariants: `run` raises where one breaks.


@settings(max_examples=200, deadline=None)
@given(some_values(), st.integers(0, 2**31 - 1), st.sampled_from((20, 100, 60_000)))
def test_every_run_keeps_its_invariants(values: Values, seed: int, cap: int) -> None:
    result = LAB.run(values, seed=seed, cap=cap)

    assert result.counters["requests"] == int(result.simulated_until) >= 1
    assert result.events == result.counters["calls"]
    assert result.is_partial == (result.simulated_until < result.requested_until)


@settings(max_examples=40, deadline=None)
@given(some_values(), st.integers(0, 1_000))
def test_at_once_is_never_slower_than_limited_nor_limited_than_in_turn(
    values: Values, seed: int
) -> None:
    times = [
        LAB.run({**values, "mode": mode}, seed=seed).measure("fan_out_mean").value
        for mode in ("parallel", "limited", "sequential")
    ]

    assert times == sorted(times)  # type: ignore[type-var]


@settings(max_examples=40, deadline=None)
@given(
    some_values(services=rows(failure=(0.0,)), call_timeout=0.0, deadline=0.0), st.integers(0, 99)
)
def test_a_second_try_never_makes_a_request_slower_where_it_adds_no_load(
    values: Values, seed: int
) -> None:
    without = LAB.run({**values, "hedge_after": 0.0}, seed=seed)
    hedged = LAB.run({**values, "hedge_after": 0.1}, seed=seed)

    for name in ("p50", "fan_out_mean"):
        assert hedged.measure(name).value <= without.measure(name).value  # type: ignore[operator]


@settings(max_examples=40, deadline=None)
@given(some_values(call_timeout=0.0, deadline=0.0), st.integers(0, 99))
def test_a_second_try_never_makes_fewer_answers_complete(values: Values, seed: int) -> None:
    without = LAB.run({**values, "hedge_after": 0.0}, seed=seed)
    hedged = LAB.run({**values, "hedge_after": 0.1}, seed=seed)

    assert hedged.counters["complete"] >= without.counters["complete"]


def test_a_later_deadline_never_leaves_more_parts_out() -> None:
    left_out = []
    for deadline in ("50", "100", "200", "400", "0"):
        result = LAB.run(values(requests="300", deadline=deadline, mode="sequential"))
        left_out.append(result.counters["cut_off"] + result.counters["not_begun"])

    assert left_out == sorted(left_out, reverse=True)
    assert left_out[0] > 0 == left_out[-1]


def test_a_part_that_can_be_missed_makes_the_answer_partial_and_a_required_one_fails_it() -> None:
    optional = LAB.run(values(requests="100", services="A:10:constant,B:10:constant:0:1:optional"))
    required = LAB.run(values(requests="100", services="A:10:constant,B:10:constant:0:1:required"))

    assert optional.counters["partial"] == 100
    assert required.counters["failed"] == 100


# The picture of the guide


def test_the_timeline_of_the_guide_ends_after_210_ms() -> None:
    result = LAB.run(values(requests="100", services=GANTT))
    spans = {span.label: (span.start, span.end) for span in result.spans}

    assert spans["Response received"] == (0.2, 0.21)
    assert spans["Calls"] == (0.02, 0.17)
    assert spans["Data combination"] == (0.17, 0.19)
    assert result.measure("end_to_end_gain").value == pytest.approx(300 / 510, rel=1e-5)


def test_the_card_of_the_guide_times_the_calls_alone() -> None:
    result = LAB.run(values(requests="100", services=CARD))

    assert result.measure("fan_out_gain").value == pytest.approx(0.737931)
    assert result.measure("end_to_end_gain").value == pytest.approx(0.66875)


def test_steps_follow_each_other_in_time_and_count_what_arrived() -> None:
    result = LAB.run(values(services=FAILING, deadline="150", hedge_after="50"))
    times = [event.time for event in result.trace]

    assert times == sorted(times)
    assert len(result.trace) == 200
    assert result.trace[0].state == {"request": 1, "parts that arrived": "0 of 3"}


# Bad input


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({"services": "A:10,A:20"}, {"services"}),
        ({"services": "A:0"}, {"services"}),
        ({"services": ""}, {"services"}),
        ({"deadline": "10"}, {"deadline", "request"}),
        ({"requests": "99"}, {"requests"}),
    ],
)
def test_values_that_do_not_fit_are_refused(asked: dict[str, str], fields: set[str]) -> None:
    assert LAB.read(asked).messages.keys() == fields


# Theory, over twenty seeds, and with an error planted


def ten_percent_slower(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("exponential", "lognormal"):
        draw = getattr(simulation, name)
        monkeypatch.setattr(simulation, name, _slowed(draw))


def _slowed(draw: Callable[..., float]) -> Callable[..., float]:
    return lambda *arguments: 1.1 * draw(*arguments)


def luckless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every number of every stream be smaller than it should be: square it."""
    uniform = Streams.uniform

    def squared(self: Streams, purpose: Any) -> Callable[[], float]:
        draw = uniform(self, purpose)
        return lambda: draw() ** 2

    monkeypatch.setattr(Streams, "uniform", squared)


SLOWEST, MEETS, COMPLETE = ("Mean of the slowest",), ("A request meets",), ("Complete answers",)
TIMES = ("Within the 95 % point", "One after another")
SIX, WITH_FAILURES = {"services": SIX_EXPONENTIAL}, {"services": FAILING}
SETTINGS: tuple[tuple[tuple[str, ...], dict[str, str]], ...] = (
    ((*SLOWEST, *MEETS), SIX), (TIMES, {}), (COMPLETE, WITH_FAILURES),
)  # fmt: skip
PLANTED: tuple[Any, ...] = (
    (SLOWEST, SIX, ten_percent_slower), (TIMES, {}, ten_percent_slower),
    (MEETS, SIX, luckless), (COMPLETE, WITH_FAILURES, luckless),
)  # fmt: skip


@pytest.mark.parametrize(("names", "asked"), SETTINGS)
def test_simulation_agrees_with_theory(names: tuple[str, ...], asked: dict[str, str]) -> None:
    assert differing(LAB, values(requests="500", **asked), names) == {}


@pytest.mark.parametrize(("names", "asked", "plant"), PLANTED)
def test_a_planted_error_is_seen_by_theory(
    names: tuple[str, ...],
    asked: dict[str, str],
    plant: Callable[[pytest.MonkeyPatch], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plant(monkeypatch)

    assert differing(LAB, values(requests="500", **asked), names, FEW_SEEDS).keys() == set(names)


def test_the_design_point_of_six_exponential_services_is_met() -> None:
    check = LAB.run(values(services=SIX_EXPONENTIAL)).check("Mean of the slowest of n, mean × H(n)")

    assert check.expected == pytest.approx(0.245)
    assert check.outcome is Outcome.AGREES


def test_theory_steps_back_where_it_does_not_hold() -> None:
    result = LAB.run(values(requests="200", hedge_after="100", call_timeout="150", deadline="300"))

    outcomes = {check.name.split(",")[0].split(":")[0]: check.outcome for check in result.checks}
    assert outcomes["Complete answers"] is Outcome.DOES_NOT_APPLY
    assert outcomes["One after another"] is Outcome.DOES_NOT_APPLY


def test_the_point_of_the_slowest_is_where_the_product_of_distributions_says() -> None:
    rows = LAB.run(values(services="A:100:exponential"))  # P95 of one exponential is -ln(0.05)
    found = point_of_maximum(_rows(rows), 0.95)

    assert found == pytest.approx(0.1 * 2.995732, rel=1e-5)


def _rows(result: Result) -> Any:
    from patterns.labs.experiments.aggregator.parameters import services

    return services(result.params)


# An error planted in the simulation is refused


def test_a_part_that_outlives_the_deadline_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "time_left", lambda setup: 1.0)
    laid_out = simulation.Run._laid_out

    def late(self: simulation.Run, *arguments: Any) -> tuple[simulation.Call, ...]:
        self._time_left = float("inf")
        calls = laid_out(self, *arguments)
        self._time_left = 0.1
        return calls

    monkeypatch.setattr(simulation.Run, "_laid_out", late)

    with pytest.raises(BrokenInvariant):
        LAB.run(values(requests="100", deadline="110"))


def test_a_shortened_run_says_how_many_requests_it_made() -> None:
    result = LAB.run(values(requests="10000"), cap=6_000)

    assert result.status is Status.SHORTENED
    made = result.counters["requests"]
    assert 900 < made <= 1_000
    assert result.events == 6 * made
    assert f"{made:,} of 10,000 requests" in result.notes[0]
