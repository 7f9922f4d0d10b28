"""A Document as one HTML file that needs nothing else: style and pictures stand in it."""

import re
from dataclasses import replace

from django.template.loader import render_to_string

from patterns import diagram_cache
from patterns.diagrams.colors import stylesheet
from patterns.diagrams.rendering import Drawing, Theme
from patterns.documents import html
from patterns.documents.document import Document, Figure

_COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)


def page(document: Document) -> str:
    """Return the whole file. Pictures that are not in the cache take about 10 ms each."""
    return render_to_string(
        "documents/report.html",
        {
            "document": document,
            "contents": html.contents(document),
            "body": html.body(document, _drawn),
            "colors": html.Written(_COMMENTS.sub("", stylesheet()).strip()),
        },
    )


def _drawn(figure: Figure) -> Drawing:
    # A path of the site leads nowhere from a file.
    return diagram_cache.draw(replace(figure.diagram, links={}), Theme.PAGE)
