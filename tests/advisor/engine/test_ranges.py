from fractions import Fraction

import pytest

from advisor.engine import Answer, Answers, Knowledge, Verdict, judge
from advisor.engine.conditions import Chosen
from advisor.engine.knowledge import Contradiction
from advisor.engine.profiles import Limit, Mitigation
from advisor.engine.ranges import Confidence, horizon
from tests.advisor.engine.builders import knowledge_of, option, profile, question, rule

SINGLE = question("single", option("up", {"f": 2}), option("down", {"f": -1}), single=True)
MULTI = question(
    "multi",
    option("a", {"f": 1}),
    option("b", {"f": 2}),
    option("c", {"f": -1}),
    option("none", {"f": -2}, exclusive=True),
)
RETRY = profile("retry", {"f": 3})


def bounds(known: Knowledge, answers: dict[str, list[str]], **more: object) -> tuple[int, int]:
    found = horizon(known.tables, Answers.of(answers, **more))  # type: ignore[arg-type]
    return found.lows[0], found.highs[0]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, (-1, 2)),
        ({"single": ["unknown"]}, (-1, 2)),
        ({"single": ["na"]}, (0, 0)),
        ({"single": ["up"]}, (2, 2)),
    ],
)
def test_an_open_single_question_reaches_its_extremes_and_silence(
    answers: dict[str, list[str]], expected: tuple[int, int]
) -> None:
    assert bounds(knowledge_of([SINGLE], [RETRY]), answers) == expected


def test_the_extremes_of_a_single_question_do_not_hang_on_the_order_of_options() -> None:
    steps = [option(f"o{n}", {"f": n}) for n in (-2, 3, -1, 1)]
    known = knowledge_of([question("steps", *steps, single=True)], [RETRY])

    assert bounds(known, {}) == (-2, 3)


def test_an_open_multi_question_adds_up_or_stands_alone() -> None:
    assert bounds(knowledge_of([MULTI], [RETRY]), {}) == (-2, 3)


def test_an_assumed_answer_counts_as_open_but_moves_the_level() -> None:
    known = knowledge_of([SINGLE], [RETRY])
    answers = Answers.of({"single": ["up"]}, assumed=["single"])

    (found,) = judge(known, answers).patterns

    assert bounds(known, {"single": ["up"]}, assumed=["single"]) == (-1, 2)
    assert (found.low, found.fit, found.high) == (Fraction(-40, 3), 50, 50)


def test_a_follow_up_counts_only_while_its_parent_may_keep_it_visible() -> None:
    parent = question("parent", option("yes"), option("no"), single=True)
    child = question("child", option("o", {"f": 3}), show_when=Chosen("parent", ("yes",)))
    known = knowledge_of([parent, child], [RETRY])

    assert bounds(known, {"child": ["o"]}) == (0, 3)
    assert bounds(known, {"parent": ["yes"], "child": ["o"]}) == (3, 3)
    assert bounds(known, {"parent": ["no"], "child": ["o"]}) == (0, 0)


def test_an_unknown_capability_ranges_over_what_an_answer_could_set() -> None:
    ops = question("ops", option("none", sets={"ops": 0}), option("team", sets={"ops": 3}))
    need = question("need", option("said", {"f": 3}))
    known = knowledge_of([ops, need], [profile("mesh", {"f": 3}, needs={"ops": 3})])

    (found,) = judge(known, Answers.of({"need": ["said"]})).patterns

    assert found.verdict is Verdict.PREPARE
    assert found.missing[0].assumed
    assert set(found.reach) == {Verdict.DEFER, Verdict.PREPARE, Verdict.ADOPT}
    assert found.confidence is Confidence.LIKELY


def test_a_fact_that_an_open_question_could_state_keeps_avoid_in_reach() -> None:
    size = question("size", option("small", facts=["small"]))
    need = question("need", option("said", {"f": 3}))
    mesh = profile("mesh", {"f": 3}, never_when=(rule("small"),))
    known = knowledge_of([size, need], [mesh])

    open_, closed = (
        judge(known, Answers.of({"need": ["said"]} | more)).patterns[0]
        for more in ({}, {"size": ["na"]})
    )

    assert open_.reach == (Verdict.AVOID, Verdict.ADOPT)
    assert closed.reach == (Verdict.ADOPT,)


def test_a_ceiling_that_spares_a_need_looks_at_both_ends_of_the_need() -> None:
    need = question("need", option("hint", {"f": 2}))
    more = question("more", option("hint", {"f": 1}))
    size = question("size", option("small", facts=["small"]))
    capped = Limit(rule("small"), Verdict.LATER, spares_need=True)
    known = knowledge_of([need, more, size], [profile("gateway", {"f": 3}, at_most=(capped,))])
    small = Answers.of({"size": ["small"]})

    (open_,) = judge(known, small).patterns
    (hinted,) = judge(known, small.with_answer("more", Answer(not_applicable=True))).patterns

    assert Verdict.ADOPT in open_.reach
    assert hinted.reach == (Verdict.NOT_NEEDED, Verdict.LATER)


def test_a_possible_companion_softens_the_upper_end_alone() -> None:
    needs = question("needs", option("work", {"f": 3}), option("flood", {"g": 3}))
    relief = question("relief", option("shed", {"h": 3}))
    known = knowledge_of(
        [needs, relief],
        [profile("retry", {"f": 3}, {"g": 3}), profile("shedding", {"h": 3})],
        mitigations=[Mitigation("retry", "g", ("shedding",))],
    )

    open_ = judge(known, Answers.of({"needs": ["work", "flood"]})).pattern("retry")
    settled = judge(known, Answers.of({"needs": ["work", "flood"], "relief": ["shed"]})).pattern(
        "retry"
    )

    assert open_ is not None
    assert settled is not None
    assert (open_.low, open_.high) == (35, 65)
    assert (settled.low, settled.fit, settled.high) == (65, 65, 65)


def test_the_next_questions_are_those_that_could_change_most() -> None:
    wide = question("wide", option("o", {"f": 3, "g": 3}))
    narrow = question("narrow", option("o", {"g": 3}))
    idle = question("idle", option("o", {"z": 3}))
    known = knowledge_of(
        [narrow, wide, idle], [profile("retry", {"f": 3}), profile("cache", {"g": 3})]
    )

    found = judge(known, Answers()).next_questions

    assert [(offer.question, offer.could_change) for offer in found] == [("wide", 2), ("narrow", 1)]


def test_overall_confidence_falls_a_step_for_each_contradiction() -> None:
    need = question("need", option("said", {"f": 3}, facts=["big", "small"]))
    known = knowledge_of(
        [need],
        [RETRY],
        contradictions=(Contradiction("C01", rule("big", "small")),),
    )
    calm = knowledge_of([need], [RETRY])

    answers = Answers.of({"need": ["said"]})

    assert judge(calm, answers).overall_confidence == "high"
    assert judge(known, answers).overall_confidence == "medium"
    assert judge(calm, Answers()).overall_confidence == "low"
