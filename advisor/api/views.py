"""The catalogue for programs: look up, shape, answer. Every list has a total order."""

from functools import partial
from typing import Final

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from drf_spectacular.utils import OpenApiResponse
from rest_framework.request import Request

from advisor.api import etags, examples, lists
from advisor.api import serializers as schema
from advisor.api.operations import PAGE, described, endpoint, path, query
from advisor.api.queries import Page, Query
from advisor.api.renderers import TEXTS
from advisor.shapes import catalogue as shapes
from advisor.shapes.faults import Refused
from patterns import releases
from patterns.catalogue import Catalogue
from patterns.content.entries import RELATION_TYPES, Pattern, Relation
from patterns.content.tables import as_table

TAG: Final = "Catalogue"
SLUG = path("slug", "circuit-breaker", "The slug of a Pattern; another name leads to it.")


@described(
    "GET", "patterns_get", "Read one Pattern", tag=TAG, parameters=[SLUG],
    description="Article, Relations, Profile, and where its diagrams and code are. "
    "As text/markdown: the article.",
    returns=schema.PatternSerializer, example=examples.PATTERN, problems_beside=["not-found"],
    other={
        (200, "text/markdown"): str,
        301: OpenApiResponse(description="Another name of a Pattern: its address is in Location."),
    },
)  # fmt: skip
@endpoint("GET", renderers=TEXTS)
def pattern(request: Request, slug: str) -> HttpResponse:
    catalogue = releases.current()
    Query(request).finish()
    if target := catalogue.alias_of(slug):
        return HttpResponsePermanentRedirect(f"{shapes.ROOT}/patterns/{target}")
    found = found_pattern(catalogue, slug)

    def body() -> object:
        if request.accepted_renderer.format == "md":
            return shapes.pattern_as_markdown(found).encode()
        return shapes.pattern(catalogue, found)

    return etags.answer(request, catalogue.digest, (), body)


@described(
    "GET", "categories_list", "List Categories", tag=TAG, parameters=PAGE,
    returns=schema.listing(schema.CategorySerializer), example=examples.CATEGORIES,
    problems_beside=["invalid-parameters"],
)  # fmt: skip
@endpoint("GET")
def categories(request: Request) -> HttpResponse:
    catalogue = releases.current()
    return lists.everything(
        request, catalogue.content.categories, lambda e: shapes.category(catalogue, e)
    )


@described(
    "GET", "forces_list", "List Forces", tag=TAG, parameters=PAGE,
    returns=schema.listing(schema.ForceSerializer), example=examples.FORCES,
    problems_beside=["invalid-parameters"],
)  # fmt: skip
@endpoint("GET")
def forces(request: Request) -> HttpResponse:
    return lists.everything(request, releases.current().content.forces, as_table)


@described(
    "GET", "capabilities_list", "List Capabilities", tag=TAG, parameters=PAGE,
    returns=schema.listing(schema.CapabilitySerializer), example=examples.CAPABILITIES,
    problems_beside=["invalid-parameters"],
)  # fmt: skip
@endpoint("GET")
def capabilities(request: Request) -> HttpResponse:
    return lists.everything(request, releases.current().content.capabilities, as_table)


@described(
    "GET", "relations_list", "List Relations", tag=TAG,
    parameters=[
        query("pattern", "One of its two ends.", example="circuit-breaker"),
        query("type", "How they are related.", words=RELATION_TYPES),
        *PAGE,
    ],
    returns=schema.listing(schema.RelationSerializer), example=examples.RELATIONS,
    problems_beside=["invalid-parameters"],
)  # fmt: skip
@endpoint("GET")
def relations(request: Request) -> HttpResponse:
    catalogue = releases.current()
    asked = Query(request)
    end = asked.one_of("pattern", [each.slug for each in catalogue.patterns])
    kind = asked.one_of("type", RELATION_TYPES)
    page = Page.of(asked)
    canonical = asked.finish()

    def find() -> tuple[list[tuple[Pattern, Relation]], dict[str, object]]:
        rows = [
            (origin, relation)
            for origin in catalogue.patterns
            for relation in origin.relations
            if (not end or end in (origin.slug, relation.to))
            and (not kind or relation.type == kind)
        ]
        return rows, {}

    def shape(row: tuple[Pattern, Relation]) -> shapes.Body:
        return shapes.relation(*row)

    return lists.one_page(request, catalogue.digest, page, canonical, find, shape)


@described(
    "GET", "questions_list", "List Questions", tag=TAG, parameters=PAGE,
    description="In the order of asking, with options, what each raises, and when it is asked.",
    returns=schema.listing(schema.QuestionSerializer), example=examples.QUESTIONS,
    problems_beside=["invalid-parameters"],
)  # fmt: skip
@endpoint("GET")
def questions(request: Request) -> HttpResponse:
    rows = [
        (section.id, question)
        for section in releases.current().content.sections
        for question in section.question
    ]
    return lists.everything(request, rows, lambda row: shapes.question(*row))


@described(
    "GET", "questions_get", "Read one Question", tag=TAG,
    parameters=[path("id", "stage", "The id of a Question.")],
    returns=schema.QuestionSerializer, example=examples.QUESTION, problems_beside=["not-found"],
)  # fmt: skip
@endpoint("GET")
def question(request: Request, id: str) -> HttpResponse:
    catalogue = releases.current()
    Query(request).finish()
    for section in catalogue.content.sections:
        for found in section.question:
            if found.id == id:
                make = partial(shapes.question, section.id, found)
                return etags.answer(request, catalogue.digest, (), make)
    raise Refused("not-found", f'There is no question "{id}".')


@described(
    "GET", "scenarios_list", "List the decision matrix", tag=TAG, parameters=PAGE,
    returns=schema.listing(schema.ScenarioSerializer), example=examples.SCENARIOS,
    problems_beside=["invalid-parameters"],
)  # fmt: skip
@endpoint("GET")
def scenarios(request: Request) -> HttpResponse:
    return lists.everything(request, releases.current().content.scenarios, shapes.scenario)


@described(
    "GET", "problem_domains_list", "List problem domains", tag=TAG, parameters=PAGE,
    returns=schema.listing(schema.ProblemDomainSerializer), example=examples.PROBLEM_DOMAINS,
    problems_beside=["invalid-parameters"],
)  # fmt: skip
@endpoint("GET")
def problem_domains(request: Request) -> HttpResponse:
    return lists.everything(request, releases.current().content.domains, as_table)


@described(
    "GET", "quadrant_get", "Read the priority quadrant", tag=TAG,
    returns=schema.QuadrantSerializer, example=examples.QUADRANT, problems_beside=["not-found"],
)  # fmt: skip
@endpoint("GET")
def quadrant(request: Request) -> HttpResponse:
    catalogue = releases.current()
    Query(request).finish()
    if catalogue.content.quadrant is None:
        raise Http404
    return etags.answer(request, catalogue.digest, (), lambda: shapes.quadrant(catalogue))


def found_pattern(catalogue: Catalogue, slug: str) -> Pattern:
    """Return the Pattern. Raises Refused when the Release has none of this slug."""
    found = catalogue.get(slug)
    if found is None:
        raise Refused("not-found", f'There is no pattern "{slug}".')
    return found
