"""Looks at a picture as a reader does: which text stands on which color, in both schemes.

It shares no code with the product: colors come from the attributes and the committed stylesheet.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import cos, radians, sin
from pathlib import Path
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
STYLESHEET = Path(__file__).parents[3] / "static" / "css" / "diagrams.css"
PAPERS = {"light": "#ffffff", "dark": "#0f1618"}

_RULE = re.compile(r"\.(pc-\d+) \{ (fill|stroke): light-dark\((#\w{6}), (#\w{6})\); \}")
_NUMBER = re.compile(r"-?\d*\.?\d+")

Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True)
class Seen:
    """A text, its size in pixels, and its contrast with what is behind it."""

    text: str
    size: float
    contrast: float


@dataclass
class Shape:
    left: float
    top: float
    right: float
    bottom: float
    color: str
    opacity: float


@dataclass
class Look:
    scheme: str
    shapes: list[Shape] = field(default_factory=list)
    texts: list[tuple[float, float, str, float, str]] = field(default_factory=list)


def rules() -> dict[str, tuple[str, str, str]]:
    """The property, light and dark color of each class in the committed stylesheet."""
    found = _RULE.findall(STYLESHEET.read_text("utf-8"))
    return {name: (key, light, dark) for name, key, light, dark in found}


def seen(svg: str, scheme: str) -> list[Seen]:
    """Return every text of a picture in one scheme."""
    look = Look(scheme)
    _walk(ElementTree.fromstring(svg), look, (1, 0, 0, 1, 0, 0), {}, rules())
    return [
        Seen(text, size, contrast(color, _behind(look, x, y)))
        for x, y, color, size, text in look.texts
    ]


def contrast(one: str, two: str) -> float:
    high, low = sorted((_light(one), _light(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _light(color: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _behind(look: Look, x: float, y: float) -> str:
    color = PAPERS[look.scheme]
    for shape in look.shapes:
        if shape.left <= x <= shape.right and shape.top <= y <= shape.bottom:
            color = _over(shape.color, color, shape.opacity)
    return color


def _over(front: str, back: str, opacity: float) -> str:
    parts = ((int(front[at : at + 2], 16), int(back[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(f * opacity + b * (1 - opacity)):02x}" for f, b in parts)


def _walk(
    element: ElementTree.Element, look: Look, matrix: Matrix, given: dict[str, str], table: dict
) -> None:
    name = element.tag.removeprefix(SVG)
    own = {
        **given,
        **{
            key: element.get(key)
            for key in ("fill", "font-size", "text-anchor")
            if element.get(key)
        },
    }
    for one in element.get("class", "").split():
        if one in table and table[one][0] == "fill" and look.scheme == "dark":
            own["fill"] = table[one][2]
    matrix = _moved(matrix, element.get("transform", ""))
    fill = own.get("fill", "#000000")
    if name in ("text", "tspan") and fill != "none":
        _read(element, look, matrix, own)
    elif fill != "none" and (points := list(_points(element, name))):
        placed = [_at(matrix, *point) for point in points]
        xs, ys = [x for x, _ in placed], [y for _, y in placed]
        opacity = float(element.get("fill-opacity", "1"))
        look.shapes.append(Shape(min(xs), min(ys), max(xs), max(ys), fill, opacity))
    for child in element:
        _walk(child, look, matrix, own, table)


def _read(element: ElementTree.Element, look: Look, matrix: Matrix, own: dict[str, str]) -> None:
    text = (element.text or "").strip()
    if not text or element.get("x") is None:
        return
    size = float(own.get("font-size", "16"))
    x, y = _at(matrix, float(element.get("x")), float(element.get("y")) - size * 0.35)
    shift = {"start": size, "end": -size}.get(own.get("text-anchor", "start"), 0)
    look.texts.append((x + shift, y, own["fill"], size, text))


def _points(element: ElementTree.Element, name: str) -> Iterator[tuple[float, float]]:
    def number(key: str) -> float:
        return float(element.get(key, "0"))

    if name == "rect":
        yield number("x"), number("y")
        yield number("x") + number("width"), number("y") + number("height")
    elif name == "circle":
        yield number("cx") - number("r"), number("cy") - number("r")
        yield number("cx") + number("r"), number("cy") + number("r")
    elif name == "polygon":
        values = [float(one) for one in _NUMBER.findall(element.get("points", ""))]
        yield from zip(values[::2], values[1::2], strict=True)
    elif name == "path":
        yield from _path(element.get("d", ""))


def _path(data: str) -> Iterator[tuple[float, float]]:
    x = y = 0.0
    for command, rest in re.findall(r"([MLHVCAQZ])([^MLHVCAQZ]*)", data):
        values = [float(one) for one in _NUMBER.findall(rest)]
        if command == "H":
            x = values[-1]
        elif command == "V":
            y = values[-1]
        elif len(values) > 1:
            x, y = values[-2:]
        yield x, y


def _moved(matrix: Matrix, transform: str) -> Matrix:
    for kind, rest in re.findall(r"(\w+)\(([^)]*)\)", transform):
        values = [float(one) for one in _NUMBER.findall(rest)]
        if kind == "translate":
            step: Matrix = (1, 0, 0, 1, values[0], values[1] if len(values) > 1 else 0)
        elif kind == "scale":
            step = (values[0], 0, 0, values[-1], 0, 0)
        else:
            angle = radians(values[0])
            step = (cos(angle), sin(angle), -sin(angle), cos(angle), 0, 0)
        a, b, c, d, e, f = matrix
        g, h, i, j, k, m = step
        matrix = (
            a * g + c * h,
            b * g + d * h,
            a * i + c * j,
            b * i + d * j,
            a * k + c * m + e,
            b * k + d * m + f,
        )
    return matrix


def _at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
