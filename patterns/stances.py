"""What the organization that runs this site says about Patterns: its house Stances."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType

from patterns import models

FRESH_FOR = 1.0  # seconds between two looks at the table
WORDS = {"adopt": "Adopt", "trial": "Trial", "hold": "Hold"}
MEANINGS = {
    "adopt": "our default where the need arises",
    "trial": "in use in one place, to learn from",
    "hold": "not started anew",
}


@dataclass(frozen=True, slots=True)
class Stance:
    """One Pattern's Stance. word: a key of WORDS; note and link may be empty."""

    slug: str
    word: str
    note: str = ""
    link: str = ""

    @property
    def label(self) -> str:
        return WORDS[self.word]

    @property
    def meaning(self) -> str:
        return MEANINGS[self.word]


@dataclass(frozen=True, slots=True)
class Stances:
    """All of them at one moment. digest: part of every ETag; empty without any Stance."""

    by_slug: Mapping[str, Stance]
    digest: str

    def get(self, slug: str) -> Stance | None:
        return self.by_slug.get(slug)

    @property
    def words(self) -> dict[str, str]:
        """Return slug -> word."""
        return {slug: stance.word for slug, stance in self.by_slug.items()}


NONE = Stances(MappingProxyType({}), "")

_looked: tuple[float, Stances] | None = None


def current() -> Stances:
    """Return the Stances; at most one query a second when warm."""
    global _looked
    now = time.monotonic()
    looked = _looked
    if looked is None or now - looked[0] > FRESH_FOR:
        _looked = looked = (now, _read())
    return looked[1]


def forget() -> None:
    """Look at the table again at the next request."""
    global _looked
    _looked = None


def _read() -> Stances:
    rows = models.Stance.objects.order_by("pattern").values_list("pattern", "word", "note", "link")
    found = {row[0]: Stance(*row) for row in rows}
    if not found:
        return NONE
    text = "\0".join(
        part for each in found.values() for part in (each.slug, each.word, each.note, each.link)
    )
    return Stances(MappingProxyType(found), sha256(text.encode()).hexdigest()[:16])
