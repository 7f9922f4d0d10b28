"""Choose a document, download it. The answers stand in the address, like everywhere."""

import re
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from advisor import access, filing
from advisor import answers as answer_texts
from advisor.advice import advise
from advisor.briefing import knowledge
from advisor.documents.folder import Folder, date_of
from advisor.documents.formats import FORMATS, Format
from advisor.documents.options import day, first_number, record_form
from advisor.models import Assessment, Revision
from patterns import releases, stances
from patterns.pages.files import diagram_response, download

PAGE_KEYS = ("adr", "date", "first", "show")
UNREADABLE = {
    "heading": "This revision cannot be exported",
    "words": "It was judged by a catalogue that this version of the product no longer reads. Save "
    "its answers as a new revision, which the catalogue of today judges, and export that.",
}
UNAVAILABLE = {
    "heading": "This site cannot make a PDF",
    "words": "It lacks something: {reason}. The HTML file has the same pages: open it and print it "
    "as a PDF, or tell whoever runs this site.",
}


@require_safe
def export(request: HttpRequest, name: str) -> HttpResponse:
    """Return one format.

    `date`, `first` and `adr` set the date of the records, the first number, and their form.
    """
    chosen = FORMATS.get(name)
    if chosen is None:
        raise Http404("no such format")
    try:
        folder = _folder(request)
    except ValueError as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    return _made(request, chosen, folder)


@require_safe
@access.for_the_entitled
def export_saved(request: HttpRequest, assessment: UUID, name: str) -> HttpResponse:
    """Return one format of a Revision with the Decisions, to whoever may read the Assessment.

    `revision`: another than the newest. What whoever may edit takes home decides the numbers of
    the records from then on; a reader's export leaves no trace.
    """
    found = access.readable(request, assessment)
    chosen = FORMATS.get(name)
    if chosen is None:
        raise Http404("no such format")
    try:
        asked = filing.Asked(
            _revision(request.GET.get("revision", "")),
            day(request.GET.get("date", "")),
            first_number(request.GET.get("first", "")),
            record_form(request.GET.get("adr", "")),
        )
        made = filing.folder(found, asked)
        may_edit = access.right_of(request, found) is access.Right.EDIT
        if chosen.numbered and may_edit and request.method == "GET":
            made = filing.numbered(made, found, now=timezone.now())
    except ValueError as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    except (Revision.DoesNotExist, Assessment.DoesNotExist):
        raise Http404("no such revision, or the assessment was deleted meanwhile") from None
    except releases.NoRelease:
        return TemplateResponse(request, "problem.html", UNREADABLE, status=409)
    return _made(request, chosen, made)


@require_safe
def picture(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """Return one picture of the Advice as SVG, PNG or Mermaid text."""
    try:
        pictures = dict(_folder(request).pictures)
    except ValueError as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    if name not in pictures:
        raise Http404("no such picture")
    return diagram_response(pictures[name], name, form)


def _made(request: HttpRequest, chosen: Format, folder: Folder) -> HttpResponse:
    if reason := chosen.missing():
        context = {**UNAVAILABLE, "words": UNAVAILABLE["words"].format(reason=reason)}
        return TemplateResponse(request, "problem.html", context, status=503)
    return download(chosen.make(folder), chosen.media_type, chosen.file_name)


def _folder(request: HttpRequest) -> Folder:
    catalogue = releases.current()
    query = {
        key: values
        for key, values in request.GET.lists()
        if key not in PAGE_KEYS and not key.startswith("was.")
    }
    reading = answer_texts.read(query, knowledge(catalogue))
    return Folder(
        advice=advise(reading.answers, catalogue, thorough=True),
        sheet=reading.sheet,
        catalogue=catalogue,
        on=day(request.GET.get("date", "")) or date_of(catalogue),
        first=first_number(request.GET.get("first", "")),
        form=record_form(request.GET.get("adr", "")),
        house=stances.current(),
    )


def _revision(text: str) -> int | None:
    if not text:
        return None
    if re.fullmatch("[0-9]{1,6}", text):
        return int(text)
    raise ValueError("revision: expected a number such as 3")


export.limit = export_saved.limit = picture.limit = "export"  # type: ignore[attr-defined]
