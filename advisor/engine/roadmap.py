"""Prerequisites, either-or and capacity → what half a year can carry, in phases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from advisor.engine import points
from advisor.engine.alternatives import (
    FamilyChoice,
    GroupChoice,
    PlanBundle,
    bundles,
    families,
    groups,
)
from advisor.engine.forces import Situation
from advisor.engine.knowledge import Knowledge
from advisor.engine.passes import Outcome
from advisor.engine.profiles import Verdict
from advisor.engine.reasons import Part
from advisor.engine.tables import Tables


class ItemState(StrEnum):
    """Why a Pattern stands where it stands in the plan."""

    PLANNED = "planned"
    BEYOND_BUDGET = "beyond-budget"
    BLOCKED = "blocked"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One Pattern of a phase. pulled_in_by: plan members that need one not advised by itself."""

    slug: str
    complexity: int
    state: ItemState
    pulled_in_by: tuple[str, ...] = ()
    blocked_by: tuple[str, ...] = ()


class PhaseId(StrEnum):
    FOUNDATIONS = "foundations"
    QUICK_WINS = "quick-wins"
    STRATEGIC = "strategic"
    WATCH = "watch"


@dataclass(frozen=True, slots=True)
class Phase:
    id: PhaseId
    items: tuple[PlanItem, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What half a year can carry. budget and used in complexity points."""

    budget: int
    used: int
    phases: tuple[Phase, ...]
    groups: tuple[GroupChoice, ...]
    families: tuple[FamilyChoice, ...]
    bundles: tuple[PlanBundle, ...]

    @property
    def members(self) -> tuple[str, ...]:
        """Return the slugs in the plan, phase by phase."""
        return tuple(
            item.slug
            for phase in self.phases
            for item in phase.items
            if item.state is ItemState.PLANNED
        )


@dataclass(slots=True)
class _Walk:
    """What the walk through the Patterns has decided so far, by Pattern index."""

    budget: int
    used: int = 0
    members: list[int] = field(default_factory=list)
    blocked: dict[int, tuple[int, ...]] = field(default_factory=dict)
    beyond: set[int] = field(default_factory=set)


def budget_of(knowledge: Knowledge, situation: Situation) -> int:
    """Return the complexity points of half a year for this situation."""
    capacity = knowledge.capacity
    points_by_option = dict(capacity.points)
    for choice in situation.choices:
        if choice.question == capacity.question:
            return points_by_option.get(choice.option, capacity.unknown)
    return capacity.unknown


def plan(
    tables: Tables,
    situation: Situation,
    outcome: Outcome,
    ranked: Sequence[int],
    parts: Sequence[Sequence[Part]],
    budget: int,
) -> Plan:
    """Choose from the advised Patterns, and put what was chosen into phases.

    ranked: Pattern indexes, the best first; parts: the ledgers, by Pattern index.
    """
    floors = _floors(tables, situation, outcome, ranked)
    walk = _Walk(budget)
    for candidate in _queue(tables, outcome, ranked, floors):
        _visit(tables, outcome, walk, candidate)
    return Plan(
        budget=budget,
        used=walk.used,
        phases=_phases(tables, outcome, ranked, walk, floors),
        groups=groups(tables, outcome, walk.members, parts),
        families=families(tables, outcome, walk.members),
        bundles=bundles(tables, walk.members),
    )


def _floors(
    tables: Tables, situation: Situation, outcome: Outcome, ranked: Sequence[int]
) -> tuple[int, ...]:
    return tuple(
        index
        for index in ranked
        if outcome.verdicts[index].is_advised
        and any(limit.rule.holds(situation.facts) for limit in tables.entries[index].floors)
    )


def _queue(
    tables: Tables, outcome: Outcome, ranked: Sequence[int], floors: Sequence[int]
) -> list[int]:
    """Return the advised Patterns: floors first, then by rank, a parent behind its variants.

    So a parent enters only where none of its variants could.
    """
    advised = (index for index in ranked if outcome.verdicts[index].is_advised)
    order = list(dict.fromkeys([*floors, *advised]))
    place = {index: n for n, index in enumerate(order)}

    def turn(index: int) -> tuple[int, bool]:
        own = place[index]
        last = max((place.get(n, -1) for n in tables.entries[index].variants), default=-1)
        return max(own, last), last > own

    return sorted(order, key=turn)


def _visit(tables: Tables, outcome: Outcome, walk: _Walk, candidate: int) -> None:
    if candidate in walk.members or is_taken(tables, candidate, walk.members):
        return
    bunch = _with_prerequisites(tables, candidate, walk.members)
    obstacles = tuple(
        need
        for n, need in enumerate(bunch[:-1])
        if outcome.verdicts[need].is_avoid
        or is_taken(tables, need, [*walk.members, *bunch[:n], candidate])
    )
    if obstacles:
        walk.blocked[candidate] = obstacles
        return
    cost = sum(tables.entries[index].profile.complexity for index in bunch)
    if walk.used + cost > walk.budget:
        walk.beyond.add(candidate)
        return
    walk.members += bunch
    walk.used += cost


def is_taken(tables: Tables, index: int, members: Sequence[int]) -> bool:
    """Say whether a member of its group, its parent or a variant of it stands there already."""
    entry = tables.entries[index]
    return any(
        member in entry.variants
        or member == entry.parent
        or not set(entry.groups).isdisjoint(tables.entries[member].groups)
        for member in members
    )


def _with_prerequisites(tables: Tables, candidate: int, members: Sequence[int]) -> tuple[int, ...]:
    """Return what must come in with a Pattern, prerequisites before what needs them.

    A variant satisfies a prerequisite on its parent.
    """
    met = {*members, *(tables.entries[index].parent for index in (*members, candidate))}
    found: list[int] = []

    def pull(index: int) -> None:
        met.add(index)
        for need in tables.entries[index].prerequisites:
            if need not in met:
                pull(need)
        found.append(index)

    pull(candidate)
    return tuple(found)


def is_quick_win(outcome: Outcome, index: int) -> bool:
    """Say whether little effort stands against much impact."""
    score = outcome.scores[index]
    return (
        score.effort <= points.EFFORT_QUICK and score.impact >= points.IMPACT_QUICK * outcome.unit
    )


def _phases(
    tables: Tables,
    outcome: Outcome,
    ranked: Sequence[int],
    walk: _Walk,
    floors: Sequence[int],
) -> tuple[Phase, ...]:
    members = [index for index in ranked if index in walk.members]
    needs = {index: _needs_met(tables, index, members) for index in members}
    foundations = frozenset(floors).union(*needs.values()).intersection(members)
    rest = [index for index in members if index not in foundations]
    phases = {
        PhaseId.FOUNDATIONS: _needs_first([n for n in members if n in foundations], needs),
        PhaseId.QUICK_WINS: [index for index in rest if is_quick_win(outcome, index)],
        PhaseId.STRATEGIC: [index for index in rest if not is_quick_win(outcome, index)],
        PhaseId.WATCH: [index for index in ranked if _is_watched(outcome, walk, index)],
    }

    def item(index: int) -> PlanItem:
        pulled = index in needs and not outcome.verdicts[index].is_advised
        pullers = [member for member in members if index in needs[member]] if pulled else []
        return PlanItem(
            tables.slugs[index],
            tables.entries[index].profile.complexity,
            _state(walk, index),
            pulled_in_by=tuple(tables.slugs[puller] for puller in pullers),
            blocked_by=tuple(tables.slugs[need] for need in walk.blocked.get(index, ())),
        )

    return tuple(Phase(phase, tuple(item(n) for n in found)) for phase, found in phases.items())


def _needs_met(tables: Tables, index: int, members: Sequence[int]) -> frozenset[int]:
    """Return the plan members that a Pattern needs, a variant in place of its parent."""
    found = set()
    for need in tables.entries[index].prerequisites:
        found.update({need, *tables.entries[need].variants}.intersection(members))
    return frozenset(found - {index})


def _needs_first(indexes: Sequence[int], needs: Mapping[int, frozenset[int]]) -> list[int]:
    ordered: list[int] = []
    # A variant that stands for its parent may close a circle, so each is entered once.
    entered: set[int] = set()

    def place(index: int) -> None:
        entered.add(index)
        for need in indexes:
            if need in needs[index] and need not in entered:
                place(need)
        ordered.append(index)

    for index in indexes:
        if index not in entered:
            place(index)
    return ordered


def _is_watched(outcome: Outcome, walk: _Walk, index: int) -> bool:
    if index in walk.members:
        return False
    return index in walk.beyond or index in walk.blocked or outcome.verdicts[index] in _WAITING


def _state(walk: _Walk, index: int) -> ItemState:
    if index in walk.members:
        return ItemState.PLANNED
    if index in walk.blocked:
        return ItemState.BLOCKED
    return ItemState.BEYOND_BUDGET if index in walk.beyond else ItemState.WAITING


_WAITING = (Verdict.CONSIDER, Verdict.LATER, Verdict.DEFER)
