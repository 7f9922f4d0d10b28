"""Questions, Options and Answers; which Questions are asked, and which comes next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from advisor.engine.conditions import Chosen, Condition, truth

UNKNOWN = "unknown"
NOT_APPLICABLE = "na"
STARS = 5  # needs that a person may mark as those that matter most
WEIGHTS = (Fraction(0), Fraction(1, 2), Fraction(1), Fraction(3, 2), Fraction(2))


class AnswersError(ValueError):
    """The Answers name something that the Knowledge does not hold, or exclude themselves."""


class Kind(StrEnum):
    SINGLE = "single"
    MULTI = "multi"


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer.

    changes: (Force id, change from -3 to 3); sets: (Capability id, level from 0 to 3);
    facts: tags that rules look for; exclusive: stands alone in a multi Question.
    hurt: it says what has already gone wrong, not what is wished for.
    """

    id: str
    changes: tuple[tuple[str, int], ...] = ()
    sets: tuple[tuple[str, int], ...] = ()
    facts: tuple[str, ...] = ()
    exclusive: bool = False
    hurt: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """always_applies: "does not apply" is no answer to it."""

    id: str
    kind: Kind
    options: tuple[Option, ...]
    section: str = ""
    quick: bool = False
    always_applies: bool = False
    show_when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Options, "I do not know" (both empty) or "does not apply" (with the code of a reason).

    assumed: an assistant guessed it. It moves the levels, but counts as open for ranges.
    """

    options: tuple[str, ...] = ()
    not_applicable: bool = False
    reason: str = ""
    assumed: bool = False

    @property
    def is_unknown(self) -> bool:
        return not self.options and not self.not_applicable

    @property
    def is_open(self) -> bool:
        return self.assumed or self.is_unknown

    @property
    def words(self) -> tuple[str, ...]:
        """Return the answer as addresses and files write it: option ids, or one keyword."""
        if self.options:
            return self.options
        return (NOT_APPLICABLE,) if self.not_applicable else (UNKNOWN,)


_SILENCE = Answer()

Star = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person answered, by Question id, and how much each Force counts for them.

    Weights are 0, 1/2, 1, 3/2 or 2 by Force id; a Force that is not named counts 1.
    stars: (Question id, Option id) of up to five chosen options that matter most; they move the
    order of the Patterns and nothing else.
    """

    given: Mapping[str, Answer] = field(default_factory=dict)
    weights: Mapping[str, Fraction] = field(default_factory=dict)
    stars: tuple[Star, ...] = ()

    @classmethod
    def of(
        cls,
        words: Mapping[str, Sequence[str]],
        *,
        reasons: Mapping[str, str] | None = None,
        weights: Mapping[str, float | Fraction] | None = None,
        assumed: Iterable[str] = (),
        stars: Iterable[Star] = (),
    ) -> "Answers":
        """Build Answers from the words of a file: `{"deps": ["third"], "legacy": ["na"]}`."""
        guessed = frozenset(assumed)
        given = {
            question: _answer(words_of, (reasons or {}).get(question, ""), question in guessed)
            for question, words_of in words.items()
        }
        exact = {force: Fraction(weight) for force, weight in (weights or {}).items()}
        return cls(given, exact, tuple(stars))

    def of_question(self, question: str) -> Answer:
        """Return the answer; a Question that nobody answered is unknown."""
        return self.given.get(question, _SILENCE)

    def with_answer(self, question: str, answer: Answer | None) -> "Answers":
        """Return Answers with this one replaced, or removed by None.

        Its stars stay with what is still chosen.
        """
        given = {key: kept for key, kept in self.given.items() if key != question}
        if answer is not None:
            given[question] = answer
        options = answer.options if answer else ()
        stars = tuple(star for star in self.stars if star[0] != question or star[1] in options)
        return Answers(given, self.weights, stars)


def presence(
    questions: Sequence[Question], answers: Answers, *, settled: bool
) -> dict[str, bool | None]:
    """Say of each Question whether it is asked: yes, no, or None where that is still open.

    settled: take the answers as they stand, so that None never occurs. Otherwise unknown,
    unanswered and assumed ones may still become anything.
    """
    shown: dict[str, bool | None] = {question.id: True for question in questions}
    conditional = {q.id: q.show_when for q in questions if q.show_when is not None}

    def chosen(condition: Chosen) -> bool | None:
        asked = shown.get(condition.question, False)
        answer = answers.of_question(condition.question)
        if asked is False or answer.not_applicable:
            return False
        if not settled and answer.is_open:
            return None
        wanted = condition.options
        hit = bool(answer.options) and (not wanted or any(o in wanted for o in answer.options))
        return asked if hit else False

    # The answer of a hidden Question hides others in turn. Conditions have no cycle, so the
    # longest chain is shorter than the list.
    for _ in range(len(conditional) + 1):
        before = dict(shown)
        for question, condition in conditional.items():
            shown[question] = truth(condition, chosen)
        if shown == before:
            break
    return shown


def asked(questions: Sequence[Question], answers: Answers) -> tuple[Question, ...]:
    """Return the Questions that these Answers leave to be asked, in order."""
    shown = presence(questions, answers, settled=True)
    return tuple(question for question in questions if shown[question.id])


def next_question(
    questions: Sequence[Question], answers: Answers, *, quick: bool = False
) -> Question | None:
    """Return the first asked Question without any answer, "I do not know" included."""
    for question in asked(questions, answers):
        if question.id not in answers.given and (question.quick or not quick):
            return question
    return None


def canonical(questions: Sequence[Question], forces: Iterable[str], answers: Answers) -> Answers:
    """Return the same Answers in Question order and Option order, without weights of 1.

    Raises AnswersError when an id is not known, an answer excludes itself, a star stands at what
    is not chosen, or there are more than five.
    """
    known = {question.id for question in questions}
    if strangers := sorted(answers.given.keys() - known):
        raise AnswersError(f"no such question: {', '.join(strangers)}")
    if strangers := sorted(answers.weights.keys() - set(forces)):
        raise AnswersError(f"no such force: {', '.join(strangers)}")
    if odd := sorted(force for force, weight in answers.weights.items() if weight not in WEIGHTS):
        raise AnswersError(f"no such weight: {', '.join(odd)}")
    given = {
        question.id: _ordered(question, answers.given[question.id])
        for question in questions
        if question.id in answers.given
    }
    weights = {force: weight for force, weight in sorted(answers.weights.items()) if weight != 1}
    return Answers(given, weights, _stars(given, answers.stars))


def _stars(given: Mapping[str, Answer], stars: Sequence[Star]) -> tuple[Star, ...]:
    chosen = [(question, option) for question in given for option in given[question].options]
    if strangers := sorted(set(stars).difference(chosen)):
        raise AnswersError(f"starred but not chosen: {', '.join('.'.join(s) for s in strangers)}")
    if len(set(stars)) > STARS:
        raise AnswersError(f"more than {STARS} stars")
    return tuple(each for each in chosen if each in stars)


def _ordered(question: Question, answer: Answer) -> Answer:
    chosen = frozenset(answer.options)
    options = tuple(option for option in question.options if option.id in chosen)
    if len(options) != len(chosen):
        strangers = sorted(chosen - {option.id for option in question.options})
        raise AnswersError(f"no such option of {question.id}: {', '.join(strangers)}")
    if answer.not_applicable and options:
        raise AnswersError(f"{question.id} has options and does not apply")
    ids = tuple(option.id for option in options)
    alone = question.kind is Kind.SINGLE or any(option.exclusive for option in options)
    if alone and len(options) > 1:
        raise AnswersError(f"{question.id}: {', '.join(ids)} exclude each other")
    reason = answer.reason if answer.not_applicable else ""
    return Answer(ids, answer.not_applicable, reason, answer.assumed and bool(ids))


def _answer(words: Sequence[str], reason: str, assumed: bool) -> Answer:
    if isinstance(words, str):
        words = (words,)
    if tuple(words) == (UNKNOWN,):
        return Answer()
    if tuple(words) == (NOT_APPLICABLE,):
        return Answer(not_applicable=True, reason=reason)
    return Answer(tuple(words), assumed=assumed)
