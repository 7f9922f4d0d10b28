from advisor.engine import Answers, Verdict, compare, judge
from advisor.engine.knowledge import Contradiction
from tests.advisor.engine.builders import changed, rule
from tests.advisor.engine.worked import worked

LEFT = Answers.of({"deps": ["third"], "ops": ["basic"]})
RIGHT = Answers.of({"deps": ["third"], "pains": ["cascade"], "ops": ["basic"]})


def test_a_comparison_names_the_changed_answers_and_what_each_moved() -> None:
    found = compare(judge(worked(), LEFT), judge(worked(), RIGHT))

    assert [(each.question, each.left, each.right) for each in found.answers] == [
        ("pains", (), ("cascade",))
    ]
    (move,) = found.verdict_moves
    assert (move.slug, move.verdicts) == ("circuit-breaker", (Verdict.CONSIDER, Verdict.ADOPT))
    assert move.is_up
    assert [share.question for share in move.shares] == ["pains"]
    assert found.planned == ("timeout", "circuit-breaker")
    assert found.unplanned == ()


def test_shares_are_of_changed_answers_alone() -> None:
    found = compare(judge(worked(), LEFT), judge(worked(), RIGHT))

    (share,) = found.verdict_moves[0].shares

    back = compare(judge(worked(), RIGHT), judge(worked(), LEFT)).verdict_moves[0].shares

    assert share.points == 37.5 + 15
    assert [each.points for each in back] == [-share.points]


def test_an_advice_compared_with_itself_shows_nothing() -> None:
    advice = judge(worked(), LEFT)

    assert compare(advice, advice).is_empty


def test_a_weight_that_moves_is_named() -> None:
    weighted = Answers(LEFT.given, {"dead_dependency": 2})

    found = compare(judge(worked(), LEFT), judge(worked(), weighted))

    assert found.weights == ("dead_dependency",)
    assert found.moves
    assert not found.is_empty


def test_a_pattern_that_one_release_lacks_has_no_verdict_there() -> None:
    known = worked()
    smaller = changed(known, release="sha256:other", profiles=known.profiles[1:])

    found = compare(judge(known, LEFT), judge(smaller, LEFT))

    assert not found.same_release
    (move,) = found.verdict_moves
    assert (move.slug, move.verdicts) == ("retry", (Verdict.CONSIDER, None))
    assert not move.is_up


def test_contradictions_that_come_and_go_are_named() -> None:
    clash = Contradiction("C01", rule("few_services", "one_team"))
    known = changed(worked(), contradictions=(clash,))
    left = judge(known, Answers.of({"services": ["few"]}))
    right = judge(known, Answers.of({"services": ["few"], "teams": ["one"]}))

    assert compare(left, right).contradictions_added == ("C01",)
    assert compare(right, left).contradictions_solved == ("C01",)
