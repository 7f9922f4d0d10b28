"""A Sheet: what a person filled in; written as an address or as a file, in canonical order."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from advisor.engine import Answers

SCHEMA = "pattern-advisor/answers/1"
REASONS = ("out-of-scope", "not-yet", "constraint", "other")
PATHS = ("quick", "full")
NAMES, NAME_LENGTH, NOTE_LENGTH, TITLE_LENGTH = 12, 40, 250, 120


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a person filled in: canonical Answers, and what stands beside them.

    names: of their own services; path: quick or full; notes and reason_texts by Question id;
    release: the one that a file was written with.
    """

    answers: Answers = field(default_factory=Answers)
    names: tuple[str, ...] = ()
    path: str = "full"
    title: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    reason_texts: Mapping[str, str] = field(default_factory=dict)
    release: str = ""


def with_texts_of(sheet: Sheet, earlier: Sheet) -> Sheet:
    """Return the Sheet with what no address carries, taken from the one that it began from.

    Notes and texts stay with the Questions that are still answered (or still do not apply); an
    answer that an assistant assumed stays assumed until somebody changes it.
    """
    given = dict(sheet.answers.given)
    for key, answer in given.items():
        before = earlier.answers.given.get(key)
        if before is not None and before.assumed and replace(before, assumed=False) == answer:
            given[key] = before
    notes = {key: note for key, note in earlier.notes.items() if key in given}
    texts = {
        key: text
        for key, text in earlier.reason_texts.items()
        if key in given and given[key].not_applicable
    }
    return replace(
        sheet,
        answers=replace(sheet.answers, given=given),
        notes={**notes, **sheet.notes},
        reason_texts={**texts, **sheet.reason_texts},
    )


def address(sheet: Sheet) -> str:
    """Return the query string that reads back as the same Answers, names and path.

    Notes, texts and what was assumed do not travel in addresses.
    """
    given = sheet.answers.given
    pairs = [(key, word) for key, answer in given.items() for word in answer.words]
    pairs += [(f"na.{key}", answer.reason) for key, answer in given.items() if answer.reason]
    pairs += [(f"w.{force}", f"{float(w):g}") for force, w in sheet.answers.weights.items()]
    pairs += [("star", ".".join(star)) for star in sheet.answers.stars]
    pairs += [("name", name) for name in sheet.names]
    pairs += [("path", sheet.path)] if sheet.path != "full" else []
    return urlencode(pairs)


def document(sheet: Sheet, release: str) -> dict[str, object]:
    """Return the form of a file, ready for JSON, without the parts that are empty."""
    given = sheet.answers.given
    reasons: dict[str, dict[str, str]] = {}
    for key, answer in given.items():
        if answer.not_applicable and (answer.reason or key in sheet.reason_texts):
            text = sheet.reason_texts.get(key)
            reasons[key] = {"code": answer.reason} | ({"text": text} if text else {})
    parts = {
        "title": sheet.title,
        "answers": {key: list(answer.words) for key, answer in given.items()},
        "reasons": reasons,
        "notes": dict(sheet.notes),
        "weights": {force: float(weight) for force, weight in sheet.answers.weights.items()},
        "stars": [".".join(star) for star in sheet.answers.stars],
        "names": list(sheet.names),
        "sources": {key: "assumed" for key, answer in given.items() if answer.assumed},
    }
    filled = {name: part for name, part in parts.items() if part or name == "answers"}
    return {"schema": SCHEMA, "release": release, **filled}
