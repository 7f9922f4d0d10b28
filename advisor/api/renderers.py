"""Media types that are offered, and the choice among them by the header Accept."""

from collections.abc import Iterable, Mapping
from typing import Any

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


class Negotiation(BaseContentNegotiation):
    """Choose by quality (RFC 9110, 12.5.1), which REST framework's own choice leaves out."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        return next(iter(parsers))

    def select_renderer(
        self, request: Request, renderers: Iterable[Any], format_suffix: str | None = None
    ) -> tuple[Any, str]:
        offered = {renderer.media_type: renderer for renderer in renderers}
        if not request.headers.get("Accept", "").strip():
            chosen = next(iter(offered))
        else:
            chosen = request._request.get_preferred_type(list(offered))
        if chosen is None:
            raise NotAcceptable(available_renderers=list(renderers))
        return offered[chosen], chosen
