"""What a request for a document says besides the answers, each value taken or found wrong."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from advisor.answers.kept import FIRST_DAY, LAST_DAY, LAST_RECORD
from advisor.answers.values import safe
from advisor.documents.folder import RecordForm
from advisor.documents.formats import FORMATS, Format
from advisor.shapes.faults import Fault

MEMBERS: Final = ("format", "date", "first", "adr", "assessment", "revision")
# A plan takes some of the numbers that follow the first one.
LAST_FIRST: Final = LAST_RECORD - 999
LAST_REVISION: Final = 999_999
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UUID: Final = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. on: None for a day that belongs to the Release or the Revision.

    assessment: None for answers from the body; revision: None for the newest.
    """

    format: Format
    on: date | None
    first: int
    form: RecordForm
    assessment: UUID | None
    revision: int | None


def read(body: Mapping[str, object], faults: list[Fault]) -> Wish:
    """Take what says which document; what cannot be used is added to the faults."""
    name = _one_of(body, "format", [*FORMATS], faults, usual="")
    form = _one_of(body, "adr", [*RecordForm], faults, usual=RecordForm.MADR)
    first = whole(body, "first", LAST_FIRST, faults) or 1
    revision = whole(body, "revision", LAST_REVISION, faults)
    on = _day(body.get("date"), faults) if "date" in body else None
    assessment = uuid_of(body.get("assessment"))
    if "assessment" in body and assessment is None:
        words = "Expected the id of an Assessment."
        faults.append(Fault("wrong_type", words, pointer="#/assessment"))
    chosen = FORMATS.get(name, FORMATS["answers"])
    return Wish(chosen, on, first, RecordForm(form), assessment, revision)


def _one_of(
    body: Mapping[str, object],
    name: str,
    allowed: Sequence[str],
    faults: list[Fault],
    *,
    usual: str,
) -> str:
    value = body.get(name, usual)
    if isinstance(value, str) and value in allowed:
        return value
    words = "Say which." if name not in body else f'"{safe(value)}" cannot stand here.'
    faults.append(Fault("unknown_value", words, pointer=f"#/{name}", allowed=tuple(allowed)))
    return usual


def whole(
    body: Mapping[str, object], name: str, most: int, faults: list[Fault], *, below: str = ""
) -> int | None:
    """Return a whole number from 1 to most; None where it is absent, or a fault now.

    below: the pointer of the part of the body that holds it.
    """
    if name not in body:
        return None
    value = body[name]
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most:
        return value
    words = f"Expected a whole number from 1 to {most}."
    faults.append(Fault("out_of_range", words, pointer=f"#{below}/{name}"))
    return None


def _day(value: object, faults: list[Fault]) -> date | None:
    found = None
    if isinstance(value, str) and _DAY.fullmatch(value):
        with suppress(ValueError):
            found = date.fromisoformat(value)
    if found is None or not FIRST_DAY <= found <= LAST_DAY:
        words = f"Expected a day such as 2026-11-22, from {FIRST_DAY} to {LAST_DAY}."
        faults.append(Fault("out_of_range", words, pointer="#/date"))
        return None
    return found


def uuid_of(value: object) -> UUID | None:
    """Return the id that a text holds; None for anything else."""
    if isinstance(value, str) and _UUID.fullmatch(value):
        return UUID(value)
    return None
