"""A queue between bursts and consumers: backlog, drain, redelivery, and theory beside them."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.labs.experiments.queue_based_load_leveling import LAB, simulation
from patterns.labs.experiments.queue_based_load_leveling.broker import Message, Queue, Status
from patterns.labs.kernel.lab import BrokenInvariant, Setup, Values
from patterns.labs.kernel.results import Outcome
from tests.patterns.labs.agreeing import FEW_SEEDS, agreement, differing
from tests.patterns.labs.strategies import values_of

SMALL = {
    "base_rate": (0, 40), "burst_rate": (0, 100), "duration": (10, 12), "burst_start": (0, 4),
    "burst_end": (4, 10), "consumers": (1, 4), "service": (0.001, 2), "max_queue": (1, 60),
    "message_lifetime": (0, 3), "visibility_timeout": (0.1, 3), "autoscale_at": (0, 20),
    "autoscale_to": (4, 12), "autoscale_delay": (0, 3),
}  # fmt: skip
FAULTS = st.lists(
    st.sampled_from(
        ("1-3:consumers:crash:1", "2-9:consumers:crash:1", "0-5:consumers:slow:5",
         "3-6:producers:load:3", "0-4:producers:load:0")
    ),
    max_size=3,
).map(",".join)  # fmt: skip
STEADY = {"burst_start": "0", "burst_end": "0"}


def values(**asked: str) -> Values:
    reading = LAB.read(asked)
    assert not reading.messages
    return reading.values


def some_values(**fixed: Any) -> st.SearchStrategy[Values]:
    fixed = {"message_lifetime": st.sampled_from((0.0, 0.0, 0.5)), "f": FAULTS, **fixed}
    return values_of(LAB, SMALL, **fixed)


# Invariants: `run` raises where one breaks.


@settings(max_examples=200, deadline=None)
@given(some_values(), st.integers(0, 2**31 - 1), st.sampled_from((20, 200, 60_000)))
def test_every_run_keeps_its_invariants(values: Values, seed: int, cap: int) -> None:
    result = LAB.run(values, seed=seed, cap=cap)

    assert result.events <= cap
    for measure in result.measures:
        assert measure.value is None or math.isfinite(measure.value)


@settings(max_examples=40, deadline=None)
@given(some_values(poison=0.0, f="", message_lifetime=0.0), st.integers(0, 99))
def test_a_longer_queue_never_refuses_more(values: Values, seed: int) -> None:
    short = LAB.run({**values, "max_queue": 3}, seed=seed)
    long = LAB.run({**values, "max_queue": 20_000}, seed=seed)

    assert long.counters["refused"] == 0
    assert short.counters["messages"] == long.counters["messages"]


@settings(max_examples=40, deadline=None)
@given(
    some_values(
        poison=0.0, f="", message_lifetime=0.0, visibility_timeout=3_600.0, autoscale_at=0,
        max_queue=20_000,
    ),
    st.integers(0, 99),
)  # fmt: skip
def test_more_consumers_never_make_a_message_wait_longer(values: Values, seed: int) -> None:
    few = LAB.run({**values, "consumers": 1}, seed=seed)
    many = LAB.run({**values, "consumers": 3}, seed=seed)

    assert many.counters["done"] >= few.counters["done"]
    assert many.measure("longest_queue").value <= few.measure("longest_queue").value  # type: ignore[operator]


@settings(max_examples=40, deadline=None)
@given(
    some_values(poison=0.0, visibility_timeout=3_600.0, f="0-4:producers:load:2"),
    st.integers(0, 99),
)
def test_nothing_is_done_twice_where_nothing_times_out(values: Values, seed: int) -> None:
    result = LAB.run(values, seed=seed)

    assert result.counters["duplicates"] == result.counters["redeliveries"] == 0


# The queue


def test_a_message_that_leaves_from_the_middle_is_passed_over() -> None:
    queue = Queue()
    first, second = (Message(number, 0.0, False, 1.0) for number in (1, 2))
    queue.put(first, 0.0)
    queue.put(second, 1.0)

    queue.leave(first, 2.0, Status.DONE)

    assert queue.waiting == 1
    assert queue.take(3.0) is second
    assert queue.take(4.0) is None
    assert queue.level_time == queue.waited == 2.0 + 2.0


def test_a_message_that_comes_back_waits_at_the_end() -> None:
    queue = Queue()
    first, second = (Message(number, 0.0, False, 1.0) for number in (1, 2))
    queue.put(first, 0.0)
    queue.put(second, 0.0)

    assert queue.take(1.0) is first
    queue.put(first, 1.0)

    assert queue.take(2.0) is second
    assert queue.take(2.0) is first


# What the lab is for


def test_a_crash_delivers_again_what_was_in_hand_after_the_timeout() -> None:
    asked = {"visibility_timeout": "5", "f": "30-40:consumers:crash:1", "duration": "60"}
    result = LAB.run(values(**asked))

    assert result.counters["crashed_in_hand"] == 1
    assert result.counters["redeliveries"] == 1
    assert result.counters["duplicates"] == 0
    assert [result.series_named("done").values[i] for i in range(62, 79)] == [0.0] * 17


def test_poison_ends_as_dead_letters_after_its_last_delivery() -> None:
    result = LAB.run(values(poison="1", max_deliveries="3", base_rate="5", **STEADY))

    assert result.counters["done"] == 0
    assert result.counters["dead"] > 0
    assert result.counters["deliveries"] >= 3 * result.counters["dead"]


def test_more_consumers_come_after_the_delay_and_go_when_the_queue_is_empty() -> None:
    scaled = LAB.run(values(autoscale_at="500", autoscale_delay="5"))
    plain = LAB.run(values())

    assert scaled.counters["scaled_out"] == 1
    assert scaled.measure("drain").value < plain.measure("drain").value / 5  # type: ignore[operator]
    # Nine more consumers for the few seconds until the queue was empty.
    extra = scaled.measure("consumer_hours").value - plain.measure("consumer_hours").value  # type: ignore[operator]
    assert 0 < extra * 3_600 < 9 * 5


def test_expired_messages_are_dropped_and_nobody_waits_longer() -> None:
    result = LAB.run(values(message_lifetime="5"))

    assert result.counters["expired"] > 1_000
    assert result.measure("wait_p99").value <= 5  # type: ignore[operator]


# Theory


def slower_consumers(monkeypatch: pytest.MonkeyPatch) -> None:
    begin = simulation.Run.__init__

    def begun(self: simulation.Run, setup: Setup) -> None:
        begin(self, setup)
        self._mean *= 1.1

    monkeypatch.setattr(simulation.Run, "__init__", begun)


TWO = {**STEADY, "consumers": "2", "base_rate": "120", "duration": "40"}
ONE = {**STEADY, "base_rate": "60", "duration": "40"}
REPEATED = {
    "service": "50", "consumers": "10", "base_rate": "40", "visibility_timeout": "0.1", **STEADY,
    "duration": "40",
}  # fmt: skip
BURST = {"burst_start": "2", "burst_end": "7", "duration": "45"}
FLUID, ERLANG = ("Backlog at the end", "Time to drain"), ("Erlang C: mean wait",)
WAIT, OUTLAST = ("Mean wait of one consumer",), ("First deliveries that outlast",)
CHECKS = ((FLUID, BURST, 0.05), (ERLANG, TWO, 0.01), (WAIT, ONE, 0.01), (OUTLAST, REPEATED, 0.01))


@pytest.mark.parametrize(("names", "asked", "least"), CHECKS)
def test_simulation_agrees_with_theory(
    names: tuple[str, ...], asked: dict[str, str], least: float
) -> None:
    assert differing(LAB, values(**asked), names, least=least) == {}


@pytest.mark.parametrize(("names", "asked", "least"), CHECKS)
def test_a_planted_error_is_seen_by_theory(
    names: tuple[str, ...],
    asked: dict[str, str],
    least: float,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slower_consumers(monkeypatch)

    found = differing(LAB, values(**asked), names, FEW_SEEDS, least)

    assert found.keys() == set(names)


def test_constant_service_waits_half_as_long() -> None:
    asked = {**ONE, "distribution": "constant"}

    assert agreement(LAB, values(**asked), "Mean wait of one consumer").holds


def test_theory_steps_back_where_it_does_not_hold() -> None:
    result = LAB.run(values(max_queue="100", duration="30"))

    assert {check.outcome for check in result.checks} == {Outcome.DOES_NOT_APPLY}


# Errors planted in the simulation are refused


def test_a_message_that_is_lost_on_its_way_back_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(simulation.Run, "_come_back", lambda self, message: None)
    leave = Queue.leave

    def forgetting(self: Queue, message: Message, now: float, status: Status) -> None:
        leave(self, message, now, status)
        self.waited -= 0.001

    monkeypatch.setattr(Queue, "leave", forgetting)

    with pytest.raises(BrokenInvariant, match="Little's law"):
        LAB.run(values(duration="20", poison="0.2"))


def test_a_message_that_is_done_twice_unseen_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    again = simulation.Run._again

    def twice(self: simulation.Run, message: Message, deliveries: int) -> None:
        again(self, message, deliveries)
        message.deliveries = 0

    monkeypatch.setattr(simulation.Run, "_again", twice)

    with pytest.raises(BrokenInvariant, match="first ones and further ones"):
        LAB.run(values(**REPEATED))


# Bad input


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({"burst_start": "30"}, {"burst_start", "burst_end"}),
        ({"burst_end": "130"}, {"burst_end", "duration"}),
        (
            {"autoscale_at": "10", "autoscale_to": "2", "consumers": "3"},
            {"autoscale_to", "consumers"},
        ),
        ({"f": "1-2:consumers:error:1"}, {"f"}),
        ({"max_deliveries": "0"}, {"max_deliveries"}),
    ],
)  # fmt: skip
def test_values_that_do_not_fit_are_refused(asked: dict[str, str], fields: set[str]) -> None:
    assert LAB.read(asked).messages.keys() == fields
