"""Cache-aside: copies, lifetimes, races with writes, stampedes, and theory beside them."""

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.labs.experiments.cache_aside import LAB, simulation
from patterns.labs.experiments.cache_aside.store import Cache, Copy
from patterns.labs.kernel.lab import BrokenInvariant, Setup, Values
from patterns.labs.kernel.results import Outcome
from tests.patterns.labs.agreeing import FEW_SEEDS, agreement
from tests.patterns.labs.strategies import values_of

SMALL = {
    "reads": (1_000, 1_000), "rate": (100, 5_000), "keys": (10, 100), "size": (1, 120),
    "lifetime": (0, 2), "slots": (1, 30), "database": (0.0001, 0.1), "write_share": (0, 0.5),
}  # fmt: skip
FAULTS = st.lists(
    st.sampled_from(
        (
            "0-0.1:cache:crash:1", "0.05-0.15:cache:crash:1", "0.1-20:database:slow:10",
            "0-0.1:database:delay:50", "0.1-0.2:traffic:load:3", "0.05-0.1:traffic:load:0",
        )
    ),
    max_size=3,
).map(",".join)  # fmt: skip


def values(**asked: str) -> Values:
    reading = LAB.read(asked)
    assert not reading.messages
    return reading.values


def some_values(**fixed: Any) -> st.SearchStrategy[Values]:
    fixed = {"lifetime": st.sampled_from((0.0, 0.0, 0.1, 1.0)), "f": FAULTS, **fixed}
    return values_of(LAB, SMALL, **fixed)


# Invariants: `run` raises where one breaks.


@settings(max_examples=200, deadline=None)
@given(some_values(), st.integers(0, 2**31 - 1), st.sampled_from((20, 100, 60_000)))
def test_every_run_keeps_its_invariants(values: Values, seed: int, cap: int) -> None:
    result = LAB.run(values, seed=seed, cap=cap)

    assert result.events <= cap
    assert result.is_partial == (result.counters["reads"] < values["reads"] or cap < 60_000)
    for measure in result.measures:
        assert measure.value is None or math.isfinite(measure.value)


@settings(max_examples=40, deadline=None)
@given(some_values(single_flight=False, f=""), st.integers(0, 99))
def test_single_flight_never_loads_more_often_than_reads_miss(values: Values, seed: int) -> None:
    alone = LAB.run(values, seed=seed)
    shared = LAB.run({**values, "single_flight": True}, seed=seed)

    assert shared.measure("most_loads").value <= 1  # type: ignore[operator]
    assert alone.counters["joined"] == 0
    assert shared.counters["loads"] + shared.counters["joined"] == shared.counters["misses"]


@settings(max_examples=40, deadline=None)
@given(some_values(write_share=0.0), st.integers(0, 99))
def test_nothing_is_stale_where_nobody_writes(values: Values, seed: int) -> None:
    assert LAB.run(values, seed=seed).counters["stale"] == 0


# The cache itself, against a slow one that is plainly right


@given(
    st.sampled_from(("lru", "lfu", "none")),
    st.integers(1, 4),
    st.lists(st.tuples(st.sampled_from(("get", "put", "drop")), st.integers(0, 6)), max_size=60),
)
def test_the_cache_does_what_a_simple_one_does(
    policy: str, size: int, deeds: list[tuple[str, int]]
) -> None:
    cache, simple = Cache(size, policy), {}
    for moment, (deed, key) in enumerate(deeds):
        if deed == "get":
            assert (cache.get(key, float(moment)) is not None) == (key in simple)
            if key in simple:
                simple[key] = (simple[key][0] + 1, moment)
        elif deed == "drop":
            cache.drop(key)
            simple.pop(key, None)
        else:
            cache.put(key, Copy(1, math.inf, raced=False))
            _simple_put(simple, key, moment, policy, size)
        assert len(cache) == len(simple) <= size


def _simple_put(
    simple: dict[int, tuple[int, int]], key: int, moment: int, policy: str, size: int
) -> None:
    """Keep uses and time of the last use by key; look at all to find which to drop."""
    simple.pop(key, None)
    if len(simple) >= size:
        if policy == "none":
            return
        order = (lambda k: simple[k][1]) if policy == "lru" else (lambda k: simple[k])
        del simple[min(simple, key=order)]
    simple[key] = (1, moment)


@given(st.integers(1, 8), st.integers(1, 8), st.lists(st.integers(0, 12), max_size=80))
def test_a_larger_lru_cache_hits_whenever_a_smaller_one_does(
    size: int, more: int, reads: list[int]
) -> None:
    """LRU is a stack algorithm: R. Mattson and others, Evaluation techniques (1970)."""
    small, large = Cache(size, "lru"), Cache(size + more, "lru")
    for key in reads:
        hits = [cache.get(key, 0.0) is not None for cache in (small, large)]
        assert hits != [True, False]
        for cache, hit in zip((small, large), hits, strict=True):
            if not hit:
                cache.put(key, Copy(1, math.inf, raced=False))


def test_a_copy_past_its_lifetime_is_gone() -> None:
    cache = Cache(2, "lru")
    cache.put(1, Copy(1, 5.0, raced=False))

    assert cache.get(1, 4.999) is not None
    assert cache.get(1, 5.0) is None
    assert len(cache) == 0


# What the lab is for


def test_copies_that_nobody_touches_stay_stale_and_the_page_says_so() -> None:
    asked = {"reads": "3000", "write_share": "0.2"}
    left = LAB.run(values(**asked, on_write="nothing"))
    dropped = LAB.run(values(**asked))
    renewed = LAB.run(values(**asked, on_write="update"))

    assert left.counters["stale"] > 10 * dropped.counters["stale"]
    assert left.counters["stale"] > 10 * renewed.counters["stale"]
    assert "stay stale" in left.notes[0]


def test_a_crash_sends_every_read_to_the_database() -> None:
    asked = {"reads": "4000", "size": "2000", "rate": "1000"}
    well = LAB.run(values(**asked))
    crashed = LAB.run(values(**asked, f="1-2:cache:crash:1"))

    assert crashed.counters["hits"] < well.counters["hits"]
    during = crashed.series_named("hit_share")
    second = [v for i, v in enumerate(during.values) if 1.1 <= i * during.step < 1.9]
    assert set(second) == {0.0}


def test_spread_lifetimes_do_not_end_together() -> None:
    """Records loaded together at the start are all missing together after one lifetime."""
    asked = {
        "reads": "10000", "rate": "2000", "keys": "300", "alpha": "0", "size": "300",
        "lifetime": "1", "write_share": "0", "database": "1",
    }  # fmt: skip
    together = LAB.run(values(**asked)).series_named("loads").values
    spread = LAB.run(values(**asked, lifetime_jitter="0.5")).series_named("loads").values

    after_first = slice(24, 48)  # the second second
    peak = max(v for v in together[after_first] if v is not None)
    assert peak > 1.5 * max(v for v in spread[after_first] if v is not None)


# Theory


def slower_database(monkeypatch: pytest.MonkeyPatch) -> None:
    begin = simulation.Run.__init__

    def begun(self: simulation.Run, setup: Setup) -> None:
        begin(self, setup)
        self._mean *= 1.2

    monkeypatch.setattr(simulation.Run, "__init__", begun)


def oldest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drop the copy that came first, used or not."""
    monkeypatch.setattr(Cache, "_used", lambda self, key, copy: None)


def lifetime_from_the_last_use(monkeypatch: pytest.MonkeyPatch) -> None:
    get = Cache.get

    def renewing(self: Cache, key: int, now: float) -> Copy | None:
        copy = get(self, key, now)
        if copy is not None:
            copy.expires += 0.02
        return copy

    monkeypatch.setattr(Cache, "get", renewing)


FOREVER = {"write_share": "0", "database": "0.5", "size": "100", "reads": "4000"}
SHORT = {
    "write_share": "0", "keys": "200", "size": "200", "lifetime": "0.2", "database": "0.1",
    "reads": "4000",
}  # fmt: skip
STAMPEDING = {
    "write_share": "0", "keys": "20", "size": "20", "lifetime": "0.2", "database": "20",
    "distribution": "constant", "slots": "500", "reads": "4000",
}  # fmt: skip
CHECKS: dict[str, tuple[dict[str, str], Callable[[pytest.MonkeyPatch], None]]] = {
    "Che's approximation": (FOREVER, oldest_first),
    "Hit share by lifetime": (SHORT, lifetime_from_the_last_use),
    "Reads of the hottest": (STAMPEDING, slower_database),
    "Places in use": ({"reads": "2000"}, slower_database),
}


@pytest.mark.parametrize("name", CHECKS)
def test_simulation_agrees_with_theory(name: str) -> None:
    asked, _ = CHECKS[name]

    assert agreement(LAB, values(**asked), name).holds


@pytest.mark.parametrize("name", CHECKS)
def test_a_planted_error_is_seen_by_theory(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, plant = CHECKS[name]
    plant(monkeypatch)

    assert not agreement(LAB, values(**asked), name, FEW_SEEDS).holds


def test_che_is_met_at_the_settings_of_the_design() -> None:
    result = LAB.run(values(write_share="0", database="1", reads="20000"))
    check = next(check for check in result.checks if check.name.startswith("Che"))

    assert check.expected == pytest.approx(0.3997, abs=5e-5)
    assert check.outcome is Outcome.AGREES


# Errors planted in the simulation are refused


def test_a_write_that_forgets_to_drop_the_copy_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Cache, "drop", lambda self, key: None)

    with pytest.raises(BrokenInvariant, match="stale only where"):
        LAB.run(values(reads="3000", write_share="0.2", policy="none", size="2000"))


def test_a_cache_that_grows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Cache, "_make_room", lambda self: True)

    with pytest.raises(BrokenInvariant, match="no more copies"):
        LAB.run(values(reads="3000"))


# Bad input


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({"f": "30-31:cache:crash:1"}, {"f", "reads"}),
        ({"f": "1-2:cache:slow:2"}, {"f"}),
        ({"lifetime": "-1"}, {"lifetime"}),
        ({"policy": "fifo"}, {"policy"}),
        ({"keys": "9"}, {"keys"}),
    ],
)
def test_values_that_do_not_fit_are_refused(asked: dict[str, str], fields: set[str]) -> None:
    assert LAB.read(asked).messages.keys() == fields
