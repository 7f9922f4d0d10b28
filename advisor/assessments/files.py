"""An Assessment as files: the answers file, and the whole of it with Decisions and versions."""

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from advisor.access import for_the_entitled, readable
from advisor.answers import KeptDecision, kept_document
from advisor.assessments import sheets
from advisor.models import Assessment, Decision
from patterns import releases
from patterns.pages.files import download


@for_the_entitled
@require_safe
def answers(request: HttpRequest, name: UUID) -> HttpResponse:
    """Return the newest Answers in the form that a file of answers has, notes included."""
    found = readable(request, name)
    kept = dict(found.newest().document)
    named = {"title": found.title} if found.title else {}
    return _json({**named, **kept}, "answers.json")


@for_the_entitled
@require_safe
def assessment(request: HttpRequest, name: UUID) -> HttpResponse:
    found = readable(request, name)
    return _json(_document(found), "assessment.json")


def _document(found: Assessment) -> dict[str, object]:
    newest = found.newest()
    catalogue = sheets.catalogue_of(newest) or releases.current()
    return kept_document(
        newest.read(catalogue).sheet,
        [_kept(each) for each in found.decided().values()],
        title=found.title,
        release=newest.release.digest,
        engine=newest.engine,
        revision=newest.number,
        records=found.record_numbers,
    )


def _kept(decision: Decision) -> KeptDecision:
    return KeptDecision(
        decision.pattern,
        decision.status,
        decision.note,
        decision.decided_on,
        decision.decider,
        decision.verdict,
    )


def _json(document: dict[str, object], name: str) -> HttpResponse:
    body = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    return download(body.encode(), "application/json", name)
