"""The live editor: Mermaid text in, a picture or the line of the mistake out. Nothing is kept."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from patterns import releases
from patterns.catalogue import Catalogue
from patterns.diagram_cache import draw
from patterns.diagrams.rendering import Drawing
from patterns.diagrams.scripts import Diagram
from patterns.diagrams.steps import steps
from patterns.pages.figures import figure_of, plain_values

STARTER = """sequenceDiagram
    participant Order
    participant Payment
    Order->>Payment: Charge card
    alt Payment answers
        Payment-->>Order: Charged
    else No answer in time
        Payment--xOrder: Timeout
        Order->>Order: Try again with the same key
    end
"""


@require_http_methods(["GET", "HEAD"])
def live(request: HttpRequest) -> HttpResponse:
    """Show the editor with a Pattern's diagram when the query names one."""
    catalogue = releases.current()
    return _page(request, _authored(catalogue, request) or STARTER)


@require_http_methods(["POST"])
def render(request: HttpRequest) -> HttpResponse:
    """Draw what was typed. A mistake in the text is an answer, not an error."""
    return _page(request, request.POST.get("script", ""))


render.limit = "diagram-draw"  # type: ignore[attr-defined]


def _page(request: HttpRequest, script: str) -> HttpResponse:
    drawn: Drawing = draw(
        Diagram(script=script, title="Your diagram", description="Drawn from the text beside it."),
        live=True,
    )
    too_long = drawn.problem is not None and drawn.problem.too_long
    return TemplateResponse(
        request,
        "diagrams/live.html",
        {
            "script": script,
            "drawn": drawn,
            "steps": () if drawn.problem else steps(script),
        },
        status=413 if too_long else 200,
    )


def _authored(catalogue: Catalogue, request: HttpRequest) -> str:
    pattern = catalogue.get(request.GET.get("pattern", ""))
    kind = request.GET.get("kind", "")
    if pattern is None:
        return ""
    for entry in pattern.diagrams:
        if entry.file == f"{kind}.mmd":
            return figure_of(pattern, entry, plain_values(catalogue, pattern)).script
    return ""
