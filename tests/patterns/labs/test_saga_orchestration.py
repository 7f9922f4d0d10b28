"""A saga with an orchestrator: one end each, undone last first, the same after a crash."""

import math
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.labs.experiments.saga_orchestration import LAB, simulation
from patterns.labs.experiments.saga_orchestration.simulation import Command, Run, replayed
from patterns.labs.kernel.lab import BrokenInvariant, Values
from patterns.labs.kernel.results import Cell, Outcome, Result
from patterns.labs.kernel.sagas import chances, fates
from patterns.labs.kernel.sagas.books import Books
from patterns.labs.kernel.sagas.fates import Fate
from patterns.labs.kernel.sagas.machine import Machine, Saga
from patterns.labs.kernel.sagas.steps import steps
from tests.patterns.labs.agreeing import FEW_SEEDS, differing
from tests.patterns.labs.sagas import EVENTFUL, setup, some_steps, some_values

CRASH = {"crash_at": "5", "restart_after": "3", "sagas": "300"}
REFUSED = "Payment:200:0.05,Inventory:100:0.1,Shipping:300:0.1"


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
    assert sum(column(result, "outcomes", "Sagas").values()) == (  # type: ignore[arg-type]
        result.counters["sagas"] - result.counters["open"]
    )
    for measure in result.measures:
        assert measure.value is None or math.isfinite(measure.value)


@settings(max_examples=40, deadline=None)
@given(some_values(LAB, duplicates=0.0, idempotent=True), st.integers(0, 99))
def test_duplicates_change_nothing_where_handlers_know_them(values: Values, seed: int) -> None:
    once = LAB.run(values, seed=seed)
    twice = LAB.run({**values, "duplicates": 0.5}, seed=seed)

    for name in once.counters.keys() - {"duplicates", "known"}:
        assert once.counters[name] == twice.counters[name]
    assert once.measures == twice.measures
    assert once.series == twice.series


@settings(max_examples=60, deadline=None)
@given(some_values(LAB, crash_at=st.sampled_from((0.3, 1.0, 2.5))), st.integers(0, 99))
def test_a_crash_and_a_restart_change_no_end_of_a_saga(values: Values, seed: int) -> None:
    crashed, whole = run_of(values, seed), run_of({**values, "crash_at": 0.0}, seed)

    assert [saga.state for saga in crashed.sagas] == [saga.state for saga in whole.sagas]
    assert [saga.done for saga in crashed.sagas] == [saga.done for saga in whole.sagas]
    assert all(saga.ended is not None for saga in crashed.sagas)
    if values["idempotent"]:
        assert [saga.net for saga in crashed.sagas] == [saga.net for saga in whole.sagas]
    for early, late in zip(whole.sagas, crashed.sagas, strict=True):
        assert early.ended <= late.ended + 1e-9  # type: ignore[operator]


@settings(max_examples=40, deadline=None)
@given(some_values(LAB, crash_at=0.0), st.integers(0, 99))
def test_handlers_that_know_no_repeats_end_every_saga_alike(values: Values, seed: int) -> None:
    knowing = run_of({**values, "idempotent": True}, seed)
    careless = run_of({**values, "idempotent": False}, seed)

    assert [saga.state for saga in knowing.sagas] == [saga.state for saga in careless.sagas]
    assert [saga.ended for saga in knowing.sagas] == [saga.ended for saga in careless.sagas]


@given(some_steps(), st.integers(0, 6))
def test_the_ways_through_a_saga_are_all_that_there_are(text: str, pivot: int) -> None:
    known = {"steps": text, "pivot": min(pivot, len(text.split(",")))}
    ways = chances.ways(steps(values(**{name: str(value) for name, value in known.items()})))

    assert math.fsum(way.chance for way in ways) == pytest.approx(1)


# What the lab is for


def test_the_edge_that_the_picture_lacks_is_counted() -> None:
    result = LAB.run(values(steps=REFUSED, sagas="2000"))
    times, pictures = column(result, "edges", "Times"), column(result, "edges", "Picture")

    refused = times["SHIPPING PENDING to COMPENSATING INVENTORY"]
    assert 120 < refused < 220  # type: ignore[operator]
    assert times["COMPENSATING INVENTORY to COMPENSATING PAYMENT"] == refused
    assert [edge for edge, drawn in pictures.items() if drawn == "missing"] == [
        "SHIPPING PENDING to COMPENSATING INVENTORY",
        "COMPENSATING INVENTORY to COMPENSATING PAYMENT",
        "COMPENSATING INVENTORY to NEEDS OPERATOR",
        "COMPENSATING PAYMENT to NEEDS OPERATOR",
    ]


def test_stock_is_released_before_money_is_refunded() -> None:
    """The saga drawn is one that Shipping refused."""
    run = run_of(values(steps=REFUSED))
    number = next(saga.number for saga in run.sagas if saga.compensations == 2)
    bars = run.diary.spans(run.sagas[number - 1])

    assert [(bar.lane, bar.kind) for bar in bars] == [
        ("Payment", "step"), ("Inventory", "step"), ("Shipping", "failed"),
        ("Inventory", "undo"), ("Payment", "undo"),
    ]  # fmt: skip
    assert all(a.end == pytest.approx(b.start) for a, b in pairwise(bars))


def test_repeats_that_act_cost_money_although_every_state_looks_right() -> None:
    good = LAB.run(values(duplicates="0.2"))
    bad = LAB.run(values(duplicates="0.2", idempotent="off"))

    assert good.measure("money_off").value == 0
    charged, refunded = bad.counters["charges_again"], bad.counters["refunds_again"]
    assert charged > 100
    assert bad.measure("money_off").value >= 50 * abs(charged - refunded)  # type: ignore[operator]
    assert good.table("edges") == bad.table("edges")
    assert column(bad, "effects", "Off")["Payment"] == charged - refunded
    assert set(column(good, "effects", "Off").values()) == {0}
    assert "do not know repeats" in bad.notes[0]


def test_a_restart_sends_again_what_has_no_answer() -> None:
    result = LAB.run(values(**CRASH))

    assert result.counters["resent"] > 0
    assert result.counters["answers_lost"] > 0
    assert result.counters["charges_again"] == 0
    assert LAB.run(values(**CRASH, idempotent="off")).counters["charges_again"] > 0


def test_a_crash_after_the_last_saga_is_said_not_to_be_reached() -> None:
    result = LAB.run(values(sagas="100", crash_at="1000"))

    assert "Not reached: the crash at 1000 s" in result.notes[0]
    assert result.counters["resent"] == 0


def test_behind_the_pivot_nothing_is_undone() -> None:
    refusing = "Payment:200:0,Inventory:100:0.3,Shipping:300:0.3:1"
    result = LAB.run(values(steps=refusing, pivot="1"))

    assert result.counters["compensations"] == 0
    # Shipping's faults pass, so it is tried until it works; Inventory's refusals are final.
    assert column(result, "edges", "Times")["SHIPPING PENDING to NEEDS OPERATOR"] == 0
    assert result.counters["needs_operator"] == result.counters["refusals"] > 200
    assert result.measure("held_value").value == 50 * result.counters["needs_operator"]


def test_the_log_alone_says_what_is_not_over() -> None:
    first, second = Command(False, 0, 1), Command(False, 1, 1)

    assert replayed([(1, first), (2, first), (1, second), (2, None)]) == {1: second}


# Theory


def more_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every step and undo be tried once more than it may be."""
    first_success = fates._first_success
    monkeypatch.setattr(
        fates, "_first_success", lambda failure, u, most: first_success(failure, u, most + 1)
    )


def slower_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = Fate.seconds
    monkeypatch.setattr(
        Fate, "seconds", lambda self, place, attempt: 1.1 * seconds(self, place, attempt)
    )


CHANCES = (
    "Completed sagas", "Compensations per saga", "Sagas that need an operator", "Short faults",
)  # fmt: skip
FORWARD = "Mean time forward"


def test_simulation_agrees_with_theory() -> None:
    """One set of runs serves all formulas."""
    assert differing(LAB, values(steps=EVENTFUL), (*CHANCES, FORWARD)) == {}


def test_simulation_agrees_with_theory_behind_an_early_pivot() -> None:
    asked = values(steps=EVENTFUL, pivot="2")

    assert differing(LAB, asked, ("Completed sagas", "Sagas that need", FORWARD)) == {}


@pytest.mark.parametrize(("names", "plant"), [(CHANCES, more_retries), ((FORWARD,), slower_steps)])
def test_a_planted_error_is_seen_by_theory(
    names: tuple[str, ...],
    plant: Callable[[pytest.MonkeyPatch], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plant(monkeypatch)

    found = differing(LAB, values(steps=EVENTFUL), names, FEW_SEEDS)

    assert found.keys() == set(names)


def test_the_numbers_of_the_design_follow_from_the_steps() -> None:
    """Refusals of 5, 10 and 2 %: 0.8379 complete, 0.1292 undos, 551.5 ms forward."""
    known = steps(LAB.values())

    assert chances.chance_of(known, "COMPLETED") == pytest.approx(0.8379)
    assert chances.mean_compensations(known) == pytest.approx(0.1292)
    assert chances.mean_forward(known) == pytest.approx(0.5515)


def test_theory_steps_back_where_it_does_not_hold() -> None:
    cut = LAB.run(values(sagas="100"), cap=60)
    crashed = LAB.run(values(**CRASH))

    assert cut.is_partial
    assert crashed.check("Mean time forward, Σ reached × time × attempts").outcome is (
        Outcome.DOES_NOT_APPLY
    )
    assert crashed.check("Completed sagas, Π(1 - p)").outcome is Outcome.AGREES


# Errors planted in the simulation are refused


def test_undoing_first_step_first_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def first_first(self: Run, saga: Saga) -> None:
        place = saga.done[0]
        self._go_to(saga, self.machine.compensating[place], Command(True, place, 1))

    monkeypatch.setattr(Run, "_take_back", first_first)

    with pytest.raises(BrokenInvariant, match=r"legal edges|reverse order"):
        LAB.run(values(steps=REFUSED))


def test_an_undo_that_is_forgotten_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        Run, "_take_back", lambda self, saga: self._end(saga, simulation.COMPENSATED)
    )

    with pytest.raises(BrokenInvariant, match=r"charged|legal edges"):
        LAB.run(values())


def test_a_handler_that_forgets_what_it_knew_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Run, "_meet_repeat", lambda self, saga, command: self._act(saga, command))

    with pytest.raises(BrokenInvariant, match="nothing takes effect twice"):
        LAB.run(values(duplicates="0.2"))


def test_a_command_that_is_sent_without_being_written_down_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    send = Run._send

    def careless(self: Run, saga: Saga, command: Command) -> None:
        send(self, saga, command)
        self.log.pop()

    monkeypatch.setattr(Run, "_send", careless)

    with pytest.raises((BrokenInvariant, KeyError)):
        LAB.run(values(**CRASH))


def test_money_that_leaves_the_books_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    give = Books.give

    def kept(self: Books, saga: Saga, place: int) -> None:
        give(self, saga, place)
        self.given[place] -= place == 0

    monkeypatch.setattr(Books, "give", kept)

    with pytest.raises(BrokenInvariant, match="charged"):
        LAB.run(values())


def test_a_saga_that_walks_an_edge_uncounted_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    move = Machine.move

    def silent(self: Machine, saga: Saga, target: str) -> None:
        if target == "SHIPPING PENDING":
            saga.state = target
        else:
            move(self, saga, target)

    monkeypatch.setattr(Machine, "move", silent)

    with pytest.raises(BrokenInvariant, match="left as often"):
        LAB.run(values())


def test_a_saga_that_is_dropped_at_the_restart_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Run, "_send_again", lambda self, saga, command: None)

    with pytest.raises(BrokenInvariant, match="every saga has an end"):
        LAB.run(values(**CRASH))


# Bad input


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({"steps": "A:100,a:100"}, {"steps"}),
        ({"steps": "A:100", "pivot": "2"}, {"steps", "pivot"}),
        ({"shown": "200", "sagas": "100"}, {"shown", "sagas"}),
        ({"steps": ",".join("ABCDEFG")}, {"steps"}),
        ({"duplicates": "0.6"}, {"duplicates"}),
        ({"rate": "0"}, {"rate"}),
    ],
)
def test_values_that_do_not_fit_are_refused(asked: dict[str, str], fields: set[str]) -> None:
    assert LAB.read(asked).messages.keys() == fields
