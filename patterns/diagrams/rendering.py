"""A Diagram → a Drawing: the SVG, or the line and the reason why not. Knows mermaid-render."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import version

import mermaid_render
from mermaid_render import renderer

from patterns.diagrams import cleaning, colors
from patterns.diagrams.checking import AUTHORED, Limits, check, normal
from patterns.diagrams.explaining import explain
from patterns.diagrams.labels import plain
from patterns.diagrams.problems import Problem
from patterns.diagrams.scripts import Diagram

ENGINE = "pele 1.6.0"
VERSION = f"mermaid-render {version('mermaid-render')}, {ENGINE}, clean 1"


class Theme(StrEnum):
    """How a picture is colored."""

    PAGE = "page"  # light, and dark by the classes of `static/css/diagrams.css`
    PAPER = "paper"  # light only, for exports and print
    NIGHT = "night"  # dark only, on a dark ground, for pages that are dark


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture as an SVG fragment, or the problem that prevented it; never both."""

    svg: str  # "" when drawing failed
    problem: Problem | None
    digest: str  # names script, titles, links, theme and the version of everything that draws
    dropped: tuple[str, ...] = ()  # elements that the clean step did not know and left out

    @property
    def prefix(self) -> str:
        """What every id of the picture starts with."""
        return _prefix(self.digest)

    def again(self, count: int) -> str:
        """Return the SVG for its `count`-th use on one page, with ids of its own."""
        return cleaning.numbered(self.svg, self.prefix, count)


def digest(diagram: Diagram, theme: Theme) -> str:
    """Return the name of a drawing: 64 hex digits, the same for the same content anywhere."""
    links = "\n".join(f"{node} {address}" for node, address in sorted(diagram.links.items()))
    parts = (VERSION, theme, diagram.script, diagram.title, diagram.description, links)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()


def render(diagram: Diagram, theme: Theme = Theme.PAGE, limits: Limits = AUTHORED) -> Drawing:
    """Draw a diagram; this will never raise for anything that its text contains.

    Takes about 6 ms for a warm thread, and 150 ms more for the first drawing of a thread.
    """
    name = digest(diagram, theme)
    script = normal(diagram.script)
    if problem := check(script, limits):
        return Drawing("", problem, name)
    frame = cleaning.Frame(
        prefix=_prefix(name),
        title=plain(diagram.title or "Diagram", 200),
        description=plain(diagram.description or diagram.title, 1_000),
        links=diagram.links,
        follows_scheme=theme is Theme.PAGE,
        is_dark=theme is Theme.NIGHT,
    )
    try:
        picture = cleaning.clean(_draw(script, limits.seconds), frame, max_bytes=limits.max_bytes)
    except cleaning.Refused as refusal:
        return Drawing("", Problem("output", str(refusal), hint="Draw less at once."), name)
    except Exception as error:
        return Drawing("", explain(error, script), name)
    return Drawing(picture.svg, None, name, picture.dropped)


def _draw(script: str, seconds: float) -> str:
    # The library interrupts after ten seconds, too long for a request, and forgets our own
    # limit with every context that it throws away; so it is set before each call.
    renderer._context().set_time_limit(seconds)
    svg: bytes = mermaid_render.convert(script, format="svg", theme=_THEME)
    return svg.decode("utf-8")


def _prefix(name: str) -> str:
    return f"d{name[:8]}"


# Colors by name instead of by value: one drawing then serves both schemes.
_THEME = "pattern-advisor"
renderer.THEMES[_THEME] = {name: f"role({name})" for name in colors.PALETTE}
