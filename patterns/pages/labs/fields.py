"""The form of a lab: fields in groups, each with unit, range and what is wrong with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from patterns.labs.addresses import OTHER
from patterns.labs.comparing import MOST_CHANGES
from patterns.labs.kernel.lab import Lab, Values
from patterns.pages.labs.asking import SEED, Asked
from patterns.parameters import CELL_MARK, ROW_MARK, Kind, Parameter, Value, display, write

TITLES: Final = {"": "Settings", "faults": "Faults"}
_SPARE: Final = 2
"""Empty rows below those of a list, as far as there may be so many."""
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Field:
    """One input. hint: unit and range. is_idle: it has no effect with the other values."""

    key: str
    label: str
    value: str
    hint: str = ""
    help: str = ""
    message: str = ""
    choices: tuple[str, ...] = ()
    is_idle: bool = False
    is_number: bool = True
    rows: "tuple[Line, ...]" = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list, with a field for each cell."""

    number: int
    cells: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading. is_open: unfolded; changed: how many differ from their defaults."""

    name: str
    title: str
    fields: tuple[Field, ...]
    changed: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A slot of the second run: the parameter chosen, and its value there."""

    number: int
    name: str
    value: str
    message: str


def groups(lab: Lab, asked: Asked) -> tuple[Group, ...]:
    """Return the form's fields in the order of the lab, the first group unfolded."""
    names = list(dict.fromkeys(parameter.group for parameter in lab.parameters))
    found = []
    for place, name in enumerate(names):
        own = [parameter for parameter in lab.parameters if parameter.group == name]
        fields = tuple(_field(parameter, asked) for parameter in own)
        changed = sum(
            asked.run.values[p.name] != p.default or p.name in asked.messages for p in own
        )
        wrong = any(field.message for field in fields)
        found.append(
            Group(
                name=name or "settings",
                title=TITLES.get(name, name.capitalize()),
                fields=fields,
                changed=changed,
                is_open=bool(place == 0 or changed or wrong),
            )
        )
    return tuple(found)


def seed_field(asked: Asked) -> Field:
    """Return the field of the seed."""
    typed = asked.typed.get("seed", str(asked.run.seed))
    return Field(
        "seed", SEED.label, typed[:_LONGEST], hint=_range(SEED), help=SEED.help,
        message=asked.messages.get("seed", ""),
    )  # fmt: skip


def changes(lab: Lab, asked: Asked) -> tuple[Change, ...]:
    """Return the slots of the second run, the filled ones first."""
    named = [p for p in lab.parameters if OTHER + p.name in asked.typed][:MOST_CHANGES]
    filled = [
        Change(
            number,
            parameter.name,
            asked.typed[OTHER + parameter.name],
            asked.messages.get(OTHER + parameter.name, ""),
        )
        for number, parameter in enumerate(named, start=1)
    ]
    spare = range(len(filled) + 1, MOST_CHANGES + 1)
    return (*filled, *(Change(number, "", "", "") for number in spare))


def mistakes(lab: Lab, asked: Asked) -> list[tuple[str, str, str]]:
    """Return (id of the field, label, message) for everything that is wrong."""
    labels = {parameter.name: parameter.label for parameter in lab.parameters} | {"seed": "Seed"}
    found = []
    for key, message in asked.messages.items():
        name = key.removeprefix(OTHER)
        place = f"f-{key}"
        if key.startswith(OTHER):
            slot = next((c.number for c in changes(lab, asked) if c.name == name), 1)
            place = f"f-b.{slot}.value"
        elif name in labels and name != "seed" and lab.parameter(name).kind is Kind.ROWS:
            place = f"g-{name}-rows"
        label = labels.get(name, name)
        found.append((place, f"{label}, run B" if key.startswith(OTHER) else label, message))
    return found


def changed_words(lab: Lab, values: Values, other: Values, changed: Iterable[str]) -> str:
    """Return what one of two runs has where they were set to differ, as a reader says it."""
    names = frozenset(changed)
    return ", ".join(
        f"{p.label} {_told(p, values[p.name], other[p.name]) or 'none'}"
        for p in lab.parameters
        if p.name in names
    )


def _told(parameter: Parameter, value: Value, other: Value) -> str:
    """Return a value in words; of a list the names of its rows, or those rows that differ."""
    if parameter.kind is not Kind.ROWS:
        return display(parameter, value)
    own, others = str(value).split(ROW_MARK), str(other).split(ROW_MARK)
    names, theirs = _names(own), _names(others)
    told = ", ".join(row for row in own if row not in others) if names == theirs else ""
    told = told or names
    return told if len(told) <= _LONGEST else f"{told[: _LONGEST - 1]}…"


def _names(rows: Sequence[str]) -> str:
    return ", ".join(row.partition(CELL_MARK)[0] for row in rows)


def _field(parameter: Parameter, asked: Asked) -> Field:
    value = asked.run.values[parameter.name]
    typed = asked.typed.get(parameter.name)
    message = asked.messages.get(parameter.name, "")
    shown = typed if typed is not None and message else write(parameter, value)
    return Field(
        key=parameter.name,
        label=parameter.label,
        value=shown if parameter.kind is Kind.ROWS else shown[:_LONGEST],
        hint=_range(parameter),
        help=parameter.help,
        message=message,
        choices=_choices(parameter),
        is_idle=not parameter.when.holds(asked.run.values),
        is_number=parameter.kind.is_number,
        rows=_lines(parameter, shown) if parameter.kind is Kind.ROWS else (),
    )


def _lines(parameter: Parameter, text: str) -> tuple[Line, ...]:
    """Return the rows as typed, readable or not, and a few empty ones."""
    typed = [line.split(":") for line in text.split(",") if line.strip()]
    most = int(parameter.maximum)
    count = min(len(typed) + _SPARE, max(most, len(typed)))
    return tuple(
        Line(number + 1, _cells(parameter, number, typed[number] if number < len(typed) else None))
        for number in range(count)
    )


def _cells(parameter: Parameter, number: int, typed: list[str] | None) -> tuple[Field, ...]:
    cells = []
    for place, column in enumerate(parameter.columns):
        value = ""
        if typed is not None:
            value = typed[place] if place < len(typed) else write(column, column.default)
        cells.append(
            Field(
                key=f"{parameter.name}.{number + 1}.{column.name}",
                label=f"{column.label}, {column.unit}" if column.unit else column.label,
                value=value[:_LONGEST],
                hint=_range(column) if column.kind.is_number else column.help,
                choices=_choices(column),
                is_number=column.kind.is_number,
            )
        )
    return tuple(cells)


def _choices(parameter: Parameter) -> tuple[str, ...]:
    return ("on", "off") if parameter.kind is Kind.FLAG else parameter.choices


@cache
def _range(parameter: Parameter) -> str:
    if not parameter.kind.is_number:
        return ""
    low, high = (_apart(write(parameter, end)) for end in (parameter.minimum, parameter.maximum))
    if parameter.kind is Kind.SHARE:
        return f"{low} to {high}, or in %"
    return f"{low} to {high} {parameter.unit}".rstrip()


def _apart(digits: str) -> str:
    whole, dot, rest = digits.partition(".")
    return f"{int(whole):,}{dot}{rest}" if whole.lstrip("-").isdigit() else digits
