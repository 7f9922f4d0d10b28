"""Trials: sets of answers on which a change is tried, and how the engine reads them."""

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.engine import Answer, Answers, Knowledge
from advisor.engine.forces import Situation, choices, situation
from advisor.engine.passes import Outcome, evaluate
from advisor.engine.questions import canonical
from advisor.engine.scoring import Weights, weights
from patterns.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Trial:
    """One set of answers. pattern: the Pattern that it is a worked example of, else nothing."""

    name: str
    answers: Answers
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A Trial judged as far as Verdicts go, with what it was judged from."""

    trial: Trial
    situation: Situation
    weighing: Weights
    outcome: Outcome


def trials_of(catalogue: Catalogue) -> tuple[Trial, ...]:
    """Return the rows of the decision matrix, then the worked examples of all Profiles."""
    content = catalogue.content
    matrix = [
        Trial(f"matrix: {row.slug}", Answers({q: Answer(o) for q, o in row.answers.items()}))
        for row in content.scenarios
    ]
    examples = [
        Trial(
            f"{pattern.slug}: {example.name}",
            Answers({q: Answer(o) for q, o in example.answers.items()}),
            pattern.slug,
        )
        for pattern in content.patterns
        for example in (pattern.profile.examples if pattern.profile else ())
    ]
    return (*matrix, *examples)


def run(known: Knowledge, trial: Trial) -> Run:
    """Judge one Trial. Raises AnswersError when it names what the Knowledge does not hold."""
    tables = known.tables
    answers = canonical(known.questions, tables.forces, trial.answers)
    now = situation(tables, choices(tables, answers))
    weighing = weights(tables.forces, answers.weights)
    return Run(
        Trial(trial.name, answers, trial.pattern), now, weighing, evaluate(tables, now, weighing)
    )


def runs(known: Knowledge, trials: Sequence[Trial]) -> tuple[Run, ...]:
    return tuple(run(known, trial) for trial in trials)
