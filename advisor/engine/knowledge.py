"""Knowledge: everything the engine reasons with, in one frozen value."""

from dataclasses import dataclass, field

from advisor.engine.forces import Capability, Force
from advisor.engine.profiles import (
    Bundle,
    FactRule,
    Group,
    KindCeiling,
    Mitigation,
    Profile,
    Relation,
)
from advisor.engine.questions import Question
from advisor.engine.tables import Tables, prepare


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Facts that cannot all be true; reopen: the Questions to look at again."""

    id: str
    rule: FactRule
    reopen: tuple[str, ...] = ()
    message: str = ""
    ways_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tension:
    """Two Forces that pull apart when both press."""

    forces: tuple[str, str]
    message: str = ""


@dataclass(frozen=True, slots=True)
class Retired:
    """A Question, or an option of one, that is gone, and the ids that took its place."""

    question: str
    option: str = ""
    successors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Capacity:
    """Complexity points of half a year, by the option chosen at one Question."""

    question: str = ""
    points: tuple[tuple[str, int], ...] = ()
    unknown: int = 18


@dataclass(frozen=True, slots=True)
class Baseline:
    """The Pattern to start from when one of these facts holds; it need not be in the Release."""

    pattern: str = ""
    facts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Knowledge:
    """The part of a Release that judges. Compared by identity; the digest names its content.

    Order of Questions and of their options is the order of asking; any other order has no
    effect. Rules that name a Pattern without a Profile are left out. Building it prepares flat
    tables once, which takes a few milliseconds.
    Raises KeyError when a Force, Capability or Question is named that is not here.
    """

    release: str
    questions: tuple[Question, ...]
    forces: tuple[Force, ...]
    capabilities: tuple[Capability, ...]
    profiles: tuple[Profile, ...]
    mitigations: tuple[Mitigation, ...] = ()
    groups: tuple[Group, ...] = ()
    ceilings: tuple[KindCeiling, ...] = ()
    bundles: tuple[Bundle, ...] = ()
    relations: tuple[Relation, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    tensions: tuple[Tension, ...] = ()
    capacity: Capacity = Capacity()
    baseline: Baseline = Baseline()
    retired: tuple[Retired, ...] = ()
    tables: Tables = field(init=False, repr=False)

    def __post_init__(self) -> None:
        tables = prepare(
            questions=self.questions,
            forces=[force.id for force in self.forces],
            capabilities=[capability.id for capability in self.capabilities],
            profiles=self.profiles,
            mitigations=self.mitigations,
            groups=self.groups,
            ceilings=self.ceilings,
            bundles=self.bundles,
            relations=self.relations,
        )
        object.__setattr__(self, "tables", tables)
