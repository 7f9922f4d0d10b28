"""What differs between two Advices, in the words and numbers of a page."""

from collections.abc import Mapping
from typing import Any

from advisor.answers import Sheet
from advisor.documents.words import Words, labels_of
from advisor.engine import Comparison
from advisor.engine.advice import tenths
from advisor.engine.comparison import Move

MOST_SHARES = 4


def answer_rows(
    comparison: Comparison, left: Sheet, right: Sheet, words: Words
) -> list[dict[str, Any]]:
    """Return the changed answers, weights, stars and names, each with both sides in words."""
    rows = [
        {
            "text": words.question(change.question),
            "left": _labels(words, change.question, change.left),
            "right": _labels(words, change.question, change.right),
        }
        for change in comparison.answers
    ]
    for force in comparison.weights:
        weights = [float(side.answers.weights.get(force, 1)) for side in (left, right)]
        rows.append(
            {
                "text": f"How much counts: {words.force(force)}",
                "left": [f"{weights[0]:g}"],
                "right": [f"{weights[1]:g}"],
            }
        )
    for text, of_left, of_right in (
        (
            "Answers with a star",
            [words.answer(*star) for star in left.answers.stars],
            [words.answer(*star) for star in right.answers.stars],
        ),
        ("Names of services", list(left.names), list(right.names)),
    ):
        if of_left != of_right:
            rows.append({"text": text, "left": of_left, "right": of_right})
    return rows


def verdict_rows(comparison: Comparison, words: Words) -> list[dict[str, Any]]:
    """Return the Patterns whose Verdict differs, each with the answers that moved it."""
    return [move_row(move, words) for move in comparison.verdict_moves]


def fit_rows(comparison: Comparison, words: Words) -> list[dict[str, Any]]:
    """Return the Patterns whose fit alone differs, the largest difference first."""
    rows = [move_row(move, words) for move in comparison.moves if not move.changes_verdict]
    return sorted(rows, key=lambda row: (-abs(row["difference"]), row["slug"]))


def move_row(move: Move, words: Words, shares: Mapping[str, Move] | None = None) -> dict[str, Any]:
    """Return one Pattern. shares: the moves by slug that the answers alone make, if they differ."""
    before, after = move.verdicts
    left = tenths(move.left.fit) if move.left else None
    right = tenths(move.right.fit) if move.right else None
    by_answers = move if shares is None else shares.get(move.slug)
    told = by_answers.shares if by_answers else ()
    return {
        "slug": move.slug,
        "name": words.pattern(move.slug),
        "is_known": words.catalogue.get(move.slug) is not None,
        "before": str(before) if before else "",
        "after": str(after) if after else "",
        "up": move.is_up,
        "left_fit": left,
        "right_fit": right,
        "difference": round((right or 0.0) - (left or 0.0), 1),
        "shares": [
            {"text": words.question(share.question), "points": tenths(share.points)}
            for share in told[:MOST_SHARES]
        ],
        "more": max(0, len(told) - MOST_SHARES),
    }


def _labels(words: Words, question: str, chosen: tuple[str, ...]) -> list[str]:
    entry = words.catalogue.question(question)
    return list(labels_of(entry, chosen)) if entry else list(chosen)
