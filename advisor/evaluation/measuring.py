"""How the advice fares on published architectures: one advice for each, and the figures over many.

Nothing here knows of HTTP or of a database. Shares are exact Fractions; None is a share over
nothing.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from advisor import advice as room
from advisor.briefing import knowledge
from advisor.engine import Advice, Answers, JudgedPattern, Knowledge, judge
from patterns.catalogue import Catalogue

FIRST = 10
FOLDS = 5
SOURCE, JUDGEMENT = "source", "judgement"
NOTHING_DISTRIBUTED = "modular-monolith"

Share = Fraction | None


@dataclass(frozen=True, slots=True)
class Declined:
    """A Pattern that its architects argued against (source), or that nobody should need there."""

    slug: str
    basis: str = JUDGEMENT


@dataclass(frozen=True, slots=True)
class Item:
    """One published system: what was answered for it, and what its architects chose.

    expected, also_acceptable and not_expected hold slugs of the catalogue, each once.
    """

    id: str
    answers: Answers
    expected: tuple[str, ...] = ()
    also_acceptable: tuple[str, ...] = ()
    not_expected: tuple[Declined, ...] = ()
    title: str = ""
    facts: tuple[str, ...] = ()
    breadth: str = ""
    confidence: str = ""

    @property
    def fold(self) -> int:
        """Return the number from 0 to 4 that the id alone decides."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % FOLDS


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an expected Pattern ended: by itself, or by the best of its variants.

    place: among the entries of the Advice, a Pattern and its variants being one. advised: adopt
    or prepare. judged: None where the Pattern has no Profile.
    """

    slug: str
    advised: bool
    planned: bool
    place: int | None
    judged: JudgedPattern | None

    @property
    def is_first_ten(self) -> bool:
        return self.place is not None and self.place <= FIRST


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the Advice says on one Item. nothing_distributed: None unless the Item expects it."""

    item: Item
    standings: tuple[Standing, ...]
    advised: tuple[str, ...]
    planned: tuple[str, ...]
    false_alarms: tuple[Declined, ...]
    nothing_distributed: bool | None

    @property
    def hits(self) -> tuple[str, ...]:
        return tuple(standing.slug for standing in self.standings if standing.advised)

    @property
    def missed(self) -> tuple[Standing, ...]:
        return tuple(standing for standing in self.standings if not standing.advised)

    @property
    def recall_advised(self) -> Share:
        return share(standing.advised for standing in self.standings)

    @property
    def recall_at_10(self) -> Share:
        return share(standing.is_first_ten for standing in self.standings)

    @property
    def recall_plan(self) -> Share:
        return share(standing.planned for standing in self.standings)


@dataclass(frozen=True, slots=True)
class Count:
    """So many of so many."""

    count: int
    of: int

    @property
    def share(self) -> Share:
        return Fraction(self.count, self.of) if self.of else None


@dataclass(frozen=True, slots=True)
class Figures:
    """The measures over some Items. Recalls are means over those that expect something.

    recall_advised_micro: over all expected Patterns instead. from_source: the false alarms
    against Patterns that the source itself argues against.
    """

    items: int
    expecting: int
    recall_advised: Share
    recall_advised_micro: Share
    recall_at_10: Share
    recall_plan: Share
    mean_advised: Share
    mean_plan: Share
    false_alarms: Count
    from_source: Count
    nothing_distributed: Count


def measure(
    items: Iterable[Item], catalogue: Catalogue, known: Knowledge | None = None
) -> tuple[Outcome, ...]:
    """Advise on each Item and compare; about ten milliseconds for each.

    known: judge with this Knowledge in place of the Catalogue's own, to try changed numbers.
    Raises AnswersError when the Answers name what the Release does not hold.
    """
    kin = Kin(known or knowledge(catalogue))

    def advise(answers: Answers) -> Advice:
        return judge(known, answers) if known else room.advise(answers, catalogue)

    return tuple(compare(item, advise(item.answers), kin) for item in items)


def compare(item: Item, advice: Advice, kin: "Kin") -> Outcome:
    """Hold one Advice against what was chosen and declined."""
    places = kin.places(judged.slug for judged in advice.patterns)
    advised = tuple(judged.slug for judged in advice.patterns if judged.verdict.is_advised)
    planned = advice.plan.members
    nothing = kin.several.isdisjoint(advised) if kin.expects_nothing_distributed(item) else None
    return Outcome(
        item=item,
        standings=tuple(
            _standing(slug, advice, kin.satisfying(slug), places, advised, planned)
            for slug in item.expected
        ),
        advised=advised,
        planned=planned,
        false_alarms=tuple(
            declined
            for declined in item.not_expected
            if not kin.satisfying(declined.slug).isdisjoint(advised)
        ),
        nothing_distributed=nothing,
    )


def summarize(outcomes: Sequence[Outcome]) -> Figures:
    """Return the figures over all of these outcomes."""
    pairs = [standing.advised for outcome in outcomes for standing in outcome.standings]
    declined = [each for outcome in outcomes for each in outcome.item.not_expected]
    alarms = [each for outcome in outcomes for each in outcome.false_alarms]
    kept = [o.nothing_distributed for o in outcomes if o.nothing_distributed is not None]
    return Figures(
        items=len(outcomes),
        expecting=sum(bool(outcome.item.expected) for outcome in outcomes),
        recall_advised=mean(outcome.recall_advised for outcome in outcomes),
        recall_advised_micro=share(pairs),
        recall_at_10=mean(outcome.recall_at_10 for outcome in outcomes),
        recall_plan=mean(outcome.recall_plan for outcome in outcomes),
        mean_advised=mean(Fraction(len(outcome.advised)) for outcome in outcomes),
        mean_plan=mean(Fraction(len(outcome.planned)) for outcome in outcomes),
        false_alarms=Count(len(alarms), len(declined)),
        from_source=Count(_from_source(alarms), _from_source(declined)),
        nothing_distributed=Count(sum(kept), len(kept)),
    )


def by(key: Callable[[Item], str], outcomes: Sequence[Outcome]) -> Mapping[str, Figures]:
    """Return the figures for each word that the Items have, without those that have none."""
    words = sorted({key(outcome.item) for outcome in outcomes} - {""})
    return {word: summarize([o for o in outcomes if key(o.item) == word]) for word in words}


def folds(outcomes: Sequence[Outcome]) -> tuple[Figures, ...]:
    """Return the figures of the five fixed folds: what a change is judged on, each held back."""
    return tuple(summarize([o for o in outcomes if o.item.fold == n]) for n in range(FOLDS))


def mean(values: Iterable[Share]) -> Share:
    """Return the mean of what is there, None where nothing is."""
    there = [value for value in values if value is not None]
    return sum(there, Fraction(0)) / len(there) if there else None


def share(hits: Iterable[bool]) -> Share:
    """Return how many are true, of all of them."""
    told = list(hits)
    return Count(sum(told), len(told)).share


class Kin:
    """Who is a variant of whom, and what makes sense between separate services only."""

    def __init__(self, known: Knowledge) -> None:
        self.family = {profile.slug: profile.family or profile.slug for profile in known.profiles}
        self.several = {profile.slug for profile in known.profiles if profile.several_services}

    def satisfying(self, slug: str) -> frozenset[str]:
        """Return who meets an expectation: the Pattern or a variant of it, never its parent."""
        return frozenset({slug, *(name for name, head in self.family.items() if head == slug)})

    def places(self, ranked: Iterable[str]) -> Mapping[str, int]:
        """Return the place of each Pattern when a parent and its variants fill one together.

        A member that ranks behind its family stands where it would without taking a place.
        """
        entries: set[str] = set()
        places = {}
        for slug in ranked:
            entries.add(self.family.get(slug, slug))
            places[slug] = len(entries)
        return places

    def expects_nothing_distributed(self, item: Item) -> bool:
        if not item.expected or NOTHING_DISTRIBUTED in item.expected:
            return True
        return NOTHING_DISTRIBUTED in item.also_acceptable and self.several.isdisjoint(
            item.expected
        )


def ranked_recall(item: Item, ranked: Sequence[str], known: Knowledge) -> Share:
    """Return the share of what is expected among the first ten of any ranking of slugs."""
    kin = Kin(known)
    places = kin.places(ranked)
    first = {slug for slug, place in places.items() if place <= FIRST}
    return share(bool(kin.satisfying(slug) & first) for slug in item.expected)


def _standing(
    slug: str,
    advice: Advice,
    satisfying: frozenset[str],
    places: Mapping[str, int],
    advised: Sequence[str],
    planned: Sequence[str],
) -> Standing:
    best = next((judged for judged in advice.patterns if judged.slug in satisfying), None)
    return Standing(
        slug=slug,
        advised=not satisfying.isdisjoint(advised),
        planned=not satisfying.isdisjoint(planned),
        place=places[best.slug] if best else None,
        judged=best,
    )


def _from_source(declined: Iterable[Declined]) -> int:
    return sum(each.basis == SOURCE for each in declined)
