"""Prerequisites of what is planned or blocked that the answers do not call for by themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from advisor.engine import points
from advisor.engine.ensembles import Ensemble
from advisor.engine.roadmap import ItemState, is_taken
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


def missing_prerequisites(together: Ensemble) -> tuple[MissingPrerequisite, ...]:
    """Look at what is planned, and at what is blocked: the rest waits for its own half year."""
    at = {slug: index for index, slug in enumerate(together.tables.slugs)}
    dependents: dict[int, list[int]] = {}
    for index in together.in_state(ItemState.BLOCKED):
        for need in map(at.__getitem__, together.items[index].blocked_by):
            # What is planned stands in the way only of those that it rivals.
            if need not in together.members:
                dependents.setdefault(need, []).append(index)
    for index in together.in_state(ItemState.PLANNED):
        for need in _needs(together, index):
            if not _is_met(together, index, need) and not _is_given(together, need):
                dependents.setdefault(need, []).append(index)
    found = [_missing(together, need, users) for need, users in dependents.items()]
    order = tuple(Standing)
    return tuple(sorted(found, key=lambda one: (order.index(one.standing), one.slug)))


def _needs(together: Ensemble, index: int) -> list[int]:
    required = [need for user, need in together.requires if user == index]
    return list(dict.fromkeys((*together.tables.entries[index].prerequisites, *required)))


def _is_met(together: Ensemble, index: int, need: int) -> bool:
    """Say whether a prerequisite is there by itself, as a variant, or by another that helps.

    Where the prerequisite softens a harm of the Pattern, whoever softens the same will do.
    """
    tables = together.tables
    substitutes = {need, *tables.entries[need].variants}
    for _, _, helpers in tables.entries[index].worsens:
        if need in helpers:
            substitutes.update(helpers)
    return any(other in together.members and together.is_advised(other) for other in substitutes)


def _is_given(together: Ensemble, need: int) -> bool:
    """Say whether what it is for was stated outright, and only other answers kept it away."""
    outcome = together.outcome
    stated = outcome.scores[need].need >= points.NEED_SPARED * outcome.unit
    return stated and _standing(together, need) is Standing.LEFT_OUT


def _missing(together: Ensemble, need: int, users: Iterable[int]) -> MissingPrerequisite:
    tables = together.tables
    needed_by = tuple(
        Dependent(tables.slugs[user], _reason(together, user, need))
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


def _standing(together: Ensemble, need: int) -> Standing:
    if need in together.members:
        return Standing.PULLED_IN
    if together.outcome.verdicts[need].is_avoid:
        return Standing.AVOIDED
    if is_taken(together.tables, need, together.members):
        return Standing.LOST_CHOICE
    return Standing.BEYOND_BUDGET if together.is_advised(need) else Standing.LEFT_OUT


def _reason(together: Ensemble, user: int, need: int) -> str:
    """Return why one needs the other; a variant may have it from its parent."""
    entries, requires = together.tables.entries, together.requires
    wanted = [(user, need), (entries[user].parent, need), (user, entries[need].parent)]
    return next((requires[pair] for pair in wanted if pair in requires), "")  # type: ignore[index]
