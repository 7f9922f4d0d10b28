"""What python-docx reads in a DOCX, and the PDF that LibreOffice makes of it."""

import io
import shutil
import subprocess
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
from docx.oxml.ns import qn

from tests.readers.talking import Refused

PATIENCE = 120  # seconds; the first start of LibreOffice makes its profile
OFFICE = ("soffice", "libreoffice")


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture in the text, with its alternative text."""

    name: str
    alternative: str
    media_type: str


class Docx:
    """A DOCX as python-docx sees it. Raises Refused if it does not open it."""

    def __init__(self, content: bytes) -> None:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                if broken := archive.testzip():
                    raise Refused(f"damaged: {broken}")
                for name in archive.namelist():
                    if name.endswith((".xml", ".rels")):
                        ElementTree.fromstring(archive.read(name))
            self._document = docx.Document(io.BytesIO(content))
        except (zipfile.BadZipFile, KeyError, ValueError, ElementTree.ParseError) as fault:
            raise Refused(f"{type(fault).__name__}: {fault}") from fault

    @property
    def headings(self) -> tuple[tuple[int, str], ...]:
        """Level and words of each paragraph of a heading's style; the title is level 0."""
        found = []
        for paragraph in self._document.paragraphs:
            style = paragraph.style.name if paragraph.style is not None else ""
            if style == "Title":
                found.append((0, paragraph.text))
            elif style.startswith("Heading "):
                found.append((int(style.removeprefix("Heading ")), paragraph.text))
        return tuple(found)

    @property
    def paragraphs(self) -> tuple[tuple[str, str], ...]:
        """Style and words of every paragraph outside tables."""
        return tuple(
            (paragraph.style.name if paragraph.style is not None else "", paragraph.text)
            for paragraph in self._document.paragraphs
        )

    @property
    def tables(self) -> tuple[tuple[tuple[str, ...], ...], ...]:
        return tuple(
            tuple(tuple(cell.text for cell in row.cells) for row in table.rows)
            for table in self._document.tables
        )

    @property
    def repeats_table_heads(self) -> bool:
        """Whether the first row of each table is marked as its head."""
        heads = [
            table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") for table in self._document.tables
        ]
        return all(head is not None for head in heads)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        found = []
        for drawn in self._document.element.body.iter(qn("wp:docPr")):
            blip = drawn.getparent().find(f".//{qn('a:blip')}")
            part = self._document.part.related_parts[blip.get(qn("r:embed"))]
            words = drawn.get("descr", "")
            found.append(Picture(drawn.get("name", ""), words, part.content_type))
        return tuple(found)

    @property
    def facts(self) -> dict[str, Any]:
        """Title, author, language, created and modified of the core properties."""
        core = self._document.core_properties
        names = ("title", "author", "language", "created", "modified", "last_modified_by")
        return {name: getattr(core, name) for name in names}

    @property
    def outside(self) -> tuple[str, ...]:
        """Targets of links that leave the file."""
        parts = self._document.part.package.iter_parts()
        rels = [rel for part in parts for rel in part.rels.values() if rel.is_external]
        return tuple(rel.target_ref for rel in rels)


def office() -> str | None:
    """Return LibreOffice's program, or None where it is not installed."""
    return next(filter(None, map(shutil.which, OFFICE)), None)


def missing() -> str:
    """Return why DOCX cannot be opened in a word processor here, or nothing."""
    return (
        "" if office() else "LibreOffice is not installed: apt-get install libreoffice-writer-nogui"
    )


def as_pdf(content: bytes) -> bytes:
    """Return the PDF that LibreOffice makes of a DOCX: two to ten seconds. Raises Refused.

    Each call has a profile of its own, so that runs side by side do not wait for each other.
    """
    program = office()
    assert program is not None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "document.docx").write_bytes(content)
        try:
            done = subprocess.run(
                [
                    program, f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                    "--headless", "--norestore", "--nolockcheck",
                    # Without it any bytes are read as plain text, and nothing is refused.
                    "--infilter=MS Word 2007 XML", "--convert-to", "pdf",
                    "--outdir", name, str(folder / "document.docx"),
                ],
                capture_output=True, text=True, timeout=PATIENCE,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise Refused(f"LibreOffice did not finish in {PATIENCE} s") from None
        made = folder / "document.pdf"
        if not made.exists():
            raise Refused(f"LibreOffice made no PDF: {done.stdout}{done.stderr}")
        return made.read_bytes()
