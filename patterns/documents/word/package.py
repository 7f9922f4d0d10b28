"""The file around the text: parts, core properties, footer, and the same bytes every time.

Knows python-docx.
"""

import io
import zipfile
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Final

import docx
from docx.document import Document as Package
from docx.oxml.parser import parse_xml

from patterns.documents.document import Document
from patterns.documents.word.marks import NAMESPACES, TAB, fielded, paragraph, text

BLANK = Path(__file__).parent / "blank"
FIRST = ("[Content_Types].xml", "_rels/.rels")  # where programs look before they read on
AUTHOR = "Pattern Advisor"
LANGUAGES = {"en": "en-US"}
LONGEST = 255  # characters of a core property
_DECIMAL: Final = 1  # its place in blank/word/numbering.xml
_UNIX: Final = 3
_MODE: Final = 0o644 << 16


class Parts:
    """A file in the making. Equal input in equal order gives equal bytes."""

    def __init__(self) -> None:
        self._package: Package = docx.Document(io.BytesIO(_blank()))

    def add_picture(self, content: bytes) -> str:
        """Keep a PNG, once, and return the name by which the text refers to it."""
        return self._package.part.get_or_add_image(io.BytesIO(content))[0]

    def add_list(self) -> int:
        """Return the number of a list that counts from 1."""
        made = self._package.part.numbering_part.element.add_num(_DECIMAL)
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(made.numId)

    def finish(self, body: str, document: Document) -> bytes:
        """Return the file. body: its paragraphs and tables."""
        own = self._package.element.body
        parsed = parse_xml(f"<w:body {NAMESPACES}>{body}</w:body>")
        # In front of the one child of the blank body, which sets the page.
        for element in list(parsed):
            own.insert(len(own) - 1, element)
        self._sign(document)
        self._foot(document)
        written = io.BytesIO()
        self._package.save(written)
        return _packed(written, date.fromisoformat(document.on))

    def _sign(self, document: Document) -> None:
        made = datetime.combine(date.fromisoformat(document.on), datetime.min.time(), UTC)
        core = self._package.core_properties
        core.title = document.title[:LONGEST]
        core.subject = document.subject[:LONGEST]
        core.keywords = ", ".join(document.keywords)[:LONGEST]
        core.author = core.last_modified_by = AUTHOR
        core.comments = document.lead[:LONGEST]
        core.language = LANGUAGES.get(document.language, document.language)
        core.identifier = document.identity[:LONGEST]
        core.revision = 1
        # The library writes what it is given and calls it UTC.
        core.created = core.modified = made.replace(tzinfo=None)

    def _foot(self, document: Document) -> None:
        words = (
            text(document.subject or document.title)
            + TAB
            + text("Page ")
            + fielded("PAGE", "1")
            + text(" of ")
            + fielded("NUMPAGES", "1")
        )
        foot = paragraph("Footer", words)
        if document.origin:
            foot += paragraph("FooterMore", text(document.origin))
        footer = self._package.sections[0].footer._element
        for element in list(footer):
            footer.remove(element)
        footer.extend(list(parse_xml(f"<w:ftr {NAMESPACES}>{foot}</w:ftr>")))


@cache
def _blank() -> bytes:
    """Return a file without text, from the parts in the folder beside this module."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(BLANK.rglob("*")):
            if path.is_file():
                archive.writestr(path.relative_to(BLANK).as_posix(), path.read_bytes())
    return packed.getvalue()


def _packed(written: io.BytesIO, on: date) -> bytes:
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(written) as source,
        # Stored, not deflated: compressed bytes differ between builds of zlib.
        zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive,
    ):
        rest = sorted(set(source.namelist()) - set(FIRST))
        for name in (*FIRST, *rest):
            entry = zipfile.ZipInfo(name, (max(1980, on.year), on.month, on.day, 0, 0, 0))
            entry.create_system = _UNIX
            entry.external_attr = _MODE
            archive.writestr(entry, source.read(name))
    return packed.getvalue()
