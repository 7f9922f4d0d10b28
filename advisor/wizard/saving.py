"""The form that keeps what was answered: a new Assessment, or a Revision of the one it is from."""

import json
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from advisor import answers as answer_texts
from advisor.answers import Kept, kept_document
from advisor.wizard.visit import Pairs, Visit

NEW = "/assessments/"


@dataclass(frozen=True, slots=True)
class Saving:
    """A form. back, compare: addresses of other ways to go on, "" where there is none."""

    action: str
    button: str
    hidden: Pairs
    words: str
    asks_title: bool = False
    title: str = ""
    back: str = ""
    compare: str = ""


def of_visit(visit: Visit) -> Saving | None:
    """Return the form that keeps the answers of an address; None before anything is answered."""
    if not visit.answers.given:
        return None
    answers = answer_texts.address(visit.sheet)
    if visit.change is None:
        return Saving(
            NEW,
            "Save as an assessment",
            [("answers", answers)],
            "Saved answers have an address of their own, keep every revision, and hold notes and "
            "decisions. You get a secret link to come back; no account is needed.",
            asks_title=True,
            compare=f"/compare/?{urlencode({'left': answers})}",
        )
    place = f"{NEW}{visit.change.assessment}/"
    return Saving(
        f"{place}revisions/",
        f"Save as the revision after {visit.change.base}",
        [("answers", answers), ("base", str(visit.change.base))],
        "You are changing the answers of a saved assessment. Its earlier revisions stay as they "
        "are.",
        back=place,
    )


def of_file(kept: Kept) -> Saving:
    """Return the form that keeps what could be used of a file, Decisions and notes included."""
    told = kept_document(
        replace(kept.sheet, title=""),
        kept.decisions,
        title=kept.sheet.title,
        release=kept.sheet.release,
        records=kept.records,
    )
    decisions = " and the decisions" if kept.decisions else ""
    return Saving(
        NEW,
        "Save as a new assessment",
        [("document", json.dumps(told, ensure_ascii=False, separators=(",", ":")))],
        f"A new assessment with the answers, the notes{decisions} of the file, judged by the "
        "current Release. Notes and decisions come along only this way: an address does not carry "
        "them.",
        asks_title=True,
        title=kept.sheet.title,
    )
