"""Answers in, Advice out: by address or by body, the same bytes for the same answers."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from advisor import answers as answer_texts
from advisor.advice import advise, outlook
from advisor.answers import Sheet
from advisor.api import advice_examples as examples
from advisor.api import advice_serializers as schema
from advisor.api import bodies, etags
from advisor.api.operations import described, endpoint, free, query
from advisor.api.queries import Query
from advisor.api.renderers import TEXTS
from advisor.api.views import SLUG, found_pattern
from advisor.briefing import knowledge
from advisor.documents.folder import Folder, date_of
from advisor.documents.summary import summary
from advisor.engine import Answers, Knowledge
from advisor.models import Scope
from advisor.shapes import judgements
from advisor.shapes.catalogue import with_query
from advisor.shapes.faults import Refused, refuse_faults
from patterns import releases, stances
from patterns.catalogue import Catalogue

TAG: Final = "Advice"
INCLUDE: Final = ("not-needed",)
DETAIL: Final = ("full",)
PAGE_KEYS: Final = ("preview", "assessment", "base")  # pages pass them by; a mistake here
ANSWERS: Final = free(
    "answers",
    "One parameter for each answered Question, by its id; the value is an option's id, `unknown` "
    "or `na`, and the parameter is repeated for further options. Beside them `na.<question>` for "
    "a reason and `w.<force>` for a weight, as in the addresses of the pages.",
    {"stage": "growing", "services": "many", "deps": "third", "pains": "cascade"},
)
SHOWN: Final = (
    query("include", "Also the Patterns that nothing speaks for.", words=INCLUDE),
    query("detail", "Also levels, assumptions and all shares.", words=DETAIL),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says: the answers, and how much of the Advice it wants to see."""

    catalogue: Catalogue
    knowledge: Knowledge
    sheet: Sheet
    everything: bool = False
    full: bool = False

    @property
    def answers(self) -> Answers:
        return self.sheet.answers

    @property
    def address(self) -> str:
        """The canonical query of these answers."""
        return answer_texts.address(Sheet(self.answers))

    @property
    def parts(self) -> list[str]:
        """Return everything of the request that changes the bytes of the answer."""
        return [self.address, f"include={self.everything}", f"detail={self.full}"]


@described(
    "GET", "recommendations_get", "Advise on answers", tag=TAG,
    description="The canonical form: the same parameters as the wizard's address. "
    "As text/markdown: a summary that fits into a comment on a pull request.",
    parameters=[ANSWERS, *SHOWN], other={(200, "text/markdown"): str},
    returns=schema.RecommendationSerializer, example=examples.RECOMMENDATION,
    problems_beside=["invalid-answers"],
)  # fmt: skip
@described(
    "POST", "recommendations_create", "Advise on a file of answers", tag=TAG,
    description="For clients that hold a body, with what does not travel in addresses. "
    "Nothing is kept; the same answers give the same bytes as GET.",
    parameters=SHOWN, other={(200, "text/markdown"): str},
    body=schema.AnswersDocumentSerializer, body_example=examples.ANSWERS,
    returns=schema.RecommendationSerializer, example=examples.RECOMMENDATION,
    problems_beside=["invalid-answers"],
)  # fmt: skip
@endpoint("GET", "POST", scope=Scope.ADVICE_READ, limit="api-compute", renderers=TEXTS)
def recommendations(request: Request) -> HttpResponse:
    asked = _from_body(request) if request.method == "POST" else _from_address(request)
    # The summary names the page with its host, so the host is a part of what is sent.
    page = request.build_absolute_uri(with_query("/advice/", asked.address))

    def body() -> object:
        if request.accepted_renderer.format == "md":
            return summary(_folder(asked), page).encode()
        advice = advise(asked.answers, asked.catalogue)
        return judgements.recommendation(
            advice,
            asked.catalogue,
            everything=asked.everything,
            outlook=outlook(asked.answers, asked.catalogue) if asked.full else None,
        )

    if request.method == "POST":
        return kept_by_nobody(body())
    return etags.answer(request, asked.catalogue.digest, [*asked.parts, page], body)


@described(
    "GET", "recommendations_patterns_get", "Explain the Verdict of one Pattern", tag=TAG,
    description="The whole ledger: every share, every rule, and the nearest single change of an "
    "answer that would move the Verdict.",
    parameters=[SLUG, ANSWERS], returns=schema.LedgerSerializer, example=examples.LEDGER,
    problems_beside=["not-found", "invalid-answers"],
)  # fmt: skip
@endpoint("GET", scope=Scope.ADVICE_READ, limit="api-compute")
def ledger(request: Request, slug: str) -> HttpResponse:
    asked = _from_address(request, shown=False)
    found_pattern(asked.catalogue, slug)

    def body() -> object:
        advice = advise(asked.answers, asked.catalogue, thorough=True)
        still_open = outlook(asked.answers, asked.catalogue)
        found = judgements.ledger(advice, asked.catalogue, slug, still_open)
        if found is None:
            raise Refused("not-found", f'The pattern "{slug}" has no Profile yet.')
        return found

    return etags.answer(request, asked.catalogue.digest, asked.parts, body)


@described(
    "POST", "answers_check", "Check a file of answers", tag=TAG,
    description="Canonical form, answers without effect, open Questions, contradictions.",
    body=schema.AnswersDocumentSerializer, body_example=examples.ANSWERS,
    returns=schema.AnswersCheckSerializer, example=examples.CHECK,
    problems_beside=["invalid-answers"],
)  # fmt: skip
@endpoint("POST", scope=Scope.ADVICE_READ, limit="api-compute")
def checks(request: Request) -> HttpResponse:
    asked = _from_body(request, shown=False)
    advice = advise(asked.answers, asked.catalogue)
    return kept_by_nobody(judgements.check(asked.sheet, advice, asked.knowledge))


def _from_address(request: Request, *, shown: bool = True) -> Asked:
    catalogue = releases.current()
    known = knowledge(catalogue)
    asked = Query(request)
    everything, full = _shown(asked) if shown else (False, False)
    given = asked.rest()
    for name in PAGE_KEYS:
        if name in given:
            asked.unknown(name)
    reading = answer_texts.read(given, known)
    asked.faults += judgements.faults(reading.problems, in_query=True)
    refuse_faults(asked.faults, "invalid-answers" if reading.problems else "invalid-parameters")
    return Asked(catalogue, known, reading.sheet, everything, full)


def _from_body(request: Request, *, shown: bool = True) -> Asked:
    catalogue = releases.current()
    known = knowledge(catalogue)
    asked = Query(request)
    everything, full = _shown(asked) if shown else (False, False)
    asked.finish()
    reading = answer_texts.read_document(bodies.read(request), known)
    refuse_faults(judgements.faults(reading.problems, in_query=False), "invalid-answers")
    return Asked(catalogue, known, reading.sheet, everything, full)


def _shown(asked: Query) -> tuple[bool, bool]:
    return bool(asked.one_of("include", INCLUDE)), bool(asked.one_of("detail", DETAIL))


def _folder(asked: Asked) -> Folder:
    return Folder(
        advise(asked.answers, asked.catalogue),
        Sheet(asked.answers),
        asked.catalogue,
        date_of(asked.catalogue),
        house=stances.current(),
    )


def kept_by_nobody(body: object) -> HttpResponse:
    response = Response(body)
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = etags.LANGUAGE
    return response
