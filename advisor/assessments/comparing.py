"""Two sides next to each other: changed answers on top, then what they move."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from advisor import answers as answer_texts
from advisor.access import for_the_entitled, readable
from advisor.advice import advise
from advisor.answers import Reading, Sheet, document, read_document
from advisor.assessments import moves, sheets
from advisor.assessments.places import address_of
from advisor.briefing import knowledge
from advisor.documents.arrows import arrows
from advisor.documents.words import Words
from advisor.engine import VERSION, Advice, compare
from advisor.models import Assessment, Revision
from patterns import releases, stances
from patterns.catalogue import Catalogue

_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_KEPT = re.compile(rf"({_UUID})(?:\.([1-9][0-9]{{0,5}}))?")
_PASTED = re.compile(
    rf"(?:https?://[^/\s?#]+)?/assessments/({_UUID})/(?:revisions/([0-9]{{1,6}})/)?"
)
NOW = "now"  # in place of a Revision's number: its newest answers, judged by the current Release


@dataclass(frozen=True)
class Side:
    """One of the two. link: where it stands; note: what must be said about its numbers."""

    title: str
    link: str
    sheet: Sheet
    catalogue: Catalogue
    advice: Advice
    dropped: tuple[str, ...] = ()
    note: str = ""


@for_the_entitled
@require_safe
def sides(request: HttpRequest) -> HttpResponse:
    """Compare two addresses of advice, two Assessments, or one of each."""
    given = {name: request.GET.get(name, "").strip() for name in ("left", "right")}
    short = {name: _short(text) for name, text in given.items()}
    if short != given:
        # Whatever was pasted, a secret in it must not stay in the address.
        kept = {name: text for name, text in short.items() if text}
        return HttpResponseRedirect(f"/compare/?{urlencode(kept)}" if kept else "/compare/")
    if not (given["left"] and given["right"]):
        return TemplateResponse(request, "assessments/choose.html", given)
    found = [_side(request, given[name]) for name in ("left", "right")]
    swap = urlencode({"left": given["right"], "right": given["left"]})
    return _page(request, found[0], found[1], f"/compare/?{swap}")


@for_the_entitled
@require_safe
def revisions(request: HttpRequest, name: UUID) -> HttpResponse:
    """Compare two Revisions of one Assessment, or one with what the current Release says."""
    assessment = readable(request, name)
    newest = assessment.newest().number
    left = request.GET.get("left", str(max(1, newest - 1)))
    right = request.GET.get("right", str(newest))
    found = [_of(assessment, number) for number in (left, right)]
    swap = address_of(assessment, "compare", left=right, right=left)
    return _page(request, found[0], found[1], swap, assessment)


def _short(text: str) -> str:
    """Return what was pasted in the shortest form: an id with a number, or the answers alone."""
    if match := _PASTED.match(text):
        return match[1] + (f".{int(match[2])}" if match[2] and int(match[2]) else "")
    if _KEPT.fullmatch(text):
        return text
    query = text.partition("?")[2] if "?" in text else text
    return query.partition("#")[0]


def _side(request: HttpRequest, text: str) -> Side:
    if match := _KEPT.fullmatch(text):
        return _of(readable(request, UUID(match[1])), match[2] or "", named=True)
    catalogue = releases.current()
    try:
        query = parse_qs(text, keep_blank_values=True, max_num_fields=sheets.MOST_KEYS)
    except ValueError:
        query = {"left": ["too many"]}
    passed = ("next", "return", "show", "preview", "assessment", "base")
    told = {k: v for k, v in query.items() if k not in passed and not k.startswith("was.")}
    reading = answer_texts.read(told, knowledge(catalogue))
    count = len(reading.answers.given)
    return Side(
        title=f"{count} answer{'' if count == 1 else 's'}",
        link="/advice/?" + sheets.query_of(reading.sheet),
        sheet=reading.sheet,
        catalogue=catalogue,
        advice=advise(reading.answers, catalogue),
        dropped=tuple(sheets.sentences(reading, catalogue)),
    )


def _of(assessment: Assessment, number: str, *, named: bool = False) -> Side:
    """Return a Revision as a side: judged by its own Release where that can be read."""
    current = releases.current()
    try:
        found = assessment.newest() if number in ("", NOW) else assessment.revision(_whole(number))
    except Revision.DoesNotExist:
        raise Http404("no such revision") from None
    old = None if number == NOW else sheets.catalogue_of(found)
    catalogue = old or current
    reading: Reading = found.read(catalogue)
    title = f"Revision {found.number}"
    if number == NOW:
        title += ", judged again now"
    return Side(
        title=f"{assessment.name}, {title.lower()}" if named else title,
        link=address_of(assessment, "revisions", str(found.number)),
        sheet=reading.sheet,
        catalogue=catalogue,
        advice=advise(reading.answers, catalogue),
        dropped=tuple(sheets.sentences(reading, catalogue)),
        note=_note(found, title, is_judged_again=number == NOW, is_readable=old is not None),
    )


def _note(found: Revision, title: str, *, is_judged_again: bool, is_readable: bool) -> str:
    if is_judged_again:
        return ""
    if not is_readable:
        return (
            f"{title} was saved with a Release that this version cannot read; "
            "here its answers are judged by the current one."
        )
    if found.engine != VERSION:
        return (
            f"{title} was computed by engine {found.engine}; here both sides are computed by "
            f"engine {VERSION}. Its own numbers are on its page."
        )
    return ""


def _whole(number: str) -> int:
    if not re.fullmatch("[1-9][0-9]{0,5}", number):
        raise Http404("no such revision")
    return int(number)


def _page(
    request: HttpRequest,
    left: Side,
    right: Side,
    swap: str,
    assessment: Assessment | None = None,
) -> HttpResponse:
    words = Words(right.catalogue, stances.current())
    direct = compare(left.advice, right.advice)
    same_release = left.catalogue.digest == right.catalogue.digest
    middle = left.advice if same_release else _rejudged(left, right.catalogue)
    by_answers = compare(middle, right.advice)
    shares = {move.slug: move for move in by_answers.moves}
    rows = []
    for move in direct.verdict_moves:
        between = middle.pattern(move.slug)
        verdict = str(between.verdict) if between else ""
        row = moves.move_row(move, words, shares)
        rows.append({**row, "between": "" if verdict == row["before"] else verdict})
    context: dict[str, Any] = {
        "assessment": assessment,
        "place": address_of(assessment) if assessment else "",
        "left": left,
        "right": right,
        "sides": [left, right],
        "swap": swap,
        "same_release": same_release,
        "answers": moves.answer_rows(direct, left.sheet, right.sheet, words),
        "moves": rows,
        "fits": moves.fit_rows(by_answers if same_release else direct, words),
        "enters": [words.pattern(slug) for slug in direct.planned],
        "leaves": [words.pattern(slug) for slug in direct.unplanned],
        "arrows": arrows(middle, right.advice, words),
        "added": _messages(right.advice, direct.contradictions_added),
        "solved": _messages(left.advice, direct.contradictions_solved),
        "is_empty": direct.is_empty and left.sheet.names == right.sheet.names,
    }
    return TemplateResponse(request, "assessments/compare.html", context)


def _rejudged(side: Side, catalogue: Catalogue) -> Advice:
    """Return what another Release says to a side's answers, as far as it knows them."""
    reading = read_document(document(side.sheet, side.catalogue.digest), knowledge(catalogue))
    return advise(reading.answers, catalogue)


def _messages(advice: Advice, ids: tuple[str, ...]) -> list[str]:
    return [clash.message for clash in advice.contradictions if clash.id in ids]


sides.limit = revisions.limit = "compare"  # type: ignore[attr-defined]
