"""What a lab offers to begin with: presets, challenges and experiments, each with its link."""

import re
from typing import Any, Final

from patterns.catalogue import Catalogue
from patterns.content import entries
from patterns.labs import shelf
from patterns.labs.addresses import Run, of_texts
from patterns.labs.comparing import Comparison
from patterns.labs.figures import fill
from patterns.labs.kernel.results import Result

_HOLE: Final = re.compile(r"\{[^{}]+\}")


def presets(words: entries.Lab, run: Run, result: Result | None) -> list[dict[str, Any]]:
    """Return the settings of the lab's file; the one that was run says what it shows."""
    rows = []
    for preset in words.presets:
        offered = of_texts(run.lab, preset.values, {}, preset.seed)
        text = fill(preset.text, result) if result and offered.query == run.query else ""
        rows.append(
            {"entry": preset, "address": offered.address, "chosen": bool(text), "text": text}
        )
    return rows


def challenges(
    words: entries.Lab, run: Run, result: Result | None, compared: Comparison | None
) -> list[dict[str, Any]]:
    """Return the puzzles; whoever has run one finds its answer."""
    other = compared.b if compared else None
    rows = []
    for row in challenges_of(words):
        answer = ""
        if result and row["run"].query == run.query:
            answer = fill(row["entry"].answer, result, other)
        rows.append({**row, "chosen": bool(answer), "answer": answer})
    return rows


def challenges_of(words: entries.Lab) -> list[dict[str, Any]]:
    """Return the puzzles of one lab, without their answers."""
    lab = shelf.lab(words.slug)
    runs = [
        (entry, of_texts(lab, entry.values, entry.compared, entry.seed))
        for entry in words.challenges
    ]
    return [
        {"entry": entry, "run": run, "address": f"{run.address}#{entry.id.lower()}"}
        for entry, run in runs
    ]


def every_challenge(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return the puzzles of all labs in the order of their numbers."""
    rows = [
        {**row, "lab": words.title}
        for words in catalogue.labs
        if words.slug in shelf.labs()
        for row in challenges_of(words)
    ]
    return sorted(rows, key=lambda row: int(row["entry"].id[2:]))


def experiments_of(words: entries.Lab) -> list[dict[str, Any]]:
    """Return what to try, in sentences that need no run to be complete."""
    lab = shelf.lab(words.slug)
    return [
        {"text": each.text, "address": of_texts(lab, each.values, each.compared).address}
        for each in words.experiments
        if not _HOLE.search(each.text)
    ]
