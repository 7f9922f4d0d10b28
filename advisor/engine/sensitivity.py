"""Every other answer tried: which ones decide this result, and how steady it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from advisor.engine.forces import Situation, choices, situation
from advisor.engine.knowledge import Knowledge
from advisor.engine.passes import Outcome, best, evaluate, update
from advisor.engine.profiles import Verdict
from advisor.engine.questions import Answer, Answers, Kind, Question, asked, canonical
from advisor.engine.scoring import Weights, weights
from advisor.engine.tables import Tables

LESS, MORE, QUARTERS = 3, 5, 4  # a weight at three and at five quarters


@dataclass(frozen=True, slots=True)
class Flip:
    """A single change of an answer that would move a Verdict.

    adds: the option is chosen by the change, otherwise it is taken away.
    """

    question: str
    option: str
    adds: bool
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class NearestFlip:
    """The smallest single changes that would move a Verdict up and down, where there are any."""

    up: Flip | None
    down: Flip | None


@dataclass(frozen=True, slots=True)
class Stability:
    """How many of the ten best stay when one felt Force counts a quarter less or more."""

    mean: Fraction
    worst: int


@dataclass(frozen=True, slots=True)
class VerdictMove:
    """A Verdict that a change moves; fit: by how many points the fit moves."""

    slug: str
    before: Verdict
    after: Verdict
    fit: Fraction


@dataclass(frozen=True, slots=True)
class SingleChange:
    """One answer changed: an option chosen or, of a multi Question, taken away.

    moves: in order of slugs. came, went: what enters and leaves the ten best.
    """

    question: str
    option: str
    adds: bool
    moves: tuple[VerdictMove, ...]
    came: tuple[str, ...]
    went: tuple[str, ...]

    @property
    def is_decisive(self) -> bool:
        """Say whether it changes the ten best, or a Verdict of adopt or prepare."""
        advised = any(move.before.is_advised or move.after.is_advised for move in self.moves)
        return bool(self.came or self.went) or advised


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """changes: every single one that was tried, in Question and Option order.

    nearest: by slug; the smallest change is the one that moves the fit of the Pattern least.
    """

    changes: tuple[SingleChange, ...]
    nearest: Mapping[str, NearestFlip]
    stability: Stability

    @property
    def decisive(self) -> tuple[SingleChange, ...]:
        """Return the answers that decide this result."""
        return tuple(change for change in self.changes if change.is_decisive)


def explore(knowledge: Knowledge, answers: Answers) -> Sensitivity:
    """Try every other option of every asked Question, and every felt Force a quarter off.

    Scores about two hundred times, each time only the Patterns that the change touches.
    Raises AnswersError when the Answers name what the Knowledge does not hold.
    """
    tables = knowledge.tables
    answers = canonical(knowledge.questions, tables.forces, answers)
    changes = single_changes(tables, answers)
    return Sensitivity(changes, _nearest(tables, changes), stability(tables, answers))


def single_changes(tables: Tables, answers: Answers) -> tuple[SingleChange, ...]:
    """Return what each single change of canonical Answers would move."""
    weighing = weights(tables.forces, answers.weights)
    now = situation(tables, choices(tables, answers))
    base = evaluate(tables, now, weighing)
    ten = best(tables, base)
    found = []
    for question in asked(tables.questions, answers):
        for option, adds, answer in _other_answers(question, answers.of_question(question.id)):
            after = _changed(tables, answers, now, question, answer)
            touched = _touched(tables, now, after)
            outcome = update(tables, base, after, weighing, touched)
            then = best(tables, outcome)
            found.append(
                SingleChange(
                    question.id,
                    option,
                    adds,
                    verdict_moves(tables, base, outcome),
                    tuple(tables.slugs[n] for n in sorted(then - ten)),
                    tuple(tables.slugs[n] for n in sorted(ten - then)),
                )
            )
    return tuple(found)


def changed_answer(question: Question, answer: Answer, option: str, *, adds: bool) -> Answer:
    """Return the answer with an option chosen, and what excludes it left out, or taken away."""
    if not adds:
        return Answer(tuple(o for o in answer.options if o != option))
    exclusive = {each.id for each in question.options if each.exclusive}
    keep = question.kind is Kind.MULTI and option not in exclusive
    others = tuple(o for o in answer.options if o not in exclusive) if keep else ()
    return Answer((*others, option))


def stability(tables: Tables, answers: Answers) -> Stability:
    """Count how many of the ten best stay when one felt Force counts a quarter less or more."""
    weighing = weights(tables.forces, answers.weights, finer=QUARTERS)
    now = situation(tables, choices(tables, answers))
    base = evaluate(tables, now, weighing)
    ten = best(tables, base)
    stayed = [
        len(ten & best(tables, update(tables, base, now, moved, tables.by_force[force])))
        for force, level in enumerate(now.levels)
        if level > 0
        for moved in _quarter_off(weighing, force)
    ]
    if not stayed:
        return Stability(Fraction(len(ten)), len(ten))
    return Stability(Fraction(sum(stayed), len(stayed)), min(stayed))


def _other_answers(question: Question, answer: Answer) -> Iterable[tuple[str, bool, Answer]]:
    """Yield (option, whether it is added, the answer then) for each single change."""
    for option in question.options:
        adds = option.id not in answer.options
        if adds or question.kind is Kind.MULTI:
            yield option.id, adds, changed_answer(question, answer, option.id, adds=adds)


def _changed(
    tables: Tables, answers: Answers, now: Situation, question: Question, answer: Answer
) -> Situation:
    if question.id in tables.parents:
        return situation(tables, choices(tables, answers.with_answer(question.id, answer)))
    others = [choice for choice in now.choices if choice.question != question.id]
    starred = {c.option: c for c in now.choices if c.question == question.id and c.starred}
    chosen = [starred.get(o) or tables.choices[question.id, o] for o in answer.options]
    return situation(tables, others + chosen)


def _touched(tables: Tables, before: Situation, after: Situation) -> set[int]:
    patterns: set[int] = set()
    for index, old, new in (
        (tables.by_force, before.levels, after.levels),
        (tables.by_force, before.starred, after.starred),
        (tables.by_force, before.hurt, after.hurt),
        (tables.by_capability, before.capabilities, after.capabilities),
    ):
        if old != new:
            for found, was, then in zip(index, old, new, strict=True):
                if was != then:
                    patterns |= found
    for fact in before.facts ^ after.facts:
        patterns |= tables.by_fact.get(fact, frozenset())
    return patterns


def verdict_moves(tables: Tables, before: Outcome, after: Outcome) -> tuple[VerdictMove, ...]:
    """Return the Verdicts that differ, in order of slugs."""
    return tuple(
        VerdictMove(
            tables.slugs[index],
            old,
            new,
            Fraction(after.scores[index].fit - before.scores[index].fit, before.unit),
        )
        for index, (old, new) in enumerate(zip(before.verdicts, after.verdicts, strict=True))
        if old is not new
    )


def _nearest(tables: Tables, changes: Sequence[SingleChange]) -> Mapping[str, NearestFlip]:
    ups: dict[str, tuple[Fraction, Flip]] = {}
    downs: dict[str, tuple[Fraction, Flip]] = {}
    for change in changes:
        for move in change.moves:
            side = ups if move.after.welcome > move.before.welcome else downs
            size = abs(move.fit)
            if move.slug not in side or size < side[move.slug][0]:
                flip = Flip(change.question, change.option, change.adds, move.after)
                side[move.slug] = (size, flip)
    return {
        slug: NearestFlip(
            ups[slug][1] if slug in ups else None, downs[slug][1] if slug in downs else None
        )
        for slug in tables.slugs
    }


def _quarter_off(weighing: Weights, force: int) -> Iterable[Weights]:
    value = weighing.values[force]
    for quarters in (LESS, MORE):
        values = list(weighing.values)
        values[force] = value * quarters // QUARTERS
        yield replace(weighing, values=tuple(values))
