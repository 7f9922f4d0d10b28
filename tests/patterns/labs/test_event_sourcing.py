"""Event sourcing: the fold is the truth, versions have one winner, snapshots cost and save."""

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.labs.experiments.event_sourcing import LAB, ledger, simulation
from patterns.labs.experiments.event_sourcing.ledger import Account, Conflict, fold
from patterns.labs.experiments.event_sourcing.theory import best_interval
from patterns.labs.kernel.faults import Script
from patterns.labs.kernel.lab import BrokenInvariant, Setup, Values
from patterns.labs.kernel.results import Outcome
from patterns.labs.kernel.streams import Streams
from tests.patterns.labs.agreeing import FEW_SEEDS, differing
from tests.patterns.labs.strategies import values_of

SMALL = {
    "accounts": (1, 8), "events": (0.1, 20), "duration": (10, 12), "read_share": (0, 0.8),
    "snapshot_every": (0, 12), "hold": (0, 0.3), "writers": (1, 5), "first": (0, 6),
    "version": (0, 20), "account": (1, 8), "amount": (1, 500),
}  # fmt: skip
QUICK = {"duration": "30"}


def values(**asked: str) -> Values:
    reading = LAB.read(asked)
    assert not reading.messages
    return reading.values


@st.composite
def some_values(draw: st.DrawFn, **fixed: Any) -> Values:
    deposit = draw(st.sampled_from((0.0, 0.2, 0.5)))
    withdraw = draw(st.sampled_from((0.0, 0.3)))
    shares = {
        "deposit": deposit, "withdraw": withdraw, "transfer": 0.1,
        "interest": round(0.9 - deposit - withdraw, 3),
    }  # fmt: skip
    return draw(values_of(LAB, SMALL, **{**shares, **fixed}))


# Invariants: `run` raises where one breaks.


@settings(max_examples=200, deadline=None)
@given(some_values(), st.integers(0, 2**31 - 1), st.sampled_from((20, 100, 60_000)))
def test_every_run_keeps_its_invariants(values: Values, seed: int, cap: int) -> None:
    result = LAB.run(values, seed=seed, cap=cap)

    assert result.events <= cap
    for measure in result.measures:
        assert measure.value is None or math.isfinite(measure.value)


@settings(max_examples=60, deadline=None)
@given(some_values(), st.integers(0, 99))
def test_a_state_is_the_same_from_every_snapshot_before_it(values: Values, seed: int) -> None:
    """fold(e[0:v]) = snapshot(s) + fold(e[s:v]) for all s <= v."""
    run = _run(values, seed)

    for account in run.accounts:
        for snapshot in account.snapshots:
            for version in range(snapshot.version, account.version + 1):
                whole = fold(ledger.NOTHING, account.events[:version])
                assert fold(snapshot, account.events[snapshot.version : version]) == whole
                assert account.loaded(version)[0] == whole


@settings(max_examples=40, deadline=None)
@given(some_values(), st.integers(0, 99), st.integers(0, 12))
def test_snapshots_change_what_loads_cost_and_nothing_else(
    values: Values, seed: int, every: int
) -> None:
    left = LAB.run(values, seed=seed)
    right = LAB.run({**values, "snapshot_every": every}, seed=seed)

    for name in left.counters.keys() - {"snapshots", "replayed"}:
        assert left.counters[name] == right.counters[name]
    assert left.measure("shown_balance") == right.measure("shown_balance")


@settings(max_examples=40, deadline=None)
@given(some_values(writers=1), st.integers(0, 99))
def test_a_single_writer_meets_no_conflict(values: Values, seed: int) -> None:
    assert LAB.run(values, seed=seed).counters["conflicts"] == 0


def _run(values: Values, seed: int = 1) -> simulation.Run:
    """Return a run with its accounts, which a Result does not carry."""
    run = simulation.Run(
        Setup(
            values=values,
            streams=Streams(LAB.slug, LAB.model_version, seed),
            until=float(values["duration"]),
            cap=10_000,
            script=Script(),
            columns={"first": LAB.parameter("first")},
        )
    )
    run.go()
    return run


# The ledger


def test_a_version_has_one_winner() -> None:
    account = Account()
    account.append(0, 0.0, ledger.CREATED, 0, is_old=False)
    account.append(1, 1.0, ledger.DEPOSITED, 10, is_old=False)

    with pytest.raises(Conflict):
        account.append(1, 2.0, ledger.DEPOSITED, 20, is_old=False)
    assert account.state == ledger.State(version=2, balance=10, movements=1)


def test_the_stream_of_the_guide_is_told_by_its_amounts() -> None:
    result = LAB.run(values(duration="10", snapshot_every="4", version="5"))
    rows = result.table("stream").rows

    assert [row[2] for row in rows] == [
        "AccountCreated", "MoneyDeposited", "MoneyWithdrawn", "MoneyTransferred",
        "InterestCredited",
    ]  # fmt: skip
    assert [row[4] for row in rows] == [row[5] for row in rows] == [0, 1_000, 800, 500, 505]
    assert [row[7] for row in rows] == ["", "", "", "snapshot", ""]
    assert result.measure("shown_replay_all").value == 5
    assert result.measure("shown_replay").value == 1


def test_the_snapshot_of_the_guide_holds_three_movements() -> None:
    result = LAB.run(values(duration="10", snapshot_every="4", version="4"))

    assert result.measure("shown_balance").value == 500
    assert result.measure("shown_movements").value == 3


def test_first_events_that_break_the_rule_are_left_out_and_said() -> None:
    result = LAB.run(values(duration="10", first="withdraw:5,deposit:10"))

    assert result.counters["scripted"] == 1
    assert "break the rule" in result.notes[0]


def test_a_version_that_was_not_reached_is_said() -> None:
    result = LAB.run(values(duration="10", version="9999"))

    assert "that is what is shown" in result.notes[0]
    assert result.measure("shown_version").value < 9999  # type: ignore[operator]


def test_what_another_interval_would_have_cost_is_what_it_costs() -> None:
    """The table says it beforehand from the run with 100; a run with 20 says it again."""
    asked = {**QUICK, "accounts": "2"}
    told = LAB.run(values(**asked)).table("intervals")
    again = LAB.run(values(**asked, snapshot_every="20"))

    row = next(row for row in told.rows if row[0] == "20")
    assert row[1] == again.counters["snapshots"]
    assert row[2] == again.measure("replay_mean").value


def test_the_cheapest_interval_is_least_among_its_neighbors() -> None:
    def cost(every: float) -> float:
        return 0.002 / every + 2 * 0.00002 * (every - 1) / 2

    best = best_interval(0.002, 0.00002, 2)

    assert best == pytest.approx(10)
    assert cost(best) < min(cost(best - 1), cost(best + 1))


# Theory


def off_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a snapshot be taken one event late: loads then replay one more."""
    load = simulation.Run._load

    def later(self: simulation.Run, number: int) -> None:
        load(self, number)
        self._since[number][1] += 1

    monkeypatch.setattr(simulation.Run, "_load", later)


def longer_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    begin = simulation.Run.__init__

    def begun(self: simulation.Run, setup: Setup) -> None:
        begin(self, setup)
        self._hold *= 1.3

    monkeypatch.setattr(simulation.Run, "__init__", begun)


OFTEN = {"accounts": "4", "snapshot_every": "10", **QUICK}
COLLIDING = {"accounts": "5", "hold": "5", "read_share": "0", "duration": "60"}
REPLAYS, CONFLICTS = ("Mean events replayed", "Cost of an event"), ("A first try meets",)
SETTINGS = ((REPLAYS, OFTEN), (CONFLICTS, COLLIDING))
PLANTED = ((REPLAYS, OFTEN, off_by_one), (CONFLICTS, COLLIDING, longer_hold))


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


def test_theory_steps_back_where_it_does_not_hold() -> None:
    result = LAB.run(values(duration="10", snapshot_every="0", hold="0"))

    assert {check.outcome for check in result.checks} == {Outcome.DOES_NOT_APPLY}


# Errors planted in the simulation are refused


def test_an_append_that_ignores_the_expected_version_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    append = Account.append

    def careless(self: Account, expected: int, *arguments: Any, **more: Any) -> ledger.Event:
        return append(self, self.version, *arguments, **more)

    monkeypatch.setattr(Account, "append", careless)

    with pytest.raises(BrokenInvariant, match="below 0"):
        LAB.run(
            values(
                accounts="1", hold="500", writers="50", first="deposit:50", **QUICK,
                deposit="0.4", withdraw="0.6", transfer="0", interest="0",
            )
        )  # fmt: skip


def test_a_snapshot_of_the_wrong_state_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(self: Account) -> None:
        state = self.state
        self.snapshots.append(ledger.State(state.version, state.balance, state.version))

    monkeypatch.setattr(Account, "snapshot", wrong)

    with pytest.raises(BrokenInvariant, match="every snapshot"):
        LAB.run(values(duration="10", snapshot_every="4"))


def test_a_transfer_that_arrives_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    receive = simulation.Run._receive

    def twice(self: simulation.Run, number: int, amount: int, *, is_old: bool) -> None:
        receive(self, number, amount, is_old=is_old)
        receive(self, number, amount, is_old=is_old)

    monkeypatch.setattr(simulation.Run, "_receive", twice)

    with pytest.raises(BrokenInvariant, match="make none"):
        LAB.run(values(duration="10"))


# Bad input


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({"deposit": "0.5"}, {"deposit", "withdraw", "transfer", "interest"}),
        ({"account": "21"}, {"account", "accounts"}),
        ({"first": "gift:5"}, {"first"}),
        ({"first": "deposit:0"}, {"first"}),
        ({"read_share": "1"}, {"read_share"}),
    ],
)
def test_values_that_do_not_fit_are_refused(asked: dict[str, str], fields: set[str]) -> None:
    assert LAB.read(asked).messages.keys() == fields
