"""Two Advices → what moved, and which answers moved it."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from advisor.engine.advice import Advice, JudgedPattern
from advisor.engine.profiles import Verdict
from advisor.engine.questions import Answer


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """What one Question was answered with; no words at all where it was not answered."""

    question: str
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionShare:
    """What a changed answer moved: its shares on the right less those on the left, in points."""

    question: str
    points: Fraction


@dataclass(frozen=True, slots=True)
class Move:
    """A Pattern whose Verdict or fit differs; None where a Release does not hold it.

    shares: of changed answers alone, the largest effect first. Their sum is less than the
    difference where a weight, a mitigation or the Release moved something as well.
    """

    slug: str
    left: JudgedPattern | None
    right: JudgedPattern | None
    shares: tuple[QuestionShare, ...]

    @property
    def verdicts(self) -> tuple[Verdict | None, Verdict | None]:
        return (
            self.left.verdict if self.left else None,
            self.right.verdict if self.right else None,
        )

    @property
    def changes_verdict(self) -> bool:
        before, after = self.verdicts
        return before is not after

    @property
    def is_up(self) -> bool:
        """Say whether the right Verdict is the more welcome one."""
        before, after = self.verdicts
        return after is not None and (before is None or after.welcome > before.welcome)


@dataclass(frozen=True, slots=True)
class Comparison:
    """moves: in order of rank on the right, then what only the left holds."""

    same_release: bool
    answers: tuple[AnswerChange, ...]
    weights: tuple[str, ...]
    moves: tuple[Move, ...]
    planned: tuple[str, ...]
    unplanned: tuple[str, ...]
    contradictions_added: tuple[str, ...]
    contradictions_solved: tuple[str, ...]

    @property
    def verdict_moves(self) -> tuple[Move, ...]:
        """Return the moves that change a Verdict."""
        return tuple(move for move in self.moves if move.changes_verdict)

    @property
    def is_empty(self) -> bool:
        """Say whether nothing differs that a reader would see."""
        return self.same_release and not (
            self.answers or self.weights or self.moves or self.planned or self.unplanned
        )


def compare(left: Advice, right: Advice) -> Comparison:
    """Return what differs from left to right, by answers, Verdicts and plan."""
    answers = _answer_changes(left.answers.given, right.answers.given)
    weights = left.answers.weights.items() ^ right.answers.weights.items()
    left_plan, right_plan = left.plan.members, right.plan.members
    clashes_left = [clash.id for clash in left.contradictions]
    clashes_right = [clash.id for clash in right.contradictions]
    return Comparison(
        same_release=left.release == right.release,
        answers=answers,
        weights=tuple(sorted({force for force, _ in weights})),
        moves=_moves(left, right, frozenset(change.question for change in answers)),
        planned=tuple(slug for slug in right_plan if slug not in left_plan),
        unplanned=tuple(slug for slug in left_plan if slug not in right_plan),
        contradictions_added=tuple(c for c in clashes_right if c not in clashes_left),
        contradictions_solved=tuple(c for c in clashes_left if c not in clashes_right),
    )


def _answer_changes(
    left: Mapping[str, Answer], right: Mapping[str, Answer]
) -> tuple[AnswerChange, ...]:
    return tuple(
        AnswerChange(
            question,
            left[question].words if question in left else (),
            right[question].words if question in right else (),
        )
        for question in dict.fromkeys([*right, *left])
        if left.get(question) != right.get(question)
    )


def _moves(left: Advice, right: Advice, changed: frozenset[str]) -> tuple[Move, ...]:
    before = {judged.slug: judged for judged in left.patterns}
    after = {judged.slug: judged for judged in right.patterns}
    moves = (
        Move(slug, before.get(slug), after.get(slug), ())
        for slug in dict.fromkeys([*after, *before])
    )
    return tuple(
        Move(move.slug, move.left, move.right, _shares(move, changed))
        for move in moves
        if move.changes_verdict or _fit(move.left) != _fit(move.right)
    )


def _fit(judged: JudgedPattern | None) -> Fraction | None:
    return judged.fit if judged else None


def _shares(move: Move, changed: frozenset[str]) -> tuple[QuestionShare, ...]:
    effects: dict[str, Fraction] = {}
    for judged, sign in ((move.left, -1), (move.right, 1)):
        for share in judged.shares if judged else ():
            if share.question in changed:
                effect = effects.get(share.question, Fraction(0))
                effects[share.question] = effect + sign * share.points
    return tuple(
        QuestionShare(question, effect)
        for question, effect in sorted(effects.items(), key=lambda item: (-abs(item[1]), item[0]))
        if effect
    )
