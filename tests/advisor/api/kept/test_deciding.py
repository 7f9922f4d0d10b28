"""Decisions by programs: written down whole, under the state of the Assessment."""

from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.advisor.answering import examples
from tests.advisor.api.description import Description
from tests.advisor.api.kept.conftest import Kept

pytestmark = pytest.mark.django_db

TOLD = {
    "status": "accepted",
    "note": "In the platform's library.\nSecond line",
    "decided_on": "2026-03-01",
    "decider": "Ana",
}


def put(kept: Kept, body: Any = TOLD, etag: str = "*", slug: str = "retry") -> Any:
    return kept.program.ask("PUT", f"{kept.path}/decisions/{slug}", body, If_Match=etag)


def test_a_decision_is_written_down_with_the_verdict_of_the_day(
    kept: Kept, description: Description
) -> None:
    path = f"{kept.path}/decisions/retry"
    made = put(kept, etag=kept.answer["ETag"])
    again = put(kept, {"status": "rejected"}, made["ETag"])
    read = kept.program.get(path)

    assert (made.status_code, again.status_code) == (201, 200)
    assert {name: made.json()[name] for name in TOLD} == TOLD
    assert made.json()["verdict"] == kept.row.newest().verdicts()["retry"]
    assert made.json()["revision"] == 1
    assert read.json() == again.json()
    assert again.json()["note"] == again.json()["decider"] == ""
    assert again.json()["decided_on"] == timezone.now().date().isoformat()
    assert read["ETag"] == again["ETag"] == kept.program.get(kept.path)["ETag"] != made["ETag"]
    for response, method in ((made, "PUT"), (again, "PUT"), (read, "GET")):
        assert not description.faults_of(response, method, f"/api/v1{path}")
        assert response["Cache-Control"] == "private, no-store"


def test_decisions_are_listed_by_pattern(kept: Kept, description: Description) -> None:
    path = f"{kept.path}/decisions"
    for slug in ("timeout", "circuit-breaker"):
        put(kept, slug=slug)

    listed = kept.program.get(path)

    assert [row["pattern"] for row in listed.json()["items"]] == ["circuit-breaker", "timeout"]
    assert listed.json()["total"] == 2
    assert not description.faults_of(listed, "GET", f"/api/v1{path}")


def test_a_decision_is_taken_back(kept: Kept, description: Description) -> None:
    path = f"{kept.path}/decisions/retry"
    made = put(kept)

    gone = kept.program.ask("DELETE", path, If_Match=made["ETag"])

    assert (gone.status_code, gone.content) == (204, b"")
    assert gone["ETag"] == kept.program.get(kept.path)["ETag"] != made["ETag"]
    assert kept.program.get(path).status_code == 404
    assert kept.program.ask("DELETE", path, If_Match="*").status_code == 404
    assert not description.faults_of(gone, "DELETE", f"/api/v1{path}")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/status"),
        ({"status": "maybe"}, "#/status"),
        ({"status": "accepted", "note": "x" * 2001}, "#/note"),
        ({"status": "accepted", "note": "a\0b"}, "#/note"),
        ({"status": "accepted", "decider": "x" * 121}, "#/decider"),
        ({"status": "accepted", "decided_on": "2026-02-30"}, "#/decided_on"),
        ({"status": "accepted", "decided_on": "1979-12-31"}, "#/decided_on"),
        ({"status": "accepted", "verdict": "adopt"}, "#/verdict"),
        ({"status": "accepted", "pattern": "saga"}, "#/pattern"),
        ([], "#"),
        (None, "#"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_place(kept: Kept, body: Any, pointer: str) -> None:
    refused = put(kept, b"null" if body is None else body)

    assert refused.status_code == 422
    assert pointer in [error["pointer"] for error in refused.json()["errors"]]
    assert not kept.row.decisions.exists()


@pytest.mark.parametrize("slug", ["no-such-pattern", "x" * 61, "Retry", "%00"])
def test_what_is_not_judged_cannot_be_decided_on(kept: Kept, slug: str) -> None:
    assert put(kept, slug=slug).status_code in (400, 404)
    assert not kept.row.decisions.exists()


def test_a_stale_decision_is_refused(kept: Kept) -> None:
    put(kept, slug="timeout")

    assert put(kept, etag=kept.answer["ETag"]).status_code == 412
    gone = kept.program.ask(
        "DELETE", f"{kept.path}/decisions/timeout", If_Match=kept.answer["ETag"]
    )
    assert gone.status_code == 412
    assert list(kept.row.decided()) == ["timeout"]


KEYS = st.sampled_from([*TOLD, "pattern", "x"])
VALUES = st.none() | st.sampled_from([*TOLD.values(), "", "2026-13-01"]) | st.text(max_size=9)


@examples(60)
@given(body=st.dictionaries(KEYS, VALUES | st.lists(VALUES, max_size=2), max_size=5))
def test_any_body_is_kept_or_refused_as_described(
    kept: Kept, description: Description, body: Any
) -> None:
    response = put(kept, body)

    assert response.status_code in (200, 201, 422, 400)
    path = f"/api/v1{kept.path}/decisions/retry"
    assert not description.faults_of(response, "PUT", path)
