"""The schema of the content: what a file may hold, as frozen values.

Every field that has no default must be filled in. `fixtures/README.md` prints these tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from patterns.code.execution import Execution
from patterns.content.tables import AtMost, Match, OneOf, Within

# The lengths are those of the columns in `patterns/models.py`; PostgreSQL refuses longer text.
Slug = Annotated[
    str, Match(r"[a-z0-9]+(-[a-z0-9]+)*", "a name of a-z, 0-9 and single hyphens"), AtMost(60)
]
Id = Annotated[str, Match(r"[a-z][a-z0-9_]*", "a name of a-z, 0-9 and underscores"), AtMost(60)]
Share = Annotated[float, Within(0, 1)]
Strength = Annotated[int, Within(1, 3)]
Level = Annotated[int, Within(0, 3)]
Line = Annotated[str, Match(r"[^\n]*\S[^\n]*", "one line of text")]
Title = Annotated[Line, AtMost(120)]

VERDICTS = ("adopt", "prepare", "consider", "later", "not-needed", "defer", "avoid")
QUALITIES = (
    "availability",
    "latency",
    "consistency",
    "cost",
    "operability",
    "changeability",
    "security",
)
PHASES = ("before", "building", "before release", "operation")
RELATION_TYPES = ("requires", "complements", "alternative-to", "conflicts-with", "specialises")
HEADINGS = (
    "In short",
    "Context and forces",
    "How it works",
    "Variants",
    "When to use",
    "When not to use",
    "What it costs",
    "Compared with",
    "Lab",
    "Where sources disagree",
)
OPTIONAL_HEADINGS = ("Variants", "Lab", "Where sources disagree")
LAYERS = ("clients", "edge", "services", "messaging", "data", "platform")
BASE_ROLES = ("client", "service", "store", "external")

Verdict = Annotated[str, OneOf(VERDICTS)]


def plain_dict() -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    slug: Slug
    name: Title
    question: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Force:
    id: Id
    name: Line
    meaning: Line
    broad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tension:
    forces: tuple[str, ...]
    message: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    id: Id
    name: Line
    level_0: Line
    level_3: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    id: Id
    label: Line
    raises: Mapping[str, Annotated[int, Within(-3, 3)]] = field(default_factory=plain_dict)
    sets: Mapping[str, Level] = field(default_factory=plain_dict)
    facts: tuple[str, ...] = ()
    exclusive: bool = False
    hurt: bool = False  # true: it says what has already gone wrong, not what is wished for


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    id: Id
    kind: Annotated[str, OneOf(("single", "multi"))]
    text: Line
    help: Line
    why: Line
    quick: bool = False
    always_applies: bool = False  # true: "does not apply" is not offered
    show_when: Mapping[str, Any] | None = None
    option: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    id: Slug
    title: Line
    question: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetiredQuestion:
    id: Id
    successors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetiredOption:
    question: Id
    id: Id
    successors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    question: tuple[RetiredQuestion, ...] = ()
    option: tuple[RetiredOption, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    id: Annotated[str, Match(r"C\d\d", "C and two digits")]
    facts: tuple[str, ...]
    reopen: tuple[str, ...]
    message: Line
    ways_out: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    id: Slug
    name: Line
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    several_services: bool
    facts: tuple[str, ...]
    unless: tuple[str, ...] = ()
    verdict: Verdict
    reason: Line
    spares_need: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """Complexity points that half a year carries, by the option chosen."""

    question: Id
    unknown: int
    by_option: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    pattern: Slug
    facts_any: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    ceiling: tuple[Ceiling, ...]
    capacity: Capacity
    baseline: Baseline


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A row of the decision matrix. title and recommended are the words of the original guide."""

    number: Annotated[int, Within(1, 99)]
    slug: Slug
    title: Line
    recommended: Line
    pattern: Slug
    answers: Mapping[str, tuple[str, ...]]
    first_ask: Line
    take_with: tuple[str, ...]
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemDomain:
    slug: Slug
    title: Line
    primary: Slug
    secondary: tuple[str, ...]
    adds: Line
    carried_by: tuple[str, ...] = ()
    seed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quadrant:
    title: Line
    x_axis: tuple[str, ...]
    y_axis: tuple[str, ...]
    labels: tuple[str, ...]  # 1 top right, 2 top left, 3 bottom left, 4 bottom right
    meanings: tuple[str, ...]
    points: tuple[str, ...]  # slugs; their numbers stand in pattern.toml


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeaway:
    pattern: Slug
    claim: Line
    honest: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Patterns that readers mix up, and the sentence that decides between them."""

    patterns: tuple[Slug, ...]
    decides: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    phase: Annotated[str, OneOf(PHASES)]
    text: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    key: Slug
    name: Line
    meaning: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    name: Line
    see: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words that no page may use."""

    words: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    name: Line
    meaning: Line
    end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name in the diagrams that the reader may replace."""

    label: Line
    default: Annotated[str, AtMost(40)]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagramFile:
    file: Annotated[str, Match(r"[a-z][a-z0-9-]*\.mmd", "a file name such as sequence.mmd")]
    kind: Annotated[str, OneOf(("structure", "behavior", "state", "timeline"))]
    title: Line
    caption: Line
    script: str = ""  # read from the file beside pattern.toml


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    name: Annotated[str, OneOf(QUALITIES)]
    sign: Annotated[int, Within(-2, 2)]
    why: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Either a parameter of code.toml, or a decision with label, unit and start of its own."""

    parameter: str | None = None
    name: str | None = None
    label: str | None = None
    unit: str | None = None
    start: str | int | float | None = None
    too_low: Line
    too_high: Line
    tune: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureMode:
    key: Slug
    symptom: Line
    cause: Line
    remedy: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    name: Annotated[str, Match(r"[a-z][a-z0-9_]*", "a metric name such as calls_total")]
    type: Annotated[str, OneOf(("counter", "gauge", "histogram"))]
    labels: tuple[str, ...]
    normal: Line
    alarm: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class TestIdea:
    __test__ = False  # the word Test at the start would make pytest collect it
    covers: tuple[str, ...]
    do: Line
    expect: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    type: Annotated[str, OneOf(RELATION_TYPES)]
    to: Slug
    why: Line
    source: Line
    basis: Annotated[str, OneOf(("stated", "grouped", "derived"))]
    agreed: date | None = None  # derived: the day on which a second person agreed with it


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownUse:
    what: Line
    reference: str | None = None
    case: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    key: Slug
    kind: Annotated[
        str, OneOf(("book", "paper", "article", "documentation", "talk", "standard", "code"))
    ]
    title: Line
    author: str | None = None
    year: Annotated[int, Within(1950, 2030)] | None = None
    address: Annotated[str, Match(r"https://\S+", "an https address")] | None = None
    doi: Annotated[str, Match(r"10\.\d+/\S+", "a DOI such as 10.1145/38713.38742")] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A small table of computed figures; cells of share_column get a bar of their number."""

    title: Line
    caption: Line
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    share_column: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What the pattern adds to the composed picture of a reader's system."""

    kind: Annotated[str, OneOf(("node", "link", "decoration"))]
    role: Slug | None = None
    layer: Annotated[str, OneOf(LAYERS)] | None = None
    label: Annotated[str, AtMost(24)] | None = None
    origin: Slug | None = field(default=None, metadata={"key": "from"})
    to: Slug | None = None
    style: Annotated[str, OneOf(("solid", "dotted"))] = "solid"
    on: (
        Annotated[
            str,
            OneOf(("service-call", "external-call", "client-call", "store-call", "service")),
        ]
        | None
    ) = None
    text: Annotated[str, AtMost(16)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    level: Level
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    force: Id
    strength: Strength
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """All facts hold and none under `unless`: then the verdict is forbidden, capped or raised."""

    facts: tuple[str, ...]
    unless: tuple[str, ...] = ()
    verdict: Verdict | None = None
    why: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Prerequisite:
    to: Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Softening:
    pattern: Slug
    force: Id
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    group: Slug
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    verdict: Verdict
    fit: float
    impact: float
    effort: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Answers and what the Profile alone must say to them; shown to readers, run as a test."""

    name: Line
    situation: Line
    answers: Mapping[str, tuple[str, ...]]
    expect: Expectation
    shares: Mapping[str, float] = field(default_factory=plain_dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    confidence: Annotated[str, OneOf(("low", "medium", "high"))]
    several_services: bool
    note: str | None = None
    family: Slug | None = None
    needs: Mapping[str, Need] = field(default_factory=plain_dict)
    eases: tuple[Effect, ...]
    worsens: tuple[Effect, ...] = ()
    prerequisites: tuple[Prerequisite, ...] = ()
    softens: tuple[Softening, ...] = ()
    either_or: tuple[Membership, ...] = ()
    never_when: tuple[Rule, ...] = ()
    at_most: tuple[Rule, ...] = ()
    at_least: tuple[Rule, ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    slug: Slug
    name: Title
    aliases: tuple[str, ...]
    category: Slug
    edition: Annotated[str, OneOf(("seed", "full"))]
    problem: Annotated[str, Match(r"[^\n]{10,130}\?", "one question of at most 130 characters")]
    complexity: Share
    impact: Share
    sources: tuple[str, ...]
    asked: tuple[Line, ...] = ()  # the problem as people put it who do not know the name
    complexity_why: str | None = None
    impact_why: str | None = None
    reviewed: date | None = None
    states: tuple[State, ...] = ()
    names: Mapping[str, Name] = field(default_factory=plain_dict)
    diagrams: tuple[DiagramFile, ...] = ()
    panels: tuple[Panel, ...] = ()
    contribution: tuple[Contribution, ...] = ()
    qualities: tuple[Quality, ...] = ()
    settings: tuple[Setting, ...] = ()
    failure_modes: tuple[FailureMode, ...] = ()
    metrics: tuple[Metric, ...] = ()
    test_ideas: tuple[TestIdea, ...] = ()
    checklist: tuple[Tick, ...] = ()
    relations: tuple[Relation, ...] = ()
    known_uses: tuple[KnownUse, ...] = ()
    references: tuple[Reference, ...] = ()
    # Filled from the files beside pattern.toml:
    article: Mapping[str, str] = field(default_factory=plain_dict)
    profile: Profile | None = None
    code: Mapping[str, Any] = field(default_factory=plain_dict)

    @property
    def is_complete(self) -> bool:
        """False while the page is in preparation: facts and Profile exist, the article does not."""
        return bool(self.article)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenPattern:
    """A Pattern that the source names, or describes without its name (named = false)."""

    pattern: Slug
    evidence: Line  # where the source says so
    named: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclinedPattern:
    """A Pattern that the source argues against, or that by our own judgement nobody needs there."""

    pattern: Slug
    why: Line
    basis: Annotated[str, OneOf(("source", "judgement"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A published architecture. Both sets of answers were read from the facts alone, by two
    people who did not know what was chosen.
    """

    id: Slug
    title: Title
    source: Line
    domain: Annotated[Line, AtMost(60)]
    origin: Annotated[Line, AtMost(60)]
    breadth: Annotated[str, OneOf(("system", "single-pattern-example"))]
    confidence: Annotated[str, OneOf(("low", "medium", "high"))]
    evidence_depth: Line
    facts: tuple[Line, ...]
    inferred_facts: tuple[Annotated[int, Within(0, 99)], ...] = ()  # positions, from 0
    also_acceptable: tuple[Slug, ...] = ()
    chosen: tuple[ChosenPattern, ...] = ()
    declined: tuple[DeclinedPattern, ...] = ()
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=plain_dict)
    second_answers: Mapping[str, tuple[str, ...]] = field(default_factory=plain_dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What `manage.py evaluate_cases` printed for the answers of one encoder."""

    recall_at_10: Share
    recall_advised: Share
    mean_advised: Annotated[float, Within(0, 1_000)]
    false_alarms: Annotated[int, Within(0, 10_000)]
    from_source: Annotated[int, Within(0, 10_000)]
    nothing_distributed: Annotated[int, Within(0, 10_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How the advice fared on the Cases after a change; the last entry is what holds now."""

    on: date
    engine: Line
    cases: Annotated[int, Within(1, 10_000)]
    change: Line
    first: Measured
    second: Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class LabPreset:
    """Values that set a lab, as an address carries them.

    figures: what the text quotes from the run, by name of the figure, exactly as it is shown; a
    test runs the lab and compares.
    """

    slug: Slug
    title: Title
    text: Line
    values: Mapping[str, str] = field(default_factory=plain_dict)
    seed: Annotated[int, Within(0, 2**31 - 1)] = 1
    figures: Mapping[str, str] = field(default_factory=plain_dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabChallenge:
    """A contradiction in a published picture, and the run that explains it.

    compared: values in which a second run differs; its figures are named `b.<name>`.
    figures: what the answer quotes from the runs, exactly as it is shown.
    """

    id: Annotated[str, Match(r"CH[1-9]\d?", "CH and a number")]
    title: Title
    claims: Line
    question: Line
    answer: Line
    values: Mapping[str, str] = field(default_factory=plain_dict)
    compared: Mapping[str, str] = field(default_factory=plain_dict)
    seed: Annotated[int, Within(0, 2**31 - 1)] = 1
    figures: Mapping[str, str] = field(default_factory=plain_dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabExperiment:
    """One sentence "try this" with the values that its link sets, and perhaps a second run."""

    text: Line
    values: Mapping[str, str] = field(default_factory=plain_dict)
    compared: Mapping[str, str] = field(default_factory=plain_dict)
    figures: Mapping[str, str] = field(default_factory=plain_dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    """The words of a lab; its code is `patterns/labs/experiments/<slug>`.

    model: what is modelled and what is left out, at most 120 words. summary: one sentence about a
    run, insight: one about two runs that are compared; `{name}` stands for a figure of the run,
    `{b.name}` for one of the second run, and `{name|time|times}` is followed by the word that fits.
    """

    slug: Slug
    title: Title
    patterns: tuple[Slug, ...]
    model: Line
    summary: Line
    insight: Line
    presets: tuple[LabPreset, ...]
    challenges: tuple[LabChallenge, ...] = ()
    experiments: tuple[LabExperiment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that one Release holds, in the order in which it is shown."""

    categories: tuple[Category, ...] = ()
    forces: tuple[Force, ...] = ()
    tensions: tuple[Tension, ...] = ()
    capabilities: tuple[Capability, ...] = ()
    sections: tuple[Section, ...] = ()
    retired: Retired = field(default_factory=Retired)
    contradictions: tuple[Contradiction, ...] = ()
    bundles: tuple[Bundle, ...] = ()
    limits: Limits | None = None
    scenarios: tuple[Scenario, ...] = ()
    domains: tuple[ProblemDomain, ...] = ()
    quadrant: Quadrant | None = None
    takeaways: tuple[Takeaway, ...] = ()
    checklist: tuple[Tick, ...] = ()
    terms: tuple[Term, ...] = ()
    later: tuple[Later, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    forbidden_words: tuple[str, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    cases: tuple[Case, ...] = ()
    measures: tuple[Measure, ...] = ()
    labs: tuple[Lab, ...] = ()
    # Files of code templates by language and path, and the record of their runs:
    workspaces: Mapping[str, Mapping[str, str]] = field(default_factory=plain_dict)
    executions: tuple[Execution, ...] = ()
