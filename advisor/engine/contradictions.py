"""Answers that cannot all be true, and Forces that pull apart. Neither ever blocks."""

from dataclasses import dataclass

from advisor.engine.forces import Situation
from advisor.engine.knowledge import Knowledge
from advisor.engine.points import LEVEL_PRESSING


@dataclass(frozen=True, slots=True)
class FiredContradiction:
    id: str
    facts: tuple[str, ...]
    reopen: tuple[str, ...]
    message: str
    ways_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeltTension:
    forces: tuple[str, str]
    message: str


def contradictions(knowledge: Knowledge, situation: Situation) -> tuple[FiredContradiction, ...]:
    """Return the contradictions whose facts all hold, in order of their ids."""
    return tuple(
        FiredContradiction(
            found.id, tuple(sorted(found.rule.facts)), found.reopen, found.message, found.ways_out
        )
        for found in sorted(knowledge.contradictions, key=lambda found: found.id)
        if found.rule.holds(situation.facts)
    )


def tensions(knowledge: Knowledge, situation: Situation) -> tuple[FeltTension, ...]:
    """Return the declared pairs of Forces that both press."""
    pressing = {
        force
        for force, level in zip(knowledge.tables.forces, situation.levels, strict=True)
        if level >= LEVEL_PRESSING
    }
    return tuple(
        FeltTension(pair.forces, pair.message)
        for pair in sorted(knowledge.tensions, key=lambda pair: pair.forces)
        if pressing.issuperset(pair.forces)
    )
