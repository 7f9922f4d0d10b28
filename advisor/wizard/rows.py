"""Judged Patterns in the words and numbers of a page; nothing is decided here."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from advisor.documents.sentences import rule_words
from advisor.documents.words import Words
from advisor.engine import Answers
from advisor.engine.advice import Advice, JudgedPattern
from advisor.engine.profiles import Verdict
from advisor.engine.reasons import Part, Role, Share
from advisor.parameters import lab_run, proposals
from advisor.parameters import query as parameter_query
from advisor.wizard.visit import Visit
from patterns.parameters import display

ORDER = (
    Verdict.ADOPT,
    Verdict.PREPARE,
    Verdict.CONSIDER,
    Verdict.DEFER,
    Verdict.AVOID,
    Verdict.LATER,
    Verdict.NOT_NEEDED,
)
TOLD = ORDER[:5]  # what to do and what not to do; the rest is one click away
MEANINGS = {
    Verdict.ADOPT: "Worth it now, and you have what it takes.",
    Verdict.PREPARE: "Worth it, but something is missing that you can get.",
    Verdict.CONSIDER: "Some of your answers speak for it, not enough to put it into a plan.",
    Verdict.DEFER: "Worth it, but three steps or more beyond your team today.",
    Verdict.AVOID: "It would make something worse that you asked for.",
    Verdict.LATER: "A hint of a need. Nothing to do now.",
    Verdict.NOT_NEEDED: "Nothing in your answers calls for it. That is no bad news.",
}
ROLES = {
    Role.MAIN: "main force",
    Role.SIDE: "eased",
    Role.DENIED: "denied by your answers",
    Role.HARMED: "worsened",
    Role.SILENCED: "weight 0",
}
ZERO, SCALE = 40.0, 0.6  # where a bar starts in a drawing 100 wide, and its width per point
LOWEST, HIGHEST = -40.0, 100.0  # what the line of fit and range shows, in points
LINE_ZERO, LINE_SCALE = 96.0, 2.2  # where 0 stands in its drawing 320 wide, and a point's width
MARK = 5.0  # the width of the mark that stands for the fit


def groups(advice: Advice, words: Words, kept: Iterable[Verdict] = TOLD) -> list[dict[str, Any]]:
    """Return the Patterns by Verdict, each with reasons and ledger; empty groups left out."""
    found = []
    for verdict in kept:
        here = [judged for judged in advice.patterns if judged.verdict is verdict]
        shown = {judged.slug for judged in here}
        rows = [
            _entry(judged, words, advice.answers)
            | {
                "parts": [
                    _entry(part, words, advice.answers)
                    for part in advice.parts_of(judged.slug)
                    if part.verdict is verdict
                ]
            }
            for judged in here
            if judged.part_of not in shown
        ]
        if rows:
            found.append({"verdict": str(verdict), "meaning": MEANINGS[verdict], "rows": rows})
    return found


def _entry(judged: JudgedPattern, words: Words, answers: Answers) -> dict[str, Any]:
    head = judged.part_of
    return row(judged, words) | {
        "code": _code(judged.slug, answers, words),
        "lab": _lab(judged.slug, answers, words),
        "part_of": {"slug": head, "name": words.pattern(head)} if head else None,
    }


def row(judged: JudgedPattern, words: Words) -> dict[str, Any]:
    """Return one Pattern: name, reasons, fit with its range, ledger, and what would turn it."""
    pattern = words.catalogue.get(judged.slug)
    shown = judged.shown
    return {
        "slug": judged.slug,
        "name": words.pattern(judged.slug),
        "category": words.catalogue.category(pattern.category).name if pattern else "",
        "is_complete": bool(pattern and pattern.is_complete),
        "stance": words.stance(judged.slug),
        "verdict": str(judged.verdict),
        "confidence": str(judged.confidence),
        "fit": shown.fit,
        "low": round(judged.low),
        "high": round(judged.high),
        "effort": judged.effort,
        "impact": shown.impact,
        "why": _by_answer([share for share in judged.shares if share.points > 0], words)[:2],
        "why_not": _by_answer(judged.why_not, words)[:1],
        "against": [*rule_words(judged), *_missing(judged, words)],
        "notes": _notes(judged, words),
        "ledger": [_part(part, words) for part in judged.parts if part.role is not Role.SILENCED],
        "sides_full": judged.sides_full,
        "line": _line(judged),
        "flips": _flips(judged, words),
    }


def said(verdict: Verdict) -> str:
    """Return a Verdict inside a sentence."""
    return "no pressure found" if verdict is Verdict.NOT_NEEDED else str(verdict)


def _code(slug: str, answers: Answers, words: Words) -> dict[str, Any] | None:
    """Return where the Pattern's code stands with the values that the Answers speak for."""
    listed = words.catalogue.templates(slug)
    if not listed:
        return None
    proposed = proposals(words.catalogue, slug, answers)
    query = urlencode(parameter_query(proposed))
    return {
        "address": f"/patterns/{slug}/code/{listed[0].language}/" + (f"?{query}" if query else ""),
        "values": [
            f"{each.parameter.label} {display(each.parameter, each.value)}, since you answered "
            f"“{words.answer(each.question, each.option)}”"
            for each in proposed
        ],
    }


def _lab(slug: str, answers: Answers, words: Words) -> dict[str, Any] | None:
    """Return where the Pattern can be tried, with the values that the Answers speak for."""
    proposed = proposals(words.catalogue, slug, answers)
    run = lab_run(words.catalogue, slug, proposed)
    if run is None:
        return None
    return {
        "address": f"/labs/{run.lab.slug}/" if run.is_default else run.address,
        "is_own": not run.is_default,
    }


def moved(before: Advice, after: Advice, words: Words) -> list[dict[str, Any]]:
    """Return the Patterns whose Verdict differs between two Advices, the largest change first."""
    rows = []
    for judged in after.patterns:
        earlier = before.pattern(judged.slug)
        if earlier is None or earlier.verdict is judged.verdict:
            continue
        rows.append(
            {
                "slug": judged.slug,
                "name": words.pattern(judged.slug),
                "before": str(earlier.verdict),
                "after": str(judged.verdict),
                "up": judged.verdict.welcome > earlier.verdict.welcome,
                "fit": round(float(judged.fit - earlier.fit), 1),
            }
        )
    return sorted(rows, key=lambda row: (-abs(row["fit"]), row["slug"]))


def contradictions(visit: Visit, advice: Advice) -> list[dict[str, Any]]:
    """Return the answers that cannot all be true, with where to change them."""
    return [
        {
            "message": clash.message,
            "ways_out": clash.ways_out,
            "questions": [
                {
                    "text": visit.words.question(name),
                    "address": visit.address(f"/advise/{name}/", ("return", "check")),
                }
                for name in clash.reopen
            ],
        }
        for clash in advice.contradictions
    ]


def _by_answer(shares: Iterable[Share], words: Words) -> list[dict[str, Any]]:
    """Return each answer once, with what it adds through all Forces, the most first."""
    shown: dict[tuple[str, str], float] = {}
    for share in shares:
        key = (share.question, share.option)
        shown[key] = round(shown.get(key, 0.0) + share.shown, 1)
    return [
        {
            "points": points,
            "answer": words.answer(*key),
            "class": "plus" if points > 0 else "minus",
        }
        for key, points in sorted(shown.items(), key=lambda pair: -abs(pair[1]))
    ]


def _share(share: Share, words: Words) -> dict[str, Any]:
    return {
        "points": share.shown,
        "answer": words.answer(share.question, share.option),
        "class": "plus" if share.shown > 0 else "minus",
    }


def _part(part: Part, words: Words) -> dict[str, Any]:
    shown = part.shown
    width = round(abs(shown) * SCALE, 1)
    return {
        "name": words.force(part.force),
        "role": ROLES[part.role],
        "points": shown,
        "side": "for" if shown >= 0 else "against",
        "class": "plus" if shown > 0 else "minus" if shown < 0 else "quiet",
        "x": ZERO if shown >= 0 else round(max(0.0, ZERO - width), 1),
        "width": width if shown >= 0 else min(width, ZERO),
        "shares": [_share(share, words) for share in part.shares],
        "softened_by": [words.pattern(slug) for slug in part.softened_by],
    }


def _line(judged: JudgedPattern) -> dict[str, float]:
    """Return where the range begins, how wide it is, and the left edge of the mark of the fit."""

    def place(points: Fraction) -> float:
        return LINE_ZERO + min(HIGHEST, max(LOWEST, float(points))) * LINE_SCALE

    low, high = place(judged.low), place(judged.high)
    return {
        "low": round(low, 1),
        "width": round(high - low, 1),
        "fit": round(place(judged.fit) - MARK / 2, 1),
    }


def _missing(judged: JudgedPattern, words: Words) -> list[str]:
    return [
        f"Missing: {words.capability(missing.capability).lower()}, you have {missing.has} "
        f"and it needs {missing.needs}{' (assumed)' if missing.assumed else ''}."
        for missing in judged.missing
    ]


def _notes(judged: JudgedPattern, words: Words) -> list[str]:
    notes = []
    for part in judged.with_care:
        helpers = [words.pattern(slug) for slug in part.companions]
        take = f"; take {' or '.join(helpers)} with it" if helpers else ""
        notes.append(f"With care: worsens {words.force(part.force).lower()}{take}.")
    if judged.blocked_by:
        names = ", ".join(words.pattern(slug) for slug in judged.blocked_by)
        notes.append(f"Blocked: needs {names}, which cannot come into the plan.")
    return notes


def _flips(judged: JudgedPattern, words: Words) -> list[dict[str, Any]]:
    nearest = judged.nearest_flip
    return [
        {
            "question": words.question(flip.question),
            "answer": words.option(flip.question, flip.option),
            "adds": flip.adds,
            "verdict": str(flip.verdict),
        }
        for flip in ((nearest.up, nearest.down) if nearest else ())
        if flip is not None
    ]
