"""A Pattern's page, or a comparison, as a file to take away."""

from collections.abc import Callable
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from patterns import releases
from patterns.documents.chapters import comparison_document, pattern_document
from patterns.documents.document import Document
from patterns.documents.markdown import markdown
from patterns.documents.page import page
from patterns.documents.pdf import missing, pdf
from patterns.documents.word import word
from patterns.pages.files import download
from patterns.pages.freshness import revalidated

LEAST_COMPARED, MOST_COMPARED = 2, 4
NO_PDF = "This site cannot make a PDF"
INSTEAD = "It lacks something: {}. The HTML file has the same pages: open it and print it as a PDF."


class Form(NamedTuple):
    """One kind of file."""

    media_type: str
    make: Callable[[Document], bytes]


FORMS = {
    "md": Form("text/markdown; charset=utf-8", lambda document: markdown(document).encode()),
    "html": Form("text/html; charset=utf-8", lambda document: page(document).encode()),
    "docx": Form("application/vnd.openxmlformats-officedocument.wordprocessingml.document", word),
    "pdf": Form("application/pdf", pdf),
}


@require_safe
@revalidated
def pattern_twin(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the page of a Pattern as Markdown; for machines, so it costs none of the exports."""
    catalogue = releases.current()
    if target := catalogue.alias_of(slug):
        return HttpResponsePermanentRedirect(f"/patterns/{target}.md")
    return pattern_file(request, slug, "md")


@require_safe
def pattern_file(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Return the page of a Pattern in one form."""
    catalogue = releases.current()
    pattern = catalogue.get(slug)
    if pattern is None:
        raise Http404("no such pattern")
    return _made(request, form, pattern_document(catalogue, pattern), slug)


@require_safe
def comparison_file(request: HttpRequest, form: str) -> HttpResponse:
    """Return the comparison of the two to four Patterns that the query names."""
    catalogue = releases.current()
    asked = dict.fromkeys(
        catalogue.alias_of(slug) or slug for slug in request.GET.getlist("slug") if slug
    )
    found = [pattern for slug in asked if (pattern := catalogue.get(slug))][:MOST_COMPARED]
    if len(found) < LEAST_COMPARED:
        raise Http404("a comparison needs two patterns")
    name = "-".join(["compare", *(pattern.slug for pattern in found)])
    return _made(request, form, comparison_document(catalogue, found), name[:120])


def _made(request: HttpRequest, form: str, document: Document, name: str) -> HttpResponse:
    if form == "pdf" and (reason := missing()):
        context = {"heading": NO_PDF, "words": INSTEAD.format(reason)}
        return TemplateResponse(request, "problem.html", context, status=503)
    chosen = FORMS[form]
    return download(chosen.make(document), chosen.media_type, f"{name}.{form}")


pattern_file.limit = comparison_file.limit = "export"  # type: ignore[attr-defined]
