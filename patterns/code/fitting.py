"""The reader's values in a template's own terms, or the nearest it can do, and why."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import Final

from patterns.code.templates import Converter, Spelling, Target, Template
from patterns.parameters import Value


class Status(IntEnum):
    """How well a template fits, best first."""

    EXACT = 0
    NEAREST = 1
    CANNOT = 2


@dataclass(frozen=True, slots=True)
class Departure:
    """A value that the template does not express as it was asked for.

    asked: in base units. constant, given: what stands in the file instead, if anything does.
    reason: a sentence from the catalogue; empty when the value was rounded.
    required: the reader has moved this value away from its default.
    """

    spelling: Spelling
    asked: Value
    constant: str
    given: Value | None
    reason: str
    required: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """How a template takes the reader's values.

    settings: constant → value, ready for `rendering.render`.
    differences: what is not as asked, in the order of the parameters.
    """

    status: Status
    settings: Mapping[str, Value]
    differences: tuple[Departure, ...]


def fits(template: Template, values: Mapping[str, Value]) -> Fit:
    """Put values in base units into the template's constants.

    Parameters that are missing from `values` keep their default, and those that have no effect at
    these values are not judged. A value that the template cannot express counts as `CANNOT` only
    if the reader asked for it; an untouched default becomes a difference to read.
    """
    asked = {s.parameter.name: s.parameter.default for s in template.spellings} | dict(values)
    settings: dict[str, Value] = {}
    for spelling in template.spellings:
        if spelling.target:
            settings[spelling.target.constant] = _convert(spelling.target, spelling, asked)
    # Second, because the nearest takes the place of a direct value that has no effect here.
    for spelling in template.spellings:
        if spelling.nearest and _is_lost(spelling, asked):
            settings[spelling.nearest.constant] = _convert(spelling.nearest, spelling, asked)
    found = (_departure(spelling, asked, settings) for spelling in template.spellings)
    departures = tuple(departure for departure in found if departure)
    return Fit(_status(departures), settings, departures)


def ranked(
    templates: Iterable[Template], values: Mapping[str, Value]
) -> tuple[tuple[Template, Fit], ...]:
    """Return the templates with their fits: exact first, then nearest, then those that cannot."""
    fitted = ((template, fits(template, values)) for template in templates)
    return tuple(sorted(fitted, key=lambda pair: pair[1].status))


def convert(converter: Converter, value: Value, values: Mapping[str, Value]) -> Value:
    """Return what stands in the file for a value in base units.

    values: all values asked for; only `ceil_share_times_minimum` looks at another one.
    """
    return _CONVERTERS[converter](value, values)


def _convert(target: Target, spelling: Spelling, asked: Mapping[str, Value]) -> Value:
    return convert(target.converter, asked[spelling.parameter.name], asked)


def _is_lost(spelling: Spelling, asked: Mapping[str, Value]) -> bool:
    parameter = spelling.parameter
    return parameter.when.holds(asked) and asked[parameter.name] not in spelling.only


def _departure(
    spelling: Spelling, asked: Mapping[str, Value], settings: Mapping[str, Value]
) -> Departure | None:
    value = asked[spelling.parameter.name]
    target = spelling.target or spelling.nearest
    if not _is_lost(spelling, asked):
        return None
    if spelling.target and _is_exact(spelling.target.converter, value, asked):
        return None
    return Departure(
        spelling=spelling,
        asked=value,
        constant=target.constant if target else "",
        given=settings[target.constant] if target else None,
        reason=spelling.cannot,
        required=value != spelling.parameter.default,
    )


def _status(departures: tuple[Departure, ...]) -> Status:
    if any(d.required and not d.constant for d in departures):
        return Status.CANNOT
    return Status.NEAREST if departures else Status.EXACT


def _is_exact(converter: Converter, value: Value, values: Mapping[str, Value]) -> bool:
    scale = _SCALES.get(converter)
    return scale is None or _exact(convert(converter, value, values)) == _exact(value) * scale


def _exact(value: Value) -> Fraction:
    return Fraction(value) if isinstance(value, int) else Fraction(repr(value))


def _whole(scale: int) -> Callable[[Value, Mapping[str, Value]], Value]:
    return lambda value, _: round(_exact(value) * scale)


def _failures_in_a_row(share: Value, values: Mapping[str, Value]) -> Value:
    """Return how many failures make up the share of the fewest calls that are judged."""
    return max(1, math.ceil(_exact(values["threshold"]) * _exact(values["minimum_calls"])))


_SCALES: Final = {Converter.INT: 1, Converter.MILLISECONDS: 1000}
"""Converters that round, with the factor between base unit and literal."""

_CONVERTERS: Final[Mapping[Converter, Callable[[Value, Mapping[str, Value]], Value]]] = {
    Converter.INT: _whole(1),
    Converter.NUMBER: lambda value, _: float(value),
    Converter.MILLISECONDS: _whole(1000),
    Converter.SECONDS: lambda value, _: float(value),
    Converter.SHARE: lambda value, _: float(value),
    Converter.PERCENT: lambda value, _: float(_exact(value) * 100),
    Converter.FLAG: lambda value, _: bool(value),
    Converter.TEXT: lambda value, _: str(value),
    # Attempts count the first call, retries do not: the off-by-one is here and nowhere else.
    Converter.RETRIES: lambda value, _: round(_exact(value)) - 1,
    Converter.PERIOD: lambda value, _: float(1 / _exact(value)),
    Converter.FAILURES_IN_A_ROW: _failures_in_a_row,
}
