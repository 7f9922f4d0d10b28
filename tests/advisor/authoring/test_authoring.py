"""The author's report: each finding planted in a small Knowledge, and found."""

import json
from collections.abc import Sequence

import pytest

from advisor.authoring import Report, Trial, as_lines, as_plain, examine
from advisor.authoring.fragility import Change, Side, fragile
from advisor.authoring.idle import idle_forces, idle_options, unused_facts
from advisor.authoring.reach import Hanging, hanging, reached, unreachable
from advisor.authoring.trials import runs
from advisor.authoring.twins import twins
from advisor.engine import Answers, Knowledge, Profile, Verdict
from advisor.engine.knowledge import Baseline, Contradiction
from advisor.engine.profiles import KindCeiling, Limit, Mitigation
from advisor.engine.questions import Question
from tests.advisor.engine.builders import changed, knowledge_of, option, profile, question, rule


def trial(name: str, pattern: str = "", **chosen: str) -> Trial:
    return Trial(name, Answers.of({key: words.split() for key, words in chosen.items()}), pattern)


def known_of(
    questions: Sequence[Question], profiles: Sequence[Profile], **more: object
) -> Knowledge:
    return knowledge_of(questions, profiles, **more)


NEEDS = question("needs", option("a", {"a": 3}), option("b", {"b": 3}), option("c", {"c": 3}))


# --- twins ---------------------------------------------------------------------------------------


def test_profiles_that_point_the_same_way_are_twins_with_their_sentence() -> None:
    left, right = profile("left", {"a": 3, "b": 1}), profile("right", {"a": 2, "b": 1})
    other = profile("other", {"c": 3})

    (pair,) = twins([right, other, left], {frozenset({"left", "right"}): "One is louder."})

    assert (pair.left, pair.right, pair.cosine) == ("left", "right", 0.99)
    assert pair.sentence == "One is louder."


def test_twins_without_a_sentence_lack_it() -> None:
    (pair,) = twins([profile("left", {"a": 3}), profile("right", {"a": 1})], {})

    assert not pair.is_told_apart
    assert pair.cosine == 1


def test_what_one_eases_and_the_other_worsens_tells_them_apart() -> None:
    left, right = profile("left", {"a": 3}), profile("right", {"a": 2, "b": 2}, {"c": 3})

    assert not twins([left, right], {})
    assert not twins([left, profile("right", {}, {"a": 3})], {})


def test_a_cosine_of_exactly_four_fifths_is_close_enough() -> None:
    left, right = profile("left", {"a": 4, "b": 3}), profile("right", {"a": 1})
    below = profile("right", {"a": 4, "c": 1})

    assert [pair.cosine for pair in twins([left, right], {})] == [0.8]
    assert not twins([left, below], {})


# --- reach ---------------------------------------------------------------------------------------


def test_a_pattern_that_no_answer_makes_adopt_is_unreachable() -> None:
    weak = profile("weak", {"a": 2})
    known = known_of([NEEDS], [weak, profile("strong", {"a": 3})])

    assert unreachable(known, []) == ("weak",)


def test_a_pattern_that_always_stands_behind_five_others_is_unreachable() -> None:
    first = [profile(f"p{n}", {"a": 3, "b": 3}) for n in range(5)]
    last = profile("last", {"a": 3}, complexity=2)

    assert unreachable(known_of([NEEDS], [*first, last]), []) == ("last",)
    assert unreachable(known_of([NEEDS], [*first[1:], last]), []) == ()


def test_the_way_that_is_found_makes_the_pattern_adopt() -> None:
    harmed = profile("harmed", {"a": 3}, {"b": 3}, needs={"ops": 3}, never_when=(rule("never"),))
    either = question(
        "either",
        option("loud", {"a": 3, "b": 3}),
        option("quiet", {"a": 2}),
        option("forbidden", {"a": 3}, facts=["never"]),
        single=True,
    )
    more = question("more", option("said", {"a": 1}))
    able = question("ops", option("able", sets={"ops": 3}), option("unable", sets={"ops": 1}))
    known = known_of([either, more, able], [harmed])

    way = reached(known, harmed)

    assert way is not None
    assert way.outcome.verdicts == (Verdict.ADOPT,)
    assert way.trial.answers == Answers.of({"either": ["quiet"], "more": ["said"], "ops": ["able"]})


def test_an_example_may_be_the_only_way() -> None:
    """A floor is no Force, so no search over Forces finds it."""
    raised = profile("raised", {"a": 1}, at_least=(Limit(rule("small"), Verdict.ADOPT),))
    size = question("size", option("small", facts=["small"]))
    known = known_of([NEEDS, size], [raised])

    assert unreachable(known, []) == ("raised",)
    assert unreachable(known, [trial("small", "raised", size="small")]) == ()
    assert unreachable(known, [trial("of another", "other", size="small")]) == ("raised",)


def test_two_options_of_one_question_may_be_needed_together() -> None:
    halves = question("halves", option("left", {"a": 2}), option("right", {"a": 1}))
    known = known_of([halves], [profile("p", {"a": 3})])

    assert unreachable(known, []) == ()
    assert hanging(known, []) == (Hanging("p", "halves", "left"), Hanging("p", "halves", "right"))


def test_an_example_with_the_option_is_no_way_without_it() -> None:
    known = known_of([NEEDS], [profile("one", {"a": 3})])
    example = trial("said", "one", needs="a")

    assert hanging(known, [example]) == (Hanging("one", "needs", "a"),)


def test_a_pattern_hangs_on_an_option_that_alone_calls_for_it() -> None:
    other = question("other", option("b", {"b": 3}))
    known = known_of([NEEDS, other], [profile("one", {"a": 3}), profile("two", {"b": 3})])

    assert hanging(known, []) == (Hanging("one", "needs", "a"),)


def test_nothing_hangs_on_an_option_that_only_sets_a_capability() -> None:
    able = question("ops", option("able", sets={"ops": 3}))
    twice = question("twice", option("a", {"a": 3}))
    known = known_of([NEEDS, twice, able], [profile("one", {"a": 3}, needs={"ops": 3})])

    assert unreachable(known, []) == ()
    assert hanging(known, []) == ()


# --- idle ----------------------------------------------------------------------------------------


def test_forces_that_nobody_raises_lowers_or_eases_are_named() -> None:
    questions = [question("q", option("up", {"a": 2, "b": 1}), option("down", {"a": -1, "c": -3}))]
    known = known_of(questions, [profile("p", {"a": 3, "c": 1}, {"b": 1, "d": 1})])

    found = idle_forces(known)

    assert found.unraised == ("c", "d")
    assert found.unlowered == ("b", "d")
    assert found.uneased == ("b", "d")


def test_an_option_whose_removal_moves_no_verdict_is_not_needed() -> None:
    hint = question("hint", option("little", {"a": 1}), option("never"))
    known = known_of([NEEDS, hint], [profile("p", {"a": 3})])
    trials = [trial("loud", needs="a b", hint="little"), trial("b alone", needs="b")]

    found = idle_options(known, runs(known, trials))

    assert found.unneeded == (("needs", "b"), ("hint", "little"))
    assert found.untried == (("needs", "c"), ("hint", "never"))


def test_an_option_is_needed_where_one_set_of_answers_rests_on_it() -> None:
    hint = question("hint", option("little", {"a": 1}))
    known = known_of([NEEDS, hint], [profile("p", {"a": 3})])
    trials = [trial("loud", needs="a", hint="little"), trial("quiet", hint="little")]

    assert idle_options(known, runs(known, trials)).unneeded == ()


def test_facts_that_no_rule_looks_at_are_named() -> None:
    facts = ["never", "unless", "most", "least", "kind", "clash", "start", "free"]
    known = known_of(
        [question("q", option("all", facts=facts))],
        [
            profile(
                "p",
                {"a": 3},
                never_when=(rule("never", unless=["unless"]),),
                at_most=(Limit(rule("most"), Verdict.LATER),),
                at_least=(Limit(rule("least"), Verdict.ADOPT),),
            )
        ],
        ceilings=(KindCeiling(Limit(rule("kind"), Verdict.LATER)),),
        contradictions=(Contradiction("C01", rule("clash")),),
        baseline=Baseline("p", frozenset({"start"})),
    )

    assert unused_facts(known) == ("free",)


# --- fragility -----------------------------------------------------------------------------------


def test_every_entry_is_tried_one_up_and_one_down() -> None:
    known = known_of([NEEDS], [profile("p", {"a": 3, "b": 1}, {"c": 2}, needs={"ops": 2})])

    tried = {(m.change.side, m.change.name, m.change.after) for m in fragile(known, ())}

    assert tried == {
        (Side.EASES, "a", 2),
        (Side.EASES, "b", 0),
        (Side.EASES, "b", 2),
        (Side.WORSENS, "c", 1),
        (Side.WORSENS, "c", 3),
        (Side.NEEDS, "ops", 1),
        (Side.NEEDS, "ops", 3),
    }


def test_a_change_says_which_verdicts_it_moves_and_where() -> None:
    known = known_of([NEEDS], [profile("p", {"a": 3}), profile("q", {"b": 2})])
    judged = runs(known, [trial("first", needs="a"), trial("second", needs="b")])

    first, second, *rest = fragile(known, judged)

    assert first.change == Change("p", Side.EASES, "a", 3, 2)
    assert [(m.trial, m.pattern, m.before, m.after) for m in first.moved] == [
        ("first", "p", Verdict.ADOPT, Verdict.CONSIDER)
    ]
    assert first.kinds == (("adopt to consider", 1),)
    assert second.change == Change("q", Side.EASES, "b", 2, 3)
    assert [(m.trial, m.before, m.after) for m in second.moved] == [
        ("second", Verdict.CONSIDER, Verdict.ADOPT)
    ]
    assert [(m.change.after, len(m.decisive)) for m in rest] == [(1, 0)]


def test_what_moves_advice_is_more_fragile_than_what_moves_hints() -> None:
    known = known_of([NEEDS], [profile("hints", {"a": 2}), profile("rests", {"b": 3})])
    trials = [trial(f"a{n}", needs="a") for n in range(3)] + [trial("b", needs="b")]

    moves = fragile(known, runs(known, trials))

    assert [(m.change.pattern, m.change.after) for m in moves] == [
        ("hints", 3),
        ("rests", 2),
        ("hints", 1),
    ]
    assert [len(m.decisive) for m in moves] == [3, 1, 0]
    assert [len(m.moved) for m in moves] == [3, 1, 3]


def test_a_change_also_moves_what_the_pattern_softens() -> None:
    """Once the helper is adopt, the harm of the other counts a quarter."""
    helper, harmed = profile("helper", {"b": 2}), profile("harmed", {"a": 3}, {"c": 1})
    known = known_of(
        [NEEDS], [helper, harmed], mitigations=(Mitigation("harmed", "c", ("helper",)),)
    )

    first, *_ = fragile(known, runs(known, [trial("all", needs="a b c")]))

    assert first.change == Change("helper", Side.EASES, "b", 2, 3)
    assert [(m.pattern, m.before, m.after) for m in first.moved] == [
        ("harmed", Verdict.CONSIDER, Verdict.ADOPT),
        ("helper", Verdict.CONSIDER, Verdict.ADOPT),
    ]


def test_fragility_is_what_judging_the_changed_profile_says() -> None:
    """The short way, through what a change touches, against the long one."""
    before = profile("p", {"a": 3, "b": 2}, {"c": 2}, needs={"ops": 2})
    able = question(
        "ops",
        option("none", {"b": -3}, sets={"ops": 0}),
        option("some", sets={"ops": 2}),
    )
    known = known_of([NEEDS, able], [before, profile("q", {"c": 3})])
    trials = [
        trial("one", needs="a"),
        trial("two", needs="b c"),
        trial("three", needs="a b c", ops="none"),
        trial("four", needs="a", ops="some"),
        trial("five", needs="a", ops="none"),
    ]
    judged = runs(known, trials)

    moving = 0
    for moves in fragile(known, judged):
        change = moves.change
        moving += bool(moves.moved)
        again = changed(known, profiles=tuple(_with(each, change) for each in known.profiles))
        expected = [
            (old.trial.name, slug, was, now)
            for old, new in zip(judged, runs(again, trials), strict=True)
            for slug, was, now in zip(
                known.tables.slugs, old.outcome.verdicts, new.outcome.verdicts, strict=True
            )
            if was is not now
        ]
        assert [(m.trial, m.pattern, m.before, m.after) for m in moves.moved] == expected
    assert moving > 4


def _with(each: Profile, change: Change) -> Profile:
    if each.slug != change.pattern:
        return each
    sides = {side: dict(getattr(each, side)) for side in Side}
    sides[change.side][change.name] = change.after
    return profile(
        each.slug,
        {force: strength for force, strength in sides[Side.EASES].items() if strength},
        {force: strength for force, strength in sides[Side.WORSENS].items() if strength},
        needs=sides[Side.NEEDS],
    )


# --- the whole -----------------------------------------------------------------------------------


@pytest.fixture
def small() -> Report:
    known = known_of([NEEDS], [profile("left", {"a": 3}), profile("right", {"a": 3}, complexity=2)])
    return examine(known, [trial("said", needs="a")], {})


def test_the_json_has_every_part_and_only_changes_that_move(small: Report) -> None:
    plain = json.loads(json.dumps(as_plain(small)))

    assert set(plain) == {
        "release", "engine", "patterns", "trials", "twins", "unreachable", "forces", "options",
        "facts", "hanging", "changes", "fragile",
    }  # fmt: skip
    assert plain["twins"] == [{"left": "left", "right": "right", "cosine": 1.0, "sentence": ""}]
    assert plain["options"]["untried"] == [
        {"question": "needs", "option": "b"},
        {"question": "needs", "option": "c"},
    ]
    assert plain["changes"] == {"tried": 2, "moving": 2}
    assert plain["fragile"][0] == {
        "pattern": "left",
        "side": "eases",
        "name": "a",
        "before": 3,
        "after": 2,
        "moved": 1,
        "kinds": {"adopt to consider": 1},
        "decisive": [{"trial": "said", "pattern": "left", "before": "adopt", "after": "consider"}],
    }


def test_the_lines_say_what_is_missing_and_where_there_is_nothing(small: Report) -> None:
    lines = list(as_lines(small))

    assert "  1.00  left, right: MISSING" in lines
    assert lines[lines.index("Facts that no rule looks at (0)") + 1] == "  none"
    assert "  left: needs=a" in lines
    assert "    1 of 1   left eases a 3 to 2: adopt to consider 1" in lines


def test_the_same_input_gives_the_same_report(small: Report) -> None:
    known = known_of([NEEDS], [profile("right", {"a": 3}, complexity=2), profile("left", {"a": 3})])

    assert examine(known, [trial("said", needs="a")], {}) == small
