"""A change of Answers as a JSON Merge Patch (RFC 7396): what is named changes, null takes away."""

from collections.abc import Mapping
from typing import Any

Document = Mapping[str, Any]

_OF_QUESTIONS = ("reasons", "notes", "sources")


def merged(document: Document, patch: object) -> object:
    """Return a file of Answers with the patch in it, for `read_document` to judge.

    What belongs to an answer goes with it, unless the patch names it too: the reason why a
    Question does not apply, that an assistant assumed the answer, and stars at its options. A note
    goes when nothing is answered any more.
    """
    if not isinstance(patch, Mapping):
        return patch  # the whole is replaced, and no Answers are anything but an object
    before, after = document.get("answers"), _merged(document, patch)
    answers = after.get("answers") if isinstance(after, Mapping) else None
    if not isinstance(before, Mapping) or not isinstance(answers, Mapping):
        return after
    changed = {name for name in before if answers.get(name) != before[name]}
    kept: dict[str, Any] = dict(after)
    for part in _OF_QUESTIONS:
        gone = {name for name in changed if part != "notes" or name not in answers}
        kept[part] = _without(after.get(part), gone, patch.get(part))
    if "stars" not in patch and isinstance(stars := after.get("stars"), list):
        kept["stars"] = [star for star in stars if _is_chosen(star, answers)]
    return {name: part for name, part in kept.items() if part is not None}


def _merged(target: object, patch: object) -> Any:
    if not isinstance(patch, Mapping):
        return patch
    found = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            found.pop(name, None)
        else:
            found[name] = _merged(found.get(name), value)
    return found


def _without(part: object, gone: set[str], named: object) -> object:
    """Return the members that do not go, or that the patch names."""
    if not isinstance(part, Mapping):
        return part
    stays = set(named) if isinstance(named, Mapping) else set()
    return {name: value for name, value in part.items() if name not in gone or name in stays}


def _is_chosen(star: object, answers: Mapping[str, Any]) -> bool:
    question, _, option = str(star).partition(".")
    words = answers.get(question, ())
    return option in ((words,) if isinstance(words, str) else words or ())
