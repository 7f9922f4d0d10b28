"""What may be said of an export, text → values: the date, the first number, the form of records."""

import re
from datetime import date
from typing import Final

from advisor.documents.folder import RecordForm

FIRST_YEAR: Final = 1980
LAST_YEAR: Final = 2107  # the times in a zip archive begin and end with these years
LAST_FIRST: Final = 9000


def day(text: str) -> date | None:
    """Return the date that the records carry; None for "". Raises ValueError with a sentence."""
    try:
        found = date.fromisoformat(text) if text else None
    except ValueError:
        found = date.min
    if found is None or FIRST_YEAR <= found.year <= LAST_YEAR:
        return found
    raise ValueError(f"date: expected a day such as 2026-11-22, from {FIRST_YEAR} to {LAST_YEAR}")


def first_number(text: str) -> int:
    """Return the number of the first record; 1 for "". Raises ValueError with a sentence."""
    # File names have four digits, and a plan takes some of the numbers that follow.
    if not text:
        return 1
    if re.fullmatch("[0-9]{1,4}", text) and 1 <= int(text) <= LAST_FIRST:
        return int(text)
    raise ValueError(f"first: expected a number from 1 to {LAST_FIRST}")


def record_form(text: str) -> RecordForm:
    """Return the form of the records; MADR for "". Raises ValueError with a sentence."""
    if not text:
        return RecordForm.MADR
    try:
        return RecordForm(text)
    except ValueError:
        raise ValueError(f"adr: expected one of {', '.join(RecordForm)}") from None
