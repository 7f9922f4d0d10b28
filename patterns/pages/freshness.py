"""Pages of the catalogue are pure functions of Release and request: 304 without rendering."""

import hashlib
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import condition

from patterns import releases, stances

View = Callable[..., HttpResponse]

# What a page depends on beside the Release: its address, the colors, and whether a part was asked.
HEADERS = ("HX-Request", "HX-Target", "HX-History-Restore-Request", "HX-Boosted")


def revalidated(view: View) -> View:
    """Give the page an ETag from what it is made of, and let caches ask before they use it."""
    tagged = condition(etag_func=_tag)(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        response: HttpResponse = tagged(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-cache")
        return response

    return answer


def _tag(request: HttpRequest, *args: str, **kwargs: str) -> str:
    parts = [
        releases.current().digest,
        stances.current().digest,
        settings.TEMPLATE_DIGEST,
        request.build_absolute_uri(),
        request.COOKIES.get("theme", ""),
        *(request.headers.get(name, "") for name in HEADERS),
    ]
    return '"' + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32] + '"'
