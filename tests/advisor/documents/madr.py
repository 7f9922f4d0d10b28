"""A strict reader of decision records, written after the rules of MADR 4.0.0 and its importers."""

import re
from dataclasses import dataclass
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

ORDER = (
    "Context and Problem Statement",
    "Decision Drivers",
    "Considered Options",
    "Decision Outcome",
    "Pros and Cons of the Options",
    "More Information",
)
REQUIRED = {ORDER[0], ORDER[2], ORDER[3]}
UNDER = {"Decision Outcome": ("Consequences", "Confirmation")}
STATUS = re.compile(r"proposed|accepted|rejected|deprecated|superseded by ADR-\d{4}")
FILE = re.compile(r"\d{4}-[a-z0-9]+(-[a-z0-9]+)*\.md")
ARGUMENT = re.compile(r"(Good|Neutral|Bad), because \S")
_markdown = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True, slots=True)
class Madr:
    """What a reader takes from one record."""

    status: str
    date: str
    title: str
    options: tuple[str, ...]
    chosen: str
    links: tuple[str, ...]
    data: dict[str, Any]


def read(name: str, content: bytes) -> Madr:
    """Read one record. Raises AssertionError at the first rule that it breaks."""
    assert FILE.fullmatch(name), name
    assert len(name) <= 80 + 8
    assert content.startswith(b"---\n")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    assert not content.endswith(b"\n\n")
    text = content.decode()
    front, body = re.fullmatch(r"---\n(.*?)\n---\n(.*)", text, re.DOTALL).groups()
    # The Structurizr importer cuts what stands behind `status: `; a quoted value keeps its quotes.
    status = re.search(r"^status: (\S.*)$", front, re.MULTILINE)[1]
    date = re.search(r"^date: (\d{4}-\d\d-\d\d)$", front, re.MULTILINE)[1]
    assert STATUS.fullmatch(status), status
    assert yaml.safe_load(front)["status"] == status
    tokens = _markdown.parse(body)
    assert not [token for token in tokens if token.type.startswith("html")]
    titles = headings(body)
    levels = [level for level, _ in titles]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert len({words for _, words in titles}) == len(titles), "a heading occurs twice"
    second = [words for level, words in titles if level == 2]
    assert second == [words for words in ORDER if words in second]
    assert set(second) >= REQUIRED
    _third_level(titles)
    options = _items(tokens, "Considered Options")
    outcome = body.partition("## Decision Outcome\n\n")[2]
    chosen = re.match(r'Chosen option: "(.+)", because .+\.\n', outcome)[1]
    chosen = "".join(_plain(_markdown.parse(chosen)))
    assert chosen == options[0]
    for part in (
        "Consequences",
        *[words for level, words in titles if level == 3 and words in options],
    ):
        for item in _items(tokens, part):
            assert ARGUMENT.match(item), (part, item)
    fences = [token for token in tokens if token.type == "fence"]
    assert [fence.info for fence in fences] == ["yaml"]
    return Madr(
        status=status,
        date=date,
        title=titles[0][1],
        options=options,
        chosen=chosen,
        links=tuple(_links(tokens)),
        data=yaml.safe_load(fences[0].content)["pattern-advisor"],
    )


def headings(text: str) -> list[tuple[int, str]]:
    """Every heading of a Markdown text with its level, in plain words."""
    tokens = _markdown.parse(text)
    return [
        (int(token.tag[1]), "".join(_plain([tokens[index + 1]])))
        for index, token in enumerate(tokens)
        if token.type == "heading_open"
    ]


def links(text: str) -> list[str]:
    return list(_links(_markdown.parse(text)))


def _third_level(titles: list[tuple[int, str]]) -> None:
    parent = ""
    for level, words in titles:
        if level == 2:
            parent = words
        elif level == 3 and parent in UNDER:
            assert words in UNDER[parent], words
        elif level == 3:
            assert parent == "Pros and Cons of the Options", (parent, words)


def _items(tokens: list[Token], heading: str) -> tuple[str, ...]:
    """The items of the list below a heading, in plain words."""
    found: list[str] = []
    here = False
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            here = "".join(_plain([tokens[index + 1]])) == heading
        elif here and token.type == "list_item_open":
            found.append("".join(_plain([tokens[index + 2]])))
    return tuple(found)


def _plain(tokens: list[Token]) -> list[str]:
    return [
        child.content if child.type in ("text", "code_inline", "text_special") else ""
        for token in tokens
        for child in (token.children or [])
    ]


def _links(tokens: list[Token]) -> list[str]:
    return [
        str(child.attrs["href"])
        for token in tokens
        for child in (token.children or [])
        if child.type == "link_open"
    ]
