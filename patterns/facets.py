"""What a list of Patterns can be narrowed by, and how many each choice would leave."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from patterns.catalogue import Catalogue
from patterns.code.templates import Language
from patterns.content.entries import Pattern

LOW, HIGH = 0.35, 0.65  # complexity and impact: below is low, from here on is high
LEVELS = {"low": "low, below 0.35", "middle": "middle, 0.35 to 0.64", "high": "high, from 0.65"}
EDITIONS = {"seed": "Seed, the first seventeen", "full": "Full"}
STANCES = ("adopt", "trial", "hold")
NO_STANCE = "none"

Values = Mapping[str, frozenset[str]]  # facet -> what one Pattern has of it


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet. count: Patterns that would be left, with all other facets as set."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One question to ask of a list. choices: those that leave something, and the
    one in use, in a fixed order."""

    key: str
    label: str
    choices: tuple[Choice, ...]

    @property
    def chosen(self) -> Choice | None:
        return next((choice for choice in self.choices if choice.chosen), None)


LABELS = {
    "category": "Category",
    "force": "Force eased",
    "quality": "Quality helped",
    "complexity": "Complexity",
    "impact": "Impact",
    "edition": "Edition",
    "language": "Code in",
    "stance": "House stance",
}
KEYS = tuple(LABELS)


def unknown(
    catalogue: Catalogue, asked: Mapping[str, str], stances: Mapping[str, str]
) -> dict[str, str]:
    """Return facet -> value of every choice that no Pattern of the Release has."""
    return {
        key: value
        for key, value in asked.items()
        if not any(value in values[key] for values in _every(catalogue, stances))
    }


def known(catalogue: Catalogue) -> Mapping[str, tuple[str, ...]]:
    """Return facet -> every value that may be asked for, also those that no Pattern has today."""
    content = catalogue.content
    qualities = {quality.name for pattern in catalogue.patterns for quality in pattern.qualities}
    return {
        "category": tuple(row.slug for row in content.categories),
        "force": tuple(row.id for row in content.forces),
        "quality": tuple(sorted(qualities)),
        "complexity": tuple(LEVELS),
        "impact": tuple(LEVELS),
        "edition": tuple(EDITIONS),
        "language": tuple(Language),
        "stance": (*STANCES, NO_STANCE),
    }


def narrow(
    catalogue: Catalogue,
    patterns: Sequence[Pattern],
    asked: Mapping[str, str],
    stances: Mapping[str, str],
) -> tuple[tuple[Pattern, ...], tuple[Facet, ...]]:
    """Return the Patterns that have everything asked for, in their order, and the facets.

    asked: facet -> value. stances: slug -> the organization's word on that Pattern.
    """
    rows = [(pattern, _values_of(catalogue, pattern, stances)) for pattern in patterns]

    def left(without: str = "") -> list[tuple[Pattern, Values]]:
        wanted = [(key, value) for key, value in asked.items() if key != without]
        return [row for row in rows if all(value in row[1][key] for key, value in wanted)]

    every = left()
    facets = []
    for key, label in LABELS.items():
        here = left(without=key) if key in asked else every
        counts = Counter(value for _, values in here for value in values[key])
        offered = {*counts, asked[key]} if key in asked else set(counts)
        choices = tuple(
            Choice(value, words, counts[value], asked.get(key) == value)
            for value, words in _worded(catalogue, key, offered)
        )
        if choices and not (key == "stance" and set(counts) == {NO_STANCE}):
            facets.append(Facet(key, label, choices))
    return tuple(pattern for pattern, _ in every), tuple(facets)


def _worded(catalogue: Catalogue, key: str, values: Collection[str]) -> list[tuple[str, str]]:
    """Return (value, label) in the order of the content, or by name where it has none."""
    content = catalogue.content
    orders: dict[str, Callable[[], Iterable[tuple[str, str]]]] = {
        "category": lambda: ((row.slug, row.name) for row in content.categories),
        "force": lambda: sorted(
            ((row.id, row.name) for row in content.forces), key=lambda row: row[1].lower()
        ),
        "complexity": LEVELS.items,
        "impact": LEVELS.items,
        "edition": EDITIONS.items,
    }
    named = (
        orders[key]() if key in orders else ((each, each.capitalize()) for each in sorted(values))
    )
    return [(value, label) for value, label in named if value in values]


def _every(catalogue: Catalogue, stances: Mapping[str, str]) -> list[Values]:
    return [_values_of(catalogue, pattern, stances) for pattern in catalogue.patterns]


def _values_of(catalogue: Catalogue, pattern: Pattern, stances: Mapping[str, str]) -> Values:
    word = stances.get(pattern.slug, NO_STANCE)
    return {**_fixed(catalogue)[pattern.slug], "stance": frozenset((word,))}


@lru_cache(maxsize=3)
def _fixed(catalogue: Catalogue) -> dict[str, dict[str, frozenset[str]]]:
    return {
        pattern.slug: {
            "category": frozenset((pattern.category,)),
            "force": frozenset(e.force for e in (pattern.profile.eases if pattern.profile else ())),
            "quality": frozenset(quality.name for quality in pattern.qualities if quality.sign > 0),
            "complexity": frozenset((_level(pattern.complexity),)),
            "impact": frozenset((_level(pattern.impact),)),
            "edition": frozenset((pattern.edition,)),
            "language": frozenset(str(t.language) for t in catalogue.templates(pattern.slug)),
        }
        for pattern in catalogue.patterns
    }


def _level(number: float) -> str:
    return "low" if number < LOW else "high" if number >= HIGH else "middle"
