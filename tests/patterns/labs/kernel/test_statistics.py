import math
import random
from statistics import NormalDist, fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patterns.labs.kernel import statistics as shown
from patterns.labs.kernel.statistics import Buckets


def test_a_percentile_is_a_sample_by_nearest_rank() -> None:
    ordered = [float(n) for n in range(1, 21)]

    assert shown.nearest_rank(ordered, 0.95) == 19
    assert shown.nearest_rank(ordered, 0.951) == 20
    assert shown.nearest_rank(ordered, 0.5) == 10
    assert shown.nearest_rank([7.0], 0.99) == 7


@given(st.lists(st.floats(0, 100), min_size=1, max_size=300), st.floats(0.01, 0.999))
def test_at_least_the_share_of_samples_does_not_exceed_a_percentile(
    samples: list[float], share: float
) -> None:
    value = shown.nearest_rank(sorted(samples), share)

    assert sum(sample <= value for sample in samples) >= share * len(samples) - 1e-6
    assert sum(sample < value for sample in samples) < share * len(samples) + 1e-6


@pytest.mark.parametrize(
    ("share", "needed"), [(0.5, 20), (0.95, 200), (0.99, 1_000), (0.999, 10_000)]
)
def test_a_percentile_of_too_few_samples_is_not_shown(share: float, needed: int) -> None:
    few = shown.percentile("p", "P", [1.0] * (needed - 1), share)

    assert shown.samples_needed(share) == needed
    assert few.value is None
    assert few.reason == f"too few calls (n={needed - 1})"
    assert shown.percentile("p", "P", [1.0] * needed, share).value == 1.0


def test_wilson_is_the_published_interval() -> None:
    # R. G. Newcombe, Two-sided confidence intervals for the single proportion (1998), table I:
    # 81 of 263 and 15 of 148 by the score method without continuity correction.
    assert shown.wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert shown.wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert shown.wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)


@given(st.integers(1, 10_000))
def test_wilson_of_none_begins_at_nothing_and_of_all_ends_at_everything(whole: int) -> None:
    assert shown.wilson(0, whole)[0] == 0.0
    assert shown.wilson(whole, whole)[1] == 1.0
    assert 0 < shown.wilson(0, whole)[1] < 1
    assert shown.wilson(whole, whole)[0] == pytest.approx(1 - shown.wilson(0, whole)[1])


def test_batch_means_of_independent_samples_have_the_usual_error() -> None:
    chance = random.Random(1)
    samples = [chance.gauss(5, 2) for _ in range(20_000)]

    mean, error = shown.batch_means(samples)

    assert mean == pytest.approx(5, abs=0.05)
    assert error == pytest.approx(2 / math.sqrt(20_000), rel=0.5)


def test_batch_means_see_that_neighbors_resemble_each_other() -> None:
    chance, level, samples = random.Random(1), 0.0, []
    for _ in range(20_000):
        level = 0.95 * level + chance.gauss(0, 1)
        samples.append(level)

    _, error = shown.batch_means(samples)

    assert error > 3 * math.sqrt(fmean(s * s for s in samples) / len(samples))


def test_the_interval_of_what_is_never_negative_ends_at_zero() -> None:
    rare = [0.0] * 190 + [100.0] * 10
    signed = [-1.0, *rare[1:]]

    assert shown.mean("wait", "Wait", rare).low == 0.0
    assert (shown.mean("gain", "Gain", signed).low or 0.0) < 0


def test_few_samples_have_a_mean_without_an_interval() -> None:
    few = shown.mean("m", "M", [1.0, 3.0])

    assert (few.value, few.low, few.high) == (2.0, None, None)
    assert shown.mean("m", "M", []).reason == "no calls"


@pytest.mark.parametrize("freedom", [1, 2, 5, 19, 30])
def test_student_factors_hold_ninety_five_percent(freedom: int) -> None:
    """By the density of the t distribution, added up."""
    scale = math.gamma((freedom + 1) / 2) / (math.sqrt(freedom * math.pi) * math.gamma(freedom / 2))
    limit, steps = shown.student(freedom), 20_000
    width = limit / steps
    inside = 2 * math.fsum(
        scale * (1 + ((n + 0.5) * width) ** 2 / freedom) ** (-(freedom + 1) / 2) * width
        for n in range(steps)
    )

    assert inside == pytest.approx(0.95, abs=2e-4)
    assert shown.student(1_000) == NormalDist().inv_cdf(0.975)


@given(st.lists(st.floats(0, 50), max_size=60))
def test_every_event_falls_into_one_bucket(times: list[float]) -> None:
    buckets = Buckets(50.0)
    for time in times:
        buckets.add(time)

    series = buckets.series("n", "N", per_second=True)
    assert sum(buckets.values) == len(times)
    assert len(series.values) == 120
    assert math.fsum(v or 0 for v in series.values) * series.step == pytest.approx(len(times))


@given(st.lists(st.tuples(st.floats(0, 50), st.floats(0, 50), st.floats(0, 9)), max_size=20))
def test_levels_keep_their_area(stays: list[tuple[float, float, float]]) -> None:
    buckets = Buckets(50.0)
    for a, b, level in stays:
        buckets.add_level(min(a, b), max(a, b), level)

    area = math.fsum(abs(b - a) * level for a, b, level in stays)
    assert math.fsum(buckets.values) * buckets.step == pytest.approx(area, abs=1e-6)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=200))
def test_a_histogram_loses_no_sample(samples: list[float]) -> None:
    found = shown.histogram("h", "H", samples)

    assert sum(found.counts) == len(samples)
    assert len(found.edges) == len(found.counts) + 1
    assert list(found.edges) == sorted(found.edges)
