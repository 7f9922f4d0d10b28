"""WordprocessingML as text: runs, paragraphs, links, fields. Every word that comes in is escaped.

The names of styles are those of `blank/word/styles.xml`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from patterns.documents.document import Run, Words

PREFIXES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
NAMESPACES = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in PREFIXES.items())
BREAK = "<w:r><w:br/></w:r>"
TAB = "<w:r><w:tab/></w:r>"

# Everything that XML 1.0 has no place for, not even as a reference.
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Marks:
    """What links lead to: by the id of a section, the name of its bookmark."""

    names: dict[str, str] = field(default_factory=dict)


def shown(words: str) -> str:
    """Return words as the content of an element."""
    return escape(_UNFIT.sub("", words))


def attribute(words: str) -> str:
    """Return words as the value of an attribute, with its quotes."""
    return quoteattr(_UNFIT.sub("", words))


def text(words: str, look: str = "") -> str:
    """Return one run. look: its properties, in the order of the schema."""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{shown(words)}</w:t></w:r>'


def runs(words: Words, marks: Marks) -> str:
    """Return words with their looks; an address outside stands in brackets and is no link."""
    return "".join(_run(run, marks) for run in words)


def paragraph(style: str, inner: str, properties: str = "") -> str:
    """Return a paragraph. properties: what follows the style, in the order of the schema."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{inner}</w:p>'


def link(bookmark: str, inner: str) -> str:
    """Return runs that lead to a bookmark of the same document."""
    return f'<w:hyperlink w:anchor="{bookmark}" w:history="1">{inner}</w:hyperlink>'


def bookmark(name: str, number: int, inner: str) -> str:
    """Return runs that a link can lead to. number: unique in its document."""
    return (
        f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inner}<w:bookmarkEnd w:id="{number}"/>'
    )


def fielded(instruction: str, known: str, look: str = "") -> str:
    """Return a field with the value that is known of it until a program computes it anew."""
    return f"{begun(instruction)}{text(known, look)}{ENDED}"


def begun(instruction: str, *, stale: bool = False) -> str:
    """Return the beginning of a field. stale: to be computed when the file is opened."""
    dirty = ' w:dirty="true"' if stale else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"{dirty}/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {shown(instruction)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


ENDED = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def lines(words: str) -> str:
    """Return runs for text of several lines, with a break between two of them."""
    return BREAK.join(text(line) for line in words.split("\n"))


def joined(parts: Iterable[str]) -> str:
    return "".join(parts)


def _run(run: Run, marks: Marks) -> str:
    target = marks.names.get(run.to)
    look = _look(run, is_link=bool(target))
    made = text(run.text, look)
    if target:
        return link(target, made)
    return made + text(f" ({run.address})") if run.address not in ("", run.text) else made


def _look(run: Run, *, is_link: bool) -> str:
    style = "Hyperlink" if is_link else "CodeWords" if run.code else ""
    return "".join(
        (
            f'<w:rStyle w:val="{style}"/>' if style else "",
            "<w:b/><w:bCs/>" if run.strong else "",
            "<w:i/><w:iCs/>" if run.emphasis else "",
        )
    )
