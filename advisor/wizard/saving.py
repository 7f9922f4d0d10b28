"""The form that keeps what was answered: a new Assessment, or a Revision of the one it is from."""

import json
from dataclasses import replace
from typing import Any

from advisor import answers as answer_texts
from advisor.answers import Kept, kept_document
from advisor.wizard.visit import Visit

NEW = "/assessments/"


def of_visit(visit: Visit) -> dict[str, Any] | None:
    """Return the form that keeps the answers of an address; None before anything is answered."""
    answers = answer_texts.address(visit.sheet)
    if not visit.answers.given:
        return None
    if visit.change is None:
        return {
            "action": NEW,
            "button": "Save as an assessment",
            "ask_title": True,
            "hidden": [("answers", answers)],
            "words": "Saved answers have an address of their own, keep every revision, and hold "
            "notes and decisions. You get a secret link to come back; no account is needed.",
        }
    place = f"{NEW}{visit.change.assessment}/"
    return {
        "action": f"{place}revisions/",
        "button": f"Save as the revision after {visit.change.base}",
        "back": place,
        "hidden": [("answers", answers), ("base", str(visit.change.base))],
        "words": "You are changing the answers of a saved assessment. Its earlier revisions stay "
        "as they are.",
    }


def of_file(kept: Kept) -> dict[str, Any]:
    """Return the form that keeps what could be used of a file, Decisions and notes included."""
    told = kept_document(
        replace(kept.sheet, title=""),
        kept.decisions,
        title=kept.sheet.title,
        release=kept.sheet.release,
        records=kept.records,
    )
    with_decisions = " and the decisions" if kept.decisions else ""
    return {
        "action": NEW,
        "button": "Save as a new assessment",
        "ask_title": True,
        "title": kept.sheet.title,
        "hidden": [("document", json.dumps(told, ensure_ascii=False, separators=(",", ":")))],
        "words": f"A new assessment with the answers, the notes{with_decisions} of the file, "
        "judged by the current Release. Notes and decisions come along only this way: an address "
        "does not carry them.",
    }
