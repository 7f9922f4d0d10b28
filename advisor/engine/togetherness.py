"""Warnings over the whole set: what is missing, undoes another, is too costly, or is too much.

They are read off the Verdicts and the plan after both are fixed, so they move neither.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from advisor.engine import points
from advisor.engine.forces import Situation
from advisor.engine.passes import Outcome
from advisor.engine.profiles import RelationKind
from advisor.engine.reasons import Part, Role
from advisor.engine.roadmap import ItemState, Plan, PlanItem, is_taken
from advisor.engine.scoring import exact
from advisor.engine.tables import Edge, Tables
from advisor.engine.verdicts import RuleKind, fired


class Standing(StrEnum):
    """Where a prerequisite stands that the answers do not call for by themselves.

    avoided, lost-choice: it cannot come in. beyond-budget: advised, but not in this half year.
    left-out: neither advised nor planned. pulled-in: planned only because others need it.
    """

    AVOIDED = "avoided"
    LOST_CHOICE = "lost-choice"
    LEFT_OUT = "left-out"
    BEYOND_BUDGET = "beyond-budget"
    PULLED_IN = "pulled-in"


@dataclass(frozen=True, slots=True)
class Dependent:
    """A Pattern that needs another, and why, as the Relation says it."""

    slug: str
    reason: str


@dataclass(frozen=True, slots=True)
class MissingPrerequisite:
    """needed_by: in order of rank. because: the reasons why it is to be avoided.

    instead: the planned Patterns that took its place: rivals of a choice, parent or variants.
    """

    slug: str
    complexity: int
    standing: Standing
    needed_by: tuple[Dependent, ...]
    because: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True)
class _Set:
    """The Patterns that are advised together, on the way through the four kinds.

    Sets and keys are Pattern indexes. place: by rank; items: of the plan and what waits.
    """

    tables: Tables
    situation: Situation
    outcome: Outcome
    place: Mapping[int, int]
    items: Mapping[int, PlanItem]
    members: tuple[int, ...]
    mains: Sequence[Part | None]

    def is_advised(self, index: int) -> bool:
        return self.outcome.verdicts[index].is_advised

    def in_state(self, state: ItemState) -> list[int]:
        return [index for index, item in self.items.items() if item.state is state]


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
    at = {slug: index for index, slug in enumerate(tables.slugs)}
    place = {index: place for place, index in enumerate(ranked)}
    items = {at[item.slug]: item for phase in planned.phases for item in phase.items}
    together = _Set(
        tables=tables,
        situation=situation,
        outcome=outcome,
        place=place,
        items={index: items[index] for index in ranked if index in items},
        members=tuple(at[slug] for slug in planned.members),
        mains=[next((p for p in found[:1] if p.role is Role.MAIN), None) for found in parts],
    )
    return Warnings(
        prerequisites=_prerequisites(together),
        conflicts=_conflicts(together),
        cheaper=_cheaper(together),
        too_much=_too_much(together, planned),
    )


def _prerequisites(together: _Set) -> tuple[MissingPrerequisite, ...]:
    """Look at what is planned, and at what is blocked: the rest waits for its own half year."""
    at = {slug: index for index, slug in enumerate(together.tables.slugs)}
    dependents: dict[int, list[int]] = {}
    for index in together.in_state(ItemState.BLOCKED):
        for need in map(at.__getitem__, together.items[index].blocked_by):
            # What is planned stands in the way only of those that it rivals.
            if need not in together.members:
                dependents.setdefault(need, []).append(index)
    for index in together.in_state(ItemState.PLANNED):
        for need in _needs(together.tables, index):
            if not _is_met(together, index, need) and not _is_given(together, need):
                dependents.setdefault(need, []).append(index)
    found = [_missing(together, need, users) for need, users in dependents.items()]
    order = tuple(Standing)
    return tuple(sorted(found, key=lambda one: (order.index(one.standing), one.slug)))


def _needs(tables: Tables, index: int) -> list[int]:
    required = (
        edge.right
        for edge in tables.edges
        if edge.kind is RelationKind.REQUIRES and edge.left == index
    )
    return list(dict.fromkeys((*tables.entries[index].prerequisites, *required)))


def _is_met(together: _Set, index: int, need: int) -> bool:
    """Say whether a prerequisite is there by itself, as a variant, or by another that helps.

    Where the prerequisite softens a harm of the Pattern, whoever softens the same will do.
    """
    tables = together.tables
    substitutes = {need, *tables.entries[need].variants}
    for _, _, helpers in tables.entries[index].worsens:
        if need in helpers:
            substitutes.update(helpers)
    return any(other in together.members and together.is_advised(other) for other in substitutes)


def _is_given(together: _Set, need: int) -> bool:
    """Say whether what it is for was stated outright, and only other answers kept it away."""
    outcome = together.outcome
    stated = outcome.scores[need].need >= points.NEED_SPARED * outcome.unit
    return stated and _standing(together, need) is Standing.LEFT_OUT


def _missing(together: _Set, need: int, users: Iterable[int]) -> MissingPrerequisite:
    tables = together.tables
    needed_by = tuple(
        Dependent(tables.slugs[user], _reason(tables, user, need))
        for user in sorted(users, key=lambda user: together.place[user])
    )
    standing = _standing(together, need)
    because: tuple[str, ...] = ()
    if standing is Standing.AVOIDED:
        score, unit = together.outcome.scores[need], together.outcome.unit
        rules = fired(tables.entries[need], score, together.situation.facts, unit)
        because = tuple(rule.reason for rule in rules if rule.kind is RuleKind.NEVER_WHEN)
    lost = standing is Standing.LOST_CHOICE
    instead = [n for n in together.members if lost and is_taken(tables, need, [n])]
    return MissingPrerequisite(
        tables.slugs[need],
        tables.entries[need].profile.complexity,
        standing,
        needed_by,
        because,
        tuple(tables.slugs[n] for n in instead),
    )


def _standing(together: _Set, need: int) -> Standing:
    if need in together.members:
        return Standing.PULLED_IN
    if together.outcome.verdicts[need].is_avoid:
        return Standing.AVOIDED
    if is_taken(together.tables, need, together.members):
        return Standing.LOST_CHOICE
    return Standing.BEYOND_BUDGET if together.is_advised(need) else Standing.LEFT_OUT


def _rivals(tables: Tables, left: int, right: int) -> bool:
    groups = set(tables.entries[left].groups)
    return left != right and not groups.isdisjoint(tables.entries[right].groups)


def _reason(tables: Tables, user: int, need: int) -> str:
    """Return why one needs the other; a variant may have it from its parent."""
    wanted = {
        (user, need),
        (tables.entries[user].parent, need),
        (user, tables.entries[need].parent),
    }
    found = [
        edge
        for edge in tables.edges
        if edge.kind is RelationKind.REQUIRES and (edge.left, edge.right) in wanted
    ]
    found.sort(key=lambda edge: (edge.left, edge.right) != (user, need))
    return found[0].reason if found else ""


def _conflicts(together: _Set) -> tuple[Conflict, ...]:
    tables = together.tables
    found: dict[tuple[int, int], tuple[int, int, Edge]] = {}
    for edge in tables.edges:
        if edge.kind is not RelationKind.CONFLICTS_WITH:
            continue
        left, right = _stand_in(together, edge.left), _stand_in(together, edge.right)
        if left is None or right is None or left == right:
            continue
        strong, weak = sorted((left, right), key=lambda index: together.place[index])
        found.setdefault((strong, weak), (strong, weak, edge))
    unit = points.PRIORITY_PER_POINT * together.outcome.unit
    scores = together.outcome.scores
    rows = sorted(found.values(), key=lambda row: (together.place[row[0]], together.place[row[1]]))
    return tuple(
        Conflict(
            tables.slugs[strong],
            tables.slugs[weak],
            edge.reason,
            margin := exact(scores[strong].priority - scores[weak].priority, unit),
            margin < points.CLOSE_CALL,
        )
        for strong, weak, edge in rows
    )


def _stand_in(together: _Set, index: int) -> int | None:
    """Return what stands in the set for a Pattern: itself, or else its best variant.

    What lost an either/or choice, or stands aside for its kin, does not stand there.
    """
    tables, members = together.tables, together.members
    kin = [index, *tables.entries[index].variants]
    there = [n for n in kin if n in members] or [
        n for n in kin if together.is_advised(n) and not is_taken(tables, n, members)
    ]
    return min(there, key=lambda n: together.place[n], default=None)


def _cheaper(together: _Set) -> tuple[CheaperAlternative, ...]:
    tables = together.tables
    found = []
    for edge in tables.edges:
        if edge.kind is not RelationKind.ALTERNATIVE_TO:
            continue
        for dear, cheap in ((edge.left, edge.right), (edge.right, edge.left)):
            main = together.mains[dear]
            if main and dear in together.members and _is_cheaper(together, dear, cheap, main):
                found.append(_alternative(together, dear, cheap, main, edge.reason))
    return tuple(sorted(found, key=lambda one: (one.margin, one.slug, one.alternative)))


def _is_cheaper(together: _Set, dear: int, cheap: int, main: Part) -> bool:
    entries, outcome = together.tables.entries, together.outcome
    if entries[dear].profile.complexity - entries[cheap].profile.complexity < points.WORTH_SAVING:
        return False
    if together.is_advised(cheap):
        eased = {together.tables.forces[force] for force, _ in entries[cheap].eases}
        return main.force in eased or _rivals(together.tables, dear, cheap)
    other = together.mains[cheap]
    behind = outcome.scores[dear].fit - outcome.scores[cheap].fit
    same = other is not None and other.force == main.force
    return (
        same and not outcome.verdicts[cheap].is_avoid and behind < points.CLOSE_CALL * outcome.unit
    )


def _alternative(
    together: _Set, dear: int, cheap: int, main: Part, reason: str
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


def _too_much(together: _Set, planned: Plan) -> TooMuch | None:
    """Say so once, where another half year would not carry the rest or the team lacks much."""
    if len(together.members) < points.PLAN_SMALL:
        return None
    beyond = together.in_state(ItemState.BEYOND_BUDGET)
    rest = sum(together.items[index].complexity for index in beyond)
    short = _short(together)
    if rest <= planned.budget and not short:
        return None
    return TooMuch(planned.used + rest, planned.budget, len(together.members), len(beyond), short)


def _short(together: _Set) -> tuple[ShortCapability, ...]:
    tables, has, stated = (
        together.tables,
        together.situation.capabilities,
        together.situation.stated,
    )
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
