from fractions import Fraction

import pytest

from advisor.engine import Answers, JudgedPattern, judge
from advisor.engine.scoring import weights
from tests.advisor.engine.builders import knowledge_of, option, profile, question, rule
from tests.advisor.engine.worked import worked


def judged(slug: str, answers: dict[str, list[str]], **more: object) -> JudgedPattern:
    found = judge(worked(), Answers.of(answers, **more)).pattern(slug)  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("slug", "answers", "verdict", "fit", "impact", "effort"),
    [
        ("retry", {"deps": ["third"]}, "consider", 55.6, 44.4, 0),
        ("retry", {"deps": ["third"], "callfail": ["again"]}, "adopt", 80.6, 61.1, 0),
        (
            "circuit-breaker",
            {"deps": ["third"], "pains": ["cascade"]},
            "adopt",
            100.0,
            100.0,
            15,
        ),
        ("circuit-breaker", {"deps": ["none"]}, "not-needed", -71.1, 0.0, 15),
        (
            "circuit-breaker",
            {"deps": ["few"], "callfail": ["pause"], "ops": ["none"]},
            "prepare",
            80.6,
            61.1,
            25,
        ),
        (
            "saga-orchestration",
            {"tx": ["many"], "undo": ["undone", "one"], "skill": ["new"]},
            "prepare",
            95.6,
            100.0,
            65,
        ),
        ("saga-orchestration", {"tx": ["one"], "see": ["progress"]}, "avoid", -41.7, 16.7, 45),
    ],
)
def test_the_worked_examples_give_their_numbers(
    slug: str,
    answers: dict[str, list[str]],
    verdict: str,
    fit: float,
    impact: float,
    effort: int,
) -> None:
    found = judged(slug, answers)

    assert (found.verdict, found.shown.fit) == (verdict, fit)
    assert (found.shown.impact, found.effort) == (impact, effort)


def test_numbers_are_exact_thirds_not_decimals() -> None:
    assert judged("retry", {"deps": ["third"]}).fit == Fraction(500, 9)


def test_a_harm_counts_a_quarter_while_a_companion_is_advised() -> None:
    alone = judged("retry", {"load": ["spiky"]})
    softened = judged("retry", {"load": ["spiky", "refuse"]})

    assert alone.harm == Fraction(40, 3)
    assert softened.harm == alone.harm / 4
    assert softened.parts[0].softened_by == ("load-shedding",)


def test_effort_never_passes_one_hundred() -> None:
    known = knowledge_of(
        [question("ops", option("none", sets={"ops": 0, "skill": 0, "platform": 0}))],
        [profile("mesh", {"f": 3}, needs={"ops": 3, "skill": 3, "platform": 3}, complexity=5)],
    )

    found = judge(known, Answers.of({"ops": ["none"]})).patterns[0]

    assert (found.gap, found.effort) == (9, 100)


def test_the_priority_mixes_fit_impact_and_effort() -> None:
    found = judged("circuit-breaker", {"deps": ["third"], "callfail": ["pause"]})

    mixed = Fraction("0.6") * found.fit + Fraction("0.4") * found.impact
    assert found.priority == mixed - Fraction("0.1") * 15


def test_what_has_hurt_adds_up_to_ten_points_to_the_priority() -> None:
    found = judged("circuit-breaker", {"deps": ["third"], "pains": ["cascade"]})

    # The answer alone raises a Force by 2 of 3 that the Pattern eases with all its strength.
    hurt = 10 * Fraction(2, 3)
    assert found.priority == 60 + 40 - Fraction("0.1") * 15 + hurt


def test_a_double_weight_ends_at_a_force_fully_felt() -> None:
    plain = judged("retry", {"callfail": ["again"]})
    doubled = judged("retry", {"callfail": ["again"]}, weights={"transient": 2})

    assert plain.fit == doubled.fit == 75


def test_not_needed_ranks_behind_and_avoid_last_whatever_their_priority() -> None:
    known = knowledge_of(
        [question("q", option("o", {"f": 3, "g": 1}), option("small", facts=["small"]))],
        [
            profile("banned", {"f": 3}, never_when=(rule("small"),)),
            profile("idle", {"z": 3}),
            profile("hinted", {"g": 3}, complexity=5),
        ],
    )

    found = judge(known, Answers.of({"q": ["o", "small"]})).patterns

    assert [judged.slug for judged in found] == ["hinted", "idle", "banned"]
    assert found[2].priority > found[0].priority


def test_of_two_options_that_set_a_capability_the_higher_counts() -> None:
    known = knowledge_of(
        [question("ops", option("rota", sets={"ops": 3}), option("alerts", sets={"ops": 1}))],
        [profile("mesh", {"f": 3}, needs={"ops": 3})],
    )

    assert judge(known, Answers.of({"ops": ["rota", "alerts"]})).patterns[0].gap == 0


def test_weights_keep_whole_numbers_on_a_finer_grain() -> None:
    coarse = weights(("f", "g"), {"f": Fraction(3, 2)})
    fine = weights(("f", "g"), {"f": Fraction(3, 2)}, finer=4)

    assert (coarse.values, coarse.unit) == ((3, 2), 72)
    assert (fine.values, fine.unit) == ((12, 8), 288)


def test_equal_patterns_rank_by_complexity_then_slug() -> None:
    known = knowledge_of(
        [question("q", option("o", {"f": 3}))],
        [profile("b", {"f": 3}), profile("a", {"f": 3}), profile("c", {"f": 3})],
    )

    ranked = [found.slug for found in judge(known, Answers.of({"q": ["o"]})).patterns]

    assert ranked == ["a", "b", "c"]
