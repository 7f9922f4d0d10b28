"""A Document as the bytes of a DOCX: headings, lists and notices by style, numbers as fields."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import singledispatchmethod
from itertools import zip_longest

from patterns.diagrams.rendering import Drawing
from patterns.documents.document import (
    Block,
    Bullets,
    Checklist,
    Code,
    Definitions,
    Document,
    Figure,
    Notice,
    Paragraph,
    Section,
    Table,
    Tone,
    Words,
    say,
)
from patterns.documents.word.marks import (
    BREAK,
    ENDED,
    TAB,
    Marks,
    begun,
    bookmark,
    fielded,
    lines,
    link,
    paragraph,
    runs,
    text,
)
from patterns.documents.word.package import Parts
from patterns.documents.word.pictures import drawn, inline, picture
from patterns.documents.word.tables import table

Draw = Callable[[Figure], Drawing]
CONTENTS = "Contents"
LISTED = 2  # depth of the table of contents
DEEPEST = 4  # heading styles that there are
STYLES = {Tone.WARNING: "Warning", Tone.NOTE: "Note"}
NOTED = tuple(f"{name}Bullet" for name in STYLES.values())
TONES = {Tone.WARNING: "Mind this: ", Tone.NOTE: "Note: "}
LONGEST_WORD = 48  # characters behind that tab
LONGEST_TERM = 18  # characters in front of the tab of a Fact
INTRODUCED = (Bullets, Checklist, Code, Definitions, Table)
KEPT = "<w:keepNext/>"
END = '<w:spacing w:after="140"/>'  # what follows a list is another thing


def word(document: Document, draw: Draw = drawn) -> bytes:
    """Return the DOCX; draw gives the picture of a Figure, or why there is none.

    Equal input gives equal bytes. Takes up to 200 ms for each picture that is not known yet.
    """
    return _Writer(document, draw).write()


@dataclass(slots=True)
class _Writer:
    """Writes one document; counts what has numbers."""

    document: Document
    draw: Draw
    parts: Parts = field(default_factory=Parts)
    marks: Marks = field(init=False)
    figures: int = 0
    tables: int = 0

    def __post_init__(self) -> None:
        found = (section.id for _, section in self.document.outline())
        self.marks = Marks({name: f"_Toc{n:08d}" for n, name in enumerate(found, start=1)})

    def write(self) -> bytes:
        front = self._front()
        body = "".join(self._section(depth, each) for depth, each in self.document.outline())
        return self.parts.finish(front + body, self.document)

    def _front(self) -> str:
        document = self.document
        return "".join(
            (
                paragraph("Title", text(document.title)),
                paragraph("Subtitle", text(document.lead)) if document.lead else "",
                self._facts((name, say(value)) for name, value in document.facts),
                self._contents(),
            )
        )

    def _contents(self) -> str:
        """Return the field with its entries, which lead to the headings before any update."""
        listed = [(depth, each) for depth, each in self.document.outline() if depth <= LISTED]
        if not listed:
            return ""
        start = begun(f'TOC \\o "1-{LISTED}" \\h \\z \\u', stale=True)
        rows = []
        for place, (depth, section) in enumerate(listed):
            name = self.marks.names[section.id]
            page = TAB + fielded(f"PAGEREF {name} \\h", "")
            entry = link(name, text(section.title) + page)
            before = start if place == 0 else ""
            after = ENDED if place == len(listed) - 1 else ""
            rows.append(paragraph(f"TOC{depth}", before + entry + after))
        return (
            '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
            "<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>"
            f"{paragraph('TOCHeading', text(CONTENTS))}{''.join(rows)}</w:sdtContent></w:sdt>"
        )

    def _section(self, depth: int, section: Section) -> str:
        name = self.marks.names[section.id]
        heading = bookmark(name, int(name.removeprefix("_Toc")), text(section.title))
        return paragraph(f"Heading{min(depth, DEEPEST)}", heading) + self._blocks(section.blocks)

    def _blocks(self, blocks: Iterable[Block]) -> str:
        listed = list(blocks)
        return "".join(
            self._introduction(block)
            if isinstance(block, Paragraph) and isinstance(after, INTRODUCED)
            else self._block(block)
            for block, after in zip_longest(listed, listed[1:])
        )

    def _introduction(self, block: Paragraph) -> str:
        """Return a paragraph that stays on the page of what it introduces."""
        is_label = all(run.strong for run in block.words)
        style, kept = ("Label", "") if is_label else ("Normal", KEPT)
        return paragraph(style, runs(block.words, self.marks), kept)

    @singledispatchmethod
    def _block(self, block: object) -> str:
        raise TypeError(f"no Word for {type(block).__name__}")

    @_block.register
    def _(self, block: Paragraph) -> str:
        return paragraph("Normal", runs(block.words, self.marks))

    @_block.register
    def _(self, block: Bullets) -> str:
        return self._items("ListNumber" if block.numbered else "ListBullet", block)

    @_block.register
    def _(self, block: Checklist) -> str:
        return self._items("Checklist", block)

    @_block.register
    def _(self, block: Definitions) -> str:
        return self._facts(block.rows)

    @_block.register
    def _(self, block: Notice) -> str:
        style = STYLES[block.tone]
        inner = "".join(
            paragraph(f"{style}Text", runs(each.words, self.marks))
            if isinstance(each, Paragraph)
            else self._items(f"{style}Bullet", each)
            for each in block.blocks
        )
        title = paragraph(f"{style}Title", text(TONES[block.tone] + block.title))
        return title + inner + paragraph("AfterNotice", "")

    @_block.register
    def _(self, block: Code) -> str:
        return paragraph("Code", lines(block.text))

    @_block.register
    def _(self, block: Table) -> str:
        self.tables += 1
        caption = _caption("Table", self.tables, block.caption)
        # A table needs a paragraph behind it; the next caption or heading keeps its own distance.
        return (
            paragraph("Caption", caption, KEPT)
            + table(block, self.marks)
            + paragraph("AfterNotice", "")
        )

    @_block.register
    def _(self, block: Figure) -> str:
        self.figures += 1
        drawing = self.draw(block)
        shown = picture(drawing)
        caption = paragraph("Caption", _caption("Figure", self.figures, block.caption))
        if shown is None:
            why = (
                drawing.problem.message if drawing.problem else "It cannot be made into a picture."
            )
            return (
                paragraph("Normal", text(f"{why} Its text:"), KEPT)
                + paragraph("Code", lines(block.diagram.script.strip("\n")))
                + caption
            )
        relation = self.parts.add_picture(shown.content)
        return paragraph("Picture", inline(shown, block, relation, self.figures)) + caption

    def _facts(self, rows: Iterable[tuple[str, Words]]) -> str:
        # What hangs begins at the tab. Below a term that is too long it begins on a new line, and
        # so does a word that would be broken, before which programs leave a line empty.
        made = [
            text(term, '<w:rStyle w:val="Strong"/>')
            + (TAB if len(term) <= LONGEST_TERM and _longest_word(words) <= LONGEST_WORD else BREAK)
            + runs(words, self.marks)
            for term, words in rows
        ]
        last = len(made) - 1
        return "".join(
            paragraph("Fact", fact, KEPT if place < last else "") for place, fact in enumerate(made)
        )

    def _items(self, style: str, block: Bullets | Checklist) -> str:
        # Each numbered list begins at 1, whatever stands before it.
        own = self.parts.add_list() if isinstance(block, Bullets) and block.numbered else 0
        numbered = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{own}"/></w:numPr>' if own else ""
        last = -1 if style in NOTED else len(block.items) - 1
        return "".join(
            paragraph(style, runs(item, self.marks), numbered + (END if place == last else ""))
            for place, item in enumerate(block.items)
        )


def _longest_word(words: Words) -> int:
    return max((len(word) for run in words for word in run.text.split()), default=0)


def _caption(kind: str, number: int, words: str) -> str:
    """Return "Table 3: …" whose number is counted anew when others come or go."""
    return text(f"{kind} ") + fielded(f"SEQ {kind} \\* ARABIC", str(number)) + text(f": {words}")
