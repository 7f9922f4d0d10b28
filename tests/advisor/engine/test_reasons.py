import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.engine import Answers, judge
from advisor.engine.reasons import Role, largest_remainder
from tests.advisor.engine.worked import worked

BREAKER = {"deps": ["third"], "pains": ["cascade"]}


def shares_of(slug: str, answers: dict[str, list[str]]) -> dict[str, float]:
    found = judge(worked(), Answers.of(answers)).pattern(slug)
    assert found is not None
    return {f"{s.force} from {s.question}={s.option}": s.shown for s in found.shares}


@pytest.mark.parametrize(
    ("slug", "answers", "shares"),
    [
        (
            "circuit-breaker",
            BREAKER,
            {
                "dead_dependency from deps=third": 37.5,
                "dead_dependency from pains=cascade": 37.5,
                "cascade from pains=cascade": 15.0,
                "partial_failure from deps=third": 10.0,
            },
        ),
        (
            "circuit-breaker",
            {"deps": ["none"]},
            {
                "dead_dependency from deps=none": -26.7,
                "partial_failure from deps=none": -26.6,
                "cascade from deps=none": -17.8,
            },
        ),
        (
            "saga-orchestration",
            {"tx": ["many"], "undo": ["undone", "one"], "skill": ["new"]},
            {
                "cross_tx from tx=many": 45.0,
                "cross_tx from undo=undone": 15.0,
                "cross_tx from undo=one": 15.0,
                "flow_central from tx=many": 3.1,
                "flow_central from undo=one": 9.4,
                "undo from tx=many": 3.1,
                "undo from undo=undone": 9.4,
                "simplicity from skill=new": -4.4,
            },
        ),
        (
            "saga-orchestration",
            {"services": ["few"], "teams": ["one"], "structure": ["simple"], "tx": ["few"]},
            {
                "cross_tx from tx=few": 50.0,
                "undo from tx=few": 8.3,
                "simplicity from services=few": -2.7,
                "simplicity from teams=one": -2.6,
                "simplicity from structure=simple": -8.0,
            },
        ),
        (
            "saga-orchestration",
            {"tx": ["few"], "undo": ["undone"]},
            {
                "cross_tx from tx=few": 50.0,
                "cross_tx from undo=undone": 25.0,
                "undo from tx=few": 6.2,
                "undo from undo=undone": 18.8,
            },
        ),
        (
            "saga-orchestration",
            {"tx": ["one"], "see": ["progress"]},
            {
                "flow_central from tx=one": -25.0,
                "flow_central from see=progress": 50.0,
                "cross_tx from tx=one": -40.0,
                "undo from tx=one": -26.7,
            },
        ),
    ],
)
def test_shown_shares_are_those_of_the_worked_examples(
    slug: str, answers: dict[str, list[str]], shares: dict[str, float]
) -> None:
    assert shares_of(slug, answers) == shares


def test_the_ledger_starts_with_the_main_force_and_sides_by_size() -> None:
    breaker = judge(worked(), Answers.of(BREAKER)).pattern("circuit-breaker")

    assert breaker is not None
    assert [(part.force, part.role) for part in breaker.parts] == [
        ("dead_dependency", Role.MAIN),
        ("cascade", Role.SIDE),
        ("partial_failure", Role.SIDE),
    ]
    assert breaker.sides_full


def test_why_names_the_three_largest_shares_and_why_not_the_negative_ones() -> None:
    answers = {"tx": ["many"], "undo": ["undone", "one"], "skill": ["new"]}

    saga = judge(worked(), Answers.of(answers)).pattern("saga-orchestration")

    assert saga is not None
    assert [(s.question, s.option, s.force) for s in saga.why] == [
        ("tx", "many", "cross_tx"),
        ("undo", "undone", "cross_tx"),
        ("undo", "one", "cross_tx"),
    ]
    assert [(s.question, s.force) for s in saga.why_not] == [("skill", "simplicity")]


def test_a_capability_that_falls_short_is_named_with_both_levels() -> None:
    answers = Answers.of({"tx": ["many"], "skill": ["new"]})

    saga = judge(worked(), answers).pattern("saga-orchestration")

    assert saga is not None
    (lack,) = saga.missing
    assert (lack.capability, lack.has, lack.needs, lack.assumed) == ("skill", 0, 2, False)


def test_a_weight_of_zero_leaves_a_silenced_part_of_nothing() -> None:
    answers = Answers.of(BREAKER, weights={"dead_dependency": 0})

    breaker = judge(worked(), answers).pattern("circuit-breaker")

    assert breaker is not None
    (silenced,) = [part for part in breaker.parts if part.role is Role.SILENCED]
    assert (silenced.force, silenced.points) == ("dead_dependency", 0)


@given(
    amounts=st.lists(st.integers(-500, 500), min_size=1, max_size=8),
    denominator=st.integers(1, 300),
    up=st.booleans(),
)
def test_rounded_tenths_add_up_and_stay_within_a_tenth(
    amounts: list[int], denominator: int, up: bool
) -> None:
    whole = 10 * sum(amounts)
    total = -(-whole // denominator) if up else whole // denominator

    rounded = largest_remainder(amounts, denominator, total)

    assert sum(rounded) == total
    for amount, tenths in zip(amounts, rounded, strict=True):
        assert abs(tenths - 10 * amount / denominator) < 1


def test_among_equal_remainders_the_larger_then_the_first_is_rounded_away_from_zero() -> None:
    assert largest_remainder([1, 3], 20, 2) == [0, 2]
    assert largest_remainder([-1, -3], 20, -2) == [0, -2]
    assert largest_remainder([2, 2, 2], 3, 20) == [7, 7, 6]
    assert largest_remainder([-2, -2, -2], 3, -20) == [-7, -7, -6]
