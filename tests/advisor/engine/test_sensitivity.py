from fractions import Fraction

import pytest

from advisor.engine import Answers, Verdict, explore, judge
from advisor.engine.conditions import Chosen
from advisor.engine.profiles import Mitigation
from advisor.engine.sensitivity import Flip, SingleChange
from tests.advisor.engine.builders import knowledge_of, option, profile, question, rule
from tests.advisor.engine.worked import worked

BREAKER = Answers.of({"deps": ["third"], "pains": ["cascade"]})


def change(answers: Answers, question: str, option: str) -> SingleChange:
    (found,) = [
        each
        for each in explore(worked(), answers).changes
        if (each.question, each.option) == (question, option)
    ]
    return found


def test_every_option_of_every_asked_question_is_tried_once() -> None:
    known = worked()

    tried = [(each.question, each.option) for each in explore(known, BREAKER).changes]

    assert tried == [(asked.id, o.id) for asked in known.questions for o in asked.options]


def test_a_chosen_option_of_a_single_question_is_no_change() -> None:
    answers = Answers.of({"tx": ["few"]})

    tried = {(each.question, each.option) for each in explore(worked(), answers).changes}

    assert ("tx", "few") not in tried
    assert ("tx", "many") in tried


def test_taking_an_option_away_shows_what_rests_on_it() -> None:
    found = change(BREAKER, "pains", "cascade")

    assert not found.adds
    assert [(move.slug, move.before, move.after) for move in found.moves] == [
        ("circuit-breaker", Verdict.ADOPT, Verdict.CONSIDER)
    ]
    assert found.moves[0].fit == Fraction(550, 9) - 100
    assert found.is_decisive


def test_an_exclusive_option_replaces_the_others_and_gives_way_to_them() -> None:
    asked = question(
        "q", option("a", {"f": 3}), option("b", {"g": 3}), option("none", exclusive=True)
    )
    known = knowledge_of([asked], [profile("a", {"f": 3}), profile("b", {"g": 3})])

    by_option = {
        each.option: [move.slug for move in each.moves]
        for each in explore(known, Answers.of({"q": ["a", "b"]})).changes
    }
    from_none = {
        each.option: [move.slug for move in each.moves]
        for each in explore(known, Answers.of({"q": ["none"]})).changes
    }

    assert by_option == {"a": ["a"], "b": ["b"], "none": ["a", "b"]}
    assert from_none == {"a": ["a"], "b": ["b"], "none": []}


def test_a_change_that_hides_a_question_takes_its_answers_along() -> None:
    parent = question("parent", option("yes"), option("no"), single=True)
    child = question("child", option("o", {"f": 3}), show_when=Chosen("parent", ("yes",)))
    known = knowledge_of([parent, child], [profile("a", {"f": 3})])

    found = explore(known, Answers.of({"parent": ["yes"], "child": ["o"]}))

    (no,) = [each for each in found.changes if each.option == "no"]
    assert [(move.slug, move.after) for move in no.moves] == [("a", Verdict.NOT_NEEDED)]


def test_a_change_is_followed_to_what_its_pattern_softens() -> None:
    asked = question("q", option("work", {"f": 3}), option("flood", {"g": 3}))
    relief = question("relief", option("shed", {"h": 3}))
    known = knowledge_of(
        [asked, relief],
        [profile("retry", {"f": 3}, {"g": 3}), profile("shedding", {"h": 3})],
        mitigations=[Mitigation("retry", "g", ("shedding",))],
    )

    found = explore(known, Answers.of({"q": ["work", "flood"]}))

    (shed,) = [each for each in found.changes if each.option == "shed"]
    assert [(move.slug, move.after) for move in shed.moves] == [
        ("retry", Verdict.ADOPT),
        ("shedding", Verdict.ADOPT),
    ]


def test_a_fact_under_unless_is_among_what_a_change_touches() -> None:
    asked = question("q", option("small", facts=["small"]), option("linked", facts=["linked"]))
    never = rule("small", unless=["linked"])
    known = knowledge_of([asked], [profile("mesh", {"f": 3}, never_when=(never,))])

    found = explore(known, Answers.of({"q": ["small", "linked"]}))

    (unlinked,) = [each for each in found.changes if each.option == "linked"]
    assert [(move.slug, move.after) for move in unlinked.moves] == [("mesh", Verdict.AVOID)]


def test_the_nearest_flip_is_the_one_that_moves_the_fit_least() -> None:
    nearest = explore(worked(), BREAKER).nearest["circuit-breaker"]

    assert nearest.up is None
    assert nearest.down == Flip("ops", "none", True, Verdict.PREPARE)


def test_a_thorough_advice_carries_flips_and_stability() -> None:
    plain, thorough = judge(worked(), BREAKER), judge(worked(), BREAKER, thorough=True)

    assert plain.stability is None
    assert plain.patterns[0].nearest_flip is None
    assert thorough.stability is not None
    assert thorough.patterns[0].nearest_flip is not None


@pytest.mark.parametrize("answers", [Answers(), BREAKER])
def test_few_patterns_are_all_among_the_ten_best(answers: Answers) -> None:
    found = explore(worked(), answers).stability

    assert (found.mean, found.worst) == (5, 5)


def test_stability_counts_who_drops_out_when_a_force_counts_a_quarter_less() -> None:
    asked = question("q", option("o", {"f": 2, "g": 2}))
    ten = [profile(f"p{n}", {"g": 3}) for n in range(10)]
    known = knowledge_of([asked], [*ten, profile("close", {"f": 3})])

    found = explore(known, Answers.of({"q": ["o"]})).stability

    assert found.worst == 9
    assert found.mean == Fraction(10 + 9 + 9 + 10, 4)
