"""A page → PDF: tagged, searchable, with bookmarks. Knows WeasyPrint.

WeasyPrint needs Pango from the system. A machine without it runs the site all the same: this says
Unavailable, and nothing is loaded before a PDF is asked for.
"""

import ctypes
import gc
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from threading import Lock
from typing import Any

from patterns.diagrams import fonts
from patterns.documents.document import Document
from patterns.documents.packing import packed
from patterns.documents.page import Medium, page

VARIANT = "pdf/ua-1"
OWN = "own:"  # the scheme of the two addresses that exist: our font, regular and bold

_NEEDED = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz.so.0", "libfontconfig.so.1")
# A document takes a core and a hundred megabytes: two at once are slower than one after the other.
_one_at_a_time = Lock()


class Unavailable(RuntimeError):
    """The library, or what it needs from the system, cannot be loaded on this machine."""


def pdf(document: Document) -> bytes:
    """Return the document on A4; equal input gives equal bytes. Takes seconds.

    Raises Unavailable.
    """
    library = _library()
    # Our font has no minus sign; an en dash looks the same and needs no font of the machine.
    text = page(document, Medium.PAPER).replace("\N{MINUS SIGN}", "\N{EN DASH}")
    with _one_at_a_time, _collecting_later():
        laid_out = library.HTML(string=text, url_fetcher=_fetcher()).render(pdf_variant=VARIANT)
        return packed(_painted(laid_out), document.identity)


@cache
def missing() -> str:
    """Return in words what a PDF lacks on this machine, "" when it can be made.

    Looks for the libraries of the system without loading WeasyPrint, which takes half a second.
    """
    if find_spec("weasyprint") is None:
        return "WeasyPrint is not installed"
    for name in _NEEDED if sys.platform == "linux" else ():
        try:
            ctypes.CDLL(name)
        except OSError:
            return f"the library Pango ({name}) is not installed on this machine"
    return ""


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
    # It would tell each step, and at length which rules of the style are for browsers alone.
    for name in ("weasyprint", "weasyprint.progress", "fontTools"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise Unavailable(missing() or "the libraries of WeasyPrint cannot be loaded") from error
    return weasyprint


def _painted(laid_out: Any) -> Any:
    """Return the objects of the file, not yet written."""
    from weasyprint import DEFAULT_OPTIONS
    from weasyprint.pdf import VARIANTS, generate_pdf

    _, wanted = VARIANTS[VARIANT]
    return generate_pdf(laid_out, None, 1, **{**DEFAULT_OPTIONS, **wanted, "pdf_variant": VARIANT})


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


if __name__ == "__main__":
    # Asked by `make run`, before it tries to install what is missing.
    sys.exit(f"No PDF yet: {missing()}" if missing() else 0)
