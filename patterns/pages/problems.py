"""Problem domains, and every Pattern as the one question it answers: three ways to look it up."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from patterns import releases
from patterns.catalogue import Catalogue
from patterns.content.entries import Pattern
from patterns.pages.freshness import revalidated

ORDERS = {"category": "By category", "name": "A to Z", "force": "By force"}
SHOWN_STRENGTH = 2  # below, a Force is eased a little: nobody would look the Pattern up for it


@require_safe
@revalidated
def problems(request: HttpRequest) -> HttpResponse:
    catalogue = releases.current()
    asked = request.GET.get("by", "")
    order = asked if asked in ORDERS else "category"
    return TemplateResponse(
        request,
        "catalogue/problems.html",
        {
            "domains": [_domain(catalogue, row) for row in catalogue.content.domains],
            "order": order,
            "orders": ORDERS,
            "groups": _groups(catalogue, order),
        },
    )


def _domain(catalogue: Catalogue, domain: Any) -> dict[str, Any]:
    return {
        "domain": domain,
        "primary": catalogue.get(domain.primary),
        "secondary": [found for slug in domain.secondary if (found := catalogue.get(slug))],
        "carried_by": [found for slug in domain.carried_by if (found := catalogue.get(slug))],
    }


def _groups(catalogue: Catalogue, order: str) -> list[dict[str, Any]]:
    """Return the questions in groups; by force, a Pattern stands under each that it eases."""
    by_name = sorted(catalogue.patterns, key=lambda pattern: pattern.name.lower())
    if order == "name":
        letters = dict.fromkeys(pattern.name[0].upper() for pattern in by_name)
        return [
            _group(letter, letter, [p for p in by_name if p.name[0].upper() == letter])
            for letter in letters
        ]
    if order == "force":
        groups = [
            _group(force.id, force.name, _easing(by_name, force.id), force.meaning)
            for force in sorted(catalogue.content.forces, key=lambda force: force.name.lower())
        ]
        return [group for group in groups if group["patterns"]]
    return [
        _group(row.slug, row.name, list(catalogue.in_category(row.slug)), row.question, row.slug)
        for row in catalogue.content.categories
    ]


def _easing(patterns: list[Pattern], force: str) -> list[Pattern]:
    strengths = {
        pattern.slug: effect.strength
        for pattern in patterns
        for effect in (pattern.profile.eases if pattern.profile else ())
        if effect.force == force and effect.strength >= SHOWN_STRENGTH
    }
    found = [pattern for pattern in patterns if pattern.slug in strengths]
    return sorted(found, key=lambda pattern: -strengths[pattern.slug])


def _group(
    key: str, name: str, patterns: list[Pattern], meaning: str = "", category: str = ""
) -> dict[str, Any]:
    return {
        "key": key.lower().replace("_", "-"),
        "name": name,
        "meaning": meaning,
        "category": category,
        "patterns": patterns,
    }
