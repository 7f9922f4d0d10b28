"""The numbers of an Advice as tables: Verdicts, Patterns against Forces, levels, one ledger."""

from collections.abc import Sequence

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
COLUMNS = 10  # of a matrix on one page
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
    "What each force adds to the fit of a pattern, in points. The numbers on top of a table are "
    "those before it; an empty cell means that the force is nothing to the pattern."
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
    """Return the Forces against the first Patterns, ten Patterns to a table."""
    compared = [judged for judged in folder.advice.patterns if judged.verdict in COMPARED]
    compared = compared[:MOST_COMPARED]
    if not compared:
        return None
    blocks: list[Block] = [Paragraph(say(MATRIX))]
    tables = -(-len(compared) // COLUMNS)
    columns = -(-len(compared) // tables)  # the same for each, as far as that goes
    for first in range(0, len(compared), columns):
        here = compared[first : first + columns]
        names = tuple(str(first + n) for n in range(1, len(here) + 1))
        blocks.append(Paragraph(_legend(folder, names, here)))
        blocks.append(
            Table(
                f"Forces against patterns {names[0]} to {names[-1]}",
                ("Force", *names),
                _matrix_rows(folder, here),
                (Align.LEFT, *(Align.RIGHT for _ in names)),
                (28, *(7 for _ in names)),
                narrow=True,
            )
        )
    return Section("matrix", "Decision matrix", tuple(blocks))


def levels(folder: Folder) -> Section | None:
    """Return how strongly each Force is felt that an answer moved, the strongest first."""
    moved = [level for level in folder.advice.levels if level.answers]
    moved.sort(key=lambda level: -level.level)
    if not moved:
        return None
    table = Table(
        "Forces and the answers behind them",
        ("Force", "Felt", "Level", "Answers"),
        tuple(_level(folder, level) for level in moved),
        (Align.LEFT, Align.LEFT, Align.RIGHT, Align.LEFT),
        (26, 15, 9, 50),
    )
    said = "From −1, denied, to +1, fully felt."
    return Section("forces", "How strongly each force is felt", (Paragraph(say(said)), table))


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


def _legend(folder: Folder, names: Sequence[str], here: Sequence[JudgedPattern]) -> Words:
    """Return which pattern each number stands for."""
    found: list[str | Run] = []
    for number, judged in zip(names, here, strict=True):
        found += [strong(number), f" {folder.words.pattern(judged.slug)}; "]
    return say(*found[:-1], f"{str(found[-1]).removesuffix('; ')}.")


def _matrix_rows(folder: Folder, here: Sequence[JudgedPattern]) -> tuple[tuple[Words, ...], ...]:
    points = [{part.force: part.shown for part in judged.parts} for judged in here]
    forces = [level.force for level in sorted(folder.advice.levels, key=lambda each: -each.level)]
    total = ((strong("Fit"),), *((strong(signless(judged.shown.fit)),) for judged in here))
    rows = (
        (
            say(folder.words.force(force)),
            *(say(signed(row[force])) if force in row else () for row in points),
        )
        for force in forces
        if any(force in row for row in points)
    )
    return (*rows, total)


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
        say(FELT[round(level.level * 3)]),
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
