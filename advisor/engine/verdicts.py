"""The numbers → one Verdict: a table, the first matching row wins; then ceilings and floors."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from math import inf

from advisor.engine import points
from advisor.engine.profiles import FactRule, Limit, Verdict
from advisor.engine.scoring import Score
from advisor.engine.tables import Entry


@dataclass(frozen=True, slots=True)
class Row:
    """Bounds in points, both ends included; the gap in levels."""

    verdict: Verdict
    fit_from: float = -inf
    fit_to: float = inf
    harm_from: float = -inf
    impact_from: float = -inf
    gap_from: int = 0
    gap_to: float = inf


# An avoid-when rule comes before the table. The last row has no condition, so there is no gap.
TABLE = (
    Row(Verdict.AVOID, fit_to=points.FIT_AVOID, harm_from=points.HARM_AVOID),
    Row(Verdict.ADOPT, fit_from=points.FIT_ADOPT, impact_from=points.IMPACT_ADOPT, gap_to=0),
    Row(
        Verdict.PREPARE,
        fit_from=points.FIT_ADOPT,
        impact_from=points.IMPACT_ADOPT,
        gap_from=1,
        gap_to=points.GAP_DEFER - 1,
    ),
    Row(Verdict.DEFER, fit_from=points.FIT_CONSIDER, gap_from=points.GAP_DEFER),
    Row(Verdict.CONSIDER, fit_from=points.FIT_CONSIDER),
    Row(Verdict.LATER, fit_from=points.FIT_LATER),
    Row(Verdict.NOT_NEEDED),
)

GAP_STEPS = tuple(sorted({row.gap_from for row in TABLE}))


class RuleKind(StrEnum):
    NEVER_WHEN = "never-when"
    NET_HARM = "net-harm"
    CEILING = "ceiling"
    FLOOR = "floor"


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A rule whose facts hold for a Pattern. before and after are equal where it changed nothing.

    net-harm is the first row of the table: no facts and no reason of its own.
    """

    kind: RuleKind
    facts: tuple[str, ...]
    reason: str
    before: Verdict
    after: Verdict


def row_verdict(score: Score, unit: int) -> Verdict:
    """Return the Verdict of the first row that matches. unit: units of the Score in a point."""
    for row in TABLE:
        if (
            row.fit_from * unit <= score.fit <= row.fit_to * unit
            and row.harm_from * unit <= score.harm
            and row.impact_from * unit <= score.impact
            and row.gap_from <= score.gap <= row.gap_to
        ):
            return row.verdict
    raise AssertionError("the last row matches everything")


def decide(entry: Entry, score: Score, facts: AbstractSet[str], unit: int) -> Verdict:
    """Return the Verdict after all rules."""
    if any(rule.holds(facts) for rule in entry.never_when):
        return Verdict.AVOID
    verdict = row_verdict(score, unit)
    for limit in entry.ceilings:
        if limit.rule.holds(facts) and not spares(limit, score.need, unit):
            verdict = lowered(verdict, limit.verdict)
    for limit in entry.floors:
        if limit.rule.holds(facts):
            verdict = raised(verdict, limit.verdict)
    return verdict


def fired(entry: Entry, score: Score, facts: AbstractSet[str], unit: int) -> tuple[FiredRule, ...]:
    """Return every rule that holds, in the order in which decide applies them."""
    found: list[FiredRule] = []
    verdict = row_verdict(score, unit)
    if verdict is Verdict.AVOID:
        found.append(FiredRule(RuleKind.NET_HARM, (), "", verdict, verdict))

    def fire(kind: RuleKind, rule: FactRule, after: Verdict) -> None:
        nonlocal verdict
        facts_held = tuple(sorted(rule.facts))
        found.append(FiredRule(kind, facts_held, rule.reason, verdict, after))
        verdict = after

    for rule in entry.never_when:
        if rule.holds(facts):
            fire(RuleKind.NEVER_WHEN, rule, Verdict.AVOID)
    for limit in entry.ceilings:
        if limit.rule.holds(facts) and not spares(limit, score.need, unit):
            fire(RuleKind.CEILING, limit.rule, lowered(verdict, limit.verdict))
    for limit in entry.floors:
        if limit.rule.holds(facts):
            fire(RuleKind.FLOOR, limit.rule, raised(verdict, limit.verdict))
    return tuple(found)


def spares(limit: Limit, need: int, unit: int) -> bool:
    """Say whether a ceiling leaves alone a need of this size: it was stated outright."""
    return limit.spares_need and need >= points.NEED_SPARED * unit


def lowered(verdict: Verdict, ceiling: Verdict) -> Verdict:
    return ceiling if verdict.welcome > ceiling.welcome else verdict


def raised(verdict: Verdict, floor: Verdict) -> Verdict:
    """Raise to the floor, but never out of avoid."""
    return floor if not verdict.is_avoid and verdict.welcome < floor.welcome else verdict
