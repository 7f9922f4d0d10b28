"""Warnings over the whole set, each kind planted in a small Knowledge."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from advisor.engine import Answers, Knowledge, Profile, as_plain, judge
from advisor.engine.knowledge import Capacity
from advisor.engine.prerequisites import Standing
from advisor.engine.profiles import Group, Mitigation, Relation, RelationKind
from advisor.engine.togetherness import Warnings
from tests.advisor.engine.builders import (
    answers_to,
    changed,
    knowledge_of,
    option,
    profile,
    question,
    random_knowledges,
    rule,
)
from tests.advisor.engine.test_properties import thoroughly

REQUIRES, CONFLICTS, INSTEAD = RelationKind


def relation(kind: RelationKind, pattern: str, other: str) -> Relation:
    return Relation(kind, pattern, other, f"{pattern} {kind} {other}")


def judged(
    profiles: Sequence[Profile], *relations: Relation, said: Sequence[str], **more: Any
) -> Warnings:
    """Judge Patterns; each Force is a need of its name that can be said, or hinted at by `a?`."""
    forces = sorted({force for made in profiles for force, _ in (*made.eases, *made.worsens)})
    needs = question(
        "needs",
        *(option(force, {force: 3}) for force in forces),
        *(option(f"{force}?", {force: 1}) for force in forces),
        *(option(f"{force}-", {force: 2}) for force in forces),
        option("forbidden", facts=["forbidden"]),
    )
    skill = question("skill", option("none", sets={"skill": 0}), option("good", sets={"skill": 3}))
    words = {"needs": [word for word in said if word not in ("none", "good")]}
    words |= {"skill": [word for word in said if word in ("none", "good")]}
    known = knowledge_of([needs, skill], profiles, relations=relations, **more)
    return judge(known, Answers.of(words)).warnings


CALLER, KEEPER = profile("caller", {"a": 3}), profile("keeper", {"b": 3})


def test_a_pattern_whose_requirement_is_not_advised_is_planned_without_it() -> None:
    found = judged([CALLER, KEEPER], relation(REQUIRES, "caller", "keeper"), said=["a", "b?"])

    (row,) = found.prerequisites
    assert (row.slug, row.standing, row.complexity) == ("keeper", Standing.LEFT_OUT, 1)
    assert [(user.slug, user.reason) for user in row.needed_by] == [
        ("caller", "caller requires keeper")
    ]
    assert found.count == 1


def test_a_requirement_that_is_advised_and_planned_is_no_warning() -> None:
    edge = relation(REQUIRES, "caller", "keeper")

    assert judged([CALLER, KEEPER], edge, said=["a", "b"]) == Warnings()


def test_what_nobody_advises_may_miss_what_it_requires() -> None:
    edge = relation(REQUIRES, "caller", "keeper")

    assert judged([CALLER, KEEPER], edge, said=["a?"]) == Warnings()


def test_a_prerequisite_that_the_plan_pulls_in_is_said_to_be_there_for_others_alone() -> None:
    caller = profile("caller", {"a": 3}, prerequisites=("keeper",))
    other = profile("other", {"c": 3}, prerequisites=("keeper",))

    found = judged(
        [caller, other, KEEPER], relation(REQUIRES, "caller", "keeper"), said=["a", "c-", "c"]
    )

    (row,) = found.prerequisites
    assert row.standing is Standing.PULLED_IN
    assert [(user.slug, user.reason) for user in row.needed_by] == [
        ("caller", "caller requires keeper"),
        ("other", ""),
    ]


def test_a_prerequisite_that_is_forbidden_says_by_which_rule() -> None:
    keeper = profile("keeper", {"b": 3}, never_when=(rule("forbidden", reason="Not here."),))
    caller = profile("caller", {"a": 3}, prerequisites=("keeper",))

    (row,) = judged([caller, keeper], said=["a", "forbidden"]).prerequisites

    assert (row.slug, row.standing, row.because) == ("keeper", Standing.AVOIDED, ("Not here.",))
    assert [user.slug for user in row.needed_by] == ["caller"]


def test_a_prerequisite_that_lost_its_choice_names_the_winner() -> None:
    winner = profile("winner", {"b": 3, "c": 3})
    caller = profile("caller", {"a": 3}, prerequisites=("keeper",))

    (row,) = judged(
        [caller, KEEPER, winner],
        said=["a", "b", "c"],
        groups=(Group("one", ("keeper", "winner")),),
    ).prerequisites

    assert (row.standing, row.instead) == (Standing.LOST_CHOICE, ("winner",))


def test_a_requirement_beyond_the_budget_comes_too_late() -> None:
    keeper = profile("keeper", {"b": 3}, complexity=3)

    (row,) = judged(
        [CALLER, keeper],
        relation(REQUIRES, "caller", "keeper"),
        said=["a", "b"],
        capacity=Capacity(unknown=2),
    ).prerequisites

    assert (row.standing, row.complexity) == (Standing.BEYOND_BUDGET, 3)


def test_a_variant_meets_the_requirement_of_its_parent() -> None:
    variant = profile("variant", {"c": 3}, family="keeper")
    edge = relation(REQUIRES, "caller", "keeper")

    assert not judged([CALLER, KEEPER, variant], edge, said=["a", "c"]).prerequisites


def test_a_variant_needs_what_its_parent_needs_for_a_reason_of_its_own_if_it_has_one() -> None:
    variant = profile("variant", {"c": 3}, family="caller", prerequisites=("keeper",))
    of_parent = relation(REQUIRES, "caller", "keeper")
    own = relation(REQUIRES, "variant", "keeper")

    def reasons(*edges: Relation) -> list[str]:
        (row,) = judged([CALLER, KEEPER, variant], *edges, said=["c"]).prerequisites
        return [user.reason for user in row.needed_by]

    assert reasons(of_parent) == ["caller requires keeper"]
    assert reasons(of_parent, own) == ["variant requires keeper"]


def test_whoever_softens_the_same_harm_meets_the_requirement() -> None:
    caller = profile("caller", {"a": 3}, {"h": 1})
    profiles = [caller, KEEPER, profile("other", {"c": 3})]
    edge = relation(REQUIRES, "caller", "keeper")
    both = (Mitigation("caller", "h", ("keeper", "other")),)
    alone = (Mitigation("caller", "h", ("other",)),)

    assert not judged(profiles, edge, said=["a", "c"], mitigations=both).prerequisites
    assert judged(profiles, edge, said=["a", "c"], mitigations=alone).prerequisites


def test_a_requirement_whose_purpose_is_stated_outright_is_no_warning() -> None:
    """Only other answers keep it away: the condition itself is met."""
    keeper = profile("keeper", {"b": 3}, {"a": 3})

    assert not judged(
        [CALLER, keeper], relation(REQUIRES, "caller", "keeper"), said=["a", "b"]
    ).prerequisites


def test_two_advised_patterns_in_conflict_name_the_reason_and_the_weaker() -> None:
    weaker = profile("aa-weaker", {"b": 3}, complexity=2)

    found = judged([CALLER, weaker], relation(CONFLICTS, "aa-weaker", "caller"), said=["a", "b"])

    (row,) = found.conflicts
    assert (row.stronger, row.weaker) == ("caller", "aa-weaker")
    assert row.reason == "aa-weaker conflicts-with caller"
    assert (row.margin, row.close_call) == (Fraction(3, 2), True)
    assert found.count == 1


def test_a_conflict_with_what_is_not_advised_is_none() -> None:
    edge = relation(CONFLICTS, "caller", "keeper")

    assert judged([CALLER, KEEPER], edge, said=["a", "b?"]) == Warnings()


def test_a_conflict_with_what_lost_its_choice_is_none() -> None:
    winner = profile("winner", {"b": 3, "c": 3})
    edge = relation(CONFLICTS, "caller", "keeper")

    assert not judged(
        [CALLER, KEEPER, winner],
        edge,
        said=["a", "b", "c"],
        groups=(Group("one", ("keeper", "winner")),),
    ).conflicts


def test_a_variant_stands_in_a_conflict_for_its_parent() -> None:
    variant = profile("variant", {"b": 3}, family="keeper")
    edge = relation(CONFLICTS, "keeper", "caller")

    (row,) = judged([CALLER, KEEPER, variant], edge, said=["a", "b"]).conflicts

    assert {row.stronger, row.weaker} == {"caller", "variant"}


def test_a_variant_is_no_conflict_of_its_parent() -> None:
    variant = profile("variant", {"b": 3}, family="keeper")
    edge = relation(CONFLICTS, "variant", "keeper")

    assert not judged([KEEPER, variant], edge, said=["b"]).conflicts


def test_an_advised_alternative_that_answers_the_same_and_costs_less_is_named() -> None:
    dear = profile("dear", {"a": 3}, complexity=4)
    cheap = profile("cheap", {"b": 3, "a": 1}, complexity=2)

    (row,) = judged([dear, cheap], relation(INSTEAD, "dear", "cheap"), said=["a", "b"]).cheaper

    assert (row.slug, row.alternative, row.force) == ("dear", "cheap", "a")
    assert (row.complexity, row.alternative_complexity, row.advised) == (4, 2, True)
    assert row.margin == Fraction(75) - (75 + Fraction(25, 3))
    assert row.reason == "dear alternative-to cheap"


def test_an_alternative_close_behind_on_the_same_force_is_named() -> None:
    dear = profile("dear", {"a": 3}, {"i": 1}, complexity=4)
    cheap = profile("cheap", {"a": 3}, {"h": 1}, complexity=1)
    edge = relation(INSTEAD, "cheap", "dear")

    (row,) = judged([dear, cheap], edge, said=["a", "h", "i?"]).cheaper

    assert (row.slug, row.alternative, row.advised) == ("dear", "cheap", False)
    assert row.margin == Fraction(80, 9)
    assert not judged([dear, cheap], edge, said=["a", "h"]).cheaper  # 13.3 points behind


def test_an_alternative_for_another_need_is_none() -> None:
    dear = profile("dear", {"a": 3}, complexity=4)

    assert not judged([dear, KEEPER], relation(INSTEAD, "dear", "keeper"), said=["a", "b"]).cheaper


def test_the_loser_of_a_choice_is_an_alternative_whatever_it_eases() -> None:
    dear = profile("dear", {"a": 3, "c": 3}, complexity=4)

    assert judged(
        [dear, KEEPER],
        relation(INSTEAD, "dear", "keeper"),
        said=["a", "b", "c"],
        groups=(Group("one", ("dear", "keeper")),),
    ).cheaper


def test_one_point_of_complexity_is_not_worth_a_warning() -> None:
    dear = profile("dear", {"a": 3}, complexity=3)
    cheap = profile("cheap", {"a": 3}, complexity=2)

    assert not judged([dear, cheap], relation(INSTEAD, "dear", "cheap"), said=["a"]).cheaper


SIX = [profile(f"p{n}", {"a": 3}, complexity=2) for n in range(12)]


def test_more_than_another_half_year_waiting_is_said_once_with_numbers() -> None:
    found = judged(SIX, said=["a"], capacity=Capacity(unknown=8)).too_much

    assert found is not None
    assert (found.points, found.budget, found.planned, found.beyond) == (24, 8, 4, 8)
    assert found.short == ()


def test_what_another_half_year_carries_is_not_too_much() -> None:
    assert judged(SIX[:8], said=["a"], capacity=Capacity(unknown=8)).too_much is None


def test_a_small_plan_is_never_too_much() -> None:
    assert judged(SIX, said=["a"], capacity=Capacity(unknown=6)).too_much is None


def skilled(*levels: int) -> list[Profile]:
    return [profile(f"p{n}", {"a": 3}, needs={"skill": level}) for n, level in enumerate(levels)]


def test_a_plan_that_mostly_needs_more_than_was_stated_is_too_much() -> None:
    found = judged(skilled(1, 2, 1, 1, 0, 0), said=["a", "none"]).too_much

    assert found is not None
    (short,) = found.short
    assert (short.capability, short.has, short.needs) == ("skill", 0, 2)
    assert set(short.patterns) == {"p0", "p1", "p2", "p3"}
    assert found.beyond == 0


def test_a_few_patterns_that_need_more_are_left_to_their_own_rows() -> None:
    assert judged(skilled(1, 1, 1, 0, 0, 0), said=["a", "none"]).too_much is None
    assert judged(skilled(1, 1, 1, 1, *[0] * 5), said=["a", "none"]).too_much is None


def test_a_capability_that_nobody_stated_is_not_held_against_the_team() -> None:
    assert judged(skilled(3, 3, 3, 3, 3), said=["a"]).too_much is None


@given(data=st.data())
@thoroughly
def test_relations_move_nothing_but_warnings(data: st.DataObject) -> None:
    known = data.draw(random_knowledges())
    answers = data.draw(answers_to(known))

    with_them, without = (_but_warnings(each, answers) for each in (known, _bare(known)))

    assert with_them == without


@given(data=st.data())
@thoroughly
def test_every_warning_is_about_patterns_that_are_advised_or_planned(data: st.DataObject) -> None:
    known = data.draw(random_knowledges())
    advice = judge(known, data.draw(answers_to(known)))

    advised = {each.slug for each in advice.patterns if each.verdict.is_advised}
    members = set(advice.plan.members)
    found = advice.warnings
    for row in found.prerequisites:
        users = {user.slug for user in row.needed_by}
        assert users
        assert users <= advised | members
        assert row.slug not in advised & members
        assert (row.slug in members) == (row.standing is Standing.PULLED_IN)
    for conflict in found.conflicts:
        assert {conflict.stronger, conflict.weaker} <= advised | members
    for cheaper in found.cheaper:
        assert cheaper.slug in members
        assert cheaper.alternative_complexity < cheaper.complexity
        assert cheaper.advised == (cheaper.alternative in advised)


def _bare(known: Knowledge) -> Knowledge:
    return changed(known, relations=())


def _but_warnings(known: Knowledge, answers: Answers) -> dict[str, object]:
    plain = as_plain(judge(known, answers))
    del plain["warnings"]
    return plain
