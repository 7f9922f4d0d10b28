"""Who may call: tokens and scopes of the REST API, its limits, and the switch."""

import importlib
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.urls import clear_url_caches
from django.utils import timezone

from advisor import urls
from advisor.mcp.tools import TOOLS
from advisor.models import AccessToken, Assessment, Scope
from tests.advisor.mcp.calls import CALLS, GIVEN
from tests.advisor.mcp.conftest import Tools


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    cache.clear()


def with_token(*scopes: Scope, owner: User | None = None) -> Tools:
    issued = AccessToken.issue("test", scopes, owner=owner, now=timezone.now(), days=1)
    return Tools(headers={"Authorization": f"Bearer {issued.secret}"})


@pytest.mark.django_db
@pytest.mark.parametrize("scope", Scope)
def test_a_token_does_what_its_scope_says_and_nothing_else(release: Any, scope: Scope) -> None:
    tools = with_token(scope)

    problems = {
        each.name: found["_meta"].get("pattern-advisor/problem")
        for each in TOOLS
        if (found := tools.call(each.name, **CALLS[each.name]))
    }

    allowed = {name for name, problem in problems.items() if problem is None}
    assert allowed == {each.name for each in TOOLS if each.scope == scope}
    for each in TOOLS:
        if each.scope != scope:
            assert problems[each.name]["code"] == "forbidden"
            assert f'"{each.scope}"' in problems[each.name]["detail"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "header", ["Bearer pa_wrong", "Bearer", "Basic YTpi", "pa_x", "Bearer \u0661", "x" * 5000]
)
def test_a_wrong_token_is_refused_before_anything_is_read(release: Any, header: str) -> None:
    response = Tools().send(b"{", Authorization=header)

    assert response.status_code == 401
    assert 'error="invalid_token"' in response["WWW-Authenticate"]
    assert response.json()["error"]["data"] == {"code": "authentication-required"}


@pytest.mark.django_db
def test_an_ended_token_is_refused(release: Any) -> None:
    ended = with_token(Scope.ADVICE_READ)
    now = timezone.now()
    ending = {"created_at": now - timedelta(days=2), "expires_at": now - timedelta(seconds=1)}
    AccessToken.objects.update(**ending)

    assert ended.ask("tools/list").status_code == 401


@pytest.mark.django_db
def test_a_closed_site_wants_a_token(release: Any, settings: Any) -> None:
    settings.API_OPEN = False

    assert Tools().ask("tools/list").status_code == 401
    assert with_token(Scope.CATALOGUE_READ).ask("tools/list").status_code == 200


@pytest.mark.django_db
def test_what_is_saved_with_a_token_stands_in_its_account(release: Any) -> None:
    person = User.objects.create_user("ada")

    values = with_token(Scope.ASSESSMENTS_WRITE, owner=person).get(
        "save_assessment", title="Orders", answers=GIVEN
    )

    assert Assessment.objects.get(pk=values["id"]).owner == person


@pytest.mark.django_db
def test_the_cookies_of_a_browser_mean_nothing_here(release: Any) -> None:
    person = User.objects.create_user("ada", password="a phrase that is long")
    browser = Client()
    browser.force_login(person)

    values = Tools(browser).get("save_assessment", title="Orders", answers=GIVEN)

    assert Assessment.objects.get(pk=values["id"]).owner is None


def test_a_tool_that_is_called_too_often_asks_for_patience(tools: Tools, settings: Any) -> None:
    settings.LIMITS_ON = True
    settings.LIMITS = {**settings.LIMITS, "api-compute": ((2, 60),)}

    assert [tools.call("recommend", answers=GIVEN)["isError"] for _ in range(3)] == [
        False,
        False,
        True,
    ]
    problem = tools.problem("explain", slug="retry", answers=GIVEN)
    assert problem["code"] == "rate-limited"
    assert "seconds" in problem["detail"]
    assert not tools.call("get_pattern", slug="retry")["isError"]


def test_rest_and_tools_draw_on_the_same_limit(tools: Tools, settings: Any) -> None:
    settings.LIMITS_ON = True
    settings.LIMITS = {**settings.LIMITS, "api-compute": ((2, 60),)}
    for _ in range(2):
        assert tools.client.get("/api/v1/recommendations?stage=new").status_code == 200

    assert tools.problem("recommend", answers=GIVEN)["code"] == "rate-limited"


def test_drawing_counts_as_computing_too(tools: Tools, settings: Any) -> None:
    settings.LIMITS_ON = True
    settings.LIMITS = {**settings.LIMITS, "api-compute": ((1, 60),)}

    tools.get("render_diagram", **CALLS["render_diagram"])

    assert tools.problem("recommend", answers=GIVEN)["code"] == "rate-limited"


def test_too_many_messages_are_refused_for_programs(tools: Tools, settings: Any) -> None:
    settings.LIMITS_ON = True
    settings.LIMITS = {**settings.LIMITS, "api": ((1, 60),)}

    assert tools.ask("tools/list").status_code == 200
    refused = tools.ask("tools/list")

    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["type"].endswith("/rate-limited")


def test_a_cache_that_is_down_stops_what_costs_much(
    tools: Tools, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ConnectionError("gone")

    settings.LIMITS_ON = True
    monkeypatch.setattr("advisor.mcp.admitting.count", broken)

    assert tools.problem("recommend", answers=GIVEN)["code"] == "rate-limited"


def test_one_setting_switches_it_off(site: Client, settings: Any) -> None:
    settings.MCP = False
    try:
        clear_url_caches()
        importlib.reload(urls)
        assert site.post("/mcp", b"{}", content_type="application/json").status_code == 404
    finally:
        settings.MCP = True
        clear_url_caches()
        importlib.reload(urls)
    assert site.post("/mcp", b"{}", content_type="application/json").status_code == 400
