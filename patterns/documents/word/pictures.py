"""A Drawing as a picture in the text: PNG fine enough for print, and its size on paper."""

from dataclasses import dataclass

from patterns import diagram_cache
from patterns.diagrams.raster import TooLarge, Unavailable, size
from patterns.diagrams.rendering import Drawing, Theme
from patterns.documents.document import Figure
from patterns.documents.word.marks import attribute

DPI = 220
CSS_PIXELS = 96  # per inch
EMU = 914_400  # per inch
WIDEST = 6.69  # inches: 17 cm
TALLEST = 6.3  # inches, with room for text on the page
WHOLE_PAGE = 8.7  # inches, with room for a heading and the caption
LEGIBLE = 0.65  # of the natural size; a picture that is shrunk more may take the whole page
LARGEST_SCALE = 4.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, and its width and height on paper in inches."""

    content: bytes
    width: float
    height: float


def drawn(figure: Figure) -> Drawing:
    """Return the picture of a Figure from the cache or newly drawn, or why there is none."""
    return diagram_cache.draw(figure.diagram, Theme.PAPER)


def picture(drawing: Drawing) -> Picture | None:
    """Return a drawing for print, or None where there is none or it cannot be made into PNG."""
    if drawing.problem:
        return None
    width, height = (side / CSS_PIXELS for side in size(drawing.svg))
    if not width or not height:
        return None
    highest = TALLEST if TALLEST / height >= LEGIBLE else WHOLE_PAGE
    shrunk = min(1.0, WIDEST / width, highest / height)
    scale = min(LARGEST_SCALE, round(shrunk * DPI / CSS_PIXELS, 2))
    try:
        return Picture(diagram_cache.png(drawing, scale), width * shrunk, height * shrunk)
    except (TooLarge, Unavailable):
        return None


def inline(made: Picture, figure: Figure, relation: str, number: int) -> str:
    """Return a run that shows the picture. relation: of its part; number: from 1, of its kind."""
    width, height = round(made.width * EMU), round(made.height * EMU)
    extent = f'cx="{width}" cy="{height}"'
    described = f"name={attribute(figure.name)} descr={attribute(figure.alternative)}"
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
        f'<wp:docPr id="{number}" {described}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" {described}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
