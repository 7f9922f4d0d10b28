"""The questionnaire and its result. Each page is a GET; the answers stand in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from advisor import answers as answer_texts
from advisor import diagrams
from advisor.advice import advise, sensitivity
from advisor.answers import Problem, Sheet
from advisor.briefing import knowledge
from advisor.documents import sentences
from advisor.documents.words import Words, labels_of
from advisor.engine import Advice, Answers, Knowledge
from advisor.engine.profiles import Verdict
from advisor.engine.questions import asked
from advisor.wizard import progress, shown, wording
from advisor.wizard.forms import form_of
from advisor.wizard.progress import FULL, QUICK
from patterns import releases
from patterns.catalogue import Catalogue
from patterns.content.entries import Question
from patterns.pages.figures import Figure, figure_from
from patterns.pages.matrix import scenario_rows

# Keys of a page and not of the answers.
PAGE_KEYS = ("next", "return", "show")
BEFORE = "was."  # was.<question>: what it was answered with before a change made on the result
LONGEST_ADDRESS = 4000
NAME_FIELDS = 4
MOST_NAMES = 12
MOST_DECISIVE = 10
MOST_NEXT = 6
MOST_READ = 65_537  # bytes: one more than a file may have, so that a longer one is noticed


@dataclass(frozen=True, slots=True)
class Visit:
    """One request to the questionnaire: what is known, what was answered, what was dropped."""

    catalogue: Catalogue
    knowledge: Knowledge
    sheet: Sheet
    problems: tuple[Problem, ...]

    @property
    def answers(self) -> Answers:
        return self.sheet.answers

    def dropped(self) -> list[str]:
        return [wording.problem(problem, self.catalogue) for problem in self.problems]

    def address(
        self, path: str, sheet: Sheet | None = None, extra: Sequence[tuple[str, str]] = ()
    ) -> str:
        """Return a page's address with the answers and further keys."""
        pairs = [*pairs_of(sheet or self.sheet), *extra]
        return f"{path}?{urlencode(pairs)}" if pairs else path


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    return _start(request)


@require_POST
def load(request: HttpRequest) -> HttpResponse:
    """Show what an answers file holds before anything happens with it."""
    catalogue = releases.current()
    known = knowledge(catalogue)
    upload = request.FILES.get("file")
    typed = request.POST.get("text", "")
    raw = upload.read(MOST_READ) if upload else typed.encode()
    reading = answer_texts.read_file(raw, known)
    if any(problem.path == () for problem in reading.problems):
        words = wording.problem(reading.problems[0], catalogue)
        return _start(request, problem=words, typed=typed, status=422)
    visit = Visit(catalogue, known, reading.sheet, reading.problems)
    return TemplateResponse(
        request,
        "wizard/load.html",
        {
            "accepted": len(visit.answers.given),
            "dropped": visit.dropped(),
            "check": visit.address("/advise/check/"),
            "result": visit.address("/advice/"),
        },
    )


@require_safe
def question(request: HttpRequest, name: str) -> HttpResponse:
    catalogue = releases.current()
    entry = catalogue.question(name)
    if entry is None:
        raise Http404("no such question")
    typed = _typed(request, name)
    form = form_of(entry, typed)
    # An impossible combination is shown again as typed, and does not count as an answer.
    visit = _visit(request, leave_out=(name,) if form.error else ())
    if name not in {each.id for each in asked(visit.knowledge.questions, visit.answers)}:
        return redirect(visit.address("/advise/check/"))
    if "next" in request.GET and not form.error:
        return HttpResponseRedirect(_after(request, visit, name))
    return _question_page(request, visit, entry, form)


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    visit = _visit(request)
    if not request.GET:
        return redirect("/advise/")
    advice = advise(visit.answers, visit.catalogue)
    questions = asked(visit.knowledge.questions, visit.answers)
    ids = [each.id for each in questions]
    sections = [
        {
            "id": section.id,
            "title": section.title,
            "rows": [_answer_row(visit, entry) for entry in section.question if entry.id in ids],
        }
        for section in visit.catalogue.content.sections
    ]
    kept = [
        _answer_row(visit, entry)
        for name in visit.answers.given
        if name not in ids and (entry := visit.catalogue.question(name))
    ]
    path = [each for each in ids if _on_path(visit, each)]
    following = progress.next_after(
        [each for each in questions if each.id in path], visit.answers, ""
    )
    names = [*visit.sheet.names, *[""] * max(2, NAME_FIELDS - len(visit.sheet.names))][:MOST_NAMES]
    return TemplateResponse(
        request,
        "wizard/check.html",
        {
            "answered": sum(name in visit.answers.given for name in ids),
            "total": len(ids),
            "dropped": visit.dropped(),
            "contradictions": _contradictions(visit, advice),
            "sections": [section for section in sections if section["rows"]],
            "kept": kept,
            "names": names,
            "hidden": [pair for pair in pairs_of(visit.sheet) if pair[0] != "name"],
            "next": visit.address(f"/advise/{following}/") if following else "",
            "result": visit.address("/advice/"),
        },
    )


@require_safe
def result(request: HttpRequest) -> HttpResponse:
    visit = _visit(request)
    words = Words(visit.catalogue)
    advice = advise(visit.answers, visit.catalogue, thorough=True)
    before = _before(request, visit)
    earlier = advise(before, visit.catalogue) if before else None
    heading, lead = sentences.headline(advice, words)
    ids = [each.id for each in asked(visit.knowledge.questions, visit.answers)]
    wanted = request.GET.get("show", "")
    counts = dict.fromkeys(shown.ORDER, 0)
    for judged in advice.patterns:
        counts[judged.verdict] += 1
    kept = [verdict for verdict in shown.ORDER if verdict == wanted] or list(shown.ORDER[:5])
    context: dict[str, Any] = {
        "heading": heading,
        "lead": lead,
        "answered": sum(name in visit.answers.given for name in ids),
        "total": len(ids),
        "open": sum(name not in visit.answers.given for name in ids),
        "dropped": visit.dropped(),
        "changed": _changed(request, visit, before),
        "moved": shown.moved(earlier, advice, words) if earlier else [],
        "figures": sentences.key_figures(advice),
        "advised": counts[Verdict.ADOPT] + counts[Verdict.PREPARE],
        "contradictions": _contradictions(visit, advice),
        "tensions": [
            {"forces": [words.force(f) for f in tension.forces], "message": tension.message}
            for tension in advice.tensions
        ],
        "plan": shown.plan(advice, words),
        "quadrant_rows": shown.quadrant_rows(advice, words),
        "groups": shown.groups(advice, words, kept),
        "chips": _chips(visit, counts, wanted),
        "baseline": shown.baseline(advice, words),
        "next_questions": [
            {
                "text": words.question(row.question),
                "could_change": row.could_change,
                "address": visit.address(f"/advise/{row.question}/", extra=[("return", "result")]),
            }
            for row in advice.next_questions[:MOST_NEXT]
        ],
        "changeable": [_changeable(visit, entry, before) for entry in _answered(visit)],
        "decisive": _decisive(visit, words),
        "levels": shown.levels(advice, words),
        "assumptions": sentences.assumptions(advice, words),
        "release": f"{advice.release[7:11]} {advice.release[11:15]}",
        "engine": advice.engine,
        "check": visit.address("/advise/check/"),
        "bundle": visit.address("/exports/bundle"),
        "markdown": visit.address("/exports/markdown"),
        "json": visit.address("/exports/answers"),
        **_figures(visit, advice),
    }
    return TemplateResponse(request, "wizard/result.html", context)


@require_safe
def explanation(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the whole reckoning of one Pattern."""
    visit = _visit(request)
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
            "row": shown.row(judged, Words(visit.catalogue)),
            "dropped": visit.dropped(),
            "back": visit.address("/advice/") + f"#row-{slug}",
        },
    )


def pairs_of(sheet: Sheet) -> list[tuple[str, str]]:
    """Return keys and values of the canonical address, for hidden fields."""
    return parse_qsl(answer_texts.address(sheet), keep_blank_values=True)


def _start(
    request: HttpRequest, problem: str = "", typed: str = "", status: int = 200
) -> HttpResponse:
    catalogue = releases.current()
    questions = knowledge(catalogue).questions
    first = questions[0].id
    context = {
        "quick": f"/advise/{first}/?path={QUICK}",
        "full": f"/advise/{first}/",
        "quick_count": sum(each.quick for each in questions),
        "full_count": len(questions),
        "matrix": scenario_rows(catalogue),
        "problem": problem,
        "typed": typed[:2000],
    }
    return TemplateResponse(request, "wizard/start.html", context, status=status)


def _visit(request: HttpRequest, leave_out: Sequence[str] = ()) -> Visit:
    catalogue = releases.current()
    known = knowledge(catalogue)
    query = {
        key: values
        for key, values in request.GET.lists()
        if key not in PAGE_KEYS and not key.startswith(BEFORE) and key not in leave_out
    }
    reading = answer_texts.read(query, known)
    return Visit(catalogue, known, reading.sheet, reading.problems)


def _typed(request: HttpRequest, name: str) -> list[str]:
    return list(dict.fromkeys(str(value) for value in request.GET.getlist(name)))[:40]


def _on_path(visit: Visit, name: str) -> bool:
    path = progress.on_path(visit.knowledge, visit.answers, visit.sheet.path)
    return name in {each.id for each in path}


def _after(request: HttpRequest, visit: Visit, name: str) -> str:
    """Return where Continue leads: back to where the person came from, or to the next Question."""
    questions = progress.on_path(visit.knowledge, visit.answers, visit.sheet.path)
    if request.GET.get("return") == "result":
        return visit.address("/advice/")
    if request.GET.get("return") == "check":
        opened = [each for each in questions if each.show_when is not None]
        following = progress.next_after(opened, visit.answers, "")
        if following and following != name:
            return visit.address(f"/advise/{following}/", extra=[("return", "check")])
        return visit.address("/advise/check/")
    following = progress.next_after(questions, visit.answers, name)
    return visit.address(f"/advise/{following}/" if following else "/advise/check/")


def _question_page(request: HttpRequest, visit: Visit, entry: Question, form: Any) -> HttpResponse:
    words = Words(visit.catalogue)
    path = visit.sheet.path
    questions = progress.on_path(visit.knowledge, visit.answers, path)
    if entry.id not in {each.id for each in questions}:
        # A link from elsewhere may lead to a Question of the full path.
        path = FULL
        questions = progress.on_path(visit.knowledge, visit.answers, path)
    ids = [each.id for each in questions]
    previous = progress.before(questions, entry.id)
    without = replace(visit.sheet, answers=visit.answers.with_answer(entry.id, None))
    other = QUICK if path == FULL else FULL
    kept = [("return", r) for r in request.GET.getlist("return")[:1] if r in ("check", "result")]
    skip = progress.next_after(questions, visit.answers, entry.id)
    context = {
        "form": form,
        "first": (form.together or form.alone)[0].id,
        "action": f"/advise/{entry.id}/",
        "hidden": [*pairs_of(without), *kept],
        "number": ids.index(entry.id) + 1,
        "total": len(ids),
        "path": path,
        "section": next(
            section.title
            for section in visit.catalogue.content.sections
            if entry in section.question
        ),
        "back": {
            "address": visit.address(f"/advise/{previous}/"),
            "text": words.question(previous),
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
            "address": visit.address(f"/advise/{entry.id}/", replace(visit.sheet, path=other)),
            "words": "take the full path" if other == FULL else "take the quick path",
        },
        "dropped": visit.dropped(),
        "preview": _preview(visit, entry.id, words),
        "preview_open": "preview" in request.GET,
    }
    status = 400 if form.error else 200
    return TemplateResponse(request, "wizard/question.html", context, status=status)


def _preview(visit: Visit, name: str, words: Words) -> dict[str, Any]:
    advice = advise(visit.answers, visit.catalogue)
    without = advise(visit.answers.with_answer(name, None), visit.catalogue)
    advised = [judged for judged in advice.patterns if judged.verdict.is_advised]
    moved = shown.moved(without, advice, words) if name in visit.answers.given else []
    return {
        "advised": len(advised),
        "first": [
            {"name": words.pattern(judged.slug), "verdict": str(judged.verdict)}
            for judged in advised[:5]
        ],
        "moved": moved[:2],
    }


def _answer_row(visit: Visit, entry: Question) -> dict[str, Any]:
    given = visit.answers.given.get(entry.id)
    return {
        "text": entry.text,
        "answers": labels_of(entry, given.words) if given else (),
        "address": visit.address(f"/advise/{entry.id}/", extra=[("return", "check")]),
    }


def _answered(visit: Visit) -> list[Question]:
    found = []
    for each in asked(visit.knowledge.questions, visit.answers):
        entry = visit.catalogue.question(each.id)
        if entry is not None and each.id in visit.answers.given:
            found.append(entry)
    return found


def _changeable(visit: Visit, entry: Question, before: Answers | None) -> dict[str, Any]:
    given = visit.answers.given[entry.id]
    form = form_of(entry, given.words)
    without = replace(visit.sheet, answers=visit.answers.with_answer(entry.id, None))
    was = [(f"{BEFORE}{entry.id}", word) for word in given.words]
    alone = {choice.id for choice in form.alone}
    return {
        "id": entry.id,
        "text": entry.text,
        "answers": labels_of(entry, given.words),
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
        "hidden": [*pairs_of(without), *was],
        "is_changed": before is not None
        and before.given.get(entry.id) != visit.answers.given.get(entry.id),
    }


def _before(request: HttpRequest, visit: Visit) -> Answers | None:
    """Return the Answers as they were before a change made on the result page, if there was one."""
    was = {
        key.removeprefix(BEFORE): [str(value) for value in values][:40]
        for key, values in request.GET.lists()
        if key.startswith(BEFORE)
    }
    if not was:
        return None
    earlier = answer_texts.read(was, visit.knowledge).answers
    answers = visit.answers
    for name in was:
        answers = answers.with_answer(name, earlier.given.get(name))
    return None if answers == visit.answers else answers


def _changed(request: HttpRequest, visit: Visit, before: Answers | None) -> dict[str, Any] | None:
    if before is None:
        return None
    sentences = []
    names = dict.fromkeys([*before.given, *visit.answers.given])
    for name in names:
        old, new = before.given.get(name), visit.answers.given.get(name)
        entry = visit.catalogue.question(name)
        if old == new or entry is None:
            continue
        left = "; ".join(labels_of(entry, old.words)) if old else "not answered"
        right = "; ".join(labels_of(entry, new.words)) if new else "not answered"
        sentences.append(f"{entry.text} Before: {left}. Now: {right}.")
    back = visit.address("/advice/", replace(visit.sheet, answers=before))
    return {"words": " ".join(sentences), "back": back}


def _contradictions(visit: Visit, advice: Advice) -> list[dict[str, Any]]:
    words = Words(visit.catalogue)
    return [
        {
            "message": clash.message,
            "ways_out": clash.ways_out,
            "questions": [
                {
                    "text": words.question(name),
                    "address": visit.address(f"/advise/{name}/", extra=[("return", "check")]),
                }
                for name in clash.reopen
            ],
        }
        for clash in advice.contradictions
    ]


def _chips(visit: Visit, counts: Mapping[Verdict, int], wanted: str) -> list[dict[str, Any]]:
    chips = [
        {
            "words": "What to do and not to do",
            "count": sum(counts[verdict] for verdict in shown.ORDER[:5]),
            "address": visit.address("/advice/") + "#h-why",
            "chosen": wanted not in [str(verdict) for verdict in shown.ORDER],
        }
    ]
    for verdict in shown.ORDER:
        if counts[verdict]:
            chips.append(
                {
                    "words": "No pressure found"
                    if verdict is Verdict.NOT_NEEDED
                    else str(verdict).capitalize(),
                    "count": counts[verdict],
                    "address": visit.address("/advice/", extra=[("show", str(verdict))]) + "#h-why",
                    "chosen": wanted == str(verdict),
                }
            )
    return chips


def _decisive(visit: Visit, words: Words) -> list[dict[str, Any]]:
    """Return the single changes that move the most, with where to make them."""
    if not visit.answers.given:
        return []
    explored = sensitivity(visit.answers, visit.catalogue)
    given = [change for change in explored.decisive if change.question in visit.answers.given]
    given.sort(key=lambda change: (-len(change.moves), change.question, change.option))
    rows = []
    seen: set[str] = set()
    for change in given:
        if change.question in seen:
            continue
        seen.add(change.question)
        option = words.option(change.question, change.option)
        verb = "Choose" if change.adds else "Take back"
        named = [words.pattern(move.slug) for move in change.moves[:3]]
        more = f" and {len(change.moves) - 3} more" if len(change.moves) > 3 else ""
        rows.append(
            {
                "words": f"{verb} “{option}” at: {words.question(change.question)}",
                "effect": f"moves {', '.join(named)}{more}" if named else "reorders the first ten",
                "address": visit.address(
                    f"/advise/{change.question}/", extra=[("return", "result")]
                ),
            }
        )
    return rows[:MOST_DECISIVE]


def _figures(visit: Visit, advice: Advice) -> dict[str, Any]:
    """Return the three pictures of an Advice; none for an empty plan."""
    found: dict[str, Any] = {}

    def figure(name: str, diagram: Any, title: str, caption: str) -> Figure:
        return figure_from(diagram, name, title, caption, visit.address(f"/exports/{name}"))

    composed = diagrams.architecture(advice, visit.catalogue, visit.sheet.names)
    if composed is not None:
        words = Words(visit.catalogue)
        reasons = {judged.slug: judged.why for judged in advice.patterns}
        found["architecture"] = {
            "figure": figure(
                "architecture",
                composed.diagram,
                "Architecture",
                "What the plan adds to your system; every part that belongs to a pattern leads to its page.",
            ),
            "rows": [
                {
                    "slug": row.slug,
                    "name": words.pattern(row.slug),
                    "where": row.where,
                    "why": "; ".join(
                        words.option(share.question, share.option)
                        for share in reasons.get(row.slug, ())[:2]
                    )
                    or "pulled in by the plan",
                }
                for row in composed.placements
            ],
        }
        found["roadmap"] = figure(
            "roadmap",
            diagrams.roadmap(advice, visit.catalogue),
            "Roadmap",
            "Order and size, not dates; a week is what the capacity of half a year makes of it.",
        )
    if any(judged.verdict in shown.ORDER[:3] for judged in advice.patterns):
        found["quadrant"] = figure(
            "quadrant",
            diagrams.quadrant(advice, visit.catalogue),
            "Effort against impact",
            "Computed for these answers. Take “Complex but Necessary” as a question: is it?",
        )
    return found
