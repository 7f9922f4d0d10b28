"""Bytes → documents: the one safe way in for files that strangers wrote.

Nothing is built but tables, lists, texts, whole numbers, yes or no, and nothing: no tag makes an
object, and every limit is checked while reading, before anything grows.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

import yaml

from advisor.prefill.findings import Problem, shown

MOST_BYTES = 1_048_576  # of all files of one request together
MOST_FILES = 20
MOST_NODES = 100_000  # keys and values of all files, each alias counted as all that it stands for
LETTERS_OF_A_NODE = 64  # a text is charged as one value for each so many letters
MOST_DOCUMENTS = 1_000
MOST_DEPTH = 64
LONGEST_NUMBER = 15  # digits; longer ones stay text

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_WHOLE = re.compile(rf"[-+]?[0-9]{{1,{LONGEST_NUMBER}}}")
_HELM = re.compile(
    r"\{\{-?\s*(?:\(*\.(?:Values|Release|Chart|Files|Capabilities|Template)\b"
    r"|(?:include|template|define|block)\s+\"|(?:toYaml|tpl|required|default)\s)"
)
_PLAIN = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_CORE = "tag:yaml.org,2002:"
_CORE_TAGS = frozenset(
    _CORE + name for name in ("str", "int", "float", "bool", "null", "map", "seq")
)
# The words of the library → ours, which never repeat what stands in the file.
_WORDS = (
    ("mapping values are not allowed", "a colon stands where a value has begun; quote the value"),
    ("cannot start any token", "a character that cannot begin a value, such as a tab or @"),
    ("did not find expected", "the indentation or a bracket does not fit the lines above"),
    ("could not find expected ':'", "a key without its colon"),
    ("unexpected end of stream", "a quote or a bracket is never closed"),
    ("unknown escape character", "a backslash in double quotes that YAML does not know"),
    ("block sequence entries are not allowed", "a dash stands where no list can begin"),
)


class Table(dict[str, object]):
    """A mapping whose keys are texts. lines: key → its line, from 1; JSON has none."""

    __slots__ = ("lines",)

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}


@dataclass(frozen=True, slots=True)
class File:
    """What somebody handed over, with the name that reports call it by."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a file: its content, and the line where it begins."""

    file: str
    line: int
    content: object


@dataclass(frozen=True, slots=True)
class Documents:
    """Every document that could be read, and what stopped the reading of the others."""

    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]


class Unreadable(Exception):
    """A file cannot be read. line and column count from 1; 0 stands for the whole file."""

    def __init__(self, words: str, line: int = 0, column: int = 0) -> None:
        super().__init__(words)
        self.words, self.line, self.column = words, line, column


@dataclass(slots=True)
class Budget:
    """How many keys and values may still be read, over all files."""

    left: int = MOST_NODES

    def spend(self, count: int, line: int = 0) -> None:
        self.left -= count
        if self.left < 0:
            raise Unreadable(
                f"there are more than {MOST_NODES:,} keys and values here, what aliases repeat "
                "included; hand in a part",
                line,
            )


def read(files: Sequence[File]) -> Documents:
    """Return the documents of all files. A file with a fault gives a problem and no document."""
    documents: list[Document] = []
    problems: list[Problem] = []
    budget = Budget()
    for file in files:
        name = shown(file.name)
        try:
            found = [Document(name, line, value) for line, value in _read(file, budget)]
        except Unreadable as fault:
            problems.append(Problem(name, fault.words, fault.line, fault.column))
        else:
            documents += [each for each in found if each.content is not None]
            if not any(each.content is not None for each in found):
                problems.append(Problem(name, "the file is empty"))
    return Documents(tuple(documents), tuple(problems))


def _read(file: File, budget: Budget) -> list[tuple[int, object]]:
    text = _text(file.content)
    if helm := _HELM.search(text):
        line, column = _place(text, helm.start())
        words = "this is a Helm template; render it with “helm template” and hand in the result"
        raise Unreadable(words, line, column)
    if text.lstrip()[:1] in ("{", "["):
        return [(1, _json(text, budget))]
    return list(_yaml(text, budget))


def _text(content: bytes) -> str:
    if content.startswith(_PACKED):
        raise Unreadable("this is a packed file; unpack it first")
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable("this is not text in UTF-8; is it a binary file?", line) from None
    for place, letter in enumerate(text):
        if (letter < " " and letter not in "\t\n\r") or "\ud800" <= letter <= "\udfff":
            words = "a control character that no text file holds; is it a binary file?"
            raise Unreadable(words, *_place(text, place))
    return text


def _place(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, both from 1."""
    begins = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, offset) + 1, offset - begins + 1


# --- JSON -------------------------------------------------------------------------------------


def _json(text: str, budget: Budget) -> object:
    try:
        value = json.loads(
            text,
            object_pairs_hook=_table,
            parse_float=str,
            parse_int=_whole,
            parse_constant=_no_number,
        )
    except json.JSONDecodeError as error:
        raise Unreadable("the JSON ends or breaks here", error.lineno, error.colno) from None
    except RecursionError:
        raise Unreadable(f"it is nested deeper than {MOST_DEPTH} levels") from None
    level: list[object] = [value]
    for _ in range(MOST_DEPTH):
        budget.spend(len(level))
        level = [inner for each in level for inner in _inner(each)]
        if not level:
            return value
    raise Unreadable(f"it is nested deeper than {MOST_DEPTH} levels")


def _inner(value: object) -> Iterator[object]:
    if isinstance(value, Table):
        yield from value.keys()
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _table(pairs: list[tuple[str, object]]) -> Table:
    table = Table()
    for key, value in pairs:
        if key in table:
            raise Unreadable(f"the key “{shown(key)}” is given twice in one object")
        table[key] = value
    return table


def _whole(digits: str) -> object:
    return int(digits) if len(digits) <= LONGEST_NUMBER else digits


def _no_number(word: str) -> NoReturn:
    raise Unreadable(f"{word} is no value of JSON")


# --- YAML -------------------------------------------------------------------------------------


def _yaml(text: str, budget: Budget) -> Iterator[tuple[int, object]]:
    """Yield (line, content) of each document, built from the events of the parser alone."""
    is_template = "{{" in text or "{%" in text
    advice = "; if the file is a template, render it first" if is_template else ""
    try:
        builder = _Builder(yaml.parse(text, Loader=_LOADER), budget, advice)
        yield from builder.documents()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = f"{error.context or ''} {error.problem or ''}"
        words = next((ours for theirs, ours in _WORDS if theirs in said), "this is not YAML")
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        raise Unreadable(words + advice, line, column) from None
    except yaml.YAMLError:
        raise Unreadable("it holds characters that YAML does not allow") from None


@dataclass(slots=True)
class _Builder:
    """Values from events. An alias shares its value and is charged for all of it."""

    events: Iterator[yaml.Event]
    budget: Budget
    advice: str  # what to try when the form of the file is odd
    named: dict[str, tuple[object, int]] = field(default_factory=dict)  # anchor → value, its size
    count: int = 0

    def documents(self) -> Iterator[tuple[int, object]]:
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                self.count += 1
                if self.count > MOST_DOCUMENTS:
                    raise Unreadable(f"there are more than {MOST_DOCUMENTS:,} documents here")
                self.named.clear()
                first = next(self.events)
                yield _mark(first)[0], self._node(first, 1)

    def _node(self, event: yaml.Event, depth: int) -> object:
        line, column = _mark(event)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, line, column)
        if not isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            raise Unreadable("this is not YAML", line, column)
        before = self.budget.left
        self.budget.spend(1, line)
        if depth > MOST_DEPTH:
            raise Unreadable(f"it is nested deeper than {MOST_DEPTH} levels", line)
        if event.tag is not None and event.tag != "!" and event.tag not in _CORE_TAGS:
            words = f"the tag “{shown(str(event.tag))}” is not read; write a plain value"
            raise Unreadable(words, line, column)
        value: object
        if isinstance(event, yaml.ScalarEvent):
            self.budget.spend(len(event.value) // LETTERS_OF_A_NODE, line)
            value = _scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self._list(depth)
        else:
            value = self._table(depth)
        if event.anchor:
            self.named[event.anchor] = (value, before - self.budget.left)
        return value

    def _alias(self, event: yaml.AliasEvent, line: int, column: int) -> object:
        # An anchor is known when its value is whole, so a value never holds itself.
        if event.anchor not in self.named:
            raise Unreadable(
                f"the alias “{shown(str(event.anchor))}” names nothing above it",
                line,
                column,
            )
        value, size = self.named[event.anchor]
        self.budget.spend(size, line)
        return value

    def _list(self, depth: int) -> list[object]:
        values: list[object] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self._node(event, depth + 1))
        return values

    def _table(self, depth: int) -> Table:
        table = Table()
        merged: list[object] = []
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line, column = _mark(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise Unreadable("a key that is not a plain text" + self.advice, line, column)
            key = str(event.value)
            self._node(event, depth + 1)
            value = self._node(next(self.events), depth + 1)
            if key == "<<" and event.implicit[0]:
                merged += value if isinstance(value, list) else [value]
                continue
            if key in table:
                words = f"the key “{shown(key)}” is given twice, first in line {table.lines[key]}"
                raise Unreadable(words, line, column)
            table[key] = value
            table.lines[key] = line
        for source in merged:
            if not isinstance(source, Table):
                raise Unreadable("“<<” takes in something that is not a table")
            self.budget.spend(len(source))
            for key, value in source.items():
                if key not in table:
                    table[key] = value
                    table.lines[key] = source.lines.get(key, 0)
        return table


def _mark(event: yaml.Event) -> tuple[int, int]:
    """Return line and column, both from 1."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)


def _scalar(event: yaml.ScalarEvent) -> object:
    """Return the value as YAML 1.2 reads it; dates, fractions and odd numbers stay text."""
    text = str(event.value)
    kind = (event.tag or "").removeprefix(_CORE)
    if kind == "str" or (not event.implicit[0] and not kind):
        return text
    if text in _PLAIN:
        return _PLAIN[text]
    return int(text) if _WHOLE.fullmatch(text) else text
