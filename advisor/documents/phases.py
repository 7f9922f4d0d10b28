"""The plan and what waits behind it, row by row, for the roadmap and the avoid list."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from advisor.documents import sentences
from advisor.documents.decisions import Record
from advisor.documents.folder import Folder, Ruling
from advisor.engine.profiles import Verdict
from advisor.engine.roadmap import ItemState, PhaseId, PlanItem

NAMES: Final = {
    PhaseId.FOUNDATIONS: ("Foundations", "What others stand on, or a rule asks for."),
    PhaseId.QUICK_WINS: ("Quick wins", "Little effort against much impact."),
    PhaseId.STRATEGIC: ("Strategic", "More effort, for what matters in the long run."),
}
WAITS: Final = {
    Verdict.CONSIDER: "worth a thought, not advised by itself",
    Verdict.DEFER: "the team cannot run it yet",
}


def facts(folder: Folder, made: Sequence[Record]) -> dict[str, Any]:
    """Return steps (the phases of the plan), watched, later, added, rejected and deferred."""
    words = folder.words
    by_pattern = {record.pattern: record for record in made}
    waiting = [
        item
        for phase in folder.advice.plan.phases
        for item in phase.items
        if item.state is not ItemState.PLANNED and item.slug not in folder.followed
    ]
    later = [item for item in waiting if _is_later(folder, item)]
    steps = []
    for phase in folder.advice.plan.phases:
        rows = [
            _planned(folder, item, by_pattern)
            for item in phase.items
            if item.state is ItemState.PLANNED and item.slug in folder.followed
        ]
        if rows:
            name, meaning = NAMES[phase.id]
            steps.append({"name": name, "meaning": meaning, "rows": rows})
    return {
        "steps": steps,
        "watched": [_watched(folder, item) for item in waiting if item not in later],
        "later": [words.pattern(item.slug) for item in later],
        "added": [
            words.pattern(slug)
            for slug in folder.followed
            if slug not in folder.advice.plan.members
        ],
        "rejected": [
            {"name": words.pattern(slug), "note": word.note, "record": by_pattern[slug]}
            for slug, word in folder.decisions.items()
            if word.ruling is Ruling.REJECTED and slug in by_pattern
        ],
        "deferred": [
            (
                words.pattern(judged.slug),
                [
                    f"{words.capability(each.capability)} at level {each.needs} of 3, "
                    f"today {each.has}"
                    for each in judged.missing
                ],
            )
            for judged in folder.advice.patterns
            if judged.verdict is Verdict.DEFER
        ],
    }


def _planned(folder: Folder, item: PlanItem, records: Mapping[str, Record]) -> dict[str, Any]:
    judged = folder.advice.pattern(item.slug)
    profile = folder.pattern(item.slug).profile
    needed = [each.to for each in (profile.prerequisites if profile else ())]
    reasons = [
        f"{folder.words.answer(question, option)} ({points:+.1f})"
        for question, option, points in (sentences.strongest(judged) if judged else ())
    ]
    pulled = [f"{folder.words.pattern(slug)} needs it" for slug in item.pulled_in_by]
    return {
        "name": folder.words.pattern(item.slug),
        "verdict": str(judged.verdict) if judged else "",
        "points": item.complexity,
        "after": [folder.words.pattern(slug) for slug in needed if slug in folder.followed],
        "because": "; ".join(reasons or pulled),
        "record": records.get(item.slug),
    }


def _is_later(folder: Folder, item: PlanItem) -> bool:
    judged = folder.advice.pattern(item.slug)
    waits = item.state is ItemState.WAITING
    return waits and judged is not None and judged.verdict is Verdict.LATER


def _watched(folder: Folder, item: PlanItem) -> dict[str, Any]:
    judged = folder.advice.pattern(item.slug)
    if item.state is ItemState.BEYOND_BUDGET:
        why = "advised, and more than half a year carries"
    elif item.state is ItemState.BLOCKED:
        names = " and ".join(folder.words.pattern(slug) for slug in item.blocked_by)
        why = f"advised, and {names} cannot come into the plan"
    else:
        why = WAITS.get(judged.verdict, "") if judged else ""
    return {
        "name": folder.words.pattern(item.slug),
        "verdict": str(judged.verdict) if judged else "",
        "points": item.complexity,
        "why": why,
    }
