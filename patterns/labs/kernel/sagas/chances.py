"""Closed forms: every way that a saga can go, with its chance, its work and its messages."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Final

from patterns.labs.kernel import theory
from patterns.labs.kernel.results import Check
from patterns.labs.kernel.sagas.fates import Word
from patterns.labs.kernel.sagas.machine import COMPENSATED, COMPLETED, FAILED, OPERATOR, Saga
from patterns.labs.kernel.sagas.steps import Step

SOURCE: Final = "elementary probability; H. Garcia-Molina and K. Salem, Sagas, SIGMOD (1987)"
OUTLASTING: Final = "Short faults that outlast r retries, p^(r+1)"
UNFINISHED: Final = "the run was cut off before all sagas had ended"


@dataclass(frozen=True, slots=True)
class Way:
    """One way through. end: the state; failed: place of the step that failed, or their number.

    undone: steps that were undone. is_stuck: the undo after these failed for good.
    """

    chance: float
    end: str
    failed: int
    undone: int = 0
    is_stuck: bool = False


def ways(steps: Sequence[Step]) -> tuple[Way, ...]:
    """Return all ways; their chances add up to 1."""
    return tuple(_ways(steps))


def _ways(steps: Sequence[Step]) -> Iterator[Way]:
    reached = 1.0
    for step in steps:
        chance = reached * step.failure
        reached *= 1 - step.failure
        if step.is_behind_pivot:
            yield Way(chance, OPERATOR, step.place)
            continue
        if step.place == 0:
            yield Way(chance, FAILED, 0)
            continue
        for place in reversed(range(step.place)):
            undone = step.place - 1 - place
            yield Way(chance * steps[place].undo_exhausted, OPERATOR, step.place, undone, True)
            chance *= 1 - steps[place].undo_exhausted
        yield Way(chance, COMPENSATED, step.place, step.place)
    yield Way(reached, COMPLETED, len(steps))


def chance_of(steps: Sequence[Step], end: str) -> float:
    return math.fsum(way.chance for way in ways(steps) if way.end == end)


def mean_compensations(steps: Sequence[Step]) -> float:
    return math.fsum(way.chance * way.undone for way in ways(steps))


def reached(steps: Sequence[Step]) -> tuple[float, ...]:
    """Return the chance that a saga comes to each step."""
    found, chance = [], 1.0
    for step in steps:
        found.append(chance)
        chance *= 1 - step.failure
    return tuple(found)


def mean_forward(steps: Sequence[Step]) -> float:
    """Return the mean seconds until the last step is done or one has failed, without waits."""
    return math.fsum(
        chance * step.time * step.mean_attempts
        for chance, step in zip(reached(steps), steps, strict=True)
    )


def mean_work(steps: Sequence[Step]) -> float:
    """Return the mean number of attempts of a saga, forward and back."""
    forward = math.fsum(
        chance * step.mean_attempts for chance, step in zip(reached(steps), steps, strict=True)
    )
    back = 0.0
    for way in ways(steps):
        tried = way.undone + way.is_stuck
        for step in steps[way.failed - tried : way.failed] if way.failed < len(steps) else ():
            back += way.chance * step.mean_undo_attempts
    return forward + back


def checks(
    steps: Sequence[Step], sagas: Sequence[Saga], words: Sequence[Sequence[Word]], *, is_cut: bool,
    why_cut: str = UNFINISHED,
) -> Iterator[Check]:  # fmt: skip
    """Yield theory beside simulation for what both labs share.

    words: for each step how it ended, for every saga that came there. is_cut: sagas were left
    open, so those that have ended are no fair sample; why_cut: the reason told.
    """
    count, unless = len(sagas), ((is_cut, why_cut),)
    complete = chance_of(steps, COMPLETED)
    yield theory.check(
        _formula("Completed sagas, Π(1 - p)", complete),
        simulated=sum(saga.state == COMPLETED for saga in sagas) / count,
        error=theory.binomial_error(complete, count), unit="share", unless=unless,
    )  # fmt: skip
    undone = [float(saga.compensations) for saga in sagas]
    yield theory.check(
        _formula("Compensations per saga, Σ p(i) (i-1) Π(1 - p(j))", mean_compensations(steps)),
        simulated=fmean(undone), error=standard_error(undone),
        unless=(
            *unless,
            (mean_compensations(steps) * count < 1, "compensations are not expected"),
        ),
    )  # fmt: skip
    operator = chance_of(steps, OPERATOR)
    yield theory.check(
        _formula("Sagas that need an operator, sum over the ways there", operator),
        simulated=sum(saga.state == OPERATOR for saga in sagas) / count,
        error=theory.binomial_error(operator, count), unit="share",
        unless=(*unless, (operator * count < 1, "no saga is expected to need one")),
    )  # fmt: skip
    yield _outlasted(steps, words)


def _outlasted(steps: Sequence[Step], words: Sequence[Sequence[Word]]) -> Check:
    """Hold the step with the most short faults to p^(r+1)."""
    step = max(steps, key=lambda each: each.fault)
    own = words[step.place]
    return theory.check(
        _formula(OUTLASTING, step.exhausted),
        simulated=sum(word is Word.EXHAUSTED for word in own) / len(own) if own else None,
        error=theory.binomial_error(step.exhausted, len(own)), unit="share",
        unless=(
            (step.fault == 0, "no step has short faults"),
            (step.exhausted * len(own) < 1, "the retries are too many for one to be expected"),
        ),
        name=f"{OUTLASTING}, {step.name}" if step.fault else OUTLASTING,
    )  # fmt: skip


def standard_error(samples: Sequence[float]) -> float:
    """Return the standard error of the mean of independent samples."""
    return stdev(samples) / math.sqrt(len(samples)) if len(samples) > 1 else math.inf


def formula(name: str, source: str, expected: float) -> theory.Formula:
    """Return a formula whose value has been worked out from the steps."""
    return theory.Formula(name, source, lambda: expected)


def _formula(name: str, expected: float) -> theory.Formula:
    return formula(name, SOURCE, expected)
