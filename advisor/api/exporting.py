"""Documents to take home: a format and answers in, the file out, at once or when it is made."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Final
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework.request import Request

from advisor import answers as answer_texts
from advisor import filing
from advisor.access import Right
from advisor.advice import advise
from advisor.answers.values import safe
from advisor.api import bodies, etags, idempotency, preconditions, renderers, wishes
from advisor.api import exports_examples as examples
from advisor.api import exports_serializers as schema
from advisor.api.authentication import caller
from advisor.api.entitled import entitled, found, readable
from advisor.api.operations import PICTURE as BINARY
from advisor.api.operations import described, endpoint, path, query
from advisor.api.queries import Query
from advisor.api.wishes import Wish
from advisor.briefing import knowledge
from advisor.documents import making
from advisor.documents.folder import Folder, date_of
from advisor.documents.formats import FORMATS, Format
from advisor.models import Scope
from advisor.shapes import judgements
from advisor.shapes.catalogue import ROOT, with_query
from advisor.shapes.faults import Fault, Refused, refuse_faults
from patterns import jobs, releases, stances
from patterns.jobs import Job, State

TAG: Final = "Exports"
FILES: Final = renderers.files(format.media_type for format in FORMATS.values())
BESIDE_JSON: Final = {
    (200, each.media_type): BINARY for each in FILES if each.media_type != bodies.MEDIA_TYPE
}
WAIT: Final = {"Retry-After": "2"}
UNREADABLE: Final = (
    "The revision was judged by a Release that this version cannot read. Save its answers as a new "
    "revision, and export that."
)
_LOCATION: Final = OpenApiParameter(
    "Location", str, OpenApiParameter.HEADER, response=[202, 303],
    description="202: where the state is told. 303: where the file is.",
)  # fmt: skip
_OWNER: Final = query(
    "assessment", "The Assessment that it was made of, if any: the same right is needed again.",
    kind={"type": "string", "format": "uuid"},
)  # fmt: skip
_ID: Final = path("id", examples.ID, "The id of an export that was begun.")


@described(
    "POST", "exports_create", "Export a document", tag=TAG, keyed=True, open_to_all=True,
    description="Of answers in the body, or of an Assessment with its Decisions. The answer is the "
    "file itself, in the media type of its format: the architecture folder as a zip (`bundle`), "
    "the report as Markdown, HTML, PDF or Word, the decision matrix as CSV, the answers or the "
    "Advice as JSON. What takes longer is begun, and answered with 202: ask at its `self` until "
    "it is done. Equal bodies give equal bytes. Whoever may edit the Assessment fixes by this the "
    "numbers of its decision records.",
    parameters=[*idempotency.PARAMETERS, _LOCATION],
    body=schema.ExportRequestSerializer, body_example=examples.EXPORT_REQUEST,
    returns=OpenApiTypes.OBJECT, example=examples.EXPORT,
    other={
        **BESIDE_JSON,
        (202, bodies.MEDIA_TYPE): OpenApiResponse(
            schema.ExportSerializer, description="It was begun, and is kept for 24 hours.",
            examples=[OpenApiExample("Begun", examples.BEGUN)],
        ),
    },
    problems_beside=[
        *idempotency.PROBLEMS, "invalid-answers", "not-found", "conflict", "unavailable", "busy",
    ],
)  # fmt: skip
@endpoint("POST", scope=Scope.EXPORTS_WRITE, limit="export", renderers=FILES)
@entitled
def exports(request: Request) -> HttpResponse:
    Query(request).finish()
    body = bodies.read(request)

    def make() -> HttpResponse:
        wish, folder = _read(request, body)
        _check(request, wish.format)
        owner = str(wish.assessment or "")
        try:
            made = making.ask(wish.format, folder, owner)
        except jobs.Busy:
            raise Refused("busy", "As much is being made as can be.", headers=WAIT) from None
        return _begun(made, wish) if isinstance(made, Job) else _file(wish.format, made)

    return idempotency.once(request, body, make)


@described(
    "GET", "exports_get", "Ask how far an export is", tag=TAG, keyed=True, open_to_all=True,
    description="Until it is done: its state, and how many seconds to wait. Then 303 to the file.",
    parameters=[_ID, _OWNER, _LOCATION],
    returns=schema.ExportSerializer, example=examples.BEGUN,
    other={303: OpenApiResponse(description="It is done: the file is at Location.")},
    problems_beside=["not-found", "invalid-parameters"],
)  # fmt: skip
@endpoint("GET", scope=Scope.EXPORTS_WRITE)
@entitled
def export(request: Request, id: str) -> HttpResponse:
    job = _job(request, id)
    links = _links(job)
    if job.state is State.DONE:
        return HttpResponse(status=303, headers={"Location": links["file"]})
    etag = preconditions.tag_of([job.id, job.state, job.step])
    response = preconditions.answer(request, etag, lambda: _told(job))
    if not job.is_over:
        response["Retry-After"] = WAIT["Retry-After"]
    return response


@described(
    "GET", "exports_file", "Take an export that was begun", tag=TAG, keyed=True, open_to_all=True,
    description="In the media type of its format. Once it is no longer kept, begin it again: equal "
    "bodies give equal bytes.",
    parameters=[_ID, _OWNER], returns=OpenApiTypes.OBJECT, example=examples.EXPORT,
    other=BESIDE_JSON, problems_beside=["not-found", "conflict", "gone", "invalid-parameters"],
)  # fmt: skip
@endpoint("GET", scope=Scope.EXPORTS_WRITE, renderers=FILES)
@entitled
def export_file(request: Request, id: str) -> HttpResponse:
    job = _job(request, id)
    if job.state is State.FAILED:
        raise Refused("gone", "It could not be made. Begin it again.")
    if job.state is not State.DONE:
        raise Refused("conflict", "It is not done yet.", headers=WAIT)
    found = making.taken(job)
    if found is None:
        raise Refused("gone", "It is not kept any more. Begin it again.")
    chosen, made = found
    _check(request, chosen)
    etag = preconditions.tag_of([job.id, chosen.name])
    response = HttpResponseNotModified() if etags.known(request, etag) else _file(chosen, made)
    response["ETag"] = etag
    return response


def _check(request: Request, chosen: Format) -> None:
    """Refuse what the client does not take, or this machine cannot make."""
    if not renderers.accepts(request, chosen.media_type):
        raise Refused("not-acceptable", f"It is {chosen.media_type.partition(';')[0]}.")
    if reason := chosen.missing():
        raise Refused("unavailable", f"This site lacks something: {reason}.")


def _file(chosen: Format, made: bytes) -> HttpResponse:
    response = HttpResponse(made, content_type=chosen.media_type)
    response["Content-Disposition"] = f'attachment; filename="{chosen.file_name}"'
    return response


def _begun(job: Job, wish: Wish) -> HttpResponse:
    headers = {"Location": _links(job)["self"], **WAIT}
    # The negotiated media type is that of the file, which is not there yet.
    return JsonResponse(_told(job), status=202, headers=headers)


def _job(request: Request, id: str) -> Job:
    """Return the Job. Raises Refused or Http404, the same whatever of it is wrong."""
    asked = Query(request)
    owner = asked.maybe("assessment", 36)
    name = wishes.uuid_of(owner) if owner is not None else None
    if owner is not None and name is None:
        asked.refuse("wrong_type", "Expected the id of an Assessment.", "assessment")
    asked.finish()
    if name is not None:
        readable(request, name)
    with suppress(jobs.Unavailable):
        found = making.find(id, str(name or ""))
        if found is not None:
            return found
    raise Refused("not-found", "There is no such export, or it is not kept any more.")


def _told(job: Job) -> dict[str, object]:
    step = {"step": job.step} if job.step else {}
    return {
        "id": job.id,
        "state": str(job.state),
        "format": job.about,
        **step,
        "links": _links(job),
    }


def _links(job: Job) -> dict[str, str]:
    query = f"assessment={job.owner}" if job.owner else ""
    place = f"{ROOT}/exports/{job.id}"
    return {"self": with_query(place, query), "file": with_query(f"{place}/file", query)}


def _read(request: Request, body: object) -> tuple[Wish, Folder]:
    """Return what is asked for, and what it is made from. Raises Refused with every fault."""
    faults: list[Fault] = []
    if not isinstance(body, Mapping):
        body = {}
        faults.append(Fault("wrong_type", "Send an object.", pointer="#"))
    wish = wishes.read(body, faults)
    document = {name: part for name, part in body.items() if name not in wishes.MEMBERS}
    if "assessment" in body:
        faults += [
            Fault("misplaced", "Send answers or an Assessment.", pointer=_pointer(name))
            for name in document
        ]
        refuse_faults(faults)
        return wish, _saved(request, wish)
    if "revision" in body:
        faults.append(Fault("misplaced", "It belongs to an Assessment.", pointer="#/revision"))
    catalogue = releases.current()
    reading = answer_texts.read_document(document, knowledge(catalogue))
    faults += judgements.faults(reading.problems, in_query=False)
    refuse_faults(faults, "invalid-answers" if reading.problems else "invalid-parameters")
    folder = Folder(
        advice=advise(reading.answers, catalogue, thorough=True),
        sheet=reading.sheet,
        catalogue=catalogue,
        on=wish.on or date_of(catalogue),
        first=wish.first,
        form=wish.form,
        house=stances.current(),
    )
    return wish, folder


def _saved(request: Request, wish: Wish) -> Folder:
    """Return what a Revision's documents are made from; an editor's export numbers the records."""
    assert wish.assessment is not None  # noqa: S101 - narrows the type
    kept = readable(request, wish.assessment)
    try:
        folder = filing.folder(kept, filing.Asked(wish.revision, wish.on, wish.first, wish.form))
        if wish.format.numbered and _may_edit(request, wish.assessment):
            folder = filing.numbered(folder, kept, now=timezone.now())
    except releases.NoRelease:
        raise Refused("conflict", UNREADABLE) from None
    except ValueError as error:
        raise Refused("conflict", f"The records cannot be numbered: {error}.") from None
    return folder


def _may_edit(request: Request, name: UUID) -> bool:
    asking = caller(request)
    if not asking.may(Scope.ASSESSMENTS_WRITE):
        return False
    try:
        found(request, name, Right.EDIT)
    except Http404:
        return False
    return True


def _pointer(name: object) -> str:
    return "#/" + safe(name).replace("~", "~0").replace("/", "~1")
