from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.engine import Answers, Knowledge, judge, open_questions
from advisor.engine.ranges import Confidence
from tests.advisor.engine.builders import (
    answers_to,
    knowledge_of,
    option,
    profile,
    question,
    random_knowledges,
)


def test_only_open_questions_that_move_the_pattern_are_named() -> None:
    known = knowledge_of(
        [
            question("said", option("o", {"f": 1})),
            question("moves", option("o", {"f": 3})),
            question("elsewhere", option("o", {"g": 3})),
        ],
        [profile("one", {"f": 3}), profile("other", {"g": 3})],
    )

    found = open_questions(known, Answers.of({"said": ["o"]}))

    assert found == {"one": ("moves",), "other": ("elsewhere",)}


def test_a_firm_verdict_has_no_question_that_could_move_it() -> None:
    known = knowledge_of(
        [question("said", option("o", {"f": 3})), question("open", option("o", {"f": 1}))],
        [profile("one", {"f": 3})],
    )

    assert open_questions(known, Answers.of({"said": ["o"]})) == {"one": ()}


@settings(deadline=None, max_examples=60)
@given(data=st.data(), known=random_knowledges())
def test_whatever_is_not_firm_has_a_reason_and_counts_agree_with_the_advice(
    data: st.DataObject, known: Knowledge
) -> None:
    answers = data.draw(answers_to(known))

    found = open_questions(known, answers)

    advice = judge(known, answers)
    for judged in advice.patterns:
        if judged.confidence is Confidence.FIRM:
            assert found[judged.slug] == ()
    for offer in advice.next_questions:
        named = [slug for slug, questions in found.items() if offer.question in questions]
        assert len(named) == offer.could_change
