"""Profiles: what a Pattern eases and worsens, what it needs, when never, and what goes with it."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What we say of one Pattern. Declared from the least to the most welcome."""

    AVOID = "avoid"
    NOT_NEEDED = "not-needed"
    LATER = "later"
    DEFER = "defer"
    CONSIDER = "consider"
    PREPARE = "prepare"
    ADOPT = "adopt"

    @property
    def is_adopt(self) -> bool:
        return self is Verdict.ADOPT

    @property
    def is_avoid(self) -> bool:
        return self is Verdict.AVOID

    @property
    def is_advised(self) -> bool:
        """Adopt or prepare: what the plan is chosen from."""
        return self is Verdict.ADOPT or self is Verdict.PREPARE

    @property
    def welcome(self) -> int:
        """Return the place from 0 (avoid) to 6 (adopt): what ceilings and floors compare."""
        return _WELCOME[self]


_WELCOME = {verdict: place for place, verdict in enumerate(Verdict)}


@dataclass(frozen=True, slots=True)
class FactRule:
    """Holds when all facts are stated and none of those under unless."""

    facts: frozenset[str]
    unless: frozenset[str] = frozenset()
    reason: str = ""

    def holds(self, facts: AbstractSet[str]) -> bool:
        return self.facts <= facts and self.unless.isdisjoint(facts)

    def may_hold(self, sure: AbstractSet[str], possible: AbstractSet[str]) -> bool:
        return self.facts <= possible and self.unless.isdisjoint(sure)

    def must_hold(self, sure: AbstractSet[str], possible: AbstractSet[str]) -> bool:
        return self.facts <= sure and self.unless.isdisjoint(possible)


@dataclass(frozen=True, slots=True)
class Limit:
    """A ceiling (at most this Verdict) or a floor (at least this Verdict).

    spares_need: a ceiling that leaves alone a Pattern whose need was stated outright.
    """

    rule: FactRule
    verdict: Verdict
    spares_need: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """One Pattern as the engine sees it.

    eases, worsens: (Force id, strength from 1 to 3); needs: (Capability id, level from 0 to 3);
    complexity from 1 to 5; several_services: makes sense between separate services only;
    family: the Pattern of which this is a variant; prerequisites: Patterns that must come first.
    """

    slug: str
    complexity: int
    eases: tuple[tuple[str, int], ...] = ()
    worsens: tuple[tuple[str, int], ...] = ()
    needs: tuple[tuple[str, int], ...] = ()
    several_services: bool = False
    family: str | None = None
    prerequisites: tuple[str, ...] = ()
    never_when: tuple[FactRule, ...] = ()
    at_most: tuple[Limit, ...] = ()
    at_least: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True)
class Mitigation:
    """The harm of a Pattern on a Force is softened while one of these is adopt or prepare."""

    pattern: str
    force: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Patterns of which one is a first step: a choice, not a ban."""

    id: str
    members: tuple[str, ...]


class RelationKind(StrEnum):
    """Which links between two Patterns say something about taking them together."""

    REQUIRES = "requires"
    CONFLICTS_WITH = "conflicts-with"
    ALTERNATIVE_TO = "alternative-to"


@dataclass(frozen=True, slots=True)
class Relation:
    """A link between two Patterns with its reason. Only requires has a direction.

    It moves no number and no Verdict; warnings over the whole set are made from it.
    """

    kind: RelationKind
    pattern: str
    other: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class KindCeiling:
    """A ceiling over all Patterns that need several services, or over all that do not."""

    limit: Limit
    several_services: bool = True


@dataclass(frozen=True, slots=True)
class Bundle:
    """Patterns that are worth more together."""

    id: str
    members: tuple[str, ...]
