import math
import random
from hashlib import blake2b
from itertools import pairwise
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patterns.labs.kernel import streams
from patterns.labs.kernel.arrivals import expected_arrivals, next_arrival
from patterns.labs.kernel.faults import Fault, FaultKind, Timeline

UNIFORMS = st.floats(0, 1, exclude_max=True)


def test_a_stream_is_named_by_lab_version_seed_and_purpose() -> None:
    number = int.from_bytes(blake2b(b"retry|2|7|jitter").digest()[:8], "big")

    assert streams.Streams("retry", 2, 7).uniform("jitter")() == random.Random(number).random()


def test_each_purpose_has_a_stream_of_its_own_and_keeps_it() -> None:
    one, other = streams.Streams("retry", 1, 1), streams.Streams("retry", 1, 1)
    alone = [one.uniform("service")() for _ in range(5)]

    mixed = [(other.uniform("arrivals")(), other.uniform("service")()) for _ in range(5)]

    assert [service for _, service in mixed] == alone
    assert all(arrival != service for arrival, service in mixed)


def test_each_member_has_luck_of_its_own_however_much_the_others_use() -> None:
    begin = streams.Streams("retry", 1, 1).for_each("outcome")
    alone = [begin(2)() for _ in range(1)]

    first = begin(1)
    used = [first() for _ in range(1_000)]

    second = begin(2)
    assert [second()] == alone
    assert used[0] != alone[0]
    assert begin(2)() == streams.Streams("retry", 1, 1).uniform("outcome", "2")()


@given(UNIFORMS, st.floats(0.001, 1_000))
def test_exponential_times_are_finite_and_invert_their_distribution(u: float, mean: float) -> None:
    time = streams.exponential(mean, u)

    assert 0 <= time < math.inf
    assert -math.expm1(-time / mean) == pytest.approx(u, abs=1e-9)


def test_a_uniform_of_zero_is_no_trouble_for_any_distribution() -> None:
    assert streams.exponential(1.0, 0.0) == 0.0
    assert math.isfinite(streams.normal(0.0))
    assert streams.lognormal(1.0, 2.0, 0.0) > 0
    assert streams.geometric(0.3, 0.0) == 1


@given(UNIFORMS)
def test_the_median_of_a_lognormal_is_where_u_is_a_half(u: float) -> None:
    assert (streams.lognormal(3.0, 0.7, u) < 3.0) == (u < 0.5)


def test_geometric_trials_have_their_mean() -> None:
    uniform = streams.Streams("test", 1, 1).uniform("outcome")

    trials = [streams.geometric(0.25, uniform()) for _ in range(20_000)]

    assert min(trials) == 1
    assert fmean(trials) == pytest.approx(4.0, rel=0.03)


@given(st.integers(1, 300), st.floats(0, 2), UNIFORMS)
def test_zipf_picks_a_rank_and_lower_ranks_weigh_no_less(
    count: int, alpha: float, u: float
) -> None:
    table = streams.zipf_table(count, alpha)
    steps = [high - low for low, high in zip((0.0, *table), table, strict=False)]

    assert 0 <= streams.pick(table, u) < count
    assert all(left >= right - 1e-12 for left, right in pairwise(steps))


def load(*rows: tuple[float, float, float]) -> Timeline:
    return Timeline(Fault(a, b, "calls", FaultKind.LOAD, factor) for a, b, factor in rows)


@given(st.floats(0, 30), UNIFORMS)
def test_without_a_load_fault_arrivals_are_exponential(now: float, u: float) -> None:
    assert next_arrival(now, 4.0, load(), u) == streams.exponential(0.25, u)


@given(st.floats(0, 30), UNIFORMS)
def test_a_load_fault_stretches_time_but_keeps_the_work(now: float, u: float) -> None:
    line = load((10, 12, 3.0), (15, 20, 0.0), (19, 25, 0.5))

    delay = next_arrival(now, 4.0, line, u)

    come = expected_arrivals(4.0, line, now + delay) - expected_arrivals(4.0, line, now)
    assert come == pytest.approx(-math.log(1 - u), abs=1e-6)


def test_a_load_of_zero_to_the_end_brings_no_further_call() -> None:
    line = load((5, 1_000, 0.0))

    assert next_arrival(6.0, 4.0, line, 0.5) > 994


def test_no_arrival_falls_into_a_time_without_load() -> None:
    line, uniform, now, times = load((5, 8, 0.0)), random.Random(1).random, 0.0, []
    while now < 20:
        now += next_arrival(now, 4.0, line, uniform())
        times.append(now)

    assert not [time for time in times if 5 < time < 8]
    assert [time for time in times if time > 8]
