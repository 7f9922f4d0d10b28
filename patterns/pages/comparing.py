"""Patterns side by side."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from patterns import comparison, releases, stances
from patterns.catalogue import Catalogue
from patterns.pages.freshness import revalidated

MOST_COMPARED = 4


@require_safe
@revalidated
def compare(request: HttpRequest) -> HttpResponse:
    catalogue = releases.current()
    asked = list(dict.fromkeys(slug for slug in request.GET.getlist("slug") if slug))
    known = [catalogue.get(catalogue.alias_of(slug) or slug) for slug in asked]
    patterns = list({pattern.slug: pattern for pattern in known if pattern}.values())
    compared = patterns[:MOST_COMPARED]
    house = stances.current()
    return TemplateResponse(
        request,
        "catalogue/compare.html",
        {
            "patterns": compared,
            "stances": [house.get(pattern.slug) for pattern in compared],
            "heading": _listed([pattern.name for pattern in compared]),
            "rows": comparison.criteria(catalogue, compared) if len(compared) > 1 else (),
            "files": "?" + urlencode([("slug", pattern.slug) for pattern in compared]),
            "relations": comparison.between(catalogue, compared),
            "unknown": [
                slug[:60] for slug, found in zip(asked, known, strict=True) if found is None
            ],
            "too_many": [pattern.name for pattern in patterns[MOST_COMPARED:]],
            "ready": [
                {"entry": row, "names": _listed(_names(catalogue, row.patterns))}
                for row in catalogue.content.comparisons
            ],
            "all": sorted(catalogue.patterns, key=lambda pattern: pattern.name),
            "chosen": [*(pattern.slug for pattern in compared), *[""] * MOST_COMPARED][
                :MOST_COMPARED
            ],
        },
    )


def _names(catalogue: Catalogue, slugs: Sequence[str]) -> list[str]:
    return [found.name for slug in slugs if (found := catalogue.get(slug))]


def _listed(names: list[str]) -> str:
    *first, last = names or [""]
    return f"{', '.join(first)} and {last}" if first else last
