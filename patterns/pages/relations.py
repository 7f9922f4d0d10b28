"""The graph of Relations: of all Categories, of one, and around one Pattern."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from patterns import neighborhoods, releases
from patterns.catalogue import Catalogue
from patterns.diagrams.scripts import Diagram
from patterns.pages.figures import figure_from
from patterns.pages.files import diagram_response
from patterns.pages.freshness import revalidated


@require_safe
@revalidated
def relations(request: HttpRequest) -> HttpResponse:
    """Show one of the graphs, and the same Relations as a table."""
    catalogue = releases.current()
    slug, category, unknown = _place(request, catalogue)
    diagram = _diagram(catalogue, slug, category)
    pattern = catalogue.get(slug)
    if pattern:
        heading = f"Relations of {pattern.name}"
    elif category:
        heading = f"Relations in {catalogue.category(category).name}"
    else:
        heading = "Relations"
    query = urlencode({k: v for k, v in (("pattern", slug), ("category", category)) if v})
    context: dict[str, Any] = {
        "heading": heading,
        "pattern": pattern,
        "category": category,
        "unknown": unknown,
        "figure": figure_from(
            diagram,
            "relations",
            diagram.title,
            diagram.description,
            "/relations" + (f"?{query}" if query else ""),
        ),
        "legend": [
            (neighborhoods.LINES[kind], words) for kind, words in neighborhoods.SAYS.items()
        ],
        "has_legend": bool(slug or category),
        "lines": neighborhoods.lines(catalogue, category=category, pattern=slug),
        "categories": catalogue.content.categories,
        "all": sorted(catalogue.patterns, key=lambda pattern: pattern.name),
    }
    return TemplateResponse(
        request, "catalogue/relations.html", context, status=404 if unknown else 200
    )


@require_safe
@revalidated
def relations_file(request: HttpRequest, form: str) -> HttpResponse:
    """Return the graph that the query names as SVG, PNG or Mermaid text."""
    catalogue = releases.current()
    slug, category, unknown = _place(request, catalogue)
    if unknown:
        raise Http404("no such pattern or category")
    name = "-".join(part for part in ("relations", slug or category) if part)
    return diagram_response(_diagram(catalogue, slug, category), name, form)


def _place(request: HttpRequest, catalogue: Catalogue) -> tuple[str, str, str]:
    """Return the Pattern or the Category asked for, and what is not known here."""
    slug, category = request.GET.get("pattern", ""), request.GET.get("category", "")
    slug = catalogue.alias_of(slug) or slug
    if slug:
        return (slug, "", "") if catalogue.get(slug) else ("", "", slug[:60])
    known = {row.slug for row in catalogue.content.categories}
    if category and category not in known:
        return "", "", category[:60]
    return "", category, ""


def _diagram(catalogue: Catalogue, slug: str, category: str) -> Diagram:
    if slug:
        return neighborhoods.around(catalogue, slug)
    if category:
        return neighborhoods.of_category(catalogue, category)
    return neighborhoods.whole(catalogue)
