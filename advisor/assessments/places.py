"""Where the pages of an Assessment stand, and the way back to it after a form was sent."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from advisor.models import Assessment

LINK_COOKIE = "edit-link"  # the secret that was just made, for the page that shows it
LINK_SHOWN_FOR = 600  # seconds

View = Callable[..., HttpResponse]


def address_of(assessment: Assessment | UUID | str, *steps: str, **query: object) -> str:
    """Return the address of an Assessment's page, or of one below it."""
    name = assessment.id if isinstance(assessment, Assessment) else assessment
    path = "/".join(["/assessments", str(name), *steps, ""])
    return f"{path}?{urlencode(query)}" if query else path


def whole_address(request: HttpRequest, path: str) -> str:
    """Return an address with the site's name in front, to be sent to others."""
    public: str = settings.PUBLIC_ADDRESS
    return f"{public}{path}" if public else request.build_absolute_uri(path)


def show_edit_link(response: HttpResponse, assessment: Assessment, key: str) -> None:
    """Let the Assessment's page show the secret for some minutes: nobody else can say it again."""
    response.set_cookie(
        LINK_COOKIE,
        key,
        max_age=LINK_SHOWN_FOR,
        path=address_of(assessment),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def signed_in(request: HttpRequest) -> User | None:
    user = getattr(request, "user", None)  # absent where accounts are switched off
    return user if isinstance(user, User) and user.is_authenticated else None


def posted(view: View) -> View:
    """Lead whoever reloads the address of a form back to the page that has the form."""

    @wraps(view)
    def guarded(request: HttpRequest, name: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseRedirect(address_of(name))
        return view(request, name, *args, **kwargs)

    return guarded
