"""A stored Advice as its page shows it: the numbers that were computed then, never new ones."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from advisor.advice import advise
from advisor.assessments import sheets
from advisor.documents.words import Words, labels_of
from advisor.engine import VERSION
from advisor.models import Decision, Revision
from patterns.catalogue import Catalogue

ADVISED = ("adopt", "prepare")
PHASES = {
    "foundations": "Foundations",
    "quick-wins": "Quick wins",
    "strategic": "Strategic",
    "watch": "Watch",
}
TOLD = (*ADVISED, "consider", "defer", "avoid")  # what a page lists; the rest is silence


def summary(
    revision: Revision, words: Words, decided: Mapping[str, Decision] | None = None
) -> dict[str, Any]:
    """Return key figures and the Patterns of one Revision, with what was decided about them."""
    stored = revision.as_computed()
    decided = decided or {}
    counts = Counter(row["verdict"] for row in stored["patterns"])
    phases = {
        item["slug"]: {"phase": phase["id"], "needed_by": item["pulled_in_by"]}
        for phase in stored["plan"]["phases"]
        for item in phase["items"]
        if item["state"] == "planned"
    }
    rows = [
        _row(row, words, phases, decided)
        for row in stored["patterns"]
        if row["verdict"] in TOLD or row["slug"] in phases or row["slug"] in decided
    ]
    judged = {row["slug"] for row in stored["patterns"]}
    told = {row["slug"] for row in rows}
    gone = [_gone(each, words) for slug, each in decided.items() if slug not in judged]
    first = [row for row in rows if row["is_first"]]
    return {
        "first": [*first, *gone],
        "others": [row for row in rows if not row["is_first"]],
        "silent": sorted(
            ({"slug": slug, "name": words.pattern(slug)} for slug in judged - told),
            key=lambda row: row["name"],
        ),
        "planned": len(phases),
        "used": stored["plan"]["used"],
        "budget": stored["plan"]["budget"],
        "adopt": counts["adopt"],
        "prepare": counts["prepare"],
        "open": len(stored["next_questions"]),
        "confidence": stored["overall_confidence"],
        "contradictions": [clash["message"] for clash in stored["contradictions"]],
        "decided": len(decided),
        "moved": sum(row["has_moved"] for row in first),
    }


def answers_told(revision: Revision, words: Words) -> list[dict[str, Any]]:
    """Return Question, answer and note as they were saved, in the words of the Release."""
    kept = revision.document
    rows = []
    for name, chosen in kept["answers"].items():
        entry = words.catalogue.question(name)
        reason = kept.get("reasons", {}).get(name, {})
        rows.append(
            {
                "name": name,
                "text": words.question(name),
                "answers": labels_of(entry, chosen) if entry else tuple(chosen),
                "reason": reason.get("text") or reason.get("code", "").replace("-", " "),
                "note": kept.get("notes", {}).get(name, ""),
            }
        )
    return rows


def since(revision: Revision, catalogue: Catalogue, words: Words) -> dict[str, Any] | None:
    """Return what has moved since a Revision was judged though its answers have not; None: nothing.

    Its stored Verdicts against those of the current Release and engine. Where both differ, the
    old Release is judged again, to tell what the content moved from what the engine moved.
    """
    new_release = revision.release.digest != catalogue.digest
    new_engine = revision.engine != VERSION
    if not (new_release or new_engine):
        return None
    reading = revision.read(catalogue)
    now = {each.slug: str(each.verdict) for each in advise(reading.answers, catalogue).patterns}
    then = revision.verdicts()
    content = _by_content(revision, now) if new_release and new_engine else None
    moves = [
        {
            "slug": slug,
            "name": words.pattern(slug),
            "is_known": catalogue.get(slug) is not None,
            "before": then.get(slug, ""),
            "after": now.get(slug, ""),
            "by_engine": content is not None and slug not in content,
        }
        for slug in dict.fromkeys([*now, *then])
        if then.get(slug) != now.get(slug)
    ]
    return {
        "new_release": new_release,
        "new_engine": new_engine,
        "engine": revision.engine,
        "moves": moves,
        "unknown": sheets.sentences(reading, catalogue),
    }


def _by_content(revision: Revision, now: Mapping[str, str]) -> set[str] | None:
    """Return what the content moved, by today's engine; None when its Release cannot be read."""
    old = sheets.catalogue_of(revision)
    if old is None:
        return None
    before = {
        each.slug: str(each.verdict) for each in advise(revision.read(old).answers, old).patterns
    }
    return {slug for slug in {*now, *before} if before.get(slug) != now.get(slug)}


def _row(
    row: Mapping[str, Any],
    words: Words,
    phases: Mapping[str, Any],
    decided: Mapping[str, Decision],
) -> dict[str, Any]:
    slug, verdict = row["slug"], row["verdict"]
    decision = decided.get(slug)
    planned = phases.get(slug)
    return {
        "slug": slug,
        "name": words.pattern(slug),
        "is_known": words.catalogue.get(slug) is not None,
        "verdict": verdict,
        "fit": row["fit"],
        "phase": PHASES[planned["phase"]] if planned else "",
        "needed_by": [words.pattern(each) for each in planned["needed_by"]] if planned else [],
        "decision": decision,
        "has_moved": decision is not None and decision.verdict != verdict,
        "is_first": verdict in ADVISED or slug in phases or decision is not None,
    }


def _gone(decision: Decision, words: Words) -> dict[str, Any]:
    """Return a Pattern that was decided on and is not judged any more."""
    return {
        "slug": decision.pattern,
        "name": words.pattern(decision.pattern),
        "is_known": words.catalogue.get(decision.pattern) is not None,
        "verdict": "",
        "fit": None,
        "phase": "",
        "needed_by": [],
        "decision": decision,
        "has_moved": True,
        "is_first": True,
    }
