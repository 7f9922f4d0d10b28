"""What needs no engine: popularity among the others, and the words of the facts."""

from fractions import Fraction

from advisor.evaluation.baselines import full_text, most_popular
from patterns import search
from patterns.catalogue import Catalogue
from tests.advisor.evaluation.builders import PLAIN, item, known


def test_the_most_popular_are_counted_without_the_system_itself() -> None:
    items = [
        item("one", [], ["pattern-a", "pattern-b"]),
        item("two", [], ["pattern-a"]),
        item("three", [], ["pattern-l"]),
        item("four"),
    ]

    # one: a is expected elsewhere, b is not; two: a is; three: l is not; four expects nothing.
    assert most_popular(items, known()).recall_at_10 == Fraction(1 + 2 + 0, 6)


def test_only_ten_are_popular_and_ties_go_by_slug() -> None:
    items = [item("one", [], ["pattern-j", "pattern-k"]), item("two", [], PLAIN)]

    # For one, all twelve of two are equally popular: a to j are the ten. For two: j and k, of 12.
    assert most_popular(items, known()).recall_at_10 == (Fraction(1, 2) + Fraction(2, 12)) / 2


def test_full_text_reads_all_facts_to_their_end(catalogue: Catalogue) -> None:
    facts = ["Nothing to see here. " * 20, "Calls to a dead dependency pile up until a breaker"]
    told = item("one", [], ["circuit-breaker"], facts=facts)

    assert full_text([told], catalogue).recall_at_10 == 1
    assert search.match(catalogue, "") == ()
    assert len(search.match(catalogue, "dead dependency")) <= len(catalogue.patterns)


def test_full_text_is_skipped_and_says_so_where_facts_are_missing(catalogue: Catalogue) -> None:
    told = item("one", [], ["retry"], facts=["faults are brief"])

    baseline = full_text([told, item("two", [], ["retry"])], catalogue)

    assert baseline.recall_at_10 is None
    assert baseline.skipped == "no facts in 1 of 2: two"
