"""A Document as one Markdown file: every word escaped, diagrams as fenced Mermaid."""

import re
from collections.abc import Iterable
from functools import singledispatch

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
    Words,
    one_line,
)

DEEPEST = 6
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|!~@]|:(?=//)|(?<=[wW]{3})\.)")
_START = re.compile(r"^(\s*)(?:(\d+)([.)])|([-+=]))")
_RULES = {Align.LEFT: "---", Align.RIGHT: "---:", Align.CENTER: ":---:"}
_TICKS = re.compile(r"`+")


def markdown(document: Document) -> str:
    """Return the file, with one newline at the end."""
    parts = [f"# {_line(document.title)}", _line(document.lead)]
    facts = "\n".join(f"* {_line(name)}: {_line(value)}" for name, value in document.facts)
    parts += [facts, *_sections(document.sections, 2)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _sections(sections: Iterable[Section], level: int) -> Iterable[str]:
    for section in sections:
        yield f"{'#' * min(level, DEEPEST)} {_line(section.title)}"
        yield from (_block(block) for block in section.blocks)
        yield from _sections(section.sections, level + 1)


@singledispatch
def _block(block: Block) -> str:
    raise TypeError(f"no Markdown for {type(block).__name__}")


@_block.register
def _(block: Paragraph) -> str:
    return _words(block.words)


@_block.register
def _(block: Bullets) -> str:
    marks = (f"{n}." if block.numbered else "*" for n in range(1, len(block.items) + 1))
    return "\n".join(
        f"{mark} {_words(item)}" for mark, item in zip(marks, block.items, strict=True)
    )


@_block.register
def _(block: Checklist) -> str:
    return "\n".join(f"* [ ] {_words(item)}" for item in block.items)


@_block.register
def _(block: Definitions) -> str:
    return "\n".join(f"* **{_line(term)}**: {_words(words)}" for term, words in block.rows)


@_block.register
def _(block: Notice) -> str:
    inner = [f"**{_line(block.title)}**", *(_block(each) for each in block.blocks)]
    return "\n>\n".join("\n".join(f"> {line}" for line in part.split("\n")) for part in inner)


@_block.register
def _(block: Code) -> str:
    return _fenced(block.text, re.sub(r"[^a-z0-9+-]", "", block.language) or "text")


@_block.register
def _(block: Figure) -> str:
    script = block.diagram.script.rstrip("\n")
    return f"{_line(block.caption)}\n\n{_fenced(script, 'mermaid')}"


@_block.register
def _(block: Table) -> str:
    rows = [
        " | ".join(map(_line, block.header)),
        " | ".join(_RULES[align] for align in block.align),
        *(" | ".join(_words(cell) for cell in row) for row in block.rows),
    ]
    return f"{_line(block.caption)}:\n\n" + "\n".join(f"| {row} |" for row in rows)


def _fenced(text: str, language: str) -> str:
    longest = max((len(found[0]) for found in _TICKS.finditer(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _words(words: Words) -> str:
    return _opened("".join(map(_run, words)).strip())


def _run(run: Run) -> str:
    bare = run.text.strip()
    if not bare:
        return run.text
    before, after = run.text.partition(bare)[::2]
    text = _code(bare) if run.code else _escaped(bare)
    mark = "*" * (run.emphasis + 2 * run.strong)
    text = f"{mark}{text}{mark}"
    if run.address and run.address != run.text:
        text += f" ({_escaped(run.address)})"
    return f"{before}{text}{after}"


def _code(text: str) -> str:
    """Return text between as many ticks as it needs; a bar would end the cell of a table."""
    if "|" in text:
        return _escaped(text)
    ticks = "`" * (1 + max((len(found[0]) for found in _TICKS.finditer(text)), default=0))
    gap = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{ticks}{gap}{text}{gap}{ticks}"


def _line(text: str) -> str:
    return _opened(_escaped(one_line(text)))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("&", "&amp;")


def _opened(line: str) -> str:
    """Keep the beginning of a line from opening a list, a rule or a heading."""
    return _START.sub(
        lambda found: (
            f"{found[1]}{found[2]}\\{found[3]}" if found[2] else f"{found[1]}\\{found[4]}"
        ),
        line,
    )
