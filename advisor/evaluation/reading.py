"""A file of Items -> Items, and every mistake found in it; whatever it holds, nothing is raised."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from advisor import answers as sheets
from advisor.answers import Problem
from advisor.answers.values import safe
from advisor.briefing import knowledge
from advisor.engine import Answers, Knowledge
from advisor.evaluation.measuring import JUDGEMENT, SOURCE, Declined, Item
from patterns.catalogue import Catalogue

FILE_BYTES = 8 * 1024 * 1024
MOST_ITEMS = 5_000
_NAMES = 20  # allowed words shown in one fault


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake: in which item (its id, or its number), where, and what is wrong there."""

    item: str
    place: str
    words: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.item, self.place, self.words) if part)


@dataclass(slots=True)
class Reading:
    """The Items that could be read, and every fault. With any fault nothing may be measured."""

    items: list[Item] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_path(path: Path, catalogue: Catalogue) -> Reading:
    """Read a file of at most 8 MiB; one that cannot be opened is a fault too."""
    try:
        with path.open("rb") as file:
            content = file.read(FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no path that a file can have"
        return Reading(faults=[Fault(safe(str(path)), "", f"cannot be read: {reason}")])
    return read_bytes(content, catalogue)


def read_bytes(content: bytes, catalogue: Catalogue) -> Reading:
    """Read the JSON of a file: a list of Items."""
    if len(content) > FILE_BYTES:
        words = f"larger than {FILE_BYTES // 1024 // 1024} MiB"
        return Reading(faults=[Fault("the file", "", words)])
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
    except (ValueError, RecursionError) as error:
        where = f" ({error})" if isinstance(error, json.JSONDecodeError) else ""
        return Reading(faults=[Fault("the file", "", f"is not JSON in UTF-8{where}")])
    reading = read_document(document, catalogue)
    reading.faults += [
        Fault("the file", safe(key), "stands twice in one object") for key in doubled
    ]
    return reading


def read_document(document: object, catalogue: Catalogue) -> Reading:
    """Read a list of Items that is parsed already.

    Needed: `id`, `answers`, `expected`. Read when present: `stars` (chosen options that matter
    most, as `<question>.<option>`), `title`, `facts`, `also_acceptable`, `not_expected`,
    `breadth`, `confidence`. Other keys are passed by.
    """
    reading = Reading()
    if not isinstance(document, list):
        found = f"expected a list of items, found {_kind(document)}"
        reading.faults.append(Fault("the file", "", found))
        return reading
    if len(document) > MOST_ITEMS:
        reading.faults.append(Fault("the file", "", f"more than {MOST_ITEMS} items"))
        return reading
    known = knowledge(catalogue)
    seen: set[str] = set()
    for number, table in enumerate(document, start=1):
        reader = _ItemReader(catalogue, known, f"item {number}")
        item = reader.item(table)
        if item is not None and item.id in seen:
            reader.refuse("id", "stands twice in the file")
        elif item is not None:
            seen.add(item.id)
            reading.items.append(item)
        reading.faults += reader.faults
    return reading


class _ItemReader:
    """Reads one Item and writes down all that is wrong with it."""

    def __init__(self, catalogue: Catalogue, known: Knowledge, name: str) -> None:
        self.catalogue = catalogue
        self.known = known
        self.name = name
        self.faults: list[Fault] = []

    def refuse(self, place: str, words: str) -> None:
        self.faults.append(Fault(self.name, place, words))

    def item(self, table: object) -> Item | None:
        """Return the Item; None where it has no id to be called by."""
        if not isinstance(table, Mapping):
            self.refuse("", f"expected an object, found {_kind(table)}")
            return None
        for key in ("id", "answers", "expected"):
            if key not in table:
                self.refuse(key, "is missing")
        named = self.text(table, "id")
        self.name = safe(named) if named else self.name
        item = Item(
            id=named,
            answers=self.answers(table.get("answers", {}), table.get("stars", [])),
            expected=self.slugs(table, "expected"),
            also_acceptable=self.slugs(table, "also_acceptable"),
            not_expected=self.declined(table),
            title=self.text(table, "title"),
            facts=self.texts(table, "facts"),
            breadth=self.text(table, "breadth"),
            confidence=self.text(table, "confidence"),
        )
        if "id" in table and isinstance(table["id"], str) and not named.strip():
            self.refuse("id", "is empty")
        return item if named else None

    def text(self, table: Mapping[str, object], key: str) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            self.refuse(key, f"expected text, found {_kind(value)}")
            return ""
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            self.refuse(key, "holds half of a surrogate pair, which no UTF-8 can carry")
            return ""
        return value

    def texts(self, table: Mapping[str, object], key: str) -> tuple[str, ...]:
        found = []
        for place, value in enumerate(self.listed(table, key)):
            if isinstance(value, str):
                found.append(value)
            else:
                self.refuse(f"{key}[{place}]", f"expected text, found {_kind(value)}")
        return tuple(found)

    def listed(self, table: Mapping[str, object], key: str) -> Sequence[object]:
        value = table.get(key, [])
        if isinstance(value, list):
            return value
        self.refuse(key, f"expected a list, found {_kind(value)}")
        return ()

    def slugs(self, table: Mapping[str, object], key: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for place, value in enumerate(self.listed(table, key)):
            slug = self.slug(value, f"{key}[{place}]")
            if slug:
                found[slug] = None
        return tuple(found)

    def slug(self, value: object, place: str) -> str:
        """Return the slug of the Pattern that is called so, here or by another of its names."""
        if not isinstance(value, str):
            self.refuse(place, f"expected the slug of a pattern, found {_kind(value)}")
            return ""
        known = value if self.catalogue.get(value) else self.catalogue.alias_of(value)
        if known is None:
            self.refuse(place, f"no pattern is called {safe(value)!r}")
        return known or ""

    def declined(self, table: Mapping[str, object]) -> tuple[Declined, ...]:
        found: dict[str, str] = {}
        for place, value in enumerate(self.listed(table, "not_expected")):
            where = f"not_expected[{place}]"
            basis: object = JUDGEMENT
            if isinstance(value, Mapping):
                basis = value.get("basis", JUDGEMENT)
                where, value = f"{where}.slug", value.get("slug")
            if basis not in (SOURCE, JUDGEMENT):
                self.refuse(f"not_expected[{place}].basis", f"expected {SOURCE} or {JUDGEMENT}")
            slug = self.slug(value, where)
            if slug and found.get(slug) != SOURCE:
                found[slug] = SOURCE if basis == SOURCE else JUDGEMENT
        return tuple(Declined(slug, basis) for slug, basis in found.items())

    def answers(self, value: object, stars: object) -> Answers:
        if not isinstance(value, Mapping):
            self.refuse("answers", f"expected an object, found {_kind(value)}")
            return Answers()
        read = sheets.read_document({"answers": value, "stars": stars}, self.known)
        for problem in read.problems:
            self.refuse(_place(problem.path), _told(problem))
        return read.answers


def _told(problem: Problem) -> str:
    words = str(problem.mistake).replace("_", " ")
    found = f"{words} {problem.value!r}" if problem.value else words
    allowed = problem.allowed[:_NAMES]
    return f"{found}; there {_are(allowed)} {', '.join(allowed)}" if allowed else found


def _are(words: Sequence[str]) -> str:
    return "is" if len(words) == 1 else "are"


def _place(path: Iterable[str | int]) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _kind(value: object) -> str:
    kinds = {dict: "an object", list: "a list", str: "text", bool: "true or false"}
    return "null" if value is None else kinds.get(type(value), "a number")
