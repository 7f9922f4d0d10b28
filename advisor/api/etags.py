"""Strong ETags made before the body, from everything that changes the bytes.

What an ETag names never changes, so the bytes themselves are kept under it, in this process.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from threading import Lock
from typing import Any, Final

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from rest_framework.request import Request

from advisor.api.problems import VARY
from advisor.engine import VERSION
from patterns import stances

REVALIDATE: Final = "no-cache"
LANGUAGE: Final = "en"
_WORDED_IN: Final = (".py", ".md")
_MOST_BYTES: Final = 16 * 1024 * 1024  # of all bodies that are kept; the oldest go first


@dataclass(frozen=True, slots=True)
class _Kept:
    """A representation. links: the value of the header Link (RFC 8288), if any."""

    body: bytes
    content_type: str
    links: str


class _Shelf:
    """The representations that were asked for last, by ETag; safe to share between threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def find(self, etag: str) -> _Kept | None:
        with self._lock:
            if etag in self._kept:
                self._kept.move_to_end(etag)
            return self._kept.get(etag)

    def keep(self, etag: str, made: _Kept) -> None:
        with self._lock:
            if etag in self._kept or len(made.body) > _MOST_BYTES:
                return
            self._kept[etag] = made
            self._size += len(made.body)
            while self._size > _MOST_BYTES:
                self._size -= len(self._kept.popitem(last=False)[1].body)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self._size = 0


_shelf = _Shelf()


def forget() -> None:
    """Make every representation anew from now on; equal bytes come of it."""
    _shelf.clear()


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
    make: Callable[[], Any],
    links: Callable[[Any], str] = lambda _: "",
) -> HttpResponse:
    """Return 304 where the client has these bytes already; else what `make` returns, or returned.

    make: plain values for the negotiated renderer, or bytes in its media type; called for neither
    304 nor bytes that are still kept. links: from those values, the header Link (RFC 8288).
    """
    etag = tag(release, request.accepted_renderer.media_type, request.path, *parts)
    response: HttpResponse = HttpResponseNotModified()
    if not known(request, etag):
        kept = _shelf.find(etag)
        if kept is None:
            kept = _rendered(request, make, links)
            _shelf.keep(etag, kept)
        response = HttpResponse(kept.body, content_type=kept.content_type)
        if kept.links:
            response["Link"] = kept.links
    response["ETag"] = etag
    return cacheable(response)


def _rendered(request: Request, make: Callable[[], Any], links: Callable[[Any], str]) -> _Kept:
    renderer: Any = request.accepted_renderer
    values = make()
    charset = f"; charset={renderer.charset}" if renderer.charset else ""
    body = renderer.render(values, request.accepted_media_type, {})
    return _Kept(body, f"{renderer.media_type}{charset}", links(values))


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
