"""The tool that tries other answers: some at once, or each one alone."""

from collections.abc import Mapping
from typing import Any

from advisor import answers as answer_texts
from advisor.advice import sensitivity
from advisor.answers import Sheet
from advisor.engine import compare
from advisor.engine.advice import Advice
from advisor.mcp import results
from advisor.mcp.answering import Answered, answered, changed
from advisor.mcp.replies import Call, Reply, brief
from advisor.shapes import moves
from advisor.shapes.catalogue import with_query


def what_if(call: Call) -> Reply:
    asked = answered(call)
    if call["changes"] is None:
        return _every_change(call, asked)
    later = changed(asked, call["changes"])
    left, right = asked.advise(), later.advise()
    body = moves.compared(compare(left, right), len(right.patterns))
    address = answer_texts.address(Sheet(right.answers))
    values = results.shortened(
        {
            **body,
            "release": asked.catalogue.digest,
            "assumed": later.assumed,
            "links": {"page": call.address(with_query("/advice/", address))},
        },
        results.Moves,
    )
    return Reply(values, _moves_in_words(body, later, right))


def _every_change(call: Call, asked: Answered) -> Reply:
    """Try every other answer, one at a time, and tell those that move most."""
    tried = sensitivity(asked.sheet.answers, asked.catalogue)
    # Decisive ones first; among equals the order of the questions stays.
    found = sorted(
        moves.singles(tried), key=lambda each: (not each["is_decisive"], -len(each["moved"]))
    )
    address = answer_texts.address(Sheet(asked.sheet.answers))
    values = results.shortened(
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
