"""The page or the part that was asked for, limits, request ids, and bytes that can be read."""

import logging
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from advisor import limits, middleware
from patterns import releases
from tests.advisor.markup import page

VARY = {"HX-Request", "HX-Target", "HX-History-Restore-Request"}
PARTS = [
    ("/advise/stage/?stage=new", "step"),
    ("/advise/stage/?stage=new", "preview"),
    ("/advice/?stage=new", "advice"),
]


def htmx(target: str, **more: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": target, **more}


@pytest.mark.parametrize(("address", "part"), PARTS)
def test_htmx_gets_exactly_the_part_that_it_swaps(site: Client, address: str, part: str) -> None:
    whole = page(site.get(address).content)

    response = site.get(address, headers=htmx(part))

    shown = page(response.content)
    (root,) = [child for child in shown.children if not isinstance(child, str)]
    assert root["id"] == part
    assert root.text == next(whole.all(id=part)).text
    assert not shown.has("html")
    assert response["Cache-Control"] == "no-store"
    assert "HX-Retarget" not in response


@pytest.mark.parametrize(
    "target", ["nonsense", "", "../base", "a" * 60, "advice#x", "BODY", "главная"]
)
def test_a_made_up_target_gets_the_whole_page_for_the_whole_window(
    site: Client, target: str
) -> None:
    response = site.get("/advice/?stage=new", headers=htmx(target))

    assert response.status_code == 200
    assert response.content.startswith(b"<!doctype html>")
    assert response["HX-Retarget"] == "body"
    assert response["HX-Reswap"] == "innerHTML"
    assert "no-store" not in response.get("Cache-Control", "")


def test_history_and_boosted_requests_get_the_whole_page_as_it_is(site: Client) -> None:
    for header in ("HX-History-Restore-Request", "HX-Boosted"):
        response = site.get("/advice/?stage=new", headers=htmx("advice", **{header: "true"}))

        assert response.content.startswith(b"<!doctype html>")
        assert "HX-Retarget" not in response


@pytest.mark.parametrize(
    "address",
    ["/advise/", "/advise/stage/", "/advise/check/", "/advice/", "/advise/zzz/", "/exports/answers",
     "/advise/stage/?stage=new&next=1", "/exports/bundle?date=x", "/healthz"],
)  # fmt: skip
def test_every_answer_says_that_it_varies(site: Client, address: str) -> None:
    for headers in ({}, htmx("step"), htmx("zzz")):
        varying = set(site.get(address, headers=headers)["Vary"].split(", "))
        assert varying >= VARY, address


def test_a_mistaken_form_comes_back_as_its_part_with_its_status(site: Client) -> None:
    response = site.get("/advise/stage/?stage=new&stage=split&next=1", headers=htmx("step"))

    assert response.status_code == 400
    assert next(page(response.content).all(id="step"))["data-title"].startswith("Error: ")


def test_continue_leads_an_htmx_request_to_the_next_part(site: Client) -> None:
    response = site.get("/advise/stage/?stage=new&next=1", headers=htmx("step"), follow=True)

    assert response.redirect_chain == [("/advise/services/?stage=new", 302)]
    assert next(page(response.content).all(id="step")).has("h1")


# --- limits -----------------------------------------------------------------------------------


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(site: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Clock:
    settings.LIMITS_ON = True
    settings.LIMITS = {**settings.LIMITS, "export": ((2, 60),)}
    turned = Clock()
    turned.now -= turned.now % 60  # the beginning of a window
    monkeypatch.setattr(middleware, "time", turned)
    cache.clear()
    return turned


def test_too_many_exports_are_refused_until_the_window_ends(site: Client, clock: Clock) -> None:
    clock.now += 12.5
    first = [site.get("/exports/answers?stage=new").status_code for _ in range(3)]
    refused = site.get("/exports/answers?stage=new")
    clock.now += float(refused["Retry-After"])

    again = site.get("/exports/answers?stage=new")

    assert first == [200, 200, 429]
    assert refused.status_code == 429
    assert refused["Retry-After"] == "48"
    assert "Try again in 48 seconds." in refused.content.decode()
    assert again.status_code == 200


def test_one_visitor_s_limit_is_not_another_s(site: Client, clock: Clock) -> None:
    for _ in range(3):
        site.get("/exports/answers", REMOTE_ADDR="192.0.2.1")

    assert site.get("/exports/answers", REMOTE_ADDR="192.0.2.1").status_code == 429
    assert site.get("/exports/answers", REMOTE_ADDR="192.0.2.2").status_code == 200


def test_pages_have_no_limit(site: Client, clock: Clock) -> None:
    assert {site.get("/advise/stage/").status_code for _ in range(5)} == {200}


def test_a_refused_htmx_request_replaces_the_whole_window(site: Client, clock: Clock) -> None:
    for _ in range(3):
        response = site.get("/exports/answers", headers=htmx("advice"))

    assert response.status_code == 429
    assert response["HX-Retarget"] == "body"


def test_without_a_cache_reading_goes_on_and_drawing_waits(
    site: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ConnectionError("gone")

    monkeypatch.setattr(limits.cache, "add", broken, raising=False)

    with caplog.at_level(logging.WARNING):
        read = site.get("/exports/answers?stage=new")
        drawn = site.post("/diagrams/render", {"script": "flowchart LR\n a --> b"})

    assert read.status_code == 200
    assert drawn.status_code == 429
    assert drawn["Retry-After"] == "5"
    assert "limits cannot be counted: ConnectionError" in caplog.text


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "198.51.100.7", "192.0.2.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.9, 198.51.100.7", "203.0.113.9"),
        (2, "198.51.100.7", "192.0.2.1"),
    ],
)
def test_only_trusted_proxies_say_who_the_client_is(
    settings: Any, proxies: int, forwarded: str, expected: str
) -> None:
    settings.PROXIES = proxies
    request = RequestFactory().get(
        "/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": forwarded}
    )

    assert limits.client_address(request) == expected


# --- ids, bytes, Release ----------------------------------------------------------------------


def test_a_request_id_is_taken_over_or_made(site: Client) -> None:
    given = site.get("/advise/", headers={"X-Request-ID": "abcd-1234"})
    made = site.get("/advise/", headers={"X-Request-ID": "<script>"})

    assert given["X-Request-ID"] == "abcd-1234"
    assert len(made["X-Request-ID"]) == 32


@pytest.mark.parametrize(
    ("address", "status"),
    [("/advice/?a=%00", 400), ("/adv%00ice/", 400), ("/?" + "a" * 8_193, 414)],
)
def test_bytes_that_no_view_can_use_are_refused(site: Client, address: str, status: int) -> None:
    response = site.get(address)

    assert response.status_code == status
    assert page(response.content).first("h1").text == "This address cannot be read"


def test_without_a_release_every_page_says_that_the_site_is_not_ready(
    site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_loaded() -> None:
        raise releases.NoRelease("no Release is loaded")

    monkeypatch.setattr(releases, "current", none_loaded)

    for address in ("/", "/patterns/", "/advise/", "/advice/?stage=new", "/exports/bundle"):
        response = site.get(address)
        assert response.status_code == 503, address
        assert response["Retry-After"] == "5"
        assert "manage.py prepare" in response.content.decode()


def test_a_theme_of_a_cookie_is_one_of_two(site: Client) -> None:
    for theme, shown in (("dark", 'data-theme="dark"'), ('"><script>', "<script>")):
        site.cookies["theme"] = theme
        content = site.get("/advise/").content.decode()
        assert (shown in content.partition("<body>")[0]) == (theme == "dark")


def test_the_version_in_the_footer_is_the_newest_of_the_changelog(settings: Any) -> None:
    newest = middleware.VERSION.search((settings.BASE_DIR / "CHANGELOG.md").read_text())[1]

    assert middleware.site(RequestFactory().get("/"))["version"] == newest


def test_middleware_passes_other_failures_on() -> None:
    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    guarding = middleware.ReleaseMiddleware(answer)

    assert guarding.process_exception(RequestFactory().get("/"), ValueError("other")) is None
