"""How base units are written on an axis: milliseconds, hours, percent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_TIMES: Final = ((1e-3, 1e6, "µs"), (1.0, 1e3, "ms"), (7_200.0, 1.0, "s"))
_HOURS: Final = 3_600.0


@dataclass(frozen=True, slots=True)
class Unit:
    """A factor on base units, and the sign after the number."""

    factor: float
    sign: str

    def text(self, value: float) -> str:
        """Return a value in base units as readers see it."""
        shown = number(value * self.factor)
        return (
            f"{shown}{self.sign}" if self.sign.startswith("/") else f"{shown} {self.sign}".strip()
        )


def unit_for(base: str, largest: float) -> Unit:
    """Return the unit in which values up to `largest` are easy to read."""
    if base == "share":
        return Unit(100.0, "%")
    if base != "s":
        return Unit(1.0, base)
    for below, factor, sign in _TIMES:
        if abs(largest) < below:
            return Unit(factor, sign)
    return Unit(1 / _HOURS, "h")


def with_unit(values: Sequence[float], unit: Unit) -> list[tuple[float, str]]:
    """Return the labels of an axis, for values in this unit; the last one names it."""
    texts = [number(value) for value in values]
    return [
        *zip(values, [*texts[:-1], *(f"{text} {unit.sign}" for text in texts[-1:])], strict=True)
    ]


def number(value: float) -> str:
    """Return a number with at most four digits that matter, thousands apart, a real minus sign."""
    text = f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.4g}"
    if "e" in text:
        text = f"{value:.7f}".rstrip("0").rstrip(".")
    return text.replace("-", "−") if text not in ("-0", "") else "0"
