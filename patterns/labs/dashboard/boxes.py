"""Boxes and bars of text, measured by the cells that a terminal gives to each character."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from patterns.labs.kernel.results import Result

WIDTH: Final = 64
"""Cells between the walls of a box; with them 66."""
WIDEST: Final = 80
BAR: Final = 28
FULL: Final = "█"
EMPTY: Final = "░"
_BREAK: Final = re.compile(r" (?!(?:%|µs|ms|s|h)(?:[ ,.;]|$))")
"""A blank at which a line may end: not between a number and its unit."""


def cells(text: str) -> int:
    """Return how many cells a text takes: two for wide characters, none for combining ones."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )


def bar(share: float, *, length: int = BAR, from_right: bool = False) -> str:
    """Return a bar of which round(length * share) cells are full; share from 0 to 1."""
    full = round(length * share)
    parts = (EMPTY * (length - full), FULL * full)
    return "".join(parts if from_right else reversed(parts))


def fit(text: str, width: int) -> str:
    """Return a text in exactly so many cells: filled with blanks, or cut with an ellipsis."""
    if cells(text) > width:
        while cells(text) > width - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (width - cells(text))


def box(title: str, sections: Sequence[Sequence[str]]) -> list[str]:
    """Return a framed title and sections below each other; long lines are wrapped."""
    lines = [f"┌{'─' * WIDTH}┐", f"│{_centered(title)}│"]
    for section in sections:
        lines.append(f"├{'─' * WIDTH}┤")
        for text in section:
            lines += [f"│ {fit(part, WIDTH - 2)} │" for part in wrap(text, WIDTH - 2)]
    return [*lines, f"└{'─' * WIDTH}┘"]


def wrap(text: str, width: int) -> list[str]:
    """Return the lines of a text; what follows the first is indented by two."""
    if cells(text) <= width:
        return [text]
    lines, line = [], ""
    for word in _BREAK.split(text):
        longer = f"{line} {word}" if line else word
        if line and cells(longer) > width:
            lines.append(line)
            longer = f"  {word}"
        line = longer
    return [*lines, line]


def partial(result: Result) -> list[str]:
    """Return the line that says how much of the run there is, where it is not all."""
    if not result.is_partial:
        return []
    return wrap(f"PARTIAL ({result.status}): {result.notes[0]}", WIDEST)


def foot(result: Result) -> list[str]:
    """Return the identities of the run and its notes, below the box."""
    notes = result.notes[1:] if result.is_partial else result.notes
    said = [*(str(identity) for identity in result.identities), *notes]
    return [line for text in said for line in wrap(text, WIDEST)]


def _centered(text: str) -> str:
    return fit(" " * ((WIDTH - cells(text)) // 2) + text, WIDTH)
