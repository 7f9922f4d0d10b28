"""Warnings over the whole set: what is missing, undoes another, is too costly, or is too much.

They are read off the Verdicts and the plan after both are fixed, so they move neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from advisor.engine import points
from advisor.engine.ensembles import Ensemble, gather, rivals
from advisor.engine.forces import Situation
from advisor.engine.passes import Outcome
from advisor.engine.prerequisites import MissingPrerequisite, missing_prerequisites
from advisor.engine.profiles import RelationKind
from advisor.engine.reasons import Part
from advisor.engine.roadmap import ItemState, Plan, is_taken
from advisor.engine.scoring import exact
from advisor.engine.tables import Tables


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two Patterns that undo each other unless the reason is heeded.

    weaker: the one that the answers speak less for; margin: of the priorities.
    """

    stronger: str
    weaker: str
    reason: str
    margin: Fraction
    close_call: bool


@dataclass(frozen=True, slots=True)
class CheaperAlternative:
    """A planned Pattern and a less complex one that answers the same Force or the same choice.

    margin: fit of the Pattern less that of the alternative, below 0 where the cheaper one fits
    better. advised: whether the alternative is adopt or prepare. force: the Pattern's main one.
    """

    slug: str
    alternative: str
    force: str
    reason: str
    complexity: int
    alternative_complexity: int
    margin: Fraction
    advised: bool


@dataclass(frozen=True, slots=True)
class ShortCapability:
    """A Capability of which several planned Patterns need more than was stated."""

    capability: str
    has: int
    needs: int
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TooMuch:
    """More than the half year or the team can carry. points: of all that is advised.

    planned, beyond: numbers of Patterns inside and beyond the budget.
    """

    points: int
    budget: int
    planned: int
    beyond: int
    short: tuple[ShortCapability, ...]


@dataclass(frozen=True, slots=True)
class Warnings:
    """What an architect should know before adopting the Patterns together."""

    prerequisites: tuple[MissingPrerequisite, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    cheaper: tuple[CheaperAlternative, ...] = ()
    too_much: TooMuch | None = None

    @property
    def count(self) -> int:
        """Return how many there are in all."""
        lists = (self.prerequisites, self.conflicts, self.cheaper)
        return sum(map(len, lists)) + (self.too_much is not None)


def warnings(
    tables: Tables,
    situation: Situation,
    outcome: Outcome,
    ranked: Sequence[int],
    planned: Plan,
    parts: Sequence[Sequence[Part]],
) -> Warnings:
    """Return every warning, the gravest of each kind first.

    ranked: Pattern indexes, the best first; parts: the ledgers, by Pattern index.
    """
    together = gather(tables, situation, outcome, ranked, planned, parts)
    return Warnings(
        prerequisites=missing_prerequisites(together),
        conflicts=_conflicts(together),
        cheaper=_cheaper(together),
        too_much=_too_much(together, planned),
    )


def _conflicts(together: Ensemble) -> tuple[Conflict, ...]:
    tables = together.tables
    reasons: dict[tuple[int, int], str] = {}
    for edge in tables.edges[RelationKind.CONFLICTS_WITH]:
        left, right = _stand_in(together, edge.left), _stand_in(together, edge.right)
        if left is not None and right is not None and left != right:
            places = sorted((together.place[left], together.place[right]))
            reasons.setdefault((places[0], places[1]), edge.reason)
    by_place = list(together.place)
    return tuple(
        _conflict(together, by_place[first], by_place[second], reason)
        for (first, second), reason in sorted(reasons.items())
    )


def _conflict(together: Ensemble, stronger: int, weaker: int, reason: str) -> Conflict:
    slugs, scores = together.tables.slugs, together.outcome.scores
    lead = scores[stronger].priority - scores[weaker].priority
    margin = exact(lead, points.PRIORITY_PER_POINT * together.outcome.unit)
    close = margin < points.CLOSE_CALL
    return Conflict(slugs[stronger], slugs[weaker], reason, margin, close)


def _stand_in(together: Ensemble, index: int) -> int | None:
    """Return what stands in the set for a Pattern: itself, or else its best variant.

    What lost an either/or choice, or stands aside for its kin, does not stand there.
    """
    tables, members = together.tables, together.members
    kin = [index, *tables.entries[index].variants]
    there = [n for n in kin if n in members] or [
        n for n in kin if together.is_advised(n) and not is_taken(tables, n, members)
    ]
    return min(there, key=lambda n: together.place[n], default=None)


def _cheaper(together: Ensemble) -> tuple[CheaperAlternative, ...]:
    tables = together.tables
    found = []
    for edge in tables.edges[RelationKind.ALTERNATIVE_TO]:
        for dear, cheap in ((edge.left, edge.right), (edge.right, edge.left)):
            main = together.mains[dear]
            if main and dear in together.members and _is_cheaper(together, dear, cheap, main):
                found.append(_alternative(together, dear, cheap, main, edge.reason))
    return tuple(sorted(found, key=lambda one: (one.margin, one.slug, one.alternative)))


def _is_cheaper(together: Ensemble, dear: int, cheap: int, main: Part) -> bool:
    entries, outcome = together.tables.entries, together.outcome
    if entries[dear].profile.complexity - entries[cheap].profile.complexity < points.WORTH_SAVING:
        return False
    if together.is_advised(cheap):
        eased = {together.tables.forces[force] for force, _ in entries[cheap].eases}
        return main.force in eased or rivals(together.tables, dear, cheap)
    other = together.mains[cheap]
    behind = outcome.scores[dear].fit - outcome.scores[cheap].fit
    same = other is not None and other.force == main.force
    return (
        same and not outcome.verdicts[cheap].is_avoid and behind < points.CLOSE_CALL * outcome.unit
    )


def _alternative(
    together: Ensemble, dear: int, cheap: int, main: Part, reason: str
) -> CheaperAlternative:
    tables, scores = together.tables, together.outcome.scores
    return CheaperAlternative(
        tables.slugs[dear],
        tables.slugs[cheap],
        main.force,
        reason,
        tables.entries[dear].profile.complexity,
        tables.entries[cheap].profile.complexity,
        exact(scores[dear].fit - scores[cheap].fit, together.outcome.unit),
        together.is_advised(cheap),
    )


def _too_much(together: Ensemble, planned: Plan) -> TooMuch | None:
    """Say so once, where another half year would not carry the rest or the team lacks much."""
    if len(together.members) < points.PLAN_SMALL:
        return None
    beyond = together.in_state(ItemState.BEYOND_BUDGET)
    rest = sum(together.items[index].complexity for index in beyond)
    short = _short(together)
    if rest <= planned.budget and not short:
        return None
    return TooMuch(planned.used + rest, planned.budget, len(together.members), len(beyond), short)


def _short(together: Ensemble) -> tuple[ShortCapability, ...]:
    tables, now = together.tables, together.situation
    has, stated = now.capabilities, now.stated
    found = []
    for kind, name in enumerate(tables.capabilities):
        needing = [
            (index, level)
            for index in sorted(together.members, key=lambda index: together.place[index])
            for needed, level in tables.entries[index].needs
            if needed == kind and level > has[kind] and stated[kind]
        ]
        if len(needing) >= points.SHORT_FROM and 2 * len(needing) >= len(together.members):
            highest = max(level for _, level in needing)
            slugs = tuple(tables.slugs[index] for index, _ in needing)
            found.append(ShortCapability(name, has[kind], highest, slugs))
    return tuple(found)
