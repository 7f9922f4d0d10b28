"""A diagram as a file to take away: SVG, PNG or Mermaid text."""

from django.http import HttpResponse

from patterns.diagram_cache import draw, png
from patterns.diagrams.raster import TooLarge, Unavailable
from patterns.diagrams.rendering import Theme
from patterns.diagrams.scripts import Diagram

# An SVG file stands alone: nothing in it may load or run, wherever it is opened.
SVG_POLICY = "default-src 'none'; sandbox"
XML_HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'


def diagram_response(diagram: Diagram, name: str, form: str) -> HttpResponse:
    """Return the file. form: `svg`, `png` or `mmd`; name: without its ending, from slugs only."""
    if form == "mmd":
        return download(diagram.script.encode(), "text/vnd.mermaid; charset=utf-8", f"{name}.mmd")
    drawn = draw(diagram, Theme.PAPER)
    if drawn.problem:
        return HttpResponse(drawn.problem.message, status=422, content_type="text/plain")
    if form == "svg":
        response = download((XML_HEADER + drawn.svg).encode(), "image/svg+xml", f"{name}.svg")
        # Shown when it is opened alone; the links that offer it as a file say `download`.
        response["Content-Disposition"] = f'inline; filename="{name}.svg"'
        response["Content-Security-Policy"] = SVG_POLICY
        return response
    try:
        return download(png(drawn), "image/png", f"{name}.png")
    except (TooLarge, Unavailable) as error:
        return HttpResponse(str(error), status=422, content_type="text/plain; charset=utf-8")


def download(body: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
