"""A view that lags: who sees it, what each remedy makes of the same looks, theory beside it."""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.labs.experiments.cqrs import LAB, simulation
from patterns.labs.experiments.cqrs.feed import Change, Feed
from patterns.labs.experiments.cqrs.ledger import Ledger
from patterns.labs.kernel.lab import BrokenInvariant, Setup, Values
from patterns.labs.kernel.results import Outcome
from tests.patterns.labs.agreeing import FEW_SEEDS, differing
from tests.patterns.labs.strategies import values_of

SMALL = {
    "writes": (0.1, 40), "reads": (0, 20), "read_after": (0, 1), "keys": (1, 20),
    "duration": (10, 11), "processor": (2, 100), "batch": (1, 20), "poll": (0, 2),
    "cache_lifetime": (0, 5), "wait_limit": (0, 1),
}  # fmt: skip
FAULTS = st.lists(
    st.sampled_from(
        ("1-3:processor:crash:1", "2-9:processor:crash:1", "0-5:processor:slow:5",
         "3-6:writes:load:3", "0-4:writes:load:0", "0-8:cache:drop:0.5")
    ),
    max_size=3,
).map(",".join)  # fmt: skip
REMEDIES = ("none", "wait", "write-side", "token")


def values(**asked: str) -> Values:
    reading = LAB.read(asked)
    assert not reading.messages
    return reading.values


def some_values(**fixed: Any) -> st.SearchStrategy[Values]:
    often_zero = {
        name: st.sampled_from((0.0, 0.0, *more))
        for name, more in (("poll", (0.05, 1.0)), ("cache_lifetime", (0.3, 4.0)))
    }
    return values_of(LAB, SMALL, **{**often_zero, "f": FAULTS, **fixed})


# Invariants: `run` raises where one breaks.


@settings(max_examples=200, deadline=None)
@given(some_values(), st.integers(0, 2**31 - 1), st.sampled_from((20, 200, 60_000)))
def test_every_run_keeps_its_invariants(values: Values, seed: int, cap: int) -> None:
    result = LAB.run(values, seed=seed, cap=cap)

    assert result.events <= cap
    for measure in result.measures:
        assert measure.value is None or math.isfinite(measure.value)


UNTOUCHED = ("writes", "applied", "on_their_way", "own_reads", "own_behind", "reads", "repeated")


@settings(max_examples=40, deadline=None)
@given(some_values(cache_lifetime=0.0), st.integers(0, 99))
def test_a_remedy_changes_who_waits_and_nothing_else(values: Values, seed: int) -> None:
    runs = {name: LAB.run({**values, "remedy": name}, seed=seed) for name in REMEDIES}
    none = runs["none"]

    for run in runs.values():
        assert [run.counters[n] for n in UNTOUCHED] == [none.counters[n] for n in UNTOUCHED]
        assert run.series_named("lag") == none.series_named("lag")
        assert run.tables == none.tables
    assert none.counters["own_stale"] == none.counters["own_behind"]
    assert runs["wait"].counters["own_stale"] == runs["write-side"].counters["own_stale"]
    assert runs["token"].counters["own_stale"] == 0


@settings(max_examples=40, deadline=None)
@given(some_values(remedy=st.sampled_from(("wait", "token")), f=""), st.integers(0, 99))
def test_whoever_may_wait_longer_reads_the_write_side_less(values: Values, seed: int) -> None:
    short = LAB.run({**values, "wait_limit": 0.05}, seed=seed)
    long = LAB.run({**values, "wait_limit": 3_600.0}, seed=seed)

    assert long.counters["own_timed_out"] == 0
    assert short.counters["own_stale"] == long.counters["own_stale"]
    waited = ("own_waited", "own_timed_out", "own_waiting")
    assert sum(short.counters[n] for n in waited) == sum(long.counters[n] for n in waited)


@settings(max_examples=40, deadline=None)
@given(some_values(f="", batch=1), st.integers(0, 99))
def test_a_faster_processor_never_makes_a_look_stale(values: Values, seed: int) -> None:
    values = {**values, "poll": 0.0}
    slow = LAB.run({**values, "processor": 20.0}, seed=seed)
    fast = LAB.run({**values, "processor": 60.0}, seed=seed)

    assert fast.counters["own_behind"] <= slow.counters["own_behind"]
    assert fast.counters["applied"] >= slow.counters["applied"]


@settings(max_examples=40, deadline=None)
@given(
    some_values(f="5-10:writes:load:0", processor=100.0, cache_lifetime=0.0, keys=3),
    st.integers(0, 99),
)
def test_after_a_quiet_time_the_view_has_everything(values: Values, seed: int) -> None:
    """Looks come for up to five seconds after the last change, so only the lag must be over."""
    result = LAB.run({**values, "duration": 10.0, "poll": 0.0}, seed=seed)

    assert result.counters["on_their_way"] == 0
    assert result.series_named("lag").values[-30:] == (0.0,) * 30


@settings(max_examples=40, deadline=None)
@given(some_values(f="", clearing=True, remedy="none"), st.integers(0, 99))
def test_a_cache_that_is_cleared_makes_nothing_stale(values: Values, seed: int) -> None:
    without = LAB.run({**values, "cache_lifetime": 0.0}, seed=seed)
    cleared = LAB.run({**values, "cache_lifetime": 5.0}, seed=seed)

    for name in ("own_stale", "reads_stale"):
        assert cleared.counters[name] == without.counters[name]


# The feed and the ledger


def change(position: int, came: float) -> Change:
    return Change(position, key=0, version=position, came=came, work=1.0, kept_below=0.5)


def test_the_feed_gives_changes_in_order_and_counts_how_long_they_were_there() -> None:
    feed = Feed()
    feed.put(change(1, 0.0))
    feed.put(change(2, 1.0))

    assert [each.position for each in feed.first(5)] == [1, 2]
    assert feed.age(2.0) == 2.0
    assert feed.take(3.0).position == 1
    feed.settle(4.0)

    assert feed.lagged == 3.0
    assert feed.level_time == 3.0 + 3.0  # the second is still there
    assert feed.most == 2


def looks(*times: float) -> list[simulation.Look]:
    return [simulation.Look(number, time) for number, time in enumerate(times, start=1)]


def test_the_ledger_knows_what_each_remedy_makes_of_two_early_looks() -> None:
    ledger = Ledger(limit=0.2)

    ledger.resolve(looks(1.0, 1.5), applied=1.6)

    none, wait = ledger.entries["none"], ledger.entries["wait"]
    side, token = ledger.entries["write-side"], ledger.entries["token"]
    assert (none.stale, wait.stale, side.stale, token.stale) == (2, 1, 1, 0)
    assert (none.vanished, wait.vanished, side.vanished, token.vanished) == (0, 1, 1, 0)
    assert (none.write_side, wait.write_side, side.write_side, token.write_side) == (0, 1, 1, 1)
    assert wait.waited == pytest.approx(0.2)
    assert token.waited == pytest.approx(0.2 + 0.1)


# What the lab is for


def test_an_outage_loses_nothing_and_is_worked_off_by_the_spare_capacity() -> None:
    slow = LAB.run(values(f="10-15:processor:crash:1"))
    fast = LAB.run(values(f="10-15:processor:crash:1", processor="200"))

    for result in (slow, fast):
        assert result.counters["applied"] == result.counters["writes"]
        assert result.counters["crashes"] == 1
        during = [result.series_named("lag").values[place] for place in range(20, 30)]
        assert all(b - a == pytest.approx(0.5, abs=1e-4) for a, b in pairwise(during))
    assert slow.measure("catch_up").value > 4 * fast.measure("catch_up").value  # type: ignore[operator]


def test_the_cache_of_the_picture_hides_changes_that_the_lag_does_not_show() -> None:
    asked = {"cache_lifetime": "30", "duration": "60"}
    cleared, hidden = LAB.run(values(**asked)), LAB.run(values(**asked, clearing="off"))

    assert hidden.measure("lag_p99") == cleared.measure("lag_p99")
    assert hidden.counters["reads_stale"] > 10 * cleared.counters["reads_stale"]
    assert hidden.measure("hidden_mean").value == pytest.approx(15, abs=1.5)
    assert cleared.measure("hidden_mean").value == 0
    assert "Nobody clears" in hidden.notes[0]


def test_a_clearing_that_is_lost_hides_a_change_until_the_next_one_or_the_end() -> None:
    """A record changes every 1.25 s on average, so the next clearing comes before 30 s."""
    result = LAB.run(values(cache_lifetime="30", f="0-60:cache:drop:0.1"))

    lost, cleared = result.counters["clearings_lost"], result.counters["cleared"]
    assert lost / (lost + cleared) == pytest.approx(0.1, abs=0.03)
    assert 0.05 < result.measure("hidden_mean").value < 0.5  # type: ignore[operator]


def test_what_was_read_on_the_write_side_is_gone_at_the_next_look() -> None:
    one_look = LAB.run(values(remedy="write-side"))
    token = LAB.run(values(remedy="token"))

    assert one_look.counters["vanished"] == one_look.counters["own_stale"] > 0
    assert token.counters["vanished"] == token.counters["own_stale"] == 0


# Theory


def slower_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    begin = simulation.Run.__init__

    def begun(self: simulation.Run, setup: Setup) -> None:
        begin(self, setup)
        self._mean *= 1.25

    monkeypatch.setattr(simulation.Run, "__init__", begun)


def copies_renewed_by_use(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = simulation.Run._ask

    def renewing(self: simulation.Run, key: int, least: int = 0) -> int:
        version = ask(self, key, least)
        self._copies[key].ends += 0.08
        return version

    monkeypatch.setattr(simulation.Run, "_ask", renewing)


STEADY = {"reads": "60", "keys": "20", "processor": "120", "duration": "25"}
POLLED = {"poll": "20", "own_reads": "0", "reads": "0", "processor": "120", "duration": "25"}
RANDOM = {
    "distribution": "exponential", "own_reads": "1", "reads": "0", "processor": "120",
    "duration": "20",
}  # fmt: skip
OUTAGE = {
    "f": "2-5:processor:crash:1", "processor": "150", "own_reads": "0", "reads": "0",
    "duration": "20",
}  # fmt: skip
HIDING = {
    "cache_lifetime": "2", "clearing": "off", "own_reads": "0", "reads": "150", "keys": "40",
    "duration": "20",
}  # fmt: skip
LOOKS = ("First looks", "Second looks", "Stale reads by others")
CHECKS: tuple[tuple[tuple[str, ...], dict[str, str], float, Callable[..., None]], ...] = (
    (LOOKS, STEADY, 0.01, slower_processor),
    (("Mean lag",), POLLED, 0.01, slower_processor),
    (("First looks",), RANDOM, 0.01, slower_processor),
    (("Time to catch up",), OUTAGE, 0.05, slower_processor),
    (("Mean time for which the cache",), HIDING, 0.01, copies_renewed_by_use),
)


@pytest.mark.parametrize(("names", "asked", "least"), [check[:3] for check in CHECKS])
def test_simulation_agrees_with_theory(
    names: tuple[str, ...], asked: dict[str, str], least: float
) -> None:
    assert differing(LAB, values(**asked), names, least=least) == {}


@pytest.mark.parametrize(("names", "asked", "least", "plant"), CHECKS)
def test_a_planted_error_is_seen_by_theory(
    names: tuple[str, ...],
    asked: dict[str, str],
    least: float,
    plant: Callable[[pytest.MonkeyPatch], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plant(monkeypatch)

    found = differing(LAB, values(**asked), names, FEW_SEEDS, least)

    assert found.keys() == set(names)


def little(seed: int) -> Outcome:
    """Return what the run says of Little's law, whose right side is measured in the run too."""
    result = LAB.run(values(own_reads="0", reads="0"), seed=seed)
    (check,) = [each for each in result.checks if each.name.startswith("Little's law")]
    return check.outcome


def test_littles_law_agrees_and_sees_changes_that_come_too_often(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert {little(seed) for seed in FEW_SEEDS} == {Outcome.AGREES}

    begin = simulation.Run.__init__

    def begun(self: simulation.Run, setup: Setup) -> None:
        begin(self, setup)
        self._writes *= 1.15

    monkeypatch.setattr(simulation.Run, "__init__", begun)

    assert {little(seed) for seed in FEW_SEEDS} == {Outcome.DIFFERS}


def test_lag_is_that_of_the_settings_of_the_pattern_page() -> None:
    """80/s against 100/s: a reader after 50 ms meets an old view in 37 %, at 200/s in 0.25 %."""
    near, far = (LAB.run(values(processor=rate)).checks[0] for rate in ("100", "200"))

    assert near.expected == pytest.approx(0.368, abs=5e-4)
    assert far.expected == pytest.approx(0.0025, abs=5e-5)


def test_theory_steps_back_where_it_does_not_hold() -> None:
    result = LAB.run(values(batch="10", f="0-60:writes:load:1.1"))

    assert {check.outcome for check in result.checks} == {Outcome.DOES_NOT_APPLY}


# Errors planted in the simulation are refused


def broken(match: str, **asked: str) -> None:
    with pytest.raises(BrokenInvariant, match=match):
        LAB.run(values(duration="20", **asked))


def test_changes_out_of_order_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def newest_first(self: Feed, now: float) -> Change:
        self.settle(now)
        taken = self._changes.pop()
        self.lagged += now - taken.came
        return taken

    monkeypatch.setattr(Feed, "take", newest_first)

    broken("in the order in which they were written")


def test_a_change_lost_in_a_crash_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    changes = simulation.Run._health_changes

    def losing(self: simulation.Run) -> None:
        if self._in_hand:
            self.feed.take(self.events.now)
        changes(self)

    monkeypatch.setattr(simulation.Run, "_health_changes", losing)

    broken("changes in the view", f="5-8:processor:crash:1")


def test_a_feed_that_forgets_time_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Feed, "settle", lambda self, now: setattr(self, "_since", now))

    broken("Little's law")


def test_a_promise_that_is_not_kept_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    served = simulation.Run._served_after

    def from_the_view(self: simulation.Run, look: Any, change: Change, counter: str) -> None:
        served(self, look, change, "own_waited")

    monkeypatch.setattr(simulation.Run, "_served_after", from_the_view)

    broken("never shows an older one", remedy="write-side")


def test_a_wait_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation.Run, "_limit_ends", lambda self, look, change: None)

    broken("nobody waits longer", remedy="wait", wait_limit="50")


# Bad input


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({"f": "1-2:processor:error:1"}, {"f"}),
        ({"f": "1-61:processor:crash:1"}, {"f"}),
        ({"own_reads": "6"}, {"own_reads"}),
        ({"remedy": "hope"}, {"remedy"}),
        ({"commit_share": "1"}, {"commit_share"}),
        ({"writes": "0"}, {"writes"}),
    ],
)
def test_values_that_do_not_fit_are_refused(asked: dict[str, str], fields: set[str]) -> None:
    assert LAB.read(asked).messages.keys() == fields
