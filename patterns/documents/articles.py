"""Our own Markdown prose → Blocks of a Document."""

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from patterns.content.marks import CITATION
from patterns.documents.document import (
    Align,
    Block,
    Bullets,
    Code,
    Paragraph,
    Run,
    Table,
    Words,
    say,
)

_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


def blocks(text: str, *, table: str = "Table") -> tuple[Block, ...]:
    """Return the prose as blocks. Marks of the catalogue become their words.

    table: the caption of tables, which have none in prose.
    """
    return tuple(_blocks(_markdown.parse(_told(text)), table))


def words(text: str) -> Words:
    """Return one line of prose."""
    return _words(_markdown.parseInline(_told(text))[0].children or [])


def _told(text: str) -> str:
    # A citation names a work of the list of references by its key.
    return CITATION.sub(r"\\[\1\\]", text)


def _blocks(tokens: Sequence[Token], table: str) -> Iterator[Block]:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.nesting == 1:
            end = _end(tokens, at)
            inner = tokens[at + 1 : end]
            yield from _opened(token, inner, table)
            at = end + 1
            continue
        if token.type in ("fence", "code_block"):
            yield Code(token.content, token.info.split(" ")[0])
        at += 1


def _opened(token: Token, inner: Sequence[Token], table: str) -> Iterator[Block]:
    match token.type:
        case "paragraph_open":
            yield Paragraph(_inline(inner))
        case "heading_open":
            yield Paragraph((Run("".join(run.text for run in _inline(inner)), strong=True),))
        case "bullet_list_open" | "ordered_list_open":
            items = tuple(_inline(item) for item in _parts(inner, "list_item_open"))
            yield Bullets(items, numbered=token.type == "ordered_list_open")
        case "table_open":
            rows = [_cells(row) for row in _parts(inner, "tr_open", deep=True)]
            header = tuple("".join(run.text for run in cell) for cell in rows[0])
            yield Table(table, header, tuple(rows[1:]), tuple(Align.LEFT for _ in header))
        case _:
            yield from _blocks(inner, table)


def _cells(row: Sequence[Token]) -> tuple[Words, ...]:
    return tuple(_words(token.children or []) for token in row if token.type == "inline")


def _inline(tokens: Sequence[Token]) -> Words:
    """Return all words inside, those of inner paragraphs and lists after one another."""
    found: list[Run] = []
    for token in tokens:
        if token.type == "inline":
            found += [Run(" ")] if found else []
            found += _words(token.children or [])
    return tuple(found)


def _words(tokens: Sequence[Token]) -> Words:
    found: list[Run] = []
    style: set[str] = set()  # the tags that are open: strong, em
    address = ""
    for token in tokens:
        if token.type in ("strong_open", "em_open"):
            style.add(token.tag)
        elif token.type in ("strong_close", "em_close"):
            style.discard(token.tag)
        elif token.type == "link_open":
            href = str(token.attrGet("href") or "")
            address = href if href.startswith("https://") else ""
        elif token.type == "link_close":
            address = ""
        elif token.type == "code_inline":
            found.append(Run(token.content, code=True, address=address))
        elif token.type in ("softbreak", "hardbreak"):
            found.append(Run(" "))
        elif token.content:
            found.append(Run(token.content, "strong" in style, "em" in style, address=address))
    return tuple(found) or say("–")


def _parts(tokens: Sequence[Token], kind: str, *, deep: bool = False) -> Iterator[Sequence[Token]]:
    """Yield what stands inside each element of a kind; deep: inside others, too."""
    at = 0
    while at < len(tokens):
        if tokens[at].type == kind:
            end = _end(tokens, at)
            yield tokens[at + 1 : end]
            at = end
        elif tokens[at].nesting == 1 and not deep:
            at = _end(tokens, at)
        at += 1


def _end(tokens: Sequence[Token], start: int) -> int:
    """Return where the element that opens at `start` closes."""
    depth = 0
    for at in range(start, len(tokens)):
        depth += tokens[at].nesting
        if depth == 0:
            return at
    return len(tokens) - 1
