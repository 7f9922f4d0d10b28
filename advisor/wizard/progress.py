"""Where a person is in the questionnaire: which Questions are asked, which is next, what is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.engine.knowledge import Knowledge
from advisor.engine.questions import Answers, Question, asked
from patterns.catalogue import Catalogue

QUICK, FULL = "quick", "full"


@dataclass(frozen=True, slots=True)
class SectionState:
    """A section of the questionnaire with its state in words."""

    id: str
    title: str
    words: str
    first: str  # id of its first asked Question, "" when the path has none
    is_current: bool


def on_path(knowledge: Knowledge, answers: Answers, path: str) -> tuple[Question, ...]:
    """Return the Questions that are asked on this path, in order."""
    questions = asked(knowledge.questions, answers)
    return tuple(q for q in questions if q.quick or path == FULL)


def next_after(questions: Sequence[Question], answers: Answers, current: str) -> str:
    """Return the first Question after this one without an answer, "" when there is none."""
    ids = [question.id for question in questions]
    start = ids.index(current) + 1 if current in ids else 0
    return next((name for name in ids[start:] if name not in answers.given), "")


def before(questions: Sequence[Question], current: str) -> str:
    """Return the asked Question before this one, "" for the first."""
    ids = [question.id for question in questions]
    place = ids.index(current) if current in ids else 0
    return ids[place - 1] if place else ""


def sections(
    catalogue: Catalogue, questions: Sequence[Question], answers: Answers, current: str
) -> tuple[SectionState, ...]:
    """Return every section of the path with its state."""
    states = []
    for section in catalogue.content.sections:
        own = [question.id for question in questions if question.section == section.id]
        if not own:
            continue
        done = sum(name in answers.given for name in own)
        words = (
            "In progress" if current in own else
            "Completed" if done == len(own) else
            "Not started" if not done else "In progress"
        )  # fmt: skip
        states.append(SectionState(section.id, section.title, words, own[0], current in own))
    return tuple(states)
