"""The plan and the levels behind it, as rows of a page."""

from typing import Any

from advisor import diagrams
from advisor.documents.words import Words
from advisor.engine.advice import Advice
from advisor.engine.roadmap import ItemState, PhaseId, PlanItem
from advisor.wizard.visit import Visit

PHASES = {
    PhaseId.FOUNDATIONS: ("Foundations", "what the plan rests on"),
    PhaseId.QUICK_WINS: ("Quick wins", "effort up to 35, impact from 45"),
    PhaseId.STRATEGIC: ("Strategic", "after what it needs"),
    PhaseId.WATCH: ("Watch", "not in this half year"),
}
MONTHS = 6
MONTH_WIDTH = 100  # in the drawing of a bar, which is six months wide
MIDDLE, LEVEL_WIDTH = 50.0, 40  # of the drawing of a level, 100 wide


def plan(advice: Advice, words: Words) -> dict[str, Any]:
    """Return the plan: phases with bars on a scale of six months, choices, bundles."""
    items = [item for phase in advice.plan.phases for item in phase.items]
    return {
        "phases": _phases(advice, words),
        "budget": advice.plan.budget,
        "beyond": [
            {"slug": item.slug, "name": words.pattern(item.slug), "points": item.complexity}
            for item in items
            if item.state is ItemState.BEYOND_BUDGET
        ],
        "choices": [
            {
                "winner": words.pattern(choice.winner),
                "winner_slug": choice.winner,
                "others": [
                    {
                        "slug": rival.slug,
                        "name": words.pattern(rival.slug),
                        "margin": float(rival.margin),
                        "behind": -float(rival.margin),
                        "close_call": rival.close_call,
                        "forces": [words.force(force) for force in rival.forces],
                    }
                    for rival in choice.others
                ],
            }
            # Close calls first: they are decided by hand.
            for choice in sorted(advice.plan.groups, key=lambda choice: choice.margin)
        ],
        "families": [
            {
                "name": words.pattern(family.entered),
                "stands_for": [words.pattern(slug) for slug in family.stands_for],
            }
            for family in advice.plan.families
        ],
        "bundles": [
            {
                "name": words.bundle(bundle.id),
                "planned": [words.pattern(slug) for slug in bundle.planned],
                "missing": [{"slug": slug, "name": words.pattern(slug)} for slug in bundle.missing],
            }
            for bundle in advice.plan.bundles
        ],
    }


def quadrant_rows(advice: Advice, words: Words) -> list[dict[str, Any]]:
    """Return what the personal quadrant shows, in the order of rank."""
    return [
        {
            "slug": judged.slug,
            "name": words.pattern(judged.slug),
            "verdict": str(judged.verdict),
            "effort": judged.effort,
            "impact": judged.shown.impact,
        }
        for judged in diagrams.on_quadrant(advice)
    ]


def levels(advice: Advice, words: Words) -> list[dict[str, Any]]:
    """Return the Forces that are not silent, grouped by the section whose answers raised them."""
    sections = {
        question.id: section.title
        for section in words.catalogue.content.sections
        for question in section.question
    }
    grouped: dict[str, list[dict[str, Any]]] = {}
    for level in advice.levels:
        if not level.answers or not level.level:
            continue
        first = max(level.answers, key=lambda answer: abs(answer.change))
        value = float(level.level)
        width = abs(value) * LEVEL_WIDTH
        grouped.setdefault(sections[first.question], []).append(
            {
                "name": words.force(level.force),
                "level": round(value, 2),
                "side": "for" if value > 0 else "against",
                "x": MIDDLE if value > 0 else round(MIDDLE - width, 1),
                "width": round(width, 1),
                "answers": [words.answer(a.question, a.option) for a in level.answers],
            }
        )
    return [{"section": section, "rows": rows} for section, rows in grouped.items()]


def baseline(visit: Visit, advice: Advice) -> dict[str, Any]:
    """Return what stays unsolved without any of it, and the Questions that raised it."""
    words = visit.words
    start = advice.baseline.pattern
    return {
        "pattern": words.pattern(start) if start else "",
        "slug": start or "",
        "forces": [
            {
                "name": words.force(found.force),
                "questions": [
                    {
                        "text": words.question(name),
                        "address": visit.address(f"/advise/{name}/", ("return", "result")),
                    }
                    for name in found.questions
                ],
            }
            for found in advice.baseline.unanswered_forces
        ],
    }


def _phases(advice: Advice, words: Words) -> list[dict[str, Any]]:
    """Return the phases that hold something; a bar begins where the one above it ends."""
    width_of_point = MONTHS * MONTH_WIDTH / advice.plan.budget
    phases = []
    start = 0
    for phase in advice.plan.phases:
        rows = []
        for item in phase.items:
            if item.state is ItemState.PLANNED:
                rows.append(_bar(advice, words, item, start, width_of_point))
                start += item.complexity
        if rows:
            name, meaning = PHASES[phase.id]
            phases.append({"name": name, "meaning": meaning, "rows": rows})
    return phases


def _bar(
    advice: Advice, words: Words, item: PlanItem, start: int, width_of_point: float
) -> dict[str, Any]:
    judged = advice.pattern(item.slug)
    return {
        "slug": item.slug,
        "name": words.pattern(item.slug),
        "verdict": str(judged.verdict) if judged else "",
        "points": item.complexity,
        "for": [words.pattern(slug) for slug in item.pulled_in_by],
        "x": round(start * width_of_point, 1),
        "width": round(item.complexity * width_of_point, 1),
    }
