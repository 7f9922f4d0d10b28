"""What open answers could still change: bounds that no completion leaves; firm, likely or open."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from advisor.engine import points
from advisor.engine.forces import clamped
from advisor.engine.profiles import Limit, Verdict
from advisor.engine.questions import Answers, presence
from advisor.engine.scoring import Score, Weights, score
from advisor.engine.tables import Choice, Entry, Tables
from advisor.engine.verdicts import GAP_STEPS, TABLE, lowered, raised


class Confidence(StrEnum):
    FIRM = "firm"
    LIKELY = "likely"
    OPEN = "open"

    @property
    def is_open(self) -> bool:
        return self is Confidence.OPEN


@dataclass(frozen=True, slots=True)
class Horizon:
    """The extremes of every completion of the Answers.

    lows, highs: levels by Force, in thirds; weak, strong: levels by Capability.
    sure, possible: facts that hold in every completion, and in some.
    open: Questions that are open and asked, or could come to be asked.
    """

    lows: tuple[int, ...]
    highs: tuple[int, ...]
    weak: tuple[int, ...]
    strong: tuple[int, ...]
    sure: frozenset[str]
    possible: frozenset[str]
    open: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reach:
    """The two ends of one Pattern's numbers, and every Verdict between them."""

    worst: Score
    best: Score
    verdicts: frozenset[Verdict]


def horizon(tables: Tables, answers: Answers) -> Horizon:
    """Add up, question by question, the least and the most that it can still contribute.

    Taken per Force and before the clamp: swings added up per Pattern would miss some results.
    """
    lows = [0] * len(tables.forces)
    highs = [0] * len(tables.forces)
    settled: list[tuple[int, int]] = []
    unsettled: list[tuple[int, int]] = []
    sure: set[str] = set()
    possible: set[str] = set()
    unanswered: set[str] = set()
    for question, asked in presence(tables.questions, answers, settled=False).items():
        answer = answers.of_question(question)
        if asked is False or answer.not_applicable:
            continue
        if answer.is_open:
            swing = tables.swings[question]
            unanswered.add(question)
            possible |= swing.facts
            unsettled += swing.sets
            for force, low, high in swing.forces:
                lows[force] += low
                highs[force] += high
            continue
        chosen = [tables.choices[question, option] for option in answer.options]
        for force, change in _sums(chosen).items():
            # A follow-up counts only while its parent keeps it visible.
            lows[force] += change if asked else min(0, change)
            highs[force] += change if asked else max(0, change)
        for choice in chosen:
            (settled if asked else unsettled).extend(choice.sets)
            possible.update(choice.facts)
            if asked:
                sure.update(choice.facts)
    weak, strong = _capabilities(len(tables.capabilities), settled, unsettled)
    return Horizon(
        lows=clamped(lows),
        highs=clamped(highs),
        weak=weak,
        strong=strong,
        sure=frozenset(sure),
        possible=frozenset(possible),
        open=frozenset(unanswered),
    )


def reaches(tables: Tables, ahead: Horizon, weighing: Weights) -> tuple[Reach, ...]:
    """Return what each Pattern can still become, by Pattern index.

    A harm counts as softened at the upper end where a mitigator could be advised in pass one,
    at the lower end only where one is advised in every completion.
    """
    nobody: frozenset[int] = frozenset()
    first = [_reach(entry, ahead, weighing, nobody, nobody) for entry in tables.entries]
    surely = frozenset(n for n, r in enumerate(first) if all(v.is_advised for v in r.verdicts))
    maybe = frozenset(n for n, r in enumerate(first) if any(v.is_advised for v in r.verdicts))
    for index in frozenset().union(*(tables.softening.get(helper, nobody) for helper in maybe)):
        first[index] = _reach(tables.entries[index], ahead, weighing, surely, maybe)
    return tuple(first)


def confidence(verdict: Verdict, reach: frozenset[Verdict]) -> Confidence:
    """Say how far the Verdict can still move."""
    others = reach - {verdict}
    if not others:
        return Confidence.FIRM
    return Confidence.LIKELY if others <= _NEIGHBOURS[verdict] else Confidence.OPEN


def could_change(
    tables: Tables, ahead: Horizon, found: Sequence[Reach], weighing: Weights
) -> dict[str, int]:
    """Count, for each open Question, the Patterns with several Verdicts in reach that it moves."""
    undecided = frozenset(index for index, reach in enumerate(found) if len(reach.verdicts) > 1)
    moved = moved_by(tables, ahead, weighing)
    return {question: len(patterns & undecided) for question, patterns in moved.items()}


def moved_by(tables: Tables, ahead: Horizon, weighing: Weights) -> dict[str, frozenset[int]]:
    """Return, for each open Question, the Patterns to whose range it adds."""
    moved = {}
    for question in tables.questions:
        if question.id not in ahead.open:
            continue
        swing = tables.swings[question.id]
        patterns: set[int] = set()
        for force, low, high in swing.forces:
            if low < high and ahead.lows[force] < ahead.highs[force] and weighing.values[force]:
                patterns |= tables.by_force[force]
        for capability, _ in swing.sets:
            patterns |= tables.by_capability[capability]
        for fact in swing.facts - ahead.sure:
            patterns |= tables.by_fact.get(fact, frozenset())
        moved[question.id] = frozenset(patterns)
    return moved


_CHAIN = (
    Verdict.AVOID,
    Verdict.NOT_NEEDED,
    Verdict.LATER,
    Verdict.CONSIDER,
    Verdict.PREPARE,
    Verdict.ADOPT,
)
_NEIGHBOURS = {
    verdict: frozenset(_CHAIN[max(0, place - 1) : place + 2])
    for place, verdict in enumerate(_CHAIN)
}
_NEIGHBOURS[Verdict.DEFER] = frozenset({Verdict.CONSIDER, Verdict.PREPARE})
_NEIGHBOURS[Verdict.CONSIDER] |= {Verdict.DEFER}
_NEIGHBOURS[Verdict.PREPARE] |= {Verdict.DEFER}


def _sums(chosen: Sequence[Choice]) -> dict[int, int]:
    # Per Question before the sign is read: two options of one Question come and go together.
    sums: dict[int, int] = {}
    for choice in chosen:
        for force, change in choice.changes:
            sums[force] = sums.get(force, 0) + change
    return sums


def _capabilities(
    count: int, settled: list[tuple[int, int]], unsettled: list[tuple[int, int]]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    weak = []
    strong = []
    for capability in range(count):
        fixed = [level for kind, level in settled if kind == capability]
        could = [level for kind, level in unsettled if kind == capability]
        start = max(fixed) if fixed else points.CAPABILITY_UNKNOWN
        # Several options that set one Capability give the highest, so nothing lowers a set one.
        weak.append(start if fixed else min([start, *could]))
        strong.append(max([start, *could]))
    return tuple(weak), tuple(strong)


def _reach(
    entry: Entry,
    ahead: Horizon,
    weighing: Weights,
    surely: frozenset[int],
    maybe: frozenset[int],
) -> Reach:
    worst = score(entry, ahead.lows, ahead.highs, ahead.weak, weighing, surely)
    best = score(entry, ahead.highs, ahead.lows, ahead.strong, weighing, maybe)
    return Reach(worst, best, _verdicts(entry, worst, best, ahead, weighing.unit))


def _verdicts(
    entry: Entry, worst: Score, best: Score, ahead: Horizon, unit: int
) -> frozenset[Verdict]:
    sure, possible = ahead.sure, ahead.possible
    found: set[Verdict] = set()
    if not any(rule.must_hold(sure, possible) for rule in entry.never_when):
        for gap in _gaps(best.gap, worst.gap):
            found |= _rows(worst, best, gap, unit)
    if any(rule.may_hold(sure, possible) for rule in entry.never_when):
        found.add(Verdict.AVOID)
    for limit in entry.ceilings:
        may, must = _spared(limit, worst, best, unit)
        if limit.rule.may_hold(sure, possible) and not must:
            capped = {lowered(verdict, limit.verdict) for verdict in found}
            applies = limit.rule.must_hold(sure, possible) and not may
            found = capped if applies else found | capped
    for limit in entry.floors:
        if limit.rule.may_hold(sure, possible):
            lifted = {raised(verdict, limit.verdict) for verdict in found}
            found = lifted if limit.rule.must_hold(sure, possible) else found | lifted
    return frozenset(found)


def _gaps(low: int, high: int) -> tuple[int, ...]:
    return (low, *(step for step in GAP_STEPS if low < step <= high))


def _rows(worst: Score, best: Score, gap: int, unit: int) -> set[Verdict]:
    found = set()
    for row in TABLE:
        if not row.gap_from <= gap <= row.gap_to:
            continue
        fit_from, fit_to = row.fit_from * unit, row.fit_to * unit
        harm_from, impact_from = row.harm_from * unit, row.impact_from * unit
        if (
            best.fit >= fit_from
            and worst.fit <= fit_to
            and worst.harm >= harm_from
            and best.impact >= impact_from
        ):
            found.add(row.verdict)
            if (
                worst.fit >= fit_from
                and best.fit <= fit_to
                and best.harm >= harm_from
                and worst.impact >= impact_from
            ):
                break
    return found


def _spared(limit: Limit, worst: Score, best: Score, unit: int) -> tuple[bool, bool]:
    """Say whether the ceiling may leave this need alone, and whether it must."""
    if not limit.spares_need:
        return False, False
    threshold = points.NEED_SPARED * unit
    return best.need >= threshold, worst.need >= threshold
