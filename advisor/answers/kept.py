"""The file of a saved Assessment: its Answers, what they were judged by, and the Decisions."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from advisor.answers.reading import FILE_BYTES, Reading, parse, read_document
from advisor.answers.sheets import TITLE_LENGTH, Sheet, document
from advisor.answers.values import Mistake, Problem, Reader
from advisor.engine import Knowledge, Verdict

SCHEMA = "pattern-advisor/assessment/1"
KEPT_BYTES = 240_000  # what one field of a form may hold, with something to spare
STATUSES = ("accepted", "rejected", "deferred")
DECISION_NOTE_LENGTH, DECIDER_LENGTH = 2000, 120
FIRST_DAY, LAST_DAY = date(1980, 1, 1), date(2107, 12, 31)  # what a zip archive can date
LAST_RECORD = 9999  # record files have numbers of four digits

_KEYS = ("schema", "title", "revision", "release", "engine", "answers", "decisions", "records")
_DECISION_KEYS = (
    "pattern", "status", "note", "decided_on", "decider", "verdict", "revision"
)  # fmt: skip
_TOLD_KEYS = ("status", "note", "decided_on", "decider")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class KeptDecision:
    """A Decision as a file holds it. decided_on: None where the file names no day."""

    pattern: str
    status: str
    note: str = ""
    decided_on: date | None = None
    decider: str = ""
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What could be used of a file. records: slug -> number of its decision record."""

    reading: Reading
    decisions: tuple[KeptDecision, ...] = ()
    records: Mapping[str, int] = field(default_factory=dict)

    @property
    def sheet(self) -> Sheet:
        return self.reading.sheet


def kept_document(
    sheet: Sheet,
    decisions: Iterable[KeptDecision],
    *,
    title: str = "",
    release: str = "",
    engine: str = "",
    revision: int = 0,
    records: Mapping[str, int] | None = None,
) -> dict[str, object]:
    """Return the form of an Assessment's file, ready for JSON."""
    versions: dict[str, object] = {"revision": revision, "release": release, "engine": engine}
    return {
        "schema": SCHEMA,
        "title": title,
        **{name: value for name, value in versions.items() if value},
        "answers": document(replace(sheet, title=""), release),
        "decisions": [_told(decision) for decision in decisions],
        "records": dict(records or {}),
    }


def read_kept(content: bytes, knowledge: Knowledge, patterns: Collection[str]) -> Kept:
    """Read the file of an Assessment, or of Answers alone. This raises nothing.

    patterns: the slugs that may be decided on. A file of Answers may have 64 KiB.
    """
    parsed, doubled = parse(content, KEPT_BYTES)
    is_whole = isinstance(parsed, dict) and parsed.get("schema") == SCHEMA
    if len(content) > FILE_BYTES and not is_whole:
        return Kept(Reading(Sheet(), (Problem(Mistake.TOO_LARGE, ()),)))
    if parsed is None:
        return Kept(Reading(Sheet(), doubled))
    if not isinstance(parsed, dict) or not is_whole:
        found = read_document(parsed, knowledge)
        return Kept(replace(found, problems=(*found.problems, *doubled)))
    reader = Reader(knowledge)
    for key in parsed:
        if key not in _KEYS:
            reader.refuse(Mistake.UNKNOWN_KEY, key, key, allowed=_KEYS)
    reading = read_document(parsed.get("answers", {}), knowledge)
    title = reader.text(parsed.get("title", ""), TITLE_LENGTH, "title") or ""
    release = reader.text(parsed.get("release", ""), TITLE_LENGTH, "release") or ""
    decisions = _decisions(parsed.get("decisions", []), reader, patterns)
    records = _records(reader.mapping(parsed.get("records", {}), "records"), reader, patterns)
    sheet = replace(reading.sheet, title=title, release=release)
    return Kept(Reading(sheet, (*reading.problems, *reader.problems, *doubled)), decisions, records)


def read_decision(
    told: object, pattern: str, knowledge: Knowledge
) -> tuple[KeptDecision | None, tuple[Problem, ...]]:
    """Read what a program tells of one Decision: status, note, decided_on, decider. Raises nothing.

    None with the problems where any part of it cannot be used.
    """
    reader = Reader(knowledge)
    parts = reader.mapping(told)
    for key in parts:
        if key not in _TOLD_KEYS:
            reader.refuse(Mistake.UNKNOWN_KEY, key, key, allowed=_TOLD_KEYS)
    known = {key: parts[key] for key in _TOLD_KEYS if key in parts}
    found = _decision({**known, "pattern": pattern}, reader, (pattern,))
    return (None if reader.problems else found), tuple(reader.problems)


def _decisions(told: object, reader: Reader, patterns: Collection[str]) -> tuple[KeptDecision, ...]:
    if not isinstance(told, list):
        reader.refuse(Mistake.WRONG_TYPE, told, "decisions")
        return ()
    found: dict[str, KeptDecision] = {}
    for place, row in enumerate(told):
        decision = _decision(row, reader, patterns, "decisions", place)
        if decision is not None and decision.pattern in found:
            reader.refuse(Mistake.DUPLICATE, decision.pattern, "decisions", place)
        elif decision is not None:
            found[decision.pattern] = decision
    return tuple(found.values())


def _decision(
    row: object, reader: Reader, patterns: Collection[str], *path: str | int
) -> KeptDecision | None:
    """Return one Decision, or None when any part of it cannot be used: half of it says less."""
    before = len(reader.problems)
    parts = reader.mapping(row, *path)
    for key in parts:
        if key not in _DECISION_KEYS:
            reader.refuse(Mistake.UNKNOWN_KEY, key, *path, key, allowed=_DECISION_KEYS)
    pattern = parts.get("pattern")
    if not isinstance(pattern, str) or pattern not in patterns:
        reader.refuse(Mistake.UNKNOWN_VALUE, pattern, *path, "pattern")
    status = reader.one_of(STATUSES, parts.get("status"), *path, "status")
    note = reader.text(parts.get("note", ""), DECISION_NOTE_LENGTH, *path, "note", lines=True)
    decider = reader.text(parts.get("decider", ""), DECIDER_LENGTH, *path, "decider")
    day = _day(parts.get("decided_on"), reader, *path, "decided_on")
    verdicts = ("", *(str(verdict) for verdict in Verdict))
    verdict = reader.one_of(verdicts, parts.get("verdict", ""), *path, "verdict")
    if len(reader.problems) > before or not isinstance(pattern, str):
        return None
    return KeptDecision(pattern, status or "", note or "", day, decider or "", verdict or "")


def _day(told: object, reader: Reader, *path: str | int) -> date | None:
    if told is None:
        return None
    try:
        found = date.fromisoformat(told) if isinstance(told, str) and _DAY.fullmatch(told) else None
    except ValueError:
        found = None
    if found is None or not FIRST_DAY <= found <= LAST_DAY:
        reader.refuse(Mistake.UNKNOWN_VALUE, told, *path)
        return None
    return found


def _records(
    told: Mapping[str, object], reader: Reader, patterns: Collection[str]
) -> dict[str, int]:
    found: dict[str, int] = {}
    for slug, number in told.items():
        usable = type(number) is int and 1 <= number <= LAST_RECORD
        if slug not in patterns or not usable or number in found.values():
            reader.refuse(Mistake.UNKNOWN_VALUE, slug, "records")
        elif type(number) is int:
            found[slug] = number
    return found


def _told(decision: KeptDecision) -> dict[str, str]:
    parts = {
        "pattern": decision.pattern,
        "status": decision.status,
        "note": decision.note,
        "decided_on": decision.decided_on.isoformat() if decision.decided_on else "",
        "decider": decision.decider,
        "verdict": decision.verdict,
    }
    return {name: value for name, value in parts.items() if value}
