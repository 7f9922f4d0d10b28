"""The whole explanation of one Pattern, for somebody who has to defend it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from advisor.advice import advise, outlook, sensitivity
from advisor.engine import Advice, JudgedPattern
from advisor.engine.points import EFFORT_QUICK, IMPACT_QUICK
from advisor.engine.roadmap import ItemState, PhaseId, PlanItem
from advisor.engine.sensitivity import Flip, SingleChange
from advisor.wizard import plans, reasoning, rows
from advisor.wizard.changes import flip_address
from advisor.wizard.reasoning import linked
from advisor.wizard.visit import Visit, to_canonical, visit_of
from patterns.catalogue import Catalogue

MOST_EFFECTS = 3  # of one open Question


@require_safe
def explanation(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the whole reckoning of one Pattern."""
    visit = visit_of(request)
    if elsewhere := to_canonical(request, visit):
        return elsewhere
    advice = advise(visit.answers, visit.catalogue, thorough=True)
    judged = advice.pattern(slug)
    pattern = visit.catalogue.get(slug)
    if judged is None or pattern is None:
        raise Http404("no such pattern")
    return TemplateResponse(
        request,
        "wizard/explanation.html",
        {
            "pattern": pattern,
            # What would flip it stands in a section of its own.
            "row": rows.row(judged, visit.words) | {"flips": []},
            "said": rows.said(judged.verdict),
            "figures": reasoning.figures(judged),
            "table": reasoning.verdict_table(judged),
            "reasons": reasoning.reasons(judged, visit.words),
            "rules": reasoning.rules(visit, judged),
            "missing": reasoning.missing(visit, judged),
            "harms": reasoning.harms(visit, judged),
            "flips": _flips(visit, judged),
            "movers": _movers(visit, slug),
            "choices": _choices(visit, advice, slug),
            "families": _families(visit, advice, slug),
            "open": _open(visit, slug),
            "reach": [rows.said(verdict) for verdict in judged.reach],
            "place": _place(visit, advice, judged),
            "weighed": bool(visit.answers.weights),
            "dropped": visit.dropped(),
            "back": visit.address("/advice/") + f"#row-{slug}",
            "deciding": visit.address("/advice/deciding/"),
            "what_if": visit.address("/advice/what-if/"),
            "weights": visit.address("/advise/weights/"),
        },
    )


def _flips(visit: Visit, judged: JudgedPattern) -> dict[str, Any]:
    """Return the nearest single changes up and down; None where no single answer does it."""
    nearest = judged.nearest_flip
    changes = sensitivity(visit.answers, visit.catalogue).changes
    return {
        "up": _flip(visit, judged.slug, nearest.up if nearest else None, changes),
        "down": _flip(visit, judged.slug, nearest.down if nearest else None, changes),
        "is_highest": judged.verdict.is_adopt,
        "is_lowest": judged.verdict.is_avoid,
    }


def _flip(
    visit: Visit, slug: str, flip: Flip | None, changes: tuple[SingleChange, ...]
) -> dict[str, Any] | None:
    if flip is None:
        return None
    sizes = [
        move.fit
        for change in changes
        if (change.question, change.option, change.adds) == (flip.question, flip.option, flip.adds)
        for move in change.moves
        if move.slug == slug
    ]
    return {
        "question": visit.words.question(flip.question),
        "answer": visit.words.option(flip.question, flip.option),
        "adds": flip.adds,
        "verdict": str(flip.verdict),
        "points": float(sizes[0]),
        "address": flip_address(visit, flip.question, flip.option, adds=flip.adds),
    }


def _movers(visit: Visit, slug: str) -> list[dict[str, Any]]:
    """Return every single change that moves the Verdict of this Pattern, in order of asking."""
    return [
        {
            "question": visit.words.question(change.question),
            "option": visit.words.option(change.question, change.option),
            "adds": change.adds,
            "verdict": rows.said(move.after),
            "points": float(move.fit),
            "up": move.after.welcome > move.before.welcome,
            "address": flip_address(visit, change.question, change.option, adds=change.adds),
        }
        for change in sensitivity(visit.answers, visit.catalogue).changes
        for move in change.moves
        if move.slug == slug
    ]


def _choices(visit: Visit, advice: Advice, slug: str) -> list[dict[str, Any]]:
    """Return the either/or groups in which it won or lost, the closest rival first."""
    return [
        {
            "won": choice.winner == slug,
            "winner": linked(visit, choice.winner),
            "rivals": [
                {
                    **linked(visit, rival.slug),
                    "is_this": rival.slug == slug,
                    "margin": float(rival.margin),
                    "behind": -float(rival.margin),
                    "close_call": rival.close_call,
                    "forces": [visit.words.force(force) for force in rival.forces],
                }
                for rival in choice.others
                if slug in (choice.winner, rival.slug)
            ],
        }
        for choice in advice.plan.groups
        if slug in (choice.winner, *(rival.slug for rival in choice.others))
    ]


def _families(visit: Visit, advice: Advice, slug: str) -> list[dict[str, Any]]:
    return [
        {
            "entered": family.entered == slug,
            "in_plan": linked(visit, family.entered),
            "stands_for": [linked(visit, other) for other in family.stands_for],
        }
        for family in advice.plan.families
        if slug in (family.entered, *family.stands_for)
    ]


def _open(visit: Visit, slug: str) -> list[dict[str, Any]]:
    """Return the open Questions that could move it, and what single options of them would do."""
    changes = sensitivity(visit.answers, visit.catalogue).changes
    found = []
    for name in outlook(visit.answers, visit.catalogue)[slug]:
        effects = [
            {"option": visit.words.option(name, change.option), "verdict": rows.said(move.after)}
            for change in changes
            if change.question == name
            for move in change.moves
            if move.slug == slug
        ]
        found.append(
            {
                "text": visit.words.question(name),
                "address": visit.address(f"/advise/{name}/", ("return", "result")),
                "effects": effects[:MOST_EFFECTS],
                "more": max(0, len(effects) - MOST_EFFECTS),
            }
        )
    return sorted(found, key=lambda row: not row["effects"])


def _place(visit: Visit, advice: Advice, judged: JudgedPattern) -> dict[str, Any]:
    """Return where the Pattern stands in the plan, or why it does not."""
    plan = advice.plan
    found = [(phase.id, i) for phase in plan.phases for i in phase.items if i.slug == judged.slug]
    phase, item = found[0] if found else (None, None)
    state = item.state if item else None
    lost = any(judged.slug == r.slug for choice in plan.groups for r in choice.others)
    stood_for = any(judged.slug in family.stands_for for family in plan.families)
    return {
        "planned": state is ItemState.PLANNED,
        "beyond": state is ItemState.BEYOND_BUDGET,
        "blocked": state is ItemState.BLOCKED,
        "waiting": state is ItemState.WAITING,
        "lost": item is None and lost,
        "stood_for": item is None and stood_for,
        "advised": judged.verdict.is_advised,
        "phase": plans.PHASES[phase][0] if phase else "",
        "is_foundation": phase is PhaseId.FOUNDATIONS,
        "is_quick": phase is PhaseId.QUICK_WINS,
        "is_hard": judged.effort > EFFORT_QUICK,
        "is_weak": judged.impact < IMPACT_QUICK,
        "points": item.complexity if item else 0,
        "budget": plan.budget,
        "used": plan.used,
        "number": plan.members.index(judged.slug) + 1 if judged.slug in plan.members else 0,
        "members": len(plan.members),
        **_neighbors(visit, advice, judged.slug, item),
    }


def _neighbors(
    visit: Visit, advice: Advice, slug: str, item: PlanItem | None
) -> dict[str, list[dict[str, str]]]:
    """Return what it needs, what needs it, what pulled it in, what it pulls in, what blocks it."""
    members = set(advice.plan.members)
    items = [i for phase in advice.plan.phases for i in phase.items]
    return {
        "needs": [
            linked(visit, need) | {"in_plan": "yes" if need in members else ""}
            for need in _prerequisites(visit.catalogue, slug)
        ],
        "needed_by": [
            linked(visit, member)
            for member in advice.plan.members
            if slug in _prerequisites(visit.catalogue, member)
        ],
        "pulled_in_by": [linked(visit, each) for each in (item.pulled_in_by if item else ())],
        "pulls_in": [linked(visit, each.slug) for each in items if slug in each.pulled_in_by],
        "blocked_by": [linked(visit, each) for each in (item.blocked_by if item else ())],
    }


def _prerequisites(catalogue: Catalogue, slug: str) -> list[str]:
    pattern = catalogue.get(slug)
    profile = pattern.profile if pattern else None
    return [needed.to for needed in profile.prerequisites] if profile else []
