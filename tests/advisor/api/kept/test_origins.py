"""Pages of other sites may not call, unless the setting names their site; and never as a person."""

from typing import Any

import pytest

from patterns.models import Release
from tests.advisor.api.kept.conftest import Kept, Program

pytestmark = pytest.mark.django_db

PORTAL = "https://portal.example.org"
CORS = (
    "Access-Control-Allow-Origin",
    "Access-Control-Allow-Methods",
    "Access-Control-Allow-Headers",
    "Access-Control-Expose-Headers",
)


def preflight(origin: str = PORTAL, path: str = "/assessments") -> Any:
    return Program().ask(
        "OPTIONS",
        path,
        Origin=origin,
        Access_Control_Request_Method="PATCH",
        Access_Control_Request_Headers="authorization, if-match",
    )


@pytest.fixture
def named(release: Release, settings: Any) -> None:
    settings.API_ORIGINS = [PORTAL]


def test_without_the_setting_no_site_is_let_in(release: Release) -> None:
    for response in (Program().get("/categories", Origin=PORTAL), preflight()):
        assert not [name for name in CORS if name in response]
        assert "Origin" not in response.get("Vary", "")


def test_a_named_site_may_send_and_read_what_the_api_uses(named: None) -> None:
    asked, answered = preflight(), Program().get("/categories", Origin=PORTAL)

    assert asked.status_code == 204
    allowed = {word.lower() for word in asked["Access-Control-Allow-Headers"].split(", ")}
    assert {"authorization", "assessment-key", "if-match", "idempotency-key", "content-type"} <= (
        allowed
    )
    assert "PATCH" in asked["Access-Control-Allow-Methods"]
    for response in (asked, answered):
        assert response["Access-Control-Allow-Origin"] == PORTAL
        assert "Access-Control-Allow-Credentials" not in response
        assert "Origin" in response["Vary"]
    readable = answered["Access-Control-Expose-Headers"].split(", ")
    assert {"ETag", "Location", "Retry-After", "RateLimit", "X-Request-ID"} <= set(readable)


@pytest.mark.parametrize(
    "origin",
    ["https://other.example.org", "https://portal.example.org.evil.example", "null", "*",
     "http://portal.example.org", "https://portal.example.org:444", ""],
)  # fmt: skip
def test_no_other_site_is_let_in(named: None, origin: str) -> None:
    for response in (Program().get("/categories", Origin=origin), preflight(origin)):
        assert not [name for name in CORS if name in response]
        assert "Origin" in response["Vary"]


def test_refusals_can_be_read_too(named: None, settings: Any) -> None:
    settings.API_OPEN = False

    for path, status in (("/categories", 401), ("/nothing", 404), ("/categories?x=%00", 400)):
        response = Program().get(path, Origin=PORTAL)
        assert response.status_code == status
        assert response["Access-Control-Allow-Origin"] == PORTAL


def test_pages_for_people_are_never_let_in(named: None) -> None:
    response = Program().client.get("/patterns/", headers={"Origin": PORTAL})

    assert not [name for name in CORS if name in response]


def test_a_named_site_acts_for_nobody_who_is_signed_in(named: None, kept: Kept) -> None:
    visitor = Program()
    visitor.client.get(kept.body["links"]["edit"], follow=True)

    response = visitor.get(kept.path, Origin=PORTAL)

    assert response.status_code == 404
    assert not response.cookies
