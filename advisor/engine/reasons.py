"""Why and why not: the parts and shares of a fit, which add up to it, exactly and as shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from advisor.engine import points
from advisor.engine.forces import Situation
from advisor.engine.scoring import Score, Weights, exact
from advisor.engine.tables import Choice, Entry, Tables

TENTHS = 10
_FULL = points.LEVEL_FULL
THIRDS = {third: Fraction(third, _FULL) for third in range(-_FULL, _FULL + 1)}

Built = Mapping[int, Sequence[tuple[Choice, int]]]


class Role(StrEnum):
    """What a Force is to a Pattern. Silenced: its weight is 0."""

    MAIN = "main"
    SIDE = "side"
    DENIED = "denied"
    HARMED = "harmed"
    SILENCED = "silenced"


_ORDER = {role: place for place, role in enumerate(Role)}


class Share(NamedTuple):
    """What one chosen option adds to the fit through one Force."""

    question: str
    option: str
    force: str
    change: int
    points: Fraction
    shown: float


class Part(NamedTuple):
    """What one Force adds to the fit, and the answers that built it.

    level from -1 to 1; strength from 1 to 3. softened_by: the advised Patterns that lessen this
    harm; companions: all that are declared to.
    """

    force: str
    role: Role
    level: Fraction
    strength: int
    points: Fraction
    shown: float
    shares: tuple[Share, ...]
    softened_by: tuple[str, ...] = ()
    companions: tuple[str, ...] = ()


class Ledger(NamedTuple):
    """The parts of one fit. sides_full: further side Forces would add no points."""

    parts: tuple[Part, ...]
    sides_full: bool


@dataclass(frozen=True, slots=True)
class MissingCapability:
    """assumed: nobody stated the level; 2 is taken."""

    capability: str
    has: int
    needs: int
    assumed: bool


class _Row(NamedTuple):
    role: Role
    force: int
    strength: int
    amount: int  # numerator over the denominator that all rows of one Pattern have
    softeners: tuple[int, ...]


def built(situation: Situation) -> Built:
    """Return, by Force, the choices that moved it and by how much, in the order of asking."""
    found: dict[int, list[tuple[Choice, int]]] = {}
    for choice in situation.choices:
        for force, change in choice.changes:
            found.setdefault(force, []).append((choice, change))
    return found


def ledger(
    tables: Tables,
    entry: Entry,
    situation: Situation,
    weighing: Weights,
    advised: frozenset[int],
    by_force: Built,
) -> Ledger:
    """Return the parts of a fit: the main Force, sides by size, denied, harmed, silenced."""
    rows, denominator = _rows(entry, situation, weighing, advised)
    rows.sort(key=lambda row: (_ORDER[row.role], -abs(row.amount), tables.forces[row.force]))
    amounts = [row.amount for row in rows]
    fit = round(Fraction(TENTHS * sum(amounts), denominator))
    shown = largest_remainder(amounts, denominator, fit)
    parts = [
        _part(tables, row, denominator, tenths, situation, by_force[row.force], advised)
        for row, tenths in zip(rows, shown, strict=True)
    ]
    return Ledger(tuple(parts), sides_full=denominator > weighing.unit * weighing.full)


def missing(tables: Tables, entry: Entry, situation: Situation) -> tuple[MissingCapability, ...]:
    """Return the Capabilities that fall short of what the Pattern needs."""
    return tuple(
        MissingCapability(
            tables.capabilities[kind],
            has=situation.capabilities[kind],
            needs=level,
            assumed=not situation.stated[kind],
        )
        for kind, level in entry.needs
        if situation.capabilities[kind] < level
    )


def cautions(parts: Sequence[Part], score: Score, unit: int) -> tuple[Part, ...]:
    """Return the harms of a Pattern whose harm is worth the mark "with care", else nothing."""
    if score.harm < points.HARM_CARE * unit:
        return ()
    return tuple(part for part in parts if part.role is Role.HARMED)


def largest_remainder(amounts: Sequence[int], denominator: int, total: int) -> list[int]:
    """Round amount/denominator to tenths that add up to the total, also in tenths.

    The total must be the sum of the amounts, rounded up or down. Among equal remainders the
    larger amount is rounded away from zero, then the first.
    """
    if len(amounts) == 1:
        return [total]
    rounded = [TENTHS * amount // denominator for amount in amounts]
    rest = total - sum(rounded)
    if rest:
        by_remainder = sorted(
            range(len(amounts)),
            key=lambda n: (
                -(TENTHS * amounts[n] % denominator),
                -amounts[n],
                n if amounts[n] >= 0 else -n,
            ),
        )
        for n in by_remainder[:rest]:
            rounded[n] += 1
    return rounded


def _part(
    tables: Tables,
    row: _Row,
    denominator: int,
    tenths: int,
    situation: Situation,
    changes: Sequence[tuple[Choice, int]],
    advised: frozenset[int],
) -> Part:
    total = situation.sums[row.force]
    sign = 1 if total > 0 else -1
    amounts = [sign * row.amount * change for _, change in changes]
    below = denominator * abs(total)
    shown = largest_remainder(amounts, below, tenths)
    force = tables.forces[row.force]
    shares = [
        Share(choice.question, choice.option, force, change, exact(amount, below), small / TENTHS)
        for (choice, change), amount, small in zip(changes, amounts, shown, strict=True)
    ]
    return Part(
        force=force,
        role=row.role,
        level=THIRDS[situation.levels[row.force]],
        strength=row.strength,
        points=exact(row.amount, denominator),
        shown=tenths / TENTHS,
        shares=tuple(shares),
        softened_by=tuple([tables.slugs[n] for n in row.softeners if n in advised]),
        companions=tuple([tables.slugs[n] for n in row.softeners]),
    )


def _rows(
    entry: Entry, situation: Situation, weighing: Weights, advised: frozenset[int]
) -> tuple[list[_Row], int]:
    full = weighing.full
    unit = weighing.unit
    values = weighing.values
    felt = [
        (force, strength, min(full, level * strength * values[force]))
        for force, strength in entry.eases
        if (level := situation.levels[force]) > 0
    ]
    main = max(felt, key=lambda row: row[2], default=None)
    sides = sum(amount for _, _, amount in felt) - (main[2] if main else 0)
    # Sides that add up to more than one share one full side; bring all rows on that denominator.
    scale = max(full, sides)
    rows = []
    for force, strength, amount in felt:
        if not values[force]:
            rows.append(_Row(Role.SILENCED, force, strength, 0, ()))
        elif main and force == main[0]:
            worth = points.SOFTENED * points.MAIN * amount * scale
            rows.append(_Row(Role.MAIN, force, strength, worth, ()))
        else:
            worth = points.SOFTENED * points.SIDE * amount * full
            rows.append(_Row(Role.SIDE, force, strength, worth, ()))
    for force, strength in entry.eases:
        if (level := situation.levels[force]) < 0:
            y = min(full, -level * strength * values[force])
            worth = -points.SOFTENED * points.CONTRARY * y * scale
            role = Role.DENIED if values[force] else Role.SILENCED
            rows.append(_Row(role, force, strength, worth, ()))
    for force, strength, mitigators in entry.worsens:
        if (level := situation.levels[force]) > 0:
            factor = 1 if not advised.isdisjoint(mitigators) else points.SOFTENED
            h = min(unit, level * strength * values[force] * factor)
            role = Role.HARMED if values[force] else Role.SILENCED
            rows.append(_Row(role, force, strength, -points.HARM * h * scale, mitigators))
    return rows, unit * scale
