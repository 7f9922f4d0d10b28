"""What pypdf reads in a PDF, and what pypdfium2 (the engine of Chromium) shows of it."""

import io
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from tests.readers.talking import Refused


@dataclass(frozen=True, slots=True)
class Part:
    """One element of the tagged structure: its role (`H1`, `Figure`, …) and its alternative."""

    role: str
    alternative: str
    depth: int


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One entry of the outline. page: counted from 1; 0 if it leads nowhere."""

    title: str
    depth: int
    page: int


class Pdf:
    """A PDF as strict readers see it. Raises Refused if they do not open it."""

    def __init__(self, content: bytes) -> None:
        if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-1024:]:
            raise Refused("no PDF: its first or its last bytes are wrong")
        try:
            self._reader = pypdf.PdfReader(io.BytesIO(content), strict=True)
            self._shown = pypdfium2.PdfDocument(content)
            self._catalog: DictionaryObject = self._reader.root_object
            pages = len(self._reader.pages)
        except (pypdf.errors.PyPdfError, pypdfium2.PdfiumError, ValueError, KeyError) as fault:
            raise Refused(f"{type(fault).__name__}: {fault}") from fault
        if len(self._shown) != pages:
            raise Refused(f"{pages} pages for one reader, {len(self._shown)} for the other")

    @property
    def pages(self) -> int:
        return len(self._reader.pages)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The words of each page, with single spaces."""
        return tuple(" ".join(page.extract_text().split()) for page in self._reader.pages)

    @property
    def text(self) -> str:
        return " ".join(self.texts)

    @property
    def facts(self) -> dict[str, str]:
        """Title, author, language and whatever else the file says of itself."""
        said = {key.lstrip("/"): str(value) for key, value in (self._reader.metadata or {}).items()}
        return said | {"Language": str(self._catalog.get("/Lang", ""))}

    @cached_property
    def bookmarks(self) -> tuple[Bookmark, ...]:
        return tuple(self._bookmarks(self._reader.outline, 0))

    def _bookmarks(self, entries: Any, depth: int) -> list[Bookmark]:
        found: list[Bookmark] = []
        for entry in entries:
            if isinstance(entry, list):
                found += self._bookmarks(entry, depth + 1)
            else:
                page = self._reader.get_destination_page_number(entry)
                found.append(Bookmark(str(entry.title), depth, 1 + (-1 if page is None else page)))
        return found

    @property
    def is_tagged(self) -> bool:
        marked = self._catalog.get("/MarkInfo", DictionaryObject()).get_object()
        return bool(marked.get("/Marked", False)) and "/StructTreeRoot" in self._catalog

    @cached_property
    def structure(self) -> tuple[Part, ...]:
        """The tagged elements in reading order; empty for a PDF without tags."""
        root = self._catalog.get("/StructTreeRoot")
        return tuple(_parts(root.get_object(), 0)) if root is not None else ()

    @property
    def links(self) -> tuple[str, ...]:
        """Addresses outside the file that its links lead to."""
        found = []
        for page in self._reader.pages:
            for each in page.get("/Annots") or ():
                action = each.get_object().get("/A")
                if action is not None and "/URI" in action.get_object():
                    found.append(str(action.get_object()["/URI"]))
        return tuple(found)

    @property
    def embeds_all_fonts(self) -> bool:
        return all(_embedded(font) for page in self._reader.pages for font in _fonts(page))

    def pictures(self, *, scale: float = 1.0) -> list[Any]:
        """Draw each page as a Pillow image; at scale 1 a point is a pixel."""
        return [page.render(scale=scale).to_pil() for page in self._shown]

    def save_pictures(self, folder: Path, *, scale: float = 1.5) -> list[Path]:
        """Write each page as PNG, to be looked at."""
        folder.mkdir(parents=True, exist_ok=True)
        names = [folder / f"page-{number:03d}.png" for number in range(1, self.pages + 1)]
        for name, picture in zip(names, self.pictures(scale=scale), strict=True):
            picture.save(name)
        return names


def is_blank(picture: Any) -> bool:
    """Return whether every pixel of a picture is of one color."""
    return all(low == high for low, high in picture.convert("RGB").getextrema())


def _parts(element: DictionaryObject, depth: int) -> list[Part]:
    found = []
    if "/S" in element:
        role, words = str(element["/S"]).lstrip("/"), str(element.get("/Alt", ""))
        found.append(Part(role, words, depth))
    children = element.get("/K", ArrayObject())
    children = children.get_object() if isinstance(children, IndirectObject) else children
    for child in children if isinstance(children, list) else [children]:
        inner = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(inner, DictionaryObject) and "/S" in inner:
            found += _parts(inner, depth + 1)
    return found


def _fonts(page: Any) -> list[DictionaryObject]:
    resources = page.get("/Resources", DictionaryObject()).get_object()
    fonts = resources.get("/Font", DictionaryObject()).get_object()
    return [font.get_object() for font in fonts.values()]


def _embedded(font: DictionaryObject) -> bool:
    if "/DescendantFonts" in font:
        return all(_embedded(each.get_object()) for each in font["/DescendantFonts"])
    described = font.get("/FontDescriptor", DictionaryObject()).get_object()
    return any(f"/FontFile{kind}" in described for kind in ("", "2", "3"))
