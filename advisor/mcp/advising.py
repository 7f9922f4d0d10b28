"""Tools over answers: ask, check, recommend, explain, and try other answers."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from advisor import answers as answer_texts
from advisor.advice import outlook, sensitivity
from advisor.answers import Sheet
from advisor.documents import sentences
from advisor.engine import Verdict, compare
from advisor.engine.advice import Advice, JudgedPattern, tenths
from advisor.engine.alternatives import GroupChoice
from advisor.engine.questions import asked as asked_questions
from advisor.mcp import results
from advisor.mcp.answering import Answered, answered, changed
from advisor.mcp.finding import pattern_of
from advisor.mcp.replies import Call, Reply, brief
from advisor.shapes import judgements, moves
from advisor.shapes.catalogue import with_query
from advisor.shapes.faults import Refused
from patterns.content.entries import Question

MOST_QUESTIONS: Final = 3  # that are named as most useful
# What an assistant must not overrule, by the code of the headline.
RESULTS: Final = {
    "nothing-distributed": "This is a result: do not choose a distributed design all the same. "
    "No pattern that needs several services is advised.",
    "plan-within": "This is a result: nothing in the plan needs further services.",
    "nothing-answered": "Ask the questions of get_questions first.",
}


def get_questions(call: Call) -> Reply:
    asked = answered(call)
    seen = {each.id for each in asked_questions(asked.knowledge.questions, asked.sheet.answers)}
    visible = [
        (section.id, entry)
        for section in asked.catalogue.content.sections
        for entry in section.question
        if entry.id in seen and (entry.quick or not call["quick"])
    ]
    unanswered = [
        entry.id for _, entry in visible if asked.sheet.answers.of_question(entry.id).is_open
    ]
    shown = visible[call["offset"] : call["offset"] + call["limit"]]
    more = max(0, len(visible) - call["offset"] - len(shown))
    values = results.Questions(
        release=asked.catalogue.digest,
        content=[_question(section, entry, asked) for section, entry in shown],
        total=len(visible),
        more=more,
        open=len(unanswered),
    )
    words = brief(
        [f"{len(visible)} questions, {len(unanswered)} of them open. Ask the user; do not guess."],
        [
            f"- {entry.id}{' (several)' if entry.kind == 'multi' else ''}: {entry.text} "
            + "; ".join(f"{option.id} = {option.label}" for option in entry.option)
            for _, entry in shown
        ],
        "in the structured content, or call again with offset and limit",
        [f"{more} more: call again with offset {call['offset'] + len(shown)}." if more else ""],
    )
    return Reply(values, words)


def check_answers(call: Call) -> Reply:
    asked = answered(call)
    body = judgements.check(asked.sheet, asked.advise(), asked.knowledge)
    values = _of({**body, "assumed": asked.assumed, "links": _links(call, body)}, results.Checked)
    clashes = [f"- {each.message}" for each in values.contradictions]
    words = brief(
        [
            f"{len(values.answers)} answers are known, {len(values.open)} questions are open.",
            f"Without effect, as they are not asked: {', '.join(values.hidden)}."
            if values.hidden
            else "",
            f"Contradictions: {len(clashes)}. Ask the user which holds." if clashes else "",
        ],
        clashes,
        "in the structured content",
        [asked.confirm, f"Open: {', '.join(values.open)}." if values.open else ""],
    )
    return Reply(values, words)


def recommend(call: Call) -> Reply:
    asked = answered(call)
    advice = asked.advise()
    body = judgements.recommendation(advice, asked.catalogue)
    shown = body["patterns"][: call["limit"]]
    close = [rival for group in advice.plan.groups for rival in _close(group)]
    values = _of(
        {
            **body,
            "distributed": advice.headline.code == "plan",
            "adopt": _with(advice, Verdict.ADOPT),
            "prepare": _with(advice, Verdict.PREPARE),
            "assumed": asked.assumed,
            "close_calls": close,
            "patterns": shown,
            "more": len(body["patterns"]) - len(shown),
            "links": _links(call, body),
        },
        results.Recommendation,
    )
    return Reply(values, _recommended(values, asked, advice))


def explain(call: Call) -> Reply:
    asked = answered(call)
    slug = pattern_of(asked.catalogue, call["slug"]).slug
    advice = asked.advise(thorough=True)
    still_open = outlook(asked.sheet.answers, asked.catalogue)
    body = judgements.ledger(advice, asked.catalogue, slug, still_open)
    judged = advice.pattern(slug)
    if body is None or judged is None:
        raise Refused("not-found", f'The pattern "{slug}" has no profile yet: it is not judged.')
    found = {**body, "assumed": asked.assumed, "links": _links(call, body)}
    values = _of(found, results.Explanation)
    return Reply(values, _explained(values, asked, judged))


def what_if(call: Call) -> Reply:
    asked = answered(call)
    if call["changes"] is None:
        return _every_change(call, asked)
    later = changed(asked, call["changes"])
    left, right = asked.advise(), later.advise()
    body = moves.compared(compare(left, right), len(right.patterns))
    address = answer_texts.address(Sheet(right.answers))
    values = _of(
        {
            **body,
            "release": asked.catalogue.digest,
            "assumed": later.assumed,
            "links": {"page": call.address(with_query("/advice/", address))},
        },
        results.Moves,
    )
    return Reply(values, _moves_in_words(body, later, right))


def _of(body: Mapping[str, Any], kind: type[Any]) -> Any:
    """Return what the answer says of a body of the REST API; everything else is left out."""
    return msgspec.convert(body, kind)


def _links(call: Call, body: Mapping[str, Any]) -> dict[str, str]:
    return {name: call.address(path) for name, path in body["links"].items()}


def _question(section: str, entry: Question, asked: Answered) -> results.Question:
    given = asked.sheet.answers.given.get(entry.id)
    return results.Question(
        id=entry.id,
        text=entry.text,
        kind=entry.kind,
        section=section,
        quick=entry.quick,
        why=entry.why,
        help=entry.help,
        options=[
            results.Option(id=option.id, label=option.label, exclusive=option.exclusive)
            for option in entry.option
        ],
        always_applies=entry.always_applies,
        given=list(given.words) if given else [],
    )


def _with(advice: Advice, verdict: Verdict) -> list[str]:
    return [judged.slug for judged in advice.patterns if judged.verdict is verdict]


def _close(group: GroupChoice) -> list[dict[str, Any]]:
    return [
        {"winner": group.winner, "rival": rival.slug, "margin": tenths(rival.margin)}
        for rival in group.others
        if rival.close_call or rival.margin < 0
    ]


def _recommended(values: results.Recommendation, asked: Answered, advice: Advice) -> str:
    words = asked.words
    named = words.pattern
    heading, below = sentences.headline(advice, words)
    close = [
        f"Close call between {named(each.winner)} and {named(each.rival)}: decide by hand; let "
        "the user choose."
        for each in values.close_calls
    ]
    verdicts = {
        "Adopt": [named(slug) for slug in values.adopt],
        "Prepare": [named(slug) for slug in values.prepare],
    }
    useful = [each.question for each in values.next_questions[:MOST_QUESTIONS]]
    return brief(
        [
            f"{heading}. {below}",
            RESULTS.get(advice.headline.code, ""),
            f"Confidence: {values.overall_confidence}.",
            *(f"{name}: {', '.join(found)}." for name, found in verdicts.items() if found),
            *close,
            *(f"Contradiction: {clash.message}" for clash in values.contradictions),
        ],
        [
            f"- {each.rank}. {each.name} ({each.slug}): {each.verdict}, {each.confidence}, fit "
            f"{each.fit:g} ({each.range.low:g} to {each.range.high:g})"
            for each in values.patterns
        ],
        "call recommend with a higher limit; explain gives the reasons of one",
        [
            asked.confirm,
            f"Most useful next question: {', then '.join(useful)}." if useful else "",
            f"For people: {values.links['page']}",
        ],
    )


def _explained(values: results.Explanation, asked: Answered, judged: JudgedPattern) -> str:
    words, found = asked.words, values.pattern
    flips = found.nearest_flip
    nearest = [flip for flip in (flips.up, flips.down) if flip] if flips else []
    return brief(
        [
            f"{found.name}: {found.verdict} ({found.confidence}), fit {found.fit:g} "
            f"({found.range.low:g} to {found.range.high:g}), rank {found.rank}.",
            *(f"Rule: {rule.reason}" for rule in found.rules if rule.reason),
            *(
                f"Missing: {words.capability(each.capability)}, level {each.needs} is needed, "
                f"{each.has} is {'taken, as nobody said' if each.assumed else 'there'}."
                for each in found.missing
            ),
        ],
        [
            f"- {share.share:+g} {words.force(share.force)}, because: "
            f"{words.answer(share.question, share.option)}"
            for share in found.shares
        ]
        or ["- Nothing in the answers speaks for it or against it."],
        "in the structured content",
        [
            *(
                f"It would be {flip.verdict} "
                f"{'with' if flip.adds else 'without'} {flip.question} = {flip.option}."
                for flip in nearest
            ),
            asked.confirm,
        ],
    )


def _every_change(call: Call, asked: Answered) -> Reply:
    """Try every other answer, one at a time, and tell those that move most."""
    tried = sensitivity(asked.sheet.answers, asked.catalogue)
    # Decisive ones first; among equals the order of the questions stays.
    found = sorted(
        moves.singles(tried), key=lambda each: (not each["is_decisive"], -len(each["moved"]))
    )
    address = answer_texts.address(Sheet(asked.sheet.answers))
    values = _of(
        {
            "release": asked.catalogue.digest,
            "singles": found[: call["limit"]],
            "more": max(0, len(found) - call["limit"]),
            "assumed": asked.assumed,
            "links": {"page": call.address(with_query("/advice/", address))},
        },
        results.Moves,
    )
    decisive = sum(each["is_decisive"] for each in found)
    words = brief(
        [f"{len(tried.changes)} single changes were tried; {decisive} would decide something."],
        [
            f"- {each.question} {'=' if each.adds else 'without'} {each.option}: "
            f"{len(each.moved)} verdicts move"
            for each in values.singles
        ],
        "call again with a higher limit, or name changes to see what they move",
        [asked.confirm],
    )
    return Reply(values, words)


def _moves_in_words(body: Mapping[str, Any], later: Answered, right: Advice) -> str:
    words = later.words
    plan = {"Enters the plan": body["plan"]["enters"], "Leaves it": body["plan"]["leaves"]}
    added = body["contradictions"]["added"]
    return brief(
        [
            f"{len(body['moved'])} verdicts move, {body['unchanged']} stay.",
            *(
                f"{heading}: {', '.join(words.pattern(slug) for slug in slugs)}."
                for heading, slugs in plan.items()
                if slugs
            ),
            *(
                f"New contradiction: {clash.message}"
                for clash in right.contradictions
                if clash.id in added
            ),
        ],
        [
            f"- {words.pattern(each['slug'])}: {each['from']} to {each['to']}{_why(each)}"
            for each in body["moved"]
        ],
        "in the structured content",
        [later.confirm],
    )


def _why(moved: Mapping[str, Any]) -> str:
    if reason := moved.get("because", {}).get("reason"):
        return f"; {reason}"
    shares = [f"{each['question']} {each['points']:+g}" for each in moved["shares"][:2]]
    return f"; {', '.join(shares)}" if shares else ""
