"""One Question on one page."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from advisor.advice import advise
from advisor.answers import Mistake, Problem
from advisor.wizard import progress
from advisor.wizard.forms import QuestionForm, form_of
from advisor.wizard.progress import FULL, QUICK
from advisor.wizard.rows import moved
from advisor.wizard.visit import Visit, typed, visit_of
from patterns.content.entries import Question

RETURNS = ("check", "result")  # where a person came from, to change one answer
MOST_PREVIEWED = 5
MOST_MOVED = 2


@require_safe
def question(request: HttpRequest, name: str) -> HttpResponse:
    """Ask one Question. With `next` in the query, go on to where Continue leads."""
    visit = visit_of(request)
    entry = visit.catalogue.question(name)
    if entry is None:
        raise Http404("no such question")
    if name not in {each.id for each in visit.asked}:
        return redirect(visit.address("/advise/check/"))
    form = form_of(entry, typed(request, name))
    if "next" in request.GET and not form.error:
        return HttpResponseRedirect(_after(visit, name, request.GET.get("return", "")))
    return _page(request, visit, form)


def _after(visit: Visit, name: str, back: str) -> str:
    """Return where Continue leads: back to where the person came from, or to the next Question."""
    if back == "result":
        return visit.address("/advice/")
    if back == "check":
        opened = progress.opened_by(visit.asked, visit.answers, name)
        if opened:
            return visit.address(f"/advise/{opened}/", ("return", "check"))
        return visit.address("/advise/check/")
    questions = progress.on_path(visit.asked, visit.sheet.path)
    following = progress.next_after(questions, visit.answers, name)
    return visit.address(f"/advise/{following}/" if following else "/advise/check/")


def _page(request: HttpRequest, visit: Visit, form: QuestionForm) -> HttpResponse:
    entry = form.question
    questions = progress.on_path(visit.asked, visit.sheet.path)
    if entry.id not in {each.id for each in questions}:
        # A link from elsewhere may lead to a Question of the full path.
        visit = visit.on_path(FULL)
        questions = visit.asked
    ids = [each.id for each in questions]
    path = visit.sheet.path
    previous = progress.before(questions, entry.id)
    skip = progress.next_after(questions, visit.answers, entry.id)
    without = visit.answering(visit.answers.with_answer(entry.id, None))
    kept = [("return", each) for each in typed(request, "return")[:1] if each in RETURNS]
    other = QUICK if path == FULL else FULL
    context = {
        "form": form,
        "first": (form.together or form.alone)[0].id,
        "action": f"/advise/{entry.id}/",
        "hidden": [*without.pairs(), *kept],
        "number": ids.index(entry.id) + 1,
        "total": len(ids),
        "path": path,
        "section": _section(visit, entry),
        "back": {
            "address": visit.address(f"/advise/{previous}/"),
            "text": visit.words.question(previous),
        }
        if previous
        else None,
        "skip": visit.address(f"/advise/{skip}/" if skip else "/advise/check/"),
        "sections": [
            {
                "address": visit.address(f"/advise/{state.first}/"),
                "title": state.title,
                "words": state.words,
                "is_current": state.is_current,
            }
            for state in progress.sections(visit.catalogue, questions, visit.answers, entry.id)
        ],
        "check": visit.address("/advise/check/"),
        "other_path": {
            "address": visit.on_path(other).address(f"/advise/{entry.id}/"),
            "words": "take the full path" if other == FULL else "take the quick path",
        },
        # The form itself says which of its options exclude each other.
        "dropped": visit.without_problems(lambda each: _is_clash(each, entry)).dropped(),
        "preview": _preview(visit, without),
        "preview_open": "preview" in request.GET,
    }
    status = 400 if form.error else 200
    return TemplateResponse(request, "wizard/question.html", context, status=status)


def _section(visit: Visit, entry: Question) -> str:
    sections = visit.catalogue.content.sections
    return next(section.title for section in sections if entry in section.question)


def _is_clash(problem: Problem, entry: Question) -> bool:
    return problem.path == (entry.id,) and problem.mistake in (
        Mistake.EXCLUSIVE,
        Mistake.TOO_MANY,
    )


def _preview(visit: Visit, without: Visit) -> dict[str, Any]:
    """Return the result so far, and what the answer to this Question moves in it."""
    advice = advise(visit.answers, visit.catalogue)
    advised = [judged for judged in advice.patterns if judged.verdict.is_advised]
    earlier = advise(without.answers, visit.catalogue)
    return {
        "advised": len(advised),
        "first": [
            {"name": visit.words.pattern(judged.slug), "verdict": str(judged.verdict)}
            for judged in advised[:MOST_PREVIEWED]
        ],
        "moved": moved(earlier, advice, visit.words)[:MOST_MOVED],
    }
