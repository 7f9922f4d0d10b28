"""A saga without a coordinator: the same ends as with one, whatever the network does."""

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.labs.experiments import saga_orchestration
from patterns.labs.experiments.saga_choreography import LAB, simulation
from patterns.labs.experiments.saga_choreography.events import Event, Kind, mean_messages
from patterns.labs.experiments.saga_choreography.simulation import Run
from patterns.labs.kernel.lab import BrokenInvariant, Values
from patterns.labs.kernel.results import Cell, Outcome, Result
from patterns.labs.kernel.sagas.fates import CHANCES as CHANCES_EACH
from patterns.labs.kernel.sagas.fates import Fate
from patterns.labs.kernel.sagas.machine import CANCELLED, COMPENSATED, Machine, Saga
from patterns.labs.kernel.sagas.steps import steps
from tests.patterns.labs.agreeing import FEW_SEEDS, differing
from tests.patterns.labs.sagas import EVENTFUL, setup, some_values

CALM: dict[str, Any] = {
    "loss": 0.0, "duplicate": 0.0, "reorder_window": 0.0, "crash_at": 0.0, "partitions": 32,
    "broker_delay": 0.0,
}  # fmt: skip
# Payment refuses often, so that the ways through differ in their messages.
LOSSY = {
    "loss": "0.2",
    "reorder_window": "500",
    "steps": EVENTFUL.replace("Payment:200:0.05", "Payment:200:0.3"),
    "sagas": "700",
}


def values(**asked: str) -> Values:
    reading = LAB.read(asked)
    assert not reading.messages, reading.messages
    return reading.values


def run_of(values: Values, seed: int = 1) -> Run:
    run = Run(setup(LAB, values, seed))
    run.go()
    return run


def column(result: Result, table: str, name: str) -> dict[str, Cell]:
    """Return one column of a table by the first cell of its rows."""
    found = result.table(table)
    at = found.columns.index(name)
    return {str(row[0]): row[at] for row in found.rows}


# Invariants: `run` raises where one breaks.


@settings(max_examples=200, deadline=None)
@given(some_values(LAB), st.integers(0, 2**31 - 1), st.sampled_from((20, 300, 60_000)))
def test_every_run_keeps_its_invariants(values: Values, seed: int, cap: int) -> None:
    result = LAB.run(values, seed=seed, cap=cap)

    assert result.events <= cap
    for measure in result.measures:
        assert measure.value is None or math.isfinite(measure.value)


@settings(max_examples=60, deadline=None)
@given(some_values(LAB, outbox=True), st.integers(0, 99))
def test_every_saga_ends_as_it_does_with_an_orchestrator(values: Values, seed: int) -> None:
    """Same seed, same steps: state for state, effect for effect, whatever the network does."""
    other = saga_orchestration.LAB
    shared = {name: values[name] for name in other.values() if name in values}
    center = saga_orchestration.Run(setup(other, other.values(**{**shared, "crash_at": 0.0}), seed))
    center.go()
    mine = run_of(values, seed)

    names = {CANCELLED: COMPENSATED}
    assert [names.get(saga.state, saga.state) for saga in mine.sagas] == [
        saga.state for saga in center.sagas
    ]
    assert [saga.done for saga in mine.sagas] == [saga.done for saga in center.sagas]
    assert [saga.compensations for saga in mine.sagas] == [
        saga.compensations for saga in center.sagas
    ]
    assert [edge[2] for edge in mine.machine.table().rows] == [
        edge[2] for edge in center.machine.table().rows
    ]


@settings(max_examples=60, deadline=None)
@given(some_values(LAB, outbox=True, idempotent=True), st.integers(0, 99), st.integers(0, 99))
def test_final_states_know_nothing_of_the_order_in_which_events_come(
    values: Values, seed: int, other: int
) -> None:
    """Two other draws of delays, and a network without any."""
    first, calm = run_of(values, seed), run_of({**values, **CALM}, seed)
    again = Run(setup(LAB, values, seed))
    again._delaying = setup(LAB, values, other).streams.uniform("jitter", "again")
    again.go()

    for each in (first, again):
        assert [saga.state for saga in each.sagas] == [saga.state for saga in calm.sagas]
        assert [saga.net for saga in each.sagas] == [saga.net for saga in calm.sagas]
        assert each.machine.counts == calm.machine.counts
        assert all(saga.ended is not None for saga in each.sagas)


@settings(max_examples=40, deadline=None)
@given(some_values(LAB, outbox=True, crash_at=0.0, duplicate=0.0), st.integers(0, 99))
def test_repeats_are_known_and_nothing_else_changes(values: Values, seed: int) -> None:
    values = {**values, "idempotent": True}
    once, twice = LAB.run(values, seed=seed), LAB.run({**values, "duplicate": 0.5}, seed=seed)

    same = once.counters.keys() - {"redelivered", "repeats", "arrived", "known", "heard_again"}
    # Where a repeat comes to a partition first in line, it makes nobody wait.
    for name in same:
        assert once.counters[name] == twice.counters[name], name
    assert twice.counters["redelivered"] == twice.counters["known"] + twice.counters["heard_again"]
    assert once.measures == twice.measures


# What the lab is for


def test_with_the_same_seed_both_labs_show_the_same_outcomes() -> None:
    """What a reader sees who runs both at their defaults."""
    mine, other = LAB.run(LAB.values()), saga_orchestration.LAB.run(saga_orchestration.LAB.values())

    for name in ("sagas", "completed", "compensated", "failed", "needs_operator", "charges"):
        assert mine.counters[name] == other.counters[name]
    assert "CANCELLED" in column(mine, "outcomes", "Sagas")
    assert "COMPENSATED" in column(other, "outcomes", "Sagas")


def test_without_an_outbox_lost_events_stop_sagas_in_silence() -> None:
    result = LAB.run(values(outbox="off", loss="0.05"))

    lost = result.counters["lost_for_good"]
    assert 0 < result.counters["open"] <= lost
    assert "stopped in silence" in result.notes[0]
    assert result.check("Completed sagas, Π(1 - p)").reason.startswith("without an outbox")


def test_events_that_come_before_their_cause_wait_for_it() -> None:
    result = LAB.run(values(reorder_window="2000"))

    assert result.counters["held"] > 100
    assert result.counters["held_at_end"] == 0
    assert 0 < result.measure("hold_mean").value < 2  # type: ignore[operator]


def test_a_partition_handles_one_event_after_another() -> None:
    many, few = LAB.run(values(partitions="32")), LAB.run(values(partitions="5"))

    assert few.measure("life_mean").value > 2 * many.measure("life_mean").value  # type: ignore[operator]
    assert few.counters["completed"] == many.counters["completed"]
    assert "exceed capacity" in LAB.run(values(partitions="4")).notes[0]


def test_a_crashed_service_begins_anew_what_it_had_in_hand() -> None:
    asked = {"crash_of": "3", "crash_at": "20", "restart_after": "10"}
    result = LAB.run(values(**asked))

    assert result.counters["begun_anew"] > 0
    assert result.counters["effects_again"] == 0
    assert result.counters["open"] == 0


def test_the_event_log_of_a_saga_is_a_chain_of_causes() -> None:
    result = LAB.run(values(reorder_window="500", loss="0.2"))
    rows = result.table("log").rows

    assert [row[1] for row in rows] == [
        "order placed", "Payment done", "Inventory done", "Shipping failed", "Inventory undone",
        "Payment undone",
    ]  # fmt: skip
    assert [row[2] for row in rows] == ["the request", *(row[0] for row in rows[:-1])]


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        # By hand: completed 2n; failed at the first step 2; undone from the second 6, third 10.
        ("A:100:0,B:100:0,C:100:0", 6.0),
        ("A:100:1,B:100:0,C:100:0", 2.0),
        ("A:100:0,B:100:1,C:100:0", 6.0),
        ("A:100:0,B:100:0,C:100:1", 10.0),
        ("A:100:0,B:100:0:0:0:100:1:0,C:100:1", 8.0),
    ],
)
def test_messages_are_counted_by_who_listens(text: str, messages: float) -> None:
    asked = values(steps=text, sagas="100", pivot="0")

    assert mean_messages(steps(asked)) == messages
    assert LAB.run(asked).measure("messages_mean").value == messages


# Theory


def longer_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the outbox need one send more for every event that is lost once."""
    geometric = simulation.geometric

    def later(success: float, u: float) -> int:
        sends = geometric(success, u)
        return sends + (sends > 1)

    monkeypatch.setattr(simulation, "geometric", later)


def worse_luck(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every step be refused half as often again, and meet more short faults."""
    forward = Fate.forward

    def worse(self: Fate, place: int) -> Any:
        chances = self._chances
        self._chances = [u if n % CHANCES_EACH else u / 1.5 for n, u in enumerate(chances)]
        try:
            return forward(self, place)
        finally:
            self._chances = chances

    monkeypatch.setattr(Fate, "forward", worse)


def a_listener_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the owner be told of the request as well, which it made itself."""
    send = Run._send

    def twice(self: Run, event: Event, listener: int) -> None:
        send(self, event, listener)
        own = self.following[event.saga.number - 1]
        own.messages += event.kind is Kind.PLACED

    monkeypatch.setattr(Run, "_send", twice)


NETWORK = ("Sends until a message arrives", "Mean way of a message")
CHANCES = ("Completed sagas", "Compensations per saga", "Messages per saga")


def test_simulation_agrees_with_theory() -> None:
    """One set of runs serves all formulas."""
    assert differing(LAB, values(**LOSSY), (*NETWORK, *CHANCES)) == {}


@pytest.mark.parametrize(("names", "plant"), [(NETWORK, longer_ways), (CHANCES, worse_luck)])
def test_a_planted_error_is_seen_by_theory(
    names: tuple[str, ...],
    plant: Callable[[pytest.MonkeyPatch], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plant(monkeypatch)

    found = differing(LAB, values(**LOSSY), names, FEW_SEEDS)

    assert found.keys() == set(names)


def test_theory_steps_back_where_it_does_not_hold() -> None:
    result = LAB.run(values(outbox="off"))

    assert {check.outcome for check in result.checks} == {Outcome.DOES_NOT_APPLY}


# Errors planted in the simulation are refused


def test_a_message_too_many_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    a_listener_too_many(monkeypatch)

    with pytest.raises(BrokenInvariant, match="as its way has listeners"):
        LAB.run(values())


def test_an_inbox_that_forgets_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    take = Run._take

    def forgetful(self: Run, *arguments: Any) -> None:
        self._is_idempotent = False
        take(self, *arguments)

    monkeypatch.setattr(Run, "_take", forgetful)

    with pytest.raises(BrokenInvariant, match="nothing takes effect twice"):
        LAB.run(values(duplicate="0.2"))


def test_an_owner_that_takes_events_as_they_come_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        Run, "_hear", lambda self, message: self._take_in(message.event, self.events.now)
    )

    with pytest.raises(BrokenInvariant, match=r"legal edges|exactly one end"):
        LAB.run(values(reorder_window="2000", duplicate="0"))


def test_services_that_are_undone_out_of_turn_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def first_first(self: Run, saga: Saga, place: int) -> Kind:
        self.books.give(saga, 1 - place)
        return Kind.UNDONE

    monkeypatch.setattr(Run, "_back", first_first)

    with pytest.raises(BrokenInvariant, match="reverse order"):
        LAB.run(values(steps="Payment:200,Inventory:100,Shipping:300:0.5"))


def test_an_event_without_its_cause_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    publish = Run._publish

    def early(
        self: Run, saga: Saga, kind: Kind, place: int, cause: Event | None, **more: Any
    ) -> None:
        if cause:
            self._happened.pop(cause.identity)
        publish(self, saga, kind, place, cause, **more)

    monkeypatch.setattr(Run, "_publish", early)

    with pytest.raises(BrokenInvariant, match="has one cause"):
        LAB.run(values(duplicate="0"))


def test_a_message_that_is_lost_in_the_outbox_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    arrived = Run._arrived

    def lossy(self: Run, message: simulation.Message, way: float) -> None:
        if message.event.identity % 50:
            arrived(self, message, way)

    monkeypatch.setattr(Run, "_arrived", lossy)

    with pytest.raises(BrokenInvariant, match="every saga has an end"):
        LAB.run(values())


def test_a_state_that_is_left_uncounted_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Machine, "start", lambda self, saga: None)

    with pytest.raises(BrokenInvariant, match="legal edges"):
        LAB.run(values())


# Bad input


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({"crash_of": "4", "crash_at": "5"}, {"crash_of", "steps"}),
        ({"steps": "A:100", "pivot": "2"}, {"steps", "pivot"}),
        ({"loss": "0.6"}, {"loss"}),
        ({"partitions": "0"}, {"partitions"}),
        ({"resend_after": "0"}, {"resend_after"}),
        ({"shown": "101", "sagas": "100"}, {"shown", "sagas"}),
    ],
)
def test_values_that_do_not_fit_are_refused(asked: dict[str, str], fields: set[str]) -> None:
    assert LAB.read(asked).messages.keys() == fields
