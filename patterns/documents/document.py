"""A document: title, facts, sections and blocks, in frozen values that every format is made from.

Nothing here is markup. Whatever text comes in is cleaned once, so that a writer only escapes:
control, direction and unassigned characters are gone, and a gap is one space.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from enum import StrEnum

from patterns.diagrams.labels import visible
from patterns.diagrams.scripts import Diagram

_GAPS = re.compile(r"\s+")
SHORT = 19  # characters of a digest, the name of its kind included, that tell Releases apart


class Align(StrEnum):
    """How a column stands."""

    LEFT = "left"
    RIGHT = "right"  # numbers
    CENTER = "center"


class Tone(StrEnum):
    """What a notice is about."""

    NOTE = "note"
    WARNING = "warning"


class _Cleaned:
    """Cleans the text fields of a frozen dataclass when it is made."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for each in fields(self):  # type: ignore[arg-type]  # every heir is a dataclass
            value = getattr(self, each.name)
            if type(value) in (str, tuple):
                object.__setattr__(self, each.name, self._cleaned(value))

    def _cleaned(self, value: object) -> object:
        if type(value) is str:
            return self._clean(value)
        if type(value) is tuple:
            return tuple(map(self._cleaned, value))
        return value

    @staticmethod
    def _clean(text: str) -> str:
        return one_line(text)


@dataclass(frozen=True, slots=True)
class Run(_Cleaned):
    """Words that look alike. Spaces at the ends are kept.

    to: the id of a section of the same document. address: one outside, which a format shows as
    text beside the words and need not link.
    """

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    to: str = ""
    address: str = ""

    @staticmethod
    def _clean(text: str) -> str:
        return _GAPS.sub(" ", visible(text))


Words = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    words: Words


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; numbered: its order counts."""

    items: tuple[Words, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Checklist:
    """Things to tick off, none of them ticked."""

    items: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Table(_Cleaned):
    """Rows as wide as the header, which is as wide as align. head: the first cell names its row.

    shares: of the width, by column, in any unit; empty: as a format likes.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    align: tuple[Align, ...]
    shares: tuple[int, ...] = ()
    head: bool = True

    def __post_init__(self) -> None:
        _Cleaned.__post_init__(self)
        widths = {len(self.header), len(self.align), *map(len, self.rows)}
        widths |= {len(self.shares)} if self.shares else set()
        if len(widths) > 1:
            raise ValueError(f"{self.caption}: rows of {sorted(widths)} cells")


@dataclass(frozen=True, slots=True)
class Figure(_Cleaned):
    """A picture. alternative: what it shows, for whoever does not see it."""

    name: str  # of a file: a-z and hyphens
    diagram: Diagram
    caption: str
    alternative: str


@dataclass(frozen=True, slots=True)
class Definitions(_Cleaned):
    """Terms with what is said of each."""

    rows: tuple[tuple[str, Words], ...]


@dataclass(frozen=True, slots=True)
class Notice(_Cleaned):
    """Something that must not be overlooked."""

    title: str
    blocks: tuple["Paragraph | Bullets", ...]
    tone: Tone = Tone.WARNING


@dataclass(frozen=True, slots=True)
class Code(_Cleaned):
    """Lines as they stand. language: as highlighters name it; "" for none."""

    text: str
    language: str = ""

    @staticmethod
    def _clean(text: str) -> str:
        lines = text.replace("\t", "    ").split("\n")
        return "\n".join(visible(line).rstrip() for line in lines).strip("\n")


Block = Paragraph | Bullets | Checklist | Table | Figure | Definitions | Notice | Code


@dataclass(frozen=True, slots=True)
class Section(_Cleaned):
    """A heading with what stands below it. id: unique in its document, a-z, 0-9 and hyphens."""

    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple["Section", ...] = ()


@dataclass(frozen=True, slots=True)
class Document(_Cleaned):
    """facts: (name, value) of what it rests on. identity: names its content, for file ids.

    subject: one short line for the margins; "" for the title.
    origin: one short line for the foot of each page, what it was made from; see `origin_of`.
    on: the day that it carries, as 2026-11-22; never that of the export.
    """

    title: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    on: str
    identity: str
    subject: str = ""
    origin: str = ""
    keywords: tuple[str, ...] = field(default=())
    language: str = "en"

    def __post_init__(self) -> None:
        _Cleaned.__post_init__(self)
        names = [section.id for _, section in self.outline()]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"sections with one id: {sorted(twice)}")

    def outline(self) -> Iterator[tuple[int, Section]]:
        """Yield (depth, section) in reading order; the outermost have depth 1."""
        yield from _outline(self.sections, 1)


def origin_of(release: str, engine: str = "") -> str:
    """Return what a foot says. release: its digest, which the facts of a document give in full."""
    return f"Release {release[:SHORT]}" + (f", engine {engine}" if engine else "")


def say(*parts: str | Run) -> Words:
    """Return words from plain text and runs."""
    return tuple(Run(part) if isinstance(part, str) else part for part in parts if part)


def strong(text: str) -> Run:
    return Run(text, strong=True)


def one_line(words: str) -> str:
    """Return words without control and direction characters, with one space for each gap."""
    return _GAPS.sub(" ", visible(words)).strip()


def _outline(sections: tuple[Section, ...], depth: int) -> Iterator[tuple[int, Section]]:
    for section in sections:
        yield depth, section
        yield from _outline(section.sections, depth + 1)
