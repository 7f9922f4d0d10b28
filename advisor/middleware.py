"""What holds for every request: an id, readable bytes, limits, and which part or origin asked."""

import logging
import re
import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers

from advisor import limits
from advisor.health import refusal
from advisor.limits import FOR_PROGRAMS
from patterns.releases import NoRelease

logger = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponseBase]

PART_NAME = re.compile(r"[a-z][a-z0-9-]{0,40}")
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
THEMES = ("light", "dark")
# The pages use none of the browser's powers, so whatever is smuggled in has none either.
NOTHING_ALLOWED = ", ".join(
    f"{power}=()"
    for power in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
)
LONGEST_QUERY = 8192
WAIT_WITHOUT_CACHE = 5  # seconds
HTMX_HEADERS = ["HX-Request", "HX-Target", "HX-History-Restore-Request"]
REST = "/api/"
COLORS = ["Cookie"]  # the theme is read from a cookie
# What a page of another site may send, and may read of the answer, beyond what browsers allow.
SENT = (
    "Accept", "Accept-Language", "Assessment-Key", "Authorization", "Content-Type",
    "Idempotency-Key", "If-Match", "If-None-Match", "X-Request-ID",
)  # fmt: skip
SHOWN = (
    "Content-Disposition", "Content-Language", "ETag", "Idempotency-Replayed", "Link", "Location",
    "RateLimit", "RateLimit-Policy", "Retry-After", "WWW-Authenticate", "X-Request-ID",
)  # fmt: skip
METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE"
PREFLIGHT_HOLDS = 600  # seconds
VERSION = re.compile(r"## \[?(\d+\.\d+\.\d+)")


class RequestIdMiddleware:
    """Give every request an id that log lines and problem details name, and no powers."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        request.request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["Permissions-Policy"] = NOTHING_ALLOWED
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        return response


class ReadableRequestMiddleware:
    """Refuse NUL bytes and over-long queries before any view or database sees them.

    PostgreSQL cannot hold a NUL, and a server error must never depend on the database in use.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        query = request.META.get("QUERY_STRING", "")
        if len(query) > LONGEST_QUERY:
            return self._refuse(request, 414, "The address is too long.")
        if "\0" in request.path_info or "%00" in query or "\0" in query:
            return self._refuse(request, 400, "The address holds a NUL character.")
        return self.get_response(request)

    def _refuse(self, request: HttpRequest, status: int, words: str) -> HttpResponse:
        heading = "This address cannot be read"
        return refusal(request, status, "malformed-request", heading, words)


class ReleaseMiddleware:
    """Say that the catalogue is not loaded yet, where a view would fail without it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, NoRelease):
            return None
        words = "No catalogue is loaded. Whoever runs this site starts manage.py prepare."
        response = refusal(request, 503, "not-ready", "The site is not ready yet", words)
        response["Retry-After"] = "5"
        return response


class PartMiddleware:
    """Narrow a page to the template partial named like the swapped element."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # Programs know neither parts nor colors, and shared caches must not be told otherwise.
        if not request.path_info.startswith(FOR_PROGRAMS):
            patch_vary_headers(response, [*HTMX_HEADERS, *COLORS])
        return response

    def process_template_response(
        self, request: HttpRequest, response: TemplateResponse
    ) -> TemplateResponse:
        htmx = request.htmx  # type: ignore[attr-defined]
        if not htmx or htmx.boosted or htmx.history_restore_request:
            return response
        part = f"{response.template_name}#{htmx.target}"
        if PART_NAME.fullmatch(htmx.target or "") and _exists(part):
            response.template_name = part
            # Back must never bring a bare part out of the browser's own cache.
            response["Cache-Control"] = "no-store"
        else:
            # A whole page swapped into a small element would nest page in page.
            response["HX-Retarget"] = "body"
            response["HX-Reswap"] = "innerHTML"
        return response


class CrossOriginMiddleware:
    """Let pages of the sites in the setting call the API; off unless it names any.

    A browser then sends what the page's script gives it, such as a token, and never a cookie: the
    header that would allow cookies is not sent, and the API reads none.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.API_ORIGINS or not request.path_info.startswith(REST):
            return self.get_response(request)
        origin = request.headers.get("Origin", "")
        known = origin in settings.API_ORIGINS
        asks_first = "Access-Control-Request-Method" in request.headers
        if known and request.method == "OPTIONS" and asks_first:
            response: HttpResponseBase = HttpResponse(status=204)
            response["Access-Control-Allow-Methods"] = METHODS
            response["Access-Control-Allow-Headers"] = ", ".join(SENT)
            response["Access-Control-Max-Age"] = str(PREFLIGHT_HOLDS)
        else:
            response = self.get_response(request)
        if known:
            response["Access-Control-Allow-Origin"] = origin
            response["Access-Control-Expose-Headers"] = ", ".join(SHOWN)
        patch_vary_headers(response, ["Origin"])
        return response


class ThrottleMiddleware:
    """Limit how often one client may do what costs much; the table stands in the settings.

    Programs are told in each answer what is left, after draft-ietf-httpapi-ratelimit-headers.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        counts: Sequence[limits.Count] = getattr(request, "counts", ())
        if counts and request.path_info.startswith(FOR_PROGRAMS):
            policies = (f'"{each.name}";q={each.most};w={each.seconds}' for each in counts)
            response["RateLimit-Policy"] = ", ".join(policies)
            states = (f'"{each.name}";r={each.left};t={each.wait}' for each in counts)
            response["RateLimit"] = ", ".join(states)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        name = getattr(view, "limits", {}).get(request.method) or getattr(view, "limit", "")
        if not settings.LIMITS_ON or not name:
            return None
        client = limits.client_of(request)
        try:
            counts = limits.count(name, client, time.time())
            request.counts = counts  # type: ignore[attr-defined]
            wait = limits.wait(counts)
        except Exception as error:
            # A cache that is down must not take the site with it, nor lift the limits of what
            # costs most: reads go on, posts wait.
            logger.warning("limits cannot be counted: %s", type(error).__name__)
            wait = 0 if request.method in ("GET", "HEAD") else WAIT_WITHOUT_CACHE
        if not wait:
            return None
        response = refusal(
            request, 429, "rate-limited", "Too many requests", f"Try again in {wait} seconds."
        )
        response["Retry-After"] = str(wait)
        return response


def site(request: HttpRequest) -> dict[str, Any]:
    """Return what every template knows: colors, version, and whether there are accounts."""
    theme = request.COOKIES.get("theme", "")
    return {
        "theme": theme if theme in THEMES else "",
        "version": _version(),
        "here": request.path,
        "accounts": settings.ACCOUNTS,
    }


def _exists(template_name: str) -> bool:
    try:
        get_template(template_name)
    except TemplateDoesNotExist:
        return False
    return True


def _version() -> str:
    global _known_version
    if not _known_version:
        changelog = settings.BASE_DIR / "CHANGELOG.md"
        found = VERSION.search(changelog.read_text()) if changelog.exists() else None
        _known_version = found[1] if found else "0.0.0"
    return _known_version


_known_version = ""
