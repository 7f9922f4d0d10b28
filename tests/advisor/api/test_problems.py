from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory

from advisor.api import problems, recommending
from patterns import releases
from tests.advisor.api.conftest import Api

pytestmark = pytest.mark.django_db


def members(response: Any, status: int, slug: str) -> Any:
    assert response.status_code == status
    assert response["Content-Type"] == problems.MEDIA_TYPE
    assert response["Cache-Control"] == "no-store"
    body = response.json()
    assert body["status"] == status
    assert body["type"] == f"http://testserver/api/v1/problems/{slug}"
    assert body["title"] == problems.KINDS[slug].title
    return body


def test_a_wrong_method_is_a_problem_and_names_the_right_ones(api: Api) -> None:
    for path, allowed in (
        ("/patterns", "GET, HEAD, OPTIONS"),
        ("/recommendations", "GET, POST, HEAD, OPTIONS"),
        ("/docs", "GET, HEAD"),
        ("/openapi.json", "GET, HEAD"),
    ):
        response = api.client.delete(f"/api/v1{path}")

        members(response, 405, "method-not-allowed")
        assert response["Allow"] == allowed


def test_options_are_told(api: Api) -> None:
    for path in ("/recommendations", "/exports", "/patterns/retry/diagrams/structure"):
        response = api.client.options(f"/api/v1{path}")

        assert response.status_code == 204
        assert "OPTIONS" in response["Allow"].split(", ")
    assert api.client.options("/api/v1/recommendations")["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_a_type_that_is_not_offered_is_a_problem_and_names_those_that_are(api: Api) -> None:
    body = members(api.get("/patterns/retry", Accept="text/html"), 406, "not-acceptable")

    assert body["detail"] == "Offered here: application/json, text/markdown."


@pytest.mark.parametrize("path", ["/recommendations", "/answers/checks", "/diagrams/renderings"])
def test_bodies_are_bounded_and_typed(api: Api, path: str) -> None:
    members(api.post(path, b" " * 65_537), 413, "too-large")
    members(api.post(path, b"{"), 400, "malformed-request")
    members(api.post(path, b"{}", kind="text/plain"), 415, "unsupported-media-type")
    members(api.post(path, b"", kind=""), 415, "unsupported-media-type")


def test_a_body_of_exactly_the_largest_size_is_read(api: Api) -> None:
    assert api.post("/recommendations", b"{}" + b" " * 65_534).status_code == 200


def test_a_diagram_that_cannot_be_drawn_names_its_line(api: Api) -> None:
    for accept in ("application/json", "image/svg+xml", "image/png"):
        response = api.post(
            "/diagrams/renderings", {"mermaid": "sequenceDiagram\n    A->>: hi"}, Accept=accept
        )

        fault = members(response, 422, "unreadable-diagram")["errors"][0]
        assert (fault["pointer"], fault["code"], fault["line"]) == ("#/mermaid", "syntax", 2)


def test_a_diagram_that_is_too_long_is_too_large(api: Api) -> None:
    response = api.post("/diagrams/renderings", {"mermaid": "x" * 20_001})

    members(response, 413, "too-large")


def test_a_rendering_wants_text_and_nothing_else(api: Api) -> None:
    response = api.post("/diagrams/renderings", {"mermaid": 3, "a/b~": 1})

    body = members(response, 422, "invalid-parameters")
    assert {error["pointer"] for error in body["errors"]} == {"#/mermaid", "#/a~1b~0"}


@pytest.mark.parametrize("path", ["/patterns?q=%00", "/patterns/%00", "/recommendations?stage=%00"])
def test_a_nul_in_an_address_is_refused(api: Api, path: str) -> None:
    members(api.get(path), 400, "malformed-request")


def test_a_nul_in_a_body_is_refused(api: Api) -> None:
    for body in ({"title": "\0"}, {"answers": {"\0": []}}, {"answers": {"stage": ["\0"]}}):
        members(api.post("/recommendations", body), 422, "invalid-answers")
    members(api.post("/diagrams/renderings", {"mermaid": "flowchart\0"}), 422, "unreadable-diagram")


def test_an_address_that_is_too_long_is_refused(api: Api) -> None:
    members(api.get(f"/patterns?q={'a' * 8200}"), 414, "malformed-request")


def test_a_host_that_is_not_ours_cannot_stand_in_an_address(api: Api) -> None:
    response = api.get("/patterns", Host="elsewhere.example")

    assert response.status_code == 400
    assert response.json()["type"] == "/api/v1/problems/malformed-request"


def test_our_own_mistake_tells_nothing_but_its_id(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(recommending, "advise", fail)
    response = Client(raise_request_exception=False).get("/api/v1/recommendations")

    body = members(response, 500, "internal-error")
    assert body["request_id"] == response["X-Request-ID"]
    assert b"secret" not in response.content


@pytest.mark.usefixtures("_quick_settings")
def test_without_a_release_the_api_is_not_ready() -> None:
    releases.forget()
    response = Client().get("/api/v1/patterns")

    members(response, 503, "not-ready")
    assert response["Retry-After"] == "5"


def test_a_client_that_asks_too_often_is_told_when_to_come_back(api: Api, settings: Any) -> None:
    cache.clear()  # what another test counted must not count here
    settings.LIMITS_ON = True
    settings.LIMITS = {**settings.LIMITS, "api": ((0, 60),)}

    response = api.get("/patterns")

    members(response, 429, "rate-limited")
    assert 1 <= int(response["Retry-After"]) <= 60


def test_every_address_has_a_limit(settings: Any) -> None:
    from advisor.api.urls import urlpatterns

    limits = {str(route.pattern): route.callback.limit for route in urlpatterns}

    assert set(limits.values()) <= set(settings.LIMITS)
    assert limits["recommendations"] == limits["answers/checks"] == "api-compute"
    assert limits["diagrams/renderings"] == "api-renderings"


@pytest.mark.parametrize("slug", problems.KINDS)
def test_every_type_of_problem_has_a_page_for_people(api: Api, slug: str) -> None:
    response = api.get(f"/problems/{slug}")

    assert response.status_code == 200
    assert problems.KINDS[slug].title in response.content.decode()


def test_mistakes_are_counted_and_not_all_written(api: Api) -> None:
    body = {"answers": {f"q{number}": [] for number in range(500)}}

    problem = members(api.post("/recommendations", body), 422, "invalid-answers")

    assert problem["detail"] == "500 mistakes were found."
    assert len(problem["errors"]) == problems.MOST_FAULTS


def test_a_problem_can_always_be_written() -> None:
    request = RequestFactory().get("/api/v1/x")
    fault = problems.Fault("unknown_key", "half a pair: \ud800", pointer="#/\udc00")

    response = problems.problem(request, 422, "invalid-answers", "\ud800", [fault])

    assert b"\\ud800" in response.content
