"""HTML text → PDF: tagged, searchable, with bookmarks. Knows WeasyPrint, and no Django.

WeasyPrint needs Pango from the system. A machine without it runs the site all the same: this says
Unavailable, and nothing is loaded before a PDF is asked for.

`python -m patterns.documents.printing` is the same as a child process: the Printable comes in as
bytes and the PDF goes out, with a line for each step.
"""

import ctypes
import gc
import logging
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from threading import Lock
from typing import Any
from xml.etree import ElementTree

from patterns.diagrams import fonts
from patterns.documents.packing import packed
from patterns.tasks import tell

VARIANT = "pdf/ua-1"
SIGNS_ON_A_PAGE = 3_600  # of HTML, pictures left out: enough to tell how far it is
OWN = "own:"  # the scheme of the two addresses that exist: our font, regular and bold

_PICTURES = re.compile(r"<svg.*?</svg>", re.DOTALL)
_NEEDED = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz.so.0", "libfontconfig.so.1")
# A document takes a core and a hundred megabytes: two at once are slower than one after the other.
_one_at_a_time = Lock()


class Unavailable(RuntimeError):
    """The library, or what it needs from the system, cannot be loaded on this machine."""


@dataclass(frozen=True, slots=True)
class Printable:
    """A page for paper. identity: names its content, for the file's identifier."""

    page: str
    identity: str

    @classmethod
    def read(cls, given: bytes) -> "Printable":
        identity, page = given.decode().split("\n", 1)
        return cls(page, identity)

    @property
    def signs(self) -> int:
        """Return how long the page is without its pictures: the time goes with that."""
        return len(_PICTURES.sub("", self.page))

    @property
    def written(self) -> bytes:
        return f"{self.identity}\n{self.page}".encode()


def printed(printable: Printable, telling: Callable[[str], None] | None = None) -> bytes:
    """Return the PDF; equal input gives equal bytes. Takes seconds.

    telling: is told in words how far it is. Raises Unavailable.
    """
    library = _library()
    with _one_at_a_time, _collecting_later(), _telling(telling, printable.signs):
        laid_out = _read(library, printable.page).render(pdf_variant=VARIANT)
        return packed(_painted(laid_out), printable.identity)


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


@contextmanager
def _telling(tell: Callable[[str], None] | None, signs: int) -> Iterator[None]:
    """Pass on what the library reports of its steps, in words for whoever waits."""
    if tell is None:
        yield
        return
    steps, heard = (
        logging.getLogger("weasyprint.progress"),
        _Ear(tell, max(1, signs // SIGNS_ON_A_PAGE)),
    )
    before = steps.level
    steps.setLevel(logging.INFO)
    steps.addHandler(heard)
    try:
        yield
    finally:
        steps.removeHandler(heard)
        steps.setLevel(before)


class _Ear(logging.Handler):
    """Hears what the library reports. Pages that name others are laid out twice: told once."""

    def __init__(self, tell: Callable[[str], None], expected: int) -> None:
        super().__init__()
        self._tell = tell
        self._expected = expected
        self._pages = 0

    def emit(self, record: logging.LogRecord) -> None:
        words = str(record.msg)
        if words.startswith("Step 3"):
            self._tell("the style is being applied")
        elif words.startswith("Step 6"):
            self._tell(f"all {self._pages} pages are laid out, and being drawn")
        elif words.endswith("Page %d") and (page := int(str(record.args[0]))) > self._pages:  # type: ignore[index]
            self._pages = page
            self._tell(f"page {page} of about {max(page, self._expected)} is laid out")


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


def _read(library: Any, page: str) -> Any:
    """Return the page as the library holds one, but read by the parser of XML: that of HTML is
    written in Python and takes more than ten times as long.
    """
    read = library.HTML(string="<html/>", url_fetcher=_fetcher())
    root = ElementTree.fromstring(page)  # noqa: S314, we wrote it and escaped every word
    read.wrapper_element = library.cssselect2.ElementWrapper.from_html_root(
        root, content_language=None
    )
    read.etree_element = read.wrapper_element.etree_element
    return read


def _painted(laid_out: Any) -> Any:
    """Return the objects of the file, not yet written."""
    from weasyprint import DEFAULT_OPTIONS
    from weasyprint.pdf import VARIANTS, generate_pdf

    _, wanted = VARIANTS[VARIANT]
    with _naming_pages_once():
        return generate_pdf(
            laid_out, None, 1, **{**DEFAULT_OPTIONS, **wanted, "pdf_variant": VARIANT}
        )


@contextmanager
def _naming_pages_once() -> Iterator[None]:
    """Keep the list of all pages that a PDF is asked for with each tag. It is made anew each time,
    so that seventy pages of thirteen thousand tags are a million names, for as long as four pages.
    """
    from weasyprint.pdf import pydyf

    known: dict[int, tuple[bytes, ...]] = {}
    before = pydyf.PDF.page_references

    def kept(pdf: Any) -> tuple[bytes, ...]:
        count = len(pdf.pages["Kids"])
        if count not in known:
            known[count] = before.fget(pdf)
        return known[count]

    pydyf.PDF.page_references = property(kept)
    try:
        yield
    finally:
        pydyf.PDF.page_references = before


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


def main() -> None:
    """Print what comes in. Boxes are not cleared up: the process ends with them."""
    gc.disable()
    given = Printable.read(sys.stdin.buffer.read())
    sys.stdout.buffer.write(printed(given, tell))
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
