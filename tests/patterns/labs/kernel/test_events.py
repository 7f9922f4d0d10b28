import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patterns.labs.kernel.events import PULSE_EVERY, Events, ImpossibleDelay


@given(st.lists(st.floats(0, 100, allow_nan=False), max_size=30))
def test_events_happen_in_order_of_time_and_ties_in_the_order_given(delays: list[float]) -> None:
    events, seen = Events(), []
    for place, delay in enumerate(delays):
        events.at(delay, lambda delay, place: seen.append((delay, place)), delay, place)

    events.run(100, 10_000)

    assert seen == sorted((delay, place) for place, delay in enumerate(delays))
    assert events.count == len(delays)
    assert events.now == 100


@pytest.mark.parametrize("delay", [-1e-9, -1.0, math.inf, -math.inf, math.nan])
def test_nothing_can_be_put_before_now_or_at_no_time(delay: float) -> None:
    with pytest.raises(ImpossibleDelay):
        Events().at(delay, print)


def test_the_end_is_included_and_what_comes_later_does_not_happen() -> None:
    events, seen = Events(), []
    events.at(2.0, seen.append, "at the end")
    events.at(2.0 + 1e-9, seen.append, "after it")

    events.run(2.0, 100)

    assert seen == ["at the end"]
    assert not events.is_capped


def test_the_cap_stops_the_run_at_the_last_event() -> None:
    events = Events()

    def again() -> None:
        events.at(1.0, again)

    again()
    events.run(1_000, 10)

    assert events.is_capped
    assert events.count == 10
    assert events.now == 10.0


def test_a_run_of_exactly_the_cap_is_complete() -> None:
    events = Events()
    for delay in range(10):
        events.at(delay, lambda: None)

    events.run(100, 10)

    assert not events.is_capped
    assert events.now == 100


def test_the_pulse_is_felt_every_so_many_events_and_may_end_the_run() -> None:
    class Enough(Exception):
        pass

    events, beats = Events(), []

    def again() -> None:
        events.at(1.0, again)

    def pulse() -> None:
        beats.append(events.now)
        if len(beats) == 3:
            raise Enough

    again()
    with pytest.raises(Enough):
        events.run(math.inf, 10**9, pulse)

    assert beats == [PULSE_EVERY * n for n in (1, 2, 3)]
