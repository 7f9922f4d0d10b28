"""What real systems chose, and how the advice fares on them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from advisor.evaluation.beside import beside
from advisor.evaluation.cases import Encoder
from advisor.evaluation.overview import overview
from patterns import releases


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """List the Cases, narrowed by the query, with the figures over all of them."""
    return TemplateResponse(
        request, "cases/list.html", overview(releases.current(), request.GET.dict())
    )


@require_safe
def case(request: HttpRequest, name: str) -> HttpResponse:
    """Show one Case beside the Advice for the answers of the encoder that the query names."""
    catalogue = releases.current()
    found = catalogue.case(name)
    if found is None:
        raise Http404("no such case")
    second = request.GET.get("answers") == Encoder.SECOND
    encoder = Encoder.SECOND if second else Encoder.FIRST
    return TemplateResponse(request, "cases/case.html", beside(catalogue, found, encoder))
