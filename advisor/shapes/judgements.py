"""Answers and Advice → bodies, and what was wrong with the answers → faults. Nothing is judged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from advisor import answers as answer_texts
from advisor.answers import Mistake, Problem, Sheet
from advisor.engine import Advice, Answers, Knowledge, Verdict, as_plain, phrase
from advisor.engine.baseline import Message
from advisor.engine.canonical import pattern_as_plain
from advisor.engine.questions import asked
from advisor.shapes.catalogue import ROOT, stance, with_query
from advisor.shapes.faults import Fault
from patterns.catalogue import Catalogue

Body = dict[str, Any]
Outlook = Mapping[str, Sequence[str]]

_ALWAYS: Final = (
    "verdict", "confidence", "rank", "fit", "range", "need", "contrary", "harm", "impact",
    "effort", "gap", "why", "why_not",
)  # fmt: skip
_WHERE_ANY: Final = ("rules", "missing", "with_care", "blocked_by", "part_of")
_IN_FULL: Final = ("priority", "reach", "parts", "shares", "sides_full")
_BESIDE: Final = ("reasons", "weights", "stars", "sources")

_SENTENCES: Final = {
    Mistake.UNREADABLE: "It cannot be read.",
    Mistake.TOO_LARGE: "It is too large.",
    Mistake.WRONG_TYPE: "It has the wrong type.",
    Mistake.UNKNOWN_KEY: '"{value}" is not known here.',
    Mistake.UNKNOWN_OPTION: '"{value}" is no option of "{about}".',
    Mistake.UNKNOWN_VALUE: '"{value}" cannot stand here.',
    Mistake.RETIRED: '"{value}" is gone; others took its place.',
    Mistake.DUPLICATE: '"{value}" stands here twice.',
    Mistake.TOO_MANY: "Choose one option.",
    Mistake.TOO_LONG: "It is too long.",
    Mistake.EXCLUSIVE: "These options exclude each other.",
    Mistake.ALWAYS_APPLIES: '"{about}" applies to every system.',
    Mistake.MISPLACED: '"{value}" has no answer that this belongs to.',
    Mistake.CONTROL_CHARACTER: "It holds characters that cannot be shown.",
}


def recommendation(
    advice: Advice,
    catalogue: Catalogue,
    *,
    everything: bool = False,
    outlook: Outlook | None = None,
) -> Body:
    """Return an Advice. everything: with the Patterns that nothing speaks for.

    outlook: by slug, the open Questions that could move it; with it come levels and all shares.
    """
    shown = [
        judged
        for judged in advice.patterns
        if everything or judged.verdict is not Verdict.NOT_NEEDED
    ]
    plain = as_plain(replace(advice, patterns=()))
    plain["patterns"] = [pattern_as_plain(each) for each in shown]
    address = answer_texts.address(Sheet(advice.answers))
    return _recommendation(plain, catalogue, address, outlook)


def recommendation_as_stored(
    stored: Mapping[str, Any], catalogue: Catalogue, address: str, *, everything: bool = False
) -> Body:
    """Return an Advice that was kept in plain values, as `recommendation` would have done.

    catalogue: for the names; address: the query with these Answers.
    """
    rows = stored["patterns"]
    shown = [row for row in rows if everything or row["verdict"] != Verdict.NOT_NEEDED]
    return _recommendation({**stored, "patterns": shown}, catalogue, address, None)


def _recommendation(
    plain: Mapping[str, Any], catalogue: Catalogue, address: str, outlook: Outlook | None
) -> Body:
    full = outlook is not None
    names = _names(catalogue)
    baseline = plain["baseline"]
    body = {
        **{name: plain[name] for name in ("release", "engine", "answers")},
        **{name: plain[name] for name in _BESIDE if plain[name]},
        "headline": phrase(_message(plain["headline"]), names),
        "overall_confidence": plain["overall_confidence"],
        "contradictions": plain["contradictions"],
        "tensions": plain["tensions"],
        "patterns": [_judged(each, names, address, outlook) for each in plain["patterns"]],
        "leading": plain["leading"],
        "plan": _plan(plain["plan"]),
        "warnings": plain["warnings"],
        "baseline": {
            "headline": phrase(_message(baseline["headline"]), names),
            **({"pattern": baseline["pattern"]} if baseline["pattern"] else {}),
            "unanswered_forces": [found["force"] for found in baseline["unanswered_forces"]],
        },
        "next_questions": plain["next_questions"],
        "links": {
            "page": with_query("/advice/", address),
            "export": with_query("/exports/bundle", address),
        },
    }
    if full:
        body |= {"levels": plain["levels"], "assumptions": plain["assumptions"]}
    return body


def _message(plain: Mapping[str, Any]) -> Message:
    return Message(**{**plain, "forces": tuple(plain["forces"])})


def ledger(advice: Advice, catalogue: Catalogue, slug: str, outlook: Outlook) -> Body | None:
    """Return the whole reckoning of one Pattern; None when the Release does not judge it.

    outlook: by slug, the open Questions that could move it.
    """
    judged = advice.pattern(slug)
    if judged is None:
        return None
    plain = pattern_as_plain(judged)
    address = answer_texts.address(Sheet(advice.answers))
    shown = _judged(plain, _names(catalogue), address, outlook)
    levels = as_plain(replace(advice, patterns=()))["levels"]
    assert isinstance(levels, dict)  # noqa: S101 - narrows the type
    touched = {part.force for part in judged.parts}
    return {
        **answered(advice.release, advice.engine, advice.answers),
        "pattern": shown | {"nearest_flip": plain["nearest_flip"]},
        "levels": {force: level for force, level in levels.items() if force in touched},
        "links": {
            "page": with_query(f"/advice/{slug}/", address),
            "advice": with_query(f"{ROOT}/recommendations", address),
        },
    }


def check(sheet: Sheet, advice: Advice, knowledge: Knowledge) -> Body:
    """Return what would be judged: canonical answers, hidden and open Questions, clashes."""
    answers = advice.answers
    seen = [question.id for question in asked(knowledge.questions, answers)]
    address = answer_texts.address(sheet)
    return {
        **answered(advice.release, advice.engine, answers),
        "document": answer_texts.document(sheet, advice.release),
        "hidden": [name for name in answers.given if name not in seen],
        "open": [name for name in seen if answers.of_question(name).is_open],
        "contradictions": as_plain(replace(advice, patterns=()))["contradictions"],
        "links": {
            "page": with_query("/advise/check/", address),
            "advice": with_query(f"{ROOT}/recommendations", address),
        },
    }


def answered(release: str, engine: str, answers: Answers) -> Body:
    """Return the answers that were judged, with what belongs to them where there is any."""
    given = answers.given
    beside = {
        "reasons": {name: answer.reason for name, answer in given.items() if answer.reason},
        "weights": {force: float(weight) for force, weight in answers.weights.items()},
        "stars": [".".join(star) for star in answers.stars],
        "sources": {name: "assumed" for name, answer in given.items() if answer.assumed},
    }
    return {
        "release": release,
        "engine": engine,
        "answers": {name: list(answer.words) for name, answer in given.items()},
        **{name: beside[name] for name in _BESIDE if beside[name]},
    }


def faults(problems: Iterable[Problem], *, in_query: bool) -> list[Fault]:
    """Return what was wrong with the answers, with pointers or with names of parameters."""
    return [_fault(found, in_query=in_query) for found in problems]


def _fault(found: Problem, *, in_query: bool) -> Fault:
    place = str(found.path[0]) if found.path else ""
    steps = [str(step) for step in found.path if isinstance(step, str)]
    about = (steps[-1] if steps else "").removeprefix("na.")
    detail = _SENTENCES[found.mistake].format(value=found.value, about=about)
    unknown = in_query and found.mistake is Mistake.UNKNOWN_KEY
    code = "unknown_parameter" if unknown else str(found.mistake)
    if in_query:
        return Fault(code, detail, parameter=place, allowed=found.allowed)
    return Fault(code, detail, pointer=found.pointer, allowed=found.allowed)


def _judged(
    plain: Mapping[str, Any], names: Mapping[str, str], query: str, outlook: Outlook | None
) -> Body:
    slug = plain["slug"]
    full = () if outlook is None else _IN_FULL
    kept = [*_ALWAYS, *(name for name in _WHERE_ANY if plain[name]), *full]
    return {
        "slug": slug,
        "name": names.get(slug, slug),
        **{name: plain[name] for name in kept},
        **({} if outlook is None else {"open_questions": list(outlook.get(slug, ()))}),
        **({"stance": found} if (found := stance(slug)) else {}),
        "links": {
            "self": f"{ROOT}/patterns/{slug}",
            "ledger": with_query(f"{ROOT}/recommendations/patterns/{slug}", query),
        },
    }


def _plan(plain: Any) -> Body:
    return {**plain, "phases": [phase for phase in plain["phases"] if phase["items"]]}


def _names(catalogue: Catalogue) -> Mapping[str, str]:
    content = catalogue.content
    return {force.id: force.name for force in content.forces} | {
        pattern.slug: pattern.name for pattern in content.patterns
    }
