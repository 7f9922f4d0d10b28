"""An address or a file → a Sheet, and every problem met on the way."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from advisor.answers.sheets import PATHS, SCHEMA, TITLE_LENGTH, Sheet
from advisor.answers.values import Mistake, Problem, Reader, safe
from advisor.engine import Answer, Answers, Knowledge

FILE_BYTES = 64 * 1024

_PASSED_BY = frozenset({"preview", "assessment", "base"})  # of the page, not of the Answers
_MAPPINGS = ("answers", "reasons", "notes", "weights", "sources")
_REASON_KEYS = ("code", "text")
_KEYS = ("schema", "release", "title", "names", "stars", *_MAPPINGS)


@dataclass(frozen=True, slots=True)
class Reading:
    """A Sheet of all that could be used, and every problem met on the way."""

    sheet: Sheet
    problems: tuple[Problem, ...] = ()

    @property
    def answers(self) -> Answers:
        return self.sheet.answers


def read(query: Mapping[str, Sequence[str]], knowledge: Knowledge) -> Reading:
    """Read the keys and values of an address.

        A Question id holds option ids, `unknown` or `na`; `na.<question>` a reason, `w.<force>` a
    weight; `star` an option that matters most, as `<question>.<option>`; `name` and `path` as
    they are. `preview`, `assessment` and `base` are passed by.
    """
    reader = Reader(knowledge)
    given: dict[str, Answer] = {}
    weights: dict[str, Fraction] = {}
    for key, values in query.items():
        head, dot, rest = key.partition(".")
        if dot and head == "w":
            reader.weight(rest, reader.only(values, key), weights, key)
        elif key not in _PASSED_BY | {"name", "path", "star"} and not (dot and head == "na"):
            reader.answer(key, values, given, key)
    for key, values in query.items():
        if key.startswith("na."):
            reader.reason(key.removeprefix("na."), reader.only(values, key), given, key)
    path = reader.one_of(PATHS, reader.only(query.get("path", ("full",)), "path"), "path")
    names = reader.names(query.get("name", ()), "name")
    stars = reader.stars(query.get("star", ()), given, "star")
    sheet = Sheet(reader.canonical(given, weights, stars), names, path or "full")
    return Reading(sheet, tuple(reader.problems))


def read_file(content: bytes, knowledge: Knowledge) -> Reading:
    """Read the JSON of a file of at most 64 KiB. Whatever it holds, this raises nothing."""
    document, problems = parse(content, FILE_BYTES)
    if document is None:
        return Reading(Sheet(), problems)
    reading = read_document(document, knowledge)
    return replace(reading, problems=(*reading.problems, *problems))


def parse(content: bytes, most: int) -> tuple[object, tuple[Problem, ...]]:
    """Return the parsed JSON with a problem for each key that stands twice.

    Where nothing can be read: None, with the one problem that says why.
    """
    if len(content) > most:
        return None, (Problem(Mistake.TOO_LARGE, ()),)
    doubled: list[str] = []

    def unite(pairs: list[tuple[str, object]]) -> dict[str, object]:
        united: dict[str, object] = {}
        for key, value in pairs:
            if key in united:
                doubled.append(key)
            united[key] = value
        return united

    try:
        document = json.loads(content, object_pairs_hook=unite)
    except (ValueError, RecursionError):
        document = None
    if document is None:
        return None, (Problem(Mistake.UNREADABLE, ()),)
    return document, tuple(Problem(Mistake.DUPLICATE, (), safe(key)) for key in doubled)


def read_document(document: object, knowledge: Knowledge) -> Reading:
    """Read a file, or the body of a request, that is parsed already.

    Keys: schema, release, title, answers, reasons, notes, weights, stars, names, and sources,
    which says what an assistant assumed. All are optional. A file of another Release is read as
    well.
    """
    reader = Reader(knowledge)
    parts = reader.mapping(document)
    for key in parts:
        if key not in _KEYS:
            reader.refuse(Mistake.UNKNOWN_KEY, key, key, allowed=_KEYS)
    if "schema" in parts:
        reader.one_of((SCHEMA,), parts["schema"], "schema")
    told = {name: reader.mapping(parts.get(name, {}), name) for name in _MAPPINGS}
    given: dict[str, Answer] = {}
    weights: dict[str, Fraction] = {}
    notes: dict[str, str] = {}
    texts: dict[str, str] = {}
    for question, words in told["answers"].items():
        reader.answer(question, words, given, "answers", question)
    for question, reason in told["reasons"].items():
        found = reader.mapping(reason, "reasons", question)
        for key in found.keys() - set(_REASON_KEYS):
            where = ("reasons", question, key)
            reader.refuse(Mistake.UNKNOWN_KEY, key, *where, allowed=_REASON_KEYS)
        reader.reason(question, found.get("code"), given, "reasons", question, "code")
        if "text" in found:
            reader.note(question, found["text"], texts, "reasons", question, "text")
    for force, weight in told["weights"].items():
        reader.weight(force, weight, weights, "weights", force)
    for question, note in told["notes"].items():
        reader.note(question, note, notes, "notes", question)
    for question, source in told["sources"].items():
        reader.source(question, source, given, "sources", question)
    sheet = Sheet(
        reader.canonical(given, weights, reader.stars(parts.get("stars", ()), given, "stars")),
        reader.names(parts.get("names", ()), "names"),
        title=reader.text(parts.get("title", ""), TITLE_LENGTH, "title") or "",
        notes=notes,
        reason_texts=texts,
        release=reader.text(parts.get("release", ""), TITLE_LENGTH, "release") or "",
    )
    return Reading(sheet, tuple(reader.problems))
