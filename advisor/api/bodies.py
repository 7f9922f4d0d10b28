"""The body of a request → plain values: bounded, and JSON that means the same everywhere."""

import json
from itertools import count
from typing import Final, NoReturn

from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request

from advisor.shapes.faults import Refused

LONGEST: Final = 64 * 1024  # bytes
DEEPEST: Final = 32  # arrays and objects inside each other
MEDIA_TYPE: Final = "application/json"
_WHOLE: Final = range(-(2**63), 2**63)


def read(request: Request, media_type: str = MEDIA_TYPE) -> object:
    """Return what the body holds.

    Raises Refused for a body that is too large, no JSON, or JSON that readers differ about (RFC
    7493): keys given twice, halves of surrogate pairs, integers beyond 64 bits.
    Raises UnsupportedMediaType for any other type of body.
    """
    given = request.content_type or ""
    if given.partition(";")[0].strip().lower() != media_type:
        raise UnsupportedMediaType(given[:80], detail=f"Send {media_type}.")
    raw = request.read(LONGEST + 1)
    if len(raw) > LONGEST:
        raise Refused("too-large", f"The body is longer than {LONGEST:,} bytes.")
    return parse(raw)


def parse(raw: bytes) -> object:
    """Return the values of a JSON text in UTF-8. Raises Refused."""
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_once,
            parse_int=_whole,
            parse_float=_finite,
            parse_constant=_no_number,
        )
    except RecursionError:
        _refuse(f"It is nested deeper than {DEEPEST} levels.")
    except UnicodeDecodeError as error:
        _refuse(f"It is no UTF-8 from byte {error.start} on.")
    except json.JSONDecodeError as error:
        _refuse(f"Line {error.lineno}, column {error.colno}: {error.msg}.")
    _check(value)
    return value


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    united = dict(pairs)
    if len(united) < len(pairs):
        _refuse("A key stands twice in one object.")
    return united


def _whole(digits: str) -> int:
    # Twenty characters hold every integer of 64 bits, and no text that is slow to read.
    if len(digits) > 20 or int(digits) not in _WHOLE:
        _refuse("An integer has more than 64 bits.")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        _refuse("A number is too large.")
    return number


def _no_number(word: str) -> NoReturn:
    _refuse(f"{word} is no number of JSON.")


def _check(value: object) -> None:
    level = [value]
    for depth in count():
        for text in level:
            if isinstance(text, str):
                _check_text(text)
        inner = [each for each in level if isinstance(each, dict | list)]
        if inner and depth == DEEPEST:
            _refuse(f"It is nested deeper than {DEEPEST} levels.")
        if not inner:
            return
        level = [member for each in inner for member in _members(each)]


def _members(each: dict[str, object] | list[object]) -> list[object]:
    return each if isinstance(each, list) else [*each.keys(), *each.values()]


def _check_text(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        _refuse("A text holds half of a surrogate pair.")


def _refuse(detail: str) -> NoReturn:
    raise Refused("malformed-request", f"The body cannot be read. {detail}")
