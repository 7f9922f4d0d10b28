"""What moves between two Advices, and by single changes of answers, as plain values."""

from collections.abc import Mapping
from typing import Any

from advisor.engine import Comparison, JudgedPattern, Sensitivity
from advisor.engine.advice import tenths
from advisor.engine.comparison import Move
from advisor.engine.sensitivity import SingleChange
from advisor.engine.verdicts import FiredRule, RuleKind

Body = dict[str, Any]


def compared(found: Comparison, judged: int) -> Body:
    """Return what differs from left to right. judged: how many Patterns the right one judges."""
    moved = found.verdict_moves
    return {
        "answers_changed": [
            {"question": each.question, "from": list(each.left), "to": list(each.right)}
            for each in found.answers
        ],
        "weights_changed": list(found.weights),
        "moved": [_move(each) for each in moved],
        "plan": {"enters": list(found.planned), "leaves": list(found.unplanned)},
        "contradictions": {
            "added": list(found.contradictions_added),
            "solved": list(found.contradictions_solved),
        },
        "unchanged": judged - sum(1 for each in moved if each.right is not None),
    }


def singles(found: Sensitivity) -> list[Body]:
    """Return every single change of an answer that moves a Verdict or one of the ten best."""
    return [_single(each) for each in found.changes if each.moves or each.came or each.went]


def _single(change: SingleChange) -> Body:
    return {
        "question": change.question,
        "option": change.option,
        "adds": change.adds,
        "is_decisive": change.is_decisive,
        "moved": [
            {
                "slug": move.slug,
                "from": str(move.before),
                "to": str(move.after),
                "fit": tenths(move.fit),
            }
            for move in change.moves
        ],
        "enters_ten_best": list(change.came),
        "leaves_ten_best": list(change.went),
    }


def _move(move: Move) -> Body:
    before, after = move.verdicts
    left, right = move.left, move.right
    fit = {"fit": tenths(right.fit - left.fit)} if left and right else {}
    because = _because(move)
    return {
        "slug": move.slug,
        "from": str(before) if before else None,
        "to": str(after) if after else None,
        **fit,
        "shares": [
            {"question": each.question, "points": tenths(each.points)} for each in move.shares
        ],
        **({"because": because} if because else {}),
    }


def _because(move: Move) -> Body:
    """Return the rule or the missing Capability that only one side has, the right side first.

    holds: whether it is the right side. Empty where points alone did it: they are in the shares.
    """
    left, right = move.left, move.right
    for here, there, holds in ((right, left, True), (left, right, False)):
        for key, rule in _rules(here).items():
            if key not in _rules(there):
                return {"rule": str(rule.kind), "reason": rule.reason, "holds": holds}
    for here, there, holds in ((right, left, True), (left, right, False)):
        for capability in _missing(here):
            if capability not in _missing(there):
                return {"missing": capability, "holds": holds}
    return {}


def _rules(judged: JudgedPattern | None) -> Mapping[tuple[str, ...], FiredRule]:
    """Return the rules that decide something; those that change nothing explain no move."""
    return {
        (rule.kind, rule.reason, *rule.facts): rule
        for rule in (judged.rules if judged else ())
        if rule.before is not rule.after or rule.kind in (RuleKind.NEVER_WHEN, RuleKind.NET_HARM)
    }


def _missing(judged: JudgedPattern | None) -> tuple[str, ...]:
    return tuple(lack.capability for lack in judged.missing) if judged else ()
