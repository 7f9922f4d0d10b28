"""Felt Forces and a Profile → need, contrary, harm, gap, effort, impact, fit and priority.

Everything is a whole number: points times the `unit` of the weights, so that no result ever
depends on a platform's rounding.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import NamedTuple

from advisor.engine import points
from advisor.engine.tables import Entry

NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each Force counts, by Force index, as whole numbers of one grain.

    full: what a Force adds at most, that is fully felt, strength 3, counted once.
    unit: how many units of a Score make one point.
    """

    values: tuple[int, ...]
    full: int
    unit: int


class Score(NamedTuple):
    """The numbers of one Pattern. need, contrary, harm, fit and impact in units of the weights,
    priority in tenths of such a unit; gap in levels; effort in points.
    """

    fit: int
    need: int
    contrary: int
    harm: int
    impact: int
    gap: int
    effort: int
    priority: int


def weights(forces: Sequence[str], given: Mapping[str, Fraction], *, finer: int = 1) -> Weights:
    """Put weights by Force id on one grain, a half at the coarsest; finer divides it further."""
    grain = lcm(2, *(weight.denominator for weight in given.values())) * finer
    full = points.LEVEL_FULL * points.STRENGTH_FULL * grain
    values = tuple(int(given.get(force, 1) * grain) for force in forces)
    return Weights(values, full, points.SOFTENED * full)


@lru_cache(maxsize=1 << 16)
def exact(amount: int, unit: int) -> Fraction:
    """Return amount/unit; the same few values come up again and again."""
    return Fraction(amount, unit)


def score(
    entry: Entry,
    eased: Sequence[int],
    worsened: Sequence[int],
    capabilities: Sequence[int],
    weighing: Weights,
    advised: AbstractSet[int] = NOBODY,
    urgency: Sequence[Sequence[int]] = (),
) -> Score:
    """Score one Pattern.

    eased, worsened: levels by Force in thirds, to be read for what the Profile eases and for
    what it worsens; they differ only at the ends of a range.
    advised: Patterns that soften a harm of this one if they are declared to.
    urgency: starred and hurt of the Situation; they move the priority alone.
    """
    values = weighing.values
    full = weighing.full
    unit = weighing.unit
    main = felt = denied = harmed = 0
    for force, strength in entry.eases:
        level = eased[force]
        if level > 0:
            x = min(full, level * strength * values[force])
            felt += x
            main = max(main, x)
        elif level < 0:
            denied += min(full, -level * strength * values[force])
    for force, strength, mitigators in entry.worsens:
        level = worsened[force]
        if level > 0:
            factor = 1 if not advised.isdisjoint(mitigators) else points.SOFTENED
            harmed += min(unit, level * strength * values[force] * factor)

    need = points.SOFTENED * (points.MAIN * main + points.SIDE * min(full, felt - main))
    contrary = -points.SOFTENED * points.CONTRARY * denied
    harm = points.HARM * harmed
    fit = need + contrary - harm
    impact = (
        points.SOFTENED
        * points.IMPACT
        * min(points.IMPACT_FORCES * full, felt)
        // points.IMPACT_FORCES
    )
    gap = 0
    for capability, level in entry.needs:
        gap += max(0, level - capabilities[capability])
    effort = min(points.EFFORT_HIGHEST, entry.effort + points.EFFORT_PER_GAP * gap)
    priority = (
        points.PRIORITY_FIT * max(0, fit)
        + points.PRIORITY_IMPACT * impact
        - points.PRIORITY_EFFORT * effort * unit
    )
    if urgency:
        urgent = _urgent(entry, eased, weighing, urgency)
        priority += points.PRIORITY_PER_POINT * points.SOFTENED * urgent
    return Score(fit, need, contrary, harm, impact, gap, effort, priority)


def _urgent(
    entry: Entry, eased: Sequence[int], weighing: Weights, urgency: Sequence[Sequence[int]]
) -> int:
    """Return what stars and hurts add to the priority, in points times `full`.

    Each counts by the Force that it raises most for this Pattern, as an eased Force does: level
    times strength, and never beyond what is felt.
    """
    full, values = weighing.full, weighing.values
    starred, hurt = urgency
    star = pain = 0
    for force, strength in entry.eases:
        if starred[force] or hurt[force]:
            worth = strength * values[force]
            felt = min(full, eased[force] * worth)
            star = max(star, min(felt, starred[force] * worth))
            pain = max(pain, min(felt, hurt[force] * worth))
    return points.PRIORITY_STAR * star + points.PRIORITY_HURT * pain
