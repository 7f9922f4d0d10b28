"""Where a person is in the questionnaire: what is asked, what is next, what is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.engine.conditions import questions_named
from advisor.engine.questions import Answers, Question
from patterns.catalogue import Catalogue

QUICK, FULL = "quick", "full"


@dataclass(frozen=True, slots=True)
class SectionState:
    """A section of the questionnaire with its state in words."""

    id: str
    title: str
    words: str
    first: str  # id of its first asked Question
    is_current: bool


def on_path(questions: Sequence[Question], path: str) -> tuple[Question, ...]:
    """Return those of the asked Questions that stand on this path, in order."""
    return tuple(each for each in questions if each.quick or path == FULL)


def next_after(questions: Sequence[Question], answers: Answers, current: str) -> str:
    """Return the first Question after this one without an answer, "" when there is none.

    Without a current one the search begins at the first.
    """
    ids = [question.id for question in questions]
    start = ids.index(current) + 1 if current in ids else 0
    return next((name for name in ids[start:] if name not in answers.given), "")


def before(questions: Sequence[Question], current: str) -> str:
    """Return the asked Question before this one, "" for the first."""
    ids = [question.id for question in questions]
    place = ids.index(current) if current in ids else 0
    return ids[place - 1] if place else ""


def opened_by(questions: Sequence[Question], answers: Answers, changed: str) -> str:
    """Return the first open Question that is asked because of the changed one, "" for none."""
    return next(
        (
            question.id
            for question in questions
            if changed in questions_named(question.show_when) and question.id not in answers.given
        ),
        "",
    )


def sections(
    catalogue: Catalogue, questions: Sequence[Question], answers: Answers, current: str
) -> tuple[SectionState, ...]:
    """Return every section that these Questions belong to, with its state."""
    states = []
    for section in catalogue.content.sections:
        own = [question.id for question in questions if question.section == section.id]
        if not own:
            continue
        done = sum(name in answers.given for name in own)
        words = (
            "Completed" if done == len(own) else
            "In progress" if done or current in own else
            "Not started"
        )  # fmt: skip
        states.append(SectionState(section.id, section.title, words, own[0], current in own))
    return tuple(states)
