"""Instead of what, and together with what: groups, families and bundles in a plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from advisor.engine import points
from advisor.engine.passes import Outcome
from advisor.engine.reasons import Part
from advisor.engine.tables import Tables

DECISIVE = 2  # Forces named for a margin


@dataclass(frozen=True, slots=True)
class Rival:
    """A Pattern that lost to the winner of its group.

    margin: priority of the winner less its own. forces: the two that made most of it.
    """

    slug: str
    margin: Fraction
    close_call: bool
    forces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupChoice:
    """The member of an either/or group to begin with; margin and close call to the nearest."""

    group: str
    winner: str
    margin: Fraction
    close_call: bool
    others: tuple[Rival, ...]


@dataclass(frozen=True, slots=True)
class FamilyChoice:
    """Of a Pattern and its variants, one stands in the plan for all that were advised."""

    entered: str
    stands_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanBundle:
    id: str
    planned: tuple[str, ...]
    missing: tuple[str, ...]


def groups(
    tables: Tables, outcome: Outcome, members: Sequence[int], parts: Sequence[Sequence[Part]]
) -> tuple[GroupChoice, ...]:
    """Return each either/or group of which one member is planned and another was advised."""
    found = []
    for group, choices in tables.groups:
        winner = next((index for index in choices if index in members), None)
        if winner is None:
            continue
        rivals = [
            _rival(tables, outcome, winner, index, parts)
            for index in choices
            if index != winner and outcome.verdicts[index].is_advised
        ]
        if rivals:
            rivals.sort(key=lambda rival: (rival.margin, rival.slug))
            nearest = rivals[0]
            found.append(
                GroupChoice(
                    group,
                    tables.slugs[winner],
                    nearest.margin,
                    nearest.close_call,
                    tuple(rivals),
                )
            )
    return tuple(found)


def families(tables: Tables, outcome: Outcome, members: Sequence[int]) -> tuple[FamilyChoice, ...]:
    """Return each planned Pattern that stands for its advised parent or variants."""
    found = []
    for index in sorted(members):
        entry = tables.entries[index]
        kin = [*entry.variants] if entry.parent is None else [entry.parent, *entry.variants]
        stands_for = [tables.slugs[n] for n in kin if outcome.verdicts[n].is_advised]
        if stands_for:
            found.append(FamilyChoice(tables.slugs[index], tuple(sorted(stands_for))))
    return tuple(found)


def bundles(tables: Tables, members: Sequence[int]) -> tuple[PlanBundle, ...]:
    """Return each bundle with two or more members in the plan, and what it lacks."""
    slugs = {tables.slugs[index] for index in members}
    found = []
    for bundle, wanted in tables.bundles:
        planned = tuple(slug for slug in wanted if slug in slugs)
        if len(planned) >= points.BUNDLE_FROM:
            found.append(
                PlanBundle(bundle, planned, tuple(slug for slug in wanted if slug not in slugs))
            )
    return tuple(found)


def _rival(
    tables: Tables,
    outcome: Outcome,
    winner: int,
    loser: int,
    parts: Sequence[Sequence[Part]],
) -> Rival:
    lead = outcome.scores[winner].priority - outcome.scores[loser].priority
    margin = Fraction(lead, points.PRIORITY_PER_POINT * outcome.unit)
    gains = _gains(parts[winner], parts[loser])
    decisive = sorted(gains, key=lambda force: (-gains[force], force))[:DECISIVE]
    return Rival(
        tables.slugs[loser],
        margin,
        margin < points.CLOSE_CALL,
        tuple(force for force in decisive if gains[force] > 0),
    )


def _gains(left: Sequence[Part], right: Sequence[Part]) -> Mapping[str, Fraction]:
    gains = {part.force: part.points for part in left}
    for part in right:
        gains[part.force] = gains.get(part.force, Fraction(0)) - part.points
    return gains
