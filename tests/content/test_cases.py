"""The published systems as they are shipped: sources, folds, and the history of the figures."""

import re

import pytest
from django.conf import settings

from advisor.engine import VERSION
from advisor.evaluation.cases import Encoder, items
from advisor.evaluation.measuring import FOLDS, measure, summarize
from advisor.evaluation.reading import read_path
from advisor.evaluation.reporting import recorded
from patterns.catalogue import Catalogue
from patterns.content.tables import as_table


def test_there_are_thirty_nine_systems_and_six_examples(catalogue: Catalogue) -> None:
    breadths = [case.breadth for case in catalogue.cases]

    assert (breadths.count("system"), breadths.count("single-pattern-example")) == (39, 6)


def test_every_source_can_be_looked_up(catalogue: Catalogue) -> None:
    # A repository, an address, or whoever published it.
    named = re.compile(r"\b[\w.-]+/[\w.-]+|https://\S+|[A-Z]\w+ .*[a-z]")

    assert [case.id for case in catalogue.cases if not named.search(case.source)] == []


def test_no_fact_names_a_pattern_that_was_chosen(catalogue: Catalogue) -> None:
    found = [
        (case.id, each.pattern)
        for case in catalogue.cases
        for each in case.chosen
        if (pattern := catalogue.get(each.pattern)) is not None
        and any(pattern.name.lower() in fact.lower() for fact in case.facts)
    ]

    assert found == []


def test_every_fold_holds_some(catalogue: Catalogue) -> None:
    folds = [item.fold for item in items(catalogue)]

    assert {folds.count(number) for number in range(FOLDS)} == {5, 6, 9, 10, 15}


@pytest.mark.parametrize("encoder", Encoder)
def test_the_last_entry_of_the_history_is_what_is_measured_now(
    catalogue: Catalogue, encoder: Encoder
) -> None:
    """If this fails: `manage.py evaluate_cases --record "what changed"`, and add what it prints."""
    last = catalogue.content.measures[-1]

    figures = summarize(measure(items(catalogue, encoder), catalogue))

    assert as_table(last.first if encoder is Encoder.FIRST else last.second) == recorded(figures)
    assert (last.engine, last.cases) == (VERSION, len(catalogue.cases))


def test_the_history_goes_forward(catalogue: Catalogue) -> None:
    days = [measure.on for measure in catalogue.content.measures]

    assert days == sorted(days)


def test_the_answers_that_the_figures_rest_on_can_still_be_measured(catalogue: Catalogue) -> None:
    files = sorted((settings.BASE_DIR / "docs/evaluation").glob("*.json"))

    assert len(files) == 8
    for file in files:
        reading = read_path(file, catalogue)
        assert [str(fault) for fault in reading.faults] == []
        assert len(reading.items) == (27 if file.name.startswith("later") else 45)
        assert all(item.answers.stars for item in reading.items)
