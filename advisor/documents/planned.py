"""A chapter on each Pattern that is planned or accepted: why, why not, and its ledger."""

from advisor.documents import arguments
from advisor.documents.essentials import PHASE_NAMES
from advisor.documents.folder import Folder
from advisor.documents.reckoning import ledger, signless, spread
from advisor.documents.sentences import rule_words
from advisor.engine.advice import JudgedPattern
from patterns.documents.document import (
    Block,
    Bullets,
    Paragraph,
    Run,
    Section,
    Words,
    say,
    strong,
)


def chosen(folder: Folder) -> Section | None:
    """Return the chapter with one section for each; None where nothing is planned or accepted."""
    told = tuple(
        _pattern(folder, judged)
        for slug in folder.told
        if (judged := folder.advice.pattern(slug)) is not None
    )
    return Section("patterns", "Pattern by pattern", (), told) if told else None


def _pattern(folder: Folder, judged: JudgedPattern) -> Section:
    pattern = folder.pattern(judged.slug)
    blocks: list[Block] = [
        Paragraph((Run(pattern.problem, emphasis=True),)),
        Paragraph(_figures(folder, judged)),
        *_listed("Why", _why(folder, judged)),
        *_listed("Why not, and what it costs", _why_not(folder, judged)),
        ledger(folder, judged),
        *_listed("How to see that it holds", _checks(folder, judged)),
    ]
    if revisit := arguments.revisit(folder, judged):
        blocks.append(Paragraph(say(revisit)))
    return Section(f"pattern-{judged.slug}", pattern.name, tuple(blocks))


def _figures(folder: Folder, judged: JudgedPattern) -> Words:
    """Return the figures in one paragraph: a list of them would be two pages of the report."""
    phase = next(
        (
            PHASE_NAMES[str(phase.id)]
            for phase in folder.advice.plan.phases
            for item in phase.items
            if item.slug == judged.slug
        ),
        "not in the plan",
    )
    rows = [
        ("Verdict", say(strong(str(judged.verdict)), f", {judged.confidence}")),
        ("Fit", say(f"{signless(judged.shown.fit)} of 100, range {spread(judged)}")),
        ("Effort and impact", say(f"{judged.effort} and {signless(judged.shown.impact)} of 100")),
        ("Phase", say(phase)),
    ]
    decision = folder.decisions.get(judged.slug)
    if decision:
        by = f" by {decision.by}" if decision.by else ""
        note = f": {decision.note}" if decision.note else ""
        rows.append(("Decision", say(f"{decision.ruling} on {decision.on}{by}{note}")))
    stance = folder.words.stance(judged.slug)
    if stance:
        note = f". {stance.note}" if stance.note else ""
        rows.append(("House stance", say(f"{stance.label}, {stance.meaning}{note}")))
    found: list[str | Run] = []
    for name, words in rows:
        found += ["; " if found else "", f"{name}: ", *words]
    return say(*found)


def _why(folder: Folder, judged: JudgedPattern) -> list[str]:
    """Return what it is good for; the answers behind it stand in the ledger."""
    condition = arguments.condition(folder, judged)
    found = [_sentence(words) for words in arguments.good(folder, judged)]
    return [*found, condition] if condition else found


def _why_not(folder: Folder, judged: JudgedPattern) -> list[str]:
    found = rule_words(judged)
    for words, helpers in arguments.bad(folder, judged):
        names = " and ".join(
            folder.words.pattern(slug) for slug in helpers if slug in folder.followed
        )
        # A prerequisite names itself already.
        helped = f" ({names} in the plan helps)" if names and names not in words else ""
        found.append(_sentence(f"{words}{helped}"))
    return found


def _checks(folder: Folder, judged: JudgedPattern) -> list[str]:
    return [
        f"{do}. Expected: {expected}"
        for do, expected in arguments.checks(folder.pattern(judged.slug))
    ]


def _listed(title: str, rows: list[str]) -> tuple[Block, ...]:
    if not rows:
        return ()
    return Paragraph((strong(title),)), Bullets(tuple(say(row) for row in rows))


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}" + ("" if words.endswith((".", "?", "!")) else ".")
