"""The Advice: every Verdict for one set of Answers, with reasons, ranges and a plan.

Points are exact Fractions; `shown` values are what a reader sees, with one decimal, rounded so
that shown shares add up to their shown part and shown parts to the shown fit.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from advisor.engine.baseline import DoNothing, Message
from advisor.engine.contradictions import FeltTension, FiredContradiction
from advisor.engine.folding import Lead
from advisor.engine.profiles import Verdict
from advisor.engine.questions import Answers
from advisor.engine.ranges import Confidence
from advisor.engine.reasons import TENTHS, MissingCapability, Part, Share
from advisor.engine.roadmap import Plan
from advisor.engine.sensitivity import NearestFlip, Stability
from advisor.engine.togetherness import Warnings
from advisor.engine.verdicts import FiredRule


@dataclass(frozen=True, slots=True)
class Stance:
    """An organization's word on a Pattern: carried beside the Verdict, never weighed."""

    word: str
    note: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """The numbers of a Pattern with one decimal, half to even."""

    fit: float
    need: float
    contrary: float
    harm: float
    impact: float
    priority: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class JudgedPattern:
    """One Pattern judged and explained.

    need, contrary, harm and fit in points; impact and priority from 0 up; effort from 0 to 100;
    gap in levels of Capabilities. low, high: the bounds of the fit over all completions.
    reach: every Verdict that a completion could still give. parts: the ledger, main Force first.
    sides_full: further side Forces no longer add points.
    with_care: the harms, where they are worth 20 points or more. nearest_flip: only when the
    Advice is thorough. blocked_by: prerequisites that cannot come into the plan. part_of: the
    better ranked Pattern that the same need calls, with which it makes one entry.
    """

    slug: str
    rank: int
    verdict: Verdict
    confidence: Confidence
    reach: tuple[Verdict, ...]
    fit: Fraction
    need: Fraction
    contrary: Fraction
    harm: Fraction
    impact: Fraction
    priority: Fraction
    effort: int
    gap: int
    low: Fraction
    high: Fraction
    parts: tuple[Part, ...]
    sides_full: bool
    rules: tuple[FiredRule, ...]
    missing: tuple[MissingCapability, ...]
    with_care: tuple[Part, ...]
    blocked_by: tuple[str, ...] = ()
    part_of: str = ""
    nearest_flip: NearestFlip | None = None
    stance: Stance | None = None

    @property
    def shown(self) -> Shown:
        """Return the numbers as readers see them."""
        return Shown(**{name: tenths(getattr(self, name)) for name in Shown.__slots__})

    @property
    def shares(self) -> tuple[Share, ...]:
        """Return all shares, in the order of the ledger."""
        return tuple(share for part in self.parts for share in part.shares)

    @property
    def why(self) -> tuple[Share, ...]:
        """Return the three largest positive shares."""
        speaking = [share for share in self.shares if share.points > 0]
        return tuple(sorted(speaking, key=lambda share: -share.points)[:3])

    @property
    def why_not(self) -> tuple[Share, ...]:
        """Return the negative shares, the heaviest first; rules and missing stand beside them."""
        against = [share for share in self.shares if share.points < 0]
        return tuple(sorted(against, key=lambda share: share.points))


class Contribution(NamedTuple):
    """One chosen option's change of one Force."""

    question: str
    option: str
    change: int


class Level(NamedTuple):
    """How strongly a Force is felt, from -1 to 1, and the bounds over all completions."""

    force: str
    level: Fraction
    low: Fraction
    high: Fraction
    answers: tuple[Contribution, ...]


class AssumptionKind(StrEnum):
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"
    GUESSED = "guessed"
    CAPABILITY = "capability"


@dataclass(frozen=True, slots=True)
class Assumption:
    """What the Advice took for granted.

    unknown, not-applicable (detail: the reason), guessed (by an assistant): of a Question.
    capability: nobody stated its level (detail: the level taken).
    """

    kind: AssumptionKind
    subject: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """could_change: the Patterns whose Verdict this Question could still move."""

    question: str
    could_change: int


class OverallConfidence(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Advice:
    """Patterns stand in order of rank; levels in order of Forces, all of them.

    leading: why the first three entries are first.
    """

    release: str
    engine: str
    headline: Message
    answers: Answers
    assumptions: tuple[Assumption, ...]
    contradictions: tuple[FiredContradiction, ...]
    tensions: tuple[FeltTension, ...]
    levels: tuple[Level, ...]
    patterns: tuple[JudgedPattern, ...]
    leading: tuple[Lead, ...]
    plan: Plan
    warnings: Warnings
    baseline: DoNothing
    next_questions: tuple[NextQuestion, ...]
    stability: Stability | None
    overall_confidence: OverallConfidence

    def parts_of(self, slug: str) -> tuple[JudgedPattern, ...]:
        """Return the Patterns that make one entry with this one, in order of rank."""
        return tuple(judged for judged in self.patterns if judged.part_of == slug)

    def pattern(self, slug: str) -> JudgedPattern | None:
        """Return one Pattern, or None when it has no Profile in this Release."""
        return next((judged for judged in self.patterns if judged.slug == slug), None)


def tenths(value: Fraction) -> float:
    """Return the number with one decimal that stands nearest, half to even."""
    return round(value * TENTHS) / TENTHS
