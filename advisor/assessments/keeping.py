"""What is done with an Assessment as a whole: another title, a variant, an end."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from advisor.access import editable, for_the_entitled
from advisor.answers.sheets import TITLE_LENGTH
from advisor.assessments.places import address_of, signed_in
from advisor.assessments.saving import entered
from advisor.models import Assessment

forms = require_http_methods(["GET", "HEAD", "POST"])


@for_the_entitled
@forms
def rename(request: HttpRequest, name: UUID) -> HttpResponse:
    assessment = editable(request, name)
    words = {
        "heading": "Give it another title",
        "lead": "Links and revisions stay as they are.",
        "label": "Title",
        "button": "Rename",
        "action": address_of(assessment, "rename"),
    }
    if request.method != "POST":
        return _ask(request, assessment, words, assessment.title)
    title = request.POST.get("title", "")
    try:
        assessment.rename(title, now=timezone.now())
    except ValidationError as error:
        return _ask(request, assessment, words, title, error.messages)
    return HttpResponseRedirect(address_of(assessment))


@for_the_entitled
@forms
def variant(request: HttpRequest, name: UUID) -> HttpResponse:
    """Open another Assessment with the same answers, to try other ones."""
    assessment = editable(request, name)
    words = {
        "heading": "Clone it as a variant",
        "lead": "The variant begins with the answers and the advice of the newest revision, has "
        "links of its own, and remembers where it comes from. Decisions stay with the original.",
        "label": "Title of the variant",
        "button": "Clone",
        "action": address_of(assessment, "variant"),
    }
    if request.method != "POST":
        proposed = f"Variant of {assessment.name}"[:TITLE_LENGTH]
        return _ask(request, assessment, words, proposed)
    title = request.POST.get("title", "")
    try:
        opened = assessment.clone_as_variant(now=timezone.now(), title=title, by=signed_in(request))
    except ValidationError as error:
        return _ask(request, assessment, words, title, error.messages)
    return entered(request, opened)


@for_the_entitled
@forms
def delete(request: HttpRequest, name: UUID) -> HttpResponse:
    """Say what will be gone, and on a second word delete it."""
    assessment = editable(request, name)
    if request.method == "POST":
        assessment.delete()
        return HttpResponseRedirect("/assessments/deleted/")
    context = {
        "assessment": assessment,
        "place": address_of(assessment),
        "revisions": assessment.revisions.count(),
        "decisions": assessment.decisions.count(),
        "variants": assessment.variants.count(),
    }
    return TemplateResponse(request, "assessments/delete.html", context)


@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    context = {
        "heading": "The assessment is deleted",
        "words": "Its revisions, decisions and links are gone with it. Nothing is kept.",
        "link": "/advise/",
        "link_words": "Start another one",
    }
    return TemplateResponse(request, "assessments/said.html", context)


def _ask(
    request: HttpRequest,
    assessment: Assessment,
    words: dict[str, str],
    title: str,
    problems: list[str] | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        **words,
        "hidden": [],
        "title": title,
        "problems": problems or [],
        "back": address_of(assessment),
    }
    status = 422 if problems else 200
    return TemplateResponse(request, "assessments/title.html", context, status=status)


variant.limit = "save"  # type: ignore[attr-defined]
