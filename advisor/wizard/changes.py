"""What-if: answers changed on a page, what that moved, and the way back."""

from collections.abc import Sequence
from typing import Any

from advisor.documents.words import labels_of
from advisor.engine.questions import Answer
from advisor.engine.sensitivity import changed_answer
from advisor.wizard.forms import form_of
from advisor.wizard.visit import BEFORE, Pairs, Visit
from patterns.content.entries import Question

RESULT = "/advice/"


def changed(before: Visit, visit: Visit, path: str = RESULT) -> dict[str, Any]:
    """Return in words which answers differ, and the addresses that take one or all of them back."""
    rows = []
    for name in differing(before, visit):
        entry = visit.catalogue.question(name)
        if entry is None:
            continue
        kept = visit.answering(visit.answers.with_answer(name, before.answers.given.get(name)))
        rows.append(
            {
                "text": entry.text,
                "before": _labels(before, entry),
                "now": _labels(visit, entry),
                "back": tried(kept, before, path),
            }
        )
    return {"rows": rows, "back": before.address(path)}


def differing(before: Visit, visit: Visit) -> list[str]:
    """Return the ids of the Questions whose answers differ, in order of asking."""
    given, then = before.answers.given, visit.answers.given
    order = [question.id for question in visit.knowledge.questions]
    return [name for name in order if given.get(name) != then.get(name)]


def tried(visit: Visit, before: Visit, path: str = RESULT) -> str:
    """Return the address of a page with changed answers that can all be taken back."""
    return visit.address(path, *was(before, differing(before, visit)))


def was(before: Visit, questions: Sequence[str]) -> Pairs:
    """Return what these Questions were answered with, as keys of an address."""
    pairs: Pairs = []
    for name in questions:
        answer = before.answers.given.get(name)
        # An empty value: the Question was not answered at all.
        pairs += [(f"{BEFORE}{name}", word) for word in (answer.words if answer else ("",))]
        if answer and answer.reason:
            pairs.append((f"{BEFORE}na.{name}", answer.reason))
    return pairs


def with_option(visit: Visit, name: str, option: str, *, adds: bool) -> Visit:
    """Return the visit with one option chosen or taken away; without a last one, no answer."""
    question = next(each for each in visit.knowledge.questions if each.id == name)
    answer = changed_answer(question, visit.answers.of_question(name), option, adds=adds)
    return visit.answering(visit.answers.with_answer(name, answer if answer.options else None))


def flip_address(visit: Visit, name: str, option: str, *, adds: bool) -> str:
    """Return the address of the result with this one change made."""
    return tried(with_option(visit, name, option, adds=adds), visit)


def changeable(visit: Visit, before: Visit | None) -> list[dict[str, Any]]:
    """Return each answered Question as a form that shows at once what another answer moves."""
    entries = (visit.catalogue.question(each.id) for each in visit.asked)
    return [
        _form(visit, entry, before or visit)
        for entry in entries
        if entry is not None and entry.id in visit.answers.given
    ]


def _labels(visit: Visit, entry: Question) -> str:
    answer = visit.answers.given.get(entry.id)
    return "; ".join(labels_of(entry, answer.words)) if answer else "not answered"


def _form(visit: Visit, entry: Question, before: Visit) -> dict[str, Any]:
    answer: Answer = visit.answers.given[entry.id]
    form = form_of(entry, answer.words)
    without = visit.answering(visit.answers.with_answer(entry.id, None))
    stars = [("star", ".".join(star)) for star in visit.answers.stars if star[0] == entry.id]
    # Earlier changes stay: several can be tried one after the other, and all taken back.
    changes = differing(before, visit)
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
        "hidden": [
            *without.pairs(),
            *stars,
            *was(before, [name for name in changes if name != entry.id]),
            *was(before, [entry.id]),
        ],
        "is_changed": entry.id in changes,
    }
