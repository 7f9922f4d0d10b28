"""The numbers of an Advice as tables: Verdicts, Patterns against Forces, levels, one ledger."""

from collections.abc import Sequence
from itertools import groupby

from advisor.diagrams import on_quadrant
from advisor.documents.folder import Folder
from advisor.engine.advice import JudgedPattern, Level
from advisor.engine.profiles import Verdict
from advisor.engine.reasons import Part, Role
from patterns.documents.document import (
    Align,
    Block,
    Bullets,
    Figure,
    Paragraph,
    Run,
    Section,
    Table,
    Words,
    say,
    strong,
)

LISTED = (Verdict.ADOPT, Verdict.PREPARE, Verdict.CONSIDER, Verdict.DEFER, Verdict.AVOID)
COMPARED = (Verdict.ADOPT, Verdict.PREPARE, Verdict.CONSIDER)
MOST_COMPARED = 30
MOST_LEVELS = 30  # forces with a row; a ledger names the answers behind each that counts
MOST_ANSWERS = 3  # named behind one number; the others are added up
ROLES = {
    Role.MAIN: "main force",
    Role.SIDE: "eased",
    Role.DENIED: "denied by the answers",
    Role.HARMED: "worsened",
    Role.SILENCED: "weight 0",
}
FELT = {3: "fully", 2: "clearly", 1: "a little", 0: "not", -1: "a little denied"}
FELT |= {-2: "clearly denied", -3: "fully denied"}
HOUSE = "What your organization says about these patterns. No number depends on it."
MATRIX = (
    "The points of each force, which add up to the fit; a force that is not named counts nothing. "
    "All patterns against all forces are the spreadsheet decision-matrix.csv: the site gives it "
    "beside this report, and the bundle contains it."
)
LEVELS = "From −1, denied, to +1, fully felt."
MORE_LEVELS = (
    "The other forces follow by name. The answers behind each that counts stand with its patterns, "
    "and all of them in the JSON of the advice."
)


def verdicts(folder: Folder, figures: Sequence[Figure]) -> Section | None:
    """Return every Verdict that says what to do or not to do, in order of rank."""
    told = [judged for judged in folder.advice.patterns if judged.verdict in LISTED]
    if not told:
        return None
    numbers = {judged.slug: str(n) for n, judged in enumerate(on_quadrant(folder.advice), 1)}
    table = Table(
        "Verdicts in order of rank",
        ("Pattern", "No.", "Verdict", "Fit", "Range", "Confidence", "Effort", "Impact"),
        tuple(_verdict(folder, judged, numbers.get(judged.slug, "")) for judged in told),
        (
            *(Align.LEFT, Align.RIGHT, Align.LEFT, Align.RIGHT),
            *(Align.RIGHT, Align.LEFT, Align.RIGHT, Align.RIGHT),
        ),
        (31, 7, 12, 8, 13, 14, 8, 9),
    )
    return Section("verdicts", "Verdicts", (table, *figures), _stances(folder, told))


def matrix(folder: Folder) -> Section | None:
    """Return what each Force adds to the first Patterns or takes from them, a row for each.

    The whole grid, most of it empty, is a file of its own.
    """
    compared = [judged for judged in folder.advice.patterns if judged.verdict in COMPARED]
    compared = compared[:MOST_COMPARED]
    if not compared:
        return None
    table = Table(
        "Forces that count for and against each pattern",
        ("Pattern", "Fit", "Adds to it", "Takes from it"),
        tuple(_compared(folder, judged) for judged in compared),
        (Align.LEFT, Align.RIGHT, Align.LEFT, Align.LEFT),
        (22, 8, 45, 25),
    )
    return Section("matrix", "Decision matrix", (Paragraph(say(MATRIX)), table))


def levels(folder: Folder) -> Section | None:
    """Return how strongly each Force is felt that an answer moved, the strongest first."""
    moved = [level for level in folder.advice.levels if level.answers]
    moved.sort(key=lambda level: -level.level)
    if not moved:
        return None
    table = Table(
        "Forces and the answers behind them",
        ("Force", "Felt", "Level", "Answers"),
        tuple(_level(folder, level) for level in moved[:MOST_LEVELS]),
        (Align.LEFT, Align.LEFT, Align.RIGHT, Align.LEFT),
        (26, 15, 9, 50),
    )
    said = Paragraph(say(LEVELS))
    others = _other_levels(folder, moved[MOST_LEVELS:])
    return Section("forces", "How strongly each force is felt", (said, table, *others))


def ledger(folder: Folder, judged: JudgedPattern) -> Table:
    """Return what adds up to the fit of one Pattern."""
    parts = [part for part in judged.parts if part.role is not Role.SILENCED]
    total: tuple[Words, ...] = (strong("Fit"),), (), (strong(signless(judged.shown.fit)),)
    return Table(
        f"What adds up to the fit of {folder.words.pattern(judged.slug)}",
        ("Force", "Answers behind it", "Points"),
        (*(_part(folder, part) for part in parts), total),
        (Align.LEFT, Align.LEFT, Align.RIGHT),
        (34, 56, 10),
    )


def signed(points: float) -> str:
    """Write points with their sign and one decimal; a real minus sign."""
    number = round(points, 1)
    return f"{'+' if number > 0 else '−' if number < 0 else ''}{abs(number):.1f}"


def signless(points: float) -> str:
    """Write a number with one decimal; only a minus is shown."""
    return f"{points:.1f}".replace("-", "−")


def spread(judged: JudgedPattern) -> str:
    """Return the bounds of the fit in words."""
    low, high = (f"{float(bound):.0f}".replace("-", "−") for bound in (judged.low, judged.high))
    return low if low == high else f"{low} to {high}"


def _verdict(folder: Folder, judged: JudgedPattern, number: str) -> tuple[Words, ...]:
    told = folder.told
    name = folder.words.pattern(judged.slug)
    return (
        (Run(name, to=f"pattern-{judged.slug}"),) if judged.slug in told else say(name),
        say(number),
        say(str(judged.verdict)),
        say(signless(judged.shown.fit)),
        say(spread(judged)),
        say(str(judged.confidence)),
        say(str(judged.effort)),
        say(signless(judged.shown.impact)),
    )


def _stances(folder: Folder, told: Sequence[JudgedPattern]) -> tuple[Section, ...]:
    items = []
    for judged in told:
        stance = folder.words.stance(judged.slug)
        if stance is None:
            continue
        note = f" {stance.note}" if stance.note else ""
        link = (" See ", Run(stance.link, address=stance.link), ".") if stance.link else ()
        name = strong(folder.words.pattern(judged.slug))
        items.append(say(name, f": {stance.label}, {stance.meaning}.{note}", *link))
    if not items:
        return ()
    return (Section("stances", "House stances", (Paragraph(say(HOUSE)), Bullets(tuple(items)))),)


def _compared(folder: Folder, judged: JudgedPattern) -> tuple[Words, ...]:
    moving = sorted(judged.parts, key=lambda part: -abs(part.shown))
    adds, takes = (
        [
            f"{folder.words.force(part.force)} {signed(part.shown)}"
            for part in moving
            if part.shown * sign > 0
        ]
        for sign in (1, -1)
    )
    return (
        say(folder.words.pattern(judged.slug)),
        say(signless(judged.shown.fit)),
        say("; ".join(adds)),
        say("; ".join(takes)),
    )


def _other_levels(folder: Folder, levels: Sequence[Level]) -> tuple[Block, ...]:
    """Return the names of Forces by how strongly they are felt, strongest first."""
    if not levels:
        return ()
    items = tuple(
        say(strong(felt.capitalize()), f": {', '.join(folder.words.force(e.force) for e in same)}.")
        for felt, same in groupby(levels, key=_felt)
    )
    return Paragraph(say(MORE_LEVELS)), Bullets(items)


def _felt(level: Level) -> str:
    return FELT[round(level.level * 3)]


def _level(folder: Folder, level: Level) -> tuple[Words, ...]:
    first = sorted(level.answers, key=lambda each: -abs(each.change))[:MOST_ANSWERS]
    answers = [
        f"{folder.words.answer(each.question, each.option)} ({'+' if each.change > 0 else '−'}"
        f"{abs(each.change)})"
        for each in first
    ]
    more = len(level.answers) - len(first)
    return (
        say(folder.words.force(level.force)),
        say(_felt(level)),
        say(f"{float(level.level):+.2f}".replace("-", "−").replace("+0.00", "0")),
        say("; ".join([*answers, *([f"and {more} more"] if more else [])])),
    )


def _part(folder: Folder, part: Part) -> tuple[Words, ...]:
    shares = sorted(part.shares, key=lambda share: -abs(share.shown))
    answers = [
        f"{folder.words.answer(share.question, share.option)} ({signed(share.shown)})"
        for share in shares[:MOST_ANSWERS]
    ]
    if rest := shares[MOST_ANSWERS:]:
        answers.append(f"and {len(rest)} more ({signed(sum(share.shown for share in rest))})")
    softened = " and ".join(folder.words.pattern(slug) for slug in part.softened_by)
    role = f", {ROLES[part.role]}{f', softened by {softened}' if softened else ''}"
    force = say(strong(folder.words.force(part.force)), role)
    return force, say("; ".join(answers)), say(signed(part.shown))
