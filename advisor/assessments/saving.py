"""Keep Answers: a new Assessment, or the next Revision of one."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone

from advisor import answers as answer_texts
from advisor.access import Right, editable, for_the_entitled, grant
from advisor.advice import advise
from advisor.answers import Kept, Sheet, with_texts_of
from advisor.assessments import sheets
from advisor.assessments.moves import answer_rows, verdict_rows
from advisor.assessments.places import address_of, posted, show_edit_link, signed_in
from advisor.briefing import knowledge
from advisor.documents.words import Words
from advisor.engine import Answers, compare
from advisor.engine.questions import AnswersError, canonical
from advisor.models import Assessment, Opened, Revision, StaleRevision
from patterns import releases, stances
from patterns.catalogue import Catalogue

_NUMBER = re.compile("[1-9][0-9]{0,5}")


@for_the_entitled
def assessments(request: HttpRequest) -> HttpResponse:
    """Open an Assessment with the Answers of an address, or with the text of a file."""
    if request.method != "POST":
        return HttpResponseRedirect("/advise/")
    catalogue = releases.current()
    kept = _kept(request, catalogue)
    problems = sheets.sentences(kept.reading, catalogue)
    title = request.POST.get("title", kept.sheet.title)
    if problems or not kept.sheet.answers.given:
        return _form(request, title, problems or ["There is no answer to save."])
    try:
        opened = Assessment.open(
            kept.sheet,
            now=timezone.now(),
            title=title,
            owner=signed_in(request),
            catalogue=catalogue,
            decisions=kept.decisions,
            records=kept.records,
        )
    except ValidationError as error:
        return _form(request, title, error.messages)
    return entered(request, opened)


@for_the_entitled
@posted
def revisions(request: HttpRequest, name: UUID) -> HttpResponse:
    """Keep changed Answers as the next Revision of an Assessment."""
    assessment = editable(request, name)
    catalogue = releases.current()
    reading = sheets.sent(request, catalogue)
    base = request.POST.get("base", "")
    if reading.problems or not _NUMBER.fullmatch(base):
        problems = sheets.sentences(reading, catalogue) or ["The form names no revision."]
        return _refused(request, assessment, problems)
    began = assessment.revisions.filter(number=int(base)).first()
    sheet = reading.sheet
    if began is not None:
        sheet = with_texts_of(sheet, began.read(catalogue).sheet)
    newest = assessment.newest().number
    try:
        saved = assessment.revise(
            sheet,
            base=int(base),
            now=timezone.now(),
            by=signed_in(request),
            catalogue=catalogue,
        )
    except StaleRevision as stale:
        return _stale(request, assessment, began, stale.newest, sheet, catalogue)
    said = "saved" if saved.number != newest else "same"
    return HttpResponseRedirect(address_of(assessment, **{said: saved.number}))


def entered(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Lead to a new Assessment with the right to edit it, and let it show its link."""
    response = HttpResponseRedirect(address_of(opened.assessment))
    grant(response, request, opened.assessment, Right.EDIT)
    show_edit_link(response, opened.assessment, opened.edit_key)
    return response


def _kept(request: HttpRequest, catalogue: Catalogue) -> Kept:
    if "document" not in request.POST:
        return Kept(sheets.sent(request, catalogue))
    known = knowledge(catalogue)
    slugs = {profile.slug for profile in known.profiles}
    text = request.POST["document"].encode(errors="replace")
    return answer_texts.read_kept(text, known, slugs)


def _form(request: HttpRequest, title: str, problems: list[str]) -> HttpResponse:
    fields = ("answers", "document")
    return TemplateResponse(
        request,
        "assessments/title.html",
        {
            "heading": "Save these answers",
            "lead": "Nothing is saved yet.",
            "action": "/assessments/",
            "label": "Title, if you like one",
            "button": "Save",
            "hidden": [(name, request.POST[name]) for name in fields if name in request.POST],
            "title": title,
            "problems": problems,
            "back": "/advise/",
        },
        status=422,
    )


def _refused(request: HttpRequest, assessment: Assessment, problems: list[str]) -> HttpResponse:
    context = {
        "heading": "Nothing was saved",
        "words": " ".join(problems),
        "link": address_of(assessment),
        "link_words": "Back to the assessment",
    }
    return TemplateResponse(request, "assessments/said.html", context, status=422)


def _stale(
    request: HttpRequest,
    assessment: Assessment,
    began: Revision | None,
    newest: Revision,
    mine: Sheet,
    catalogue: Catalogue,
) -> HttpResponse:
    """Show what the newer Revision changed and what mine does, and lose neither."""
    words = Words(catalogue, stances.current())
    theirs = newest.read(catalogue).sheet
    start = began.read(catalogue).sheet if began else theirs
    united = _united(start.answers, mine.answers, theirs.answers, catalogue)
    both = replace(mine, answers=united) if united else None
    context: dict[str, Any] = {
        "assessment": assessment,
        "here_again": address_of(assessment),
        "newest": newest,
        "began": began,
        "theirs": _changes(start, theirs, catalogue, words) if began else None,
        "mine": _changes(start, mine, catalogue, words),
        "action": address_of(assessment, "revisions"),
        "mine_answers": sheets.query_of(mine),
        "both_answers": sheets.query_of(both)
        if both and both.answers not in (mine.answers, theirs.answers)
        else "",
        "look": "/advice/?" + _joined(mine, assessment, newest),
    }
    return TemplateResponse(request, "assessments/stale.html", context, status=409)


def _changes(left: Sheet, right: Sheet, catalogue: Catalogue, words: Words) -> dict[str, Any]:
    comparison = compare(advise(left.answers, catalogue), advise(right.answers, catalogue))
    return {
        "answers": answer_rows(comparison, left, right, words),
        "moves": verdict_rows(comparison, words),
    }


def _united(start: Answers, mine: Answers, theirs: Answers, catalogue: Catalogue) -> Answers | None:
    """Return their Answers with my changes in them; None where the two cannot stand together."""
    united = theirs
    for name in dict.fromkeys([*start.given, *mine.given]):
        if start.given.get(name) != mine.given.get(name):
            united = united.with_answer(name, mine.given.get(name))
    if mine.weights != start.weights:
        united = replace(united, weights={**theirs.weights, **mine.weights})
    known = knowledge(catalogue)
    try:
        return canonical(known.questions, [force.id for force in known.forces], united)
    except AnswersError:
        return None


def _joined(sheet: Sheet, assessment: Assessment, base: Revision) -> str:
    change = urlencode({"assessment": str(assessment.id), "base": base.number})
    return "&".join(part for part in (sheets.query_of(sheet), change) if part)


assessments.limit = revisions.limit = "save"  # type: ignore[attr-defined]
