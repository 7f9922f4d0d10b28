"""An Advice in sentences and key figures, the same on pages and in documents."""

from collections.abc import Collection
from fractions import Fraction
from typing import Any

from advisor.documents.words import Words
from advisor.engine.advice import Advice, AssumptionKind, JudgedPattern, NextQuestion, tenths
from advisor.engine.alternatives import GroupChoice
from advisor.engine.folding import Because, Lead
from advisor.engine.profiles import Verdict
from advisor.engine.reasons import TENTHS
from advisor.engine.verdicts import RuleKind

PLACES = ("leads this list", "comes second", "comes third")


def headline(
    advice: Advice, words: Words, followed: Collection[str] | None = None
) -> tuple[str, str]:
    """Return the heading and the sentence below it.

    followed: what is to be built, where people may have decided otherwise than the plan; in order.
    """
    if followed is not None and set(followed) != set(advice.plan.members):
        return _decided(advice, words, list(followed))
    counts = advice.headline.counts
    planned = len(advice.plan.members)
    open_words = _count(counts.get("open", 0), "question is open", "questions are open")
    if advice.headline.code == "nothing-answered":
        return (
            "Nothing is answered yet, so nothing is advised",
            "Answer a few questions, and each one shows what it moves.",
        )
    if advice.headline.code == "nothing-distributed":
        start = advice.baseline.pattern
        stay = (
            f"Keep one program with clear inner borders: {words.pattern(start)}."
            if start
            else "Keep what you have."
        )
        small = _count(planned, "pattern", "patterns")
        more = f" {small} in the plan, none of which needs several services." if planned else ""
        return "You do not need a distributed design for this", f"{stay}{more}"
    within = advice.headline.code == "plan-within"
    first = " and ".join(words.pattern(slug) for slug in advice.plan.members[:2])
    fitting = _count(planned, "pattern fits", "patterns fit")
    return (
        f"{fitting} into your half year, {first} first",
        f"{advice.plan.used} of {advice.plan.budget} points of work. "
        + ("Nothing in it needs further services. " if within else "")
        + open_words
        + (", so this is provisional." if counts.get("open") else "."),
    )


def _decided(advice: Advice, words: Words, followed: list[str]) -> tuple[str, str]:
    """Return both for a plan that people changed."""
    members = advice.plan.members
    first = " and ".join(words.pattern(slug) for slug in followed[:2])
    heading = (
        f"{_count(len(followed), 'pattern', 'patterns')} to build, {first} first"
        if followed
        else "Nothing is to be built"
    )
    dropped = sum(slug not in followed for slug in members)
    beyond = sum(slug not in members for slug in followed)
    total = _count(len(members), "pattern", "patterns")
    moved = [f"{dropped} of its {total} left out"] if dropped else []
    moved += [f"{beyond} taken up beyond it"] if beyond else []
    return heading, f"The plan as people decided on it: {' and '.join(moved)}."


def leading(advice: Advice, words: Words) -> str:
    """Return in one sentence why the first entries are first; "" where nothing is advised."""
    clauses = [
        f"{words.pattern(lead.slug)} {place}{_because(lead, words)}"
        for place, lead in zip(PLACES, advice.leading, strict=False)
    ]
    return f"{'; '.join(clauses)}." if clauses else ""


def key_figures(advice: Advice) -> dict[str, Any]:
    """Return the numbers that stand on top."""
    verdicts = [judged.verdict for judged in advice.patterns]
    stability = advice.stability
    return {
        "planned": len(advice.plan.members),
        "used": advice.plan.used,
        "budget": advice.plan.budget,
        "adopt": verdicts.count(Verdict.ADOPT),
        "prepare": verdicts.count(Verdict.PREPARE),
        "stable": f"{float(stability.mean):.1f}" if stability else "",
        "worst": stability.worst if stability else None,
        "open": len(advice.next_questions),
        "confidence": str(advice.overall_confidence),
    }


def assumptions(advice: Advice, words: Words) -> list[str]:
    """Return in sentences what was taken for granted."""
    sentences = []
    for each in advice.assumptions:
        if each.kind is AssumptionKind.CAPABILITY:
            name = words.capability(each.subject)
            sentences.append(f"{name}: nobody said, so level {each.detail} of 3 is taken.")
        elif each.kind is AssumptionKind.UNKNOWN:
            sentences.append(
                f"{words.question(each.subject)} You do not know; both ways stay open."
            )
        elif each.kind is AssumptionKind.NOT_APPLICABLE:
            reason = f" ({each.detail})" if each.detail else ""
            sentences.append(f"{words.question(each.subject)} Does not apply{reason}; left out.")
        else:
            sentences.append(f"{words.question(each.subject)} Guessed by an assistant: confirm it.")
    return sentences


def strongest(judged: JudgedPattern, most: int = 2) -> list[tuple[str, str, float]]:
    """Return (question, option, points) of the answers that speak most for a Pattern.

    An answer that raises several Forces is named once, with its points added up as they are shown.
    """
    shown: dict[tuple[str, str], int] = {}
    exact: dict[tuple[str, str], Fraction] = {}
    for share in judged.shares:
        if share.points > 0:
            answer = (share.question, share.option)
            shown[answer] = shown.get(answer, 0) + round(share.shown * TENTHS)
            exact[answer] = exact.get(answer, Fraction(0)) + share.points
    first = sorted(exact, key=lambda answer: -exact[answer])[:most]
    return [(*answer, shown[answer] / TENTHS) for answer in first]


def rule_words(judged: JudgedPattern) -> list[str]:
    """Return in sentences which rules spoke against a Pattern, or raised it."""
    sentences = []
    for rule in judged.rules:
        if rule.kind is RuleKind.NET_HARM:
            sentences.append("It worsens more of what you asked for than it eases.")
        elif rule.kind is RuleKind.FLOOR:
            if rule.before is not rule.after:
                sentences.append(f"Raised: {rule.reason}")
        elif rule.before is not rule.after or rule.kind is RuleKind.NEVER_WHEN:
            sentences.append(rule.reason)
    return sentences


def either_or(choice: GroupChoice, words: Words) -> list[str]:
    """Return one sentence for each Pattern that the choice leaves out, without its own name."""
    found = []
    for rival in choice.others:
        name, margin = words.pattern(rival.slug), tenths(rival.margin)
        if margin < 0:
            found.append(
                f"instead of {name}, although that has {-margin:.1f} points of priority more: it "
                "cannot come into the plan itself. Decide by hand."
            )
            continue
        forces = " and ".join(f"“{words.force(force)}”" for force in rival.forces)
        made = f", most of all for {forces}" if forces else ""
        close = " A close call: decide by hand." if rival.close_call else ""
        found.append(f"instead of {name}, by {margin:.1f} points of priority{made}.{close}")
    return found


def could_change(asked: NextQuestion) -> str:
    """Return how much a Question could still move."""
    return f"It could move {_count(asked.could_change, 'verdict', 'verdicts')}."


def _because(lead: Lead, words: Words) -> str:
    answer = words.answer(lead.question, lead.option) if lead.question else ""
    match lead.because:
        case Because.STARRED:
            return f", since you starred “{answer}”"
        case Because.HURT:
            return f", since this has already hurt: “{answer}”"
        case _ if answer:
            return f", since you answered “{answer}”"
    return ", by a rule for systems like this one"


def _count(number: int, one: str, many: str) -> str:
    return f"{number or 'No'} {one if number == 1 else many}"
