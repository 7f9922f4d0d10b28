"""Decide about one Pattern: accept, reject or defer it, with a note and a day."""

import re
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from advisor.access import editable, for_the_entitled
from advisor.answers.kept import DECIDER_LENGTH, DECISION_NOTE_LENGTH
from advisor.assessments import sheets
from advisor.assessments.forms import NONE, DecisionForm
from advisor.assessments.places import address_of
from advisor.documents.words import Words
from advisor.models import Assessment, Decision, UnknownPattern
from patterns import releases, stances

_SLUG = re.compile("[a-z0-9-]{1,60}")


@for_the_entitled
@require_safe
def choose(request: HttpRequest, name: UUID) -> HttpResponse:
    """Lead to the form of the Pattern that was chosen from a list."""
    assessment = editable(request, name)
    slug = request.GET.get("pattern", "")
    steps = ("decisions", slug) if _SLUG.fullmatch(slug) else ()
    return HttpResponseRedirect(address_of(assessment, *steps))


@for_the_entitled
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, name: UUID, slug: str) -> HttpResponse:
    assessment = editable(request, name)
    found = assessment.decided().get(slug)
    verdict = assessment.newest().verdicts().get(slug, "")
    if not verdict and found is None:
        raise Http404("no such pattern in this assessment")
    if request.method != "POST":
        return _page(request, assessment, slug, verdict, found, _of(found))
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            _decide(assessment, slug, form.cleaned_data)
            return HttpResponseRedirect(address_of(assessment) + f"#decided-{slug}")
        except ValidationError as error:
            for field, words in error.message_dict.items():
                form.add_error(field if field in form.fields else None, words)
        except UnknownPattern:
            form.add_error(None, "The newest revision does not judge this pattern any more.")
    return _page(request, assessment, slug, verdict, found, form)


def _decide(assessment: Assessment, slug: str, told: dict[str, Any]) -> None:
    now = timezone.now()
    if told["status"] == NONE:
        assessment.undecide(slug, now=now)
        return
    assessment.decide(
        slug,
        told["status"],
        now=now,
        note=told["note"],
        decided_on=told["decided_on"],
        decider=told["decider"],
    )


def _of(found: Decision | None) -> DecisionForm:
    today = timezone.now().date().isoformat()
    if found is None:
        return DecisionForm(initial={"decided_on": today})
    fields = {name: getattr(found, name) for name in ("status", "note", "decider")}
    return DecisionForm(initial={**fields, "decided_on": found.decided_on.isoformat()})


def _page(
    request: HttpRequest,
    assessment: Assessment,
    slug: str,
    verdict: str,
    found: Decision | None,
    form: DecisionForm,
) -> HttpResponse:
    current = releases.current()
    words = Words(current, stances.current())
    newest = assessment.newest()
    query = sheets.query_of(newest.read(current).sheet)
    problems = [
        {"field": field if field != "__all__" else "status", "words": words_of}
        for field, errors in form.errors.items()
        for words_of in errors
    ]
    context: dict[str, Any] = {
        "assessment": assessment,
        "place": address_of(assessment),
        "slug": slug,
        "name": words.pattern(slug),
        "problem": getattr(current.get(slug), "problem", ""),
        "is_known": current.get(slug) is not None,
        "reasons": f"/advice/{slug}/?{query}",
        "verdict": verdict,
        "newest": newest,
        "found": found,
        "has_moved": found is not None and found.verdict != verdict,
        "choices": [
            {"value": value, "label": label, "checked": form["status"].value() == value}
            for value, label in [*Decision.Status.choices, (NONE, "No decision")]
            if value != NONE or found
        ],
        "note": form["note"].value() or "",
        "decided_on": form["decided_on"].value() or "",
        "decider": form["decider"].value() or "",
        "longest_note": DECISION_NOTE_LENGTH,
        "longest_decider": DECIDER_LENGTH,
        "problems": problems,
        "wrong": {problem["field"] for problem in problems},
    }
    status = 422 if problems else 200
    return TemplateResponse(request, "assessments/decision.html", context, status=status)


decision.limit = "decide"  # type: ignore[attr-defined]
