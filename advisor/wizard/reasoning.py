"""The ledger of one Pattern taken apart for sentences: why, why not, by rules, by what is missing.

Nothing is added to what the ledger holds: each sentence has a share, and the shares add up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from advisor.documents.words import Words
from advisor.engine.advice import JudgedPattern
from advisor.engine.points import STRENGTH_FULL
from advisor.engine.reasons import MissingCapability, Part, Role, Share
from advisor.engine.thresholds import Demand, Edge, Measure, edges, table
from advisor.engine.verdicts import FiredRule, RuleKind
from advisor.wizard.rows import said
from advisor.wizard.visit import Visit

MOST_WHY = 3
MEASURES = {
    Measure.FIT: "fit",
    Measure.HARM: "harm",
    Measure.IMPACT: "impact",
    Measure.GAP: "steps missing",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One share in the words that its sign and its role ask for.

    role: of the Force in the ledger; raises: the answer raises the Force; made_for: the Pattern
    is for this Force, with strength 3; the template says the rest.
    """

    answer: str
    force: str
    role: str
    strength: int
    raises: bool
    points: float

    @property
    def made_for(self) -> bool:
        return self.strength == STRENGTH_FULL

    @property
    def is_main(self) -> bool:
        return self.role == Role.MAIN

    @property
    def is_eased(self) -> bool:
        return self.role in (Role.MAIN, Role.SIDE)

    @property
    def is_denied(self) -> bool:
        return self.role == Role.DENIED


def reasons(judged: JudgedPattern, words: Words) -> dict[str, Any]:
    """Return every share once: the three largest, the other positive ones as a sum, all against.

    Numbers are as shown, so that those of the page add up to the fit of the page.
    """
    told = {part.force: part for part in judged.parts if part.role is not Role.SILENCED}
    shares = [share for part in told.values() for share in part.shares]
    speaking = sorted((s for s in shares if s.points > 0), key=lambda share: -share.points)
    against = sorted((s for s in shares if s.points < 0), key=lambda share: share.points)
    rest = speaking[MOST_WHY:]
    return {
        "why": [_sentence(share, told, words) for share in speaking[:MOST_WHY]],
        "more": {"count": len(rest), "points": _sum(rest)},
        "why_not": [_sentence(share, told, words) for share in against],
        "for": _sum(speaking),
        "against": _sum(against),
        "silenced": [
            words.force(part.force) for part in judged.parts if part.role is Role.SILENCED
        ],
    }


def figures(judged: JudgedPattern) -> dict[str, Any]:
    """Return the numbers apart: need, denied and harm as shown in the ledger, effort, impact."""
    eased = (Role.MAIN, Role.SIDE)
    return {
        "need": _shown(part for part in judged.parts if part.role in eased),
        "denied": _shown(part for part in judged.parts if part.role is Role.DENIED),
        "harm": _shown(part for part in judged.parts if part.role is Role.HARMED),
        "fit": judged.shown.fit,
        "impact": judged.shown.impact,
        "effort": judged.effort,
        "gap": judged.gap,
    }


def verdict_table(judged: JudgedPattern) -> dict[str, Any]:
    """Return the table with this Pattern's numbers in it, and what would move the row."""
    rows = table(judged)
    first = next(row for row in rows if row.is_first)
    return {
        "rows": [
            {
                "number": row.number,
                "verdict": str(row.verdict),
                "is_first": row.is_first,
                "demands": [_demand(demand) for demand in row.demands],
            }
            for row in rows
        ],
        "number": first.number,
        "verdict": said(first.verdict),
        "met": [_demand(d) for d in first.demands if d.measure is not Measure.GAP],
        "gap": judged.gap,
        "moves_on": first.verdict is not judged.verdict,
        "edges": [_edge(edge) for edge in edges(judged)],
    }


def rules(visit: Visit, judged: JudgedPattern) -> list[dict[str, Any]]:
    """Return the rules whose facts hold, what each did, and the answers that state its facts."""
    return [
        {
            "kind": str(rule.kind),
            "is_net_harm": rule.kind is RuleKind.NET_HARM,
            "is_never": rule.kind is RuleKind.NEVER_WHEN,
            "is_ceiling": rule.kind is RuleKind.CEILING,
            "reason": rule.reason,
            "before": said(rule.before),
            "after": said(rule.after),
            "changes": rule.before is not rule.after,
            "answers": _stating(visit, rule),
        }
        for rule in judged.rules
    ]


def missing(visit: Visit, judged: JudgedPattern) -> list[dict[str, Any]]:
    """Return the Capabilities that fall short, with the Question that sets each."""
    return [_missing(visit, each) for each in judged.missing]


def harms(visit: Visit, judged: JudgedPattern) -> list[dict[str, Any]]:
    """Return what it worsens of what is felt, and which companions soften it or would."""
    cared = {part.force for part in judged.with_care}
    return [
        {
            "force": visit.words.force(part.force),
            "points": part.shown,
            "care": part.force in cared,
            "softened_by": _linked(visit, part.softened_by),
            "companions": _linked(visit, part.companions),
        }
        for part in judged.parts
        if part.role is Role.HARMED
    ]


def linked(visit: Visit, slug: str) -> dict[str, str]:
    """Return a Pattern's name with the address of its own explanation."""
    return {"name": visit.words.pattern(slug), "address": visit.address(f"/advice/{slug}/")}


def _linked(visit: Visit, slugs: Iterable[str]) -> list[dict[str, str]]:
    return [linked(visit, slug) for slug in slugs]


def _sentence(share: Share, parts: dict[str, Part], words: Words) -> Sentence:
    part = parts[share.force]
    return Sentence(
        words.answer(share.question, share.option),
        words.force(share.force),
        part.role,
        part.strength,
        share.change > 0,
        share.shown,
    )


def _sum(shares: Iterable[Share]) -> float:
    return round(sum(share.shown for share in shares), 1)


def _shown(parts: Iterable[Part]) -> float:
    return round(sum(part.shown for part in parts), 1)


def _demand(demand: Demand) -> dict[str, Any]:
    return {
        "measure": MEASURES[demand.measure],
        "bound": demand.bound,
        "at_least": demand.at_least,
        "value": float(demand.value),
        "is_met": demand.is_met,
        "lacks": float(demand.lacks),
        "is_gap": demand.measure is Measure.GAP,
    }


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "measure": MEASURES[edge.measure],
        "bound": edge.bound,
        "side": str(edge.side),
        "is_rise": edge.side.is_rise,
        "value": float(edge.value),
        "distance": float(edge.distance),
        "is_gap": edge.measure is Measure.GAP,
        "verdict": said(edge.verdict),
    }


def _stating(visit: Visit, rule: FiredRule) -> list[str]:
    """Return the chosen options that state a fact of the rule, in the words of the form."""
    asked = {question.id for question in visit.asked}
    return [
        visit.words.answer(question.id, option.id)
        for question in visit.knowledge.questions
        if question.id in asked
        for option in question.options
        if option.id in visit.answers.of_question(question.id).options
        and not set(option.facts).isdisjoint(rule.facts)
    ]


def _missing(visit: Visit, lack: MissingCapability) -> dict[str, Any]:
    question = next(
        (
            question
            for question in visit.knowledge.questions
            if any(lack.capability in dict(option.sets) for option in question.options)
        ),
        None,
    )
    return {
        "name": visit.words.capability(lack.capability),
        "has": lack.has,
        "needs": lack.needs,
        "assumed": lack.assumed,
        "question": visit.words.question(question.id) if question else "",
        "address": visit.address(f"/advise/{question.id}/", ("return", "result"))
        if question
        else "",
    }
