"""The ensemble: the Patterns of one Advice that will be adopted together, and where each stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from advisor.engine.forces import Situation
from advisor.engine.passes import Outcome
from advisor.engine.profiles import RelationKind
from advisor.engine.reasons import Part, Role
from advisor.engine.roadmap import ItemState, Plan, PlanItem
from advisor.engine.tables import Tables


@dataclass(frozen=True, slots=True)
class Ensemble:
    """What is advised and planned.

    Keys and members are Pattern indexes, keys in the order of rank. place: by rank; items: of
    the plan and of what waits. mains: the part of the main Force, if any is felt. requires:
    reasons by (user, need).
    """

    tables: Tables
    situation: Situation
    outcome: Outcome
    place: Mapping[int, int]
    items: Mapping[int, PlanItem]
    members: tuple[int, ...]
    mains: Sequence[Part | None]
    requires: Mapping[tuple[int, int], str]

    def is_advised(self, index: int) -> bool:
        return self.outcome.verdicts[index].is_advised

    def in_state(self, state: ItemState) -> list[int]:
        return [index for index, item in self.items.items() if item.state is state]


def gather(
    tables: Tables,
    situation: Situation,
    outcome: Outcome,
    ranked: Sequence[int],
    planned: Plan,
    parts: Sequence[Sequence[Part]],
) -> Ensemble:
    """Bring together what was judged and planned, by Pattern index.

    ranked: Pattern indexes, the best first; parts: the ledgers, by Pattern index.
    """
    at = {slug: index for index, slug in enumerate(tables.slugs)}
    place = {index: place for place, index in enumerate(ranked)}
    items = {at[item.slug]: item for phase in planned.phases for item in phase.items}
    return Ensemble(
        tables=tables,
        situation=situation,
        outcome=outcome,
        place=place,
        items={index: items[index] for index in ranked if index in items},
        members=tuple(at[slug] for slug in planned.members),
        mains=[next((p for p in found[:1] if p.role is Role.MAIN), None) for found in parts],
        requires={
            (edge.left, edge.right): edge.reason for edge in tables.edges[RelationKind.REQUIRES]
        },
    )


def rivals(tables: Tables, left: int, right: int) -> bool:
    """Say whether two Patterns stand in one either/or choice."""
    groups = set(tables.entries[left].groups)
    return left != right and not groups.isdisjoint(tables.entries[right].groups)
