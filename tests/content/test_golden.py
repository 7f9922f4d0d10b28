"""Golden examples on the shipped Release: what whole systems are warned of, and how seldom."""

import pytest

from advisor.engine import Answers, Knowledge, judge
from advisor.engine.prerequisites import Standing
from advisor.engine.questions import presence
from advisor.engine.togetherness import Warnings
from tests.content.golden import SYSTEMS, answers_of, everything, quick_only

MOST, MEAN = 5, 2.25
MOST_OF_EVERYTHING = 12

every_system = pytest.mark.parametrize("name", SYSTEMS)


def warnings_of(known: Knowledge, name: str) -> Warnings:
    return judge(known, answers_of(name)).warnings


@every_system
def test_a_golden_example_answers_only_what_is_asked(known: Knowledge, name: str) -> None:
    answers = answers_of(name)

    shown = presence(known.questions, answers, settled=True)

    assert [question for question in answers.given if not shown[question]] == []


def test_no_contradiction_fires_for_a_golden_example(known: Knowledge) -> None:
    assert {n for n in SYSTEMS if judge(known, answers_of(n)).contradictions} == set()


def test_warnings_stay_few(known: Knowledge) -> None:
    counts = {name: warnings_of(known, name).count for name in SYSTEMS}

    assert max(counts.values()) <= MOST, counts
    assert sum(counts.values()) <= MEAN * len(counts), counts


def test_even_every_option_at_once_is_warned_of_in_a_page(known: Knowledge) -> None:
    found = judge(known, everything(known)).warnings

    assert 0 < found.count <= MOST_OF_EVERYTHING
    assert found.too_much is not None


@pytest.mark.parametrize("name", ["a start-up shop", "a small internal tool"])
def test_a_small_system_is_not_warned(known: Knowledge, name: str) -> None:
    assert warnings_of(known, name) == Warnings()


def test_without_answers_there_is_nothing_to_warn_of(known: Knowledge) -> None:
    assert judge(known, Answers()).warnings == Warnings()


def test_the_quick_questions_alone_warn_of_little(known: Knowledge) -> None:
    assert judge(known, quick_only(known, "a business SaaS")).warnings.count <= MOST


def test_retry_without_idempotency_is_a_warning(known: Knowledge) -> None:
    found = warnings_of(known, "a shop in three countries").prerequisites

    row = next(row for row in found if row.slug == "idempotent-consumer")
    assert row.standing is Standing.LEFT_OUT
    assert [user.slug for user in row.needed_by] == ["retry"]
    assert "only reads and idempotent writes are safe" in row.needed_by[0].reason


def test_retry_with_an_idempotency_key_is_none(known: Knowledge) -> None:
    answers = answers_of("a shop in three countries")
    more = (*answers.given["callfail"].options, "twice")

    found = judge(known, answers.with_answer("callfail", type(answers.given["callfail"])(more)))

    assert "idempotent-consumer" not in {row.slug for row in found.warnings.prerequisites}


def test_free_competition_and_strict_order_are_a_conflict(known: Knowledge) -> None:
    (row, *_) = warnings_of(known, "messages in order").conflicts

    assert (row.stronger, row.weaker) == ("competing-consumers", "sequential-convoy")
    assert "breaks order" in row.reason


def test_a_version_check_is_offered_before_a_lock_service(known: Knowledge) -> None:
    (row,) = warnings_of(known, "a seat booking").cheaper

    assert (row.slug, row.alternative) == ("distributed-lock", "optimistic-locking")
    assert row.margin < 0


def test_a_first_distributed_system_of_twelve_patterns_is_too_much(known: Knowledge) -> None:
    found = warnings_of(known, "a monolith being split").too_much

    assert found is not None
    assert (found.planned, found.budget) == (12, 30)
    assert [(short.capability, short.has) for short in found.short] == [("skill", 0)]


def test_every_relation_that_warns_has_a_reason(known: Knowledge) -> None:
    assert [row for row in known.relations if not row.reason.strip()] == []
