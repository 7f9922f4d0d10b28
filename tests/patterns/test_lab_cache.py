"""Runs are kept, equal to new ones, bounded in time, and the same in every thread."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from patterns import lab_cache
from patterns.labs import shelf
from patterns.labs.addresses import Run
from patterns.labs.kernel.events import PULSE_EVERY
from patterns.labs.kernel.results import canonical

BREAKER = shelf.lab("circuit-breaker")
SHORT = Run(lab=BREAKER, values=BREAKER.values(duration=60.0, f=""))


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    lab_cache.forget()
    yield
    lab_cache.forget()


def test_a_run_is_made_once() -> None:
    made = []
    lab = replace(BREAKER, simulate=lambda setup: made.append(1) or BREAKER.simulate(setup))
    run = Run(lab=lab, values=SHORT.values)

    first, second = lab_cache.run(run), lab_cache.run(run)

    assert first is second
    assert made == [1]


def test_what_is_kept_equals_a_new_run_byte_for_byte() -> None:
    kept = lab_cache.run(SHORT)
    again = lab_cache.run(SHORT)

    lab_cache.forget()

    assert canonical(again) == canonical(kept) == canonical(lab_cache.run(SHORT))


@pytest.mark.parametrize(
    "other",
    [SHORT.with_seed(2), Run(lab=BREAKER, values={**SHORT.values, "rate": 23.0})],
    ids=["seed", "value"],
)
def test_another_seed_or_value_is_another_run(other: Run) -> None:
    assert canonical(lab_cache.run(SHORT)) != canonical(lab_cache.run(other))


def test_two_runs_that_are_compared_are_not_taken_for_one_alone() -> None:
    pair = Run(lab=BREAKER, values=SHORT.values, changes={"rate": 30.0})

    both = lab_cache.run_both(pair)

    assert both.b.params["rate"] == 30.0
    assert lab_cache.run(pair).params["rate"] == 22.0
    assert lab_cache.run_both(pair) is both


def test_twenty_seeds_are_twenty_runs_and_say_how_short_they_are() -> None:
    many = lab_cache.run_many(Run(lab=BREAKER, values=BREAKER.values()))

    assert {each.runs for each in many.measures} == {20}
    assert many.notes[0].startswith("Simulated")
    assert "Not reached: error on service from 100 s." in many.notes


def test_twenty_seeds_that_are_complete_need_no_note() -> None:
    assert lab_cache.run_many(SHORT).notes == ()


def test_the_last_seed_is_followed_by_the_first() -> None:
    many = lab_cache.run_many(SHORT.with_seed(2**31 - 1))

    assert many.measures


def test_a_run_that_takes_too_long_gives_nothing_and_is_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ticks = iter(range(1000))
    slow = lab_cache.deadline(0.5, clock=lambda: next(ticks))
    monkeypatch.setattr(lab_cache, "deadline", lambda: slow)
    long = Run(lab=BREAKER, values=BREAKER.values(duration=600.0))

    with pytest.raises(lab_cache.TooSlow):
        lab_cache.run(long)
    monkeypatch.undo()

    assert lab_cache.run(long).events > PULSE_EVERY


def test_a_deadline_holds_until_its_time() -> None:
    times = iter([10.0, 11.9, 12.1])
    pulse = lab_cache.deadline(2.0, clock=lambda: next(times))

    pulse()
    with pytest.raises(lab_cache.TooSlow):
        pulse()


def test_four_threads_find_what_one_finds() -> None:
    runs = [SHORT.with_seed(seed) for seed in (1, 2, 3, 4)] * 3
    alone = [canonical(BREAKER.run(run.values, seed=run.seed)) for run in runs]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda run: canonical(lab_cache.run(run)), runs))

    assert together == alone


def test_the_cache_keeps_only_so_many() -> None:
    for seed in range(lab_cache.KEPT + 3):
        lab_cache._runs.put(f"{seed}", lab_cache._runs.get("0") or BREAKER.run(SHORT.values))

    assert len(lab_cache._runs._held) == lab_cache.KEPT
