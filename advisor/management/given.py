"""What a command is given: a file of answers, and the Release that they are judged by."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from django.core.management.base import CommandError
from django.db import DatabaseError

from advisor.answers import Kept, Problem, read_kept
from advisor.answers.kept import KEPT_BYTES
from advisor.briefing import knowledge
from advisor.shapes import judgements
from advisor.shapes.faults import MOST_FAULTS, Fault
from patterns import releases
from patterns.catalogue import Catalogue

FAILED: Final = 1
WRONG_INPUT: Final = 2
MOST_ALLOWED: Final = 12  # words that may stand at one place


def current_release() -> Catalogue:
    """Return the Release in use. Raises CommandError where there is none."""
    try:
        return releases.current()
    except releases.NoRelease:
        words = "no catalogue is loaded: run manage.py prepare"
    except DatabaseError:
        words = "the database is not there or not prepared: run manage.py prepare"
    raise CommandError(words, returncode=FAILED)


def kept_answers(file: Path, catalogue: Catalogue, further: Iterable[str] = ()) -> Kept:
    """Read a file of answers or of an Assessment; `-` is standard input.

    further: what else is wrong with the command, in sentences.
    Raises CommandError with everything that is wrong, so that one look mends it all.
    """
    found = read_kept(
        _content(file), knowledge(catalogue), [each.slug for each in catalogue.patterns]
    )
    name = "standard input" if str(file) == "-" else str(file)
    lines = [*further, *(f"{name}{line}" for line in _lines(found.reading.problems))]
    if lines:
        count = "1 fault" if len(lines) == 1 else f"{len(lines)} faults"
        shown = [*lines[:MOST_FAULTS], *(["…"] if len(lines) > MOST_FAULTS else [])]
        words = "\n".join([*shown, f"{count}; nothing was judged."])
        raise CommandError(words, returncode=WRONG_INPUT)
    return found


def _content(file: Path) -> bytes:
    try:
        if str(file) == "-":
            return sys.stdin.buffer.read(KEPT_BYTES + 1)
        with file.open("rb") as opened:
            return opened.read(KEPT_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no path that a file can have"
        raise CommandError(f"{file!s:.200}: {reason}", returncode=WRONG_INPUT) from error


def _lines(problems: Iterable[Problem]) -> list[str]:
    return [_line(fault) for fault in judgements.faults(problems, in_query=False)]


def _line(fault: Fault) -> str:
    allowed = ", ".join(fault.allowed[:MOST_ALLOWED])
    if len(fault.allowed) > MOST_ALLOWED:
        allowed += f" and {len(fault.allowed) - MOST_ALLOWED} more"
    return f"{fault.pointer}: {fault.detail}{f' It may be {allowed}.' if allowed else ''}"
