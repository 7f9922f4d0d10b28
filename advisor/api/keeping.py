"""Assessments for programs: keep answers, read, change and delete them, and share them to read."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response

from advisor import answers as answer_texts
from advisor.access import Right
from advisor.answers import Reading, document
from advisor.answers.merging import merged
from advisor.api import bodies, cursors, idempotency, preconditions
from advisor.api import kept_examples as examples
from advisor.api import kept_serializers as schema
from advisor.api.advice_examples import ANSWERS
from advisor.api.advice_serializers import AnswersDocumentSerializer
from advisor.api.authentication import caller
from advisor.api.entitled import account, entitled, found
from advisor.api.operations import described, endpoint, path
from advisor.api.queries import Query
from advisor.briefing import knowledge
from advisor.models import Assessment, Scope
from advisor.shapes import judgements, keeping
from advisor.shapes.faults import Fault, Refused, refuse_faults
from patterns import releases
from patterns.catalogue import Catalogue

TAG: Final = "Assessments"
MERGE_PATCH: Final = "application/merge-patch+json"
ID: Final = path("id", examples.ID, "The id of an Assessment.")
ORDER: Final = ("-created_at", "id")  # what is changed must not move in a list that is walked
_LOCATION: Final = OpenApiParameter(
    "Location", str, OpenApiParameter.HEADER, response=[201],
    description="Where the new Assessment stands.",
)  # fmt: skip


@described(
    "GET", "assessments_list", "List one's own Assessments", tag=TAG,
    description="Of the account that the token belongs to, the newest first.",
    parameters=cursors.PARAMETERS, returns=schema.walked(schema.ListedAssessmentSerializer),
    example=examples.ASSESSMENTS, problems_beside=["invalid-parameters"], open_to_all=False,
)  # fmt: skip
@described(
    "POST", "assessments_create", "Keep answers as an Assessment", tag=TAG,
    description="A file of answers as it is, with a title if you like. Without a token, or with "
    "one of nobody's account, the edit_key is the only way back to it.",
    parameters=[*idempotency.PARAMETERS, _LOCATION, preconditions.etag_header(201)],
    body=AnswersDocumentSerializer, body_example={**ANSWERS, "title": "Order platform"},
    returns=schema.OpenedAssessmentSerializer, example=examples.OPENED, status=201,
    problems_beside=[*idempotency.PROBLEMS, "invalid-answers"],
)  # fmt: skip
@endpoint(
    "GET",
    "POST",
    scope=Scope.ASSESSMENTS_READ,
    scopes={"POST": Scope.ASSESSMENTS_WRITE},
    limits={"POST": "api-save"},
)
@entitled
def assessments(request: Request) -> HttpResponse:
    return _keep(request) if request.method == "POST" else _listed(request)


@described(
    "GET", "assessments_get", "Read an Assessment", tag=TAG, keyed=True, parameters=[ID],
    description="As it is in its newest Revision.",
    returns=schema.AssessmentSerializer, example=examples.ASSESSMENT,
    problems_beside=["not-found"],
)  # fmt: skip
@described(
    "PATCH", "assessments_update", "Change answers or title", tag=TAG, keyed=True,
    description="A JSON Merge Patch (RFC 7396). Other answers become the next Revision, judged by "
    "the current Release; a title alone changes no Revision.",
    parameters=[ID, preconditions.IF_MATCH, preconditions.etag_header(200)],
    body=schema.AssessmentPatchSerializer, body_example=examples.PATCH, body_type=MERGE_PATCH,
    returns=schema.AssessmentSerializer, example=examples.ASSESSMENT,
    problems_beside=["not-found", "invalid-answers", *preconditions.PROBLEMS],
)  # fmt: skip
@described(
    "DELETE", "assessments_delete", "Delete an Assessment", tag=TAG, keyed=True,
    description="With its Revisions, Decisions and links. Nothing is kept.",
    parameters=[ID, preconditions.IF_MATCH], returns=None, example=None, status=204,
    problems_beside=["not-found", *preconditions.PROBLEMS],
)  # fmt: skip
@endpoint(
    "GET",
    "PATCH",
    "DELETE",
    scope=Scope.ASSESSMENTS_WRITE,
    scopes={"GET": Scope.ASSESSMENTS_READ},
    limits={"PATCH": "api-save"},
)
@entitled
def assessment(request: Request, id: UUID) -> HttpResponse:
    Query(request).finish()
    match request.method:
        case "PATCH":
            return _amend(request, found(request, id, Right.EDIT))
        case "DELETE":
            return _discard(request, found(request, id, Right.EDIT))
    return _read(request, found(request, id, Right.READ))


@described(
    "POST", "read_links_create", "Make the read-only link", tag=TAG, keyed=True, parameters=[ID],
    description="With its secret others read the Assessment and change nothing. While there is "
    "one, the same is told again.",
    returns=schema.ReadLinkSerializer, example=examples.READ_LINK, problems_beside=["not-found"],
)  # fmt: skip
@described(
    "DELETE", "read_links_delete", "Revoke the read-only link", tag=TAG, keyed=True,
    description="Whoever came by it has no right any more. A new link has another secret.",
    parameters=[ID], returns=None, example=None, status=204, problems_beside=["not-found"],
)  # fmt: skip
@endpoint("POST", "DELETE", scope=Scope.ASSESSMENTS_WRITE)
@entitled
def read_link(request: Request, id: UUID) -> HttpResponse:
    Query(request).finish()
    shared = found(request, id, Right.EDIT)
    if request.method == "DELETE":
        shared.revoke(now=timezone.now())
        return _nothing()
    return Response(keeping.read_link(shared, shared.share(now=timezone.now())))


def _listed(request: Request) -> HttpResponse:
    person = account(request)
    rows = Assessment.objects.filter(owner=person).with_newest()
    cut = cursors.cut(Query(request), rows, ORDER, f"assessments:{person.pk}")

    def body() -> dict[str, Any]:
        items = [keeping.listed_assessment(row, row.newest_number) for row in cut.rows]
        return {"items": items, **cut.places}

    states = [preconditions.state(row, row.newest_number) for row in cut.rows]
    etag = preconditions.tag_of([*map(str, cut.places.values()), *states])
    return preconditions.answer(request, etag, body, cut.links)


def _keep(request: Request) -> HttpResponse:
    Query(request).finish()
    sent = bodies.read(request)

    def make() -> HttpResponse:
        catalogue = releases.current()
        reading = answer_texts.read_document(sent, knowledge(catalogue))
        _refuse(reading)
        if not reading.answers.given:
            words = "There is no answer to keep."
            raise Refused("invalid-answers", words, [Fault("empty", words, pointer="#/answers")])
        person = caller(request).person
        now = timezone.now()
        with _fitting_title():
            opened = Assessment.open(reading.sheet, now=now, owner=person, catalogue=catalogue)
        made, first = opened.assessment, opened.revision
        response = preconditions.answer(
            request,
            preconditions.state(made, first.number),
            lambda: keeping.opened(made, first, opened.edit_key),
            status=201,
        )
        response["Location"] = f"/api/v1/assessments/{made.id}"
        return response

    return idempotency.once(request, sent, make)


def _read(request: Request, asked: Assessment) -> HttpResponse:
    newest = asked.newest()
    etag = preconditions.state(asked, newest.number)
    return preconditions.answer(request, etag, lambda: keeping.assessment(asked, newest))


def _amend(request: Request, changed: Assessment) -> HttpResponse:
    version = preconditions.required(request, changed)
    catalogue = releases.current()
    before = changed.newest().read(catalogue)
    patch = _patch(request)
    reading = _patched(patch, changed.title, before, catalogue)
    _refuse(reading)
    only_the_title = isinstance(patch, dict) and patch.keys() <= {"title"}
    with preconditions.holding(changed), _fitting_title():
        newest = changed.amend(
            None if only_the_title else reading.sheet,
            title=reading.sheet.title,
            now=timezone.now(),
            by=caller(request).person,
            catalogue=catalogue,
            version=version,
        )
    etag = preconditions.state(changed, newest.number)
    left_out = [] if only_the_title else judgements.faults(before.problems, in_query=False)
    return preconditions.answer(
        request, etag, lambda: keeping.assessment(changed, newest, left_out)
    )


def _patch(request: Request) -> object:
    try:
        return bodies.read(request, MERGE_PATCH)
    except UnsupportedMediaType as error:
        accepted = {"Accept-Patch": MERGE_PATCH}
        raise Refused("unsupported-media-type", str(error.detail), headers=accepted) from None


def _patched(patch: object, title: str, reading: Reading, catalogue: Catalogue) -> Reading:
    """Return the Answers that the patch makes of these, in the terms of the Release."""
    before = {**document(reading.sheet, catalogue.digest), "title": title}
    return answer_texts.read_document(merged(before, patch), knowledge(catalogue))


def _discard(request: Request, gone: Assessment) -> HttpResponse:
    version = preconditions.required(request, gone)
    with preconditions.holding(gone):
        gone.discard(version=version)
    return _nothing()


def _refuse(reading: Reading) -> None:
    refuse_faults(judgements.faults(reading.problems, in_query=False), "invalid-answers")


def _nothing() -> HttpResponse:
    return preconditions.private(HttpResponse(status=204))


@contextmanager
def _fitting_title() -> Iterator[None]:
    try:
        yield
    except ValidationError as error:
        faults = [Fault("unknown_value", words, pointer="#/title") for words in error.messages]
        raise Refused("invalid-answers", "The title cannot be kept.", faults) from None
