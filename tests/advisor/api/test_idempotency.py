"""A request that is sent again is not done again."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from rest_framework.response import Response

from advisor.api import bodies, idempotency
from advisor.api.operations import endpoint
from advisor.models import AccessToken, Scope
from advisor.shapes.faults import Refused

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEY = "7b0c4f5e-2f0a-4a55-9d0e-7f1f8f1f6b11"


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


class Counting:
    """A view that counts how often it did something."""

    def __init__(self, answer: Callable[[int], HttpResponse]) -> None:
        self.answer, self.done = answer, 0

        def view(request: Any) -> HttpResponse:
            return idempotency.once(request, bodies.read(request), self._do)

        self.view = endpoint("POST", scope=None)(view)

    def _do(self) -> HttpResponse:
        self.done += 1
        return self.answer(self.done)

    def post(self, body: object = None, key: str | None = KEY, **more: Any) -> Any:
        headers = {"Idempotency-Key": key} if key is not None else {}
        request = RequestFactory().post(
            more.pop("path", "/api/v1/things"),
            json.dumps(body or {}),
            content_type="application/json",
            headers={**headers, **more.pop("headers", {})},
            **more,
        )
        response = self.view(request)
        return response.render() if isinstance(response, Response) else response


def made(number: int) -> HttpResponse:
    response = Response({"number": number}, status=201)
    response["Location"] = f"/api/v1/things/{number}"
    response["ETag"] = '"r1"'
    return response


@pytest.fixture
def things() -> Counting:
    return Counting(made)


def test_the_first_answer_comes_again(things: Counting) -> None:
    first, again = things.post({"a": 1, "b": 2}), things.post({"b": 2, "a": 1})

    assert things.done == 1
    assert (again.status_code, again.content) == (201, first.content)
    for name in ("Location", "ETag", "Content-Type"):
        assert again[name] == first[name]
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first


def test_without_a_key_everything_is_done_each_time(things: Counting) -> None:
    things.post(key=None)
    things.post(key=None)

    assert things.done == 2


def test_another_body_under_the_same_key_is_refused(things: Counting) -> None:
    things.post({"a": 1})
    refused = things.post({"a": 2})

    assert things.done == 1
    assert refused.status_code == 422
    assert b"idempotency-mismatch" in refused.content


def test_keys_of_different_callers_have_nothing_to_do_with_each_other(things: Counting) -> None:
    one = AccessToken.issue("One", [Scope.ADVICE_READ], now=timezone.now(), days=1)
    other = AccessToken.issue("Other", [Scope.ADVICE_READ], now=timezone.now(), days=1)

    for caller in (
        {"headers": {"Authorization": f"Bearer {one.secret}"}},
        {"headers": {"Authorization": f"Bearer {other.secret}"}},
        {"REMOTE_ADDR": "192.0.2.1"},
        {"REMOTE_ADDR": "192.0.2.2"},
        {"path": "/api/v1/others"},
    ):
        assert "Idempotency-Replayed" not in things.post(**caller)

    assert things.done == 5
    assert things.post(REMOTE_ADDR="192.0.2.2")["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize("key", ["", " ", "x" * 65, "a\tb", "é", "a\x7f"])
def test_a_key_that_cannot_be_used_is_refused(things: Counting, key: str) -> None:
    refused = things.post(key=key)

    assert refused.status_code == 400
    assert things.done == 0


@pytest.mark.parametrize("key", ["x", "x" * 64, '"a quoted key"', "a b"])
def test_a_printable_key_is_taken(things: Counting, key: str) -> None:
    things.post(key=key)
    assert things.post(key=key)["Idempotency-Replayed"] == "true"


def test_what_was_refused_or_failed_may_be_sent_again_with_the_same_key() -> None:
    def answer(number: int) -> HttpResponse:
        if number == 1:
            raise Refused("invalid-parameters", "No.")
        if number == 2:
            raise RuntimeError("ours")
        return made(number) if number > 3 else Response({}, status=503)

    things = Counting(answer)

    assert things.post({"a": 1}).status_code == 422
    with pytest.raises(RuntimeError):
        things.post({"a": 2})
    assert things.post({"a": 2}).status_code == 503
    assert things.post({"a": 3}).data == {"number": 4}
    assert things.post({"a": 3}).data == {"number": 4}


def test_a_file_comes_again_with_its_bytes() -> None:
    things = Counting(
        lambda number: HttpResponse(bytes([number, 255]), content_type="application/zip")
    )

    first, again = things.post(), things.post()

    assert things.done == 1
    assert first.content == again.content == b"\x01\xff"
    assert again["Content-Type"] == "application/zip"


def test_a_large_file_is_made_again_and_its_key_is_still_its_own() -> None:
    things = Counting(lambda number: HttpResponse(b"x" * (idempotency.LARGEST + 1)))

    first, again, other = things.post(), things.post(), things.post({"a": 1})

    assert things.done == 2
    assert first.content == again.content
    assert again["Idempotency-Replayed"] == "true"
    assert other.status_code == 422


def test_of_two_requests_at_once_one_is_done_and_the_other_told_to_wait() -> None:
    inside, go = threading.Event(), threading.Event()

    def answer(number: int) -> HttpResponse:
        inside.set()
        assert go.wait(10)
        return made(number)

    things = Counting(answer)
    found: list[Any] = []
    first = threading.Thread(target=lambda: found.append(things.post()))
    first.start()
    assert inside.wait(10)

    second = things.post()
    go.set()
    first.join()

    assert things.done == 1
    assert second.status_code == 409
    assert second["Retry-After"] == "2"
    assert b"idempotency-in-progress" in second.content
    assert found[0].status_code == 201
    assert things.post()["Idempotency-Replayed"] == "true"
