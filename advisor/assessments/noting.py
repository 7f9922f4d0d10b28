"""Notes beside the answers: they never stand in an address, so they are written here."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from advisor.access import editable, for_the_entitled
from advisor.answers.sheets import NOTE_LENGTH
from advisor.answers.values import unprintable
from advisor.assessments import sheets
from advisor.assessments.judged import answers_told
from advisor.assessments.places import address_of, signed_in
from advisor.documents.words import Words
from advisor.models import Assessment, Revision, StaleRevision
from patterns import releases, stances


@for_the_entitled
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, name: UUID) -> HttpResponse:
    """Show a note field for each answer; saving them makes the next Revision."""
    assessment = editable(request, name)
    newest = assessment.newest()
    if request.method != "POST":
        return _page(request, assessment, newest, {}, [])
    # The Release stays: a note changes no answer, and so it must move no Verdict.
    catalogue = sheets.catalogue_of(newest) or releases.current()
    sheet = newest.read(catalogue).sheet
    told = {key: _clean(request.POST.get(f"note.{key}", "")) for key in sheet.answers.given}
    problems = [problem for key, note in told.items() if (problem := _problem(key, note))]
    stale = request.POST.get("base", "") != str(newest.number)
    if stale:
        words = "Somebody has saved a newer revision meanwhile. Your notes are still below; send "
        problems.append({"field": "", "words": words + "them again to keep them on top of it."})
    if problems:
        status = 409 if stale else 422
        return _page(request, assessment, newest, told, problems, status)
    kept = replace(sheet, notes={key: note for key, note in told.items() if note})
    try:
        saved = assessment.revise(
            kept,
            base=newest.number,
            now=timezone.now(),
            by=signed_in(request),
            catalogue=catalogue,
        )
    except StaleRevision as error:
        words = "Somebody saved a newer revision in the same moment. Send the notes again."
        problem = {"field": "", "words": words}
        return _page(request, assessment, error.newest, told, [problem], 409)
    said = "saved" if saved.number != newest.number else "same"
    return HttpResponseRedirect(address_of(assessment, **{said: saved.number}))


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _problem(key: str, note: str) -> dict[str, str] | None:
    if len(note) > NOTE_LENGTH:
        words = f"A note may have {NOTE_LENGTH} characters; this one has {len(note)}."
        return {"field": key, "words": words}
    if found := unprintable(note):
        return {"field": key, "words": f"The note holds a character that cannot be shown: {found}."}
    return None


def _page(
    request: HttpRequest,
    assessment: Assessment,
    newest: Revision,
    told: dict[str, str],
    problems: list[dict[str, str]],
    status: int = 200,
) -> HttpResponse:
    words = Words(sheets.catalogue_of(newest) or releases.current(), stances.current())
    wrong = {problem["field"] for problem in problems}
    context: dict[str, Any] = {
        "assessment": assessment,
        "place": address_of(assessment),
        "base": newest.number,
        "rows": [
            {
                **row,
                "note": told.get(row["name"], row["note"]),
                "is_wrong": row["name"] in wrong,
            }
            for row in answers_told(newest, words)
        ],
        "longest": NOTE_LENGTH,
        "problems": problems,
    }
    return TemplateResponse(request, "assessments/notes.html", context, status=status)


notes.limit = "save"  # type: ignore[attr-defined]
