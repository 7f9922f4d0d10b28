"""The file of an Assessment, and what no address carries from one Revision to the next."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.answers import (
    KeptDecision,
    Mistake,
    Sheet,
    kept_document,
    read_kept,
    with_texts_of,
)
from advisor.answers.kept import KEPT_BYTES
from advisor.briefing import knowledge
from advisor.engine import Answer, Answers
from patterns.catalogue import Catalogue
from tests.advisor.answering import examples, sheet

SLUGS = ("retry", "timeout", "circuit-breaker", "saga")
texts = st.text(
    st.characters(categories=("L", "N", "P", "Zs", "S"), exclude_characters="\u202a\u202b"),
    max_size=60,
).map(str.strip)
decisions = st.lists(
    st.builds(
        KeptDecision,
        pattern=st.sampled_from(SLUGS),
        status=st.sampled_from(["accepted", "rejected", "deferred"]),
        note=texts,
        decided_on=st.none() | st.dates(date(1980, 1, 1), date(2107, 12, 31)),
        decider=texts,
        verdict=st.sampled_from(["", "adopt", "not-needed"]),
    ),
    unique_by=lambda each: each.pattern,
)


@examples(60)
@given(kept=decisions, title=texts, numbers=st.sets(st.integers(1, 9999), max_size=4))
def test_what_is_written_reads_back_the_same(
    catalogue: Catalogue, kept: list[KeptDecision], title: str, numbers: set[int]
) -> None:
    known = knowledge(catalogue)
    filled = sheet(catalogue)
    records = dict(zip(SLUGS, sorted(numbers), strict=False))

    told = kept_document(
        filled, kept, title=title, release=catalogue.digest, revision=3, records=records
    )
    found = read_kept(json.dumps(told).encode(), known, SLUGS)

    assert found.reading.problems == ()
    assert found.sheet.answers == filled.answers
    assert (found.sheet.title, found.sheet.release) == (title, catalogue.digest)
    assert list(found.decisions) == kept
    assert found.records == records


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["pattern", "status", "note", "decided_on", "retry", "answers", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@examples(150)
@given(
    parts=st.dictionaries(
        st.sampled_from(["title", "answers", "decisions", "records", "release", "zzz"]), JSON
    )
)
def test_no_file_raises_and_only_what_may_be_kept_is_kept(
    catalogue: Catalogue, parts: dict[str, Any]
) -> None:
    text = json.dumps({"schema": "pattern-advisor/assessment/1", **parts})

    found = read_kept(text.encode(), knowledge(catalogue), SLUGS)

    assert all(each.pattern in SLUGS for each in found.decisions)
    assert all(type(number) is int for number in found.records.values())


def test_a_plain_answers_file_may_not_be_as_large_as_an_assessment(catalogue: Catalogue) -> None:
    known = knowledge(catalogue)
    padding = " " * 70_000
    whole = json.dumps({"schema": "pattern-advisor/assessment/1", "answers": {}}) + padding

    assert read_kept(whole.encode(), known, SLUGS).reading.problems == ()
    plain = read_kept(('{"answers": {}}' + padding).encode(), known, SLUGS)
    assert [found.mistake for found in plain.reading.problems] == [Mistake.TOO_LARGE]
    huge = read_kept((whole + " " * KEPT_BYTES).encode(), known, SLUGS)
    assert [found.mistake for found in huge.reading.problems] == [Mistake.TOO_LARGE]


def test_a_decision_is_kept_whole_or_not_at_all(catalogue: Catalogue) -> None:
    good = {"pattern": "retry", "status": "accepted"}
    told = {
        "schema": "pattern-advisor/assessment/1",
        "decisions": [
            {"pattern": "saga", "status": "accepted", "note": "x" * 2001},
            good,
            {**good, "status": "rejected"},
        ],
    }

    found = read_kept(json.dumps(told).encode(), knowledge(catalogue), SLUGS)

    assert found.decisions == (KeptDecision("retry", "accepted"),)
    assert [(each.mistake, each.pointer) for each in found.reading.problems] == [
        (Mistake.TOO_LONG, "#/decisions/0/note"),
        (Mistake.DUPLICATE, "#/decisions/2"),
    ]


def filled(**given_: Answer) -> Answers:
    return Answers(given_)


def test_notes_stay_with_what_is_still_answered() -> None:
    before = Sheet(
        filled(deps=Answer(("third",)), pains=Answer(("cascade",))),
        notes={"deps": "Payment", "pains": "Incident"},
    )

    after = with_texts_of(Sheet(filled(pains=Answer(("timeouts",)))), before)

    assert after.notes == {"pains": "Incident"}


def test_a_note_of_ones_own_wins() -> None:
    before = Sheet(filled(deps=Answer(("third",))), notes={"deps": "Payment"})
    mine = Sheet(filled(deps=Answer(("third",))), notes={"deps": "Shipping"})

    assert with_texts_of(mine, before).notes == {"deps": "Shipping"}


def test_a_reason_in_words_stays_as_long_as_it_does_not_apply() -> None:
    before = Sheet(
        filled(legacy=Answer(not_applicable=True, reason="other")),
        reason_texts={"legacy": "There is none"},
    )
    still = Sheet(filled(legacy=Answer(not_applicable=True, reason="other")))
    answered = Sheet(filled(legacy=Answer(("vendor",))))

    assert with_texts_of(still, before).reason_texts == {"legacy": "There is none"}
    assert with_texts_of(answered, before).reason_texts == {}


@pytest.mark.parametrize(("options", "assumed"), [(("third",), True), (("own",), False)])
def test_a_guess_stays_one_until_it_is_changed(options: tuple[str, ...], assumed: bool) -> None:
    before = Sheet(filled(deps=Answer(("third",), assumed=True)))

    after = with_texts_of(Sheet(filled(deps=Answer(options))), before)

    assert after.answers.given["deps"].assumed is assumed
