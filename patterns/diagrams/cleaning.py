"""SVG from the renderer → SVG that a strict content policy, a PDF and a screen reader accept.

The picture is written anew from a list of what is allowed; whatever is not on it is left out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from xml.etree import ElementTree

from patterns.diagrams import colors
from patterns.diagrams.attributes import READERS, number, numbers
from patterns.diagrams.colors import Pair

FONTS = "Noto Sans, system-ui, sans-serif"
MAX_ELEMENTS = 20_000
MAX_DEPTH = 64

_NAMESPACE = "{http://www.w3.org/2000/svg}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
ELEMENTS = _SHAPES | {"svg", "g", "text", "tspan"}
_REPLACED = frozenset({"title", "desc"})
_PATH = re.compile(r"/(?!/)[A-Za-z0-9/_.~%?=&#-]*")


class Refused(ValueError):
    """The picture is too large, or is not the kind of SVG that a diagram can be."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds a picture: its names, and whether it can follow the reader's scheme."""

    prefix: str  # starts every id, so that two pictures on a page cannot collide
    title: str
    description: str
    links: Mapping[str, str] = field(default_factory=dict)  # node id -> path on this site
    follows_scheme: bool = True  # adds the classes of the dark colors
    is_dark: bool = False  # dark colors by value, with their ground: most paper is white


@dataclass(frozen=True, slots=True)
class Picture:
    """A clean fragment, and the names of elements that were left out of it."""

    svg: str
    dropped: tuple[str, ...]


def clean(svg: str, frame: Frame, *, max_bytes: int) -> Picture:
    """Return the same picture, written anew by a list of allowed elements and attributes.

    Raises Refused for a document type, an entity, another root than `svg`, more than
    MAX_ELEMENTS elements, more than MAX_DEPTH levels or more than `max_bytes` of output.
    """
    if len(svg) > 2 * max_bytes:  # parsing it would cost more than refusing it
        raise Refused("The picture is too large.")
    if "<!" in svg or "<?" in svg:
        raise Refused("The picture holds a document type or an entity.")
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314, no entity can get past the line above
    except ElementTree.ParseError as error:
        raise Refused("The picture is not well-formed.") from error
    if root.tag != f"{_NAMESPACE}svg":
        raise Refused("The picture is not an SVG.")
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
        raise Refused("The picture has too many parts.")
    writer = _Writer(frame)
    writer.root(root)
    text = "".join(writer.out)
    if len(text.encode()) > max_bytes:
        raise Refused("The picture is too large.")
    return Picture(text, tuple(writer.dropped))


def numbered(svg: str, prefix: str, count: int) -> str:
    """Return a picture whose ids can stand beside `count - 1` copies of it on the same page."""
    return (
        svg
        if count < 2
        else svg.replace(f'"{prefix}-', f'"{prefix}-{count}-').replace(
            f" {prefix}-desc", f" {prefix}-{count}-desc"
        )
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """What the surroundings of an element say about its colors."""

    ground: Pair | None = None  # the author's own fill behind the text, if any
    in_note: bool = False
    in_edge: bool = False
    in_frame: bool = False  # a background area: its fill is ours, never the author's


class _Writer:
    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.out: list[str] = []
        self.dropped: list[str] = []

    def root(self, root: ElementTree.Element) -> None:
        frame, prefix = self.frame, escape(self.frame.prefix)
        attributes = {
            "aria-labelledby": f"{prefix}-title {prefix}-desc",
            "font-family": FONTS,
            "font-size": "16",
            "role": "group" if frame.links and frame.follows_scheme else "img",
            "viewBox": numbers(root.get("viewBox", "")) or "0 0 1 1",
            "width": number(root.get("width", "")) or "100",
        }
        if not frame.follows_scheme:
            attributes["height"] = number(root.get("height", "")) or "100"
        classes = ["drawing", *self._paint(attributes, "fill", colors.PALETTE["fg"])]
        attributes["class"] = " ".join(classes)
        self.out.append('<svg xmlns="http://www.w3.org/2000/svg"')
        self._attributes(attributes)
        self.out.append(
            f'><title id="{prefix}-title">{escape(frame.title, quote=False)}</title>'
            f'<desc id="{prefix}-desc">{escape(frame.description, quote=False)}</desc>'
        )
        if frame.is_dark:
            left, top, width, height = attributes["viewBox"].replace(",", " ").split()
            self.out.append(
                f'<rect fill="{colors.PALETTE["bg"].dark}" height="{height}" width="{width}"'
                f' x="{left}" y="{top}"/>'
            )
        for child in root:
            self.element(child, _Place(), 1)
        self.out.append("</svg>")

    def element(self, element: ElementTree.Element, place: _Place, depth: int) -> None:
        name = element.tag.removeprefix(_NAMESPACE)
        if name in _REPLACED:
            return
        if name not in ELEMENTS or name == "svg":
            self.dropped.append(name)
            return
        if depth > MAX_DEPTH:
            raise Refused("The picture is nested too deeply.")
        kinds = element.get("class", "").split()
        if name == "g":
            place = _place(element, kinds, place)
        address = self._address(element, kinds) if name == "g" else ""
        if address:
            self.out.append(f'<a href="{escape(address)}">')
        self.out.append(f"<{name}")
        self._attributes(self._read(element, name, kinds, place))
        if len(element) or element.text:
            self.out.append(">")
            self._children(element, name, place, depth)
            self.out.append(f"</{name}>")
        else:
            self.out.append("/>")
        if address:
            self.out.append("</a>")

    def _children(self, element: ElementTree.Element, name: str, place: _Place, depth: int) -> None:
        words = name in ("text", "tspan")
        if words and element.text:
            self.out.append(escape(element.text, quote=False))
        for child in element:
            self.element(child, place, depth + 1)
            if words and child.tail:
                self.out.append(escape(child.tail, quote=False))

    def _address(self, element: ElementTree.Element, kinds: list[str]) -> str:
        address = self.frame.links.get(element.get("data-id", ""), "")
        allowed = self.frame.follows_scheme and "pele-node" in kinds
        return address if allowed and _PATH.fullmatch(address) else ""

    def _read(
        self, element: ElementTree.Element, name: str, kinds: list[str], place: _Place
    ) -> dict[str, str]:
        attributes: dict[str, str] = {}
        given = {key: value for key, value in element.items() if key in READERS}
        own = _declarations(element.get("style", ""))
        given.update((key, value) for key, value in own.items() if key in READERS)
        for key, value in given.items():
            if read := READERS[key](value):
                attributes[key] = read
        if element.get(_SPACE) == "preserve":
            attributes["xml:space"] = "preserve"
        classes = [_KINDS[kind] for kind in kinds if kind in _KINDS]
        if classes and (identity := element.get("data-id")):
            attributes["data-id"] = escape(identity)
        for key in ("fill", "stroke"):
            color = _color(key, element.get(key, ""), own.get(key, ""), name, place)
            if isinstance(color, str):
                attributes[key] = color
            elif color:
                classes += self._paint(attributes, key, color)
        if classes:
            attributes["class"] = " ".join(classes)
        return attributes

    def _paint(self, attributes: dict[str, str], key: str, color: Pair) -> list[str]:
        attributes[key] = color.dark if self.frame.is_dark else color.light
        name = colors.class_of(key, color) if self.frame.follows_scheme else ""
        return [name] if name else []

    def _attributes(self, attributes: dict[str, str]) -> None:
        self.out += [f' {key}="{attributes[key]}"' for key in sorted(attributes)]


def _place(element: ElementTree.Element, kinds: list[str], outer: _Place) -> _Place:
    ground = outer.ground
    in_frame = outer.in_frame or not _FRAMES.isdisjoint(kinds)
    if not in_frame:
        for child in element:
            if child.tag.removeprefix(_NAMESPACE) in _SHAPES:
                fill = colors.resolve(_declarations(child.get("style", "")).get("fill", ""))
                ground = fill or ground
    return _Place(
        ground=ground,
        in_note=outer.in_note or not _NOTES.isdisjoint(kinds),
        in_edge=outer.in_edge or "pele-edge" in kinds,
        in_frame=in_frame,
    )


def _color(key: str, plain: str, own: str, name: str, place: _Place) -> Pair | str | None:
    """Return the color of one property, "none", or None to leave it to the surroundings.

    plain: the renderer's own value; own: the author's, from a style declaration.
    """
    if place.in_note:
        plain = _NOTE_COLORS.get(plain, plain)
    base = "none" if plain == "none" else colors.resolve(plain)
    wanted = colors.resolve(own)
    if name in ("text", "tspan") and key == "fill":
        if base == "none" or (name == "tspan" and not wanted):
            return base
        if wanted or place.ground:
            return colors.readable(wanted, place.ground)
        return base
    if not wanted or (place.in_frame and wanted.light == wanted.dark):
        wanted = None
    if place.in_edge and isinstance(base, Pair) and base.light == base.dark:
        base, wanted = None, base  # the head of an arrow brings the author's color as its own
    if key == "stroke" or place.in_edge:
        on_own_ground = place.ground and not place.in_edge
        if (
            wanted
            and not on_own_ground
            and not colors.reaches(wanted, colors.PALETTE["bg"], colors.LINE_CONTRAST)
        ):
            return base or (colors.PALETTE["line"] if place.in_edge else None)
    return wanted or base


def _declarations(style: str) -> dict[str, str]:
    if not style:
        return {}
    parts = (part.split(":", 1) for part in style.split(";") if ":" in part)
    return {key.strip().lower(): value.replace("!important", "").strip() for key, value in parts}


_KINDS = {
    "pele-node": "drawn-node",
    "pele-edge": "drawn-edge",
    "pele-cluster": "drawn-frame",
    "pele-note": "drawn-note",
    "pele-task": "drawn-task",
    "pele-quadrant": "drawn-quadrant",
    "pele-point": "drawn-point",
}
_FRAMES = frozenset({"pele-cluster", "pele-box", "pele-rects", "pele-frame"})
_NOTES = frozenset({"pele-note", "pele-notes"})
_NOTE_COLORS = {"role(surface-alt)": "role(note)", "role(border)": "role(note-line)"}
