"""What a lab offers to begin with: presets, challenges and experiments, each with its link."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, TypeAlias

from patterns.catalogue import Catalogue
from patterns.content import entries
from patterns.labs import shelf
from patterns.labs.addresses import FIRST_SEED, Run, of_texts
from patterns.labs.comparing import Comparison
from patterns.labs.figures import fill, together
from patterns.labs.kernel.results import Result

_Pairs: TypeAlias = tuple[tuple[str, str], ...]
_HOLE: Final = re.compile(r"\{[^{}]+\}")


def presets(words: entries.Lab, run: Run, result: Result | None) -> list[dict[str, Any]]:
    """Return the settings of the lab's file; the one that was run says what it shows."""
    rows, address = [], run.address
    for preset in words.presets:
        offered = address_of(words.slug, preset.values, {}, preset.seed)
        text = together(fill(preset.text, result)) if result and offered == address else ""
        rows.append({"entry": preset, "address": offered, "chosen": bool(text), "text": text})
    return rows


def challenges(
    words: entries.Lab, run: Run, result: Result | None, compared: Comparison | None
) -> list[dict[str, Any]]:
    """Return the puzzles; whoever has run one finds its answer."""
    other = compared.b if compared else None
    rows, address = [], run.address
    for row in challenges_of(words):
        answer = ""
        if result and row["run"] == address:
            answer = together(fill(row["entry"].answer, result, other))
        rows.append({**row, "chosen": bool(answer), "answer": answer})
    return rows


def challenges_of(words: entries.Lab) -> list[dict[str, Any]]:
    """Return the puzzles of one lab, without their answers."""
    runs = [
        (entry, address_of(words.slug, entry.values, entry.compared, entry.seed))
        for entry in words.challenges
    ]
    return [
        {"entry": entry, "run": run, "address": f"{run}#{entry.id.lower()}"} for entry, run in runs
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
    return [
        {"text": each.text, "address": address_of(words.slug, each.values, each.compared)}
        for each in words.experiments
        if not _HOLE.search(each.text)
    ]


def address_of(
    slug: str, values: Mapping[str, str], compared: Mapping[str, str], seed: int = FIRST_SEED
) -> str:
    """Return the address of a run that content offers; each is worked out once in a process."""
    version = shelf.lab(slug).model_version
    return _address(slug, tuple(values.items()), tuple(compared.items()), seed, version)


@lru_cache(maxsize=1024)
def _address(slug: str, values: _Pairs, compared: _Pairs, seed: int, version: int) -> str:
    return of_texts(shelf.lab(slug), dict(values), dict(compared), seed).address
