"""What an Assessment was, and what its Advice was or would be today."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from patterns import releases
from patterns.loading import load
from patterns.models import Release
from tests.advisor.api.description import Description
from tests.advisor.api.kept.conftest import ANSWERS, Kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(kept: Kept, shipped: Any) -> Iterator[Release]:
    """A newer Release with a Circuit Breaker that nothing calls for any more."""
    changed = []
    for pattern in shipped.content.patterns:
        if pattern.slug == "circuit-breaker":
            eases = tuple(replace(each, force="idle_waste") for each in pattern.profile.eases[:1])
            pattern = replace(pattern, profile=replace(pattern.profile, eases=eases))
        changed.append(pattern)
    loaded, _ = load(replace(shipped.content, patterns=tuple(changed)), now=timezone.now())
    releases.forget()
    yield loaded
    releases.forget()


def revise(kept: Kept, *words: str) -> None:
    for word in words:
        changed = kept.program.patch(kept.path, {"answers": {"services": [word]}})
        assert changed.status_code == 200


def verdicts(advice: Any) -> dict[str, str]:
    return {row["slug"]: row["verdict"] for row in advice.json()["patterns"]}


def test_revisions_come_the_newest_first_and_in_pages(kept: Kept, description: Description) -> None:
    revise(kept, "many", "lots", "few")
    path = f"{kept.path}/revisions"

    whole = kept.program.get(path)
    first = kept.program.get(f"{path}?limit=3").json()
    last = kept.program.get(first["next"].removeprefix("/api/v1")).json()

    assert not description.faults_of(whole, "GET", f"/api/v1{path}")
    assert [row["number"] for row in whole.json()["items"]] == [4, 3, 2, 1]
    assert [row["number"] for row in first["items"] + last["items"]] == [4, 3, 2, 1]
    assert last["next"] is None


def test_a_revision_holds_what_was_saved(kept: Kept, description: Description) -> None:
    revise(kept, "many")
    path = f"{kept.path}/revisions/1"

    found = kept.program.get(path)

    assert not description.faults_of(found, "GET", f"/api/v1{path}")
    assert found.json()["answers"] == ANSWERS
    assert kept.program.get(f"{kept.path}/revisions/2").json()["answers"]["services"] == ["many"]


@pytest.mark.parametrize("number", ["0", "3", "-1", "x", "999999", "1000000", "9" * 400, "٣"])
def test_a_revision_that_never_was_is_not_found(kept: Kept, number: str) -> None:
    assert kept.program.get(f"{kept.path}/revisions/{number}").status_code == 404


def test_the_advice_is_what_the_same_answers_get(kept: Kept, description: Description) -> None:
    path = f"{kept.path}/advice"
    kept_advice = kept.program.get(path)
    asked = kept.program.ask("POST", "/recommendations", {"answers": ANSWERS}).json()

    body = kept_advice.json()
    assert not description.faults_of(kept_advice, "GET", f"/api/v1{path}")
    assert {name: body.pop(name) for name in ("assessment", "revision", "rescored")} == {
        "assessment": kept.body["id"],
        "revision": 1,
        "rescored": False,
    }
    assert body == asked


def test_advice_of_an_earlier_revision_is_its_own(kept: Kept) -> None:
    first = verdicts(kept.program.get(f"{kept.path}/advice"))
    kept.program.patch(kept.path, {"answers": {"pains": None, "callfail": None, "deps": None}})

    assert verdicts(kept.program.get(f"{kept.path}/advice")) != first
    assert verdicts(kept.program.get(f"{kept.path}/advice?revision=1")) == first
    assert kept.program.get(f"{kept.path}/advice?revision=3").status_code == 404


def test_a_new_release_changes_only_what_is_judged_again(
    kept: Kept, later: Release, description: Description
) -> None:
    path = f"{kept.path}/advice"
    then = kept.program.get(path)
    now = kept.program.get(f"{path}?rescore=current")

    assert verdicts(then)["circuit-breaker"] == "adopt"
    assert then.json()["release"] == kept.body["release"]
    assert verdicts(now).get("circuit-breaker") != "adopt"
    assert now.json()["release"] == later.digest
    assert now.json()["rescored"] is True
    assert then["ETag"] != now["ETag"]
    assert not description.faults_of(now, "GET", f"/api/v1{path}")
    assert kept.row.revisions.count() == 1


def test_another_title_is_no_new_judgement(kept: Kept, later: Release) -> None:
    changed = kept.program.patch(kept.path, {"title": "New"}).json()
    assert (changed["revision"], changed["release"]) == (1, kept.body["release"])

    changed = kept.program.patch(kept.path, {"answers": {"services": ["many"]}}).json()
    assert (changed["revision"], changed["release"]) == (2, later.digest)


def test_what_the_release_does_not_know_any_more_is_told(
    kept: Kept, description: Description
) -> None:
    revision = kept.row.newest()
    document = {**revision.document, "answers": {**ANSWERS, "gone": ["x"]}}
    kept.row.revisions.update(document=document)
    path = f"{kept.path}/advice"

    rescored = kept.program.get(f"{path}?rescore=current")
    changed = kept.program.patch(kept.path, {"answers": {"services": ["many"]}})

    for response in (rescored, changed):
        (fault,) = response.json()["left_out"]
        assert (fault["pointer"], fault["code"]) == ("#/answers/gone", "unknown_key")
    assert "gone" not in changed.json()["answers"]
    assert not description.faults_of(rescored, "GET", f"/api/v1{path}")
    assert not description.faults_of(changed, "PATCH", f"/api/v1{kept.path}")


def test_more_is_shown_when_asked_for(kept: Kept) -> None:
    path = f"{kept.path}/advice"

    assert "not-needed" not in verdicts(kept.program.get(path)).values()
    assert "not-needed" in verdicts(kept.program.get(f"{path}?include=not-needed")).values()


@pytest.mark.parametrize(
    ("query", "status"),
    [("revision=0", 422), ("revision=x", 422), ("rescore=old", 422), ("x=1", 400)],
)
def test_a_wrong_query_is_refused(kept: Kept, query: str, status: int) -> None:
    assert kept.program.get(f"{kept.path}/advice?{query}").status_code == status
