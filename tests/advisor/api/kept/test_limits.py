"""How often a program may ask: by its token, else by its address; and that it is told."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from advisor import middleware
from advisor import settings as shipped
from advisor.models import AccessToken, Scope
from patterns.models import Release
from tests.advisor.api.kept.conftest import ANSWERS, Program

pytestmark = pytest.mark.django_db


class Clock:
    """A clock that a test turns."""

    now = 1_000_020.0  # the beginning of a minute

    def time(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def clock(release: Release, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Clock:
    settings.LIMITS_ON = True
    settings.LIMITS = {
        **settings.LIMITS,
        "api": ((3, 60),),
        "api-compute": ((4, 60),),
        "api-renderings": ((2, 60),),
        "api-save": ((2, 60), (3, 3600)),
    }
    turned = Clock()
    monkeypatch.setattr(middleware, "time", turned)
    cache.clear()
    return turned


def token() -> Program:
    return Program(AccessToken.issue("P", Scope, now=timezone.now(), days=1).secret)


def statuses(program: Program, count: int, path: str = "/categories") -> list[int]:
    return [program.get(path).status_code for _ in range(count)]


def test_a_token_is_counted_by_itself() -> None:
    one, other = token(), token()

    assert statuses(one, 4) == [200, 200, 200, 429]
    assert statuses(other, 4) == [200, 200, 200, 429]
    assert statuses(Program(), 4) == [200, 200, 200, 429]


def test_a_token_is_counted_the_same_from_every_address() -> None:
    one = token()

    for number in range(3):
        one.client.defaults["REMOTE_ADDR"] = f"192.0.2.{number}"
        assert one.get("/categories").status_code == 200
    assert one.get("/categories").status_code == 429


def test_whoever_tries_tokens_is_counted_by_the_address() -> None:
    tried = [Program(f"pa_{number:043d}").get("/categories").status_code for number in range(5)]

    assert tried == [401, 401, 401, 429, 429]


def test_the_refusal_says_when_to_come_back(clock: Clock) -> None:
    clock.now += 12.5
    program = token()
    statuses(program, 3)

    refused = program.get("/categories")
    clock.now += int(refused["Retry-After"])

    assert refused.status_code == 429
    assert refused["Retry-After"] == "48"
    assert "rate-limited" in refused.json()["type"]
    assert refused["RateLimit"] == '"api";r=0;t=48'
    assert program.get("/categories").status_code == 200


def test_each_answer_says_what_is_left(clock: Clock) -> None:
    clock.now += 20
    program = token()

    first, second = program.get("/categories"), program.get("/nothing-like-this/x")
    third = program.get("/patterns/no-such-pattern")
    held = program.get("/categories", If_None_Match=first["ETag"])

    assert first["RateLimit-Policy"] == '"api";q=3;w=60'
    assert first["RateLimit"] == '"api";r=2;t=40'
    assert "RateLimit" not in second  # nothing answers there, so nothing is counted
    assert (third.status_code, third["RateLimit"]) == (404, '"api";r=1;t=40')
    assert (held.status_code, held["RateLimit"]) == (304, '"api";r=0;t=40')


def test_what_costs_more_counts_in_both_rows() -> None:
    program = token()

    saved = program.keep()
    advised = program.ask("POST", "/recommendations", {"answers": ANSWERS})

    assert saved["RateLimit-Policy"] == (
        '"api-save";q=2;w=60, "api-save-3600";q=3;w=3600, "api-compute";q=4;w=60'
    )
    assert re.findall(r";r=(\d+)", saved["RateLimit"]) == ["1", "2", "3"]
    assert re.findall(r";r=(\d+)", advised["RateLimit"]) == ["2"]


def test_drawings_leave_less_for_judgements() -> None:
    program = token()
    drawing = {"mermaid": "flowchart LR\n    A --> B"}

    drawn = [program.ask("POST", "/diagrams/renderings", drawing).status_code for _ in range(3)]
    judged = statuses(program, 2, "/recommendations")

    assert drawn == [200, 200, 429]
    assert judged == [200, 429]


def test_saving_is_limited_by_the_minute_and_by_the_hour(clock: Clock) -> None:
    program = token()
    first = [program.keep().status_code for _ in range(3)]
    clock.now += 60
    second = [program.keep() for _ in range(2)]

    assert first == [201, 201, 429]
    assert [each.status_code for each in second] == [429, 429]
    assert int(second[0]["Retry-After"]) > 60


def test_reading_what_is_kept_is_no_saving() -> None:
    program = token()
    made = program.keep()
    program.key = made.json()["edit_key"]
    path = f"/assessments/{made.json()['id']}"

    read = program.get(path)
    changed = program.patch(path, {"title": "New"})

    assert read["RateLimit-Policy"] == '"api";q=3;w=60'
    assert changed["RateLimit-Policy"].startswith('"api-save"')


def test_pages_for_people_tell_nothing_of_it() -> None:
    assert "RateLimit" not in Program().client.get("/exports/answers?stage=new")


def test_the_shipped_limits_are_those_of_the_design() -> None:
    limits = shipped.LIMITS

    assert limits["api"] == ((600, 60),)
    assert limits["api-compute"] == ((60, 60),)
    assert limits["api-renderings"] == ((30, 60),)
    assert limits["export"] == ((10, 60),)
    assert set(shipped.LIMITS_WITHIN) | set(shipped.LIMITS_WITHIN.values()) <= set(limits)


# Ids of requests ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/categories", 200),
        ("OPTIONS", "/categories", 200),
        ("GET", "/nothing/here", 404),
        ("DELETE", "/categories", 405),
        ("GET", "/categories?x=1", 400),
        ("GET", "/categories?x=%00", 400),
        ("GET", "/assessments", 401),
        ("POST", "/assessments", 415),
        ("GET", "/assessments/x", 404),
    ],
)
def test_every_answer_has_the_id_that_the_log_names(method: str, path: str, status: int) -> None:
    given = "abcd-1234-efgh"

    told = Program().ask(method, path, X_Request_ID=given)
    made = Program().ask(method, path)

    assert told.status_code == made.status_code == status
    assert told["X-Request-ID"] == given
    assert re.fullmatch("[0-9a-f]{32}", made["X-Request-ID"])
    if status >= 400:
        assert told.json()["request_id"] == given


@pytest.mark.parametrize("close", [True, False])
def test_a_refused_request_has_its_id_too(settings: Any, close: bool) -> None:
    settings.API_OPEN = not close
    answers = [Program().get("/categories") for _ in range(4)]

    assert [each.status_code for each in answers] == [401 if close else 200] * 3 + [429]
    assert all("X-Request-ID" in each for each in answers)


def test_without_a_cache_reading_goes_on_and_saving_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ConnectionError("gone")

    monkeypatch.setattr(type(cache), "add", broken, raising=False)

    read, saved = Program().get("/categories"), Program().keep()

    assert read.status_code == 200
    assert (saved.status_code, saved["Retry-After"]) == (429, "5")
