"""Contradictions and rules: each can fire, and just not fire."""

from collections.abc import Collection, Iterator
from itertools import product

import pytest

from advisor.engine import Answer, Answers, Knowledge, Verdict, judge
from advisor.engine.questions import Kind, presence

Chosen = dict[str, tuple[str, ...]]


def statements(known: Knowledge, fact: str) -> list[tuple[str, str]]:
    """Return the (question, option) pairs that state a fact."""
    return [
        (question.id, option.id)
        for question in known.questions
        for option in question.options
        if fact in option.facts
    ]


def stating(known: Knowledge, facts: Collection[str], unless: Collection[str] = ()) -> Chosen:
    """Return answers that a reader can give, that state all the facts and none of the others."""
    for pairs in product(*(statements(known, fact) for fact in sorted(facts))):
        for chosen in _asked(known, merged(pairs)):
            stated = facts_of(known, chosen)
            if set(facts) <= stated and not stated & set(unless):
                return chosen
    pytest.fail(f"no reader can say {sorted(facts)} without {sorted(unless)}")


def merged(pairs: Collection[tuple[str, str]]) -> Chosen:
    found: Chosen = {}
    for question, option in pairs:
        if option not in found.get(question, ()):
            found[question] = (*found.get(question, ()), option)
    return found


def _asked(known: Knowledge, chosen: Chosen) -> Iterator[Chosen]:
    """Yield the answers, with one or two more where the questions would not be asked otherwise."""
    if not _is_possible(known, chosen):
        return
    more: list[Chosen] = [{}]
    more += [
        {question.id: (option.id,)}
        for question in known.questions
        if question.id not in chosen
        for option in question.options
    ]
    for extra in more:
        whole = {**extra, **chosen}
        shown = presence(known.questions, answers(whole), settled=True)
        if all(shown[question] for question in whole):
            yield whole


def _is_possible(known: Knowledge, chosen: Chosen) -> bool:
    questions = {question.id: question for question in known.questions}
    for name, options in chosen.items():
        question = questions[name]
        alone = {option.id for option in question.options if option.exclusive}
        if len(options) > 1 and (question.kind is Kind.SINGLE or alone & set(options)):
            return False
    return True


def facts_of(known: Knowledge, chosen: Chosen) -> set[str]:
    shown = presence(known.questions, answers(chosen), settled=True)
    return {
        fact
        for question in known.questions
        if shown[question.id]
        for option in question.options
        if option.id in chosen.get(question.id, ())
        for fact in option.facts
    }


def answers(chosen: Chosen) -> Answers:
    return Answers({question: Answer(options) for question, options in chosen.items()})


def fired(known: Knowledge, chosen: Chosen) -> set[str]:
    return {row.id for row in judge(known, answers(chosen)).contradictions}


def test_every_contradiction_can_fire(known: Knowledge) -> None:
    for row in known.contradictions:
        assert row.id in fired(known, stating(known, row.rule.facts)), row.id


def test_no_contradiction_fires_when_one_of_its_facts_is_not_said(known: Knowledge) -> None:
    for row in known.contradictions:
        for fact in row.rule.facts:
            chosen = stating(known, row.rule.facts - {fact}, [fact])
            assert row.id not in fired(known, chosen), (row.id, fact)


def test_every_contradiction_reopens_the_questions_that_state_its_facts(known: Knowledge) -> None:
    for row in known.contradictions:
        for fact in row.rule.facts:
            questions = {question for question, _ in statements(known, fact)}
            assert questions & set(row.reopen), (row.id, fact)


def test_every_contradiction_says_a_way_out(known: Knowledge) -> None:
    assert [row.id for row in known.contradictions if not row.ways_out] == []


def test_every_rule_that_forbids_can_fire(known: Knowledge) -> None:
    for profile in known.profiles:
        for rule in profile.never_when:
            advice = judge(known, answers(stating(known, rule.facts, rule.unless)))
            judged = advice.pattern(profile.slug)
            assert judged is not None
            assert judged.verdict is Verdict.AVOID, profile.slug
            assert rule.reason in {each.reason for each in judged.rules}


def test_no_rule_fires_when_one_of_its_facts_is_not_said(known: Knowledge) -> None:
    for profile in known.profiles:
        for rule in profile.never_when:
            for fact in rule.facts:
                chosen = stating(known, rule.facts - {fact}, [fact])
                assert rule.reason not in _reasons(known, profile.slug, chosen), profile.slug


def test_no_rule_fires_when_its_exception_is_said(known: Knowledge) -> None:
    for profile in known.profiles:
        for rule in profile.never_when:
            for exception in rule.unless:
                chosen = stating(known, rule.facts | {exception})
                assert rule.reason not in _reasons(known, profile.slug, chosen), profile.slug


def test_every_floor_and_ceiling_of_a_profile_can_fire(known: Knowledge) -> None:
    for profile in known.profiles:
        for limit in (*profile.at_most, *profile.at_least):
            chosen = stating(known, limit.rule.facts, limit.rule.unless)
            assert limit.rule.reason in _reasons(known, profile.slug, chosen), profile.slug


def test_every_option_can_be_reached(known: Knowledge) -> None:
    for question in known.questions:
        for option in question.options:
            wanted = {question.id: (option.id,)}
            assert next(_asked(known, wanted), None) is not None, (question.id, option.id)


def _reasons(known: Knowledge, slug: str, chosen: Chosen) -> set[str]:
    judged = judge(known, answers(chosen)).pattern(slug)
    assert judged is not None
    return {rule.reason for rule in judged.rules}
