"""Decisions for programs: what somebody decided about one Pattern of an Assessment."""

from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from advisor import answers as answer_texts
from advisor.access import Right
from advisor.api import bodies, preconditions
from advisor.api import kept_examples as examples
from advisor.api import kept_serializers as schema
from advisor.api.entitled import entitled, found
from advisor.api.keeping import ID
from advisor.api.operations import described, endpoint
from advisor.api.queries import Query
from advisor.api.serializers import listing
from advisor.api.views import SLUG
from advisor.briefing import knowledge
from advisor.models import Assessment, Scope, UnknownPattern
from advisor.shapes import judgements, keeping
from advisor.shapes.faults import Fault, Refused, refuse_faults
from patterns import releases

TAG: Final = "Decisions"


@described(
    "GET", "decisions_list", "List the Decisions of an Assessment", tag=TAG, keyed=True,
    parameters=[ID], returns=listing(schema.DecisionSerializer), example=examples.DECISIONS,
    description="All of them, by the slug of the Pattern.", problems_beside=["not-found"],
)  # fmt: skip
@endpoint("GET", scope=Scope.ASSESSMENTS_READ)
@entitled
def decisions(request: Request, id: UUID) -> HttpResponse:
    Query(request).finish()
    asked = found(request, id, Right.READ)

    def body() -> dict[str, Any]:
        items = [keeping.decision(row) for row in asked.decided().values()]
        return {
            "items": items, "total": len(items), "self": request.path, "next": None, "prev": None,
        }  # fmt: skip

    return preconditions.answer(request, preconditions.state_now(asked), body)


@described(
    "GET", "decisions_get", "Read one Decision", tag=TAG, keyed=True, parameters=[ID, SLUG],
    returns=schema.DecisionSerializer, example=examples.DECISION, problems_beside=["not-found"],
)  # fmt: skip
@described(
    "PUT", "decisions_put", "Decide about a Pattern", tag=TAG, keyed=True,
    description="In place of what was decided before. The Verdict of the newest Revision is kept "
    "beside it. If-Match has the ETag of the Assessment, or of any Decision read since its last "
    "change: they are the same.",
    parameters=[ID, SLUG, preconditions.IF_MATCH, preconditions.etag_header(200, 201)],
    body=schema.DecisionRequestSerializer, body_example=examples.DECISION_REQUEST,
    returns=schema.DecisionSerializer, example=examples.DECISION,
    other={(201, "application/json"): schema.DecisionSerializer},
    problems_beside=["not-found", "invalid-parameters", *preconditions.PROBLEMS],
)  # fmt: skip
@described(
    "DELETE", "decisions_delete", "Take a Decision back", tag=TAG, keyed=True,
    parameters=[ID, SLUG, preconditions.IF_MATCH, preconditions.etag_header(204)],
    returns=None, example=None, status=204,
    problems_beside=["not-found", *preconditions.PROBLEMS],
)  # fmt: skip
@endpoint(
    "GET", "PUT", "DELETE", scope=Scope.ASSESSMENTS_WRITE, scopes={"GET": Scope.ASSESSMENTS_READ}
)
@entitled
def decision(request: Request, id: UUID, slug: str) -> HttpResponse:
    Query(request).finish()
    match request.method:
        case "PUT":
            return _decide(request, found(request, id, Right.EDIT), slug)
        case "DELETE":
            return _undecide(request, found(request, id, Right.EDIT), slug)
    asked = found(request, id, Right.READ)
    row = asked.decided().get(slug)
    if row is None:
        raise Http404
    return preconditions.answer(
        request, preconditions.state_now(asked), lambda: keeping.decision(row)
    )


def _decide(request: Request, asked: Assessment, slug: str) -> HttpResponse:
    version = preconditions.required(request, asked)
    sent = bodies.read(request)
    told, problems = answer_texts.read_decision(sent, slug, knowledge(releases.current()))
    refuse_faults(judgements.faults(problems, in_query=False))
    assert told is not None  # noqa: S101 - without problems there is a Decision
    is_new = not asked.decisions.filter(pattern=slug).exists()
    try:
        with preconditions.holding(asked):
            made = asked.decide(
                slug,
                told.status,
                now=timezone.now(),
                note=told.note,
                decided_on=told.decided_on,
                decider=told.decider,
                version=version,
            )
    except UnknownPattern:
        raise Refused("not-found", f'The newest revision does not judge "{slug}".') from None
    except ValidationError as error:
        refuse_faults(
            [
                Fault("unknown_value", words, pointer=f"#/{field}")
                for field, found_words in error.message_dict.items()
                for words in found_words
            ]
        )
    return preconditions.answer(
        request,
        preconditions.state_now(asked),
        lambda: keeping.decision(made),
        status=201 if is_new else 200,
    )


def _undecide(request: Request, asked: Assessment, slug: str) -> HttpResponse:
    version = preconditions.required(request, asked)
    with preconditions.holding(asked):
        was_there = asked.undecide(slug, now=timezone.now(), version=version)
    if not was_there:
        raise Http404
    response = HttpResponse(status=204)
    response["ETag"] = preconditions.state_now(asked)
    return preconditions.private(response)
