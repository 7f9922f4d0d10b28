"""A Document as one Markdown file: every word escaped, diagrams as fenced Mermaid."""

import re
from collections.abc import Iterable, Iterator
from functools import singledispatch
from itertools import groupby

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
# What opens a list, a rule or a heading, where it begins a line.
_START = re.compile(r"^(\s*)(?:(\d+)([.)])(?=\s|$)|([-+])(?=\s|$)|([-=])(?=[-=\s]*$))")
_RULES = {Align.LEFT: "---", Align.RIGHT: "---:", Align.CENTER: ":---:"}
_TICKS = re.compile(r"`+")


def markdown(document: Document) -> str:
    """Return the file, with one newline at the end."""
    parts = [f"# {text(document.title)}", text(document.lead)]
    facts = "\n".join(f"* {text(name)}: {text(value)}" for name, value in document.facts)
    parts += [facts, *_sections(document.sections, 2, document.title, set())]
    return "\n\n".join(part for part in parts if part) + "\n"


def text(words: str) -> str:
    """Return one line that Markdown shows exactly as it was typed, wherever words may stand.

    Control and direction characters are removed, and line breaks become spaces.
    """
    return _opened(_escaped(one_line(words)))


def _sections(sections: Iterable[Section], level: int, above: str, seen: set[str]) -> Iterator[str]:
    """Yield headings and blocks. A title that was there before says what it stands below: links
    and linters know a heading by its words alone.
    """
    for section in sections:
        title = f"{section.title} ({above})" if section.title in seen else section.title
        seen.add(title)
        yield f"{'#' * min(level, DEEPEST)} {text(title)}"
        # Two quotes with a gap between them are one to some readers, and two to others.
        for is_quoted, blocks in groupby(section.blocks, _is_notice):
            yield ("\n>\n" if is_quoted else "\n\n").join(map(_block, blocks))
        yield from _sections(section.sections, level + 1, section.title, seen)


def _is_notice(block: Block) -> bool:
    return isinstance(block, Notice)


@singledispatch
def _block(block: Block) -> str:
    raise TypeError(f"no Markdown for {type(block).__name__}")


@_block.register
def _(block: Paragraph) -> str:
    written = _words(block.words)
    # A line that is strong as a whole, and ends without a sign, would be taken for a heading.
    is_label = written.endswith("*") and all(run.strong for run in block.words)
    return f"{written}:" if is_label else written


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
    return "\n".join(f"* **{text(term)}**: {_words(words)}" for term, words in block.rows)


@_block.register
def _(block: Notice) -> str:
    inner = [f"**{text(block.title)}**", *(_block(each) for each in block.blocks)]
    return "\n>\n".join("\n".join(f"> {line}" for line in part.split("\n")) for part in inner)


@_block.register
def _(block: Code) -> str:
    return _fenced(block.text, re.sub(r"[^a-z0-9+-]", "", block.language) or "text")


@_block.register
def _(block: Figure) -> str:
    script = block.diagram.script.rstrip("\n")
    return f"{text(block.caption)}\n\n{_fenced(script, 'mermaid')}"


@_block.register
def _(block: Table) -> str:
    rows = [
        map(text, block.header),
        (_RULES[align] for align in block.align),
        *(map(_words, row) for row in block.rows),
    ]
    return f"{text(block.caption)}:\n\n" + "\n".join(map(_row, rows))


def _row(cells: Iterable[str]) -> str:
    return "|" + "".join(f" {cell} |" if cell else " |" for cell in cells)


def _fenced(lines: str, language: str) -> str:
    longest = max((len(found[0]) for found in _TICKS.finditer(lines)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{lines}\n{fence}"


def _words(words: Words) -> str:
    return _opened("".join(map(_run, words)).strip())


def _run(run: Run) -> str:
    bare = run.text.strip()
    if not bare:
        return run.text
    before, after = run.text.partition(bare)[::2]
    mark = "*" * (run.emphasis + 2 * run.strong)
    written = f"{mark}{_code(bare) if run.code else _escaped(bare)}{mark}"
    if run.address and run.address != run.text:
        written += f" ({_escaped(run.address)})"
    return f"{before}{written}{after}"


def _code(words: str) -> str:
    """Return words between as many ticks as they need; a bar would end the cell of a table."""
    if "|" in words:
        return _escaped(words)
    ticks = "`" * (1 + max((len(found[0]) for found in _TICKS.finditer(words)), default=0))
    gap = " " if words[0] == "`" or words[-1] == "`" else ""
    return f"{ticks}{gap}{words}{gap}{ticks}"


def _escaped(words: str) -> str:
    return _SPECIAL.sub(r"\\\1", words).replace("&", "&amp;")


def _opened(line: str) -> str:
    """Keep the beginning of a line from opening a list, a rule or a heading."""
    return _START.sub(
        lambda found: f"{found[1]}{found[2] or ''}\\{found[3] or found[4] or found[5]}", line
    )
