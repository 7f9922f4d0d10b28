"""Who may read or change an Assessment: its owner, and whoever came by one of its links.

Programs: what a token or no token allows (`Caller`), for every door that programs come by.

A link leaves its right in one signed cookie, so that the secret stays out of later addresses. The
cookie holds no secret but a mark of the hash that is kept: a link that is renewed or revoked ends
every right that it has given. Whoever has no right learns nothing, not even that it exists.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from advisor import secrecy
from advisor.models import AccessToken, Assessment, Revision, Scope

COOKIE = "assessments"
SALT = "advisor.access"
LASTS = 90 * 24 * 60 * 60  # seconds
MOST = 40  # Assessments in one cookie, which stays below 3 KB; the oldest right goes first
NO_HASH = "0" * 64

BEARER = re.compile(r"bearer +([!-~]{1,200})", re.IGNORECASE)

View = Callable[..., HttpResponse]


class NoSuchToken(Exception):
    """What stands in the header Authorization is no token that is in force."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A program that asks: with a token, or with none. Cookies of a browser say nothing here.

    scopes: what it may do; those of the token, or what is open to everybody.
    """

    scopes: frozenset[Scope]
    token: AccessToken | None = None

    @property
    def person(self) -> User | None:
        """The account that the token stands for, if any; read together with the token."""
        return self.token.owner if self.token else None

    @property
    def key(self) -> str:
        """What limits and idempotency count by; "" without a token."""
        return f"token:{self.token.pk.hex}" if self.token else ""

    def may(self, scope: Scope) -> bool:
        return scope in self.scopes


class Right(IntEnum):
    """What a person may do; each includes the one before."""

    NONE = 0
    READ = 1
    EDIT = 2


def right_by_key(assessment: Assessment, key: str) -> Right:
    """Return what the secret of a link allows."""
    # Both are compared whatever the first says, so that time tells nothing.
    edits = secrecy.matches(key, assessment.edit_key_hash)
    reads = secrecy.matches(key, assessment.read_key_hash)
    return Right.EDIT if edits else Right.READ if reads else Right.NONE


def right_of(request: HttpRequest, assessment: Assessment) -> Right:
    """Return what this visitor may do: as the owner, or by a link opened before."""
    if assessment.owner_id is not None:
        user = getattr(request, "user", None)  # absent where accounts are switched off
        if user is not None and user.is_authenticated and user.pk == assessment.owner_id:
            return Right.EDIT
    right, mark = _rights(request).get(assessment.id.hex, (Right.NONE, ""))
    wanted = _mark(assessment, right)
    # Without a hash there is no mark, and nothing must match that.
    return right if wanted and constant_time_compare(mark, wanted) else Right.NONE


def readable(request: HttpRequest, name: UUID) -> Assessment:
    """Return an Assessment that the visitor may read. Raises Http404."""
    return _allowed(request, name, Right.READ)


def editable(request: HttpRequest, name: UUID) -> Assessment:
    """Return an Assessment that the visitor may change. Raises Http404."""
    return _allowed(request, name, Right.EDIT)


def by_link(name: UUID, key: str, wanted: Right) -> Assessment:
    """Return the Assessment that a link opens. Raises Http404, the same for key and id."""
    assessment = Assessment.objects.filter(pk=name).first()
    if assessment is None:
        secrecy.matches(key, NO_HASH)
        raise Http404("no such assessment")
    if right_by_key(assessment, key) is not wanted:
        raise Http404("no such assessment")
    return assessment


def authenticate(header: str, *, now: datetime) -> Caller:
    """Return who asks, by the value of the header Authorization; "" for a request without one.

    Without a token all is open, unless the setting API_OPEN closes it; then nothing is. With one
    its scopes are all: also less than what is open. Reads one row, and once an hour writes it.
    Raises NoSuchToken for whatever is no token in force, whether unknown, ended or revoked.
    """
    if not header:
        return Caller(frozenset(Scope) if settings.API_OPEN else frozenset())
    found = BEARER.fullmatch(header.strip())
    token = AccessToken.objects.usable(found[1], now=now) if found else None
    if token is None:
        raise NoSuchToken
    token.note_use(now)
    return Caller(frozenset(Scope(word) for word in token.scopes), token)


def caller_of(request: HttpRequest) -> Caller:
    """Return who asks; looked up once per request. Raises NoSuchToken."""
    found: Caller | NoSuchToken | None = getattr(request, "caller", None)
    if found is None:
        try:
            found = authenticate(request.headers.get("Authorization", ""), now=timezone.now())
        except NoSuchToken as refused:
            found = refused
        request.caller = found  # type: ignore[attr-defined]
    if isinstance(found, NoSuchToken):
        raise found
    return found


def for_caller(caller: Caller, key: str, name: UUID, least: Right) -> Assessment:
    """Return an Assessment that a program may read or change: of its account, or by a key.

    key: the secret of a link, as the link or as the API writes it; "" for none.
    Raises Http404, the same for an id that there is not and for one without the right.
    """
    assessment = Assessment.objects.with_newest().filter(pk=name).first()
    secret = secrecy.bare(key)
    if assessment is None:
        secrecy.matches(secret, NO_HASH)
        secrecy.matches(secret, NO_HASH)
        raise Http404("no such assessment")
    owned = caller.person is not None and assessment.owner_id == caller.person.pk
    right = max(right_by_key(assessment, secret), Right.EDIT if owned else Right.NONE)
    if right < least:
        raise Http404("no such assessment")
    return assessment


def grant(
    response: HttpResponse, request: HttpRequest, assessment: Assessment, right: Right
) -> None:
    """Leave a right in the visitor's cookie. A right to edit is never narrowed to reading."""
    rights = dict(_rights(request))
    if right < right_of(request, assessment):
        return
    rights.pop(assessment.id.hex, None)
    rights[assessment.id.hex] = (right, _mark(assessment, right))
    _leave(response, dict(list(rights.items())[-MOST:]))


def withdraw_owned(response: HttpResponseBase, request: HttpRequest, person: User) -> None:
    """Take the rights to this person's Assessments out of the cookie; for when they sign out.

    Saving leaves a right in the cookie, and the next person at the same machine must not have it.
    """
    rights = dict(_rights(request))
    owned = Assessment.objects.filter(owner=person, pk__in=rights).values_list("pk", flat=True)
    gone = [name.hex for name in owned]
    if gone:
        _leave(response, {name: kept for name, kept in rights.items() if name not in gone})


def _leave(response: HttpResponseBase, rights: Mapping[str, tuple[Right, str]]) -> None:
    if not rights:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    kept = {name: [right.value, mark] for name, (right, mark) in rights.items()}
    response.set_cookie(
        COOKIE,
        signing.dumps(kept, salt=SALT, compress=True),
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def for_the_entitled(view: View) -> View:
    """Keep what a view answers out of every cache and search engine, what it refuses too."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except (Http404, Assessment.DoesNotExist, Revision.DoesNotExist):
            # The rows may also have been deleted by somebody else in the middle of the request.
            response = TemplateResponse(request, "404.html", {}, status=404)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


def without_referrer(response: HttpResponse) -> HttpResponse:
    """Let the browser name this address to nobody.

    For answers without forms: with this policy a browser names no origin when it posts, and the
    protection against forged requests would refuse every form of the page.
    """
    response["Referrer-Policy"] = "no-referrer"
    return response


def _allowed(request: HttpRequest, name: UUID, least: Right) -> Assessment:
    assessment = Assessment.objects.filter(pk=name).first()
    if assessment is None or right_of(request, assessment) < least:
        raise Http404("no such assessment")
    return assessment


def _mark(assessment: Assessment, right: Right) -> str:
    """Return what the cookie holds of a link that gives this right; "" where there is no link."""
    kept = {Right.EDIT: assessment.edit_key_hash, Right.READ: assessment.read_key_hash}.get(right)
    if not kept:
        return ""
    return salted_hmac(SALT, f"{right.value}:{kept}", algorithm="sha256").hexdigest()[:16]


def _rights(request: HttpRequest) -> Mapping[str, tuple[Right, str]]:
    """Return id -> right and mark, as the cookie tells; {} for a cookie that is not ours."""
    try:
        told = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS)
        return {str(name): (Right(right), str(mark)) for name, (right, mark) in told.items()}
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return {}
