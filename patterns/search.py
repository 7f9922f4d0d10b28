"""Words -> ranked Patterns: an index in memory, the same on every database.

A name beats a mention: names first (whole, as typed so far, inside a longer question), then all
that share words, weighted by where a word stands and how rare it is (BM25F). A word that no page
knows is read as the nearest word of a name, and the answer says so.

Sources: Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009, for the weights;
Porter's English stemmer in its second form, by way of snowballstemmer.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import log
from threading import Lock

import snowballstemmer

from patterns.catalogue import Catalogue
from patterns.content.entries import Later, Pattern

LONGEST = 100  # characters of a query that are looked at
MOST_WORDS = 12
MOST_ENDINGS = 40  # words that a beginning may stand for
SHORTEST_SLIP = 4  # letters of a word in which one may be wrong
LONG_WORD = 8  # from here on a second letter may be wrong
# Words that stand in every problem and tell none of them apart.
COMMON = frozenset((
    "a", "an", "and", "are", "as", "at", "be", "been", "by", "can", "could", "do", "does", "for",
    "from", "had", "has", "have", "how", "i", "if", "in", "is", "it", "its", "may", "me", "must",
    "my", "need", "needs", "no", "not", "of", "on", "or", "our", "should", "so", "some", "than",
    "that", "the", "their", "them", "there", "these", "they", "this", "to", "too", "us", "want",
    "was", "we", "what", "when", "where", "which", "who", "will", "with", "without", "you", "your",
))  # fmt: skip
# Words that readers add to any name.
DECORATION = frozenset(("pattern", "patterns", "explain"))
# Chosen by trial on the first half of tests/content/queries.tsv; see docs/decisions.
WEIGHTS = {
    "name": 3.0, "other": 3.0, "problem": 3.0, "asked": 3.0, "short": 0.7, "forces": 1.0,
    "situations": 0.7, "when": 0.3, "body": 0.15,
}  # fmt: skip
LENGTHS = {
    "name": 3, "other": 8, "problem": 15, "asked": 30, "short": 65, "forces": 60,
    "situations": 80, "when": 150, "body": 1_200,
}  # fmt: skip
COVERAGE = 1.0  # how much a Pattern gains from having more of the words
SATURATION = 5.0
ENOUGH = 0.25  # of the best score: what has less is not worth a reader's time
MOST_HITS = 200
FREQUENT = 1_500  # Patterns with one word, from which on it is left out beside a rarer one
GOOD = ("adopt", "prepare")
BEGINNING = 0.8  # worth of a word that the reader may still be typing


@dataclass(frozen=True, slots=True)
class Hit:
    """One Pattern found. alike: nothing is called so, only something that looks similar."""

    pattern: Pattern
    alike: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The ranked hits, and names that have no page yet with what to read instead."""

    hits: tuple[Hit, ...]
    later: tuple[Later, ...]


def find(catalogue: Catalogue, words: str) -> Found:
    """Return Patterns by how well they fit the words; all of them by name without words."""
    if not words.strip():
        ordered = sorted(catalogue.patterns, key=lambda p: (not p.is_complete, p.name))
        return Found(tuple(Hit(pattern, False) for pattern in ordered), ())
    index = _index(catalogue)
    ranked, alike = index.rank(words)
    hits = tuple(Hit(index.patterns[number], alike) for number in ranked)
    return Found(hits, _later(catalogue, words))


def match(catalogue: Catalogue, text: str) -> tuple[Pattern, ...]:
    """Return every Pattern that shares a word with a whole text, the closest first.

    Unlike `find`, the text is read to its end and nobody is typing it: no names, no corrections.
    """
    index = _index(catalogue)
    return tuple(index.patterns[number] for number in index.weigh(text))


def _later(catalogue: Catalogue, words: str) -> tuple[Later, ...]:
    asked = " ".join(_words(words))
    return tuple(
        row
        for row in catalogue.content.later
        if len(asked) > 3
        and (asked in (name := " ".join(_words(row.name))) or f" {name} " in f" {asked} ")
    )


def _words(text: str, longest: int = LONGEST) -> list[str]:
    plain = unicodedata.normalize("NFKD", text[:longest]).lower()
    return re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c)))


class _Index:
    """Names by phrase, and for each word what it adds to which Pattern, computed once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.patterns = catalogue.patterns
        self._lock = Lock()  # the stemmer keeps the word it works on
        self._stemmer = snowballstemmer.stemmer("english")
        self._stems: dict[str, str] = {}
        self._names: dict[str, list[int]] = defaultdict(list)
        self._name_words: set[str] = set()
        counted: list[Counter[tuple[str, str]]] = []
        for number, pattern in enumerate(self.patterns):
            for name in (pattern.name, pattern.slug, *pattern.aliases):
                self._add_name(name, number)
            counted.append(self._count(catalogue, pattern))
        self._typed = sorted(self._names)
        self._worth = _worth(counted)
        self._vocabulary = sorted(self._worth)
        self._slips: dict[str, list[str]] = defaultdict(list)
        self._initial: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._name_words):
            self._initial[word[0]].append(word)
            for shorter in _shorter(word):
                self._slips[shorter].append(word)

    def rank(self, text: str) -> tuple[list[int], bool]:
        """Return numbers of Patterns, the best first, and whether a word had to be corrected."""
        words = [word for word in _words(text) if word not in DECORATION][:MOST_WORDS]
        words = words or _words(text)[:MOST_WORDS]
        if not words:
            return [], False
        corrected = self._corrected(words)
        scored = self._scored(corrected)
        enough = ENOUGH * max(scored.values(), default=0.0)
        likely = [number for number, points in scored.items() if points >= enough]
        likely.sort(key=lambda number: (-scored[number], number))
        ranked = list(dict.fromkeys([*self._called(corrected), *likely[:MOST_HITS]]))
        return ranked, corrected != words

    def weigh(self, text: str) -> list[int]:
        """Return numbers of Patterns by how much they share with a text of any length."""
        stems = {self._stem(word) for word in _words(text, len(text)) if word not in COMMON}
        scores: dict[int, float] = defaultdict(float)
        for stem in sorted(stems):  # sums of floats must not depend on the order of a set
            for number, points in self._worth.get(stem, {}).items():
                scores[number] += points
        return sorted(scores, key=lambda number: (-scores[number], number))

    def _add_name(self, name: str, number: int) -> None:
        words = _words(name)
        squashed = "".join(words)
        for key in dict.fromkeys((" ".join(words), self._phrase(words), squashed)):
            if number not in self._names[key]:
                self._names[key].append(number)
        self._name_words.update(word for word in (*words, squashed) if len(word) >= SHORTEST_SLIP)

    def _count(self, catalogue: Catalogue, pattern: Pattern) -> Counter[tuple[str, str]]:
        """Return (stem, field) -> occurrences."""
        forces = [force for force in map(catalogue.force, _eased(pattern, 2)) if force]
        examples = pattern.profile.examples if pattern.profile else ()
        texts = {
            "name": pattern.name,
            "other": " ".join(pattern.aliases),
            "problem": pattern.problem,
            "asked": " ".join(pattern.asked),
            "short": pattern.article.get("In short", ""),
            "forces": " ".join(f"{force.name} {force.meaning}" for force in forces),
            "situations": " ".join(
                [
                    *(
                        f"{each.name} {each.situation}"
                        for each in examples
                        if each.expect.verdict in GOOD
                    ),
                    *self._answers(catalogue, frozenset(_eased(pattern, 3))),
                ]
            ),
            "when": pattern.article.get("When to use", ""),
            "body": " ".join(
                [
                    t
                    for heading, t in pattern.article.items()
                    if heading not in ("In short", "When to use")
                ]
                + [f"{mode.symptom} {mode.cause}" for mode in pattern.failure_modes]
            ),
        }
        counts: Counter[tuple[str, str]] = Counter()
        for field, text in texts.items():
            for word in re.findall(r"[^\W_]+", text.lower()):
                if word not in COMMON:
                    counts[self._stem(word), field] += 1
        return counts

    def _answers(self, catalogue: Catalogue, forces: frozenset[str]) -> list[str]:
        """Return what readers answer where these Forces are raised: problems in plain words."""
        return [
            option.label
            for section in catalogue.content.sections
            for question in section.question
            for option in question.option
            if any(points > 1 for force, points in option.raises.items() if force in forces)
        ]

    def _called(self, words: list[str]) -> list[int]:
        """Return who is called so, then whose name begins so, then whose name is in the words."""
        phrase = self._phrase(words)
        found = [
            number
            for key in (" ".join(words), phrase, "".join(words))
            for number in self._names.get(key, ())
        ]
        if not found:
            found += self._beginning(" ".join(words)) or self._beginning(phrase)
        parts = [
            self._phrase(words[start:end])
            for length in range(len(words) - 1, 1, -1)
            for start in range(len(words) - length + 1)
            for end in (start + length,)
        ]
        for part in parts:
            found += self._names.get(part, ())
        return found

    def _beginning(self, typed: str) -> list[int]:
        found: list[int] = []
        start = bisect_left(self._typed, typed)
        for name in self._typed[start : start + MOST_ENDINGS]:
            if not name.startswith(typed):
                break
            found += self._names[name]
        return sorted(set(found), key=lambda n: (len(self.patterns[n].name), n))

    def _scored(self, words: list[str]) -> dict[int, float]:
        scores: dict[int, float] = defaultdict(float)
        asked = [word for word in words if word not in COMMON] or words[-1:]
        places = [self._worth.get(self._stem(word), {}) for word in asked]
        if len(asked[-1]) > 1:
            places[-1] = self._with_endings(asked[-1], places[-1])
        found: Counter[int] = Counter()
        places.sort(key=len)
        for read, worth in enumerate(places):
            if read and len(worth) > FREQUENT:
                break  # a rarer word has decided, and this one would cost the most
            for number, points in worth.items():
                scores[number] += points
                found[number] += 1
        return {n: points * (found[n] / len(asked)) ** COVERAGE for n, points in scores.items()}

    def _with_endings(self, beginning: str, whole: dict[int, float]) -> dict[int, float]:
        worth = dict(whole)
        start = bisect_left(self._vocabulary, beginning)
        for stem in self._vocabulary[start : start + MOST_ENDINGS]:
            if not stem.startswith(beginning) or len(worth) > FREQUENT:
                break  # so many begin so that the reader has to type on anyway
            for number, points in self._worth[stem].items():
                worth[number] = max(worth.get(number, 0.0), BEGINNING * points)
        return worth

    def _corrected(self, words: list[str]) -> list[str]:
        return [word if self._is_known(word, word is words[-1]) else self._nearest(word)
                for word in words]  # fmt: skip

    def _is_known(self, word: str, may_go_on: bool) -> bool:
        if word in COMMON or self._stem(word) in self._worth or word in self._names:
            return True
        start = bisect_left(self._vocabulary, word)
        goes_on = self._vocabulary[start : start + 1]
        return may_go_on and bool(goes_on) and goes_on[0].startswith(word)

    def _nearest(self, word: str) -> str:
        """Return the word of a name that differs least, or the word itself."""
        if len(word) < SHORTEST_SLIP:
            return word
        near = {other for shorter in _shorter(word) for other in self._slips.get(shorter, ())}
        allowed = 2 if len(word) >= LONG_WORD else 1
        if not near and allowed > 1:
            near = {other for other in self._initial[word[0]] if abs(len(other) - len(word)) < 3}
        distances = sorted((_distance(word, other), other) for other in near)
        return distances[0][1] if distances and distances[0][0] <= allowed else word

    def _phrase(self, words: Iterable[str]) -> str:
        return " ".join(self._stem(word) for word in words)

    def _stem(self, word: str) -> str:
        stem = self._stems.get(word)
        if stem is None:
            with self._lock:
                stem = str(self._stemmer.stemWord(word))
            if len(self._stems) < 200_000:  # readers must not fill the memory with made-up words
                self._stems[word] = stem
        return stem


def _eased(pattern: Pattern, strength: int) -> list[str]:
    effects = pattern.profile.eases if pattern.profile else ()
    return [effect.force for effect in effects if effect.strength >= strength]


def _worth(counted: list[Counter[tuple[str, str]]]) -> dict[str, dict[int, float]]:
    """Return stem -> number of a Pattern -> what that word adds to its score (BM25F)."""
    amounts: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for number, counts in enumerate(counted):
        lengths: Counter[str] = Counter()
        for (_, field), count in counts.items():
            lengths[field] += count
        for (stem, field), count in counts.items():
            norm = 0.4 + 0.6 * lengths[field] / LENGTHS[field]
            amounts[stem][number] += WEIGHTS[field] * count / norm
    total = len(counted)
    return {
        stem: {
            number: log(1 + (total - len(places) + 0.5) / (len(places) + 0.5))
            * amount / (SATURATION + amount)
            for number, amount in places.items()
        }
        for stem, places in amounts.items()
    }  # fmt: skip


def _shorter(word: str) -> Iterator[str]:
    """Yield the word and the word without one letter: two with one in common are near."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _distance(left: str, right: str) -> int:
    """Count letters added, dropped, changed or swapped with a neighbor (optimal alignment)."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(right, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b)))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                row[j] = min(row[j], last[j - 2] + 1)
    return row[-1]


@lru_cache(maxsize=3)
def _index(catalogue: Catalogue) -> _Index:
    return _Index(catalogue)
