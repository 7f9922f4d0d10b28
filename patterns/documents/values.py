"""A Document as plain values, as `report.typ` sets them: words, and the kind of each block.

Nothing here is markup, and whoever reads it evaluates nothing.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import singledispatch
from math import ceil
from typing import Any

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
    Run,
    Section,
    Table,
    Words,
    one_line,
)
from patterns.documents.html import TONES

Values = dict[str, Any]
Draw = Callable[[Figure], Drawing]

WIDEST, HIGHEST = 493.0, 567.0  # points that a page leaves to a picture
POINTS = 0.75  # of a pixel
SIGNS = 100  # that a line of a table holds
MOST_ROWS = 8  # of a table that stays on one page
MOST_LINES = 40  # of a row, of a table or of a notice that stays on one page; more may go on
# A word of so many signs may be broken anywhere: no cell, no title, no line is sure to be as wide.
IN_CELL, IN_TITLE, IN_LINE = (re.compile(rf"\S{{{signs},}}") for signs in (18, 36, 80))
_SIZE = re.compile(r'viewBox="\S+ \S+ ([\d.]+) ([\d.]+)"')


def values(document: Document, draw: Draw) -> Values:
    """Return everything that stands in the file. draw: gives the picture of a Figure.

    date: year, month, day. Words are lists of parts, between which a line may end though nothing
    stands there. A run is its words, the looks among strong, emphasis and code, and the id of the
    section that it leads to, or None.
    """
    on = date.fromisoformat(document.on)
    title = one_line(document.title)
    return {
        "name": f"{document.subject}: {title}" if document.subject else title,
        "title": _breakable(title, IN_TITLE),
        "running": _breakable(document.subject or title),
        "lead": _breakable(document.lead),
        "origin": document.origin,
        "language": document.language,
        "keywords": document.keywords,
        "date": (on.year, on.month, on.day),
        "facts": [(_breakable(name), _runs((Run(value),))) for name, value in document.facts],
        "sections": [_section(section, draw) for section in document.sections],
    }


def _section(section: Section, draw: Draw) -> Values:
    return {
        "id": section.id,
        "title": _breakable(section.title, IN_TITLE),
        "blocks": [
            _picture(block, draw(block)) if isinstance(block, Figure) else _block(block)
            for block in section.blocks
        ],
        "sections": [_section(each, draw) for each in section.sections],
    }


@singledispatch
def _block(block: Block) -> Values:
    raise TypeError(f"no values for {type(block).__name__}")


@_block.register
def _(block: Paragraph) -> Values:
    kind = "paragraph"
    if block.words and all(run.strong for run in block.words):
        kind = "label"
    elif block.words and all(run.emphasis for run in block.words):
        kind = "question"
    return {"kind": kind, "runs": _runs(block.words)}


@_block.register
def _(block: Bullets) -> Values:
    return {"kind": "steps" if block.numbered else "bullets", "items": _all(block.items)}


@_block.register
def _(block: Checklist) -> Values:
    return {"kind": "ticks", "items": _all(block.items)}


@_block.register
def _(block: Definitions) -> Values:
    rows = [(_breakable(term), _runs(words)) for term, words in block.rows]
    return {"kind": "terms", "rows": rows}


@_block.register
def _(block: Notice) -> Values:
    inner = [_block(each) for each in block.blocks]
    return {
        "kind": "notice",
        "tone": block.tone.value,
        "title": _breakable(TONES[block.tone] + block.title, IN_TITLE),
        "is_whole": sum(len(str(each)) for each in inner) < MOST_LINES * SIGNS / 2,
        "blocks": inner,
    }


@_block.register
def _(block: Code) -> Values:
    return {"kind": "code", "text": block.text}


@_block.register
def _(block: Table) -> Values:
    shares = block.shares or (1,) * len(block.header)
    lines = [_lines(row, shares) for row in block.rows]
    return {
        "kind": "table",
        "caption": _breakable(block.caption),
        "header": [_breakable(name, IN_CELL) for name in block.header],
        "align": [align.value for align in block.align],
        "shares": shares,
        "is_whole": sum(lines) <= MOST_LINES and len(lines) <= MOST_ROWS,
        "are_whole": [count <= MOST_LINES for count in lines],
        "rows": [[_runs(cell, IN_CELL) for cell in row] for row in block.rows],
    }


def _lines(row: tuple[Words, ...], shares: tuple[int, ...]) -> int:
    """Return how many lines a row takes at most, about."""
    widths = [max(1.0, SIGNS * share / sum(shares) - 3) for share in shares]
    lengths = [sum(len(run.text) for run in words) for words in row]
    return max(ceil(length / width) for length, width in zip(lengths, widths, strict=True))


def _picture(figure: Figure, drawn: Drawing) -> Values:
    found: Values = {"caption": _breakable(figure.caption)}
    if drawn.problem:
        why = drawn.problem.message
        return found | {"kind": "undrawn", "why": why, "script": figure.diagram.script}
    return found | {
        "kind": "picture",
        "svg": drawn.svg,
        "alternative": figure.alternative,
        "width": _width(drawn.svg),
    }


def _width(svg: str) -> float:
    """Return how wide a picture stands on the page, in points: as drawn, or as large as fits."""
    found = _SIZE.search(svg)
    if found is None:
        return WIDEST
    width, height = (float(size) * POINTS for size in found.groups())
    return round(width * min(1.0, WIDEST / width, HIGHEST / height), 2)


def _all(rows: tuple[Words, ...]) -> list[Any]:
    return [_runs(words) for words in rows]


def _runs(words: Words, long: re.Pattern[str] = IN_LINE) -> list[Any]:
    return [(_said(run, long), _looks(run), run.to or None) for run in words]


def _said(run: Run, long: re.Pattern[str]) -> list[str]:
    # An address outside stays text: the file must not lead anybody away.
    is_told = run.address not in ("", run.text)
    return _breakable(f"{run.text} ({run.address})" if is_told else run.text, long)


def _looks(run: Run) -> list[str]:
    looks = {"strong": run.strong, "emphasis": run.emphasis, "code": run.code}
    return [look for look, holds in looks.items() if holds]


def _breakable(words: str, long: re.Pattern[str] = IN_LINE) -> list[str]:
    """Return words as one part, or with each sign of a long word as a part of its own."""
    parts, end = [], 0
    for word in long.finditer(words):
        parts += [words[end : word.start()], *word[0]]
        end = word.end()
    return [part for part in (*parts, words[end:]) if part] or [""]
