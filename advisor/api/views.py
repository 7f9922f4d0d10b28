"""The catalogue for programs: look up, shape, answer. Every list has a total order."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Final

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from drf_spectacular.utils import OpenApiResponse
from rest_framework.request import Request

from advisor.api import etags, examples
from advisor.api import serializers as schema
from advisor.api.operations import PAGE, described, endpoint, path, query
from advisor.api.queries import Page, Query
from advisor.api.renderers import TEXTS
from advisor.engine import VERSION
from advisor.shapes import catalogue as shapes
from advisor.shapes.faults import Refused
from patterns import models, releases, search
from patterns.catalogue import Catalogue
from patterns.content.entries import RELATION_TYPES, Pattern
from patterns.content.tables import as_table

TAG: Final = "Catalogue"
ORDERS: Final[dict[str, Callable[[Pattern], Any]]] = {
    "name": lambda found: found.name,
    "complexity": lambda found: found.complexity,
    "impact": lambda found: found.impact,
}
ORDERINGS = [sign + name for name in ORDERS for sign in ("", "-")]
EDITIONS = ("seed", "full")
SLUG = path("slug", "circuit-breaker", "The slug of a Pattern; another name leads to it.")


@described(
    "GET", "patterns_list", "List Patterns", tag=TAG,
    description="Search and filter. Without an ordering the best hits come first, or names.",
    parameters=[
        query("q", "Words to search for, at most 100 characters.", example="retry"),
        query("category", "The slug of a Category.", example="resilience"),
        query("edition", "Where the Pattern comes from.", words=EDITIONS),
        query("ordering", "By what to sort; - turns it round.", words=ORDERINGS),
        *PAGE,
    ],
    returns=schema.listing(schema.ListedPatternSerializer, facets=schema.FacetsSerializer()),
    example=examples.PATTERNS, problems_beside=["invalid-parameters"],
)  # fmt: skip
@endpoint("GET")
def patterns(request: Request) -> HttpResponse:
    catalogue = releases.current()
    asked = Query(request)
    words = asked.text("q", search.LONGEST)
    category = asked.one_of("category", [each.slug for each in catalogue.content.categories])
    edition = asked.one_of("edition", EDITIONS)
    ordering = asked.one_of("ordering", ORDERINGS)
    page = Page.of(asked)
    canonical = asked.finish()
    hits = [hit.pattern for hit in search.find(catalogue, words).hits]
    rows = [
        hit
        for hit in hits
        if (not category or hit.category == category) and (not edition or hit.edition == edition)
    ]
    if ordering:
        rows.sort(key=lambda found: found.slug)
        rows.sort(key=ORDERS[ordering.removeprefix("-")], reverse=ordering.startswith("-"))
    facets = {
        "category": _counted(h.category for h in hits if not edition or h.edition == edition),
        "edition": _counted(h.edition for h in hits if not category or h.category == category),
    }
    return _page(request, catalogue, page, canonical, rows, shapes.listed, facets=facets)


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
    return _all(request, catalogue.content.categories, lambda e: shapes.category(catalogue, e))


@described(
    "GET", "forces_list", "List Forces", tag=TAG, parameters=PAGE,
    returns=schema.listing(schema.ForceSerializer), example=examples.FORCES,
    problems_beside=["invalid-parameters"],
)  # fmt: skip
@endpoint("GET")
def forces(request: Request) -> HttpResponse:
    return _all(request, releases.current().content.forces, as_table)


@described(
    "GET", "capabilities_list", "List Capabilities", tag=TAG, parameters=PAGE,
    returns=schema.listing(schema.CapabilitySerializer), example=examples.CAPABILITIES,
    problems_beside=["invalid-parameters"],
)  # fmt: skip
@endpoint("GET")
def capabilities(request: Request) -> HttpResponse:
    return _all(request, releases.current().content.capabilities, as_table)


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
    rows = [
        (origin, relation)
        for origin in catalogue.patterns
        for relation in origin.relations
        if (not end or end in (origin.slug, relation.to)) and (not kind or relation.type == kind)
    ]
    return _page(request, catalogue, page, canonical, rows, lambda row: shapes.relation(*row))


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
    return _all(request, rows, lambda row: shapes.question(*row))


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
    return _all(request, releases.current().content.scenarios, shapes.scenario)


@described(
    "GET", "problem_domains_list", "List problem domains", tag=TAG, parameters=PAGE,
    returns=schema.listing(schema.ProblemDomainSerializer), example=examples.PROBLEM_DOMAINS,
    problems_beside=["invalid-parameters"],
)  # fmt: skip
@endpoint("GET")
def problem_domains(request: Request) -> HttpResponse:
    return _all(request, releases.current().content.domains, as_table)


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


@described(
    "GET", "releases_current", "Read the current Release", tag=TAG,
    returns=schema.ReleaseSerializer, example=examples.RELEASE,
)  # fmt: skip
@endpoint("GET")
def current_release(request: Request) -> HttpResponse:
    catalogue = releases.current()
    Query(request).finish()

    def body() -> object:
        row = models.Release.objects.get(digest=catalogue.digest)
        return {
            "digest": catalogue.digest,
            "loaded_at": row.loaded_at.isoformat().replace("+00:00", "Z"),
            "engine": VERSION,
            "counts": shapes.counts(catalogue),
            "links": {"self": f"{shapes.ROOT}/releases/current"},
        }

    return etags.answer(request, catalogue.digest, (), body)


def found_pattern(catalogue: Catalogue, slug: str) -> Pattern:
    """Return the Pattern. Raises Refused when the Release has none of this slug."""
    found = catalogue.get(slug)
    if found is None:
        raise Refused("not-found", f'There is no pattern "{slug}".')
    return found


def _all(
    request: Request, rows: Sequence[Any], shape: Callable[..., dict[str, object]]
) -> HttpResponse:
    """Answer with a list that has no filter."""
    asked = Query(request)
    page = Page.of(asked)
    return _page(request, releases.current(), page, asked.finish(), rows, shape)


def _page(
    request: Request,
    catalogue: Catalogue,
    page: Page,
    canonical: str,
    rows: Sequence[Any],
    shape: Callable[..., dict[str, object]],
    **more: object,
) -> HttpResponse:
    places = page.addresses(request.path, canonical, len(rows))

    def body() -> object:
        items = [shape(row) for row in page.cut(rows)]
        return {"items": items, "total": len(rows), **places, **more}

    links = ", ".join(f'<{address}>; rel="{name}"' for name, address in places.items() if address)
    return etags.answer(request, catalogue.digest, [canonical], body, links)


def _counted(values: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return dict(sorted(counts.items()))
