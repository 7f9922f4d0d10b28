"""How much each Force counts: optional weights, what they moved, and where the order turns."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from advisor.advice import advise, turning, weighings
from advisor.engine import Advice, Answers, Scaling, Turn
from advisor.engine.points import BEST
from advisor.engine.questions import WEIGHTS
from advisor.wizard import rows
from advisor.wizard.reasoning import linked
from advisor.wizard.visit import Visit, to_canonical, visit_of

PATH = "/advise/weights/"
WORDS = {
    Fraction(0): "0, ignore it",
    Fraction(1, 2): "0.5, half",
    Fraction(1): "1, as it is",
    Fraction(3, 2): "1.5, half again",
    Fraction(2): "2, double",
}
MOST_NAMED = 4
ELSEWHERE = "Without an answer that raises it"


@require_safe
def weighing(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    if elsewhere := to_canonical(request, visit):
        return elsewhere
    plain = visit.answering(Answers(visit.answers.given))
    advice = advise(visit.answers, visit.catalogue)
    scaled = weighings(visit.answers, visit.catalogue)
    return TemplateResponse(
        request,
        "wizard/weights.html",
        {
            "dropped": visit.dropped(),
            "weighed": bool(visit.answers.weights),
            "moved": _moved(plain, advice),
            "order": _order(plain, advice),
            "sections": _sections(visit, advice, scaled),
            "turns": _turns(visit, advice),
            "hidden": [pair for pair in visit.pairs() if not pair[0].startswith("w.")],
            "action": PATH,
            "reset": plain.address(PATH),
            "result": visit.address("/advice/"),
            "check": visit.address("/advise/check/"),
        },
    )


def note(visit: Visit) -> dict[str, Any]:
    """Return which Forces do not count 1, for the pages that rest on it."""
    given = visit.answers.weights
    named = list(given.items())[:MOST_NAMED]
    return {
        "count": len(given),
        "forces": [
            {"name": visit.words.force(force), "weight": f"{float(weight):g}"}
            for force, weight in named
        ],
        "more": len(given) - len(named),
        "address": visit.address(PATH),
        "reset": visit.answering(Answers(visit.answers.given)).address("/advice/"),
    }


def _moved(plain: Visit, advice: Advice) -> list[dict[str, Any]]:
    """Return the Verdicts that differ from those with all weights at 1."""
    return rows.moved(advise(plain.answers, plain.catalogue), advice, plain.words)


def _order(plain: Visit, advice: Advice) -> dict[str, list[str]]:
    """Return what the weights bring into the first ten and into the plan, and take out."""
    before = advise(plain.answers, plain.catalogue)
    name = plain.words.pattern
    was, now = ([judged.slug for judged in a.patterns[:BEST]] for a in (before, advice))
    old, new = before.plan.members, advice.plan.members
    return {
        "came": [name(slug) for slug in now if slug not in was],
        "went": [name(slug) for slug in was if slug not in now],
        "planned": [name(slug) for slug in new if slug not in old],
        "unplanned": [name(slug) for slug in old if slug not in new],
    }


def _sections(visit: Visit, advice: Advice, scaled: Sequence[Scaling]) -> list[dict[str, Any]]:
    """Return the Forces that may be scaled, by the section whose answers moved them most."""
    section_of = {
        question.id: section.title
        for section in visit.catalogue.content.sections
        for question in section.question
    }
    grouped: dict[str, list[dict[str, Any]]] = {
        section.title: [] for section in visit.catalogue.content.sections
    }
    levels = {level.force: level for level in advice.levels}
    for scaling in scaled:
        level = levels[scaling.force]
        if scaling.level <= 0 and scaling.weight == 1:
            continue
        if level.answers:
            first = max(level.answers, key=lambda answer: abs(answer.change))
            title = section_of[first.question]
        else:
            title = ELSEWHERE
        answers = [visit.words.answer(each.question, each.option) for each in level.answers]
        grouped.setdefault(title, []).append(_force(visit, scaling, answers))
    return [{"title": title, "forces": found} for title, found in grouped.items() if found]


def _force(visit: Visit, scaling: Scaling, answers: list[str]) -> dict[str, Any]:
    force = visit.catalogue.force(scaling.force)
    return {
        "id": scaling.force,
        "name": visit.words.force(scaling.force),
        "meaning": force.meaning if force else "",
        "answers": answers,
        "is_felt": scaling.level > 0,
        "is_silent": scaling.level == 0,
        "main": _named(visit, scaling.main),
        "eased": len(scaling.eased),
        "harmed": _named(visit, scaling.harmed),
        "weight": f"{float(scaling.weight):g}",
        "is_scaled": scaling.weight != 1,
        "choices": [
            {
                "value": f"{float(weight):g}",
                "words": WORDS[weight],
                "checked": weight == scaling.weight,
            }
            for weight in WEIGHTS
        ],
        "trials": _trials(visit, scaling),
    }


def _trials(visit: Visit, scaling: Scaling) -> list[dict[str, Any]]:
    """Return what other weights move; those that move the same stand together."""
    together: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for trial in scaling.trials:
        moves = tuple((move.slug, rows.said(move.after)) for move in trial.moves)
        if moves:
            together.setdefault(moves, []).append(f"{float(trial.weight):g}")
    return [
        {
            "words": " and ".join(weights),
            "moves": [
                f"{visit.words.pattern(slug)} to {verdict}" for slug, verdict in moves[:MOST_NAMED]
            ],
            "more": max(0, len(moves) - MOST_NAMED),
        }
        for moves, weights in together.items()
    ]


def _named(visit: Visit, slugs: Sequence[str]) -> str:
    names = [visit.words.pattern(slug) for slug in slugs[:MOST_NAMED]]
    more = len(slugs) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _turns(visit: Visit, advice: Advice) -> list[dict[str, Any]]:
    """Return, for each two neighbors, the nearest weight at which they change places.

    Those that both stand in the plan come first.
    """
    members = advice.plan.members
    nearest: dict[tuple[str, str], Turn] = {}
    for turn in turning(visit.answers, visit.catalogue):
        nearest.setdefault((turn.upper, turn.lower), turn)
    found = [
        _turn(visit, turn) | {"planned": turn.upper in members and turn.lower in members}
        for turn in nearest.values()
    ]
    return sorted(found, key=lambda row: not row["planned"])


def _turn(visit: Visit, turn: Turn) -> dict[str, Any]:
    beyond = [w for w in WEIGHTS if (w < turn.weight if turn.less else w > turn.weight)]
    step = (max if turn.less else min)(beyond) if beyond else None
    weights = {**visit.answers.weights, turn.force: step} if step is not None else None
    return {
        "upper": linked(visit, turn.upper),
        "lower": linked(visit, turn.lower),
        "force": visit.words.force(turn.force),
        "weight": f"{float(turn.weight):.2f}",
        "less": turn.less,
        "step": f"{float(step):g}" if step is not None else "",
        "address": visit.answering(Answers(visit.answers.given, weights)).address(PATH)
        if weights
        else "",
    }
