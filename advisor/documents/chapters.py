"""The whole Advice as one Document, which HTML, PDF and Word are made from.

A chapter is a function that returns its Section, or None where there is nothing to say.
"""

import hashlib

from advisor.documents import sentences
from advisor.documents.decisions import title_of
from advisor.documents.essentials import checklists, phases
from advisor.documents.folder import Folder
from advisor.documents.planned import chosen
from advisor.documents.reckoning import levels, matrix, verdicts
from advisor.documents.standing import Standing, standings
from advisor.documents.warnings import warned
from advisor.documents.words import labels_of
from advisor.engine.phrases import phrase
from advisor.engine.profiles import Verdict
from advisor.engine.roadmap import ItemState
from patterns.documents.document import (
    Align,
    Block,
    Bullets,
    Checklist,
    Definitions,
    Document,
    Figure,
    Notice,
    Paragraph,
    Run,
    Section,
    Table,
    Words,
    origin_of,
    say,
    strong,
)

KEYWORDS = ("architecture", "distributed systems", "design patterns")
ORDER_NOT_DATES = "Order and size, not dates: {used} of {budget} complexity points of half a year."
EMPTY_PLAN = "The plan is empty: nothing has to be built."
MOST_LEFT = 20  # forces that are named where nothing is done; a table of all of them follows
PROPOSED = "A record says proposed until somebody decides."

# Everything that a picture shows stands in a table of its section as well.
ALTERNATIVES = {
    "architecture": "Drawing of the system with the planned patterns in it. The table below says "
    "for each pattern which parts and links it adds.",
    "roadmap": "Gantt chart of the plan, one pattern after the other. The table above has the same "
    "patterns in the same order, with their phases and points.",
    "quadrant": "Effort against impact, one point for each pattern. The table above has both "
    "numbers; its column No. names the points.",
}


def document_of(folder: Folder) -> Document:
    """Return the document; equal input gives equal values."""
    advice = folder.advice
    heading, lead = folder.headline
    found = (
        _summary(folder),
        _clashes(folder),
        _tensions(folder),
        _together(folder),
        _plan(folder),
        _architecture(folder),
        _decisions(folder),
        chosen(folder),
        verdicts(folder, _figures(folder, "quadrant")),
        matrix(folder),
        _avoid(folder),
        _nothing(folder),
        _checklist(folder),
        levels(folder),
        _answers(folder),
        _assumptions(folder),
        _questions(folder),
    )
    return Document(
        title=heading,
        lead=lead,
        facts=_facts(folder),
        sections=tuple(section for section in found if section),
        on=folder.on.isoformat(),
        identity=_identity(folder),
        subject=folder.sheet.title or "Pattern Advisor",
        origin=origin_of(advice.release, advice.engine),
        keywords=(*KEYWORDS, *(folder.words.pattern(slug) for slug in folder.followed)),
    )


def _facts(folder: Folder) -> tuple[tuple[str, str], ...]:
    advice, saved = folder.advice, folder.saved
    found = [("Assessment", folder.sheet.title)] if folder.sheet.title else []
    if saved:
        found.append(("Revision", str(saved.revision)))
    found += [
        ("Date", folder.on.isoformat()),
        ("Confidence", str(advice.overall_confidence)),
        ("Release", advice.release),
        ("Engine", advice.engine),
    ]
    if saved and saved.engine != advice.engine:
        found.append(
            (
                "Saved with",
                f"engine {saved.engine}; computed again, so numbers may differ from those kept",
            )
        )
    return tuple(found)


def _identity(folder: Folder) -> str:
    """Return a digest of what the document is made from."""
    parts = (
        folder.advice_as_kept.decode(),
        folder.advice.engine,
        folder.sheet.title,
        folder.on.isoformat(),
        repr(sorted(folder.decisions.items())),
    )
    joined = "\0".join(parts).encode("utf-8", "backslashreplace")
    return hashlib.sha256(joined).hexdigest()


def _summary(folder: Folder) -> Section:
    figures = sentences.key_figures(folder.advice)
    leading = sentences.leading(folder.advice, folder.words)
    rows = [
        ("In the plan", f"{figures['planned']} patterns"),
        ("Work", f"{figures['used']} of {figures['budget']} points of half a year"),
        ("To adopt", str(figures["adopt"])),
        ("To prepare", str(figures["prepare"])),
        ("Questions open", str(figures["open"])),
    ]
    if figures["stable"]:
        rows.append(
            (
                "Stays when one force counts a quarter more or less",
                f"{figures['stable']} of the first 10 on average, {figures['worst']} at worst",
            )
        )
    blocks: list[Block] = [Paragraph(say(leading))] if leading else []
    blocks.append(Definitions(tuple((name, say(words)) for name, words in rows)))
    return Section("summary", "In short", tuple(blocks))


def _clashes(folder: Folder) -> Section | None:
    notices = tuple(
        Notice(
            clash.message,
            (
                Paragraph(say("Ways out:")),
                Bullets(tuple(say(way) for way in clash.ways_out)),
            ),
        )
        for clash in folder.advice.contradictions
    )
    return Section("clashes", "Answers that cannot all be true", notices) if notices else None


def _tensions(folder: Folder) -> Section | None:
    items = tuple(
        say(
            strong(" and ".join(folder.words.force(force) for force in tension.forces)),
            f": {tension.message}.",
        )
        for tension in folder.advice.tensions
    )
    title = "Wishes that pull against each other"
    return Section("tensions", title, (Bullets(items),)) if items else None


def _together(folder: Folder) -> Section | None:
    notices = tuple(
        Notice(
            row.title,
            (
                *((Bullets(tuple(say(reason) for reason in row.reasons)),) if row.reasons else ()),
                Paragraph(say(row.what_to_do)),
            ),
        )
        for row in warned(folder.advice, folder.words)
    )
    return Section("together", "Before you take these together", notices) if notices else None


def _plan(folder: Folder) -> Section:
    plan = folder.advice.plan
    if not plan.members:
        return Section("plan", "Plan", (Paragraph(say(EMPTY_PLAN)), *_left_over(folder)))
    decided = folder.is_decided
    rows = tuple(
        (
            say(row["name"]),
            say(row["phase"]),
            say(row["verdict"]),
            say(str(row["points"])),
            say(row["because"]),
            *((say(str(row["decision"])),) if decided else ()),
        )
        for row in phases(folder)
    )
    table = Table(
        "The plan, in the order of building",
        ("Pattern", "Phase", "Verdict", "Points", "Because", *(("Decision",) if decided else ())),
        rows,
        (
            *(Align.LEFT, Align.LEFT, Align.LEFT, Align.RIGHT, Align.LEFT),
            *((Align.LEFT,) if decided else ()),
        ),
        (24, 15, 12, 10, 39, *((14,) if decided else ())),
    )
    lead = Paragraph(say(ORDER_NOT_DATES.format(used=plan.used, budget=plan.budget)))
    return Section(
        "plan",
        "Plan",
        (lead, table, *_left_over(folder), *_figures(folder, "roadmap")),
        _choices(folder),
    )


def _left_over(folder: Folder) -> tuple[Block, ...]:
    """Return what the plan leaves out: rejected by people, beyond the half year, blocked."""
    words, plan = folder.words, folder.advice.plan
    found: list[Words] = []
    left_out = [words.pattern(slug) for slug in folder.dropped]
    if left_out:
        found.append(say(f"Decided otherwise: {', '.join(left_out)}."))
    items = [item for phase in plan.phases for item in phase.items]
    beyond = [words.pattern(i.slug) for i in items if i.state is ItemState.BEYOND_BUDGET]
    if beyond:
        found.append(say(f"Beyond this half year: {', '.join(beyond)}."))
    for item in items:
        if item.state is ItemState.BLOCKED and item.blocked_by:
            needs = " and ".join(words.pattern(slug) for slug in item.blocked_by)
            found.append(say(f"{words.pattern(item.slug)} waits: it needs {needs}."))
    return (Bullets(tuple(found)),) if found else ()


def _choices(folder: Folder) -> tuple[Section, ...]:
    words = folder.words
    items = tuple(
        say(strong(words.pattern(choice.winner)), *(f" {line}" for line in lines))
        for choice in sorted(folder.advice.plan.groups, key=lambda choice: choice.margin)
        if (lines := sentences.either_or(choice, words))
    )
    families = tuple(
        say(
            strong(words.pattern(family.entered)),
            f" stands in the plan for {' and '.join(map(words.pattern, family.stands_for))} too.",
        )
        for family in folder.advice.plan.families
    )
    rows = (*items, *families)
    return (Section("choices", "One of several", (Bullets(rows),)),) if rows else ()


def _architecture(folder: Folder) -> Section | None:
    figures = _figures(folder, "architecture")
    if not figures:
        return None
    composed = folder.composed
    rows = tuple(
        (say(folder.words.pattern(place.slug)), say(place.where))
        for place in (composed.placements if composed else ())
    )
    table = Table(
        "Where each pattern stands", ("Pattern", "Place"), rows, (Align.LEFT, Align.LEFT), (1, 2)
    )
    return Section("architecture", "Your system with the plan in it", (*figures, table))


def _decisions(folder: Folder) -> Section | None:
    if not folder.is_decided:
        return None
    table = Table(
        "Decision records",
        ("Record", "Title", "Status", "Date", "Decided by", "Note"),
        tuple(_decision(folder, standing) for standing in standings(folder)),
        (Align.RIGHT, Align.LEFT, Align.LEFT, Align.LEFT, Align.LEFT, Align.LEFT),
        (9, 30, 12, 14, 13, 22),
    )
    return Section("decisions", "Decisions", (Paragraph(say(PROPOSED)), table))


def _decision(folder: Folder, standing: Standing) -> tuple[Words, ...]:
    decision = standing.decision
    return (
        say(str(standing.number)),
        say(title_of(folder, standing)),
        say(standing.status),
        say(standing.on.isoformat()),
        say(decision.by if decision else ""),
        say(decision.note if decision else ""),
    )


def _avoid(folder: Folder) -> Section | None:
    items = tuple(
        say(
            strong(folder.words.pattern(judged.slug)),
            f": {' '.join(sentences.rule_words(judged))}",
        )
        for judged in folder.advice.patterns
        if judged.verdict is Verdict.AVOID
    )
    return Section("avoid", "What not to do", (Bullets(items),)) if items else None


def _nothing(folder: Folder) -> Section:
    baseline, words = folder.advice.baseline, folder.words
    said = Paragraph(say(phrase(baseline.headline, words.names)))
    names = [words.force(found.force) for found in baseline.unanswered_forces]
    unnamed = len(names) - MOST_LEFT
    told = [*names[:MOST_LEFT], *([f"and {unnamed} more"] if unnamed > 0 else [])]
    more = (Paragraph(say(f"Felt and left as they are: {', '.join(told)}.")),) if told else ()
    return Section("nothing", "If you do nothing", (said, *more))


def _checklist(folder: Folder) -> Section | None:
    parts = tuple(
        Section(
            f"checklist-{number}",
            name,
            tuple(
                block
                for phase, ticks in listed
                for block in (
                    Paragraph((strong(phase.capitalize()),)),
                    Checklist(tuple(say(tick) for tick in ticks)),
                )
            ),
        )
        for number, (name, listed) in enumerate(checklists(folder), start=1)
    )
    return Section("checklist", "Implementation checklist", (), parts) if parts else None


def _answers(folder: Folder) -> Section | None:
    reasons, notes = folder.sheet.reason_texts, folder.sheet.notes
    rows = tuple(
        (
            say(entry.text),
            say("; ".join(labels_of(entry, answer.words))),
            say("; ".join(text for text in (reasons.get(name), notes.get(name)) if text)),
        )
        for name, answer in folder.advice.answers.given.items()
        if (entry := folder.catalogue.question(name))
    )
    if not rows:
        return None
    header = ("Question", "Answer", "Note")
    shown = len(header) if any(run.text for *_, note in rows for run in note) else 2
    table = Table(
        "What was answered",
        header[:shown],
        tuple(row[:shown] for row in rows),
        tuple(Align.LEFT for _ in header[:shown]),
        tuple(1 for _ in header[:shown]),
    )
    return Section("answers", "Answers", (table,))


def _assumptions(folder: Folder) -> Section | None:
    items = tuple(say(each) for each in sentences.assumptions(folder.advice, folder.words))
    return Section("assumptions", "What was assumed", (Bullets(items),)) if items else None


def _questions(folder: Folder) -> Section | None:
    rows = tuple(
        say(folder.words.question(each.question), Run(f" {sentences.could_change(each)}"))
        for each in folder.advice.next_questions
    )
    title = "Questions to answer next"
    return Section("questions", title, (Bullets(rows, numbered=True),)) if rows else None


def _figures(folder: Folder, name: str) -> tuple[Figure, ...]:
    return tuple(
        Figure(name, diagram, f"{diagram.title}. {diagram.description}", ALTERNATIVES[name])
        for found, diagram in folder.pictures
        if found == name
    )
