"""What an Assessment was: its Revisions, and the Advice of each as it was given that day."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from advisor import answers as answer_texts
from advisor.access import Right
from advisor.advice import advise
from advisor.answers import Sheet
from advisor.api import cursors, etags, preconditions
from advisor.api import kept_examples as examples
from advisor.api import kept_serializers as schema
from advisor.api.entitled import entitled, found
from advisor.api.keeping import ID, TAG
from advisor.api.operations import described, endpoint, path, query
from advisor.api.queries import Query
from advisor.models import Assessment, Revision, Scope
from advisor.shapes import judgements, keeping
from patterns import releases
from patterns.catalogue import Catalogue

HIGHEST: Final = 999_999
INCLUDE: Final = ("not-needed",)
RESCORE: Final = ("current",)


@described(
    "GET", "revisions_list", "List the Revisions of an Assessment", tag=TAG, keyed=True,
    description="The newest first.", parameters=[ID, *cursors.PARAMETERS],
    returns=schema.walked(schema.ListedRevisionSerializer), example=examples.REVISIONS,
    problems_beside=["not-found", "invalid-parameters"],
)  # fmt: skip
@endpoint("GET", scope=Scope.ASSESSMENTS_READ)
@entitled
def revisions(request: Request, id: UUID) -> HttpResponse:
    asked = found(request, id, Right.READ)
    cut = cursors.cut(Query(request), asked.history(), ["-number"], f"revisions:{asked.pk}")

    def body() -> dict[str, Any]:
        return {"items": [keeping.listed_revision(row) for row in cut.rows], **cut.places}

    numbers = [str(row.number) for row in cut.rows]
    etag = preconditions.tag_of([str(asked.pk), *map(str, cut.places.values()), *numbers])
    return preconditions.answer(request, etag, body, cut.links)


@described(
    "GET", "revisions_get", "Read one Revision", tag=TAG, keyed=True,
    description="The answers as they were saved. No Revision ever changes.",
    parameters=[ID, path("number", "1", "The number of a Revision, from 1.")],
    returns=schema.RevisionSerializer, example=examples.REVISION, problems_beside=["not-found"],
)  # fmt: skip
@endpoint("GET", scope=Scope.ASSESSMENTS_READ)
@entitled
def revision(request: Request, id: UUID, number: int) -> HttpResponse:
    Query(request).finish()
    kept = found(request, id, Right.READ).revision(number)
    etag = preconditions.tag_of([str(id), str(number)])
    return preconditions.answer(request, etag, lambda: keeping.revision(kept))


@described(
    "GET", "assessments_advice", "Read the Advice of an Assessment", tag=TAG, keyed=True,
    description="As it was computed when the Revision was saved, by the Release of that day. To "
    "see what today's Release says, ask with rescore=current; nothing is kept of that.",
    parameters=[
        ID,
        query(
            "revision", "Its number; the newest unless said.",
            kind={"type": "integer", "minimum": 1, "maximum": HIGHEST},
        ),
        query("rescore", "Judge the same answers by the current Release.", words=RESCORE),
        query("include", "Also the Patterns that nothing speaks for.", words=INCLUDE),
    ],
    returns=schema.AssessmentAdviceSerializer, example=examples.ADVICE,
    problems_beside=["not-found", "invalid-parameters"],
)  # fmt: skip
@endpoint("GET", scope=Scope.ASSESSMENTS_READ, limit="api-compute")
@entitled
def advice(request: Request, id: UUID) -> HttpResponse:
    asked = Query(request)
    number = asked.whole("revision", 0, 1, HIGHEST)
    rescored = bool(asked.one_of("rescore", RESCORE))
    everything = bool(asked.one_of("include", INCLUDE))
    asked.finish()
    kept = _revision(found(request, id, Right.READ), number)
    current = releases.current()

    def body() -> dict[str, Any]:
        head = {"assessment": str(id), "revision": kept.number, "rescored": rescored}
        told = _rescored if rescored else _stored
        return {**head, **told(kept, current, everything)}

    etag = etags.tag(
        current.digest, "application/json", str(id), str(kept.number), str(rescored),
        str(everything),
    )  # fmt: skip
    return preconditions.answer(request, etag, body)


def _revision(asked: Assessment, number: int) -> Revision:
    return asked.revision(number) if number else asked.newest()


def _stored(kept: Revision, current: Catalogue, everything: bool) -> dict[str, Any]:
    catalogue = _catalogue_of(kept) or current
    address = answer_texts.address(Sheet(kept.read(catalogue).answers))
    return judgements.recommendation_as_stored(
        kept.as_computed(), catalogue, address, everything=everything
    )


def _rescored(kept: Revision, current: Catalogue, everything: bool) -> dict[str, Any]:
    reading = kept.read(current)
    body = judgements.recommendation(
        advise(reading.answers, current), current, everything=everything
    )
    left_out = judgements.faults(reading.problems, in_query=False)
    return body | ({"left_out": [fault.plain() for fault in left_out]} if left_out else {})


def _catalogue_of(kept: Revision) -> Catalogue | None:
    """Return the Catalogue that judged it; None when this version cannot read it any more."""
    try:
        return releases.get(kept.release.digest)
    except releases.NoRelease:
        return None
