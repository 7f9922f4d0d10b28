"""A Document → PDF: the page for paper, printed here or by a child process."""

import re
import sys

from patterns.documents.document import Document
from patterns.documents.page import Medium, page
from patterns.documents.printing import Printable, Unavailable, missing, printed
from patterns.tasks import Task

__all__ = ["Unavailable", "missing", "pdf", "pdf_or_task"]

PRINTING = "patterns.documents.printing"
LONG = 60_000  # signs of a page without its pictures that take about a second of an idle core
_PICTURES = re.compile(r"<svg.*?</svg>", re.DOTALL)


def pdf(document: Document) -> bytes:
    """Return the document on A4; equal input gives equal bytes. Takes seconds.

    Raises Unavailable.
    """
    return printed(_printable(document))


def pdf_or_task(document: Document, about: str, owner: str = "") -> bytes | Task:
    """Return the PDF where that takes about a second at most, else the Task that prints it.

    about, owner: of the Task. Raises Unavailable.
    """
    found = _printable(document)
    if len(_PICTURES.sub("", found.page)) <= LONG:
        return printed(found)
    return Task(PRINTING, found.written, about, owner)


def _printable(document: Document) -> Printable:
    # Our font has no minus sign; an en dash looks the same and needs no font of the machine.
    text = page(document, Medium.PAPER).replace("\N{MINUS SIGN}", "\N{EN DASH}")
    return Printable(text, document.identity)


if __name__ == "__main__":
    # Asked by `make run`, before it tries to install what is missing.
    sys.exit(f"No PDF yet: {missing()}" if missing() else 0)
