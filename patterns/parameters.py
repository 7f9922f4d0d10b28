"""Parameters of labs and code templates: their types, and how a reader's words become values.

Values are kept in base units: seconds, calls per second, bytes, shares from 0 to 1.
Readers write and see them in the unit that the parameter declares. A list, such as services with
their numbers, is one text of rows: `A:20:200:10,B:20:300:15`; `rows` takes it apart.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Final, TypeAlias

Value: TypeAlias = bool | int | float | str
Row: TypeAlias = Mapping[str, Value]
ROW_MARK: Final = ","
CELL_MARK: Final = ":"
LONGEST_VALUE: Final = 60
"""Characters that a value may have: names and numbers, not prose."""
LONGEST_ROWS: Final = 1_000
"""Characters that a list of rows may have."""


class Kind(StrEnum):
    SHARE = "share"
    DURATION = "duration"
    RATE = "rate"
    COUNT = "count"
    SIZE = "size"
    NUMBER = "number"
    CHOICE = "choice"
    FLAG = "flag"
    TEXT = "text"
    ROWS = "rows"

    @property
    def is_number(self) -> bool:
        return self not in {Kind.CHOICE, Kind.FLAG, Kind.TEXT, Kind.ROWS}

    @property
    def is_whole(self) -> bool:
        return self in {Kind.COUNT, Kind.SIZE}


@dataclass(frozen=True, slots=True)
class Condition:
    """Hold when each named parameter has one of the values given for it."""

    allowed: tuple[tuple[str, tuple[Value, ...]], ...] = ()

    def holds(self, values: Mapping[str, Value]) -> bool:
        return all(values.get(name) in wanted for name, wanted in self.allowed)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named quantity that a reader may set.

    default, minimum, maximum: in base units; the bounds belong to kinds that are numbers, and
    for rows say how many there may be.
    unit: the one in which readers write and see the value, such as "ms"; for a count or a plain
    number any word.
    columns: of rows, one parameter for each cell; no column may be rows itself.
    group: the part of a form in which the field stands.
    from_answers: pairs of "question=option" and the value it proposes; the first match wins.
    when: the parameter has an effect only while this holds.
    """

    name: str
    label: str
    kind: Kind
    default: Value
    minimum: float = 0
    maximum: float = 0
    unit: str = ""
    choices: tuple[str, ...] = ()
    help: str = ""
    from_answers: tuple[tuple[str, Value], ...] = ()
    when: Condition = field(default_factory=Condition)
    columns: "tuple[Parameter, ...]" = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a query said.

    values: one per parameter, the default where nothing was said or what was said is refused.
    messages: one per field that is refused; empty when the values may be used.
    """

    values: Mapping[str, Value]
    messages: Mapping[str, str]


class ParameterError(ValueError):
    """A text is no value of the parameter; the message tells the reader what to enter."""


def read(
    parameters: Sequence[Parameter], query: Mapping[str, str], rules: "Sequence[Rule]" = ()
) -> Reading:
    """Read each parameter from a query; never raises, whatever the query holds.

    Names that no parameter has are left alone. Rules are asked once every field is readable.
    """
    values: dict[str, Value] = {}
    messages: dict[str, str] = {}
    for parameter in parameters:
        values[parameter.name] = parameter.default
        text = query.get(parameter.name)
        if text is None:
            continue
        try:
            values[parameter.name] = parse(parameter, text)
        except ParameterError as error:
            messages[parameter.name] = str(error)
    if not messages:
        messages = broken_rules(rules, parameters, values)
    return Reading(MappingProxyType(values), MappingProxyType(messages))


def parse(parameter: Parameter, text: str) -> Value:
    """Return the value in base units; `30s`, `500 ms`, `50%` and `20/s` bring their own unit.

    Raises ParameterError with a sentence for the reader.
    """
    longest = LONGEST_ROWS if parameter.kind is Kind.ROWS else LONGEST_VALUE
    if len(text) > longest:
        raise ParameterError(f"enter at most {longest} characters")
    # Controls would break lines in the file, surrogates cannot be encoded, and the rest of the
    # category hides or reorders what a reader sees.
    if any(unicodedata.category(sign) in _UNPRINTABLE for sign in text):
        raise ParameterError("enter printable characters on one line")
    text = text.strip()
    if parameter.kind is Kind.FLAG:
        if text.lower() not in _FLAGS:
            raise ParameterError("enter on or off")
        return _FLAGS[text.lower()]
    if parameter.kind is Kind.CHOICE:
        if text not in parameter.choices:
            raise ParameterError(f"choose one of {', '.join(parameter.choices)}")
        return text
    if parameter.kind is Kind.TEXT:
        if not text:
            raise ParameterError("enter at least one character")
        return text
    if parameter.kind is Kind.ROWS:
        return write_rows(parameter, _parse_rows(parameter, text))
    return _parse_number(parameter, text)


def rows(parameter: Parameter, value: Value) -> tuple[Row, ...]:
    """Return the rows of a value that `parse` gave: cells in base units by name of the column."""
    return _parse_rows(parameter, str(value))


def write_rows(parameter: Parameter, given: Sequence[Mapping[str, Value]]) -> str:
    """Return rows as the one text that is their value; equal rows give equal text."""
    return ROW_MARK.join(
        CELL_MARK.join(write(column, row[column.name]) for column in parameter.columns)
        for row in given
    )


def write(parameter: Parameter, value: Value) -> str:
    """Return the value as a form field or an address carries it, in the declared unit.

    `parse` gives back the same value.
    """
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, str) or not parameter.kind.is_number:
        return str(value)
    return _shortest(value, _factor(parameter, parameter.unit) or Fraction(1))


def display(parameter: Parameter, value: Value) -> str:
    """Return the value as a reader likes to see it: with its unit, shares in percent."""
    if not parameter.kind.is_number or isinstance(value, (bool, str)):
        return write(parameter, value)
    if parameter.kind is Kind.SHARE:
        return f"{_shortest(value, Fraction(1, 100))} %"
    unit = parameter.unit or _BASE_UNITS[parameter.kind]
    number = write(parameter, value)
    return f"{number}{unit}" if unit.startswith("/") else f"{number} {unit}".rstrip()


def in_base_units(parameter_kind: Kind, unit: str, number: float) -> int | float:
    """Return a number that is written in `unit` in base units, as exactly as a float can."""
    factor = _UNITS.get(parameter_kind, {}).get(_known(parameter_kind, unit), Fraction(1))
    exact = Fraction(repr(number)) * factor
    return int(exact) if parameter_kind.is_whole and exact.denominator == 1 else float(exact)


def knows_unit(kind: Kind, unit: str) -> bool:
    """Say whether values of this kind may be written in this unit."""
    if not unit or kind in {Kind.COUNT, Kind.NUMBER}:
        return True
    return _known(kind, unit) in _UNITS.get(kind, {})


class RuleKind(StrEnum):
    LE = "le"
    LT = "lt"
    SUM_EQ = "sum_eq"
    REQUIRES = "requires"


@dataclass(frozen=True, slots=True)
class Rule:
    """A bound between parameters: left <= right, left < right, sum of left = right, or
    left switched on requires right switched on."""

    kind: RuleKind
    left: tuple[str, ...]
    right: str
    message: str
    when: Condition = field(default_factory=Condition)

    def holds(self, values: Mapping[str, Value]) -> bool:
        if not self.when.holds(values):
            return True
        left = [values[name] for name in self.left]
        right = values[self.right]
        if self.kind is RuleKind.REQUIRES:
            return bool(right) or not any(left)
        total, bound = sum(_exact(value) for value in left), _exact(right)
        if self.kind is RuleKind.LE:
            return total <= bound
        return total < bound if self.kind is RuleKind.LT else total == bound


def broken_rules(
    rules: Sequence[Rule], parameters: Sequence[Parameter], values: Mapping[str, Value]
) -> dict[str, str]:
    """Return a message for each parameter that takes part in a broken rule, naming all values."""
    known = {parameter.name: parameter for parameter in parameters}
    messages: dict[str, str] = {}
    for rule in rules:
        if rule.holds(values):
            continue
        names = (*rule.left, rule.right)
        said = "; ".join(f"{known[n].label}: {display(known[n], values[n])}" for n in names)
        for name in names:
            messages.setdefault(name, f"{rule.message} ({said})")
    return messages


_UNPRINTABLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_FLAGS: Final = dict.fromkeys(("on", "true", "yes", "1"), True) | dict.fromkeys(
    ("off", "false", "no", "0"), False
)
_MOST_DIGITS: Final = 40
_NUMBER: Final = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)\s*(.*)")
_DURATIONS: Final = {
    "us": Fraction(1, 10**6), "ms": Fraction(1, 1_000), "s": Fraction(1),
    "min": Fraction(60), "h": Fraction(3_600), "d": Fraction(86_400),
}  # fmt: skip
_SIZES: Final = {"B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9} | {
    "KiB": 2**10, "MiB": 2**20, "GiB": 2**30,
}  # fmt: skip
_UNITS: Final[Mapping[Kind, Mapping[str, Fraction]]] = {
    Kind.SHARE: {"": Fraction(1), "%": Fraction(1, 100)},
    Kind.DURATION: _DURATIONS,
    Kind.RATE: {"/s": Fraction(1), "/min": Fraction(1, 60), "/h": Fraction(1, 3_600)},
    Kind.SIZE: {unit: Fraction(size) for unit, size in _SIZES.items()},
}
_BASE_UNITS: Final = {
    Kind.SHARE: "",
    Kind.DURATION: "s",
    Kind.RATE: "/s",
    Kind.SIZE: "B",
    Kind.COUNT: "",
    Kind.NUMBER: "",
}


def _parse_rows(parameter: Parameter, text: str) -> tuple[Row, ...]:
    lines = [line for line in text.split(ROW_MARK) if line.strip()]
    low, high = int(parameter.minimum), int(parameter.maximum)
    if not low <= len(lines) <= high:
        raise ParameterError(f"enter {low} to {high} rows, with commas between them")
    return tuple(_parse_row(parameter, number, line) for number, line in enumerate(lines, start=1))


def _parse_row(parameter: Parameter, number: int, line: str) -> Row:
    """Read one row; cells that are missing at the end have their column's default."""
    cells = line.split(CELL_MARK)
    if len(cells) > len(parameter.columns):
        shape = CELL_MARK.join(column.name for column in parameter.columns)
        raise ParameterError(f"row {number}: enter {shape}")
    row = {column.name: column.default for column in parameter.columns}
    for column, cell in zip(parameter.columns, cells, strict=False):
        try:
            row[column.name] = parse(column, cell)
        except ParameterError as error:
            raise ParameterError(f"row {number}, {column.label.lower()}: {error}") from None
    return MappingProxyType(row)


def _parse_number(parameter: Parameter, text: str) -> int | float:
    match = _NUMBER.fullmatch(text)
    factor = _factor(parameter, match[2] or parameter.unit) if match else None
    if not match or factor is None:
        raise ParameterError(_expected(parameter))
    exact = Fraction(match[1]) * factor
    if parameter.kind.is_whole and exact.denominator != 1:
        raise ParameterError(_expected(parameter))
    value = int(exact) if parameter.kind.is_whole else float(exact)
    if not parameter.minimum <= value <= parameter.maximum:
        raise ParameterError(_expected(parameter))
    return value


def _expected(parameter: Parameter) -> str:
    noun = "a whole number" if parameter.kind is Kind.COUNT else "a number"
    low, high = write(parameter, parameter.minimum), write(parameter, parameter.maximum)
    if parameter.kind is Kind.SHARE:
        return f"enter {noun} from {low} to {high}, or a percentage"
    return f"enter {noun} from {low} to {display(parameter, parameter.maximum)}"


def _factor(parameter: Parameter, unit: str) -> Fraction | None:
    if parameter.kind in {Kind.COUNT, Kind.NUMBER}:
        return Fraction(1) if unit in {"", parameter.unit} else None
    unit = unit or _BASE_UNITS[parameter.kind]
    return _UNITS[parameter.kind].get(_known(parameter.kind, unit))


def _known(kind: Kind, unit: str) -> str:
    """Return the part of a unit that sets the scale: of "calls/s" it is "/s"."""
    return unit[unit.index("/") :] if kind is Kind.RATE and "/" in unit else unit


def _exact(value: Value) -> Fraction:
    return Fraction(value) if isinstance(value, int) else Fraction(repr(value))


def _shortest(value: float, factor: Fraction) -> str:
    """Return the fewest digits, in units of `factor`, that read back as the same value."""
    wanted = _exact(value) / factor
    text = ""
    for digits in range(_MOST_DIGITS):
        whole, rest = divmod(abs(round(wanted * 10**digits)), 10**digits)
        fraction = f".{rest:0{digits}}" if digits else ""
        text = f"{'-' if wanted < 0 else ''}{whole}{fraction}"
        # A float stands for a small range, and the shortest text in it is what people wrote.
        read_back = Fraction(text) * factor
        if (float(read_back) if isinstance(value, float) else read_back) == value:
            break
    return text
