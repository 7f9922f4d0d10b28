"""Does search lead where people want to go? Measured on the committed queries."""

from collections import Counter

import pytest

from patterns.catalogue import Catalogue
from patterns.search import find
from tests.content.queries import Query, queries

NAMES = ("name", "alias", "catalogue")


def place(catalogue: Catalogue, query: Query) -> int:
    """Return the place of the first right hit from 1 on, or 0."""
    hits = [hit.pattern.slug for hit in find(catalogue, query.words).hits]
    return next((number for number, slug in enumerate(hits, 1) if slug in query.expected), 0)


def share(catalogue: Catalogue, kinds: tuple[str, ...], within: int) -> float:
    asked = [query for query in queries() if query.kind.removesuffix("-unseen") in kinds]
    return sum(0 < place(catalogue, query) <= within for query in asked) / len(asked)


def test_the_set_is_large_and_every_expected_slug_exists(catalogue: Catalogue) -> None:
    asked = queries()

    assert len(asked) >= 150
    assert {slug for query in asked for slug in query.expected} <= {
        pattern.slug for pattern in catalogue.patterns
    }
    assert [words for words, n in Counter(q.words.lower() for q in asked).items() if n > 1] == []


def test_names_and_other_names_come_first(catalogue: Catalogue) -> None:
    assert share(catalogue, NAMES, within=1) >= 0.95


def test_names_with_a_slip_come_first(catalogue: Catalogue) -> None:
    assert share(catalogue, ("typo",), within=1) >= 0.9


def test_problems_in_plain_words_are_among_the_first_three(catalogue: Catalogue) -> None:
    assert share(catalogue, ("problem",), within=3) >= 0.85


@pytest.mark.parametrize("kind", ["problem", "problem-unseen"])
def test_problems_of_both_authors_are_answered(catalogue: Catalogue, kind: str) -> None:
    asked = [query for query in queries() if query.kind == kind]

    found = sum(0 < place(catalogue, query) <= 3 for query in asked)

    assert asked
    assert found / len(asked) >= 0.75
