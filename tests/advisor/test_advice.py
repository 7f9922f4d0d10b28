"""The one use case: equal input, equal Advice, and no second way to it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import advice as room
from advisor.advice import advise, sensitivity
from advisor.briefing import knowledge
from advisor.engine import Answers, canonical, judge
from advisor.engine.questions import Answer, AnswersError
from patterns import releases
from patterns.catalogue import Catalogue
from tests.advisor.answering import examples, queries, sheet


@examples(15)
@given(data=st.data())
def test_what_is_remembered_is_what_the_engine_says(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    answers = sheet(catalogue, data.draw(queries(catalogue, most=10))).answers

    remembered = advise(answers, catalogue)

    assert advise(answers, catalogue) is remembered
    fresh = judge(knowledge(catalogue), answers)
    assert canonical.as_json(remembered) == canonical.as_json(fresh)


def test_the_order_of_answers_does_not_matter(catalogue: Catalogue) -> None:
    forth = Answers({"stage": Answer(("new",)), "services": Answer(("some",))})
    back = Answers({"services": Answer(("some",)), "stage": Answer(("new",))})

    assert advise(forth, catalogue) is advise(back, catalogue)


def test_budget_and_thoroughness_are_told_apart(catalogue: Catalogue) -> None:
    answers = sheet(catalogue).answers

    plain = advise(answers, catalogue)
    thorough = advise(answers, catalogue, thorough=True)
    small = advise(answers, catalogue, budget=3)

    assert plain.stability is None
    assert thorough.stability is not None
    assert small.plan.budget == 3


def test_without_a_release_the_current_one_is_asked(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases, "current", lambda: catalogue)

    assert advise(Answers()) is advise(Answers(), catalogue)
    assert sensitivity(Answers()) is sensitivity(Answers(), catalogue)


def test_answers_that_the_release_does_not_hold_are_refused(catalogue: Catalogue) -> None:
    with pytest.raises(AnswersError):
        advise(Answers({"nonsense": Answer(("x",))}), catalogue)


def test_memory_holds_the_last_ones_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "KEPT", 2)
    memory: room._Memory[object] = room._Memory()
    first, second = memory.recall("a", object), memory.recall("b", object)

    assert memory.recall("a", object) is first
    memory.recall("c", object)

    assert memory.recall("a", object) is first
    assert memory.recall("b", object) is not second


def test_threads_may_ask_at_the_same_time(catalogue: Catalogue) -> None:
    answers = sheet(catalogue, {"stage": ["new"], "deps": ["third"]}).answers

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: advise(answers, catalogue), range(8)))

    assert all(each == found[0] for each in found)
