"""What if, and what differs: two sets of answers judged, and what moves between them."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse
from rest_framework.request import Request

from advisor import answers as answer_texts
from advisor.advice import advise, sensitivity
from advisor.answers import Mistake, Problem, Sheet
from advisor.answers.values import safe
from advisor.api import bodies, sides
from advisor.api import moves_examples as examples
from advisor.api import moves_serializers as schema
from advisor.api.entitled import entitled
from advisor.api.operations import described, endpoint
from advisor.api.queries import Query
from advisor.api.recommending import TAG, kept_by_nobody
from advisor.briefing import knowledge
from advisor.engine import Advice, Answers, Knowledge, compare
from advisor.models import Scope
from advisor.shapes import judgements
from advisor.shapes.catalogue import ROOT, with_query
from advisor.shapes.faults import Fault, refuse_faults
from advisor.shapes.moves import compared, singles
from patterns import releases

SIDES: Final = ("left", "right")
CHANGES: Final = "changes"


@described(
    "POST", "recommendations_what_if", "Ask what other answers would move", tag=TAG,
    description="With `changes`: the Verdicts, the plan and the contradictions that they move, "
    "and why. Without: every single change of an answer that moves a Verdict or one of the ten "
    "best.",
    body=schema.WhatIfRequestSerializer, body_example=examples.WHAT_IF_REQUEST,
    returns=schema.WhatIfSerializer, example=examples.WHAT_IF,
    problems_beside=["invalid-answers"],
)  # fmt: skip
@endpoint("POST", scope=Scope.ADVICE_READ, limit="api-compute")
def what_if(request: Request) -> HttpResponse:
    Query(request).finish()
    catalogue = releases.current()
    known = knowledge(catalogue)
    document, changes, faults = _parted(bodies.read(request))
    reading = answer_texts.read_document(document, known)
    faults += judgements.faults(reading.problems, in_query=False)
    after = reading.answers
    if changes is not None:
        after, more = _changed(after, changes, known)
        faults += more
    refuse_faults(faults, "invalid-answers")
    before, then = advise(reading.answers, catalogue), advise(after, catalogue)
    if changes is None:
        tried = sensitivity(reading.answers, catalogue)
        moves: dict[str, Any] = {"singles": singles(tried), "tried": len(tried.changes)}
    else:
        moves = compared(compare(before, then), len(then.patterns))
    query = answer_texts.address(Sheet(then.answers))
    links = {
        "page": with_query("/advice/", query),
        "advice": with_query(f"{ROOT}/recommendations", query),
    }
    return kept_by_nobody({**_answered(before), **moves, "links": links})


@described(
    "POST", "recommendations_compare", "Compare two sets of answers, or Revisions", tag=TAG,
    description="Which answers differ, and which Verdicts, plan and contradictions differ with "
    "them. Shares say how much each changed answer moved a fit. A side may name a Revision of an "
    "Assessment, which is judged by the Release that it was saved with.",
    keyed=True, open_to_all=True,
    body=schema.ComparisonRequestSerializer, body_example=examples.COMPARISON_REQUEST,
    returns=schema.ComparisonSerializer, example=examples.COMPARISON,
    problems_beside=["invalid-answers", "not-found"],
)  # fmt: skip
@endpoint("POST", scope=Scope.ADVICE_READ, limit="api-compute")
@entitled
def comparisons(request: Request) -> HttpResponse:
    Query(request).finish()
    sent, faults = _sides_of(bodies.read(request))
    named = {name: sides.read(part, name, faults) for name, part in sent.items()}
    refuse_faults(faults, "invalid-answers")
    (left, here), (right, there) = (sides.judged(request, named[name]) for name in SIDES)
    body = {
        "left": _answered(left),
        "right": _answered(right),
        "same_release": left.release == right.release,
        **compared(compare(left, right), len(right.patterns)),
        "links": {"page": f"/compare/?{urlencode({'left': here, 'right': there})}"},
    }
    return kept_by_nobody(body)


def _parted(body: object) -> tuple[object, Mapping[str, object] | None, list[Fault]]:
    """Return the file of answers without the changes, the changes, and what is wrong with them."""
    if not isinstance(body, Mapping) or CHANGES not in body:
        return body, None, []
    rest = {name: part for name, part in body.items() if name != CHANGES}
    changes = body[CHANGES]
    if isinstance(changes, Mapping):
        return rest, changes, []
    return rest, None, [Fault("wrong_type", "Expected an object.", pointer=f"#/{CHANGES}")]


def _changed(
    before: Answers, changes: Mapping[str, object], known: Knowledge
) -> tuple[Answers, list[Fault]]:
    """Return the Answers with the changes made, and what is wrong with the changes."""
    given = {name: words for name, words in changes.items() if words is not None}
    reading = answer_texts.read_document({"answers": given}, known)
    faults = sides.below((CHANGES,), reading.problems, skip=1)
    ids = {question.id for question in known.questions}
    after = before
    for name, words in changes.items():
        if words is not None:
            after = after.with_answer(name, reading.answers.given.get(name))
        elif name in ids:
            after = after.with_answer(name, None)
        else:
            unknown = Problem(Mistake.UNKNOWN_KEY, (CHANGES, safe(name)), safe(name))
            faults += judgements.faults([unknown], in_query=False)
    return after, faults


def _sides_of(body: object) -> tuple[dict[str, object], list[Fault]]:
    if not isinstance(body, Mapping):
        return {}, [Fault("wrong_type", "Send an object.", pointer="#")]
    unknown = [Problem(Mistake.UNKNOWN_KEY, (n,), safe(n), SIDES) for n in body if n not in SIDES]
    faults = judgements.faults(unknown, in_query=False)
    faults += [
        Fault("missing", "Send answers for both sides.", pointer=f"#/{side}")
        for side in SIDES
        if side not in body
    ]
    return {side: body[side] for side in SIDES if side in body}, faults


def _answered(advice: Advice) -> dict[str, Any]:
    return judgements.answered(advice.release, advice.engine, advice.answers)
