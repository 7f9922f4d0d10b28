"""The attributes of SVG that a clean picture may have, and what may stand in each."""

import re
from collections.abc import Callable

_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")
_LONG = re.compile(r"-?\d*\.\d{3,}(?:e-?\d+)?")
_NUMBERS = re.compile(r"[-\d.e,\s]*")
_GEOMETRY = re.compile(r"[MLHVCSQTAZmlhvcsqtaz\d.e,\s-]*")
_TRANSFORM = re.compile(r"(?:(?:translate|rotate|scale)\([-\d.e,\s]*\)\s*)*")


def number(text: str) -> str:
    """Return one number without its unit, at most two decimals long; "" for anything else."""
    text = text.removesuffix("px")
    return _short(text) if _NUMBER.fullmatch(text) else ""


def numbers(text: str) -> str:
    """Return numbers and what stands between them; "" for anything else."""
    text = text.replace("px", "")
    return _short(text) if _NUMBERS.fullmatch(text) else ""


def _geometry(text: str) -> str:
    return _short(text) if _GEOMETRY.fullmatch(text) else ""


def _transform(text: str) -> str:
    return _short(text) if _TRANSFORM.fullmatch(text) else ""


def _short(text: str) -> str:
    return _LONG.sub(lambda long: f"{float(long[0]):.2f}".rstrip("0").rstrip("."), text)


def _word(*allowed: str) -> Callable[[str], str]:
    return lambda text: text if text in allowed else ""


# Name of an attribute -> what reads its value; "" means that it is left out.
READERS: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(("x", "y", "width", "height", "rx", "ry", "r", "cx", "cy"), number),
    **dict.fromkeys(("x1", "y1", "x2", "y2", "dx", "dy", "font-size", "stroke-width"), number),
    **dict.fromkeys(("fill-opacity", "stroke-opacity"), number),
    "d": _geometry,
    "points": numbers,
    "stroke-dasharray": numbers,
    "transform": _transform,
    "text-anchor": _word("start", "middle", "end"),
    "font-weight": _word("bold", "600", "700", "800"),
    "font-style": _word("italic"),
    "text-decoration": _word("underline", "line-through"),
    "stroke-linecap": _word("round", "butt", "square"),
    "stroke-linejoin": _word("round", "miter", "bevel"),
    "dominant-baseline": _word("middle", "central", "hanging"),
}
