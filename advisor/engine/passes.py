"""All Patterns scored in two passes: the second softens harms by what the first advises.

The second pass couples Patterns only along edges that an author declared; there is no third.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from heapq import nsmallest

from advisor.engine import points
from advisor.engine.forces import Situation
from advisor.engine.profiles import Verdict
from advisor.engine.scoring import Score, Weights, score
from advisor.engine.tables import Tables
from advisor.engine.verdicts import decide


@dataclass(frozen=True, slots=True)
class Outcome:
    """Scores and Verdicts by Pattern index. advised: adopt or prepare in pass one."""

    unit: int
    first: tuple[Score, ...]
    advised: frozenset[int]
    scores: tuple[Score, ...]
    verdicts: tuple[Verdict, ...]


def evaluate(tables: Tables, situation: Situation, weighing: Weights) -> Outcome:
    """Score all Patterns."""
    empty: tuple[Score, ...] = (Score(0, 0, 0, 0, 0, 0, 0, 0),) * len(tables.entries)
    nothing = Outcome(
        weighing.unit, empty, frozenset(), empty, (Verdict.NOT_NEEDED,) * len(tables.entries)
    )
    return update(tables, nothing, situation, weighing, range(len(tables.entries)))


def update(
    tables: Tables,
    before: Outcome,
    situation: Situation,
    weighing: Weights,
    touched: Collection[int],
) -> Outcome:
    """Score again, only for the Patterns that a change touches and for those that they soften.

    The weights must have the grain of the outcome before.
    """
    unit = weighing.unit
    levels, capabilities, facts = situation.levels, situation.capabilities, situation.facts
    urgency = (situation.starred, situation.hurt)
    first = list(before.first)
    advised = set(before.advised)
    verdicts = list(before.verdicts)
    scores = list(before.scores)
    for index in touched:
        entry = tables.entries[index]
        scored = score(entry, levels, levels, capabilities, weighing, urgency=urgency)
        verdict = decide(entry, scored, facts, unit)
        first[index], verdicts[index], scores[index] = scored, verdict, scored
        if verdict.is_advised:
            advised.add(index)
        else:
            advised.discard(index)

    turned = advised.symmetric_difference(before.advised)
    for index in _softened(tables, touched, turned):
        entry = tables.entries[index]
        scored = first[index]
        if any(not advised.isdisjoint(mitigators) for _, _, mitigators in entry.worsens):
            scored = score(entry, levels, levels, capabilities, weighing, advised, urgency)
        scores[index] = scored
        verdicts[index] = decide(entry, scored, facts, unit)
    return Outcome(unit, tuple(first), frozenset(advised), tuple(scores), tuple(verdicts))


def ranking(tables: Tables, outcome: Outcome) -> tuple[int, ...]:
    """Return all Patterns: avoid last, not-needed before it, then priority, complexity, slug."""
    return tuple(key[-1] for key in sorted(_keys(tables, outcome)))


def best(tables: Tables, outcome: Outcome) -> frozenset[int]:
    """Return the ten that rank first."""
    return frozenset(key[-1] for key in nsmallest(points.BEST, _keys(tables, outcome)))


def _softened(tables: Tables, touched: Collection[int], turned: Iterable[int]) -> set[int]:
    helped = {index for index in touched if tables.entries[index].worsens}
    for index in turned:
        helped |= tables.softening.get(index, frozenset())
    return helped


_SHELVES = {Verdict.NOT_NEEDED: 1, Verdict.AVOID: 2}


def _keys(tables: Tables, outcome: Outcome) -> Iterable[tuple[int, int, int, int]]:
    # Patterns are indexed in order of their slugs.
    for index, (scored, verdict) in enumerate(zip(outcome.scores, outcome.verdicts, strict=True)):
        complexity = tables.entries[index].profile.complexity
        yield _SHELVES.get(verdict, 0), -scored.priority, complexity, index
