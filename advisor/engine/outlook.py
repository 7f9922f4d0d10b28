"""What is still open about each Pattern: the Questions that could move it."""

from collections.abc import Mapping

from advisor.engine.knowledge import Knowledge
from advisor.engine.questions import Answers, asked, canonical
from advisor.engine.ranges import horizon, moved_by, reaches
from advisor.engine.scoring import weights


def open_questions(knowledge: Knowledge, answers: Answers) -> Mapping[str, tuple[str, ...]]:
    """Return, by slug, the open Questions that are asked and could still move the Verdict.

    In order of asking; none for a Pattern whose Verdict is firm.
    Raises AnswersError when the Answers name what the Knowledge does not hold.
    """
    tables = knowledge.tables
    answers = canonical(knowledge.questions, tables.forces, answers)
    weighing = weights(tables.forces, answers.weights)
    ahead = horizon(tables, answers)
    moved = moved_by(tables, ahead, weighing)
    shown = [question.id for question in asked(tables.questions, answers)]
    return {
        slug: tuple(
            question
            for question in shown
            if len(reach.verdicts) > 1 and index in moved.get(question, frozenset())
        )
        for index, (slug, reach) in enumerate(
            zip(tables.slugs, reaches(tables, ahead, weighing), strict=True)
        )
    }
