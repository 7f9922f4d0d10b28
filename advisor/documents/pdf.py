"""A page → PDF: tagged, searchable, with bookmarks. Knows WeasyPrint.

WeasyPrint needs Pango from the system. A machine without it runs the site all the same: this says
Unavailable, and nothing is loaded before a PDF is asked for.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from patterns.diagrams import fonts
from patterns.documents.document import Document
from patterns.documents.page import Medium, page

VARIANT = "pdf/ua-1"
IDENTITY = 32  # signs of the file identifier
OWN = "own:"  # the scheme of the two addresses that exist: our font, regular and bold


class Unavailable(RuntimeError):
    """The library, or what it needs from the system, cannot be loaded on this machine."""


def pdf(document: Document) -> bytes:
    """Return the document on A4; equal input gives equal bytes. Takes seconds.

    Raises Unavailable.
    """
    library = _library()
    # Our font has no minus sign; an en dash looks the same and needs no font of the machine.
    text = page(document, Medium.PAPER).replace("\N{MINUS SIGN}", "\N{EN DASH}")
    with _collecting_later():
        made: bytes = library.HTML(string=text, url_fetcher=_fetcher()).write_pdf(
            pdf_variant=VARIANT, pdf_identifier=document.identity[:IDENTITY].encode()
        )
    return made


def is_available() -> bool:
    """Return whether a PDF can be made here; loads the library, half a second the first time."""
    try:
        _library()
    except Unavailable:
        return False
    return True


@contextmanager
def _collecting_later() -> Iterator[None]:
    """Put the garbage collector off. All boxes of a document live until it is written, so that
    looking for dead ones again and again takes a third of the time and finds none.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@cache
def _library() -> Any:
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise Unavailable("Pango, which lays out the text of a PDF, is not installed") from error
    return weasyprint


@cache
def _fetcher() -> Any:
    """Return what opens our own font by its name and refuses every address."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    own = {f"{OWN}{path.name}": path for path in fonts.files()}

    class Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint comes without types
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in own:
                raise ValueError("a document opens nothing but its own font")
            return URLFetcherResponse(url, own[url].read_bytes(), {"Content-Type": "font/ttf"})

    return Fetcher()
