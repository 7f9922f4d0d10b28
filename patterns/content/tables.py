"""One TOML or JSON table -> one frozen entry, with every mistake found; and back again.

The annotations of a dataclass are the schema. The same reading serves authors' files and the rows
of a Release, so a new field is one line in `entries.py`.
"""

import dataclasses
import math
import re
import types
import typing
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any, TypeVar

from patterns.content.faults import Fault

T = TypeVar("T")
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Match:
    """Text must match the whole expression; `words` says so to a person."""

    expression: str
    words: str


@dataclass(frozen=True, slots=True)
class Within:
    """A number must lie between both ends, the ends included."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class OneOf:
    """Text must be one of these words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AtMost:
    """Text may have this many characters, a list this many members."""

    length: int


def read(kind: type[T], table: object, *, file: str, key: str = "") -> tuple[T | None, list[Fault]]:
    """Return the entry and the faults; the entry is None when there is any fault.

    kind: a frozen dataclass. Unknown keys, missing keys, wrong types and values outside their
    bounds are faults; none of them hides another.
    """
    faults: list[Fault] = []
    entry = _read(kind, table, file, key, faults)
    return (None, faults) if faults else (entry, faults)


def as_table(entry: object) -> Any:
    """Return plain values that JSON can hold and that `read` turns into an equal entry."""
    if dataclasses.is_dataclass(entry) and not isinstance(entry, type):
        return {
            _written(field): as_table(getattr(entry, field.name))
            for field in dataclasses.fields(entry)
            if getattr(entry, field.name) is not None
        }
    if isinstance(entry, Mapping):
        return {str(name): as_table(value) for name, value in entry.items()}
    if isinstance(entry, tuple | list):
        return [as_table(value) for value in entry]
    if isinstance(entry, date | time):
        return entry.isoformat()
    return entry


def fields_of(kind: type) -> Iterator[tuple[str, str, bool]]:
    """Yield (key, what is expected, whether it may be left out) for each field of a dataclass."""
    hints = _hints(kind)
    for field in dataclasses.fields(kind):
        yield _written(field), _wanted(hints[field.name]), _optional(field)


def unstorable(value: object, key: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield (key, expected, found) for what TOML can say and a row of a Release cannot hold."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from unstorable(inner, _join(key, str(name)))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from unstorable(inner, f"{key}[{index}]")
    elif isinstance(value, str) and "\0" in value:
        yield key, "text without NUL characters", "one of them"
    elif isinstance(value, float) and not math.isfinite(value):
        yield key, "a number that can be written", str(value)
    elif isinstance(value, datetime | time):
        yield key, "a date without a time", value.isoformat()


def _read(kind: Any, value: object, file: str, key: str, faults: list[Fault]) -> Any:
    kind, bounds = _unwrap(kind)
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        arms = [arm for arm in typing.get_args(kind) if arm is not type(None)]
        return None if value is None else _read_union(arms, value, file, key, faults)
    if kind is Any:
        return value
    if dataclasses.is_dataclass(kind):
        return _read_table(typing.cast(type, kind), value, file, key, faults)
    if origin is tuple:
        return _read_list(kind, value, file, key, bounds, faults)
    if origin in (dict, Mapping):
        return _read_mapping(kind, value, file, key, faults)
    return _read_scalar(kind, value, file, key, bounds, faults)


def _read_union(arms: list[Any], value: object, file: str, key: str, faults: list[Fault]) -> Any:
    first: list[Fault] = []
    for arm in arms:
        tried: list[Fault] = []
        entry = _read(arm, value, file, key, tried)
        if not tried:
            return entry
        first = first or tried
    faults.extend(first)
    return None


def _read_table(kind: type, value: object, file: str, key: str, faults: list[Fault]) -> Any:
    if not isinstance(value, Mapping):
        faults.append(Fault(file, key, "a table", _show(value)))
        return None
    hints = _hints(kind)
    known = {_written(field): field for field in dataclasses.fields(kind)}
    for name in value:
        if name not in known:
            wanted = ", ".join(sorted(known))
            faults.append(Fault(file, _join(key, str(name)), f"one of {wanted}", "an unknown key"))
    filled: dict[str, Any] = {}
    before = len(faults)
    for name, field in known.items():
        if name in value:
            filled[field.name] = _read(
                hints[field.name], value[name], file, _join(key, name), faults
            )
        elif not _optional(field):
            faults.append(Fault(file, _join(key, name), _wanted(hints[field.name]), "nothing"))
    return kind(**filled) if len(faults) == before else None


def _read_list(
    kind: Any, value: object, file: str, key: str, bounds: list[Any], faults: list[Fault]
) -> Any:
    if not isinstance(value, list | tuple):
        faults.append(Fault(file, key, "a list", _show(value)))
        return ()
    for bound in bounds:
        if isinstance(bound, AtMost) and len(value) > bound.length:
            faults.append(Fault(file, key, f"at most {bound.length} entries", f"{len(value)}"))
    inner = typing.get_args(kind)[0]
    return tuple(
        _read(inner, item, file, f"{key}[{index}]", faults) for index, item in enumerate(value)
    )


def _read_mapping(kind: Any, value: object, file: str, key: str, faults: list[Fault]) -> Any:
    if not isinstance(value, Mapping):
        faults.append(Fault(file, key, "a table", _show(value)))
        return {}
    inner = typing.get_args(kind)[1]
    return {
        str(name): _read(inner, item, file, _join(key, str(name)), faults)
        for name, item in value.items()
    }


def _read_scalar(
    kind: Any, value: object, file: str, key: str, bounds: list[Any], faults: list[Fault]
) -> Any:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if kind is date and isinstance(value, str):
        with suppress(ValueError):
            value = date.fromisoformat(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        faults.append(Fault(file, key, _named(kind), _show(value)))
        return None
    for bound in bounds:
        wrong = _breaks(bound, value)
        if wrong:
            faults.append(Fault(file, key, wrong, _show(value)))
    return value


def _breaks(bound: object, value: Any) -> str:
    match bound:
        case Match(expression, words) if not re.fullmatch(expression, value):
            return words
        case Within(low, high) if not low <= value <= high:
            return f"a number from {low:g} to {high:g}"
        case OneOf(words) if value not in words:
            return "one of " + ", ".join(words)
        case AtMost(length) if len(value) > length:
            return f"at most {length} characters"
    return ""


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind, include_extras=True)


def _unwrap(kind: Any) -> tuple[Any, list[Any]]:
    if typing.get_origin(kind) is typing.Annotated:
        inner, *bounds = typing.get_args(kind)
        return inner, bounds
    return kind, []


def _written(field: "dataclasses.Field[Any]") -> str:
    # `from` is a word of Python, so such a field carries its file name as metadata.
    return str(field.metadata.get("key", field.name))


def _optional(field: "dataclasses.Field[Any]") -> bool:
    return (
        field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
    )


def _wanted(kind: Any) -> str:
    inner, bounds = _unwrap(kind)
    origin = typing.get_origin(inner)
    if origin in (types.UnionType, typing.Union):
        return _wanted(typing.get_args(inner)[0])
    if origin is tuple:
        return "a list"
    if origin in (dict, Mapping) or dataclasses.is_dataclass(inner):
        return "a table"
    for bound in bounds:
        match bound:
            case Match(words=words):
                return words
            case OneOf(words=words):
                return "one of " + ", ".join(words)
            case Within(low, high):
                return f"a number from {low:g} to {high:g}"
    return _named(inner)


def _named(kind: Any) -> str:
    names = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}
    return names.get(kind, "a date" if kind is date else "a value")


def _show(value: object) -> str:
    text = repr(value)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def _join(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name
