"""What-if: one answer changed on the result page, what it moved, and the way back."""

from typing import Any

from advisor.advice import sensitivity
from advisor.documents.words import labels_of
from advisor.wizard.forms import form_of
from advisor.wizard.visit import BEFORE, Visit
from patterns.content.entries import Question

MOST_DECISIVE = 10
MOST_NAMED = 3


def changed(before: Visit, visit: Visit) -> dict[str, Any]:
    """Return in words which answers differ, and the address that takes the change back."""
    sentences = []
    for name in dict.fromkeys([*before.answers.given, *visit.answers.given]):
        entry = visit.catalogue.question(name)
        if entry is None or before.answers.given.get(name) == visit.answers.given.get(name):
            continue
        old, new = _labels(before, entry), _labels(visit, entry)
        sentences.append(f"{entry.text} Before: {old}. Now: {new}.")
    return {"words": " ".join(sentences), "back": before.address("/advice/")}


def changeable(visit: Visit, before: Visit | None) -> list[dict[str, Any]]:
    """Return each answered Question as a form that shows at once what another answer moves."""
    entries = (visit.catalogue.question(each.id) for each in visit.asked)
    return [
        _form(visit, entry, before)
        for entry in entries
        if entry is not None and entry.id in visit.answers.given
    ]


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
                "address": visit.address(f"/advise/{change.question}/", ("return", "result")),
            }
        )
    return rows


def _labels(visit: Visit, entry: Question) -> str:
    answer = visit.answers.given.get(entry.id)
    return "; ".join(labels_of(entry, answer.words)) if answer else "not answered"


def _form(visit: Visit, entry: Question, before: Visit | None) -> dict[str, Any]:
    answer = visit.answers.given[entry.id]
    form = form_of(entry, answer.words)
    without = visit.answering(visit.answers.with_answer(entry.id, None))
    was = [(f"{BEFORE}{entry.id}", word) for word in answer.words]
    if answer.reason:
        was.append((f"{BEFORE}na.{entry.id}", answer.reason))
    stars = [("star", ".".join(star)) for star in visit.answers.stars if star[0] == entry.id]
    alone = {choice.id for choice in form.alone}
    return {
        "id": entry.id,
        "text": entry.text,
        "answers": labels_of(entry, answer.words),
        "type": "checkbox" if form.is_multi else "radio",
        "choices": [
            {
                "id": choice.id,
                "label": choice.label,
                "checked": choice.checked,
                "alone": form.is_multi and choice.id in alone,
            }
            for choice in (*form.together, *form.alone)
        ],
        "hidden": [*without.pairs(), *stars, *was],
        "is_changed": before is not None and before.answers.given.get(entry.id) != answer,
    }
