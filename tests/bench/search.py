"""How long a search takes, at the size of the catalogue and at a hundred times that size.

Run as `python -m tests.bench.search`. The exit status is 1 when a time is ten times over its
limit, so that a slow machine alone does not fail.
"""

import sys
from dataclasses import replace
from random import Random
from time import perf_counter

from patterns.catalogue import Catalogue
from patterns.content.reading import read_folders
from patterns.search import find
from tests.bench.engine import SLACK, Row
from tests.conftest import FIXTURES
from tests.content.queries import queries

LARGE = 9_000


def percentile(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def enlarged(catalogue: Catalogue) -> Catalogue:
    """Make so many Patterns of full length: names of their own, words of the pages shuffled."""
    random = Random(7)
    content = catalogue.content
    words = sorted({word for p in content.patterns for word in p.problem.lower().split()})
    patterns = []
    for number in range(LARGE):
        base = content.patterns[number % len(content.patterns)]
        other = random.choice(content.patterns)
        article = {
            heading: " ".join(random.sample(text.split(), len(text.split())))
            for heading, text in other.article.items()
        }
        patterns.append(
            replace(
                base,
                slug=f"{base.slug}-{number}",
                name=f"{base.name} {random.choice(words)} {number}",
                aliases=tuple(f"{alias}-{number}" for alias in base.aliases),
                article=article,
            )
        )
    return Catalogue(replace(content, patterns=tuple(patterns)), "enlarged")


def typed() -> list[str]:
    """Return every query of the committed set, and its beginnings as one types them."""
    whole = [query.words for query in queries()]
    return whole + [words[:length] for words in whole for length in (2, 4, 8)]


def measured(catalogue: Catalogue) -> list[float]:
    """Return milliseconds for every query, the index being built."""
    find(catalogue, "retry")
    times = []
    for words in typed():
        start = perf_counter()
        find(catalogue, words)
        times.append(1000 * (perf_counter() - start))
    return times


def main() -> int:
    small = Catalogue(read_folders([FIXTURES]).content, "shipped")
    large = enlarged(small)
    few, many = measured(small), measured(large)
    rows = [
        Row(
            f"one search, P95 of {len(few)}, {len(small.patterns)} patterns",
            5,
            percentile(few, 0.95),
        ),
        Row(f"one search, P95 of {len(many)}, {LARGE} patterns", 25, percentile(many, 0.95)),
        Row(
            "growth: the second by the first",
            150,
            percentile(many, 0.95) / percentile(few, 0.95),
            "x",
        ),
    ]
    print(f"{'what':<52} {'limit':>8} {'measured':>10}")
    for row in rows:
        print(row.line)
    return int(any(row.measured > row.limit * (1 if row.unit == "x" else SLACK) for row in rows))


if __name__ == "__main__":
    sys.exit(main())
