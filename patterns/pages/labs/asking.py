"""A query of a lab's page → the run that it asks for, and everything that is wrong with it."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.http import QueryDict

from patterns.diagrams.labels import visible
from patterns.labs.addresses import FIRST_SEED, OTHER, Run
from patterns.labs.comparing import MOST_CHANGES
from patterns.labs.kernel.lab import Lab
from patterns.labs.kernel.streams import LAST_SEED
from patterns.parameters import (
    CELL_MARK,
    ROW_MARK,
    Kind,
    Parameter,
    ParameterError,
    Value,
    parse,
)

LONGEST: Final = 4_000
"""Characters of a query."""
FORMATS: Final = ("text", "json", "csv", "svg", "mmd")
OWN: Final = frozenset({"seed", "seeds", "v", "format", "chart", "step", "preset"})
"""Keys of the page itself; no parameter may have such a name."""
SEED: Final = Parameter(
    "seed", "Seed", Kind.COUNT, FIRST_SEED, 0, LAST_SEED, help="Other luck, the same rules."
)
_CELL: Final = re.compile(r"([a-z][a-zA-Z0-9_]*)\.(\d{1,2})\.([a-z_]+)")
_CHANGE: Final = re.compile(r"b\.(\d)\.(key|value)")
_SHOWN: Final = 40  # characters of a key that a note names


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a query says.

    run: with the default wherever something is refused; may be run only if nothing is.
    typed: by key of a field, what the reader wrote, the rows of a list put together.
    messages: by key of a field, `b.<name>` for the second run. refusals: sentences about the
    query as a whole. notes: what was left out of account.
    version: the model version of the link, 0 where it names none. step: from 1, 0 for none.
    """

    run: Run
    typed: Mapping[str, str]
    messages: Mapping[str, str] = field(default_factory=dict)
    refusals: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    version: int = 0
    step: int = 0
    form: str = ""
    chart: str = ""
    preset: str = ""

    @property
    def is_refused(self) -> bool:
        return bool(self.messages or self.refusals)

    @property
    def is_current(self) -> bool:
        """Say whether the link names this version of the model, or none."""
        return self.version in (0, self.run.lab.model_version)


def read(lab: Lab, query: QueryDict) -> Asked:
    """Read what is asked; this will never raise, whatever the query holds."""
    length = len(query.urlencode())
    if length > LONGEST:
        words = f"The address has {length:,} characters; a lab reads at most {LONGEST:,}."
        return Asked(run=Run(lab=lab, values=lab.values()), typed={}, refusals=(words,))
    given = {key: query.getlist(key)[-1] for key in query if query.getlist(key)}
    repeated = sorted(key for key in query if len(query.getlist(key)) > 1)
    typed, leftover = _united(lab, given)
    reading = lab.read(typed)
    messages = dict(reading.messages)
    changed, refusals = _changed(lab, typed)
    changes, wrong = _read_changes(lab, typed, changed, is_readable=not messages)
    seed, said = _seed(given)
    known = {p.name for p in lab.parameters} | OWN | {OTHER + name for name in changed}
    ignored = sorted(key for key in {**typed, **leftover} if key not in known)
    return Asked(
        run=Run(
            lab=lab,
            values=reading.values,
            seed=seed,
            changes=changes,
            is_many=given.get("seeds") == "20" and not changes,
        ),
        typed=typed,
        messages={**messages, **wrong, **said},
        refusals=refusals,
        notes=tuple(_notes(lab, given, ignored, repeated)),
        version=_whole(given.get("v", "")),
        step=_whole(given.get("step", "")),
        form=given.get("format", ""),
        chart=given.get("chart", ""),
        preset=given.get("preset", ""),
    )


def _united(lab: Lab, given: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the query with the cells of lists put together, and cells that belong to none."""
    lists = {p.name: p for p in lab.parameters if p.kind is Kind.ROWS}
    cells: dict[str, dict[int, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    slots: dict[str, dict[str, str]] = defaultdict(dict)
    united: dict[str, str] = {}
    leftover: dict[str, str] = {}
    for key, text in given.items():
        cell, change = _CELL.fullmatch(key), _CHANGE.fullmatch(key)
        if change:
            slots[change[1]][change[2]] = text
        elif cell and cell[1] in lists and cell[3] in {c.name for c in lists[cell[1]].columns}:
            cells[cell[1]][int(cell[2])][cell[3]] = text
        elif cell:
            leftover[key] = text
        else:
            united[key] = text
    for name, rows in cells.items():
        united[name] = ROW_MARK.join(
            row for _, own in sorted(rows.items()) if (row := _row(lists[name], own))
        )
    for _, slot in sorted(slots.items()):
        if slot.get("key"):
            united.setdefault(OTHER + slot["key"], slot.get("value", ""))
    return united, leftover


def _row(parameter: Parameter, cells: Mapping[str, str]) -> str:
    """Return a row of the form; empty where nobody has written anything into it."""
    written = any(
        cells.get(column.name, "").strip()
        for column in parameter.columns
        if column.kind not in (Kind.CHOICE, Kind.FLAG)
    )
    if not written:
        return ""
    return CELL_MARK.join(cells.get(column.name, "").strip() for column in parameter.columns)


def _changed(lab: Lab, typed: Mapping[str, str]) -> tuple[list[str], tuple[str, ...]]:
    known = [p.name for p in lab.parameters if OTHER + p.name in typed]
    if len(known) > MOST_CHANGES:
        words = f"Run B changes {len(known)} values; at most {MOST_CHANGES} can be compared."
        return known, (words,)
    return known, ()


def _read_changes(
    lab: Lab, typed: Mapping[str, str], changed: list[str], *, is_readable: bool
) -> tuple[dict[str, Value], dict[str, str]]:
    """Return the values of the second run that differ, and what is wrong with them."""
    changes: dict[str, Value] = {}
    messages: dict[str, str] = {}
    for name in changed:
        try:
            changes[name] = parse(lab.parameter(name), typed[OTHER + name])
        except ParameterError as error:
            messages[OTHER + name] = str(error)
    if changes and is_readable and not messages:
        second = {**typed, **{name: typed[OTHER + name] for name in changed}}
        for name, words in lab.read(second).messages.items():
            at = OTHER + (name if name in changes else changed[0])
            messages.setdefault(at, words)
    return changes, messages


def _seed(given: Mapping[str, str]) -> tuple[int, dict[str, str]]:
    try:
        return int(parse(SEED, given.get("seed", str(FIRST_SEED)))), {}
    except ParameterError as error:
        return FIRST_SEED, {"seed": str(error)}


def _notes(
    lab: Lab, given: Mapping[str, str], ignored: list[str], repeated: list[str]
) -> list[str]:
    notes = []
    if ignored:
        notes.append(f"Not known here and ignored: {_named(ignored)}.")
    if repeated:
        notes.append(f"Given more than once, the last counts: {_named(repeated)}.")
    version = given.get("v", "")
    if version and _whole(version) != lab.model_version:
        notes.append(
            f"This link was made with model version {_named([version])}; the lab now runs version "
            f"{lab.model_version}, so figures may differ."
        )
    if given.get("seeds", "20") != "20":
        notes.append("Ignored: seeds can be 20 and nothing else.")
    return notes


def _named(words: list[str]) -> str:
    shown = [visible(word)[:_SHOWN] for word in words[:8]]
    return ", ".join(shown) + (f" and {len(words) - 8} more" if len(words) > 8 else "")


def _whole(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else (-1 if text else 0)
