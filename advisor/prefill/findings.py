"""What the files say: Inferences with their reasons, names, and what was not understood."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

SHOWN_LENGTH = 80
NAME_LENGTH = 40
MOST_PROBLEMS = 40
MOST_NOTES = 40
MOST_REASONS = 100  # of one Option and strength

_TURNING = frozenset(["LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"])


class Strength(StrEnum):
    """SEEN: it stands in the file. HINT: the file makes it likely, and a person must say so."""

    SEEN = "seen"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Reason:
    """Where something was seen, and what: file, path inside it, a sentence."""

    file: str
    path: str
    words: str


@dataclass(frozen=True, slots=True)
class Inference:
    """One Option that the files speak for, with every reason, the strongest first."""

    question: str
    option: str
    strength: Strength
    reasons: tuple[Reason, ...]

    @property
    def is_seen(self) -> bool:
        return self.strength is Strength.SEEN


@dataclass(frozen=True, slots=True)
class Name:
    """A name of one of the person's own programs, as the file spells it."""

    text: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be understood, and why. line and column count from 1; 0: not known."""

    file: str
    words: str
    line: int = 0
    column: int = 0

    @property
    def place(self) -> str:
        """File, line and column in words."""
        line = f", line {self.line}" if self.line else ""
        column = f", column {self.column}" if self.line and self.column else ""
        return f"{self.file}{line}{column}"


@dataclass(frozen=True, slots=True)
class Note:
    """What was read and left out, or could not be followed, with no fault of the file."""

    file: str
    words: str


@dataclass(frozen=True, slots=True)
class Prefill:
    """All that some files say, in the order of the questionnaire; nothing of it is an answer."""

    inferences: tuple[Inference, ...] = ()
    names: tuple[Name, ...] = ()
    notes: tuple[Note, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.inferences and not self.names

    def of_question(self, question: str) -> tuple[Inference, ...]:
        return tuple(each for each in self.inferences if each.question == question)


@dataclass(slots=True)
class Findings:
    """Collects while the documents are gone through; the same Option may have many reasons."""

    told: dict[tuple[str, str], dict[Strength, dict[Reason, None]]] = field(default_factory=dict)
    names: dict[str, Name] = field(default_factory=dict)
    notes: dict[Note, None] = field(default_factory=dict)
    problems: dict[Problem, None] = field(default_factory=dict)

    def seen(self, question: str, option: str, *reasons: Reason) -> None:
        self.infer(question, option, Strength.SEEN, *reasons)

    def hint(self, question: str, option: str, *reasons: Reason) -> None:
        self.infer(question, option, Strength.HINT, *reasons)

    def infer(self, question: str, option: str, strength: Strength, *reasons: Reason) -> None:
        known = self.told.setdefault((question, option), {}).setdefault(strength, {})
        for reason in reasons:
            if len(known) < MOST_REASONS:
                known[reason] = None

    def inference(self, question: str, option: str) -> Inference | None:
        """Return what was told of an Option, what was seen first; None when nothing was."""
        told = self.told.get((question, option))
        if not told:
            return None
        strength = Strength.SEEN if Strength.SEEN in told else Strength.HINT
        reasons = {**told.get(Strength.SEEN, {}), **told.get(Strength.HINT, {})}
        return Inference(question, option, strength, tuple(reasons))

    def name(self, text: str, reason: Reason) -> None:
        """Offer a name; one that is too long or cannot be shown is noted and left out."""
        if not text.strip():
            return
        if len(text) > NAME_LENGTH or text != shown(text):
            words = f"the name “{shown(text, NAME_LENGTH)}” is longer than {NAME_LENGTH} characters"
            self.note(reason.file, f"{words} or cannot be shown, so it is not offered")
        else:
            self.names.setdefault(text.strip().casefold(), Name(text.strip(), reason))

    def note(self, file: str, words: str) -> None:
        if len(self.notes) < MOST_NOTES:
            self.notes[Note(file, words)] = None

    def problem(self, file: str, words: str, line: int = 0, column: int = 0) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems[Problem(file, words, line, column)] = None


def shown(text: str, longest: int = SHOWN_LENGTH) -> str:
    """Return a text that may be shown: cut, on one line, without control characters."""
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    return "".join("\N{REPLACEMENT CHARACTER}" if _is_control(letter) else letter for letter in cut)


def listed(names: Iterable[str], most: int = 5) -> str:
    """Return "a, b and c", or "a, b, c, d, e and 7 more"."""
    texts = [shown(name, SHOWN_LENGTH) for name in names]
    if len(texts) > most:
        return f"{', '.join(texts[:most])} and {len(texts) - most} more"
    return " and ".join(part for part in (", ".join(texts[:-1]), *texts[-1:]) if part)


def _is_control(letter: str) -> bool:
    # Cc holds NUL; Cs is half of a pair that no UTF-8 can carry; the rest turn the direction of
    # writing, so that a text would show something other than it says.
    return unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") or (
        unicodedata.bidirectional(letter) in _TURNING
    )
