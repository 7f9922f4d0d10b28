"""The answers of a call: read as a file of answers is, with who said what."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from advisor import answers as answer_texts
from advisor.advice import advise
from advisor.answers import Mistake, Problem, Sheet
from advisor.answers.values import safe
from advisor.briefing import knowledge
from advisor.documents.words import Words
from advisor.engine import Advice, Knowledge
from advisor.mcp.arguments import Argument, pointer_to, table
from advisor.mcp.replies import Call
from advisor.shapes import judgements
from advisor.shapes.faults import Fault, refuse_faults
from patterns import releases, stances
from patterns.catalogue import Catalogue

SOURCES: Final = ("user", "assumed")
WORDS: Final = {"type": ["array", "string"], "items": {"type": "string"}}
KEPT: Final = ("answers", "weights", "stars", "notes", "names", "title")  # of a file of answers

ANSWERS_HELP: Final = (
    "Question id to a list of option ids, or to `unknown`, or to `na` where it does not apply. "
    "get_questions lists both."
)
BESIDE: Final = (
    table(
        "sources",
        "Question id to `user` or `assumed`. An assumed answer counts as unknown for ranges and "
        "confidence, and the result lists it as to be confirmed.",
        {"type": "string"},
    ),
    table("weights", "Force id to 0, 0.5, 1, 1.5 or 2: how much it counts.", {"type": "number"}),
)


def answers_argument(*, required: bool = True) -> Argument:
    return table("answers", ANSWERS_HELP, WORDS, required=required)


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers of one call, in the terms of the current Release."""

    catalogue: Catalogue
    knowledge: Knowledge
    sheet: Sheet

    @property
    def assumed(self) -> list[str]:
        """Return the Questions whose answer was guessed."""
        given = self.sheet.answers.given
        return [name for name, answer in given.items() if answer.assumed]

    @property
    def confirm(self) -> str:
        """Return what the user must be asked about, "" for nothing."""
        return f"Confirm with the user: {', '.join(self.assumed)}." if self.assumed else ""

    @property
    def words(self) -> Words:
        return Words(self.catalogue, stances.current())

    def advise(self, *, thorough: bool = False) -> Advice:
        return advise(self.sheet.answers, self.catalogue, thorough=thorough)


def answered(call: Call) -> Answered:
    """Return the answers of a call, none where it has none.

    Raises Refused with every mistake, at pointers into the arguments.
    """
    catalogue = releases.current()
    known = knowledge(catalogue)
    document = {name: call[name] for name in KEPT if call[name] is not None}
    told: Mapping[str, Any] = document.get("answers", {})
    given: Mapping[str, object] = call["sources"] or {}
    faults = _source_faults(given, told)
    assumed = {name: word for name, word in given.items() if word == "assumed" and name in told}
    reading = answer_texts.read_document(document | {"sources": assumed}, known)
    # A guess at an answer that was refused is no second mistake.
    refused = {each.path[1] for each in reading.problems if each.path[:1] == ("answers",)}
    problems = [
        each
        for each in reading.problems
        if not (each.path[:1] == ("sources",) and each.path[1] in refused)
    ]
    refuse_faults([*judgements.faults(problems, in_query=False), *faults], "invalid-answers")
    return Answered(catalogue, known, reading.sheet)


def changed(before: Answered, changes: Mapping[str, object]) -> Answered:
    """Return the answers with some put in place of others; None takes an answer away.

    What is imagined is no guess: only answers that stay as they are may be assumed.
    Raises Refused with every mistake.
    """
    given = {name: words for name, words in changes.items() if words is not None}
    reading = answer_texts.read_document({"answers": given}, before.knowledge)
    problems = [replace(each, path=("changes", *each.path[1:])) for each in reading.problems]
    ids = {question.id for question in before.knowledge.questions}
    problems += [
        Problem(Mistake.UNKNOWN_KEY, ("changes", safe(name)), safe(name))
        for name, words in changes.items()
        if words is None and name not in ids
    ]
    refuse_faults(judgements.faults(problems, in_query=False), "invalid-answers")
    answers = before.sheet.answers
    for name in changes:
        answers = answers.with_answer(name, reading.answers.given.get(name))
    return replace(before, sheet=replace(before.sheet, answers=answers))


def judged_by(asked: Answered) -> dict[str, dict[str, Any]]:
    """Return slug -> verdict, confidence, fit and rank as a comparison shows them."""
    return {
        each.slug: {
            "verdict": str(each.verdict),
            "confidence": str(each.confidence),
            "fit": each.shown.fit,
            "rank": each.rank,
        }
        for each in asked.advise().patterns
    }


def _source_faults(given: Mapping[str, object], told: Mapping[str, object]) -> list[Fault]:
    faults = []
    for name, word in given.items():
        pointer = pointer_to("sources", name)
        if word not in SOURCES:
            detail = f'"{safe(word)}" cannot stand here.'
            faults.append(Fault("unknown_value", detail, pointer, allowed=SOURCES))
        elif name not in told:
            detail = f'"{safe(name)}" has no answer that this belongs to.'
            faults.append(Fault("misplaced", detail, pointer))
    return faults
