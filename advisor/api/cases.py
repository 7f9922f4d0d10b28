"""Published architectures and what their architects chose."""

from collections.abc import Sequence

from django.http import HttpResponse
from rest_framework.request import Request

from advisor.api import etags, examples, lists
from advisor.api import serializers as schema
from advisor.api.operations import PAGE, described, endpoint, path, query
from advisor.api.queries import Page, Query
from advisor.api.views import TAG
from advisor.shapes import cases as shapes
from advisor.shapes.faults import Refused
from patterns import releases
from patterns.content.entries import Case

BREADTHS = ("system", "single-pattern-example")


@described(
    "GET", "cases_list", "List Cases", tag=TAG,
    description="Published architectures: what the advice is measured by. `links.advice` leads to "
    "the Advice for the answers that the first of two readers found.",
    parameters=[
        query("pattern", "The slug of a Pattern that its architects chose.", example="api-gateway"),
        query("domain", "What kind of system it is, as in the list."),
        query("breadth", "A whole system, or an example of one Pattern.", words=BREADTHS),
        *PAGE,
    ],
    returns=schema.listing(schema.ListedCaseSerializer), example=examples.CASES,
    problems_beside=["invalid-parameters"],
)  # fmt: skip
@endpoint("GET")
def cases(request: Request) -> HttpResponse:
    catalogue = releases.current()
    asked = Query(request)
    pattern = asked.one_of("pattern", [each.slug for each in catalogue.patterns])
    domain = asked.one_of("domain", sorted({each.domain for each in catalogue.cases}))
    breadth = asked.one_of("breadth", BREADTHS)
    page = Page.of(asked)
    canonical = asked.finish()

    def find() -> tuple[Sequence[Case], dict[str, object]]:
        rows = catalogue.cases_for(pattern) if pattern else catalogue.cases
        return [
            each
            for each in rows
            if (not domain or each.domain == domain) and (not breadth or each.breadth == breadth)
        ], {}

    return lists.one_page(request, catalogue.digest, page, canonical, find, shapes.listed_case)


@described(
    "GET", "cases_get", "Read one Case", tag=TAG,
    description="Its facts, what was chosen and declined with the evidence, and both sets of "
    "answers that two people read from the facts alone.",
    parameters=[path("id", "airbnb-orpheus", "The id of a Case.")],
    returns=schema.CaseSerializer, example=examples.CASE, problems_beside=["not-found"],
)  # fmt: skip
@endpoint("GET")
def case(request: Request, id: str) -> HttpResponse:
    catalogue = releases.current()
    Query(request).finish()
    found = catalogue.case(id)
    if found is None:
        raise Refused("not-found", f'There is no case "{id}".')
    return etags.answer(request, catalogue.digest, (), lambda: shapes.case(found))
