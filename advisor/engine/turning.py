"""Weights at which the order of two neighbours turns."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from advisor.engine import points
from advisor.engine.forces import Situation, choices, situation
from advisor.engine.knowledge import Knowledge
from advisor.engine.passes import Outcome, evaluate, ranking
from advisor.engine.profiles import Verdict
from advisor.engine.questions import WEIGHTS, Answers, canonical
from advisor.engine.scoring import Weights, score, weights
from advisor.engine.tables import Entry, Tables

LOWEST, HIGHEST = WEIGHTS[0], WEIGHTS[-1]
STEP = Fraction(1, 1000)  # "just beyond" a weight


@dataclass(frozen=True, slots=True)
class Turn:
    """Two neighbours of the ten best change places when one Force counts less or more.

    upper, lower: slugs, as they rank now. weight: from 0 to 2, where the order turns; less: it
    turns below that weight, otherwise above.
    """

    upper: str
    lower: str
    force: str
    weight: Fraction
    less: bool


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two neighbours and the Force whose weight is moved, all as indexes."""

    tables: Tables
    now: Situation
    weighing: Weights
    advised: frozenset[int]
    upper: int
    lower: int
    force: int

    def numbers(self, pattern: int, weight: Fraction) -> tuple[Fraction, Fraction]:
        """Return (fit, priority) at a weight, with the mitigations of now."""
        moved = _moved(self.weighing, self.force, weight)
        now = self.now
        entry = self.tables.entries[pattern]
        urgency = (now.starred, now.hurt)
        levels, capabilities = now.levels, now.capabilities
        found = score(entry, levels, levels, capabilities, moved, self.advised, urgency)
        priority = Fraction(found.priority, points.PRIORITY_PER_POINT * moved.unit)
        return Fraction(found.fit, moved.unit), priority

    def lead(self, weight: Fraction) -> Fraction:
        return self.numbers(self.upper, weight)[1] - self.numbers(self.lower, weight)[1]


def turns(knowledge: Knowledge, answers: Answers) -> tuple[Turn, ...]:
    """Return where the order of the ten best turns, the smallest change of a weight first.

    Fit and impact are piecewise linear in one weight, so the order can turn at most once between
    two break points. A weight may also move a Verdict and with it a mitigation: so each place is
    scored again in full, and only confirmed ones are returned. Costs some hundred scorings.
    After Decision Sciences 28(1), 1997, on the sensitivity of weighted sums.
    """
    tables = knowledge.tables
    answers = canonical(knowledge.questions, tables.forces, answers)
    now = situation(tables, choices(tables, answers))
    weighing = weights(tables.forces, answers.weights)
    outcome = evaluate(tables, now, weighing)
    first = [n for n in ranking(tables, outcome)[: points.BEST] if _is_ordered(outcome, n)]
    found: list[tuple[Fraction, Turn]] = []
    for upper, lower in pairwise(first):
        for force in _named_by(tables, now, upper, lower):
            pair = _Pair(tables, now, weighing, outcome.advised, upper, lower, force)
            found += _nearest_turn(pair)
    return tuple(turn for _, turn in sorted(found, key=lambda pair: (pair[0], pair[1].force)))


def _is_ordered(outcome: Outcome, index: int) -> bool:
    return outcome.verdicts[index] not in (Verdict.NOT_NEEDED, Verdict.AVOID)


def _named_by(tables: Tables, now: Situation, *patterns: int) -> list[int]:
    named: set[int] = set()
    for index in patterns:
        entry = tables.entries[index]
        named.update(force for force, _ in entry.eases)
        named.update(force for force, _, _ in entry.worsens)
    return sorted(force for force in named if now.levels[force])


def _nearest_turn(pair: _Pair) -> list[tuple[Fraction, Turn]]:
    """Return the nearest confirmed turn and its distance, or nothing."""
    grain = pair.weighing.full // (points.LEVEL_FULL * points.STRENGTH_FULL)
    held = Fraction(pair.weighing.values[pair.force], grain)
    marks = _marks(pair, held)
    slugs, forces = pair.tables.slugs, pair.tables.forces
    found = []
    for less in (True, False):
        outward = [m for m in marks if m <= held][::-1] if less else [m for m in marks if m >= held]
        for near, far in pairwise(outward):
            if pair.lead(far) >= 0:
                continue
            root = _root(near, far, pair.lead(near), pair.lead(far))
            if _is_confirmed(pair, near, root, far):
                names = slugs[pair.upper], slugs[pair.lower], forces[pair.force]
                found.append((abs(root - held), Turn(*names, root, less)))
            break
    return [min(found, key=lambda turn: turn[0])] if found else []


def _marks(pair: _Pair, held: Fraction) -> list[Fraction]:
    """Return all weights between which both priorities are linear."""
    marks = {LOWEST, held, HIGHEST}
    for pattern in (pair.upper, pair.lower):
        entry = pair.tables.entries[pattern]
        marks.update(m for m in _breaks(pair, entry) if LOWEST < m < HIGHEST)
    for pattern in (pair.upper, pair.lower):
        for near, far in pairwise(sorted(marks)):
            low, high = pair.numbers(pattern, near)[0], pair.numbers(pattern, far)[0]
            if low * high < 0:  # a negative fit counts as none in the priority
                marks.add(_root(near, far, low, high))
    return sorted(marks)


def _breaks(pair: _Pair, entry: Entry) -> Iterable[Fraction]:
    levels, full = pair.now.levels, pair.weighing.full
    worth = Fraction(1, points.LEVEL_FULL * points.STRENGTH_FULL)
    for force, strength in entry.eases:
        if force == pair.force and levels[force]:
            slope = abs(levels[force]) * strength * worth
            others = [
                Fraction(min(full, levels[f] * a * pair.weighing.values[f]), full)
                for f, a in entry.eases
                if f != force and levels[f] > 0
            ]
            top, total = max(others, default=Fraction(0)), sum(others, Fraction(0))
            # Fully felt; main Force or not; sides full; impact full.
            yield from (end / slope for end in (1, top, 1 - total + top, 2 - total))
    yield from _breaks_of_urgency(pair, entry)
    for force, strength, mitigators in entry.worsens:
        if force == pair.force and levels[force] > 0:
            slope = levels[force] * strength * worth
            softened = not pair.advised.isdisjoint(mitigators)
            yield (points.SOFTENED if softened else 1) / slope


def _breaks_of_urgency(pair: _Pair, entry: Entry) -> Iterable[Fraction]:
    """Yield where a star or a hurt is fully felt, and where it outdoes those of other Forces."""
    levels, full, values = pair.now.levels, pair.weighing.full, pair.weighing.values
    strengths = dict(entry.eases)
    for urgent in (pair.now.starred, pair.now.hurt):
        level = {force: min(levels[force], urgent[force]) for force in strengths}
        if level.get(pair.force, 0) > 0:
            worth = Fraction(strengths[pair.force], points.LEVEL_FULL * points.STRENGTH_FULL)
            slope = level[pair.force] * worth
            others = (
                min(full, level[force] * strength * values[force])
                for force, strength in entry.eases
                if force != pair.force
            )
            yield 1 / slope
            yield Fraction(max(others, default=0), full) / slope


def _root(near: Fraction, far: Fraction, at_near: Fraction, at_far: Fraction) -> Fraction:
    """Return where a line through two points is 0."""
    return near + (far - near) * at_near / (at_near - at_far)


def _is_confirmed(pair: _Pair, near: Fraction, root: Fraction, far: Fraction) -> bool:
    """Score in full just before, at and just beyond: Verdicts may have moved on the way."""

    def outcome(weight: Fraction) -> Outcome:
        return evaluate(pair.tables, pair.now, _moved(pair.weighing, pair.force, weight))

    def is_turned(weight: Fraction) -> bool:
        order = ranking(pair.tables, outcome(weight))
        return order.index(pair.lower) < order.index(pair.upper)

    scores = outcome(root).scores
    equal = scores[pair.upper].priority == scores[pair.lower].priority
    before = root == near or not is_turned(_towards(root, near))
    return equal and before and is_turned(_towards(root, far))


def _towards(start: Fraction, end: Fraction) -> Fraction:
    """Go a little way, and never more than half of it."""
    return start + max(-STEP, min(STEP, (end - start) / 2))


def _moved(weighing: Weights, force: int, weight: Fraction) -> Weights:
    grain = weighing.full // (points.LEVEL_FULL * points.STRENGTH_FULL)
    values = [value * weight.denominator for value in weighing.values]
    values[force] = grain * weight.numerator
    return Weights(
        tuple(values), weighing.full * weight.denominator, weighing.unit * weight.denominator
    )
