from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from advisor.engine import Answers, Turn, Verdict, judge, turns
from advisor.engine.forces import choices, situation
from advisor.engine.passes import evaluate
from advisor.engine.profiles import Limit
from advisor.engine.scoring import weights
from tests.advisor.engine.builders import (
    changed,
    knowledge_of,
    option,
    profile,
    question,
    random_answers,
    random_knowledge,
    rule,
    seeds,
)

ASKED = question("q", option("o", {"f": 2, "g": 2, "h": 3}))
SAID = Answers.of({"q": ["o"]})


def test_the_order_turns_where_the_upper_pattern_loses_its_lead() -> None:
    known = knowledge_of(
        [ASKED], [profile("first", {"f": 3}), profile("second", {"g": 3}, complexity=2)]
    )

    found = turns(known, SAID)

    # The second costs 15 of effort, 1.5 of priority. A unit of x is worth 0.6 * 75 + 0.4 * 50,
    # that is 65 points, and x is 2/3 of the weight: 65 * 2/3 * d = 1.5, so d = 9/260.
    less, more = found
    assert (less.upper, less.lower, less.force, less.less) == ("first", "second", "f", True)
    assert less.weight == 1 - Fraction(9, 260)
    assert (more.force, more.less, more.weight) == ("g", False, 1 + Fraction(9, 260))


def test_a_lead_that_no_weight_undoes_has_no_turn() -> None:
    known = knowledge_of([ASKED], [profile("first", {"h": 3}), profile("second", {"h": 1})])

    assert turns(known, SAID) == ()


def test_a_turn_is_exact_where_side_forces_stop_adding_points() -> None:
    asked = question("q", option("o", {"f": 2, "g": 2, "h": 2, "k": 3}), option("more", {"j": 1}))
    known = knowledge_of(
        [asked], [profile("broad", {"f": 3, "g": 3, "h": 3}), profile("sharp", {"k": 3, "j": 1})]
    )

    found = turns(known, Answers.of({"q": ["o", "more"]}))

    # At a weight of 0 the broad one has a priority of 66.7 and gains 23.3 a unit, from 0.5 on
    # only 13.3: the sides are full. The sharp one has 68.9.
    assert [turn.weight for turn in found if turn.force == "f"] == [Fraction(2, 21)]


def test_a_turn_is_exact_where_a_fit_falls_below_nothing() -> None:
    asked = question("q", option("o", {"k": 1, "g": 3, "m": 2}))
    floor = Limit(rule(), Verdict.CONSIDER)
    known = knowledge_of(
        [asked],
        [
            profile("kept", {"k": 3}, {"g": 1}, at_least=(floor,)),
            profile("costly", {"m": 1}, complexity=4),
        ],
    )

    found = turns(known, SAID)

    # 0.6 (25 - 13.3 w) + 6.7 meets 9.9; from w = 15/8 on the fit counts as none.
    assert [turn.weight for turn in found if turn.force == "g"] == [Fraction(211, 144)]


def test_a_verdict_that_turns_the_order_before_the_numbers_do_is_no_turn() -> None:
    asked = question("q", option("o", {"k": 1, "g": 3, "m": 2}))
    known = knowledge_of(
        [asked], [profile("harmed", {"k": 3}, {"g": 1}), profile("costly", {"m": 1}, complexity=4)]
    )

    assert [turn for turn in turns(known, SAID) if turn.force == "g"] == []


def test_patterns_that_nobody_needs_have_no_order_to_turn() -> None:
    known = knowledge_of([ASKED], [profile("first", {"f": 3}), profile("second", {"g": 3})])

    assert turns(known, Answers()) == ()


def test_a_turn_is_exact_where_one_star_outdoes_another() -> None:
    asked = question(
        "q", option("o", {"f": 3}), option("p", {"g": 1}), option("r", {"g": 2, "h": 3, "k": 2})
    )
    known = knowledge_of(
        [asked], [profile("starred", {"f": 3, "g": 3}), profile("plain", {"h": 3, "k": 3})]
    )
    answers = Answers.of({"q": ["o", "p", "r"]}, stars=[("q", "o"), ("q", "p")])

    found = turns(known, answers)

    # The starred one has 65 + 35 w + 40 max(w, 1/3), the plain one 0.6 * 275/3 + 0.4 * 250/3.
    assert [turn.weight for turn in found if turn.force == "f"] == [Fraction(2, 7)]


@given(size=st.integers(2, 9), seed=seeds)
@example(size=9, seed=649)  # a star bends the line on the way to the turn
@settings(max_examples=60, deadline=None)
def test_no_turn_on_a_grid_of_weights_is_missed(size: int, seed: int) -> None:
    random = Random(seed)
    known = random_knowledge(random, size)
    plain = [
        replace(made, never_when=(), at_most=(), at_least=(), worsens=made.worsens[:1])
        for made in known.profiles
    ]
    known = changed(known, profiles=tuple(plain), mitigations=(), ceilings=())
    answers = random_answers(random, known, weighted=False)
    tables = known.tables
    now = situation(tables, choices(tables, answers))
    found = {(turn.upper, turn.lower, turn.force) for turn in turns(known, answers)}
    first = [j.slug for j in judge(known, answers).patterns if j.verdict.welcome > 1]

    for force in tables.forces:
        grid = [
            evaluate(tables, now, weights(tables.forces, {force: Fraction(eighth, 8)}))
            for eighth in range(17)
        ]
        for upper, lower in pairwise(first):
            pair = [tables.slugs.index(slug) for slug in (upper, lower)]
            # One that nobody needs any more ranks behind without a turn.
            ordered = all(outcome.verdicts[n].welcome > 1 for outcome in grid for n in pair)
            leads = [o.scores[pair[0]].priority - o.scores[pair[1]].priority for o in grid]
            if ordered and min(leads) < 0:
                assert (upper, lower, force) in found


@given(size=st.integers(2, 9), seed=seeds)
@settings(max_examples=60, deadline=None)
def test_the_order_holds_up_to_a_turn_and_is_the_other_way_beyond_it(size: int, seed: int) -> None:
    random = Random(seed)
    # A companion that comes or goes on the way would make the lead jump.
    known = changed(random_knowledge(random, size), mitigations=())
    answers = random_answers(random, known, weighted=False)
    tables = known.tables
    now = situation(tables, choices(tables, answers))

    for turn in turns(known, answers):
        sign = -1 if turn.less else 1

        def lead(weight: Fraction, turn: Turn = turn) -> int:
            scores = evaluate(tables, now, weights(tables.forces, {turn.force: weight})).scores
            upper, lower = map(tables.slugs.index, (turn.upper, turn.lower))
            return scores[upper].priority - scores[lower].priority

        assert lead((1 + turn.weight) / 2) >= 0
        assert lead(turn.weight) == 0
        assert lead(turn.weight + sign * Fraction(1, 10**9)) < 0
