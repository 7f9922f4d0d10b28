"""What a person stars, and what has hurt: both move the order, and nothing else."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.engine import Answers, AnswersError, Knowledge, as_json, as_plain, explore, judge
from advisor.engine.conditions import Chosen
from advisor.engine.questions import STARS, Option, Question, canonical
from tests.advisor.engine.builders import knowledge_of, option, profile, question
from tests.advisor.engine.test_properties import Source, draw_both, thoroughly

WISH, WOUND, HINT = "wish", "wound", "hint"


def three_needs() -> Knowledge:
    """Three options that raise one Force each, and a Pattern for each of these Forces."""
    asked = question(
        "needs",
        option("wish", {"wish": 3}),
        option("wound", {"wound": 3}, hurt=True),
        option("hint", {"hint": 1}),
    )
    return knowledge_of(
        [asked],
        [
            profile("a-wish", {"wish": 3}),
            profile("b-wound", {"wound": 3}),
            profile("c-hint", {"hint": 3}),
        ],
    )


def order(knowledge: Knowledge, *stars: str, chosen: tuple[str, ...] = (WISH, WOUND, HINT)) -> str:
    answers = Answers.of({"needs": list(chosen)}, stars=[("needs", star) for star in stars])
    found = judge(knowledge, answers).patterns
    return " ".join(judged.slug for judged in found)


def test_what_has_hurt_comes_before_what_is_wished_for() -> None:
    assert order(three_needs()) == "b-wound a-wish c-hint"


def test_a_starred_wish_comes_before_what_has_hurt() -> None:
    assert order(three_needs(), WISH) == "a-wish b-wound c-hint"


def test_stars_at_everything_change_no_more_than_the_hurt_does() -> None:
    assert order(three_needs(), WISH, WOUND, HINT) == "b-wound a-wish c-hint"


def test_a_star_counts_as_much_as_its_answer_raises() -> None:
    known = three_needs()
    plain = judge(known, Answers.of({"needs": [WISH, HINT]}))
    starred = judge(
        known, Answers.of({"needs": [WISH, HINT]}, stars=[("needs", WISH), ("needs", HINT)])
    )

    def gain(slug: str) -> Fraction:
        before, after = plain.pattern(slug), starred.pattern(slug)
        assert before is not None
        assert after is not None
        return after.priority - before.priority

    assert gain("a-wish") == 3 * gain("c-hint") > 0


def test_a_star_lifts_what_helps_a_little_by_a_little() -> None:
    known = knowledge_of(
        [question("needs", option("wish", {"wish": 3}))],
        [profile("strong", {"wish": 3}), profile("weak", {"wish": 1, "other": 3})],
    )
    plain = judge(known, Answers.of({"needs": ["wish"]}))
    starred = judge(known, Answers.of({"needs": ["wish"]}, stars=[("needs", "wish")]))

    gains = [
        starred.pattern(slug).priority - plain.pattern(slug).priority  # type: ignore[union-attr]
        for slug in ("strong", "weak")
    ]
    assert gains[0] == 3 * gains[1] > 0


@given(data=st.data())
@thoroughly
def test_stars_change_the_order_and_nothing_that_is_judged(
    knowledge: Source, data: st.DataObject
) -> None:
    known, starred = draw_both(knowledge, data)

    found = judge(known, starred)
    plain = judge(known, replace(starred, stars=()))

    for judged in plain.patterns:
        other = found.pattern(judged.slug)
        assert other is not None
        assert (
            replace(other, priority=judged.priority, rank=judged.rank, blocked_by=judged.blocked_by)
            == judged
        )
        assert other.priority >= judged.priority
    assert plain.levels == found.levels


def test_a_star_needs_its_answer() -> None:
    known = three_needs()

    with pytest.raises(AnswersError, match=r"starred but not chosen: needs\.wound"):
        judge(known, Answers.of({"needs": [WISH]}, stars=[("needs", WOUND)]))


def test_there_are_five_stars_at_most() -> None:
    options = [Option(f"o{n}") for n in range(STARS + 1)]
    asked = question("needs", *options)
    every = [("needs", each.id) for each in options]

    with pytest.raises(AnswersError, match="more than 5 stars"):
        canonical([asked], [], Answers.of({"needs": [each.id for each in options]}, stars=every))


def test_stars_stand_in_the_order_of_the_questions_and_each_once() -> None:
    asked = [question("one", Option("a"), Option("b")), question("two", Option("c"))]
    answers = Answers.of(
        {"one": ["a", "b"], "two": ["c"]},
        stars=[("two", "c"), ("one", "b"), ("two", "c")],
    )

    assert canonical(asked, [], answers).stars == (("one", "b"), ("two", "c"))


def test_a_star_goes_with_its_answer_when_that_is_taken_back() -> None:
    answers = Answers.of({"needs": [WISH, WOUND]}, stars=[("needs", WISH), ("needs", WOUND)])
    less = Answers.of({"needs": [WOUND]}).given["needs"]

    assert answers.with_answer("needs", less).stars == (("needs", WOUND),)
    assert answers.with_answer("needs", None).stars == ()


def test_the_star_of_a_hidden_answer_waits_without_effect() -> None:
    first = question("first", Option("yes"), Option("no"))
    second: Question = replace(
        question("second", option("wish", {"wish": 3})),
        show_when=Chosen("first", ("yes",)),
    )
    known = knowledge_of([first, second], [profile("a-wish", {"wish": 3})])
    hidden = Answers.of({"first": ["no"], "second": ["wish"]}, stars=[("second", "wish")])

    found = judge(known, hidden)

    assert found.answers.stars == (("second", "wish"),)
    assert found.patterns[0].priority == 0


def test_stars_stay_while_other_answers_are_tried() -> None:
    known = three_needs()
    answers = Answers.of({"needs": [WISH, HINT]}, stars=[("needs", WISH)])

    changes = {(c.option, c.adds): c for c in explore(known, answers).changes}
    taken = Answers.of({"needs": [WISH]}, stars=[("needs", WISH)])

    assert not changes[HINT, False].came
    assert judge(known, taken).patterns[0].slug == "a-wish"


def test_the_canonical_form_names_the_stars() -> None:
    answers = Answers.of({"needs": [WISH]}, stars=[("needs", WISH)])
    found = judge(three_needs(), answers)

    assert as_plain(found)["stars"] == ["needs.wish"]
    assert as_json(found) != as_json(judge(three_needs(), replace(answers, stars=())))
