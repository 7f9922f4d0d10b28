"""The first page: what this is, the wizard, the matrix, the quadrant and the shelves."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from patterns import releases
from patterns.catalogue import Catalogue
from patterns.content.entries import Example, Pattern
from patterns.pages.freshness import revalidated
from patterns.pages.guide import takeaway_rows
from patterns.pages.matrix import answers_address, quadrant_figure, scenario_rows


@require_safe
@revalidated
def home(request: HttpRequest) -> HttpResponse:
    catalogue = releases.current()
    categories = [
        (category, len(catalogue.in_category(category.slug)))
        for category in catalogue.content.categories
    ]
    return TemplateResponse(
        request,
        "catalogue/home.html",
        {
            "catalogue": catalogue,
            "matrix": scenario_rows(catalogue),
            "figure": quadrant_figure(catalogue),
            "sample": _sample(catalogue),
            "categories": categories,
            "takeaways": takeaway_rows(catalogue),
        },
    )


def _sample(catalogue: Catalogue) -> dict[str, Any] | None:
    """Return the ledger of the first worked example that has two forces or more."""
    for slug in catalogue.content.quadrant.points if catalogue.content.quadrant else ():
        pattern = catalogue.get(slug)
        for example in pattern.profile.examples if pattern and pattern.profile else ():
            if pattern and len({key.split(" from ")[0] for key in example.shares}) > 2:
                return {
                    "pattern": pattern,
                    "example": example,
                    "rows": _ledger(catalogue, pattern, example),
                    "address": answers_address("/advice/", example.answers),
                }
    return None


def _ledger(catalogue: Catalogue, pattern: Pattern, example: Example) -> list[dict[str, Any]]:
    points: dict[str, float] = {}
    for key, share in example.shares.items():
        name = key.split(" from ")[0]
        points[name] = points.get(name, 0.0) + share
    worsened = {effect.force for effect in pattern.profile.worsens} if pattern.profile else set()
    rows = []
    for position, (name, value) in enumerate(sorted(points.items(), key=lambda row: -row[1])):
        force = catalogue.force(name)
        width = min(80.0, abs(value))
        rows.append(
            {
                "name": force.name if force else name,
                "role": "main force"
                if not position
                else "worsened"
                if name in worsened
                else "eased",
                "points": value,
                "side": "for" if value > 0 else "against",
                "class": "plus" if value > 0 else "minus",
                # The zero of the bar stands at 14; harms run to the left of it.
                "x": 14 if value > 0 else round(max(0.0, 14 - width), 1),
                "width": round(width, 1),
            }
        )
    return rows
