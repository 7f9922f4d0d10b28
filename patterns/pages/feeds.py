"""For machines that read pages: the site as text, whole and as a list, and its addresses."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final
from xml.etree import ElementTree

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.views.decorators.http import require_safe

from patterns import releases
from patterns.catalogue import Catalogue
from patterns.documents.chapters import pattern_document
from patterns.documents.markdown import markdown
from patterns.pages.freshness import revalidated

PLAIN: Final = "text/plain; charset=utf-8"  # what browsers show and do not save
NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
PAGES: Final = (
    "/", "/patterns/", "/advise/", "/matrix/", "/quadrant/", "/problems/", "/relations/",
    "/patterns/compare/", "/cases/", "/takeaways/", "/checklist/", "/glossary/", "/diagrams/",
    "/api/v1/docs",
)  # fmt: skip


@require_safe
@revalidated
def llms(request: HttpRequest) -> HttpResponse:
    """Say what there is for language models, after the proposal of llmstxt.org."""
    catalogue = releases.current()
    context = {
        "host": _host(request),
        "release": catalogue.digest,
        "patterns": len(catalogue.patterns),
        "shelves": [
            (category, catalogue.in_category(category.slug))
            for category in catalogue.content.categories
        ],
        "mcp": settings.MCP,
    }
    return _text(get_template("feeds/llms.md").render(context))


@require_safe
@revalidated
def llms_full(request: HttpRequest) -> HttpResponse:
    """Return the questions and every finished page as one text."""
    return _text(_everything(releases.current()))


@require_safe
@revalidated
def sitemap(request: HttpRequest) -> HttpResponse:
    """Name every address that a search engine should know, with the day of its last review."""
    host, catalogue = _host(request), releases.current()
    body = ElementTree.Element("urlset", xmlns=NAMESPACE)
    for path, reviewed in _addresses(catalogue):
        place = ElementTree.SubElement(body, "url")
        ElementTree.SubElement(place, "loc").text = host + path
        if reviewed:
            ElementTree.SubElement(place, "lastmod").text = reviewed.isoformat()
    written = ElementTree.tostring(body, encoding="utf-8", xml_declaration=True)
    return HttpResponse(written, content_type="application/xml; charset=utf-8")


def _addresses(catalogue: Catalogue) -> Iterable[tuple[str, date | None]]:
    yield from ((path, None) for path in PAGES)
    for pattern in catalogue.patterns:
        yield f"/patterns/{pattern.slug}/", pattern.reviewed
        for template in catalogue.templates(pattern.slug):
            name = template.id.partition(".")[2]
            yield f"/patterns/{pattern.slug}/code/{template.language}/{name}/", None
    yield from ((f"/cases/{case.id}/", None) for case in catalogue.cases)


@lru_cache(maxsize=2)
def _everything(catalogue: Catalogue) -> str:
    """Write the whole catalogue once per Release; about a second and two megabytes."""
    pages = [markdown(pattern_document(catalogue, pattern)) for pattern in catalogue.complete]
    context = {"release": catalogue.digest, "sections": catalogue.content.sections}
    return "\n".join([get_template("feeds/llms_full.md").render(context), *pages])


def _host(request: HttpRequest) -> str:
    public: str = settings.PUBLIC_ADDRESS
    return public or request.build_absolute_uri("/").rstrip("/")


def _text(words: str) -> HttpResponse:
    return HttpResponse(words, content_type=PLAIN)


llms_full.limit = "export"  # type: ignore[attr-defined]
