"""Media types that are offered, and the choice among them by the header Accept."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http.request import MediaType
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request


class Ready(BaseRenderer):
    """Sends bytes that are in the media type already."""

    render_style = "binary"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return bytes(data)


class Markdown(Ready):
    media_type = "text/markdown"
    format = "md"
    charset = "utf-8"
    render_style = "text"


class Mermaid(Ready):
    media_type = "text/vnd.mermaid"
    format = "mmd"
    charset = "utf-8"
    render_style = "text"


class Svg(Ready):
    media_type = "image/svg+xml"
    format = "svg"
    charset = None


class Png(Ready):
    media_type = "image/png"
    format = "png"
    charset = None


JSON = (JSONRenderer,)
TEXTS = (JSONRenderer, Markdown)
PICTURES = (JSONRenderer, Mermaid, Svg, Png)
DRAWINGS = (JSONRenderer, Svg, Png)


ANY = MediaType("*/*")


def files(media_types: Iterable[str]) -> tuple[Any, ...]:
    """Return a renderer for each media type; its files are ready when they come."""
    plain = dict.fromkeys(each.partition(";")[0] for each in media_types)
    return tuple(
        type("File", (Ready,), {"media_type": each, "format": each, "charset": None})
        for each in plain
    )


def accepts(request: Request, media_type: str) -> bool:
    """Say whether the header Accept allows this media type, whatever else it prefers."""
    return _quality(MediaType(media_type.partition(";")[0]), _ranges(request)) > 0


class Negotiation(BaseContentNegotiation):
    """Choose by quality (RFC 9110, 12.5.1), which REST framework's own choice leaves out."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        return next(iter(parsers))

    def select_renderer(
        self, request: Request, renderers: Iterable[Any], format_suffix: str | None = None
    ) -> tuple[Any, str]:
        offered = {renderer.media_type: renderer for renderer in renderers}
        ranges = _ranges(request)
        # The first of those that are preferred equally: max keeps the order of the offer.
        chosen = max(offered, key=lambda each: _quality(MediaType(each), ranges))
        if not _quality(MediaType(chosen), ranges):
            raise NotAcceptable(available_renderers=list(renderers))
        return offered[chosen], chosen


def _ranges(request: Request) -> list[MediaType]:
    header = request.headers.get("Accept", "")
    return [_range(token) for token in header.split(",") if token.strip()] or [ANY]


def _range(token: str) -> MediaType:
    """Return a media range without parameters such as charset, of which we offer no choice."""
    found = MediaType(token)
    found.params = {name: value for name, value in found.params.items() if name == "q"}
    return found


def _quality(offered: MediaType, ranges: Iterable[MediaType]) -> float:
    """Return how much a type is wanted, from 0 to 1, by the range that fits it best."""
    # The stubs know the match with a text only.
    matching = [each for each in ranges if offered.match(each)]  # type: ignore[arg-type]
    return max(matching, key=lambda each: each.specificity).quality if matching else 0.0
