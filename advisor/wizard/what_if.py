"""Several answers changed at once: what they move together, and how each is taken back."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from advisor.advice import advise
from advisor.answers import Mistake, Problem
from advisor.documents.arrows import arrows
from advisor.documents.words import labels_of
from advisor.engine import compare
from advisor.engine.comparison import Comparison, Move
from advisor.wizard import changes
from advisor.wizard.forms import QuestionForm, form_of
from advisor.wizard.visit import PAGE_KEYS, Pairs, Visit, before, typed, visit_of
from patterns.content.entries import Question

PATH = "/advice/what-if/"
MOST_SHARES = 2


@require_safe
def what_if(request: HttpRequest) -> HttpResponse:
    """Show every asked Question as part of one form, and what the changes so far have moved."""
    visit = visit_of(request).without_problems(_is_of_the_form)
    earlier = before(request, visit) or visit
    forms = _forms(request, visit)
    clashes = [form for form in forms if form.error]
    if not clashes and not visit.problems and _given(request) != _canonical(visit, earlier):
        return HttpResponseRedirect(changes.tried(visit, earlier, PATH))
    context: dict[str, Any] = {
        "errors": [
            {"id": f"w-{form.question.id}", "words": f"{form.question.text} {form.error}"}
            for form in clashes
        ],
        "dropped": visit.dropped(),
        "changed": None if clashes else _changed(earlier, visit),
        "hidden": _hidden(visit, earlier, forms),
        "sections": _sections(visit, earlier, forms),
        "action": PATH,
        "result": changes.tried(visit, earlier),
        "keep": visit.address("/advice/"),
    }
    status = 400 if clashes else 200
    return TemplateResponse(request, "wizard/what_if.html", context, status=status)


def _given(request: HttpRequest) -> Pairs:
    lists = request.GET.lists()
    return [(key, each) for key, values in lists if key not in PAGE_KEYS for each in values]


def _canonical(visit: Visit, earlier: Visit) -> Pairs:
    """Return the keys of the one address of this state: what was, of changed answers alone."""
    return [*visit.pairs(), *changes.was(earlier, changes.differing(earlier, visit))]


def _is_of_the_form(problem: Problem) -> bool:
    """Say whether a problem only comes from a form that sends every Question and every reason."""
    return problem.mistake in (Mistake.EXCLUSIVE, Mistake.TOO_MANY, Mistake.MISPLACED)


def _forms(request: HttpRequest, visit: Visit) -> list[QuestionForm]:
    """Return each asked Question with what was chosen, also where that excludes itself."""
    found = []
    for question in visit.asked:
        entry = visit.catalogue.question(question.id)
        if entry is not None:
            found.append(form_of(entry, typed(request, entry.id)))
    return found


def _hidden(visit: Visit, earlier: Visit, forms: Sequence[QuestionForm]) -> list[tuple[str, str]]:
    """Return what travels along: answers that are not asked, names, weights, and what was."""
    shown = {form.question.id for form in forms}
    order = [question.id for question in visit.knowledge.questions]
    changed = changes.differing(earlier, visit)
    kept = [pair for pair in visit.pairs() if pair[0] not in shown]
    return [
        *kept,
        *changes.was(earlier, [name for name in order if name in shown or name in changed]),
    ]


def _sections(visit: Visit, earlier: Visit, forms: Sequence[QuestionForm]) -> list[dict[str, Any]]:
    changed = set(changes.differing(earlier, visit))
    by_id = {form.question.id: form for form in forms}
    found = []
    for section in visit.catalogue.content.sections:
        own = [by_id[entry.id] for entry in section.question if entry.id in by_id]
        if own:
            found.append(
                {
                    "id": section.id,
                    "title": section.title,
                    "answered": sum(form.question.id in visit.answers.given for form in own),
                    "open": any(f.error or f.question.id in changed for f in own),
                    "questions": [_question(form, changed) for form in own],
                }
            )
    return found


def _question(form: QuestionForm, changed: set[str]) -> dict[str, Any]:
    entry: Question = form.question
    chosen = [choice.id for choice in (*form.together, *form.alone) if choice.checked]
    return {
        "id": entry.id,
        "text": entry.text,
        "type": "checkbox" if form.is_multi else "radio",
        "error": form.error,
        "answers": labels_of(entry, chosen),
        "is_changed": entry.id in changed,
        "choices": [
            {
                "id": choice.id,
                "label": choice.label,
                "checked": choice.checked,
                "alone": form.is_multi and choice in form.alone,
            }
            for choice in (*form.together, *form.alone)
        ],
    }


def _changed(earlier: Visit, visit: Visit) -> dict[str, Any] | None:
    """Return the changes with what they move: Verdicts, plan, contradictions, the quadrant."""
    if not changes.differing(earlier, visit):
        return None
    left = advise(earlier.answers, visit.catalogue)
    right = advise(visit.answers, visit.catalogue)
    found = compare(left, right)
    names = visit.words.pattern
    clashes = {clash.id: clash.message for clash in (*left.contradictions, *right.contradictions)}
    return {
        **changes.changed(earlier, visit, PATH),
        "moves": [_move(visit, move) for move in _largest_first(found)],
        "planned": [names(slug) for slug in found.planned],
        "unplanned": [names(slug) for slug in found.unplanned],
        "added": [clashes[each] for each in found.contradictions_added],
        "solved": [clashes[each] for each in found.contradictions_solved],
        "arrows": arrows(left, right, visit.words),
    }


def _largest_first(found: Comparison) -> list[Move]:
    return sorted(found.verdict_moves, key=lambda move: (-abs(_by(move)), move.slug))


def _by(move: Move) -> float:
    left, right = move.left, move.right
    return float(right.fit - left.fit) if left and right else 0.0


def _move(visit: Visit, move: Move) -> dict[str, Any]:
    earlier, later = move.verdicts
    return {
        "name": visit.words.pattern(move.slug),
        "address": visit.address(f"/advice/{move.slug}/"),
        "before": str(earlier),
        "after": str(later),
        "fit": round(_by(move), 1),
        "shares": [
            {
                "text": visit.words.question(share.question),
                "points": round(float(share.points), 1),
            }
            for share in move.shares[:MOST_SHARES]
        ],
    }
