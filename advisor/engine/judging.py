"""judge(knowledge, answers, stances) → Advice: the steps of the engine, in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from advisor.engine import points, reasons
from advisor.engine.advice import (
    Advice,
    Assumption,
    AssumptionKind,
    Contribution,
    JudgedPattern,
    Level,
    NextQuestion,
    OverallConfidence,
    Stance,
)
from advisor.engine.baseline import do_nothing, headline
from advisor.engine.contradictions import contradictions, tensions
from advisor.engine.folding import leading, parts_of
from advisor.engine.forces import Situation, choices, situation
from advisor.engine.knowledge import Knowledge
from advisor.engine.passes import Outcome, evaluate, ranking
from advisor.engine.questions import Answers, asked, canonical
from advisor.engine.ranges import (
    Horizon,
    Reach,
    confidence,
    could_change,
    horizon,
    reaches,
)
from advisor.engine.reasons import Ledger
from advisor.engine.roadmap import ItemState, PhaseId, Plan, budget_of, plan
from advisor.engine.scoring import Weights, exact, weights
from advisor.engine.sensitivity import Sensitivity, explore
from advisor.engine.tables import Tables
from advisor.engine.togetherness import warnings
from advisor.engine.verdicts import fired

VERSION = "1.1"

NO_STANCES: Mapping[str, Stance] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Case:
    """One set of Answers on the way through the steps."""

    tables: Tables
    answers: Answers
    situation: Situation
    weighing: Weights
    outcome: Outcome
    by_force: reasons.Built
    ahead: Horizon
    found: tuple[Reach, ...]


def judge(
    knowledge: Knowledge,
    answers: Answers,
    stances: Mapping[str, Stance] = NO_STANCES,
    *,
    budget: int | None = None,
    thorough: bool = False,
    explored: Sensitivity | None = None,
) -> Advice:
    """Judge every Pattern for one set of Answers.

    stances: by slug, carried along without effect. budget: complexity points of half a year,
    in place of what the Answers say. thorough: also nearest flips and stability, which take
    some two hundred further scorings unless they were explored before, with the same Answers.
    Raises AnswersError when the Answers name what the Knowledge does not hold.
    """
    case = _open(knowledge, answers)
    tables, now, outcome = case.tables, case.situation, case.outcome
    ranked = ranking(tables, outcome)
    ledgers = [
        reasons.ledger(tables, entry, now, case.weighing, outcome.advised, case.by_force)
        for entry in tables.entries
    ]
    limit = budget_of(knowledge, now) if budget is None else budget
    parts = [ledger.parts for ledger in ledgers]
    planned = plan(tables, now, outcome, ranked, parts, limit)
    if thorough and explored is None:
        explored = explore(knowledge, case.answers)
    blocked = _blocked(planned)
    heads = parts_of(tables, now, outcome, ranked)
    patterns = tuple(
        _judged(case, index, rank, ledgers[index], blocked, heads, stances, explored)
        for rank, index in enumerate(ranked, start=1)
    )
    clashes = contradictions(knowledge, now)
    stay = do_nothing(knowledge, now, case.by_force)
    return Advice(
        release=knowledge.release,
        engine=VERSION,
        headline=headline(tables, case.answers, planned, outcome, start=stay.pattern),
        answers=case.answers,
        assumptions=_assumptions(case),
        contradictions=clashes,
        tensions=tensions(knowledge, now),
        levels=_levels(case),
        patterns=patterns,
        leading=leading(tables, now, outcome, ranked, heads),
        plan=planned,
        warnings=warnings(tables, now, outcome, ranked, planned, parts),
        baseline=stay,
        next_questions=_next_questions(case),
        stability=explored.stability if explored else None,
        overall_confidence=overall_confidence(patterns, len(clashes)),
    )


def overall_confidence(patterns: Sequence[JudgedPattern], clashes: int) -> OverallConfidence:
    """Say how much of the ten best is firm or likely; each contradiction takes one step off."""
    best = patterns[: points.BEST]
    settled = 100 * sum(not judged.confidence.is_open for judged in best)
    steps = sum(
        bool(best) and settled >= share * len(best)
        for share in (points.CONFIDENCE_MEDIUM, points.CONFIDENCE_HIGH)
    )
    return tuple(OverallConfidence)[max(0, steps - clashes)]


def _open(knowledge: Knowledge, answers: Answers) -> _Case:
    tables = knowledge.tables
    answers = canonical(knowledge.questions, tables.forces, answers)
    now = situation(tables, choices(tables, answers))
    weighing = weights(tables.forces, answers.weights)
    ahead = horizon(tables, answers)
    return _Case(
        tables=tables,
        answers=answers,
        situation=now,
        weighing=weighing,
        outcome=evaluate(tables, now, weighing),
        by_force=reasons.built(now),
        ahead=ahead,
        found=reaches(tables, ahead, weighing),
    )


def _judged(
    case: _Case,
    index: int,
    rank: int,
    ledger: Ledger,
    blocked: Mapping[str, tuple[str, ...]],
    heads: Mapping[int, int],
    stances: Mapping[str, Stance],
    explored: Sensitivity | None,
) -> JudgedPattern:
    tables, unit = case.tables, case.outcome.unit
    entry, slug = tables.entries[index], tables.slugs[index]
    score, verdict = case.outcome.scores[index], case.outcome.verdicts[index]
    reach = case.found[index]
    return JudgedPattern(
        slug=slug,
        rank=rank,
        verdict=verdict,
        confidence=confidence(verdict, reach.verdicts),
        reach=tuple(sorted(reach.verdicts, key=lambda found: found.welcome)),
        fit=exact(score.fit, unit),
        need=exact(score.need, unit),
        contrary=exact(score.contrary, unit),
        harm=exact(score.harm, unit),
        impact=exact(score.impact, unit),
        priority=exact(score.priority, points.PRIORITY_PER_POINT * unit),
        effort=score.effort,
        gap=score.gap,
        low=exact(reach.worst.fit, unit),
        high=exact(reach.best.fit, unit),
        parts=ledger.parts,
        sides_full=ledger.sides_full,
        rules=fired(entry, score, case.situation.facts, unit),
        missing=reasons.missing(tables, entry, case.situation),
        with_care=reasons.cautions(ledger.parts, score, unit),
        blocked_by=blocked.get(slug, ()),
        part_of=tables.slugs[heads[index]] if index in heads else "",
        nearest_flip=explored.nearest[slug] if explored else None,
        stance=stances.get(slug),
    )


def _blocked(planned: Plan) -> Mapping[str, tuple[str, ...]]:
    return {
        item.slug: item.blocked_by
        for phase in planned.phases
        if phase.id is PhaseId.WATCH
        for item in phase.items
        if item.state is ItemState.BLOCKED
    }


def _levels(case: _Case) -> tuple[Level, ...]:
    thirds, now, ahead = reasons.THIRDS, case.situation, case.ahead
    return tuple(
        Level(
            force,
            thirds[now.levels[index]],
            thirds[ahead.lows[index]],
            thirds[ahead.highs[index]],
            tuple(
                Contribution(choice.question, choice.option, change)
                for choice, change in case.by_force.get(index, ())
            ),
        )
        for index, force in enumerate(case.tables.forces)
    )


def _assumptions(case: _Case) -> tuple[Assumption, ...]:
    found = []
    for question in asked(case.tables.questions, case.answers):
        answer = case.answers.of_question(question.id)
        if answer.not_applicable:
            kind = AssumptionKind.NOT_APPLICABLE
            found.append(Assumption(kind, question.id, answer.reason))
        elif answer.assumed:
            found.append(Assumption(AssumptionKind.GUESSED, question.id))
        elif question.id in case.answers.given and answer.is_unknown:
            found.append(Assumption(AssumptionKind.UNKNOWN, question.id))
    for index, capability in enumerate(case.tables.capabilities):
        if not case.situation.stated[index]:
            level = str(case.situation.capabilities[index])
            found.append(Assumption(AssumptionKind.CAPABILITY, capability, level))
    return tuple(found)


def _next_questions(case: _Case) -> tuple[NextQuestion, ...]:
    counts = could_change(case.tables, case.ahead, case.found, case.weighing)
    offered = [
        NextQuestion(question.id, counts[question.id])
        for question in asked(case.tables.questions, case.answers)
        if counts.get(question.id)
    ]
    return tuple(sorted(offered, key=lambda offer: -offer.could_change))
