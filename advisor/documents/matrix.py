"""The decision matrix: Patterns against Forces, and the points that each Force adds to each fit."""

import csv
import io
import re
from collections import defaultdict
from typing import Any

from advisor.documents.arguments import FELT
from advisor.documents.folder import Folder
from advisor.engine.advice import JudgedPattern
from advisor.engine.profiles import Verdict
from advisor.engine.reasons import TENTHS, Part, Role
from patterns.documents.document import one_line

LISTED = (Verdict.ADOPT, Verdict.PREPARE, Verdict.CONSIDER)
MOST_FORCES = 6  # columns that a page still holds; what else counts is added up in one more
ROLES = {
    Role.MAIN: "main",
    Role.SIDE: "side",
    Role.DENIED: "not wanted here",
    Role.HARMED: "made worse",
    Role.SILENCED: "weighs nothing",
}
HEAD = (
    "Pattern", "Id", "Verdict", "Fit", "Lowest", "Highest", "Confidence", "Effort", "Impact",
    "Decision", "Decided on", "Decided by", "Note",
)  # fmt: skip

_FORMULA = re.compile(r"[=+\-@\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def as_csv(folder: Folder) -> bytes:
    """Return every judged Pattern in order of rank, with one column for each Force.

    UTF-8, commas, line feeds. A cell of a Force holds its points with one decimal, and is empty
    where the Force says nothing; the cells of a row add up to its fit.
    """
    forces = [level.force for level in folder.advice.levels]
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow([*map(cell, HEAD), *(cell(folder.words.force(force)) for force in forces)])
    for judged in folder.advice.patterns:
        points = {part.force: f"{part.shown:.1f}" for part in judged.parts}
        facts = [*_facts(folder, judged), *(points.get(force, "") for force in forces)]
        rows.writerow([cell(value) for value in facts])
    return written.getvalue().encode()


def cell(words: str) -> str:
    """Return text that a spreadsheet shows and never computes.

    Control and direction characters are removed, line breaks become spaces; what could begin a
    formula gets an apostrophe in front, unless it is a plain number.
    """
    line = one_line(words)
    return f"'{line}" if _FORMULA.match(line) and not _NUMBER.fullmatch(line) else line


def facts(folder: Folder) -> dict[str, Any]:
    """Return the matrix for the page: the Forces that move most, and each ledger in full."""
    shown = [judged for judged in folder.advice.patterns if judged.verdict in LISTED]
    moved: dict[str, float] = defaultdict(float)
    for judged in shown:
        for part in judged.parts:
            moved[part.force] += abs(part.shown)
    forces = [force for force in sorted(moved, key=lambda f: (-moved[f], f)) if moved[force]]
    columns = forces[:MOST_FORCES]
    return {
        "forces": [folder.words.force(force) for force in columns],
        "matrix": [_row(folder, judged, columns) for judged in shown],
        "ledgers": [
            {
                "name": folder.words.pattern(judged.slug),
                "fit": f"{judged.shown.fit:.1f}",
                "parts": [_part(folder, part) for part in judged.parts],
            }
            for judged in shown
        ],
    }


def _row(folder: Folder, judged: JudgedPattern, columns: list[str]) -> dict[str, Any]:
    points = {part.force: part.shown for part in judged.parts}
    # In tenths, so that the sum of what is shown is what is shown.
    rest = sum(round(each * TENTHS) for force, each in points.items() if force not in columns)
    return {
        "name": folder.words.pattern(judged.slug),
        "verdict": str(judged.verdict),
        "fit": f"{judged.shown.fit:.1f}",
        "cells": [f"{points[force]:+.1f}" if points.get(force) else "" for force in columns],
        "rest": f"{rest / TENTHS:+.1f}" if rest else "",
    }


def _part(folder: Folder, part: Part) -> dict[str, Any]:
    level = round(part.level * 3)
    return {
        "force": folder.words.force(part.force),
        "role": ROLES[part.role],
        "felt": FELT.get(level, "not felt") if level >= 0 else "denied",
        "strength": part.strength,
        "points": f"{part.shown:+.1f}",
        "answers": [
            f"{folder.words.answer(share.question, share.option)} ({share.shown:+.1f})"
            for share in part.shares
        ],
    }


def _facts(folder: Folder, judged: JudgedPattern) -> list[str]:
    decision = folder.decisions.get(judged.slug)
    decided = (
        [decision.ruling, decision.on.isoformat(), decision.by, decision.note]
        if decision
        else [""] * 4
    )
    return [
        folder.words.pattern(judged.slug),
        judged.slug,
        str(judged.verdict),
        f"{judged.shown.fit:.1f}",
        f"{judged.shown.low:.1f}",
        f"{judged.shown.high:.1f}",
        str(judged.confidence),
        str(judged.effort),
        f"{judged.shown.impact:.1f}",
        *decided,
    ]
