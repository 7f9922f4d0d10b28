"""Figures counted by hand on systems made by hand."""

import hashlib
from collections.abc import Callable
from fractions import Fraction

import pytest

from advisor.advice import advise
from advisor.briefing import coarse
from advisor.engine import Answers
from advisor.evaluation import measuring
from advisor.evaluation.measuring import (
    Count,
    Item,
    Outcome,
    by,
    folds,
    measure,
    ranked_recall,
    summarize,
)
from patterns.catalogue import Catalogue
from tests.advisor.answering import sheet
from tests.advisor.evaluation.builders import MONOLITH, PLAIN, item, known

Measured = Callable[..., tuple[Outcome, ...]]


@pytest.fixture
def measured(catalogue: Catalogue) -> Measured:
    def run(*items: Item) -> tuple[Outcome, ...]:
        return measure(items, catalogue, known())

    return run


def test_recall_is_the_mean_over_systems_and_over_pairs(measured: Measured) -> None:
    outcomes = measured(
        item("one", PLAIN[:2], PLAIN[:2]),  # 2 of 2
        item("two", PLAIN[:1], [*PLAIN[:1], *PLAIN[9:12]]),  # 1 of 4
        item("three", PLAIN[:3]),  # expects nothing: counts in no recall
    )

    figures = summarize(outcomes)

    assert figures.recall_advised == (Fraction(1) + Fraction(1, 4)) / 2
    assert figures.recall_advised_micro == Fraction(3, 6)
    assert figures.mean_advised == Fraction(2 + 1 + 3, 3)
    assert (figures.items, figures.expecting) == (3, 2)


def test_the_first_ten_hold_what_is_advised_and_then_go_by_slug(measured: Measured) -> None:
    # Two are adopted; of the rest, all not needed, the monolith and then a to g fill eight places.
    (outcome,) = measured(item("one", PLAIN[10:12], ["pattern-k", "pattern-g", "pattern-h"]))

    places = {standing.slug: standing.place for standing in outcome.standings}

    assert places == {"pattern-k": 1, "pattern-g": 10, "pattern-h": 11}
    assert outcome.recall_at_10 == Fraction(2, 3)
    assert outcome.recall_advised == Fraction(1, 3)
    assert [standing.slug for standing in outcome.missed] == ["pattern-g", "pattern-h"]


def test_an_either_or_choice_is_seen_in_the_plan_alone(measured: Measured) -> None:
    # Both variants are adopted alike; the plan begins with one of them.
    (outcome,) = measured(
        item("one", ["saga-choreography", "saga-orchestration"], ["saga-orchestration"])
    )

    assert outcome.planned == ("saga-choreography",)
    assert (outcome.recall_advised, outcome.recall_plan) == (1, 0)
    assert summarize([outcome]).mean_plan == 1
    assert summarize([outcome]).mean_advised == 2


def test_a_variant_satisfies_its_parent(measured: Measured) -> None:
    (outcome,) = measured(item("one", ["saga-orchestration"], ["saga"]))

    assert outcome.hits == ("saga",)
    assert outcome.standings[0].place == 1
    assert outcome.recall_plan == 1


def test_a_parent_does_not_satisfy_its_variant(measured: Measured) -> None:
    (outcome,) = measured(item("one", ["saga"], ["saga-orchestration"]))

    assert outcome.hits == ()
    assert not outcome.standings[0].is_first_ten


def test_a_parent_and_its_variants_take_one_place(measured: Measured) -> None:
    adopted = [*PLAIN[3:12], "saga", "saga-choreography", "saga-orchestration"]

    (outcome,) = measured(item("one", adopted, ["pattern-l", "saga"]))

    # Twelve are adopted, all alike: d to l by slug, then the sagas as one entry.
    assert [standing.place for standing in outcome.standings] == [9, 10]
    (wider,) = measured(item("two", ["saga", "saga-choreography"], ["pattern-h", "pattern-i"]))
    # One entry for the sagas, the monolith, then a to h.
    assert [standing.place for standing in wider.standings] == [10, 11]


def test_false_alarms_are_counted_against_what_was_declined(measured: Measured) -> None:
    outcomes = measured(
        item("one", PLAIN[:2], source=["pattern-a", "pattern-c"], judgement=["pattern-b"]),
        item("two", ["saga-orchestration"], judgement=["saga", "saga-choreography"]),
    )

    figures = summarize(outcomes)

    assert [each.slug for each in outcomes[0].false_alarms] == ["pattern-a", "pattern-b"]
    # A variant of what was declined is what was declined; a sibling is not.
    assert [each.slug for each in outcomes[1].false_alarms] == ["saga"]
    assert figures.false_alarms == Count(3, 5)
    assert figures.from_source == Count(1, 2)


def test_what_is_also_acceptable_is_neither_rewarded_nor_punished(measured: Measured) -> None:
    plain, tolerant = measured(
        item("one", PLAIN[:2], ["pattern-a"]),
        item("one", PLAIN[:2], ["pattern-a"], also=["pattern-b", "pattern-c"]),
    )

    assert plain.standings == tolerant.standings
    assert summarize([plain]) == summarize([tolerant])


@pytest.mark.parametrize(
    ("expected", "also", "counts"),
    [
        ([], [], True),
        ([MONOLITH, "pattern-a"], [], True),
        (["pattern-b"], [MONOLITH], True),
        (["pattern-a"], [MONOLITH], False),  # a is marked for several services
        (["pattern-b"], [], False),
    ],
)
def test_which_systems_expect_nothing_distributed(
    measured: Measured, expected: list[str], also: list[str], counts: bool
) -> None:
    quiet, loud = measured(
        item("one", ["pattern-b"], expected, also=also),
        item("two", ["pattern-a"], expected, also=also),
    )

    assert (quiet.nothing_distributed, loud.nothing_distributed) == (
        (True, False) if counts else (None, None)
    )
    assert summarize([quiet, loud]).nothing_distributed == (Count(1, 2) if counts else Count(0, 0))


def test_a_share_over_nothing_is_no_number(measured: Measured) -> None:
    figures = summarize(measured(item("one", PLAIN[:1])))

    assert figures.recall_advised is None
    assert figures.recall_at_10 is None
    assert figures.false_alarms.share is None
    assert summarize([]).mean_advised is None


def test_a_pattern_without_a_profile_is_missed_and_has_no_place(measured: Measured) -> None:
    (outcome,) = measured(item("one", PLAIN[:1], ["nobody-scored-me"]))

    assert outcome.missed[0].judged is None
    assert outcome.missed[0].place is None
    assert outcome.recall_at_10 == 0


def test_figures_by_breadth_leave_out_who_has_none(measured: Measured) -> None:
    outcomes = measured(
        item("one", PLAIN[:1], PLAIN[:1], breadth="system"),
        item("two", [], PLAIN[:1], breadth="system"),
        item("three", PLAIN[:1], PLAIN[:1]),
    )

    assert {word: f.recall_advised for word, f in by(lambda i: i.breadth, outcomes).items()} == {
        "system": Fraction(1, 2)
    }


def test_the_fold_of_a_system_is_its_id_alone(measured: Measured) -> None:
    outcomes = measured(*(item(f"system-{n}", PLAIN[:1], PLAIN[:1]) for n in range(40)))

    parts = folds(outcomes)

    expected = int.from_bytes(hashlib.sha256(b"system-7").digest(), "big") % 5
    assert outcomes[7].item.fold == expected
    assert sum(part.items for part in parts) == 40
    assert len(parts) == measuring.FOLDS


def test_any_ranking_is_measured_by_the_same_rule() -> None:
    ranked = ["saga", "saga-choreography", *PLAIN]

    assert ranked_recall(item("one", [], ["pattern-i", "pattern-j"]), ranked, known()) == Fraction(
        1, 2
    )


def test_the_catalogue_alone_measures_what_pages_say(catalogue: Catalogue) -> None:
    answers = sheet(catalogue).answers
    advice = advise(answers, catalogue)
    best = next(judged for judged in advice.patterns if judged.verdict.is_adopt)

    (outcome,) = measure([Item("one", answers, (best.slug,))], catalogue)

    assert outcome.hits == (best.slug,)
    assert outcome.planned == advice.plan.members


@pytest.mark.parametrize("query", [{}, {"teams": ["one"], "deps": ["third"], "pains": ["cascade"]}])
def test_the_order_of_an_advice_is_the_rule_of_the_measure(
    catalogue: Catalogue, query: dict[str, list[str]]
) -> None:
    advice = advise(Answers.of(query), catalogue)
    complexity = {pattern.slug: coarse(pattern.complexity) for pattern in catalogue.patterns}

    keys = [
        (
            {"avoid": 2, "not-needed": 1}.get(judged.verdict, 0),
            -judged.priority,
            complexity[judged.slug],
            judged.slug,
        )
        for judged in advice.patterns
    ]

    assert keys == sorted(keys)
