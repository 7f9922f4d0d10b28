"""Forces and Capabilities, and how strongly a set of Answers makes each of them felt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from advisor.engine.points import CAPABILITY_UNKNOWN, LEVEL_FULL
from advisor.engine.questions import Answers, presence
from advisor.engine.tables import Choice, Tables


@dataclass(frozen=True, slots=True)
class Force:
    """A pressure. broad: too general for any Pattern to be what answers it."""

    id: str
    name: str = ""
    broad: bool = False


@dataclass(frozen=True, slots=True)
class Capability:
    """What a team is able to run, from 0 to 3."""

    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the Answers say about a system. Indexes are those of the Tables.

    sums: the changes added up, by Force; levels: the same held between -3 and 3.
    capabilities: level by Capability, 2 where no option sets it; stated: whether one does.
    facts: the tags that hold. choices: the options that count, in Question and Option order.
    starred, hurt: by Force, the greatest change of an option that the person starred, or that
    tells what has already gone wrong; 0 where there is none.
    """

    sums: tuple[int, ...]
    levels: tuple[int, ...]
    capabilities: tuple[int, ...]
    stated: tuple[bool, ...]
    facts: frozenset[str]
    choices: tuple[Choice, ...]
    starred: tuple[int, ...]
    hurt: tuple[int, ...]


def choices(tables: Tables, answers: Answers) -> tuple[Choice, ...]:
    """Return the chosen options of all Questions that are asked, in order."""
    shown = presence(tables.questions, answers, settled=True)
    chosen = (
        (question.id, option)
        for question in tables.questions
        if shown[question.id]
        for option in answers.of_question(question.id).options
    )
    return tuple(
        replace(tables.choices[key], starred=True) if key in answers.stars else tables.choices[key]
        for key in chosen
    )


def situation(tables: Tables, chosen: Iterable[Choice]) -> Situation:
    """Add up what the chosen options change, set and state."""
    chosen = tuple(chosen)
    sums = [0] * len(tables.forces)
    starred, hurt = [0] * len(tables.forces), [0] * len(tables.forces)
    highest = [-1] * len(tables.capabilities)
    facts: set[str] = set()
    for choice in chosen:
        for force, change in choice.changes:
            sums[force] += change
            if choice.starred and change > starred[force]:
                starred[force] = change
            if choice.hurt and change > hurt[force]:
                hurt[force] = change
        for capability, level in choice.sets:
            highest[capability] = max(highest[capability], level)
        facts.update(choice.facts)
    return Situation(
        sums=tuple(sums),
        levels=clamped(sums),
        capabilities=tuple(CAPABILITY_UNKNOWN if level < 0 else level for level in highest),
        stated=tuple(level >= 0 for level in highest),
        facts=frozenset(facts),
        choices=chosen,
        starred=tuple(starred),
        hurt=tuple(hurt),
    )


def clamped(sums: Sequence[int]) -> tuple[int, ...]:
    """Hold each sum between fully denied and fully felt, in thirds of a level."""
    return tuple(
        LEVEL_FULL if total > LEVEL_FULL else -LEVEL_FULL if total < -LEVEL_FULL else total
        for total in sums
    )
