from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.engine import Answers, JudgedPattern, Verdict, judge
from advisor.engine.profiles import Limit
from advisor.engine.scoring import Score
from advisor.engine.thresholds import Measure, Side, edges, table
from advisor.engine.verdicts import row_verdict
from tests.advisor.engine.builders import knowledge_of, option, profile, question, rule

POINT = 1000  # so that a value just beside a bound is a whole number of units

ASKED = question("q", option("o", {"f": 3}, sets={"ops": 1}, facts=["small"]), option("p"))


def judged(fit: float = 0, harm: float = 0, impact: float = 0, gap: int = 0) -> JudgedPattern:
    """Return a Pattern with these numbers, whatever they would come from."""
    known = knowledge_of([ASKED], [profile("only", {"f": 3})])
    (made,) = judge(known, Answers.of({"q": ["o"]})).patterns
    return replace(
        made,
        fit=Fraction(fit).limit_denominator(POINT),
        harm=Fraction(harm).limit_denominator(POINT),
        impact=Fraction(impact).limit_denominator(POINT),
        gap=gap,
    )


def of_table(pattern: JudgedPattern) -> Verdict:
    fit, harm, impact = (int(n * POINT) for n in (pattern.fit, pattern.harm, pattern.impact))
    return row_verdict(Score(fit, 0, 0, harm, impact, pattern.gap, 0, 0), POINT)


numbers = st.builds(
    judged,
    fit=st.integers(-60, 100) | st.sampled_from([-25, 10, 40, 65, 64.999, 39.5, -24.999]),
    harm=st.integers(0, 60) | st.sampled_from([24.999, 25]),
    impact=st.integers(0, 100) | st.sampled_from([44.999, 45]),
    gap=st.integers(0, 5),
)


@settings(deadline=None)
@given(pattern=numbers)
def test_the_first_row_whose_demands_are_met_is_the_row_of_the_engine(
    pattern: JudgedPattern,
) -> None:
    rows = table(pattern)

    first = [row for row in rows if row.is_first]
    assert [row.number for row in rows] == [1, 2, 3, 4, 5, 6, 7]
    assert [row.verdict for row in first] == [of_table(pattern)]
    assert all(demand.is_met for demand in first[0].demands)
    assert all(
        any(not demand.is_met for demand in row.demands) for row in rows[: first[0].number - 1]
    )


@settings(deadline=None)
@given(pattern=numbers)
def test_crossing_an_edge_moves_the_verdict_as_it_says_and_stopping_short_does_not(
    pattern: JudgedPattern,
) -> None:
    for edge in edges(pattern):
        least = Fraction(1, POINT) if edge.measure is not Measure.GAP else Fraction(1)
        at = {
            Side.FROM: Fraction(edge.bound),
            Side.BELOW: edge.bound - least,
            Side.UP_TO: Fraction(edge.bound),
            Side.ABOVE: edge.bound + least,
        }[edge.side]
        short = at - least if edge.side.is_rise else at + least
        assert of_table(_with(pattern, edge.measure, at)) is edge.verdict
        assert edge.verdict is not of_table(pattern)
        assert of_table(_with(pattern, edge.measure, short)) is not edge.verdict


def _with(pattern: JudgedPattern, measure: Measure, value: Fraction) -> JudgedPattern:
    return replace(pattern, **{measure.value: int(value) if measure is Measure.GAP else value})


def test_a_row_says_what_is_missing() -> None:
    adopt = table(judged(fit=52.5, impact=50, gap=1))[1]

    assert [(d.measure, d.bound, d.at_least, d.lacks) for d in adopt.demands] == [
        (Measure.FIT, 65, True, Fraction(25, 2)),
        (Measure.IMPACT, 45, True, 0),
        (Measure.GAP, 0, False, 1),
    ]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (
            judged(fit=80, impact=60),
            {
                ("fit", 65, "below", "consider"),
                ("impact", 45, "below", "consider"),
                ("gap", 1, "from", "prepare"),
            },
        ),
        (
            judged(fit=52, impact=60),
            {
                ("fit", 65, "from", "adopt"),
                ("fit", 40, "below", "later"),
                ("gap", 3, "from", "defer"),
            },
        ),
        (
            judged(fit=-30, harm=30),
            {("fit", -25, "above", "not-needed"), ("harm", 25, "below", "not-needed")},
        ),
        (judged(fit=-30, harm=5), {("fit", 10, "from", "later"), ("harm", 25, "from", "avoid")}),
    ],
)  # fmt: skip
def test_edges_name_each_number_that_would_do(
    pattern: JudgedPattern, expected: set[tuple[str, int, str, str]]
) -> None:
    found = {(e.measure.value, e.bound, e.side.value, e.verdict.value) for e in edges(pattern)}

    assert found == expected


def test_rules_leave_the_table_as_it_is() -> None:
    limit = Limit(rule("small"), Verdict.LATER)
    known = knowledge_of([ASKED], [profile("only", {"f": 3}, at_most=(limit,))])

    (pattern,) = judge(known, Answers.of({"q": ["o"]})).patterns

    assert pattern.verdict is Verdict.LATER
    assert next(row.verdict for row in table(pattern) if row.is_first) is Verdict.ADOPT
