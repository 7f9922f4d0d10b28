import pytest

from patterns import facets
from patterns.catalogue import Catalogue
from patterns.facets import Facet, narrow, unknown

HELD = {"retry": "adopt", "two-phase-commit": "hold"}


def offered(found: tuple[Facet, ...], key: str) -> Facet:
    return next(facet for facet in found if facet.key == key)


def test_without_a_choice_all_are_left(catalogue: Catalogue) -> None:
    left, _ = narrow(catalogue, catalogue.patterns, {}, {})

    assert left == catalogue.patterns


def test_each_count_is_what_choosing_it_leaves(catalogue: Catalogue) -> None:
    asked = {"category": "resilience"}
    _, found = narrow(catalogue, catalogue.patterns, asked, HELD)

    for facet in found:
        for choice in facet.choices:
            left, _ = narrow(
                catalogue, catalogue.patterns, {**asked, facet.key: choice.value}, HELD
            )
            assert len(left) == choice.count, (facet.key, choice.value)


def test_no_choice_that_leaves_nothing_is_offered(catalogue: Catalogue) -> None:
    _, found = narrow(
        catalogue, catalogue.patterns, {"category": "edge", "complexity": "low"}, HELD
    )

    assert [choice for facet in found for choice in facet.choices if not choice.count] == []


def test_two_facets_narrow_more_than_one(catalogue: Catalogue) -> None:
    one, _ = narrow(catalogue, catalogue.patterns, {"category": "messaging"}, {})
    two, _ = narrow(catalogue, catalogue.patterns, {"category": "messaging", "impact": "low"}, {})

    assert {p.slug for p in two} < {p.slug for p in one}


def test_a_facet_in_use_still_offers_its_other_choices(catalogue: Catalogue) -> None:
    _, found = narrow(catalogue, catalogue.patterns, {"category": "edge"}, {})
    category = offered(found, "category")

    assert len(category.choices) == len(catalogue.content.categories)
    assert category.chosen is not None
    assert category.chosen.value == "edge"


def test_narrowing_keeps_the_order_that_it_was_given(catalogue: Catalogue) -> None:
    backwards = catalogue.patterns[::-1]

    left, _ = narrow(catalogue, backwards, {"edition": "seed"}, {})

    assert [p.slug for p in left] == sorted((p.slug for p in left), reverse=True)


def test_stances_are_offered_once_there_is_one(catalogue: Catalogue) -> None:
    _, without = narrow(catalogue, catalogue.patterns, {}, {})
    left, with_two = narrow(catalogue, catalogue.patterns, {"stance": "hold"}, HELD)

    assert "stance" not in {facet.key for facet in without}
    assert [p.slug for p in left] == ["two-phase-commit"]
    counts = {choice.value: choice.count for choice in offered(with_two, "stance").choices}
    assert counts == {"adopt": 1, "hold": 1, "none": len(catalogue.patterns) - 2}


@pytest.mark.parametrize("key", facets.KEYS)
def test_what_no_pattern_has_is_unknown(catalogue: Catalogue, key: str) -> None:
    assert unknown(catalogue, {key: "nothing of ours"}, HELD) == {key: "nothing of ours"}


def test_levels_part_at_their_limits() -> None:
    levels = [facets._level(number) for number in (0.0, 0.34, 0.35, 0.64, 0.65, 1.0)]

    assert levels == ["low", "low", "middle", "middle", "high", "high"]


def test_what_is_chosen_stays_offered_even_when_it_leaves_nothing(catalogue: Catalogue) -> None:
    asked = {"category": "security", "complexity": "high"}
    left, found = narrow(catalogue, catalogue.patterns, asked, {})

    assert left == ()
    assert {facet.key: facet.chosen.count for facet in found if facet.chosen} == {
        "category": 0,
        "complexity": 0,
    }
