"""Assessments for programs: kept, read, changed, deleted; each by whoever has the right."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from advisor import models, secrecy
from advisor.models import AccessToken, Assessment, Scope
from advisor.shapes.keeping import at
from patterns.models import Release
from tests.advisor.answering import examples
from tests.advisor.api.description import Description
from tests.advisor.api.kept.conftest import ANSWERS, PATCH, Kept, Program, reader

pytestmark = pytest.mark.django_db


def described(description: Description, response: Any, method: str, path: str) -> Any:
    assert not description.faults_of(response, method, f"/api/v1{path}")
    return response


def is_private(response: Any) -> bool:
    return response["Cache-Control"] in ("private, no-store", "no-store")


def test_answers_are_kept_and_come_back(kept: Kept, description: Description) -> None:
    described(description, kept.answer, "POST", "/assessments")
    read = described(description, kept.program.get(kept.path), "GET", kept.path)

    assert kept.answer["Location"] == f"/api/v1{kept.path}"
    assert read["ETag"] == kept.answer["ETag"]
    assert read["ETag"].startswith('"r1-')
    assert read.json()["answers"] == ANSWERS
    assert read.json()["title"] == "Order platform"
    assert read.json()["created_at"] == at(kept.row.created_at)
    assert is_private(kept.answer)
    assert is_private(read)
    assert "Assessment-Key" in read["Vary"]


def test_the_edit_key_is_the_one_of_the_link_and_is_told_once(kept: Kept) -> None:
    key = kept.body["edit_key"]

    opened = kept.program.client.get(kept.body["links"]["edit"], follow=True)

    assert key.startswith("pe_")
    assert secrecy.matches(key[3:], kept.row.edit_key_hash)
    assert "Order platform" in opened.content.decode()
    assert "edit_key" not in kept.program.get(kept.path).json()
    assert key[3:] not in kept.program.get(kept.path).content.decode()


def test_the_whole_sheet_is_kept(release: Release, description: Description) -> None:
    sent = {
        "schema": "pattern-advisor/answers/1",
        "title": "Order platform",
        "answers": {**ANSWERS, "legacy": ["na"]},
        "reasons": {"legacy": {"code": "other", "text": "There is none"}},
        "notes": {"deps": "Card payments"},
        "weights": {"availability": 1.5},
        "stars": ["pains.cascade"],
        "names": ["Orders"],
        "sources": {"stage": "assumed"},
    }

    made = Program().ask("POST", "/assessments", sent)
    body = Program(key=made.json()["edit_key"]).get(f"/assessments/{made.json()['id']}").json()

    assert {name: body[name] for name in sent if name != "schema"} == {
        name: part for name, part in sent.items() if name != "schema"
    }
    described(description, made, "POST", "/assessments")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/answers"),
        ({"answers": {}}, "#/answers"),
        ({"answers": {"pains": ["slow"]}}, "#/answers/pains/0"),
        ({"answers": ANSWERS, "title": "x" * 121}, "#/title"),
        ({"answers": ANSWERS, "title": "a\0b"}, "#/title"),
        ({"answers": ANSWERS, "owner": "ana"}, "#/owner"),
        ([], "#"),
    ],
)
def test_what_cannot_be_kept_is_refused_whole(release: Release, body: Any, pointer: str) -> None:
    response = Program().ask("POST", "/assessments", body)

    assert response.status_code == 422
    assert pointer in [error["pointer"] for error in response.json()["errors"]]
    assert not Assessment.objects.exists()


# Rights -------------------------------------------------------------------------------------


def without_names(response: Any) -> dict[str, Any]:
    changing = ("instance", "request_id")
    return {name: part for name, part in response.json().items() if name not in changing}


def test_without_the_right_an_assessment_does_not_exist(
    kept: Kept, person: Callable[..., Program]
) -> None:
    nowhere = Program().get(f"/assessments/{uuid4()}")
    others = [
        Program(),
        Program(key="pe_" + "A" * 32),
        Program(key=kept.body["edit_key"][:-1]),
        Program(key="\xe9"),
        person("ana"),
    ]

    assert nowhere.status_code == 404
    for other in others:
        response = other.get(kept.path)
        assert response.status_code == 404
        assert without_names(response) == without_names(nowhere)
        assert response.headers.keys() == nowhere.headers.keys()


def test_a_key_is_never_read_from_an_address(kept: Kept) -> None:
    for name in ("key", "Assessment-Key", "assessment_key", "edit_key", "token"):
        response = Program().get(f"{kept.path}?{name}={kept.body['edit_key']}")
        assert response.status_code == 400
        assert kept.body["edit_key"] not in response.content.decode()


def test_the_key_of_the_page_s_link_does_as_well(kept: Kept) -> None:
    assert Program(key=kept.body["edit_key"][3:]).get(kept.path).status_code == 200


def test_a_bare_key_that_begins_like_a_prefix_is_taken_whole(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = "pe_" + "A" * 29
    monkeypatch.setattr(secrecy, "new_key", lambda: bare)
    made = Program().keep().json()

    assert made["edit_key"] == "pe_" + bare
    for key in (bare, made["edit_key"]):
        assert Program(key=key).get(f"/assessments/{made['id']}").status_code == 200


def test_the_read_only_key_reads_and_changes_nothing(kept: Kept) -> None:
    read = reader(kept)

    assert read.key.startswith("pr_")
    for below in ("", "/revisions", "/revisions/1", "/advice", "/decisions"):
        assert read.get(kept.path + below).status_code == 200
    for method, below, body in (
        ("PATCH", "", {"title": "Mine"}),
        ("DELETE", "", None),
        ("PUT", "/decisions/retry", {"status": "accepted"}),
        ("DELETE", "/decisions/retry", None),
        ("POST", "/links/read", None),
        ("DELETE", "/links/read", None),
    ):
        kind = PATCH if method == "PATCH" else "application/json"
        response = read.ask(method, kept.path + below, body, kind, If_Match="*")
        assert response.status_code == 404, (method, below)
    assert kept.row.version == 2  # sharing it was the last change


def test_keys_are_compared_in_constant_time_also_where_there_is_nothing(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[str, str]] = []

    def compare(left: str, right: str) -> bool:
        compared.append((left, right))
        return left == right

    monkeypatch.setattr(secrecy, "constant_time_compare", compare)

    Program(key="pe_" + "A" * 32).get(kept.path)
    known = len(compared)
    Program(key="pe_" + "A" * 32).get(f"/assessments/{uuid4()}")

    assert (known, len(compared)) == (2, 4)
    assert all(len(left) == 64 for left, _ in compared)


def test_an_account_reaches_its_own_without_a_key(person: Callable[..., Program]) -> None:
    ana = person("ana")
    made = ana.keep()
    path = f"/assessments/{made.json()['id']}"

    assert ana.get(path).status_code == 200
    assert person("ana").patch(path, {"title": "New"}).json()["title"] == "New"
    assert person("bo").get(path).status_code == 404
    assert Assessment.objects.get().owner.username == "ana"  # type: ignore[union-attr]
    assert Assessment.objects.get().newest().by.username == "ana"  # type: ignore[union-attr]


def test_a_key_widens_what_a_token_reaches_but_not_its_scopes(
    kept: Kept, person: Callable[..., Program]
) -> None:
    reading = person("ana", Scope.ASSESSMENTS_READ)
    reading.key = kept.body["edit_key"]

    assert reading.get(kept.path).status_code == 200
    refused = reading.patch(kept.path, {"title": "New"})
    assert refused.status_code == 403
    assert 'scope="assessments:write"' in refused["WWW-Authenticate"]


def test_a_cookie_says_nothing_here(kept: Kept) -> None:
    visitor = Program()
    visitor.client.get(kept.body["links"]["edit"], follow=True)  # leaves the right for the pages

    assert visitor.client.get(f"/assessments/{kept.body['id']}/").status_code == 200
    assert visitor.get(kept.path).status_code == 404


def test_whoever_is_signed_in_is_nobody_here(person: Callable[..., Program]) -> None:
    ana = person("ana")
    path = f"/assessments/{ana.keep().json()['id']}"
    browser = Program()
    browser.client.force_login(Assessment.objects.get().owner)  # type: ignore[arg-type]

    assert browser.get(path).status_code == 404
    assert browser.get("/assessments").status_code == 401
    assert browser.patch(path, {"title": "x"}).status_code == 404


# Changes ------------------------------------------------------------------------------------


def test_changed_answers_become_the_next_revision(kept: Kept, description: Description) -> None:
    patch = {"answers": {"services": ["many"], "stage": None}}

    changed = kept.program.patch(kept.path, patch, kept.answer["ETag"])

    described(description, changed, "PATCH", kept.path)
    body = changed.json()
    assert (changed.status_code, body["revision"]) == (200, 2)
    assert body["answers"] == {**{k: v for k, v in ANSWERS.items() if k != "stage"},
                               "services": ["many"]}  # fmt: skip
    assert body["title"] == "Order platform"
    assert changed["ETag"].startswith('"r2-')
    assert changed["ETag"] == kept.program.get(kept.path)["ETag"]
    assert kept.row.revision(1).document["answers"] == ANSWERS


def test_another_title_changes_no_revision_but_the_state(kept: Kept) -> None:
    changed = kept.program.patch(kept.path, {"title": " New  title "}, kept.answer["ETag"])
    gone = kept.program.patch(kept.path, {"title": None}, changed["ETag"])

    assert (changed.json()["title"], changed.json()["revision"]) == ("New title", 1)
    assert changed["ETag"] != kept.answer["ETag"]
    assert gone.json()["title"] == ""
    assert kept.row.revisions.count() == 1


def test_title_and_answers_change_together(kept: Kept) -> None:
    patch = {"title": "New", "answers": {"services": ["many"]}}

    body = kept.program.patch(kept.path, patch).json()

    assert (body["title"], body["revision"], kept.row.version) == ("New", 2, 2)


def test_an_empty_change_changes_nothing(kept: Kept) -> None:
    same = kept.program.patch(kept.path, {}, kept.answer["ETag"])
    again = kept.program.patch(kept.path, {"answers": {"stage": ["growing"]}}, same["ETag"])

    assert kept.answer["ETag"] == same["ETag"] == again["ETag"]
    assert kept.row.revisions.count() == 1


@pytest.mark.parametrize(
    "patch",
    [
        {"answers": {"pains": ["slow"]}},
        {"answers": {"nothing": ["x"]}},
        {"answers": None, "title": 3},
        {"title": "x" * 121},
        {"title": "New", "answers": {"pains": ["slow"]}},
        {"revision": 7},
        {"edit_key": "pe_x"},
        {"stars": ["stage.new"]},
        [],
        "x",
    ],
    ids=str,
)
def test_a_change_that_cannot_be_kept_changes_nothing(kept: Kept, patch: Any) -> None:
    refused = kept.program.patch(kept.path, patch)

    assert refused.status_code == 422
    assert refused.json()["errors"]
    assert kept.program.get(kept.path)["ETag"] == kept.answer["ETag"]


def test_a_change_is_a_merge_patch_and_nothing_else(kept: Kept) -> None:
    refused = kept.program.patch(kept.path, {"title": "x"}, kind="application/json")

    assert refused.status_code == 415
    assert refused["Accept-Patch"] == PATCH


def test_a_change_says_which_state_it_changes(kept: Kept) -> None:
    for method, below in (("PATCH", ""), ("DELETE", ""), ("PUT", "/decisions/retry")):
        for more in ({}, {"If_Match": ""}, {"If_Match": " "}):
            kind = PATCH if method == "PATCH" else "application/json"
            refused = kept.program.ask(method, kept.path + below, {}, kind, **more)
            assert refused.status_code == 428, (method, below, more)
            assert "precondition-required" in refused.json()["type"]
    assert kept.row.version == 1


def test_a_stale_change_is_refused_with_the_state_that_there_is(
    kept: Kept, description: Description
) -> None:
    newer = kept.program.patch(kept.path, {"answers": {"services": ["many"]}})

    for method, below in (("PATCH", ""), ("DELETE", ""), ("PUT", "/decisions/retry")):
        kind = PATCH if method == "PATCH" else "application/json"
        body = {"status": "accepted"} if method == "PUT" else {"title": "x"}
        path = kept.path + below
        stale = kept.program.ask(method, path, body, kind, If_Match=kept.answer["ETag"])
        described(description, stale, method, path)
        assert stale.status_code == 412
        assert stale["ETag"] == newer["ETag"]
        assert stale.json()["revision"] == 2
        assert is_private(stale)
    assert kept.program.patch(kept.path, {"title": "x"}, newer["ETag"]).status_code == 200


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_the_state_is_known_in_each_form(kept: Kept, form: str) -> None:
    etag = form.replace("{}", kept.answer["ETag"])

    assert kept.program.patch(kept.path, {"title": "x"}, etag).status_code == 200


@pytest.mark.parametrize("wrong", ['"r1-0"', "r1", '"*"', "W/", '"', "\x7f", '"' * 99])
def test_no_other_text_is_a_state(kept: Kept, wrong: str) -> None:
    assert kept.program.patch(kept.path, {"title": "x"}, wrong).status_code == 412


def test_a_compressed_answer_s_etag_can_be_sent_back(kept: Kept) -> None:
    read = kept.program.get(kept.path, Accept_Encoding="gzip")

    assert read["ETag"].startswith("W/")
    assert kept.program.patch(kept.path, {"title": "x"}, read["ETag"]).status_code == 200


def test_what_is_known_is_not_sent_again(kept: Kept) -> None:
    for below in ("", "/revisions", "/revisions/1", "/advice", "/decisions"):
        first = kept.program.get(kept.path + below)
        again = kept.program.get(kept.path + below, If_None_Match=first["ETag"])

        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
        assert is_private(again)


def test_a_deleted_assessment_is_gone(kept: Kept) -> None:
    gone = kept.program.ask("DELETE", kept.path, If_Match=kept.answer["ETag"])

    assert (gone.status_code, gone.content) == (204, b"")
    assert is_private(gone)
    assert not Assessment.objects.exists()
    assert not models.Revision.objects.exists()
    for method in ("GET", "DELETE"):
        assert kept.program.ask(method, kept.path, If_Match="*").status_code == 404


def test_what_is_deleted_in_the_middle_is_not_found(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def amend(self: Assessment, *args: Any, **more: Any) -> None:
        Assessment.objects.all().delete()
        self.newest()

    monkeypatch.setattr(Assessment, "amend", amend)

    assert kept.program.patch(kept.path, {"title": "x"}).status_code == 404


# Links --------------------------------------------------------------------------------------


def test_a_read_only_link_is_made_told_again_and_revoked(
    kept: Kept, description: Description
) -> None:
    path = f"{kept.path}/links/read"
    made = described(description, kept.program.ask("POST", path), "POST", path)
    again = kept.program.ask("POST", path)
    key, page = made.json()["read_key"], made.json()["links"]["page"]

    assert again.json() == made.json()
    assert Program().client.get(page).status_code == 302
    assert kept.program.get(kept.path).json()["is_shared"] is True
    assert is_private(made)

    revoked = described(description, kept.program.ask("DELETE", path), "DELETE", path)
    assert revoked.status_code == 204
    assert Program(key=key).get(kept.path).status_code == 404
    assert Program().client.get(page).status_code == 404
    assert kept.program.ask("POST", path).json()["read_key"] != key


# Lists --------------------------------------------------------------------------------------


def test_a_list_holds_one_s_own_the_newest_first(
    person: Callable[..., Program], description: Description
) -> None:
    ana, bo = person("ana"), person("bo")
    made = [ana.keep(title=title).json()["id"] for title in ("First", "Second")]
    bo.keep()
    Program().keep()

    listed = described(description, ana.get("/assessments"), "GET", "/assessments")

    assert [row["id"] for row in listed.json()["items"]] == made[::-1]
    assert listed.json()["next"] is listed.json()["prev"] is None
    assert "total" not in listed.json()
    assert "edit_key" not in listed.content.decode()
    assert is_private(listed)


def test_a_list_is_of_an_account(release: Release) -> None:
    nobody = AccessToken.issue("Portal", tuple(Scope), now=timezone.now(), days=1)

    asked = Program().get("/assessments")
    refused = Program(token=nobody.secret).get("/assessments")

    assert (asked.status_code, refused.status_code) == (401, 403)
    assert asked["WWW-Authenticate"].startswith("Bearer")


def walked(program: Program, start: str, back: bool = False) -> list[str]:
    seen: list[str] = []
    place: str | None = start
    while place:
        page = program.get(place.removeprefix("/api/v1")).json()
        assert page["self"].removeprefix("/api/v1") == place.removeprefix("/api/v1")
        ids = [row["id"] for row in page["items"]]
        seen = [*ids, *seen] if back else [*seen, *ids]
        place = page["prev" if back else "next"]
    return seen


def copies(program: Program, count: int) -> list[str]:
    """Keep one Assessment and add copies of it, some of one instant; return ids, newest first."""
    program.keep()
    first = Assessment.objects.get()
    revision = first.newest()
    rows = [
        Assessment(
            owner=first.owner, edit_key_hash=f"{number:064d}",
            created_at=first.created_at.replace(microsecond=number // 3),
            changed_at=first.created_at,
        )
        for number in range(count - 1)
    ]  # fmt: skip
    for row in Assessment.objects.bulk_create(rows):
        row.revisions.create(
            number=1, document=revision.document, release=revision.release, engine="1",
            advice="{}", created_at=row.created_at,
        )  # fmt: skip
    found = sorted(
        Assessment.objects.all(), key=lambda row: (-row.created_at.timestamp(), row.id.hex)
    )
    return [str(row.id) for row in found]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
def test_walking_there_and_back_shows_each_once(person: Callable[..., Program], limit: int) -> None:
    ana = person("ana")
    ids = copies(ana, 7)

    there = walked(ana, f"/assessments?limit={limit}")
    place = f"/assessments?limit={limit}"
    while (page := ana.get(place.removeprefix("/api/v1")).json())["next"]:
        place = page["next"]
    back = walked(ana, place, back=True)

    assert there == back == ids


def test_a_walk_is_not_disturbed_by_what_is_added_or_changed(
    person: Callable[..., Program],
) -> None:
    ana = person("ana")
    ids = copies(ana, 6)
    first = ana.get("/assessments?limit=2").json()
    ana.keep(title="Newer")
    ana.patch(f"/assessments/{ids[4]}", {"title": "Changed"})
    Assessment.objects.filter(pk=ids[0]).delete()

    rest = walked(ana, first["next"])

    assert [row["id"] for row in first["items"]] + rest == ids


def test_links_stand_in_the_header_too(person: Callable[..., Program]) -> None:
    ana = person("ana")
    copies(ana, 3)

    listed = ana.get("/assessments?limit=1")

    body = listed.json()
    assert listed["Link"] == f'<{body["self"]}>; rel="self", <{body["next"]}>; rel="next"'


def test_a_cursor_of_another_list_is_refused(person: Callable[..., Program], kept: Kept) -> None:
    ana, bo = person("ana"), person("bo")
    kept.row.delete()
    copies(ana, 3)
    cursor = ana.get("/assessments?limit=1").json()["next"].partition("?")[2]
    own = ana.keep().json()["id"]
    signed = cursor.partition("cursor=")[2]

    for program, path in (
        (bo, f"/assessments?{cursor}"),
        (ana, f"/assessments/{own}/revisions?{cursor}"),
        (ana, f"/tokens?{cursor}"),
        (ana, f"/assessments?cursor={signed[:-1]}"),
        (ana, "/assessments?cursor=x"),
        (ana, "/assessments?cursor=%00".replace("%00", "%F0%9F%92%A9")),
        (ana, f"/assessments?cursor={'x' * 5000}"),
    ):
        refused = program.get(path)
        assert refused.status_code == 400, path
        assert refused.json()["errors"][0]["parameter"] == "cursor"


def test_a_list_costs_a_fixed_number_of_queries(
    person: Callable[..., Program], django_assert_max_num_queries: Any
) -> None:
    ana = person("ana")
    copies(ana, 30)
    ana.get("/assessments")

    with django_assert_max_num_queries(2):
        assert len(ana.get("/assessments").json()["items"]) == 30


# Sending again ------------------------------------------------------------------------------


def test_keeping_again_under_the_same_key_keeps_once(release: Release) -> None:
    cache.clear()
    first = Program().keep(Idempotency_Key="order-1")
    again = Program().keep(Idempotency_Key="order-1")
    other = Program().keep(title="Other", Idempotency_Key="order-1")

    assert Assessment.objects.count() == 1
    assert again.json() == first.json()
    assert (again.status_code, again["Location"], again["ETag"]) == (
        201, first["Location"], first["ETag"],
    )  # fmt: skip
    assert again["Idempotency-Replayed"] == "true"
    assert other.status_code == 422
    assert is_private(again)


# Anything -----------------------------------------------------------------------------------

TEXTS = st.sampled_from(["stage", "pains", "answers", "stars", "sources", "notes", "title", "~/"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | TEXTS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
MEMBERS = st.sampled_from(
    ["answers", "reasons", "notes", "weights", "stars", "names", "sources", "title", "schema"]
)


@examples(60)
@given(patch=VALUES | st.dictionaries(MEMBERS, VALUES, max_size=4), etag=st.text(max_size=8))
def test_any_change_is_made_or_refused_as_described(
    kept: Kept, description: Description, patch: Any, etag: str
) -> None:
    path = kept.path
    for state in ("*", etag.encode("ascii", "replace").decode()):
        raw = kept.program.patch(path, patch, state.replace("\n", "").replace("\r", ""))

        assert raw.status_code in (200, 412, 422, 428)
        described(description, raw, "PATCH", path)
