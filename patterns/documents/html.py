"""A Document's sections as HTML text: every word escaped, every tag and attribute from here.

It is XML as well, so that strict parsers read it too.
The result stands inside a page of its own; `page.py` puts the head, the style and the title around.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import singledispatch
from html import escape

from patterns.diagrams.rendering import Drawing
from patterns.documents.document import (
    Align,
    Block,
    Bullets,
    Checklist,
    Code,
    Definitions,
    Document,
    Figure,
    Notice,
    Paragraph,
    Run,
    Section,
    Table,
    Tone,
    Words,
)


@dataclass(frozen=True, slots=True)
class Written:
    """HTML that was written here, so that a template may put it into a page as it stands."""

    html: str


Draw = Callable[[Figure], Drawing]
TONES = {Tone.WARNING: "Mind this: ", Tone.NOTE: "Note: "}
LISTED = 2  # levels in the table of contents
DEEPEST = 6
MOST_KEPT = 6  # rows that stay on one page; a longer table may go on
WIDE = 3  # a table with more columns scrolls on a telephone, instead of standing on end
_TITLE = re.compile(r"(<title[^>]*>)[^<]*")
_ALIGNED = {Align.LEFT: "", Align.RIGHT: ' class="num"', Align.CENTER: ' class="mid"'}


def body(document: Document, draw: Draw) -> Written:
    """Return all sections; draw gives the picture of a Figure, or why there is none."""
    return Written("".join(_section(section, 2, draw) for section in document.sections))


def contents(document: Document, depth: int = LISTED) -> Written:
    """Return the table of contents as nested lists of links, so many levels deep."""
    return Written(_contents(document.sections, depth))


def _contents(sections: Iterable[Section], depth: int) -> str:
    rows = []
    for section in sections:
        below = _contents(section.sections, depth - 1) if depth > 1 else ""
        rows.append(f'<li><a href="#{escape(section.id)}">{escape(section.title)}</a>{below}</li>')
    return f"<ol>{''.join(rows)}</ol>" if rows else ""


def _section(section: Section, level: int, draw: Draw) -> str:
    tag = f"h{min(level, DEEPEST)}"
    name = escape(section.id)
    blocks = "".join(_block(block, draw) for block in section.blocks)
    inner = "".join(_section(each, level + 1, draw) for each in section.sections)
    heading = f'<{tag} id="{name}">{escape(section.title)}</{tag}>'
    return f"<section>{heading}{blocks}{inner}</section>\n"


def _block(block: Block, draw: Draw) -> str:
    if isinstance(block, Figure):
        return _figure(block, draw(block))
    return _written(block)


@singledispatch
def _written(block: object) -> str:
    raise TypeError(f"no HTML for {type(block).__name__}")


@_written.register
def _(block: Paragraph) -> str:
    is_label = bool(block.words) and all(run.strong for run in block.words)
    if is_label:
        # Bold by its class: a box less to lay out.
        words = tuple(replace(run, strong=False) for run in block.words)
        return f'<p class="label">{_words(words)}</p>'
    return f"<p>{_words(block.words)}</p>"


@_written.register
def _(block: Bullets) -> str:
    tag = "ol" if block.numbered else "ul"
    return f"<{tag}>{_items(block.items)}</{tag}>"


@_written.register
def _(block: Checklist) -> str:
    return f'<ul class="ticks">{_items(block.items)}</ul>'


@_written.register
def _(block: Definitions) -> str:
    rows = "".join(f"<dt>{escape(term)}</dt><dd>{_words(words)}</dd>" for term, words in block.rows)
    return f"<dl>{rows}</dl>"


@_written.register
def _(block: Notice) -> str:
    inner = "".join(_written(each) for each in block.blocks)
    title = f'<p class="title"><strong>{TONES[block.tone]}{escape(block.title)}</strong></p>'
    return f'<div class="notice {block.tone}">{title}{inner}</div>'


@_written.register
def _(block: Code) -> str:
    name = f' data-language="{escape(block.language)}"' if block.language else ""
    return f'<pre tabindex="0"{name}><code>{escape(block.text)}</code></pre>'


@_written.register
def _(block: Table) -> str:
    caption = escape(block.caption)
    classes = [_ALIGNED[align] for align in block.align]
    head = "".join(
        f'<th scope="col"{name}>{escape(title)}</th>'
        for title, name in zip(block.header, classes, strict=True)
    )
    rows = "".join(_row(row, classes, head=block.head) for row in block.rows)
    looks = {
        "wide": len(classes) > WIDE,
        "whole": len(block.rows) <= MOST_KEPT,
    }
    names = [name for name, holds in looks.items() if holds]
    kind = f' class="{" ".join(names)}"' if names else ""
    # A table that is too wide scrolls by keys, too.
    return (
        f'<div class="scroll" role="group" tabindex="0" aria-label="{caption}">'
        f"<table{kind}><caption>{caption}</caption>{_widths(block.shares)}<thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _widths(shares: tuple[int, ...]) -> str:
    whole = sum(shares)
    columns = "".join(f'<col style="width:{100 * share / whole:.1f}%"/>' for share in shares)
    return f"<colgroup>{columns}</colgroup>" if columns else ""


def _row(row: tuple[Words, ...], classes: list[str], *, head: bool) -> str:
    cells = [f"<td{name}>{_words(cell)}</td>" for cell, name in zip(row, classes, strict=True)]
    if head:
        cells[0] = f'<th scope="row"{classes[0]}>{_words(row[0])}</th>'
    return f"<tr>{''.join(cells)}</tr>"


def _figure(figure: Figure, drawn: Drawing) -> str:
    if drawn.problem:
        why = escape(drawn.problem.message)
        script = escape(figure.diagram.script)
        picture = f'<p>{why} Its text:</p><pre tabindex="0"><code>{script}</code></pre>'
    else:
        # The title of the picture is what is read aloud, on screen and from a PDF.
        told = escape(figure.alternative, quote=False)
        picture = _TITLE.sub(lambda found: f"{found[1]}{told}", drawn.svg, count=1)
        # On a telephone it keeps its size, or nobody could read it, and scrolls.
        name = escape(figure.caption)
        picture = (
            f'<div class="scroll" role="group" tabindex="0" aria-label="{name}">{picture}</div>'
        )
    caption = f"<figcaption>{escape(figure.caption)}</figcaption>"
    return f'<figure class="{escape(figure.name)}">{picture}{caption}</figure>'


def _items(items: Iterable[Words]) -> str:
    return "".join(f"<li>{_words(item)}</li>" for item in items)


def _words(words: Words) -> str:
    return "".join(_run(run) for run in words)


def _run(run: Run) -> str:
    text = escape(run.text)
    if run.code:
        text = f"<code>{text}</code>"
    if run.emphasis:
        text = f"<em>{text}</em>"
    if run.strong:
        text = f"<strong>{text}</strong>"
    if run.to:
        return f'<a href="#{escape(run.to)}">{text}</a>'
    # An address outside stays text: the file must not lead anybody away.
    return f"{text} ({escape(run.address)})" if run.address not in ("", run.text) else text
