"""One's own tokens for programs: list, make and revoke them with a token of the account."""

from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from advisor.answers.values import safe
from advisor.api import bodies, cursors, preconditions
from advisor.api import kept_examples as examples
from advisor.api import kept_serializers as schema
from advisor.api.authentication import caller
from advisor.api.entitled import account, entitled
from advisor.api.operations import described, endpoint, path
from advisor.api.queries import Query
from advisor.models import (
    LONGEST_TOKEN_DAYS,
    MOST_TOKENS,
    AccessToken,
    Scope,
    TooManyTokens,
)
from advisor.shapes import keeping
from advisor.shapes.faults import Fault, Refused, refuse_faults

TAG: Final = "Tokens"
ID: Final = path("id", examples.OWN_ID, "The id of a token.")
DAYS: Final = 90
KEYS: Final = ("name", "scopes", "days")
ORDER: Final = ("-created_at", "id")
_LOCATION: Final = OpenApiParameter(
    "Location", str, OpenApiParameter.HEADER, response=[201], description="Where it stands."
)


@described(
    "GET", "tokens_list", "List the tokens of one's account", tag=TAG, open_to_all=False,
    description="The newest first, without their secrets. Any token of the account may ask.",
    parameters=cursors.PARAMETERS, returns=schema.walked(schema.TokenSerializer),
    example=examples.TOKENS, problems_beside=["invalid-parameters"],
)  # fmt: skip
@described(
    "POST", "tokens_create", "Make a token", tag=TAG, open_to_all=False,
    description="It may do no more than the token that asks, ends no later, and is revoked with "
    "it. Tokens with other scopes are made at /accounts/tokens/.",
    parameters=[_LOCATION], body=schema.TokenRequestSerializer,
    body_example=examples.TOKEN_REQUEST, returns=schema.IssuedTokenSerializer,
    example=examples.ISSUED, status=201, problems_beside=["conflict", "invalid-parameters"],
)  # fmt: skip
@endpoint("GET", "POST", scope=None, limits={"POST": "api-save"})
@entitled
def tokens(request: Request) -> HttpResponse:
    person = account(request)
    if request.method == "POST":
        return _make(request)
    rows = AccessToken.objects.filter(owner=person)
    cut = cursors.cut(Query(request), rows, ORDER, f"tokens:{person.pk}")
    items = [keeping.token(row) for row in cut.rows]
    etag = preconditions.tag_of([*map(str, cut.places.values()), *map(str, items)])
    return preconditions.answer(request, etag, lambda: {"items": items, **cut.places}, cut.links)


@described(
    "GET", "tokens_get", "Read one token", tag=TAG, open_to_all=False, parameters=[ID],
    description="Without its secret, which nobody can say again.",
    returns=schema.TokenSerializer, example=examples.TOKEN, problems_beside=["not-found"],
)  # fmt: skip
@described(
    "DELETE", "tokens_delete", "Revoke a token", tag=TAG, open_to_all=False, parameters=[ID],
    description="It is refused from that moment on, and so is every token that it made. A token "
    "may revoke itself.",
    returns=None, example=None, status=204, problems_beside=["not-found"],
)  # fmt: skip
@endpoint("GET", "DELETE", scope=None)
@entitled
def token(request: Request, id: UUID) -> HttpResponse:
    Query(request).finish()
    row = AccessToken.objects.of(account(request)).filter(pk=id).first()
    if row is None:
        raise Http404
    if request.method == "DELETE":
        row.revoke()
        return HttpResponse(status=204)
    body = keeping.token(row)
    return preconditions.answer(request, preconditions.tag_of([str(body)]), lambda: body)


def _make(request: Request) -> HttpResponse:
    Query(request).finish()
    name, scopes, days = _read(bodies.read(request))
    asking = caller(request)
    try:
        made = AccessToken.issue(
            name,
            scopes,
            now=timezone.now(),
            days=days,
            owner=asking.person,
            parent=asking.token,
        )
    except ValidationError as error:
        raise _refused(error, asking.scopes) from None
    except TooManyTokens:
        words = f"The account has {MOST_TOKENS} tokens. Revoke one first."
        raise Refused("conflict", words) from None
    response = Response({**keeping.token(made.token), "token": made.secret}, status=201)
    response["Location"] = f"/api/v1/tokens/{made.token.pk}"
    return response


def _read(body: object) -> tuple[str, list[str], int]:
    """Return name, scopes and days. Raises Refused with everything that has the wrong form."""
    if not isinstance(body, dict):
        raise Refused("invalid-parameters", "Send an object.", [_fault("", "Send an object.")])
    faults = [
        Fault("unknown_key", "It is not known here.", _pointer(str(key)), allowed=KEYS)
        for key in body
        if key not in KEYS
    ]
    name, scopes, days = body.get("name"), body.get("scopes"), body.get("days", DAYS)
    if not isinstance(name, str):
        faults.append(_fault("name", "Expected text."))
    if not isinstance(scopes, list) or not all(isinstance(each, str) for each in scopes):
        faults.append(_fault("scopes", "Expected a list of scopes.", tuple(Scope.values)))
    if type(days) is not int:
        faults.append(_fault("days", f"Expected a whole number from 1 to {LONGEST_TOKEN_DAYS}."))
    refuse_faults(faults)
    return str(name), list(scopes or ()), int(days)


def _refused(error: ValidationError, own: frozenset[Scope]) -> Refused:
    """Return what was wrong with the values, each at its place."""
    places = {"expires_at": "days"}
    faults = [
        Fault(
            "unknown_value",
            words,
            pointer=f"#/{places.get(field, field)}",
            allowed=tuple(scope for scope in Scope.values if scope in own)
            if field == "scopes"
            else (),
        )
        for field, found in error.message_dict.items()
        for words in found
    ]
    return Refused("invalid-parameters", "The token cannot be made.", faults)


def _fault(name: str, words: str, allowed: tuple[str, ...] = ()) -> Fault:
    return Fault("wrong_type", words, pointer=f"#/{name}" if name else "#", allowed=allowed)


def _pointer(key: str) -> str:
    return "#/" + safe(key).replace("~", "~0").replace("/", "~1")
