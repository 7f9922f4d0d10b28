"""One Idempotency-Key, one doing: a request that is sent again gets the first answer again.

After draft-ietf-httpapi-idempotency-key-header-07. Only what was done is kept: a request that was
refused, or that failed, may be sent again with the same key, corrected.
"""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any, Final

from django.core.cache import cache
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from advisor.limits import client_of
from advisor.shapes.faults import Refused

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
PROBLEMS: Final = ("malformed-request", "idempotency-in-progress", "idempotency-mismatch")
KEPT_FOR: Final = 24 * 60 * 60  # seconds
LONGEST_RUN: Final = 60  # seconds; after it the first request is taken for dead
LARGEST: Final = 64 * 1024  # bytes of a file; a larger one is made again, with equal bytes
WAIT: Final = "2"  # seconds
_KEY: Final = re.compile(r"[!-~](?:[ -~]{0,62}[!-~])?")

PARAMETERS: Final = (
    OpenApiParameter(
        HEADER, {"type": "string", "minLength": 1, "maxLength": 64}, OpenApiParameter.HEADER,
        description="A name of this very request, best a UUID. Sent again within 24 hours, with "
        "the same body, it gets the first answer and nothing is done twice.",
        examples=[OpenApiExample("A key", "7b0c4f5e-2f0a-4a55-9d0e-7f1f8f1f6b11")],
    ),
    OpenApiParameter(
        REPLAYED, str, OpenApiParameter.HEADER, response=[200, 201],
        description="`true` where this is the first answer again.",
    ),
)  # fmt: skip


def once(request: Request, body: object, make: Callable[[], HttpResponse]) -> HttpResponse:
    """Return what `make` returns; where the key was used before, the answer of that time.

    body: the plain values that were sent, which must be the same.
    Raises Refused for a key that cannot be used, of another request, or of one still running.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return make()
    if not _KEY.fullmatch(key):
        raise Refused("malformed-request", f"{HEADER} has 1 to 64 printable characters.")
    place = f"idempotency:{_hash(client_of(request._request), request.path, key)}"
    asked = _hash(
        request.method or "", request.get_full_path(), request.accepted_renderer.media_type,
        json.dumps(body, sort_keys=True),
    )  # fmt: skip
    if not cache.add(place, _note(asked, None), timeout=LONGEST_RUN):
        return _again(place, asked) or _replayed(make())
    try:
        response = make()
    except BaseException:
        cache.delete(place)
        raise
    answer = _written(response)
    if answer is None:
        cache.delete(place)
    else:
        cache.set(place, _note(asked, answer), timeout=KEPT_FOR)
    return response


def _again(place: str, asked: str) -> HttpResponse | None:
    """Return the first answer, None where it was too large to be kept. Raises Refused."""
    found = cache.get(place)
    first: dict[str, Any] = json.loads(found) if found else {"asked": asked, "answer": None}
    if first["asked"] != asked:
        raise Refused("idempotency-mismatch", f"This {HEADER} belongs to another request.")
    if first["answer"] is None:
        words = "The first request with this key has no answer yet."
        raise Refused("idempotency-in-progress", words, headers={"Retry-After": WAIT})
    return _replayed(_read(first["answer"])) if first["answer"] else None


def _note(asked: str, answer: object) -> str:
    # As JSON: what comes out of a cache must never be able to run anything.
    return json.dumps({"asked": asked, "answer": answer})


def _written(response: HttpResponse) -> dict[str, Any] | None:
    """Return an answer in plain values: {} for one too large, None for one that is not kept."""
    if not 200 <= response.status_code < 300:
        return None
    told: dict[str, Any] = {"status": response.status_code, "headers": dict(response.items())}
    if isinstance(response, Response):
        return told | {"data": response.data}
    content = response.content
    return told | {"content": b64encode(content).decode()} if len(content) <= LARGEST else {}


def _read(told: dict[str, Any]) -> HttpResponse:
    response = (
        Response(told["data"], status=told["status"])
        if "data" in told
        else HttpResponse(b64decode(told["content"]), status=told["status"])
    )
    for name, value in told["headers"].items():
        response[name] = value
    return response


def _replayed(response: HttpResponse) -> HttpResponse:
    response[REPLAYED] = "true"
    return response


def _hash(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()
