"""What a tool takes: one schema that is both published and checked, with every fault at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from advisor.answers.values import safe, unprintable
from advisor.shapes.faults import Fault, refuse_faults

Schema = Mapping[str, Any]
Values = Mapping[str, Any]

LONGEST_TEXT: Final = 200
_TYPES: Final[Mapping[str, type | tuple[type, ...]]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One argument of a tool. schema: JSON Schema, of which `_faults` knows every word we use."""

    name: str
    schema: Schema
    required: bool = False


def text(
    name: str, help: str, *, longest: int = LONGEST_TEXT, words: Sequence[str] = (), **more: bool
) -> Argument:
    """Take one text. words: all that it may be, where that is a closed list."""
    bounds: dict[str, Any] = {"enum": list(words)} if words else {"maxLength": longest}
    return Argument(name=name, schema={"type": "string", **bounds, "description": help}, **more)


def whole(name: str, help: str, *, low: int, high: int, usual: int) -> Argument:
    """Take a whole number within its bounds, both included."""
    bounds = {"minimum": low, "maximum": high, "default": usual}
    return Argument(name=name, schema={"type": "integer", **bounds, "description": help})


def flag(name: str, help: str) -> Argument:
    """Take yes or no; no where it is absent."""
    return Argument(name=name, schema={"type": "boolean", "default": False, "description": help})


def several(
    name: str, help: str, *, least: int = 0, most: int, words: Sequence[str] = (), **more: bool
) -> Argument:
    """Take a list of texts."""
    each: dict[str, Any] = {"type": "string", "maxLength": LONGEST_TEXT}
    each |= {"enum": list(words)} if words else {}
    bounds = {"items": each, "minItems": least, "maxItems": most}
    return Argument(name=name, schema={"type": "array", **bounds, "description": help}, **more)


def table(name: str, help: str, each: Schema, **more: bool) -> Argument:
    """Take names with values. The reader of the values finds what is wrong with them."""
    schema = {"type": "object", "additionalProperties": dict(each), "description": help}
    return Argument(name=name, schema=schema, **more)


def schema_of(taken: Sequence[Argument]) -> dict[str, Any]:
    """Return the input schema of a tool."""
    return {
        "type": "object",
        "properties": {each.name: dict(each.schema) for each in taken},
        "required": [each.name for each in taken if each.required],
        "additionalProperties": False,
    }


def read(taken: Sequence[Argument], given: Values) -> dict[str, Any]:
    """Return the arguments with defaults filled in. Raises Refused with every fault."""
    known = {each.name: each for each in taken}
    faults = [
        Fault(
            "unknown_key", f'"{safe(name)}" is not known here.', pointer_to(name), "", tuple(known)
        )
        for name in given
        if name not in known
    ]
    for name, each in known.items():
        if name in given:
            faults += _faults(given[name], each.schema, pointer_to(name))
        elif each.required:
            faults.append(Fault("missing", f'"{name}" is needed.', "#"))
    refuse_faults(faults)
    usual = {n: each.schema["default"] for n, each in known.items() if "default" in each.schema}
    return usual | dict(given)


def _faults(value: object, schema: Schema, pointer: str) -> Iterator[Fault]:
    named = schema["type"]
    wanted = [named] if isinstance(named, str) else named
    if not any(_is(value, name) for name in wanted):
        yield Fault("wrong_type", f"Expected {' or '.join(wanted)}.", pointer)
    elif isinstance(value, str):
        yield from _text_faults(value, schema, pointer)
    elif isinstance(value, int) and not isinstance(value, bool):
        low, high = schema["minimum"], schema["maximum"]
        if not low <= value <= high:
            words = f"Expected a whole number from {low} to {high}."
            yield Fault("out_of_range", words, pointer)
    elif isinstance(value, list):
        least, most = schema["minItems"], schema["maxItems"]
        if not least <= len(value) <= most:
            words = f"Expected {least} to {most} items; found {len(value)}."
            yield Fault("too_few" if len(value) < least else "too_many", words, pointer)
        for place, item in enumerate(value[:most]):
            yield from _faults(item, schema["items"], f"{pointer}/{place}")


def _unknown(name: str, known: tuple[str, ...]) -> Fault:
    words = f'"{safe(name)}" is not known here.'
    return Fault("unknown_key", words, pointer_to(name), allowed=known)


def _is(value: object, name: str) -> bool:
    # In Python yes and no are numbers too.
    return isinstance(value, _TYPES[name]) and (name == "boolean" or not isinstance(value, bool))


def _text_faults(value: str, schema: Schema, pointer: str) -> Iterator[Fault]:
    allowed = schema.get("enum")
    if allowed is not None:
        if value not in allowed:
            words = f'"{safe(value)}" is not known.'
            yield Fault("unknown_value", words, pointer, allowed=tuple(allowed))
    elif len(value) > schema["maxLength"]:
        yield Fault("too_long", f"At most {schema['maxLength']:,} characters.", pointer)
    elif sign := unprintable(value):
        words = f"It holds a character that cannot be shown: {sign}."
        yield Fault("control_character", words, pointer)


def pointer_to(*steps: str) -> str:
    """Return the place of an argument, or of a member of one, as a JSON pointer (RFC 6901)."""
    escaped = (safe(step).replace("~", "~0").replace("/", "~1") for step in steps)
    return "#" + "".join(f"/{step}" for step in escaped)
