"""Answers for tests: a few by hand, and any by chance."""

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from advisor import answers as answer_texts
from advisor.advice import advise
from advisor.answers import Sheet
from advisor.briefing import knowledge
from advisor.documents.folder import Folder, date_of
from advisor.engine import Advice
from advisor.engine.questions import NOT_APPLICABLE, UNKNOWN, Kind, Question
from patterns.catalogue import Catalogue

# A growing system that several patterns fit: remote calls, messages, a change over services.
BUSY: Mapping[str, Sequence[str]] = {
    "stage": ["growing"],
    "services": ["some"],
    "teams": ["two"],
    "load": ["spiky"],
    "backlog": ["noloss"],
    "deps": ["third"],
    "callfail": ["again", "pause"],
    "tx": ["many"],
    "undo": ["undone"],
    "pains": ["timeouts", "cascade"],
}


def examples(count: int) -> settings:
    """So many examples of a page: each costs far more than a function's, and the site is shared."""
    return settings(
        max_examples=count,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


def sheet(catalogue: Catalogue, query: Mapping[str, Sequence[str]] = BUSY) -> Sheet:
    reading = answer_texts.read(query, knowledge(catalogue))
    assert not reading.problems
    return reading.sheet


def folder(
    catalogue: Catalogue, query: Mapping[str, Sequence[str]] = BUSY, **options: Any
) -> Folder:
    filled = sheet(catalogue, query)
    advice = advise(filled.answers, catalogue, thorough=True)
    return Folder(advice, filled, catalogue, **{"on": date_of(catalogue), **options})


def advice(catalogue: Catalogue, query: Mapping[str, Sequence[str]] = BUSY) -> Advice:
    return advise(sheet(catalogue, query).answers, catalogue)


def queries(catalogue: Catalogue, most: int = 34) -> st.SearchStrategy[dict[str, list[str]]]:
    """Any usable query: some Questions, each with options that may stand together."""
    questions = knowledge(catalogue).questions
    return st.lists(
        st.sampled_from(questions), max_size=most, unique_by=lambda question: question.id
    ).flatmap(lambda chosen: st.fixed_dictionaries({each.id: _words(each) for each in chosen}))


def _words(question: Question) -> st.SearchStrategy[list[str]]:
    alone = [option.id for option in question.options if option.exclusive]
    alone += [UNKNOWN, *([] if question.always_applies else [NOT_APPLICABLE])]
    together = [option.id for option in question.options if not option.exclusive]
    most = 1 if question.kind is Kind.SINGLE else len(together)
    return st.one_of(
        st.sampled_from(alone).map(lambda word: [word]),
        st.lists(st.sampled_from(together), min_size=1, max_size=most, unique=True),
    )
