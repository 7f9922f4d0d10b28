"""The values of each tool's answer; their output schemas are made from these.

Names and numbers are those of the REST API. Members called `content` hold texts of the catalogue.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

Links = dict[str, str]


class _Values(msgspec.Struct, frozen=True, omit_defaults=True):
    """Optional members are left out where there is nothing to say."""


# --- the catalogue -----------------------------------------------------------------------------


class FoundPattern(_Values, frozen=True, kw_only=True):
    slug: str
    name: str
    category: str
    problem: str
    is_complete: bool
    links: Links


class Later(_Values, frozen=True, kw_only=True):
    """A name that has no page yet, and what to read instead."""

    name: str
    instead: list[str]


class FoundPatterns(_Values, frozen=True, kw_only=True):
    release: str
    patterns: list[FoundPattern]
    total: int
    more: int
    later: list[Later] = []


class Pattern(_Values, frozen=True, kw_only=True):
    """One Pattern. content: the parts that were asked for, by their names."""

    release: str
    slug: str
    name: str
    category: str
    problem: str
    complexity: float
    impact: float
    is_complete: bool
    stance: dict[str, str] | None = None
    content: dict[str, Any]
    links: Links


class Criterion(_Values, frozen=True, kw_only=True):
    """One row of a comparison: one cell for each Pattern, in their order."""

    name: str
    cells: list[str]
    differs: bool = False


class Link(_Values, frozen=True, kw_only=True):
    origin: str = msgspec.field(name="from")
    to: str
    type: str
    why: str


class ComparedPattern(_Values, frozen=True, kw_only=True):
    """verdict, confidence, fit and rank: where answers were given."""

    slug: str
    name: str
    verdict: str = ""
    confidence: str = ""
    fit: float | None = None
    rank: int | None = None


class Compared(_Values, frozen=True, kw_only=True):
    release: str
    patterns: list[ComparedPattern]
    content: list[Criterion]
    relations: list[Link]
    assumed: list[str] = []
    links: Links


class Step(_Values, frozen=True, kw_only=True):
    text: str
    steps: list[Any] = []


class Drawing(_Values, frozen=True, kw_only=True):
    """A diagram. svg: the picture itself, where it was drawn from a text that was sent."""

    title: str
    caption: str
    mermaid: str
    steps: list[Step]
    svg: str = ""
    links: Links = {}


class File(_Values, frozen=True, kw_only=True):
    """text: left out of lock files; they are in the bundle."""

    path: str
    characters: int
    text: str | None = None


class Departure(_Values, frozen=True, kw_only=True):
    parameter: str
    asked: str
    given: str | None
    reason: str


class CodeTemplate(_Values, frozen=True, kw_only=True):
    release: str
    pattern: str
    language: str
    template: str
    title: str
    file: str
    content: list[File]
    how_to_run: str
    parameters: list[dict[str, Any]]
    regions: list[str]
    without: list[str]
    fit: str
    departures: list[Departure]
    execution: dict[str, Any] | None = None
    others: list[str] = []
    links: Links


# --- labs ---------------------------------------------------------------------------------------


class LabFigure(_Values, frozen=True, kw_only=True):
    name: str
    label: str
    value: float | None
    unit: str
    shown: str
    reason: str = ""


class LabRun(_Values, frozen=True, kw_only=True):
    release: str
    lab: str
    title: str
    sentence: str
    is_partial: bool
    notes: list[str]
    figures: list[LabFigure]
    seed: int
    model_version: int
    links: dict[str, str]


# --- questions and answers ---------------------------------------------------------------------


class Option(_Values, frozen=True, kw_only=True):
    id: str
    label: str
    exclusive: bool = False


class Question(_Values, frozen=True, kw_only=True):
    """why: why it is asked. given: how it is answered so far."""

    id: str
    text: str
    kind: str
    section: str
    quick: bool
    why: str
    help: str
    options: list[Option]
    always_applies: bool = False
    given: list[str] = []


class Questions(_Values, frozen=True, kw_only=True):
    release: str
    content: list[Question]
    total: int
    more: int
    open: int


class Contradiction(_Values, frozen=True, kw_only=True):
    """Answers that cannot all be true. reopen: the questions to ask again."""

    id: str
    message: str
    reopen: list[str]
    ways_out: list[str]


class Checked(_Values, frozen=True, kw_only=True):
    """document: the file of answers, in the form that REST and the command line read."""

    release: str
    engine: str
    answers: dict[str, list[str]]
    hidden: list[str]
    open: list[str]
    assumed: list[str]
    contradictions: list[Contradiction]
    document: dict[str, Any]
    links: Links


# --- advice ------------------------------------------------------------------------------------


class Share(_Values, frozen=True, kw_only=True):
    """What one chosen option adds to the fit through one Force, in points."""

    question: str
    option: str
    force: str
    change: int
    share: float


class Range(_Values, frozen=True, kw_only=True):
    low: float
    high: float


class Judged(_Values, frozen=True, kw_only=True):
    slug: str
    name: str
    verdict: str
    confidence: str
    rank: int
    fit: float
    range: Range
    impact: float
    effort: float
    gap: int
    why: list[Share]
    why_not: list[Share]
    blocked_by: list[str] = []
    stance: dict[str, str] | None = None
    links: Links


class PlanItem(_Values, frozen=True, kw_only=True):
    slug: str
    complexity: int
    state: str
    pulled_in_by: list[str]
    blocked_by: list[str]


class Phase(_Values, frozen=True, kw_only=True):
    id: str
    items: list[PlanItem]


class Plan(_Values, frozen=True, kw_only=True):
    budget: int
    used: int
    phases: list[Phase]


class CloseCall(_Values, frozen=True, kw_only=True):
    """Two Patterns of one choice, nearly equal: a person decides, not the number."""

    winner: str
    rival: str
    margin: float


class NextQuestion(_Values, frozen=True, kw_only=True):
    question: str
    could_change: int


class Baseline(_Values, frozen=True, kw_only=True):
    headline: str
    pattern: str = ""
    unanswered_forces: list[str]


class Recommendation(_Values, frozen=True, kw_only=True):
    """An Advice, shortened. distributed: whether the plan needs several services.

    more: Patterns that are judged and not listed here. assumed: to be confirmed with the user.
    """

    release: str
    engine: str
    answers: dict[str, list[str]]
    headline: str
    distributed: bool
    overall_confidence: str
    adopt: list[str]
    prepare: list[str]
    assumed: list[str]
    close_calls: list[CloseCall]
    contradictions: list[Contradiction]
    patterns: list[Judged]
    more: int
    plan: Plan
    baseline: Baseline
    next_questions: list[NextQuestion]
    links: Links


class Part(_Values, frozen=True, kw_only=True):
    """What one Force adds to the fit, in points."""

    force: str
    role: str
    level: float
    strength: int
    points: float


class Rule(_Values, frozen=True, kw_only=True):
    kind: str
    facts: list[str]
    reason: str
    before: str
    after: str


class Missing(_Values, frozen=True, kw_only=True):
    """A Capability of which more is needed than there is; levels from 0 to 3."""

    capability: str
    has: int
    needs: int
    assumed: bool


class Flip(_Values, frozen=True, kw_only=True):
    """A single change of an answer that would move the Verdict."""

    question: str
    option: str
    adds: bool
    verdict: str


class Flips(_Values, frozen=True, kw_only=True):
    up: Flip | None
    down: Flip | None


class Explained(Judged, frozen=True, kw_only=True):
    need: float
    contrary: float
    harm: float
    parts: list[Part]
    shares: list[Share]
    rules: list[Rule] = []
    missing: list[Missing] = []
    nearest_flip: Flips | None = None


class Explanation(_Values, frozen=True, kw_only=True):
    release: str
    engine: str
    answers: dict[str, list[str]]
    pattern: Explained
    assumed: list[str]
    links: Links


class QuestionShare(_Values, frozen=True, kw_only=True):
    question: str
    points: float


class Because(_Values, frozen=True, kw_only=True):
    """The rule or the missing Capability that only one side has. holds: whether the later one."""

    rule: str | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    missing: str | UnsetType = UNSET
    holds: bool


class Moved(_Values, frozen=True, kw_only=True):
    """One Verdict that changes, with the points of each changed answer."""

    slug: str
    before: str | None = msgspec.field(name="from")
    after: str | None = msgspec.field(name="to")
    fit: float | None = None
    shares: list[QuestionShare]
    because: Because | None = None


class MovedPlan(_Values, frozen=True, kw_only=True):
    enters: list[str]
    leaves: list[str]


class MovedContradictions(_Values, frozen=True, kw_only=True):
    added: list[str]
    solved: list[str]


class SingleMove(_Values, frozen=True, kw_only=True):
    slug: str
    before: str = msgspec.field(name="from")
    after: str = msgspec.field(name="to")
    fit: float


class SingleChange(_Values, frozen=True, kw_only=True):
    """One answer changed alone: an option chosen or, where several may be, taken away."""

    question: str
    option: str
    adds: bool
    is_decisive: bool
    moved: list[SingleMove]
    enters_ten_best: list[str]
    leaves_ten_best: list[str]


class Moves(_Values, frozen=True, kw_only=True):
    """What moves. With changes: moved, plan, contradictions; without: each single change."""

    release: str
    moved: list[Moved] = []
    plan: MovedPlan | None = None
    contradictions: MovedContradictions | None = None
    unchanged: int | None = None
    singles: list[SingleChange] = []
    more: int = 0
    assumed: list[str]
    links: Links


# --- what is kept and taken home -------------------------------------------------------------


class Saved(_Values, frozen=True, kw_only=True):
    """edit_key and the link `edit`: whoever has them may change it; they are shown this once."""

    id: str
    revision: int
    title: str
    edit_key: str = ""
    links: Links


class Export(_Values, frozen=True, kw_only=True):
    """size, digest: of the file, null while it is being made; then call again."""

    format: str
    file_name: str
    media_type: str
    is_done: bool
    size: int | None
    digest: str | None
    assumed: list[str]
    links: Links


Kind = TypeVar("Kind", bound=msgspec.Struct)


def shortened(body: Mapping[str, Any], kind: type[Kind]) -> Kind:
    """Return what an answer says of a body of the REST API; everything else is left out."""
    return msgspec.convert(body, kind)
