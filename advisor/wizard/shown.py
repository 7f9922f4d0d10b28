"""An Advice in the words and numbers of a page: rows for templates, nothing decided here."""

from collections.abc import Iterable, Sequence
from typing import Any

from advisor.documents.sentences import rule_words
from advisor.documents.words import Words
from advisor.engine.advice import Advice, JudgedPattern
from advisor.engine.points import FIT_ADOPT, FIT_CONSIDER, FIT_LATER
from advisor.engine.profiles import Verdict
from advisor.engine.reasons import Part, Role, Share
from advisor.engine.roadmap import ItemState, PhaseId

ORDER = (
    Verdict.ADOPT,
    Verdict.PREPARE,
    Verdict.CONSIDER,
    Verdict.DEFER,
    Verdict.AVOID,
    Verdict.LATER,
    Verdict.NOT_NEEDED,
)
MEANINGS = {
    Verdict.ADOPT: "Worth it now, and you have what it takes.",
    Verdict.PREPARE: "Worth it, but something is missing that you can get.",
    Verdict.CONSIDER: "Some of your answers speak for it, not enough to put it into a plan.",
    Verdict.DEFER: "Worth it, but three steps or more beyond your team today.",
    Verdict.AVOID: "It would make something worse that you asked for.",
    Verdict.LATER: "A hint of a need. Nothing to do now.",
    Verdict.NOT_NEEDED: "Nothing in your answers calls for it. That is no bad news.",
}
PHASES = {
    PhaseId.FOUNDATIONS: ("Foundations", "what the plan rests on"),
    PhaseId.QUICK_WINS: ("Quick wins", "effort up to 35, impact from 45"),
    PhaseId.STRATEGIC: ("Strategic", "after what it needs"),
    PhaseId.WATCH: ("Watch", "not in this half year"),
}
ROLES = {
    Role.MAIN: "main force",
    Role.SIDE: "eased",
    Role.DENIED: "denied by your answers",
    Role.HARMED: "worsened",
    Role.SILENCED: "weight 0",
}
ZERO, SCALE = 40.0, 0.6  # where a bar starts in a drawing 100 wide, and its width per point
MOST_ON_QUADRANT = 15


def groups(
    advice: Advice, words: Words, kept: Iterable[Verdict] = ORDER[:5]
) -> list[dict[str, Any]]:
    """Return the Patterns by Verdict, each with reasons and ledger; empty groups left out."""
    found = []
    for verdict in kept:
        rows = [judged for judged in advice.patterns if judged.verdict is verdict]
        if rows:
            found.append(
                {
                    "verdict": str(verdict),
                    "meaning": MEANINGS[verdict],
                    "count": len(rows),
                    "rows": [row(judged, words) for judged in rows],
                }
            )
    return found


def row(judged: JudgedPattern, words: Words) -> dict[str, Any]:
    """Return one Pattern: name, one line of meta, reasons, fit with range, ledger."""
    pattern = words.catalogue.get(judged.slug)
    against = [*rule_words(judged), *_missing_words(judged, words)]
    return {
        "slug": judged.slug,
        "name": words.pattern(judged.slug),
        "category": words.catalogue.category(pattern.category).name if pattern else "",
        "is_complete": bool(pattern and pattern.is_complete),
        "verdict": str(judged.verdict),
        "confidence": str(judged.confidence),
        "fit": _tenths(judged.fit),
        "low": round(float(judged.low)),
        "high": round(float(judged.high)),
        "effort": judged.effort,
        "impact": _tenths(judged.impact),
        "why": [_share(share, words) for share in judged.why[:2]],
        "why_not": [_share(share, words) for share in judged.why_not[:1]],
        "against": against,
        "notes": _notes(judged, words),
        "ledger": [_part(part, words) for part in judged.parts if part.role is not Role.SILENCED],
        "sides_full": judged.sides_full,
        "line": _line(judged),
        "flips": _flips(judged, words),
        "reach": [str(verdict) for verdict in judged.reach],
    }


def plan(advice: Advice, words: Words) -> dict[str, Any]:
    """Return the plan: phases with bars on a scale of six months, choices, bundles."""
    phases = []
    start = 0
    per_month = max(1.0, advice.plan.budget / 6)
    for phase in advice.plan.phases:
        items = [item for item in phase.items if item.state is ItemState.PLANNED]
        rows = []
        for item in items:
            judged = advice.pattern(item.slug)
            rows.append(
                {
                    "slug": item.slug,
                    "name": words.pattern(item.slug),
                    "verdict": str(judged.verdict) if judged else "",
                    "points": item.complexity,
                    "for": [words.pattern(slug) for slug in item.pulled_in_by],
                    "x": round(start / per_month * 100, 1),
                    "width": round(item.complexity / per_month * 100, 1),
                }
            )
            start += item.complexity
        if rows:
            name, meaning = PHASES[phase.id]
            phases.append({"name": name, "meaning": meaning, "rows": rows})
    watch = [item for phase in advice.plan.phases for item in phase.items]
    return {
        "phases": phases,
        "budget": advice.plan.budget,
        "used": advice.plan.used,
        "beyond": [
            {"slug": item.slug, "name": words.pattern(item.slug), "points": item.complexity}
            for item in watch
            if item.state is ItemState.BEYOND_BUDGET
        ],
        "blocked": [
            {
                "name": words.pattern(item.slug),
                "by": [words.pattern(slug) for slug in item.blocked_by],
            }
            for item in watch
            if item.state is ItemState.BLOCKED
        ],
        "choices": [
            {
                "winner": words.pattern(choice.winner),
                "others": [
                    {
                        "slug": rival.slug,
                        "name": words.pattern(rival.slug),
                        "margin": _tenths(rival.margin),
                        "close_call": rival.close_call,
                        "forces": [words.force(force) for force in rival.forces],
                    }
                    for rival in choice.others
                ],
            }
            for choice in advice.plan.groups
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
                "name": _bundle_name(words, bundle.id),
                "planned": [words.pattern(slug) for slug in bundle.planned],
                "missing": [{"slug": slug, "name": words.pattern(slug)} for slug in bundle.missing],
            }
            for bundle in advice.plan.bundles
        ],
    }


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
        width = abs(value) * 40
        grouped.setdefault(sections.get(first.question, ""), []).append(
            {
                "name": words.force(level.force),
                "level": round(value, 2),
                "side": "for" if value > 0 else "against",
                "x": 50 if value > 0 else round(50 - width, 1),
                "width": round(width, 1),
                "answers": [words.option(a.question, a.option) for a in level.answers],
            }
        )
    return [{"section": section, "rows": rows} for section, rows in grouped.items()]


def quadrant_rows(advice: Advice, words: Words) -> list[dict[str, Any]]:
    """Return what the personal quadrant shows, in the order of rank."""
    wanted = (Verdict.ADOPT, Verdict.PREPARE, Verdict.CONSIDER)
    return [
        {
            "slug": judged.slug,
            "name": words.pattern(judged.slug),
            "verdict": str(judged.verdict),
            "effort": judged.effort,
            "impact": _tenths(judged.impact),
        }
        for judged in advice.patterns
        if judged.verdict in wanted
    ][:MOST_ON_QUADRANT]


def moved(before: Advice, after: Advice, words: Words) -> list[dict[str, Any]]:
    """Return the Patterns whose Verdict differs between two Advices, the largest change first."""
    rows = []
    for judged in after.patterns:
        earlier = before.pattern(judged.slug)
        if earlier is None or earlier.verdict is judged.verdict:
            continue
        rows.append(
            {
                "slug": judged.slug,
                "name": words.pattern(judged.slug),
                "before": str(earlier.verdict),
                "after": str(judged.verdict),
                "up": judged.verdict.welcome > earlier.verdict.welcome,
                "fit": _tenths(judged.fit - earlier.fit),
            }
        )
    return sorted(rows, key=lambda row: (-abs(row["fit"]), row["slug"]))


def baseline(advice: Advice, words: Words) -> dict[str, Any]:
    """Return what stays unsolved without any of it."""
    return {
        "pattern": words.pattern(advice.baseline.pattern) if advice.baseline.pattern else "",
        "slug": advice.baseline.pattern or "",
        "forces": [
            {
                "name": words.force(found.force),
                "questions": [words.question(name) for name in found.questions],
            }
            for found in advice.baseline.unanswered_forces
        ],
    }


def _share(share: Share, words: Words) -> dict[str, Any]:
    return {
        "points": share.shown,
        "question": words.question(share.question),
        "answer": words.answer(share.question, share.option),
        "force": words.force(share.force),
        "class": "plus" if share.shown > 0 else "minus",
    }


def _part(part: Part, words: Words) -> dict[str, Any]:
    shown = part.shown
    width = round(abs(shown) * SCALE, 1)
    return {
        "name": words.force(part.force),
        "role": ROLES[part.role],
        "points": shown,
        "level": round(float(part.level), 2),
        "strength": part.strength,
        "side": "for" if shown >= 0 else "against",
        "class": "plus" if shown > 0 else "minus" if shown < 0 else "quiet",
        "x": ZERO if shown >= 0 else round(max(0.0, ZERO - width), 1),
        "width": width if shown >= 0 else min(width, ZERO),
        "shares": [_share(share, words) for share in part.shares],
        "softened_by": [words.pattern(slug) for slug in part.softened_by],
        "companions": [words.pattern(slug) for slug in part.companions],
    }


def _line(judged: JudgedPattern) -> dict[str, float]:
    """Return the places of fit and range on a line drawn 320 wide, from -40 to 100 points."""

    def place(value: float) -> float:
        return round(min(318.0, max(2.0, 96 + 2.2 * value)), 1)

    low, high = place(float(judged.low)), place(float(judged.high))
    return {"low": low, "high": high, "fit": round(place(float(judged.fit)) - 2.5, 1)}


def _missing_words(judged: JudgedPattern, words: Words) -> list[str]:
    return [
        f"Missing: {words.capability(missing.capability).lower()}, you have {missing.has} "
        f"and it needs {missing.needs}{' (assumed)' if missing.assumed else ''}."
        for missing in judged.missing
    ]


def _notes(judged: JudgedPattern, words: Words) -> list[str]:
    notes = []
    for part in judged.with_care:
        helpers = [words.pattern(slug) for slug in part.companions]
        take = f"; take {' or '.join(helpers)} with it" if helpers else ""
        notes.append(f"With care: worsens {words.force(part.force).lower()}{take}.")
    if judged.blocked_by:
        names = ", ".join(words.pattern(slug) for slug in judged.blocked_by)
        notes.append(f"Blocked: needs {names}, which cannot come into the plan.")
    return notes


def _flips(judged: JudgedPattern, words: Words) -> list[dict[str, Any]]:
    nearest = judged.nearest_flip
    if nearest is None:
        return []
    return [
        {
            "question": words.question(flip.question),
            "question_id": flip.question,
            "answer": words.option(flip.question, flip.option),
            "adds": flip.adds,
            "verdict": str(flip.verdict),
        }
        for flip in (nearest.up, nearest.down)
        if flip is not None
    ]


def _bundle_name(words: Words, name: str) -> str:
    rows = words.catalogue.content.bundles
    return next((row.name for row in rows if row.id == name), name)


def _tenths(value: Any) -> float:
    return round(float(value), 1)


def thresholds() -> Sequence[int]:
    """Return the points at which a Verdict changes, for the ticks of a line."""
    return (FIT_LATER, FIT_CONSIDER, FIT_ADOPT)
