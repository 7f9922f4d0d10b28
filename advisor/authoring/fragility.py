"""Fragility: every entry of every Profile one up and one down, and the Verdicts that this moves."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from advisor.authoring.trials import Run
from advisor.engine import Knowledge, Verdict
from advisor.engine.passes import update
from advisor.engine.points import STRENGTH_FULL
from advisor.engine.tables import Entry, Tables

Row = TypeVar("Row")


class Side(StrEnum):
    EASES = "eases"
    WORSENS = "worsens"
    NEEDS = "needs"


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a Profile with another strength or level; 0 takes it away."""

    pattern: str
    side: Side
    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Move:
    """One Verdict of one Trial that a change moves."""

    trial: str
    pattern: str
    before: Verdict
    after: Verdict

    @property
    def is_decisive(self) -> bool:
        """Say whether it comes into or out of adopt or prepare, or goes between the two."""
        return self.before.is_advised or self.after.is_advised


@dataclass(frozen=True, slots=True)
class Moves:
    """What a change moves, in the order of Trials; also Verdicts of Patterns that it softens."""

    change: Change
    moved: tuple[Move, ...]

    @property
    def decisive(self) -> tuple[Move, ...]:
        return tuple(move for move in self.moved if move.is_decisive)

    @property
    def kinds(self) -> tuple[tuple[str, int], ...]:
        """Return ("adopt to consider", how often), the most frequent first."""
        kinds = Counter(f"{move.before} to {move.after}" for move in self.moved)
        return tuple(sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0])))


def fragile(known: Knowledge, runs: Sequence[Run]) -> tuple[Moves, ...]:
    """Return every change with what it moves, also where that is nothing; the most fragile first.

    What moves most into, out of or between adopt and prepare is the most fragile.
    A few seconds for a hundred Profiles and five hundred Trials.
    """
    tables = known.tables
    found = []
    for index in range(len(tables.entries)):
        for change, entry, touches in _changes(tables, index):
            entries = (*tables.entries[:index], entry, *tables.entries[index + 1 :])
            changed = replace(tables, entries=entries)
            affected = [each for each in runs if touches(each)]
            found.append(_moves(changed, index, change, affected))
    return tuple(sorted(found, key=_most_fragile))


def _most_fragile(moves: Moves) -> tuple[int, int, str, str, str, int]:
    change = moves.change
    size = (-len(moves.decisive), -len(moves.moved))
    return *size, change.pattern, change.side, change.name, change.after


@dataclass(frozen=True, slots=True)
class _Touches:
    """Says of a Trial whether the changed entry matters there: only then can a Verdict move."""

    side: Side
    at: int

    def __call__(self, each: Run) -> bool:
        if self.side is Side.NEEDS:
            return each.situation.capabilities[self.at] < STRENGTH_FULL
        level = each.situation.levels[self.at]
        return level > 0 if self.side is Side.WORSENS else level != 0


def _changes(tables: Tables, index: int) -> Iterator[tuple[Change, Entry, _Touches]]:
    entry, slug = tables.entries[index], tables.slugs[index]
    for place, (force, strength) in enumerate(entry.eases):
        for after in _beside(strength):
            kept = _replaced(entry.eases, place, (force, after) if after else None)
            yield (
                Change(slug, Side.EASES, tables.forces[force], strength, after),
                replace(entry, eases=kept),
                _Touches(Side.EASES, force),
            )
    for place, (force, strength, helpers) in enumerate(entry.worsens):
        for after in _beside(strength):
            harms = _replaced(entry.worsens, place, (force, after, helpers) if after else None)
            yield (
                Change(slug, Side.WORSENS, tables.forces[force], strength, after),
                replace(entry, worsens=harms),
                _Touches(Side.WORSENS, force),
            )
    for place, (kind, level) in enumerate(entry.needs):
        for after in _beside(level):
            needs = _replaced(entry.needs, place, (kind, after) if after else None)
            yield (
                Change(slug, Side.NEEDS, tables.capabilities[kind], level, after),
                replace(entry, needs=needs),
                _Touches(Side.NEEDS, kind),
            )


def _beside(strength: int) -> Iterator[int]:
    yield strength - 1
    if strength < STRENGTH_FULL:
        yield strength + 1


def _replaced(rows: tuple[Row, ...], place: int, row: Row | None) -> tuple[Row, ...]:
    return (*rows[:place], *([] if row is None else [row]), *rows[place + 1 :])


def _moves(tables: Tables, index: int, change: Change, runs: Sequence[Run]) -> Moves:
    moved = []
    for each in runs:
        after = update(tables, each.outcome, each.situation, each.weighing, (index,))
        pairs = zip(tables.slugs, each.outcome.verdicts, after.verdicts, strict=True)
        moved += [
            Move(each.trial.name, slug, old, new) for slug, old, new in pairs if old is not new
        ]
    return Moves(change, tuple(moved))
