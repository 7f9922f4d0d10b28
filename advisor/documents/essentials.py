"""What several of the text documents say: headline, plan, Verdicts, what to avoid, checklists."""

from collections import Counter
from typing import Any

from advisor.documents import sentences
from advisor.documents.decisions import Record
from advisor.documents.folder import Folder
from advisor.documents.warnings import warned
from advisor.engine.phrases import phrase
from advisor.engine.profiles import Verdict
from advisor.engine.roadmap import ItemState
from patterns.content.entries import PHASES, Tick
from patterns.prose import to_plain

PHASE_NAMES = {
    "foundations": "Foundations",
    "quick-wins": "Quick wins",
    "strategic": "Strategic",
    "watch": "Watch",
}
STATUSES = ("proposed", "accepted", "rejected", "deprecated", "superseded")
LISTED = (Verdict.ADOPT, Verdict.PREPARE, Verdict.CONSIDER, Verdict.DEFER, Verdict.AVOID)


def facts(folder: Folder, made: tuple[Record, ...]) -> dict[str, Any]:
    """Return everything that the text documents say, in plain words."""
    advice, words = folder.advice, folder.words
    heading, lead = folder.headline
    return {
        "heading": heading,
        "lead": lead,
        "title": folder.sheet.title,
        "saved": folder.saved,
        "release": advice.release,
        "engine": advice.engine,
        "date": folder.on.isoformat(),
        "figures": sentences.key_figures(advice),
        "contradictions": advice.contradictions,
        "tensions": [
            f"{' and '.join(words.force(force) for force in tension.forces)}: {tension.message}."
            for tension in advice.tensions
        ],
        "warnings": warned(advice, words),
        "plan": advice.plan,
        "records": made,
        "statuses": _statuses(made),
        "decided": folder.is_decided,
        "left_out": [words.pattern(slug) for slug in folder.dropped],
        "verdicts": [
            {
                "name": words.pattern(judged.slug),
                "verdict": str(judged.verdict),
                "fit": f"{float(judged.fit):.1f}",
                "low": f"{float(judged.low):.0f}",
                "high": f"{float(judged.high):.0f}",
                "confidence": str(judged.confidence),
            }
            for judged in advice.patterns
            if judged.verdict in LISTED
        ],
        "avoid": [
            {"name": words.pattern(judged.slug), "why": " ".join(sentences.rule_words(judged))}
            for judged in advice.patterns
            if judged.verdict is Verdict.AVOID
        ],
        "baseline": phrase(advice.baseline.headline, words.names),
        "unanswered": [
            f"{words.force(found.force)}: "
            + "; ".join(words.question(name) for name in found.questions)
            for found in advice.baseline.unanswered_forces
        ],
        "checklists": checklists(folder),
        "assumptions": sentences.assumptions(advice, words),
    }


def checklists(folder: Folder) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Return (name, phases with their ticks): everybody's first, then those of what is built."""
    return [(name, _by_phase(ticks)) for name, ticks in folder.catalogue.checklist(folder.followed)]


def _statuses(made: tuple[Record, ...]) -> str:
    """Return how many records have which status, such as "3 proposed, 1 accepted"."""
    counts = Counter(record.status.partition(" by ")[0] for record in made)
    return ", ".join(f"{counts[status]} {status}" for status in STATUSES if counts[status])


def _by_phase(ticks: tuple[Tick, ...]) -> list[tuple[str, list[str]]]:
    found = ((phase, [to_plain(t.text) for t in ticks if t.phase == phase]) for phase in PHASES)
    return [(phase, rows) for phase, rows in found if rows]


def phases(folder: Folder) -> list[dict[str, Any]]:
    """Return a row for each Pattern of the plan, in the order of building."""
    rows = []
    for phase in folder.advice.plan.phases:
        for item in phase.items:
            if item.state is not ItemState.PLANNED:
                continue
            judged = folder.advice.pattern(item.slug)
            reasons = [
                f"{folder.words.answer(question, option)} ({points:+.1f})"
                for question, option, points in (sentences.strongest(judged) if judged else ())
            ]
            pulled = [f"for {folder.words.pattern(slug)}" for slug in item.pulled_in_by]
            rows.append(
                {
                    "phase": PHASE_NAMES[str(phase.id)],
                    "name": folder.words.pattern(item.slug),
                    "verdict": str(judged.verdict) if judged else "",
                    "points": item.complexity,
                    "because": "; ".join(reasons or pulled),
                    "decision": folder.decisions[item.slug].ruling
                    if item.slug in folder.decisions
                    else "",
                }
            )
    return rows
