"""One Question as one form: what is offered, what is chosen, and what excludes what."""

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.documents.words import NOT_APPLICABLE_LABEL, UNKNOWN_LABEL
from advisor.engine.questions import NOT_APPLICABLE, UNKNOWN
from patterns.content.entries import Question


@dataclass(frozen=True, slots=True)
class Choice:
    """One row of the form."""

    id: str
    label: str
    checked: bool


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """A Question with what was chosen. together: may be combined; alone: excludes all others."""

    question: Question
    together: tuple[Choice, ...]
    alone: tuple[Choice, ...]

    @property
    def is_multi(self) -> bool:
        return self.question.kind == "multi"

    @property
    def error(self) -> str:
        """Why what was chosen cannot be combined, "" when it can."""
        chosen = [choice for choice in (*self.together, *self.alone) if choice.checked]
        if len(chosen) < 2:
            return ""
        lonely = next((choice for choice in self.alone if choice.checked), None)
        if lonely is not None:
            others = [f"“{choice.label}”" for choice in chosen if choice is not lonely]
            return f"“{lonely.label}” excludes the others: {', '.join(others)}"
        return "" if self.is_multi else "Choose one option of this question"


def form_of(question: Question, chosen: Sequence[str]) -> QuestionForm:
    """Return the form with these ids chosen; ids that it does not offer are left alone."""
    exclusive = [(option.id, option.label) for option in question.option if option.exclusive]
    exclusive.append((UNKNOWN, UNKNOWN_LABEL))
    if not question.always_applies:
        exclusive.append((NOT_APPLICABLE, NOT_APPLICABLE_LABEL))
    combined = [(option.id, option.label) for option in question.option if not option.exclusive]
    return QuestionForm(
        question,
        tuple(Choice(name, label, name in chosen) for name, label in combined),
        tuple(Choice(name, label, name in chosen) for name, label in exclusive),
    )
