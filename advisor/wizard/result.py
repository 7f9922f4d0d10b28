"""The Advice on one page."""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from advisor.advice import advise
from advisor.documents import sentences
from advisor.documents.choices import offered
from advisor.documents.formats import FORMATS
from advisor.documents.warnings import warned
from advisor.engine import Advice
from advisor.engine.profiles import Verdict
from advisor.wizard import changes, deciding, plans, rows, saving, weighing
from advisor.wizard.figures import figures
from advisor.wizard.visit import Visit, before, to_canonical, visit_of

MOST_NEXT = 6
UNHEARD = "No pressure found"  # what a page says for not-needed


@require_safe
def result(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    if elsewhere := to_canonical(request, visit):
        return elsewhere
    words = visit.words
    advice = advise(visit.answers, visit.catalogue, thorough=True)
    earlier = before(request, visit)
    heading, lead = sentences.headline(advice, words)
    asked = [each.id for each in visit.asked]
    answered = sum(name in visit.answers.given for name in asked)
    wanted = [verdict for verdict in rows.ORDER if verdict == request.GET.get("show", "")]
    context: dict[str, Any] = {
        "heading": heading,
        "lead": lead,
        "leading": sentences.leading(advice, words),
        "starred": bool(advice.answers.stars),
        "answered": answered,
        "total": len(asked),
        "open": len(asked) - answered,
        "dropped": visit.dropped(),
        "changed": changes.changed(earlier, visit) if earlier else None,
        "moved": _moved(earlier, advice) if earlier else [],
        "figures": sentences.key_figures(advice),
        "advised": sum(judged.verdict.is_advised for judged in advice.patterns),
        "contradictions": rows.contradictions(visit, advice),
        "tensions": [
            {"forces": [words.force(f) for f in tension.forces], "message": tension.message}
            for tension in advice.tensions
        ],
        "warnings": warned(advice, words),
        "plan": plans.plan(advice, words),
        "quadrant_rows": plans.quadrant_rows(advice, words),
        "groups": rows.groups(advice, words, wanted or rows.TOLD),
        "chips": _chips(visit, advice, wanted),
        "baseline": plans.baseline(visit, advice),
        "next_questions": [
            {
                "text": words.question(row.question),
                "could_change": row.could_change,
                "address": visit.address(f"/advise/{row.question}/", ("return", "result")),
            }
            for row in advice.next_questions[:MOST_NEXT]
        ],
        "changeable": changes.changeable(visit, earlier),
        "decisive": deciding.decisive(visit),
        "weighed": weighing.note(visit),
        "ways": {
            "deciding": visit.address("/advice/deciding/"),
            "what_if": changes.tried(visit, earlier or visit, "/advice/what-if/"),
            "weights": visit.address("/advise/weights/"),
        },
        "pairs": visit.pairs(),
        "answers_query": visit.address(""),
        "levels": plans.levels(advice, words),
        "assumptions": sentences.assumptions(advice, words),
        "release": f"{advice.release[7:11]} {advice.release[11:15]}",
        "engine": advice.engine,
        "check": visit.address("/advise/check/"),
        "stars": visit.address("/advise/check/") + "#h-stars",
        "exports": {name: visit.address(f"/exports/{name}") for name in FORMATS},
        "pdf_lacks": FORMATS["pdf"].missing(),
        "offered": offered(visit.catalogue),
        "saving": saving.of_visit(visit),
        **figures(visit, advice),
    }
    return TemplateResponse(request, "wizard/result.html", context)


def _moved(earlier: Visit, advice: Advice) -> list[dict[str, Any]]:
    return rows.moved(advise(earlier.answers, earlier.catalogue), advice, earlier.words)


def _chips(visit: Visit, advice: Advice, wanted: list[Verdict]) -> list[dict[str, Any]]:
    """Return the links that filter the list: what to do and not to do, or one Verdict."""
    counts = Counter(judged.verdict for judged in advice.patterns)
    told = {
        "words": "What to do and not to do",
        "count": sum(counts[verdict] for verdict in rows.TOLD),
        "address": visit.address("/advice/") + "#h-why",
        "chosen": not wanted,
    }
    single = [
        {
            "words": UNHEARD if verdict is Verdict.NOT_NEEDED else str(verdict).capitalize(),
            "count": counts[verdict],
            "address": visit.address("/advice/", ("show", str(verdict))) + "#h-why",
            "chosen": verdict in wanted,
        }
        for verdict in rows.ORDER
        if counts[verdict]
    ]
    return [told, *single]
