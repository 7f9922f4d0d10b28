"""Problem details after RFC 9457: their types, and the answer.

Views raise Refused; the handler turns it, and whatever REST framework raises, into one form.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import DisallowedHost
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.encoding import escape_uri_path
from rest_framework import exceptions

from advisor.shapes.faults import MOST_FAULTS, Fault, Refused
from patterns.releases import NoRelease

MEDIA_TYPE: Final = "application/problem+json"
VARY: Final = ("Accept", "Accept-Language", "Authorization")


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of problem. help: what a person may do about it, shown at the type's address."""

    status: int
    title: str
    help: str


KINDS: Final[Mapping[str, Kind]] = {
    "malformed-request": Kind(
        400,
        "The request cannot be read",
        "The address names a parameter that does not exist here, or the body is no JSON as "
        "RFC 8259 means it. The errors name each place; the API's page lists every parameter.",
    ),
    "authentication-required": Kind(
        401,
        "A token is needed",
        "Send the header Authorization: Bearer with a token. It may have ended or been revoked. "
        "Tokens are made at /accounts/tokens/, or by whoever runs this site.",
    ),
    "forbidden": Kind(
        403,
        "The token does not allow this",
        "A token does what its scopes say, and some addresses want one that belongs to an "
        "account. Make one with the scope that the detail names.",
    ),
    "not-found": Kind(
        404,
        "There is nothing at this address",
        "The name may be misspelt, or belong to another Release. The lists name what there is. "
        "A saved assessment is also not found where the key or the token gives no right to it.",
    ),
    "method-not-allowed": Kind(
        405, "This method is not possible here", "The header Allow names the methods that are."
    ),
    "not-acceptable": Kind(
        406,
        "None of the media types asked for is offered",
        "Leave out the header Accept, or ask for one of the types in the detail.",
    ),
    "conflict": Kind(
        409,
        "What is kept does not allow this",
        "The detail says what stands in the way.",
    ),
    "idempotency-in-progress": Kind(
        409,
        "The first request with this key is still running",
        "The header Retry-After says after how many seconds its answer can be had.",
    ),
    "gone": Kind(
        410,
        "It is not kept any more",
        "What is exported is kept for 24 hours, or less where there is little room. Begin it "
        "again: equal bodies give equal bytes.",
    ),
    "precondition-failed": Kind(
        412,
        "Changed since you read it",
        "Somebody was quicker. Read it again, and make your change from what stands there now. "
        "The header ETag names the state that it has.",
    ),
    "too-large": Kind(
        413,
        "The body is too large",
        "Bodies may have 64 KiB, and a diagram 20,000 characters and 500 lines.",
    ),
    "unsupported-media-type": Kind(
        415, "The body has a type that is not read here", "Send Content-Type: application/json."
    ),
    "invalid-answers": Kind(
        422,
        "Some answers are not known",
        "Each error names its place, and what may stand there. Nothing was judged, because advice "
        "on half of the answers would look like advice on all of them.",
    ),
    "invalid-parameters": Kind(
        422,
        "Some values cannot be used",
        "Each error names its place, and what may stand there.",
    ),
    "unreadable-diagram": Kind(
        422,
        "The diagram cannot be drawn",
        "The error names the line, and often what to write in its place.",
    ),
    "idempotency-mismatch": Kind(
        422,
        "This key was used for another request",
        "An Idempotency-Key names one request with one body, for 24 hours. Take a new one.",
    ),
    "precondition-required": Kind(
        428,
        "Say which state you change",
        "Send the header If-Match with the ETag that came with the assessment, so that nobody's "
        "change is lost. If-Match: * changes whatever stands there.",
    ),
    "rate-limited": Kind(
        429,
        "Too many requests",
        "The header Retry-After says after how many seconds the next one is answered.",
    ),
    "internal-error": Kind(
        500,
        "Something failed on our side",
        "Tell whoever runs this site the request_id: the log has the rest.",
    ),
    "not-ready": Kind(
        503,
        "There is no catalogue yet",
        "The site has just been set up, or is being set up. Try again in a few seconds.",
    ),
    "unavailable": Kind(
        503,
        "This site cannot make it",
        "It lacks a program that this format needs; the detail names it. Another format has the "
        "same words: html in place of pdf.",
    ),
    "busy": Kind(
        503,
        "As much is being made as can be",
        "The header Retry-After says after how many seconds to ask again.",
    ),
}

_BY_STATUS: Final = {  # the first type with a status stands for it
    kind.status: slug for slug, kind in reversed([*KINDS.items()])
}


def problem(
    request: HttpRequest,
    status: int,
    slug: str,
    detail: str,
    errors: Sequence[Fault] = (),
    headers: Mapping[str, str] | None = None,
    **more: int,
) -> HttpResponse:
    """Return the answer for one problem; this will never raise, whatever the request holds."""
    members: dict[str, object] = {
        "type": _address(request, f"/api/v1/problems/{slug}"),
        "title": KINDS[slug].title,
        "status": status,
        "detail": detail,
        "instance": escape_uri_path(request.path),
        "request_id": getattr(request, "request_id", ""),
        **more,
    }
    if errors:
        members["errors"] = [fault.plain() for fault in errors[:MOST_FAULTS]]
    # A half of a surrogate pair cannot be encoded; its escape is what JSON has for it.
    body = json.dumps(members, ensure_ascii=False).encode("utf-8", "backslashreplace")
    response = HttpResponse(body, status=status, content_type=MEDIA_TYPE, headers=headers)
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = "en"
    patch_vary_headers(response, VARY)
    return response


def handle(exception: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """Answer what a view raised; None for what is nobody's mistake but ours, which Django logs."""
    request: HttpRequest = context["request"]._request
    match exception:
        case Refused(slug=slug, detail=detail, faults=faults, headers=headers, more=more):
            return problem(request, KINDS[slug].status, slug, detail, faults, headers, **more)
        case Http404():
            return problem(request, 404, "not-found", "There is nothing at this address.")
        case NoRelease():
            wait = {"Retry-After": "5"}
            return problem(request, 503, "not-ready", "No Release is loaded.", headers=wait)
        case exceptions.NotAcceptable():
            offered = ", ".join(each.media_type for each in context["view"].renderer_classes)
            return problem(request, 406, "not-acceptable", f"Offered here: {offered}.")
        case exceptions.APIException(status_code=status) if status in _BY_STATUS:
            return problem(request, status, _BY_STATUS[status], str(exception.detail))
    return None


def _address(request: HttpRequest, path: str) -> str:
    try:
        return request.build_absolute_uri(path)
    except DisallowedHost:  # then the host is what is wrong, and cannot stand in an address
        return path
