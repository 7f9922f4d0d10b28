"""A Document → PDF: the page for paper, printed here or by a child process."""

import re
import sys

from patterns.documents.document import Document
from patterns.documents.page import Medium, page
from patterns.documents.printing import Printable, Unavailable, missing, printed
from patterns.tasks import Task

__all__ = ["Unavailable", "missing", "pdf", "pdf_or_task", "printable"]

PRINTING = "patterns.documents.printing"
_COLOR = re.compile(r"(--[\w-]+): (#\w+);")
_NAMED = re.compile(r"var\((--[\w-]+)\)")
LONG = 75_000  # signs of a page without its pictures: about a second of an idle core


def pdf(document: Document) -> bytes:
    """Return the document on A4; equal input gives equal bytes. Takes seconds.

    Raises Unavailable.
    """
    return printed(printable(document))


def pdf_or_task(document: Document, about: str, owner: str = "") -> bytes | Task:
    """Return the PDF where that takes about a second at most, else the Task that prints it.

    about, owner: of the Task. Raises Unavailable.
    """
    found = printable(document)
    if found.signs <= LONG:
        return printed(found)
    return Task(PRINTING, found.written, about, owner)


def printable(document: Document) -> Printable:
    """Return the page for paper. Takes about a tenth of a second."""
    # Our font has no minus sign; an en dash looks the same and needs no font of the machine. A line
    # may end behind one, so it is joined to its number, by a sign without width or glyph.
    text = page(document, Medium.PAPER).replace("\N{MINUS SIGN}", "\N{EN DASH}\N{WORD JOINER}")
    return Printable(_colored(text), document.identity)


def _colored(text: str) -> str:
    """Return the page with the colors of light in place of their names in its style. Otherwise
    each box of each page looks them up again.
    """
    style, end, rest = text.partition("</style>")
    colors: dict[str, str] = {}
    for name, color in _COLOR.findall(style):
        colors.setdefault(name, color)  # light stands first, dark below it
    return _NAMED.sub(lambda found: colors[found[1]], style) + end + rest


if __name__ == "__main__":
    # Asked by `make run`, before it tries to install what is missing.
    sys.exit(f"No PDF yet: {missing()}" if missing() else 0)
