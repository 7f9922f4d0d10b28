"""What is kept, answered and changed under its ETag: no change is lost, and no cache keeps it.

One ETag names the state of an Assessment, whichever of its addresses is asked.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, Final

from django.http import HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from advisor.api import etags
from advisor.api.problems import VARY
from advisor.models import Assessment, StaleVersion
from advisor.shapes.faults import Refused

PROBLEMS: Final = ("precondition-failed", "precondition-required")
ANY: Final = "*"

STATE: Final = '"r3-5f0c81b2a6d94e7f"'
IF_MATCH: Final = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True,
    description="The ETag of the Assessment that the change begins from; `*` for whichever.",
    examples=[OpenApiExample("A state", STATE)],
)  # fmt: skip


def etag_header(*statuses: int) -> OpenApiParameter:
    """Return the description of the ETag that an answer to a change has."""
    return OpenApiParameter(
        "ETag", str, OpenApiParameter.HEADER, response=list(statuses),
        description="The state that the Assessment has now.",
    )  # fmt: skip


def state(assessment: Assessment, revision: int) -> str:
    """Return the ETag of an Assessment at this Revision."""
    known = f"{assessment.pk}:{assessment.version}:{revision}:{etags.program()}"
    return f'"r{revision}-{sha256(known.encode()).hexdigest()[:16]}"'


def state_now(assessment: Assessment) -> str:
    """Return the ETag of an Assessment as it is in the database; one or two queries."""
    return state(assessment, _number(assessment))


def required(request: Request, assessment: Assessment) -> int:
    """Return the version that a change must find in the database, which is the one that was read.

    `*` takes whichever that is; what somebody changes after that is not overwritten either.
    Raises Refused without If-Match (428), and when it names another state (412).
    """
    given = request.headers.get("If-Match", "")
    # Compressing makes our strong ETags weak on the way out. They name the state of a row, which
    # no compression changes, so they are taken in both forms.
    named = {each.removeprefix("W/") for each in parse_etags(given)}
    if not given.strip():
        raise Refused("precondition-required", "The header If-Match is missing.")
    if ANY not in named and state_now(assessment) not in named:
        raise _stale(assessment)
    return assessment.version


@contextmanager
def holding(assessment: Assessment) -> Iterator[None]:
    """Answer with 412 when somebody else was quicker after all."""
    try:
        yield
    except StaleVersion:
        raise _stale(Assessment.objects.get(pk=assessment.pk)) from None


def private(response: HttpResponse) -> HttpResponse:
    """Keep an answer out of every cache and search engine."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Content-Language"] = etags.LANGUAGE
    patch_vary_headers(response, [*VARY, "Assessment-Key"])
    return response


def answer(
    request: Request, etag: str, make: Callable[[], Any], links: str = "", status: int = 200
) -> HttpResponse:
    """Return 304 where the client has this state already, else what `make` returns; private.

    links: the value of the header Link.
    """
    reads = request.method in ("GET", "HEAD")
    response: HttpResponse = (
        HttpResponseNotModified()
        if reads and etags.known(request, etag)
        else Response(make(), status=status)
    )
    response["ETag"] = etag
    if links:
        response["Link"] = links
    return private(response)


def tag_of(body: Iterable[str]) -> str:
    """Return the ETag of a list: of the states of its rows and of the addresses around it."""
    known = "\0".join([etags.program(), *body])
    return f'"{sha256(known.encode()).hexdigest()[:32]}"'


def _stale(assessment: Assessment) -> Refused:
    number = _number(assessment)
    return Refused(
        "precondition-failed",
        f"The Assessment is at revision {number}, and not in the state that If-Match names.",
        headers={"ETag": state(assessment, number)},
        revision=number,
    )


def _number(assessment: Assessment) -> int:
    found = assessment.revisions.order_by("-number").values_list("number", flat=True).first()
    if found is None:
        raise Assessment.DoesNotExist
    return int(found)
