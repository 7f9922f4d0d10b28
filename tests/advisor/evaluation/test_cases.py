"""Cases as what is measured, by either encoder, and how far the two agree."""

from dataclasses import replace
from fractions import Fraction

import pytest

from advisor.evaluation.cases import (
    Agreement,
    Encoder,
    agreement,
    agreement_by_question,
    items,
)
from advisor.evaluation.measuring import measure, summarize
from patterns.catalogue import Catalogue
from patterns.content.entries import Case, ChosenPattern, DeclinedPattern

SHOP = Case(
    id="shop",
    title="A shop",
    source="somebody/shop: README.md",
    domain="Retail",
    origin="company blog",
    breadth="system",
    confidence="high",
    evidence_depth="full text",
    facts=("Calls hang",),
    also_acceptable=("timeout",),
    chosen=(ChosenPattern(pattern="retry", evidence="first section"),),
    declined=(DeclinedPattern(pattern="saga", why="one store", basis="source"),),
    answers={"deps": ("third", "few"), "teams": ("one",)},
    second_answers={"deps": ("third",), "stage": ("new",)},
)


def holding(catalogue: Catalogue, *cases: Case) -> Catalogue:
    return Catalogue(replace(catalogue.content, cases=cases), "sha256:made-by-hand")


def test_a_case_is_an_item_with_the_answers_of_one_encoder(catalogue: Catalogue) -> None:
    small = holding(catalogue, SHOP)

    (first,), (second,) = items(small), items(small, Encoder.SECOND)

    assert first.answers.of_question("deps").options == ("third", "few")
    assert second.answers.of_question("deps").options == ("third",)
    assert (first.expected, first.also_acceptable) == (("retry",), ("timeout",))
    assert [(each.slug, each.basis) for each in first.not_expected] == [("saga", "source")]
    assert (first.facts, first.breadth, first.confidence) == (("Calls hang",), "system", "high")


def test_a_case_that_nobody_answered_is_not_measured(catalogue: Catalogue) -> None:
    small = holding(catalogue, replace(SHOP, second_answers={}))

    assert items(small, Encoder.SECOND) == ()
    assert len(items(small)) == 1


def test_agreement_counts_options_and_not_questions() -> None:
    by_question = agreement_by_question([SHOP, SHOP])

    assert by_question == {
        "deps": Agreement(2, 4, 2),
        "teams": Agreement(0, 2, 0),
        "stage": Agreement(0, 0, 2),
    }
    assert agreement([SHOP, SHOP]) == Agreement(2, 6, 4)
    assert agreement([SHOP, SHOP]).dice == Fraction(4, 10)
    assert agreement([]).dice is None


@pytest.mark.parametrize("encoder", Encoder)
def test_every_shipped_case_was_answered_and_can_be_measured(
    catalogue: Catalogue, encoder: Encoder
) -> None:
    found = items(catalogue, encoder)

    figures = summarize(measure(found, catalogue))

    assert len(found) == len(catalogue.cases) == 45
    assert figures.nothing_distributed.of == 6
    assert (figures.false_alarms.of, figures.from_source.of) == (50, 9)


def test_two_people_agreed_on_four_of_five_options(catalogue: Catalogue) -> None:
    share = agreement(catalogue.cases).dice

    assert share is not None
    assert share > Fraction(4, 5)
