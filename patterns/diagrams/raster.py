"""SVG → PNG, for documents and downloads. Knows resvg."""

import re

from patterns.diagrams import fonts

MAX_PIXELS = 20_000_000

_VIEW_BOX = re.compile(r'viewBox="[-\d.]+[ ,][-\d.]+[ ,]([\d.]+)[ ,]([\d.]+)"')


class TooLarge(ValueError):
    """The picture would have more than MAX_PIXELS pixels."""


class Unavailable(RuntimeError):
    """The rasterizer cannot be loaded on this machine."""


def size(svg: str) -> tuple[float, float]:
    """Return the natural width and height of a clean SVG, in CSS pixels."""
    box = _VIEW_BOX.search(svg)
    return (float(box[1]), float(box[2])) if box else (0.0, 0.0)


def to_png(svg: str, scale: float = 2.0) -> bytes:
    """Return a clean SVG as PNG on white, with the font that it was measured with.

    scale: pixels for each CSS pixel. Takes 50 to 200 ms.
    Raises TooLarge above MAX_PIXELS, Unavailable when resvg cannot be imported.
    """
    width, height = size(svg)
    if not width or width * height * scale * scale > MAX_PIXELS:
        raise TooLarge(f"{width * scale:.0f} by {height * scale:.0f} pixels")
    try:
        import resvg_py
    except ImportError as error:
        raise Unavailable("resvg") from error
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        zoom=scale,
        background="white",
        font_files=[str(path) for path in fonts.files()],
        font_family="Noto Sans",
        sans_serif_family="Noto Sans",
    )
