"""Twins: Profiles that point the same way, and the sentence that tells them apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

from advisor.engine.profiles import Profile

COSINE_FROM = 0.8  # in squares below, so that no rounding decides
_SQUARE = (16, 25)

Sentences = Mapping[frozenset[str], str]


@dataclass(frozen=True, slots=True)
class Twins:
    """Two slugs in order; cosine of their Profiles, two decimals; the sentence, if one is there."""

    left: str
    right: str
    cosine: float
    sentence: str

    @property
    def is_told_apart(self) -> bool:
        return bool(self.sentence)


def twins(profiles: Sequence[Profile], sentences: Sentences) -> tuple[Twins, ...]:
    """Return the pairs with a cosine of 0.8 or more, the closest first.

    A Profile is a vector over the Forces: what it eases is positive, what it worsens negative.
    """
    vectors = {profile.slug: _vector(profile) for profile in profiles}
    found = []
    for left, right in combinations(sorted(vectors), 2):
        one, other = vectors[left], vectors[right]
        dot = sum(strength * other.get(force, 0) for force, strength in one.items())
        squares = _length(one) * _length(other)
        if dot > 0 and dot * dot * _SQUARE[1] >= squares * _SQUARE[0]:
            cosine = round(dot / sqrt(squares), 2)
            found.append(Twins(left, right, cosine, sentences.get(frozenset({left, right}), "")))
    return tuple(sorted(found, key=lambda pair: (-pair.cosine, pair.left, pair.right)))


def _vector(profile: Profile) -> Mapping[str, int]:
    return dict(profile.eases) | {force: -strength for force, strength in profile.worsens}


def _length(vector: Mapping[str, int]) -> int:
    return sum(strength * strength for strength in vector.values())
