"""Every other weight tried on every Force that is felt: what a reader moves by scaling one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from advisor.engine import points
from advisor.engine.forces import Situation, choices, situation
from advisor.engine.knowledge import Knowledge
from advisor.engine.passes import Outcome, evaluate, update
from advisor.engine.questions import WEIGHTS, Answers, canonical
from advisor.engine.reasons import THIRDS
from advisor.engine.scoring import Weights, weights
from advisor.engine.sensitivity import VerdictMove, verdict_moves
from advisor.engine.tables import Tables


@dataclass(frozen=True, slots=True)
class Trial:
    """One other weight, and the Verdicts that it alone would move."""

    weight: Fraction
    moves: tuple[VerdictMove, ...]


@dataclass(frozen=True, slots=True)
class Scaling:
    """A Force that a reader may scale. weight: as it is now; level: from -1 to 1.

    main: Patterns whose main Force it is, as weighed now; eased, harmed: further Patterns that
    name it. Slugs in order.
    """

    force: str
    weight: Fraction
    level: Fraction
    main: tuple[str, ...]
    eased: tuple[str, ...]
    harmed: tuple[str, ...]
    trials: tuple[Trial, ...]


def scalings(knowledge: Knowledge, answers: Answers) -> tuple[Scaling, ...]:
    """Return every Force that is felt or denied, or was given a weight, in order of Forces.

    Scores only the Patterns that name the Force, four times each.
    Raises AnswersError when the Answers name what the Knowledge does not hold.
    """
    tables = knowledge.tables
    answers = canonical(knowledge.questions, tables.forces, answers)
    weighing = weights(tables.forces, answers.weights)
    now = situation(tables, choices(tables, answers))
    base = evaluate(tables, now, weighing)
    return tuple(
        _scaling(tables, now, weighing, base, index)
        for index, force in enumerate(tables.forces)
        if now.levels[index] or force in answers.weights
    )


def _scaling(
    tables: Tables, now: Situation, weighing: Weights, base: Outcome, force: int
) -> Scaling:
    grain = weighing.full // (points.LEVEL_FULL * points.STRENGTH_FULL)
    held = Fraction(weighing.values[force], grain)
    main, eased, harmed = _named(tables, now, weighing, force)
    trials = []
    for weight in WEIGHTS:
        if weight == held:
            continue
        values = list(weighing.values)
        values[force] = int(weight * grain)
        moved = replace(weighing, values=tuple(values))
        then = update(tables, base, now, moved, tables.by_force[force])
        trials.append(Trial(weight, verdict_moves(tables, base, then)))
    return Scaling(
        force=tables.forces[force],
        weight=held,
        level=THIRDS[now.levels[force]],
        main=tuple(tables.slugs[n] for n in main),
        eased=tuple(tables.slugs[n] for n in eased),
        harmed=tuple(tables.slugs[n] for n in harmed),
        trials=tuple(trials),
    )


def _named(
    tables: Tables, now: Situation, weighing: Weights, force: int
) -> tuple[list[int], list[int], list[int]]:
    main: list[int] = []
    eased: list[int] = []
    harmed: list[int] = []
    for index in sorted(tables.by_force[force]):
        entry = tables.entries[index]
        if any(named == force for named, _, _ in entry.worsens):
            harmed.append(index)
        elif _main(entry.eases, now, weighing) == force:
            main.append(index)
        else:
            eased.append(index)
    return main, eased, harmed


def _main(eases: Iterable[tuple[int, int]], now: Situation, weighing: Weights) -> int | None:
    """Return the Force that is most felt, the first among equals; None where none is."""
    felt = [
        (force, min(weighing.full, level * strength * weighing.values[force]))
        for force, strength in eases
        if (level := now.levels[force]) > 0 and weighing.values[force]
    ]
    return max(felt, key=lambda row: row[1])[0] if felt else None
