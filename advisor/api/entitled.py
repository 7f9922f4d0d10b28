"""The right to what is kept: by the account of a token, or by the key of an Assessment."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.models import User
from django.http import HttpResponse
from rest_framework.request import Request

from advisor.access import Right, for_caller
from advisor.api import preconditions
from advisor.api.authentication import REALM, caller
from advisor.models import Assessment, Revision, Scope
from advisor.shapes.faults import Refused

KEY: Final = "Assessment-Key"

View = Callable[..., HttpResponse]


def entitled(view: View) -> View:
    """Keep what a view answers out of every cache, and say 404 of what was deleted meanwhile."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **parts: Any) -> HttpResponse:
        try:
            return preconditions.private(view(request, *args, **parts))
        except (Assessment.DoesNotExist, Revision.DoesNotExist):
            raise Refused("not-found", "There is nothing at this address.") from None

    return guarded


def found(request: Request, name: UUID, least: Right) -> Assessment:
    """Return the Assessment. Raises Http404, the same for every reason."""
    return for_caller(caller(request), request.headers.get(KEY, ""), name, least)


def readable(request: Request, name: UUID) -> Assessment:
    """Return an Assessment that is a part of something else, to be read.

    Raises Http404, or Refused where the token's scopes do not reach that far.
    """
    asking = caller(request)
    if asking.token is not None and not asking.may(Scope.ASSESSMENTS_READ):
        words = f'The token does not have the scope "{Scope.ASSESSMENTS_READ}".'
        raise Refused("forbidden", words)
    return found(request, name, Right.READ)


def account(request: Request) -> User:
    """Return whose token this is. Raises Refused where it is nobody's."""
    asking = caller(request)
    if asking.person is not None:
        return asking.person
    words = "This needs a token that belongs to an account."
    if asking.token is None:
        raise Refused("authentication-required", words, headers={"WWW-Authenticate": REALM})
    raise Refused("forbidden", words)
