"""A Document → PDF, here or as a Task."""

import json
from dataclasses import replace

from patterns import diagram_cache
from patterns.diagrams.rendering import Drawing, Theme
from patterns.documents.document import Document, Figure
from patterns.documents.printing import MODULE, Unavailable, Unprintable, missing, printed
from patterns.documents.values import values
from patterns.tasks import Task

__all__ = ["Unavailable", "Unprintable", "missing", "pdf", "pdf_or_task", "printable"]

LONG = 100_000  # bytes to lay out: a third of a second of an idle core, a second of a busy one


def pdf(document: Document) -> bytes:
    """Return the document on A4; equal input gives equal bytes. Takes up to a second.

    Raises Unavailable and Unprintable.
    """
    return printed(printable(document))


def pdf_or_task(document: Document, about: str, owner: str = "") -> bytes | Task:
    """Return the PDF where that takes about a second at most, else the Task that prints it.

    about, owner: of the Task. Raises Unavailable and Unprintable.
    """
    found = printable(document)
    return printed(found) if len(found) <= LONG else Task(MODULE, found, about, owner)


def printable(document: Document) -> bytes:
    """Return what `printed` reads. Pictures that are not in the cache take about 10 ms each."""
    return json.dumps(values(document, _drawn), ensure_ascii=False).encode()


def _drawn(figure: Figure) -> Drawing:
    # A path of the site leads nowhere from a file.
    return diagram_cache.draw(replace(figure.diagram, links={}), Theme.PAPER)
