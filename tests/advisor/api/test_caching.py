from typing import Any

import pytest

from advisor.api import etags, recommending
from tests.advisor.api.conftest import Api

pytestmark = pytest.mark.django_db

PATHS = [
    "/patterns?q=retry",
    "/patterns/retry",
    "/patterns/retry/diagrams/structure",
    "/patterns/circuit-breaker/code-templates/python/rate-window",
    "/categories",
    "/relations",
    "/questions/stage",
    "/quadrant",
    "/releases/current",
    "/recommendations?stage=new",
    "/recommendations/patterns/retry?stage=new",
]


@pytest.mark.parametrize("path", PATHS)
def test_what_the_client_has_already_is_not_sent_again(api: Api, path: str) -> None:
    first = api.get(path)
    again = api.get(path, **{"If-None-Match": f'"other", W/{first["ETag"]}'})

    assert first["ETag"].startswith('"')
    assert first["Cache-Control"] == again["Cache-Control"] == "public, no-cache"
    assert {"Accept", "Accept-Language", "Authorization"} <= set(first["Vary"].split(", "))
    assert first["Content-Language"] == "en"
    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"] == first["ETag"]
    assert "Content-Type" not in again


def test_every_representation_has_a_tag_of_its_own(api: Api) -> None:
    diagram = "/patterns/retry/diagrams/structure"
    answers = [
        *(api.get(path) for path in PATHS),
        api.get("/patterns/retry", Accept="text/markdown"),
        api.get(diagram, Accept="image/svg+xml"),
        api.get(diagram, Accept="image/png"),
        api.get(f"{diagram}?caller=Checkout"),
        api.get("/recommendations?stage=new&detail=full"),
        api.get("/recommendations?stage=growing"),
        api.get("/recommendations?stage=new&w.availability=2"),
        api.get("/relations?limit=10"),
    ]

    assert len({answer["ETag"] for answer in answers}) == len(answers)


def test_the_same_answers_have_the_same_tag(api: Api) -> None:
    one = api.get("/recommendations?stage=new&services=few&name=Checkout&path=quick")
    other = api.get("/recommendations?services=few&stage=new&w.availability=1")

    assert one["ETag"] == other["ETag"]
    assert one.content == other.content


@pytest.mark.parametrize("part", ["release", "engine", "program", "media type", "parameters"])
def test_whatever_changes_the_bytes_changes_the_tag(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = etags.tag("sha256:1", "application/json", "stage=new")
    if part == "engine":
        monkeypatch.setattr(etags, "VERSION", "9")
    if part == "program":
        monkeypatch.setattr(etags, "program", lambda: "other")
    release = "sha256:2" if part == "release" else "sha256:1"
    kind = "text/markdown" if part == "media type" else "application/json"
    query = "stage=growing" if part == "parameters" else "stage=new"

    assert etags.tag(release, kind, query) != before


def test_an_unchanged_answer_costs_no_judging(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    tag = api.get("/recommendations?stage=new")["ETag"]

    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("judged for nothing")

    monkeypatch.setattr(recommending, "advise", never)

    for held in (tag, f"W/{tag}", "*"):
        assert api.get("/recommendations?stage=new", **{"If-None-Match": held}).status_code == 304


def test_a_warm_answer_asks_the_database_nothing(api: Api, django_assert_num_queries: Any) -> None:
    api.get("/recommendations?stage=new")

    with django_assert_num_queries(0):
        api.get("/recommendations?stage=new")
        api.get("/patterns")
        api.get("/patterns/retry")


def test_head_says_what_get_says(api: Api) -> None:
    got, head = api.get("/patterns"), api.client.head("/api/v1/patterns")

    assert head.status_code == 200
    assert head.content == b""
    assert (head["ETag"], head["Content-Type"]) == (got["ETag"], got["Content-Type"])


def test_compressed_answers_are_recognised_by_their_weak_tag(api: Api) -> None:
    packed = api.get("/patterns", **{"Accept-Encoding": "gzip"})
    again = api.get("/patterns", **{"If-None-Match": packed["ETag"], "Accept-Encoding": "gzip"})

    assert packed["Content-Encoding"] == "gzip"
    assert packed["ETag"].startswith("W/")
    assert again.status_code == 304


def test_what_is_posted_is_kept_by_nobody(api: Api) -> None:
    for path, body in (
        ("/recommendations", {}),
        ("/answers/checks", {}),
        ("/diagrams/renderings", {"mermaid": "flowchart LR\n    A --> B"}),
    ):
        assert api.post(path, body)["Cache-Control"] == "no-store"
