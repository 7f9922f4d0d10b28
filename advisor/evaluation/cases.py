"""The Cases of a Release as Items, answered by either encoder, and how far the two agree."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from advisor.engine import Answers
from advisor.evaluation.measuring import Declined, Item, Share
from patterns.catalogue import Catalogue
from patterns.content.entries import Case

Given = Mapping[str, Sequence[str]]


class Encoder(StrEnum):
    """Two people answered for each Case, apart from each other."""

    FIRST = "first"
    SECOND = "second"


def answers_of(case: Case, encoder: Encoder) -> Given:
    """Return what an encoder answered, by Question id; empty where nobody has yet."""
    return case.answers if encoder is Encoder.FIRST else case.second_answers


def items(catalogue: Catalogue, encoder: Encoder = Encoder.FIRST) -> tuple[Item, ...]:
    """Return an Item for each Case that holds the answers of this encoder."""
    return tuple(as_item(case, encoder) for case in catalogue.cases if answers_of(case, encoder))


def as_item(case: Case, encoder: Encoder) -> Item:
    """Return a Case as what is measured."""
    return Item(
        id=case.id,
        answers=Answers.of(answers_of(case, encoder)),
        expected=tuple(each.pattern for each in case.chosen),
        also_acceptable=case.also_acceptable,
        not_expected=tuple(Declined(each.pattern, each.basis) for each in case.declined),
        title=case.title,
        facts=case.facts,
        breadth=case.breadth,
        confidence=case.confidence,
    )


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two encoders chose the same Options.

    both: chosen by both; first, second: chosen by each. dice: twice both, of all that each chose;
    None where nobody chose any.
    """

    both: int
    first: int
    second: int

    @property
    def dice(self) -> Share:
        chosen = self.first + self.second
        return Fraction(2 * self.both, chosen) if chosen else None


def agreement(cases: Iterable[Case]) -> Agreement:
    """Return the agreement over all Options of all these Cases."""
    parts = agreement_by_question(cases).values()
    return Agreement(*(sum(column) for column in zip(*_counts(parts), strict=True)))


def agreement_by_question(cases: Iterable[Case]) -> Mapping[str, Agreement]:
    """Return the agreement on each Question that anybody answered, by its id."""
    both: Counter[str] = Counter()
    first: Counter[str] = Counter()
    second: Counter[str] = Counter()
    for case in cases:
        for question in {**case.answers, **case.second_answers}:
            left = set(case.answers.get(question, ()))
            right = set(case.second_answers.get(question, ()))
            both[question] += len(left & right)
            first[question] += len(left)
            second[question] += len(right)
    return {name: Agreement(both[name], first[name], second[name]) for name in first}


def _counts(parts: Iterable[Agreement]) -> list[tuple[int, int, int]]:
    return [(0, 0, 0), *((part.both, part.first, part.second) for part in parts)]
