"""Words -> ranked Patterns: a full-text index in memory, the same on every database.

Tiers, the first that gives a hit fills the list and later ones append: the name itself, all words
in name, problem and summary, a name with one letter wrong, any word anywhere, names that look
alike. Made with the full-text search of Python's own SQLite.
"""

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from patterns.catalogue import Catalogue
from patterns.content.entries import Later, Pattern

LONGEST = 100  # characters of a query that are looked at
MOST_WORDS = 8
SHORTEST_SLIP = 4  # letters of a name in which one may be wrong
HEAD = "{name other problem short}"
# Words that stand in every problem and tell none of them apart.
COMMON = frozenset((
    "a", "an", "and", "are", "be", "by", "can", "do", "does", "for", "from", "how", "i", "in",
    "is", "it", "its", "may", "must", "no", "not", "of", "on", "or", "our", "so", "that", "the",
    "their", "they", "this", "to", "too", "was", "we", "what", "when", "which", "who", "with",
    "without", "you",
))  # fmt: skip
WEIGHTS = "10.0, 8.0, 8.0, 3.0, 0.5"  # name, other names, problem, in short, body


@dataclass(frozen=True, slots=True)
class Hit:
    """One Pattern found. alike: nothing matched, the name only looks similar."""

    pattern: Pattern
    alike: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The ranked hits, and names that have no page yet with what to read instead."""

    hits: tuple[Hit, ...]
    later: tuple[Later, ...]


def find(catalogue: Catalogue, words: str, *, category: str = "") -> Found:
    """Return Patterns by how well they fit the words; all of them by name without words."""
    patterns = [p for p in catalogue.patterns if not category or p.category == category]
    if not words.strip():
        ordered = sorted(patterns, key=lambda p: (not p.is_complete, p.name))
        return Found(tuple(Hit(pattern, False) for pattern in ordered), ())
    allowed = {pattern.slug: pattern for pattern in patterns}
    ranked = _index(catalogue).rank(words)
    hits = tuple(Hit(allowed[slug], alike) for slug, alike in ranked if slug in allowed)
    return Found(hits, _later(catalogue, words))


def _later(catalogue: Catalogue, words: str) -> tuple[Later, ...]:
    asked = _fold(words)
    return tuple(
        row
        for row in catalogue.content.later
        if asked and len(asked) > 3 and (asked in _fold(row.name) or _fold(row.name) in asked)
    )


def _fold(text: str) -> str:
    return " ".join(re.findall(r"\w+", text[:LONGEST].lower()))


class _Index:
    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._lock = Lock()
        self._names: dict[str, set[str]] = {}
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        self._db.execute(
            "CREATE VIRTUAL TABLE words USING fts5("
            "slug UNINDEXED, name, other, problem, short, body,"
            " tokenize='porter unicode61 remove_diacritics 2', prefix='2 3')"
        )
        self._db.execute(
            "CREATE VIRTUAL TABLE looks USING fts5(slug UNINDEXED, name, tokenize='trigram')"
        )
        for pattern in patterns:
            self._add(pattern)

    def _add(self, pattern: Pattern) -> None:
        other = " ".join(alias.replace("-", " ") for alias in pattern.aliases)
        body = " ".join(text for name, text in pattern.article.items() if name != "In short")
        symptoms = " ".join(f"{mode.symptom} {mode.cause}" for mode in pattern.failure_modes)
        self._db.execute(
            "INSERT INTO words VALUES (?, ?, ?, ?, ?, ?)",
            (
                pattern.slug,
                pattern.name,
                other,
                pattern.problem,
                pattern.article.get("In short", ""),
                f"{body} {symptoms}",
            ),
        )
        self._db.execute(
            "INSERT INTO looks VALUES (?, ?)", (pattern.slug, pattern.name + " " + other)
        )
        self._names[pattern.slug] = {
            _fold(name) for name in (pattern.slug, pattern.name, *pattern.aliases)
        }

    def rank(self, text: str) -> list[tuple[str, bool]]:
        """Return (slug, looks alike only), the best first, each slug once."""
        asked = _fold(text)
        words = asked.split()[:MOST_WORDS]
        if not words:
            return []
        found: dict[str, bool] = {}
        for slug in sorted(s for s, names in self._names.items() if asked in names):
            found.setdefault(slug, False)
        for slug in sorted(
            s for s, names in self._names.items() if any(n.startswith(asked) for n in names)
        ):
            found.setdefault(slug, False)
        quoted = [f'"{word}"' for word in words if word not in COMMON] or [f'"{words[0]}"']
        starting = [*quoted[:-1], quoted[-1] + "*"]
        for slug in self._match(f"{HEAD} : ({' AND '.join(starting)})"):
            found.setdefault(slug, False)
        if not found:
            for slug in self._one_letter_off(asked):
                found.setdefault(slug, True)
        for slug in self._match(" OR ".join(starting)):
            found.setdefault(slug, False)
        if len(asked) >= 4 and not found:
            for slug in self._looking_like(asked):
                found.setdefault(slug, True)
        return list(found.items())

    def _match(self, expression: str) -> list[str]:
        with self._lock:
            rows = self._db.execute(
                "SELECT slug FROM words WHERE words MATCH ?"  # noqa: S608  the weights are ours
                f" ORDER BY bm25(words, 0, {WEIGHTS}), slug",
                (expression,),
            )
            return [row[0] for row in rows]

    def _one_letter_off(self, asked: str) -> list[str]:
        return sorted(
            slug
            for slug, names in self._names.items()
            if any(_differ_by_one(asked, name) for name in names)
        )

    def _looking_like(self, asked: str) -> list[str]:
        letters = asked.replace(" ", "")
        grams = sorted({letters[i : i + 3] for i in range(len(letters) - 2)})
        wanted = " OR ".join(f'"{gram}"' for gram in grams)
        with self._lock:
            rows = self._db.execute(
                "SELECT slug, name FROM looks WHERE looks MATCH ?"
                " ORDER BY bm25(looks), slug LIMIT 20",
                (wanted,),
            ).fetchall()
        shared = [
            (sum(gram in name.lower().replace(" ", "") for gram in grams), slug)
            for slug, name in rows
        ]
        enough = max(2, len(grams) // 3)
        return [
            slug for count, slug in sorted(shared, key=lambda s: (-s[0], s[1])) if count >= enough
        ][:5]


def _differ_by_one(left: str, right: str) -> bool:
    """Say whether one letter added, dropped, changed or swapped makes the texts equal."""
    short, long = sorted((left, right), key=len)
    if len(short) < SHORTEST_SLIP or len(long) - len(short) > 1:
        return False
    at = next((n for n, letter in enumerate(short) if letter != long[n]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at + 1 : at + 2] + short[at : at + 1] + short[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or swapped == long[at:]


@lru_cache(maxsize=3)
def _index(catalogue: Catalogue) -> _Index:
    return _Index(catalogue.patterns)
