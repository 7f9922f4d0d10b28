import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patterns.labs.kernel import theory
from patterns.labs.kernel.results import Outcome

LOADS, SLOTS = st.floats(0.1, 60), st.integers(1, 80)


@given(LOADS, SLOTS)
def test_erlang_b_is_the_ratio_of_its_textbook_sum(load: float, slots: int) -> None:
    terms = [load**n / math.factorial(n) for n in range(slots + 1)]

    assert theory.erlang_b(load, slots) == pytest.approx(terms[-1] / math.fsum(terms))


def test_erlang_formulas_give_published_values() -> None:
    # Tables of traffic: 8 erlang on 10 slots lose 12.17 %, of an endless queue 40.92 % wait.
    assert theory.erlang_b(8, 10) == pytest.approx(0.1217, abs=5e-5)
    assert theory.erlang_c(8, 10) == pytest.approx(0.4092, abs=5e-5)


def test_erlang_c_needs_spare_capacity() -> None:
    with pytest.raises(theory.DoesNotApply, match="no end"):
        theory.erlang_c(10, 10)


@given(LOADS, SLOTS)
def test_a_queue_of_no_places_is_erlang_b(load: float, slots: int) -> None:
    assert theory.mmck_blocking(load, slots, 0) == pytest.approx(theory.erlang_b(load, slots))
    assert theory.mmck_wait(load, slots, 0, 1.0) == 0


@given(st.floats(0.1, 0.9), st.integers(1, 10))
def test_a_long_queue_is_erlang_c(use: float, slots: int) -> None:
    load = use * slots
    expected = theory.erlang_c_wait(load, slots, 0.2)

    assert theory.mmck_wait(load, slots, 3_000, 0.2) == pytest.approx(expected, rel=1e-6)


def test_one_slot_with_room_for_five_is_the_geometric_law() -> None:
    weights = [0.7**n for n in range(6)]

    assert theory.mmck_blocking(0.7, 1, 4) == pytest.approx(weights[-1] / sum(weights))


def test_constant_service_waits_half_as_long() -> None:
    """Pollaczek and Khinchine: the mean number in M/D/1 is rho + rho^2 / (2 (1 - rho))."""
    shares = theory.md1k(0.6, 80)

    assert math.fsum(shares) == pytest.approx(1)
    mean = math.fsum(n * share for n, share in enumerate(shares))
    assert mean == pytest.approx(0.6 + 0.36 / 0.8, rel=1e-6)


@given(st.floats(0.1, 3))
def test_without_room_to_wait_the_distribution_of_service_does_not_matter(load: float) -> None:
    assert theory.md1k(load, 1)[-1] == pytest.approx(theory.erlang_b(load, 1))


@given(st.floats(0.1, 2), st.integers(1, 12))
def test_what_enters_a_limited_queue_also_leaves_it(load: float, room: int) -> None:
    """The server is busy as long as the admitted work takes: 1 - p(0) = load (1 - blocked)."""
    shares = theory.md1k(load, room)

    assert 1 - shares[0] == pytest.approx(load * (1 - shares[-1]), abs=1e-9)


@given(st.integers(1, 12), st.floats(0, 1), st.integers(0, 14))
def test_the_binomial_tail_counts_every_outcome(trials: int, share: float, least: int) -> None:
    outcomes = (
        share ** len(hit) * (1 - share) ** (trials - len(hit))
        for size in range(trials + 1)
        for hit in combinations(range(trials), size)
        if size >= least
    )

    assert theory.binomial_tail(trials, share, least) == pytest.approx(math.fsum(outcomes))


@given(st.floats(0, 1), st.integers(1, 10))
def test_mean_attempts_add_up_the_chances_of_each(failure: float, attempts: int) -> None:
    one_by_one = math.fsum(failure**k for k in range(attempts))

    assert theory.mean_attempts(failure, attempts) == pytest.approx(one_by_one, rel=1e-6)


def test_other_formulas_give_the_numbers_of_their_sources() -> None:
    assert theory.at_least_one(0.01, 100) == pytest.approx(0.634, abs=5e-4)
    assert theory.quorums_miss(5, 2, 1) == pytest.approx(0.6)
    assert theory.mean_of_maximum(0.1, 6) == pytest.approx(0.245)
    assert theory.mm1_sojourn_beyond(80, 100, 0.05) == pytest.approx(0.368, abs=5e-4)
    assert theory.renewal_share(30, 10) == 0.75
    assert theory.littles_law(4, 0.25) == 1


def test_ches_time_fills_the_cache() -> None:
    rates = [1 / rank**0.8 for rank in range(1, 2_001)]

    # 0.3997 by an independent computation with 0.1 % steps of the characteristic time.
    assert theory.che_hit_share(rates, 200) == pytest.approx(0.3997, abs=5e-4)
    with pytest.raises(theory.DoesNotApply):
        theory.che_hit_share(rates, 2_000)


FORMULA = theory.Formula("twice", "elementary", lambda x: 2 * x)


def test_a_check_allows_four_standard_errors_or_one_percent() -> None:
    near = theory.check(FORMULA, 50.0, simulated=103.9, error=1.0)
    far = theory.check(FORMULA, 50.0, simulated=104.1, error=1.0)
    exact = theory.check(FORMULA, 50.0, simulated=101.1, error=0.0)

    assert (near.outcome, near.expected, near.tolerance) == (Outcome.AGREES, 100, 4)
    assert far.outcome is Outcome.DIFFERS
    assert exact.outcome is Outcome.DIFFERS
    assert exact.tolerance == 1


def test_a_check_that_does_not_apply_shows_no_number_but_its_reason() -> None:
    refused = theory.check(
        FORMULA, 50.0, simulated=100.0, error=0.0, unless=[(False, "no"), (True, "the load varies")]
    )
    too_much = theory.check(theory.ERLANG_C, 10, 10, simulated=0.9, error=0.0)

    assert (refused.outcome, refused.reason) == (Outcome.DOES_NOT_APPLY, "the load varies")
    assert refused.expected is refused.simulated is refused.tolerance is None
    assert too_much.outcome is Outcome.DOES_NOT_APPLY


def test_every_formula_has_a_source() -> None:
    formulas = [each for each in vars(theory).values() if isinstance(each, theory.Formula)]

    assert len(formulas) > 10
    assert all(formula.source for formula in formulas)
