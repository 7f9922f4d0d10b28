"""Patterns found: words, facets with their counts, an ordering."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.http import HttpResponse
from rest_framework.request import Request

from advisor.api import examples, lists
from advisor.api import serializers as schema
from advisor.api.operations import PAGE, described, endpoint, query
from advisor.api.queries import Page, Query
from advisor.api.views import TAG
from advisor.shapes import catalogue as shapes
from patterns import facets, releases, search, stances
from patterns.content.entries import Pattern

ORDERS: Final[Mapping[str, Callable[[Pattern], Any]]] = {
    "name": lambda found: found.name,
    "complexity": lambda found: found.complexity,
    "impact": lambda found: found.impact,
}
ORDERINGS: Final = [sign + name for name in ORDERS for sign in ("", "-")]
FACETS: Final = (
    query("category", "The slug of a Category.", example="resilience"),
    query("force", "The id of a Force that it eases.", example="cascade"),
    query("quality", "A quality that it helps.", example="availability"),
    query("complexity", "low: below 0.35; high: from 0.65.", words=list(facets.LEVELS)),
    query("impact", "low: below 0.35; high: from 0.65.", words=list(facets.LEVELS)),
    query("edition", "Where the Pattern comes from.", words=list(facets.EDITIONS)),
    query("language", "It has Code templates in this language.", example="python"),
    query(
        "stance", "What the organization that runs the site says about it.",
        words=[*facets.STANCES, facets.NO_STANCE],
    ),
)  # fmt: skip


@described(
    "GET", "patterns_list", "List Patterns", tag=TAG,
    description="Search and filter. Without an ordering the best hits come first, or names. "
    "`facets` counts what each value would leave, with all other filters as they are.",
    parameters=[
        query("q", "Words to search for, at most 100 characters.", example="retry"),
        *FACETS,
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
    known = facets.known(catalogue)
    given = {key: asked.one_of(key, known[key]) for key in facets.KEYS}
    wanted = {key: value for key, value in given.items() if value}
    ordering = asked.one_of("ordering", ORDERINGS)
    page = Page.of(asked)
    canonical = asked.finish()

    def find() -> tuple[Sequence[Pattern], dict[str, object]]:
        hits = [hit.pattern for hit in search.find(catalogue, words).hits]
        rows, found = facets.narrow(catalogue, hits, wanted, stances.current().words)
        return _sorted(rows, ordering), {"facets": _counts(found)}

    return lists.one_page(request, catalogue.digest, page, canonical, find, shapes.listed)


def _sorted(rows: Sequence[Pattern], ordering: str) -> Sequence[Pattern]:
    if not ordering:
        return rows
    by_slug = sorted(rows, key=lambda found: found.slug)
    order = ORDERS[ordering.removeprefix("-")]
    return sorted(by_slug, key=order, reverse=ordering.startswith("-"))


def _counts(found: Sequence[facets.Facet]) -> dict[str, dict[str, int]]:
    """Return facet -> value -> count, every facet, also where no value leaves anything."""
    counted = {
        facet.key: {choice.value: choice.count for choice in facet.choices} for facet in found
    }
    return {key: counted.get(key, {}) for key in facets.KEYS}
