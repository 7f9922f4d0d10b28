"""What is kept: nothing overwritten, nothing half, and of two writers exactly one wins."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from advisor import models
from advisor.advice import advise
from advisor.answers import Sheet
from advisor.engine.canonical import as_json
from patterns import releases
from patterns.models import Release
from tests.advisor.answering import BUSY, sheet

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 12, tzinfo=UTC)
FEWER = {**BUSY, "pains": ["timeouts"]}


def opened(query: Any = BUSY, **more: Any) -> models.Opened:
    return models.Assessment.open(filled(query), now=NOW, **more)


def filled(query: Any = BUSY) -> Sheet:
    return sheet(releases.current(), query)


@pytest.fixture
def assessment(release: Release) -> models.Assessment:
    return opened(title="Order platform").assessment


def test_opening_keeps_answers_release_engine_and_the_advice_as_computed(release: Release) -> None:
    made = opened(title="  Order\n platform ")

    advice = advise(filled().answers, thorough=True)
    revision = models.Revision.objects.get()
    assert made.assessment.title == "Order platform"
    assert (revision.number, revision.release, revision.engine) == (1, release, advice.engine)
    assert revision.advice.encode() == as_json(advice)
    assert revision.read(releases.current()).sheet.answers == advice.answers
    assert revision.created_at == made.assessment.created_at == NOW


def test_the_secret_is_long_and_only_its_hash_is_kept(release: Release) -> None:
    made = opened()

    assert len(made.edit_key) == 32  # base64 of 24 random bytes
    row = json.dumps(list(models.Assessment.objects.values()), default=str)
    assert made.edit_key not in row
    assert opened().edit_key != made.edit_key


def test_notes_reasons_and_weights_come_back(release: Release) -> None:
    whole = Sheet(
        filled({**BUSY, "legacy": ["na"], "na.legacy": ["other"], "w.cross_tx": ["1.5"]}).answers,
        names=("Orders", "Payment"),
        notes={"pains": "Incident of 3 March\nsecond line"},
        reason_texts={"legacy": "There is none"},
    )

    models.Assessment.open(whole, now=NOW)

    kept = models.Revision.objects.get().read(releases.current())
    assert kept.problems == ()
    assert kept.sheet.answers == whole.answers
    assert kept.sheet.notes == whole.notes
    assert kept.sheet.reason_texts == whole.reason_texts
    assert kept.sheet.names == whole.names


def test_a_revision_is_added_and_none_is_changed(assessment: models.Assessment) -> None:
    first = models.Revision.objects.values().get()

    second = assessment.revise(filled(FEWER), base=1, now=LATER)

    assert second.number == 2
    assert models.Revision.objects.values().get(number=1) == first
    assert assessment.newest() == second
    assert models.Assessment.objects.get().changed_at == LATER
    assert models.Assessment.objects.get().version == 2


def test_a_stale_base_is_refused_with_the_newer_revision(assessment: models.Assessment) -> None:
    newer = assessment.revise(filled(FEWER), base=1, now=LATER)

    with pytest.raises(models.StaleRevision) as refused:
        assessment.revise(filled({"stage": ["new"]}), base=1, now=LATER)

    assert refused.value.newest == newer
    assert assessment.revisions.count() == 2


@pytest.mark.parametrize("base", [0, 2, 10**6])
def test_a_base_that_never_was_is_refused(assessment: models.Assessment, base: int) -> None:
    with pytest.raises(models.StaleRevision):
        assessment.revise(filled(FEWER), base=base, now=LATER)

    assert assessment.revisions.count() == 1


def test_the_same_answers_again_add_no_revision(assessment: models.Assessment) -> None:
    again = assessment.revise(filled(), base=1, now=LATER)

    assert again.number == 1
    assert models.Revision.objects.count() == 1
    assert models.Assessment.objects.get().changed_at == NOW


def test_two_revisions_cannot_have_one_number(assessment: models.Assessment) -> None:
    first = assessment.newest()

    with pytest.raises(IntegrityError), transaction.atomic():
        assessment.revisions.create(
            number=1, document={}, release=first.release, engine="1", advice="{}", created_at=NOW
        )


def test_a_release_stays_as_long_as_a_revision_needs_it(
    assessment: models.Assessment, release: Release
) -> None:
    with pytest.raises(ProtectedError):
        release.delete()

    assessment.delete()
    release.delete()
    assert not Release.objects.exists()


def test_deciding_keeps_the_word_and_the_verdict_of_that_day(assessment: models.Assessment) -> None:
    verdict = assessment.newest().verdicts()["retry"]

    made = assessment.decide("retry", "accepted", now=LATER, note=" Why not ", decider="The board")

    decision = models.Decision.objects.get()
    assert decision == made
    assert (decision.status, decision.note, decision.decider) == (
        "accepted",
        "Why not",
        "The board",
    )
    assert (decision.decided_on, decision.verdict, decision.revision) == (
        date(2026, 3, 2),
        verdict,
        1,
    )


def test_a_second_word_replaces_the_first(assessment: models.Assessment) -> None:
    assessment.decide("retry", "accepted", now=NOW, note="first")

    assessment.decide("retry", "deferred", now=LATER, decided_on=date(2026, 1, 5))

    decision = models.Decision.objects.get()
    assert (decision.status, decision.note, decision.decided_on) == (
        "deferred",
        "",
        date(2026, 1, 5),
    )
    assert assessment.decided() == {"retry": decision}


def test_a_decision_survives_a_change_of_answers(assessment: models.Assessment) -> None:
    assessment.decide("circuit-breaker", "accepted", now=NOW)
    verdict = models.Decision.objects.get().verdict

    assessment.revise(filled({"stage": ["new"]}), base=1, now=LATER)

    assert models.Decision.objects.get().verdict == verdict
    assert assessment.newest().verdicts()["circuit-breaker"] != verdict


def test_a_decision_can_be_taken_back(assessment: models.Assessment) -> None:
    assessment.decide("retry", "accepted", now=NOW)

    assert assessment.undecide("retry", now=LATER)
    assert not assessment.undecide("retry", now=LATER)
    assert not models.Decision.objects.exists()


@pytest.mark.parametrize(
    ("pattern", "status", "more", "error"),
    [
        ("no-such-pattern", "accepted", {}, models.UnknownPattern),
        ("", "accepted", {}, models.UnknownPattern),
        ("retry", "perhaps", {}, ValidationError),
        ("retry", "", {}, ValidationError),
        ("retry", "accepted", {"note": "x" * 2001}, ValidationError),
        ("retry", "accepted", {"note": "a\0b"}, ValidationError),
        ("retry", "accepted", {"note": "a\ud800b"}, ValidationError),
        ("retry", "accepted", {"decider": "x" * 121}, ValidationError),
        ("retry", "accepted", {"decider": "a\0b"}, ValidationError),
        ("retry", "accepted", {"decided_on": date(1979, 12, 31)}, ValidationError),
    ],
)
def test_a_decision_that_cannot_be_kept_is_refused_whole(
    assessment: models.Assessment, pattern: str, status: str, more: Any, error: type[Exception]
) -> None:
    with pytest.raises(error):
        assessment.decide(pattern, status, now=LATER, **more)

    assert not models.Decision.objects.exists()
    assert models.Assessment.objects.get().version == 1


def test_the_database_itself_refuses_a_long_note_and_a_strange_status(
    assessment: models.Assessment,
) -> None:
    assessment.decide("retry", "accepted", now=NOW, note="x" * 2000)

    for change in ({"note": "x" * 2001}, {"status": "perhaps"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Decision.objects.update(**change)


@pytest.mark.parametrize("title", ["x" * 121, "a\0b", "a\ud800", "\u202eabc"])
def test_a_title_that_cannot_be_kept_is_refused(assessment: models.Assessment, title: str) -> None:
    with pytest.raises(ValidationError):
        assessment.rename(title, now=LATER)
    with pytest.raises(ValidationError):
        opened(title=title)

    assert [each.title for each in models.Assessment.objects.all()] == ["Order platform"]


def test_renaming_to_nothing_gives_a_name_that_stands_in(assessment: models.Assessment) -> None:
    assessment.rename(" ", now=LATER)

    assert models.Assessment.objects.get().name == "Assessment of 1 March 2026"


def test_a_shared_link_can_be_shown_again_and_ends_when_revoked(
    assessment: models.Assessment,
) -> None:
    key = assessment.share(now=NOW)

    found = models.Assessment.objects.get()
    assert found.read_key == key == found.share(now=LATER)
    assert key not in json.dumps(list(models.Assessment.objects.values()), default=str)

    found.revoke(now=LATER)
    assert models.Assessment.objects.get().read_key == ""
    assert models.Assessment.objects.get().share(now=LATER) != key


def test_a_link_made_under_another_secret_key_is_not_shown_wrongly(
    assessment: models.Assessment, settings: Any
) -> None:
    key = assessment.share(now=NOW)
    settings.SECRET_KEY = "another secret key"

    found = models.Assessment.objects.get()
    assert found.is_shared
    assert found.read_key == ""
    assert found.share(now=LATER) != key


def test_a_variant_begins_where_its_origin_stands(assessment: models.Assessment) -> None:
    assessment.revise(filled(FEWER), base=1, now=NOW)
    assessment.decide("retry", "accepted", now=NOW)

    variant = assessment.clone_as_variant(now=LATER).assessment

    assert variant.origin == assessment
    assert variant.origin_revision == 2
    assert variant.title == "Variant of Order platform"
    assert variant.newest().number == 1
    assert variant.newest().document == assessment.newest().document
    assert variant.newest().advice == assessment.newest().advice
    assert not variant.decisions.exists()
    assert not variant.is_shared


def test_a_variant_outlives_its_origin(assessment: models.Assessment) -> None:
    variant = assessment.clone_as_variant(now=LATER).assessment

    assessment.delete()

    assert models.Assessment.objects.get() == variant
    assert models.Assessment.objects.get().origin is None


def test_an_assessment_stays_when_the_account_goes(release: Release) -> None:
    user = User.objects.create_user("ada")
    made = opened(owner=user)
    assert list(models.Assessment.objects.of(user)) == [made.assessment]

    user.delete()

    assert models.Assessment.objects.get().owner is None
    assert models.Revision.objects.get().by is None


def test_the_list_of_a_person_names_revisions_and_reads_no_advice(
    release: Release, django_assert_num_queries: Callable[..., Any]
) -> None:
    user = User.objects.create_user("ada")
    for base in (1, 2):
        made = opened(owner=user)
        if base == 2:
            made.assessment.revise(filled(FEWER), base=1, now=LATER)
    opened()

    with django_assert_num_queries(1) as caught:
        rows = list(models.Assessment.objects.of(user).with_newest())

    assert [each.newest_number for each in rows] == [2, 1]
    assert '"advice"' not in caught.captured_queries[0]["sql"]


def test_records_keep_their_numbers(assessment: models.Assessment) -> None:
    assert assessment.number_records(["retry", "saga"], now=NOW) == {"retry": 1, "saga": 2}

    again = assessment.number_records(["timeout", "saga"], now=LATER, first=40)

    assert again == {"retry": 1, "saga": 2, "timeout": 40}
    assert models.Assessment.objects.get().record_numbers == again
    with pytest.raises(ValueError, match="9999"):
        assessment.number_records(["a", "b"], now=LATER, first=9999)


def test_a_stale_version_changes_nothing(assessment: models.Assessment) -> None:
    assessment.rename("First", now=LATER, version=1)

    for change in (
        lambda: assessment.rename("Second", now=LATER, version=1),
        lambda: assessment.decide("retry", "accepted", now=LATER, version=1),
        lambda: assessment.undecide("retry", now=LATER, version=1),
    ):
        with pytest.raises(models.StaleVersion) as refused:
            change()
        assert refused.value.version == 2

    assert models.Assessment.objects.get().title == "First"
    assert not models.Decision.objects.exists()


def test_whoever_writes_to_what_was_deleted_is_told(assessment: models.Assessment) -> None:
    models.Assessment.objects.all().delete()

    for change in (
        lambda: assessment.revise(filled(FEWER), base=1, now=LATER),
        lambda: assessment.rename("x", now=LATER),
        lambda: assessment.share(now=LATER),
    ):
        with pytest.raises(models.Assessment.DoesNotExist):
            change()


def test_rows_say_what_they_are(assessment: models.Assessment) -> None:
    decision = assessment.decide("retry", "accepted", now=NOW)

    assert str(assessment) == f"Order platform ({assessment.id})"
    assert str(assessment.newest()) == f"{assessment.id} revision 1"
    assert str(decision) == f"{assessment.id} retry: accepted"


def the_one() -> models.Assessment:
    return models.Assessment.objects.get()


@pytest.mark.django_db(transaction=True)
def test_of_writers_with_one_revision_exactly_one_wins(at_once: Callable[..., list[Any]]) -> None:
    known = releases.current()
    at_once(lambda: opened(catalogue=known))
    texts = [sheet(known, {**BUSY, "services": [word]}) for word in ("few", "many", "lots")]
    for text in texts:  # judged before, so that all of them reach the database together
        advise(text.answers, known, thorough=True)

    def write(text: Sheet) -> Callable[[], models.Revision]:
        return lambda: the_one().revise(text, base=1, now=LATER, catalogue=known)

    ends = at_once(*(write(text) for text in texts))

    won = [end for end in ends if isinstance(end, models.Revision)]
    lost = [end for end in ends if isinstance(end, models.StaleRevision)]
    assert (len(won), len(lost)) == (1, 2), ends
    assert [end.newest for end in lost] == won * 2
    numbers = at_once(lambda: list(the_one().revisions.order_by("number").values_list("number")))
    assert numbers == [[(1,), (2,)]]


@pytest.mark.django_db(transaction=True)
def test_decisions_at_once_leave_one_for_each_pattern(at_once: Callable[..., list[Any]]) -> None:
    known = releases.current()
    at_once(lambda: opened(catalogue=known))

    def decide(pattern: str, status: str) -> Callable[[], models.Decision]:
        return lambda: the_one().decide(pattern, status, now=LATER)

    ends = at_once(
        decide("retry", "accepted"), decide("retry", "rejected"), decide("saga", "accepted")
    )

    assert [end for end in ends if not isinstance(end, models.Decision)] == []
    kept = at_once(lambda: (sorted(the_one().decided()), the_one().version))
    assert kept == [(["retry", "saga"], 4)]


@pytest.mark.django_db(transaction=True)
def test_records_numbered_at_once_share_no_number(at_once: Callable[..., list[Any]]) -> None:
    known = releases.current()
    at_once(lambda: opened(catalogue=known))

    def number(*slugs: str) -> Callable[[], dict[str, int]]:
        return lambda: the_one().number_records(slugs, now=LATER)

    ends = at_once(number("retry", "saga"), number("timeout", "saga"), number("bulkhead"))

    assert all(isinstance(end, dict) for end in ends), ends
    [kept] = at_once(lambda: the_one().record_numbers)
    assert sorted(kept) == ["bulkhead", "retry", "saga", "timeout"]
    assert sorted(kept.values()) == [1, 2, 3, 4]
