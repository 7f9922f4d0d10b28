"""A Document as one HTML file that needs nothing else: style and pictures stand in it."""

import re
from dataclasses import replace
from enum import StrEnum
from functools import partial

from django.template.loader import render_to_string

from patterns import diagram_cache
from patterns.diagrams.colors import stylesheet
from patterns.diagrams.rendering import Drawing, Theme
from patterns.documents import html
from patterns.documents.document import Document, Figure

_COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)


class Medium(StrEnum):
    """What the page is for. Paper: light alone, with margins, page numbers, and a table of contents
    that fits one page: whoever lays it out does so again for each page that names others.
    """

    SCREEN = "screen"
    PAPER = "paper"


def page(document: Document, medium: Medium = Medium.SCREEN) -> str:
    """Return the whole file. Pictures that are not in the cache take about 10 ms each."""
    on_paper = medium is Medium.PAPER
    theme = Theme.PAPER if on_paper else Theme.PAGE
    return render_to_string(
        "documents/report.html",
        {
            "document": document,
            "contents": html.contents(document, 1 if on_paper else html.LISTED),
            "body": html.body(document, partial(_drawn, theme)),
            "on_paper": on_paper,
            "colors": html.Written("" if on_paper else _COMMENTS.sub("", stylesheet()).strip()),
        },
    )


def _drawn(theme: Theme, figure: Figure) -> Drawing:
    # A path of the site leads nowhere from a file.
    return diagram_cache.draw(replace(figure.diagram, links={}), theme)
