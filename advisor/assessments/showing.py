"""The page of an Assessment, and the page of one of its Revisions."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from advisor import secrecy
from advisor.access import Right, for_the_entitled, readable, right_of
from advisor.assessments import judged, sheets
from advisor.assessments.places import LINK_COOKIE, address_of, whole_address
from advisor.documents.choices import offered
from advisor.documents.formats import FORMATS
from advisor.documents.words import Words
from advisor.models import Assessment, Revision
from patterns import releases, stances


@for_the_entitled
@require_safe
def assessment(request: HttpRequest, name: UUID) -> HttpResponse:
    found = readable(request, name)
    edits = right_of(request, found) is Right.EDIT
    newest = found.newest()
    current = releases.current()
    house = stances.current()
    words = Words(current, house)
    then = Words(sheets.catalogue_of(newest) or current, house)
    query = sheets.query_of(newest.read(current).sheet)
    change = f"assessment={found.id}&base={newest.number}"
    history = list(found.history())
    context: dict[str, Any] = {
        "assessment": found,
        "place": address_of(found),
        "edits": edits,
        "newest": newest,
        "summary": judged.summary(newest, then, found.decided()),
        "answers": judged.answers_told(newest, then),
        "since": judged.since(newest, current, words),
        "history": history,
        "latest_two": (history[1].number, history[0].number) if len(history) > 1 else None,
        "origin": _origin(request, found),
        "query": query,
        "advice": f"/advice/?{query}&{change}" if edits else f"/advice/?{query}",
        "change": f"/advise/check/?{query}&{change}",
        "said": _said(request, newest),
        "edit_link": _fresh_link(request, found) if edits else "",
        "read_link": _read_link(request, found) if edits else "",
        **_exports(found),
    }
    return TemplateResponse(request, "assessments/show.html", context)


@for_the_entitled
@require_safe
def revision(request: HttpRequest, name: UUID, number: str) -> HttpResponse:
    """Show one Revision with the numbers that were computed then."""
    found = readable(request, name)
    try:
        kept = found.revision(int(number))
    except Revision.DoesNotExist:
        raise Http404("no such revision") from None
    newest = found.newest()
    old = sheets.catalogue_of(kept)
    words = Words(old or releases.current(), stances.current())
    context: dict[str, Any] = {
        "assessment": found,
        "place": address_of(found),
        "revision": kept,
        "is_newest": kept.number == newest.number,
        "newest": newest,
        "is_readable": old is not None,
        "summary": judged.summary(kept, words),
        "answers": judged.answers_told(kept, words),
        **_exports(found, kept.number),
    }
    return TemplateResponse(request, "assessments/revision.html", context)


def _exports(found: Assessment, number: int | None = None) -> dict[str, Any]:
    """Return where each format is to be had, and what this machine lacks to make a PDF.

    number: of a Revision, None for the newest.
    """
    query = f"?revision={number}" if number else ""
    addresses = {name: f"/assessments/{found.id}/exports/{name}{query}" for name in FORMATS}
    return {
        "exports": addresses,
        "pdf_lacks": FORMATS["pdf"].missing(),
        "offered": offered(releases.current()),
        "number": number,
    }


def _origin(request: HttpRequest, found: Assessment) -> dict[str, Any] | None:
    """Return where a variant comes from; its name only to whoever may read it as well."""
    if found.origin_revision is None:
        return None
    origin = found.origin
    if origin is None or right_of(request, origin) is Right.NONE:
        return {"name": "", "address": "", "compare": ""}
    return {
        "name": origin.name,
        "address": address_of(origin),
        "compare": f"/compare/?left={origin.id}.{found.origin_revision}&right={found.id}",
    }


def _said(request: HttpRequest, newest: Revision) -> str:
    """Return what has just been done, for the notice on top."""
    for word in ("saved", "same"):
        if request.GET.get(word) == str(newest.number):
            return word
    return ""


def _fresh_link(request: HttpRequest, found: Assessment) -> str:
    """Return the edit link while it has just been made: later nobody can say it again."""
    key = request.COOKIES.get(LINK_COOKIE, "")
    if not secrecy.matches(key, found.edit_key_hash):
        return ""
    return whole_address(request, address_of(found, "edit", key))


def _read_link(request: HttpRequest, found: Assessment) -> str:
    key = found.read_key
    return whole_address(request, address_of(found, "view", key)) if key else ""
