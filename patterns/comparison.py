"""Two to four Patterns on the same criteria, with what differs marked."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from patterns.catalogue import Catalogue
from patterns.content.entries import Pattern, Relation
from patterns.content.marks import CITATION

SIGNS = {2: "much better", 1: "better", 0: "no change", -1: "worse", -2: "much worse"}
PROSE = ("In short", "When to use", "When not to use", "What it costs")
IN_PREPARATION = "Page in preparation."
METRICS = "Metrics"
NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Item:
    """One of several things in a cell. own: no other Pattern of the comparison has it."""

    text: str
    own: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """Either one text, or items; prose is Markdown."""

    text: str = ""
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Criterion:
    """One row. differs: at least two Patterns differ in it; always false for prose."""

    name: str
    cells: tuple[Cell, ...]
    differs: bool = False
    prose: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A Relation between two of the compared Patterns."""

    origin: Pattern
    relation: Relation
    target: Pattern


def criteria(catalogue: Catalogue, patterns: Sequence[Pattern]) -> tuple[Criterion, ...]:
    """Return the rows of the comparison; every row has one cell for each Pattern."""
    rows = [
        # A problem is each Pattern's own by definition, so its difference says nothing.
        Criterion("Problem", tuple(Cell(p.problem) for p in patterns)),
        _line("Category", [catalogue.category(p.category).name for p in patterns]),
        _line("Complexity", [f"{p.complexity:.2f}" for p in patterns]),
        _line("Impact", [f"{p.impact:.2f}" for p in patterns]),
        _items("Eases", [_forces(catalogue, p, "eases") for p in patterns]),
        _items("Worsens", [_forces(catalogue, p, "worsens") for p in patterns]),
        _items("Needs first", [_required(catalogue, p) for p in patterns]),
        *_capabilities(catalogue, patterns),
        *_qualities(patterns),
    ]
    if any(p.is_complete for p in patterns):
        rows += [
            _line("Settings", [_count(p, len(p.settings)) for p in patterns]),
            _line("Ways to fail", [_count(p, len(p.failure_modes)) for p in patterns]),
            _items(METRICS, [[metric.name for metric in p.metrics] for p in patterns]),
        ]
    rows += [
        Criterion(
            heading,
            tuple(Cell(_uncited(p.article.get(heading, IN_PREPARATION))) for p in patterns),
            prose=True,
        )
        for heading in PROSE
    ]
    return tuple(rows)


def between(catalogue: Catalogue, patterns: Sequence[Pattern]) -> tuple[Link, ...]:
    """Return the Relations that lead from one of the Patterns to another of them."""
    compared = {pattern.slug for pattern in patterns}
    return tuple(
        Link(pattern, neighbour.relation, neighbour.pattern)
        for pattern in patterns
        for neighbour in catalogue.neighbours(pattern.slug)
        if neighbour.outgoing and neighbour.pattern.slug in compared
    )


def _uncited(text: str) -> str:
    """Return the text without citations: the works that they name stand on the Pattern's page."""
    return re.sub(r" ?" + CITATION.pattern, "", text)


def _line(name: str, texts: Sequence[str]) -> Criterion:
    return Criterion(name, tuple(Cell(text) for text in texts), differs=len(set(texts)) > 1)


def _items(name: str, columns: Sequence[Sequence[str]]) -> Criterion:
    held = Counter(text for column in columns for text in set(column))
    cells = tuple(
        Cell(items=tuple(Item(text, held[text] == 1 and len(columns) > 1) for text in column))
        if column
        else Cell(NOTHING)
        for column in columns
    )
    return Criterion(name, cells, differs=len({frozenset(column) for column in columns}) > 1)


def _forces(catalogue: Catalogue, pattern: Pattern, side: str) -> list[str]:
    effects = getattr(pattern.profile, side) if pattern.profile else ()
    ordered = sorted(effects, key=lambda effect: -effect.strength)
    forces = [(catalogue.force(effect.force), effect) for effect in ordered]
    return [force.name if force else effect.force for force, effect in forces]


def _required(catalogue: Catalogue, pattern: Pattern) -> list[str]:
    targets = [catalogue.get(edge.to) for edge in pattern.relations if edge.type == "requires"]
    return [target.name for target in targets if target]


def _capabilities(catalogue: Catalogue, patterns: Sequence[Pattern]) -> list[Criterion]:
    rows = []
    for capability in catalogue.content.capabilities:
        needs = [p.profile.needs.get(capability.id) if p.profile else None for p in patterns]
        levels = [str(need.level) if need else "0" for need in needs]
        rows.append(_line(f"Asks of {capability.name.lower()}, 0 to 3", levels))
    return rows


def _qualities(patterns: Sequence[Pattern]) -> list[Criterion]:
    names = dict.fromkeys(quality.name for p in patterns for quality in p.qualities)
    signs = [{quality.name: quality.sign for quality in p.qualities} for p in patterns]
    return [
        _line(
            name.capitalize(),
            [
                SIGNS[of.get(name, 0)] if p.is_complete else IN_PREPARATION
                for p, of in zip(patterns, signs, strict=True)
            ],
        )
        for name in names
    ]


def _count(pattern: Pattern, number: int) -> str:
    return str(number) if pattern.is_complete else IN_PREPARATION
