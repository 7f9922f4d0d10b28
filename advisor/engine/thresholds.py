"""The Verdict table read back: which row a Pattern stands in, and which number would move it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import inf, isfinite

from advisor.engine.advice import JudgedPattern
from advisor.engine.profiles import Verdict
from advisor.engine.verdicts import TABLE, Row

_NEAR = Fraction(1, 1000)  # "just below" a bound: less than the grain of any number


class Measure(StrEnum):
    """The numbers that the table looks at."""

    FIT = "fit"
    HARM = "harm"
    IMPACT = "impact"
    GAP = "gap"


class Side(StrEnum):
    """On which side of its bound a number would have to stand."""

    FROM = "from"
    ABOVE = "above"
    UP_TO = "up-to"
    BELOW = "below"

    @property
    def is_rise(self) -> bool:
        return self in (Side.FROM, Side.ABOVE)


@dataclass(frozen=True, slots=True)
class Demand:
    """What a row asks of one number: at least the bound, or at most."""

    measure: Measure
    bound: int
    at_least: bool
    value: Fraction

    @property
    def lacks(self) -> Fraction:
        """Return how far the number is from what is asked, 0 where it is met."""
        over = self.value - self.bound if self.at_least else self.bound - self.value
        return max(Fraction(0), -over)

    @property
    def is_met(self) -> bool:
        return not self.lacks


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of the table. number: from 1; is_first: the first whose demands are all met."""

    number: int
    verdict: Verdict
    demands: tuple[Demand, ...]
    is_first: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """Where one number alone would move the Verdict of the table while the others stay."""

    measure: Measure
    value: Fraction
    bound: int
    side: Side
    verdict: Verdict

    @property
    def distance(self) -> Fraction:
        return abs(self.value - self.bound)


def table(judged: JudgedPattern) -> tuple[TableRow, ...]:
    """Return every row of the Verdict table with this Pattern's numbers put in.

    Rules come after it, so the first row that fits need not hold the Verdict.
    """
    numbers = _numbers(judged)
    first = _first(numbers)
    return tuple(
        TableRow(number, row.verdict, tuple(_demands(row, numbers)), row is first)
        for number, row in enumerate(TABLE, start=1)
    )


def edges(judged: JudgedPattern) -> tuple[Edge, ...]:
    """Return, of each number, the nearest bound above and below that moves the table's Verdict."""
    numbers = _numbers(judged)
    now = _first(numbers).verdict
    found = []
    for measure, value in numbers.items():
        spots = sorted(_spots(measure))
        rises = [spot for spot in spots if spot[0] > value]
        falls = [spot for spot in reversed(spots) if spot[0] < value]
        for outward in (rises, falls):
            for place, bound, side in outward:
                then = _first({**numbers, measure: place}).verdict
                if then is not now:
                    found.append(Edge(measure, value, bound, side, then))
                    break
    return tuple(found)


def _numbers(judged: JudgedPattern) -> dict[Measure, Fraction]:
    return {measure: Fraction(getattr(judged, measure.value)) for measure in Measure}


def _first(numbers: Mapping[Measure, Fraction]) -> Row:
    return next(row for row in TABLE if all(d.is_met for d in _demands(row, numbers)))


def _demands(row: Row, numbers: Mapping[Measure, Fraction]) -> Iterable[Demand]:
    for measure, value in numbers.items():
        for bound, at_least in _bounds(row, measure):
            yield Demand(measure, bound, at_least, value)


def _spots(measure: Measure) -> Iterable[tuple[Fraction, int, Side]]:
    """Yield (a value, the bound that it stands at, on which side) around every bound."""
    for row in TABLE:
        for bound, at_least in _bounds(row, measure):
            if measure is Measure.GAP:
                # Steps are whole: above 2 is from 3 on.
                least = bound if at_least else bound + 1
                yield Fraction(least), least, Side.FROM
                yield Fraction(least - 1), least - 1, Side.UP_TO
            elif at_least:
                yield Fraction(bound), bound, Side.FROM
                yield bound - _NEAR, bound, Side.BELOW
            else:
                yield Fraction(bound), bound, Side.UP_TO
                yield bound + _NEAR, bound, Side.ABOVE


def _bounds(row: Row, measure: Measure) -> Iterable[tuple[int, bool]]:
    """Yield (bound, whether it is a least one) where the row asks anything of the number."""
    least, most = {
        Measure.FIT: (row.fit_from, row.fit_to),
        Measure.HARM: (row.harm_from, inf),
        Measure.IMPACT: (row.impact_from, inf),
        Measure.GAP: (row.gap_from or -inf, row.gap_to),
    }[measure]
    if isfinite(least):
        yield int(least), True
    if isfinite(most):
        yield int(most), False
