"""One Question as one form: what is offered, what is chosen, and what excludes what."""

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.documents.words import NOT_APPLICABLE_LABEL, UNKNOWN_LABEL, labels_of
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
    error: str

    @property
    def is_multi(self) -> bool:
        return self.question.kind == "multi"

    @property
    def is_answered(self) -> bool:
        return any(choice.checked for choice in (*self.together, *self.alone))


def form_of(question: Question, chosen: Sequence[str]) -> QuestionForm:
    """Return the form with these ids chosen, and the reason when they exclude each other."""
    exclusive = {option.id for option in question.option if option.exclusive}
    alone = [(option.id, option.label) for option in question.option if option.id in exclusive]
    alone.append((UNKNOWN, UNKNOWN_LABEL))
    if not question.always_applies:
        alone.append((NOT_APPLICABLE, NOT_APPLICABLE_LABEL))
    return QuestionForm(
        question=question,
        together=tuple(
            Choice(option.id, option.label, option.id in chosen)
            for option in question.option
            if option.id not in exclusive
        ),
        alone=tuple(Choice(name, label, name in chosen) for name, label in alone),
        error=_clash(dict(alone), question, chosen),
    )


def _clash(alone: dict[str, str], question: Question, chosen: Sequence[str]) -> str:
    if len(chosen) < 2:
        return ""
    first = next((label for name, label in alone.items() if name in chosen), "")
    if first:
        others = [words for words in labels_of(question, chosen) if words != first]
        return f"“{first}” excludes the other options of this question: {'; '.join(others)}"
    if question.kind == "single":
        return "Choose one option of this question"
    return ""
