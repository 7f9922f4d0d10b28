"""The committed queries that search is measured with."""

from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("queries.tsv")


@dataclass(frozen=True, slots=True)
class Query:
    """kind: name, alias, catalogue, typo or problem, or one of the last with `-unseen`.

    expected: slugs, any of which is right.
    """

    kind: str
    words: str
    expected: frozenset[str]


def queries() -> list[Query]:
    rows = [line.split("\t") for line in FILE.read_text().splitlines() if line[:1] not in ("#", "")]
    return [Query(kind, words, frozenset(slugs.split(","))) for kind, words, slugs in rows]
