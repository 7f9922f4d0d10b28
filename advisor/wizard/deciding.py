"""Which answers decide a result: every single change that moves what is advised."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from advisor.advice import sensitivity
from advisor.documents.words import Words, labels_of
from advisor.engine.sensitivity import SingleChange
from advisor.wizard.changes import flip_address
from advisor.wizard.rows import said
from advisor.wizard.visit import Visit, to_canonical, visit_of

MOST_DECISIVE = 10  # on the page of the result
MOST_NAMED = 3


@require_safe
def deciding(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    if elsewhere := to_canonical(request, visit):
        return elsewhere
    explored = sensitivity(visit.answers, visit.catalogue)
    questions = _questions(visit, explored.decisive)
    return TemplateResponse(
        request,
        "wizard/deciding.html",
        {
            "dropped": visit.dropped(),
            "tried": len(explored.changes),
            "decisive": len(explored.decisive),
            "answered": [row for row in questions if row["answers"]],
            "open": [row for row in questions if not row["answers"]],
            "result": visit.address("/advice/"),
            "what_if": visit.address("/advice/what-if/"),
            "check": visit.address("/advise/check/"),
        },
    )


def decisive(visit: Visit) -> list[dict[str, Any]]:
    """Return the changes of one given answer that move the most, one for each Question."""
    if not visit.answers.given:
        return []
    explored = sensitivity(visit.answers, visit.catalogue)
    given = [change for change in explored.decisive if change.question in visit.answers.given]
    given.sort(key=lambda change: (-len(change.moves), change.question, change.option))
    best = {change.question: change for change in reversed(given)}
    ranked = [change for change in given if best[change.question] is change]
    rows = []
    for change in ranked[:MOST_DECISIVE]:
        option = visit.words.option(change.question, change.option)
        named = [visit.words.pattern(move.slug) for move in change.moves[:MOST_NAMED]]
        more = len(change.moves) - len(named)
        rows.append(
            {
                "words": f"{'Choose' if change.adds else 'Take back'} “{option}” at: "
                f"{visit.words.question(change.question)}",
                "effect": f"moves {', '.join(named)}{f' and {more} more' if more else ''}"
                if named
                else "reorders the first ten",
                "address": flip_address(visit, change.question, change.option, adds=change.adds),
            }
        )
    return rows


def _questions(visit: Visit, changes: Sequence[SingleChange]) -> list[dict[str, Any]]:
    """Return the Questions with their deciding changes, those that move the most advice first."""
    found = []
    for name in dict.fromkeys(change.question for change in changes):
        entry = visit.catalogue.question(name)
        if entry is None:
            continue
        own = [change for change in changes if change.question == name]
        answer = visit.answers.given.get(name)
        slugs = {move.slug for change in own for move in _advised(change)}
        found.append(
            {
                "id": name,
                "text": entry.text,
                "answers": ()
                if answer is None or answer.is_unknown
                else labels_of(entry, answer.words),
                "address": visit.address(f"/advise/{name}/", ("return", "result")),
                "patterns": len(slugs),
                "most": max(len(_advised(change)) for change in own),
                "changes": [_change(visit, change) for change in own],
            }
        )
    return sorted(found, key=lambda row: (-row["most"], -row["patterns"]))


def _advised(change: SingleChange) -> list[Any]:
    """Return the moves of a Verdict to or from adopt or prepare."""
    return [move for move in change.moves if move.before.is_advised or move.after.is_advised]


def _change(visit: Visit, change: SingleChange) -> dict[str, Any]:
    advised = _advised(change)
    return {
        "option": visit.words.option(change.question, change.option),
        "adds": change.adds,
        "address": flip_address(visit, change.question, change.option, adds=change.adds),
        "moves": [
            {
                "name": visit.words.pattern(move.slug),
                "before": said(move.before),
                "after": said(move.after),
                "up": move.after.welcome > move.before.welcome,
            }
            for move in sorted(advised, key=lambda move: (-abs(move.fit), move.slug))
        ],
        "others": len(change.moves) - len(advised),
        "came": _names(change.came, visit.words),
        "went": _names(change.went, visit.words),
    }


def _names(slugs: Iterable[str], words: Words) -> list[str]:
    return [words.pattern(slug) for slug in slugs]
