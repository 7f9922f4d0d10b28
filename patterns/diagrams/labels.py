"""Text that strangers wrote → labels that can neither end early nor start a statement."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum

from patterns.diagrams.kinds import Kind, kind

LABEL_LENGTH = 60
NOTHING = "–"

_ANY_PLACE = '#";<>&`\\'
_ENTITY = re.compile(r"&(?=#?\w+;)")
# Pairs that begin a comment or a formula, and words after which `;` is taken for a style's end.
_STARTS = re.compile(r"%(?=%)|\$(?=\$)|s(?=tyle)|c(?=lassDef)")
# A task stands at the start of its line, where these words are statements.
_STATEMENT = re.compile(
    r"acc|axis|call|click|date|excl|gantt|href|incl|section|tick|title|today|top|week",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"\{\{([a-z][a-z0-9_]*)\}\}")
_JOINERS = "\u200c\u200d"  # Persian, the languages of India and many symbols need them


def _code(sign: str) -> str:
    return f"#{ord(sign)};"


class Place(StrEnum):
    """Where in a script a label stands; each place has characters of its own to escape."""

    QUOTED = "quoted"  # between double quotes: flow labels, link words, quadrant names
    LINE = "line"  # after the colon of a sequence diagram, to the end of the line
    STATE = "state"  # names of states and of their transitions, which are read as Markdown
    TASK = "task"  # the name of a Gantt task, which ends at a colon


_CODES = {
    place: {ord(sign): _code(sign) for sign in _ANY_PLACE + more}
    for place, more in {
        Place.QUOTED: "",
        Place.LINE: "",
        Place.STATE: "*_~:",
        Place.TASK: ":%",
    }.items()
}


class UnknownWord(ValueError):
    """A script asks for words that nobody gave. `words` has each with its line, from 1."""

    def __init__(self, words: tuple[tuple[str, int], ...]) -> None:
        self.words = words
        super().__init__(", ".join(f"{{{{{word}}}}} in line {line}" for word, line in words))


def visible(text: str) -> str:
    """Return the text without control, formatting, bidi, line-break and unassigned characters."""
    if text.isprintable():  # nearly always: it has none of them, and no space but the plain one
        return text
    return "".join(
        sign
        if sign in _JOINERS or unicodedata.category(sign)[0] not in "CZ"
        else " "
        if sign.isspace() or unicodedata.category(sign)[0] == "Z"
        else ""
        for sign in text
    )


def plain(text: str, limit: int = LABEL_LENGTH) -> str:
    """Return one visible line of at most `limit` characters; a cut one ends with `…`.

    Text without anything to see becomes a dash, because no diagram takes an empty label.
    """
    line = " ".join(visible(text).split())
    if len(line) > limit:
        line = line[: limit - 1].rstrip() + "…"
    return line if line.strip(_JOINERS) else NOTHING


def label(text: str, place: Place = Place.QUOTED, limit: int = LABEL_LENGTH) -> str:
    """Return the text as one label for this place of a script, without the quotes around it."""
    # Renderers decode twice: only a space keeps text that looks like an entity from becoming one.
    line = _ENTITY.sub("& ", plain(text, limit))
    escaped = line.translate(_CODES[place])  # one pass, so that no code is escaped again
    if place == Place.TASK and _STATEMENT.match(escaped):
        escaped = _code(escaped[0]) + escaped[1:]
    return _STARTS.sub(lambda sign: _code(sign[0]), escaped)


def fill(script: str, values: Mapping[str, str]) -> str:
    """Return an authored script with each `{{word}}` replaced by its value as a label.

    values: plain text for each word, such as the reader's own service names.
    Raises UnknownWord, with all of them at once, for words that have no value.
    """
    missing = tuple(
        (word[1], number)
        for number, line in enumerate(script.split("\n"), 1)
        for word in _PLACEHOLDER.finditer(line)
        if word[1] not in values
    )
    if missing:
        raise UnknownWord(missing)
    place = _FILLED.get(kind(script), Place.QUOTED)
    return _PLACEHOLDER.sub(lambda word: label(values[word[1]], place), script)


def words(script: str) -> tuple[str, ...]:
    """Return the words that a script asks for, in the order of their first use."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(script)))


_FILLED: dict[Kind | None, Place] = {
    Kind.SEQUENCE: Place.LINE,
    Kind.STATE: Place.STATE,
    Kind.GANTT: Place.TASK,
}
