"""Strong ETags made before the body, from everything that changes the bytes."""

from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from rest_framework.request import Request
from rest_framework.response import Response

from advisor.api.problems import VARY
from advisor.engine import VERSION
from patterns import stances

REVALIDATE: Final = "no-cache"
LANGUAGE: Final = "en"
_WORDED_IN: Final = (".py", ".md")


def tag(release: str, media_type: str, *parts: str) -> str:
    """Return the strong ETag of one representation.

    release: the digest of what it was made from; parts: the canonical parameters.
    """
    known = (release, stances.current().digest, VERSION, program(), LANGUAGE, media_type, *parts)
    return f'"{sha256(chr(0).join(known).encode("utf-8", "backslashreplace")).hexdigest()[:32]}"'


def answer(
    request: Request,
    release: str,
    parts: Iterable[str],
    make: Callable[[], object],
    links: str = "",
) -> HttpResponse:
    """Return 304 where the client has these bytes already; else what `make` returns.

    make: plain values for the negotiated renderer, or bytes in its media type; not called for 304.
    links: the value of the header Link (RFC 8288).
    """
    media_type = request.accepted_renderer.media_type
    etag = tag(release, media_type, request.path, *parts)
    unchanged = known(request, etag)
    response = HttpResponseNotModified() if unchanged else Response(make())
    response["ETag"] = etag
    if links:
        response["Link"] = links
    return cacheable(response)


def cacheable(response: HttpResponse) -> HttpResponse:
    """Mark an answer that must be asked about before it is used again.

    Anyone may keep it, unless the site is closed to those who show no token.
    """
    response["Cache-Control"] = f"{'public' if settings.API_OPEN else 'private'}, {REVALIDATE}"
    response["Content-Language"] = LANGUAGE
    patch_vary_headers(response, VARY)
    return response


def known(request: Request, etag: str) -> bool:
    """Say whether the client holds this representation: a weak comparison (RFC 9110, 13.1.2)."""
    # The compressing middleware makes strong tags weak, so they come back that way.
    held = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in held or etag in {each.removeprefix("W/") for each in held}


@cache
def program() -> str:
    """Name the program by its text: the same Release may read differently after an upgrade.

    Reads every file of the program once per process, about 20 ms.
    """
    digest = sha256()
    for room in ("advisor", "patterns", "templates"):
        for path in sorted((settings.BASE_DIR / room).rglob("*")):
            if path.suffix in _WORDED_IN:
                digest.update(path.read_bytes())
    return digest.hexdigest()
