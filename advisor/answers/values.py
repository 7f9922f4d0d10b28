"""Values taken one by one, each either kept or written down as a problem."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from advisor.answers.sheets import NAME_LENGTH, NAMES, NOTE_LENGTH, REASONS
from advisor.engine import Answer, Answers, Knowledge
from advisor.engine.questions import (
    NOT_APPLICABLE,
    STARS,
    UNKNOWN,
    WEIGHTS,
    Kind,
    Question,
    Star,
    canonical,
)

SHOWN_LENGTH = 40

_TURNING = frozenset(["LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"])

_WEIGHTS = {f"{float(weight):g}": weight for weight in WEIGHTS}


class Mistake(StrEnum):
    """What can be wrong with what was sent."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    UNKNOWN_KEY = "unknown_key"
    UNKNOWN_OPTION = "unknown_option"
    UNKNOWN_VALUE = "unknown_value"
    RETIRED = "retired"
    DUPLICATE = "duplicate"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"
    EXCLUSIVE = "exclusive"
    ALWAYS_APPLIES = "always_applies"
    MISPLACED = "misplaced"
    CONTROL_CHARACTER = "control_character"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that was left out.

    path: where it stood, for example ("answers", "pains", 1); value: what stood there, cut and
    without control characters; allowed: what may stand there, or what took a retired id's place.
    """

    mistake: Mistake
    path: tuple[str | int, ...]
    value: str = ""
    allowed: tuple[str, ...] = ()

    @property
    def pointer(self) -> str:
        """Return the place as a JSON pointer (RFC 6901) in a fragment."""
        steps = (str(step).replace("~", "~0").replace("/", "~1") for step in self.path)
        return "#" + "".join(f"/{step}" for step in steps)


class Reader:
    """Takes values one by one, and writes down what it refuses."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.questions = {question.id: question for question in knowledge.questions}
        self.forces = frozenset(force.id for force in knowledge.forces)
        self.retired = {(gone.question, gone.option): gone for gone in knowledge.retired}
        self.problems: list[Problem] = []

    def refuse(
        self, mistake: Mistake, value: object, *path: str | int, allowed: Iterable[str] = ()
    ) -> None:
        steps = tuple(safe(step) if isinstance(step, str) else step for step in path)
        self.problems.append(Problem(mistake, steps, safe(value), tuple(allowed)))

    def canonical(
        self,
        given: Mapping[str, Answer],
        weights: Mapping[str, Fraction],
        stars: Sequence[Star] = (),
    ) -> Answers:
        answers = Answers(given, weights, tuple(stars))
        return canonical(self.knowledge.questions, self.forces, answers)

    def answer(self, key: str, words: object, given: dict[str, Answer], *path: str | int) -> None:
        question = self.questions.get(key)
        if question is None:
            gone = self.retired.get((key, ""))
            mistake = Mistake.RETIRED if gone else Mistake.UNKNOWN_KEY
            self.refuse(mistake, key, *path, allowed=gone.successors if gone else ())
            return
        kept = self._words(question, words, path)
        if kept and self._fits(question, kept, path):
            absent = kept == [NOT_APPLICABLE]
            options = () if absent or kept == [UNKNOWN] else tuple(kept)
            given[key] = Answer(options, not_applicable=absent)

    def _words(self, question: Question, words: object, path: tuple[str | int, ...]) -> list[str]:
        kept: list[str] = []
        known = [option.id for option in question.options]
        for place, word in enumerate(self._list(words, path)):
            where = (*path, place)
            if not isinstance(word, str):
                self.refuse(Mistake.WRONG_TYPE, word, *where)
            elif word == NOT_APPLICABLE and question.always_applies:
                self.refuse(Mistake.ALWAYS_APPLIES, word, *where)
            elif word in (*known, UNKNOWN, NOT_APPLICABLE):
                if word in kept:
                    self.refuse(Mistake.DUPLICATE, word, *where)
                else:
                    kept.append(word)
            elif gone := self.retired.get((question.id, word)):
                self.refuse(Mistake.RETIRED, word, *where, allowed=gone.successors)
            else:
                self.refuse(Mistake.UNKNOWN_OPTION, word, *where, allowed=known)
        return kept

    def _fits(self, question: Question, kept: list[str], path: tuple[str | int, ...]) -> bool:
        alone = {option.id for option in question.options if option.exclusive}
        if len(kept) > 1 and alone.union({UNKNOWN, NOT_APPLICABLE}).intersection(kept):
            self.refuse(Mistake.EXCLUSIVE, ", ".join(kept), *path, allowed=kept)
            return False
        if len(kept) > 1 and question.kind is Kind.SINGLE:
            self.refuse(Mistake.TOO_MANY, ", ".join(kept), *path, allowed=kept)
            return False
        return True

    def reason(self, key: str, code: object, given: dict[str, Answer], *path: str | int) -> None:
        if key not in given or not given[key].not_applicable:
            self.refuse(Mistake.MISPLACED, key, *path)
        elif found := self.one_of(REASONS, code, *path):
            given[key] = Answer(not_applicable=True, reason=found)

    def source(self, key: str, source: object, given: dict[str, Answer], *path: str | int) -> None:
        if key not in given:
            self.refuse(Mistake.MISPLACED, key, *path)
        elif self.one_of(("assumed",), source, *path):
            given[key] = Answer(given[key].options, given[key].not_applicable, assumed=True)

    def weight(
        self, force: str, weight: object, weights: dict[str, Fraction], *path: str | int
    ) -> None:
        if force not in self.forces:
            self.refuse(Mistake.UNKNOWN_KEY, force, *path)
            return
        number = isinstance(weight, int | float) and not isinstance(weight, bool)
        for word, known in _WEIGHTS.items():
            if weight == (known if number else word):
                weights[force] = known
                return
        shown = str(weight) if number else weight
        self.refuse(Mistake.UNKNOWN_VALUE, shown, *path, allowed=_WEIGHTS)

    def note(self, key: str, note: object, notes: dict[str, str], *path: str | int) -> None:
        if key not in self.questions:
            self.refuse(Mistake.UNKNOWN_KEY, key, *path)
        elif text := self.text(note, NOTE_LENGTH, *path, lines=True):
            notes[key] = text

    def stars(
        self, values: object, given: Mapping[str, Answer], *path: str | int
    ) -> tuple[Star, ...]:
        """Take stars at chosen options, five at most."""
        kept: list[Star] = []
        for place, value in enumerate(self._list(values, path)):
            where = (*path, place)
            if not isinstance(value, str):
                self.refuse(Mistake.WRONG_TYPE, value, *where)
                continue
            question, _, option = value.partition(".")
            if question not in given or option not in given[question].options:
                self.refuse(Mistake.MISPLACED, value, *where)
            elif (question, option) in kept:
                self.refuse(Mistake.DUPLICATE, value, *where)
            elif len(kept) == STARS:
                self.refuse(Mistake.TOO_MANY, value, *where)
            else:
                kept.append((question, option))
        return tuple(kept)

    def names(self, values: object, *path: str | int) -> tuple[str, ...]:
        kept: list[str] = []
        for place, value in enumerate(self._list(values, path)):
            text = self.text(value, NAME_LENGTH, *path, place)
            if text and len(kept) == NAMES:
                self.refuse(Mistake.TOO_MANY, text, *path, place)
            elif text:
                kept.append(text)
        return tuple(kept)

    def text(
        self, value: object, longest: int, *path: str | int, lines: bool = False
    ) -> str | None:
        if not isinstance(value, str):
            self.refuse(Mistake.WRONG_TYPE, value, *path)
        elif len(value) > longest:
            self.refuse(Mistake.TOO_LONG, value, *path)
        elif any(_is_control(letter) for letter in value if not (lines and letter in "\r\n\t")):
            self.refuse(Mistake.CONTROL_CHARACTER, value, *path)
        else:
            return value.strip()
        return None

    def one_of(self, allowed: Sequence[str], value: object, *path: str | int) -> str | None:
        if isinstance(value, str) and value in allowed:
            return value
        self.refuse(Mistake.UNKNOWN_VALUE, value, *path, allowed=allowed)
        return None

    def only(self, values: Sequence[str], key: str) -> str:
        for place, value in enumerate(values[1:], start=1):
            self.refuse(Mistake.TOO_MANY, value, key, place)
        return values[0] if values else ""

    def mapping(self, value: object, *path: str | int) -> Mapping[str, object]:
        if isinstance(value, Mapping):
            return value
        self.refuse(Mistake.WRONG_TYPE, value, *path)
        return {}

    def _list(self, value: object, path: tuple[str | int, ...]) -> Sequence[object]:
        if isinstance(value, str):
            return (value,)
        if isinstance(value, Sequence):
            return value
        self.refuse(Mistake.WRONG_TYPE, value, *path)
        return ()


def safe(value: object) -> str:
    """Return a text that may be shown: cut, and without control characters."""
    text = value if isinstance(value, str) else type(value).__name__
    cut = text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"
    return "".join("\N{REPLACEMENT CHARACTER}" if _is_control(letter) else letter for letter in cut)


def unprintable(text: str) -> str:
    """Return the first letter that no note or title may hold, as its code point; "" for none."""
    found = (letter for letter in text if letter not in "\r\n\t" and _is_control(letter))
    return next((f"U+{ord(letter):04X}" for letter in found), "")


def _is_control(letter: str) -> bool:
    # Cc holds NUL; Cs is half of a pair that no UTF-8 can carry; the rest turn the direction of
    # writing, so that a text would show something other than it says.
    return unicodedata.category(letter) in ("Cc", "Cs") or (
        unicodedata.bidirectional(letter) in _TURNING
    )
