"""All answers on one page, before the advice."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from advisor.advice import advise
from advisor.documents.words import labels_of
from advisor.engine.questions import STARS
from advisor.wizard import progress, weighing
from advisor.wizard.rows import contradictions
from advisor.wizard.visit import Visit, to_canonical, visit_of
from patterns.content.entries import Question

NAME_FIELDS = 4
MOST_NAMES = 12


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    if elsewhere := to_canonical(request, visit):
        return elsewhere
    given = visit.answers.given
    ids = [each.id for each in visit.asked]
    hidden = [
        entry for name in given if name not in ids and (entry := visit.catalogue.question(name))
    ]
    following = progress.next_after(
        progress.on_path(visit.asked, visit.sheet.path), visit.answers, ""
    )
    names = visit.sheet.names
    spare = max(2, NAME_FIELDS - len(names))
    return TemplateResponse(
        request,
        "wizard/check.html",
        {
            "answered": sum(name in given for name in ids),
            "total": len(ids),
            "dropped": visit.dropped(),
            "contradictions": contradictions(visit, advise(visit.answers, visit.catalogue)),
            "sections": _sections(visit, ids),
            "kept": [_row(visit, entry) for entry in hidden],
            "needs": _needs(visit),
            "most_stars": STARS,
            "unstarred": [pair for pair in visit.pairs() if pair[0] != "star"],
            "names": [*names, *[""] * spare][:MOST_NAMES],
            "hidden": [pair for pair in visit.pairs() if pair[0] != "name"],
            "next": visit.address(f"/advise/{following}/") if following else "",
            "weighed": weighing.note(visit),
            "result": visit.address("/advice/"),
        },
    )


def _sections(visit: Visit, asked: list[str]) -> list[dict[str, Any]]:
    found = []
    for section in visit.catalogue.content.sections:
        rows = [_row(visit, entry) for entry in section.question if entry.id in asked]
        if rows:
            found.append({"id": section.id, "title": section.title, "rows": rows})
    return found


def _needs(visit: Visit) -> list[dict[str, Any]]:
    """Return the chosen options that raise a Force, with whether the person starred them."""
    found = []
    for question in visit.asked:
        chosen = visit.answers.of_question(question.id).options
        for option in question.options:
            if option.id in chosen and any(change > 0 for _, change in option.changes):
                found.append(
                    {
                        "value": f"{question.id}.{option.id}",
                        "words": visit.words.answer(question.id, option.id),
                        "starred": (question.id, option.id) in visit.answers.stars,
                        "hurt": option.hurt,
                    }
                )
    return found


def _row(visit: Visit, entry: Question) -> dict[str, Any]:
    given = visit.answers.given.get(entry.id)
    return {
        "text": entry.text,
        "answers": labels_of(entry, given.words) if given else (),
        "address": visit.address(f"/advise/{entry.id}/", ("return", "check")),
    }
