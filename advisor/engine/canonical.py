"""An Advice as canonical JSON, and the digest that says whether two are the same."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from hashlib import sha256

from advisor.engine.advice import Advice, JudgedPattern, Level, tenths
from advisor.engine.reasons import Part, Share


def as_json(advice: Advice) -> bytes:
    """Return UTF-8 with sorted keys and no spaces: equal Advices give equal bytes."""
    plain = as_plain(advice)
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(advice: Advice) -> str:
    """Return `sha256:` and the hexadecimal digest of the canonical JSON."""
    return f"sha256:{sha256(as_json(advice)).hexdigest()}"


def as_plain(advice: Advice) -> dict[str, object]:
    """Return the Advice as dictionaries, lists, text and numbers; points have one decimal.

    Beside the answers stand their reasons, weights, stars and sources, where there are any.
    """
    given = advice.answers.given
    plain = _fields(advice)
    plain["answers"] = {question: list(answer.words) for question, answer in given.items()}
    plain["reasons"] = {question: found.reason for question, found in given.items() if found.reason}
    plain["sources"] = {question: "assumed" for question, found in given.items() if found.assumed}
    plain["stars"] = [".".join(star) for star in advice.answers.stars]
    plain["weights"] = {force: float(weight) for force, weight in advice.answers.weights.items()}
    plain["levels"] = {level.force: _level(level) for level in advice.levels}
    plain["patterns"] = [pattern_as_plain(judged) for judged in advice.patterns]
    return plain


def pattern_as_plain(judged: JudgedPattern) -> dict[str, object]:
    """Return one judged Pattern in the form that it has inside an Advice."""
    plain = _fields(judged)
    plain["range"] = {"low": plain.pop("low"), "high": plain.pop("high")}
    for name in ("shares", "why", "why_not"):
        plain[name] = [_plain(share) for share in getattr(judged, name)]
    return plain


def _plain(value: object) -> object:
    match value:
        case Enum():
            return value.value
        case Fraction():
            return tenths(value)
        case Share():
            return {
                "question": value.question,
                "option": value.option,
                "force": value.force,
                "change": value.change,
                "share": value.shown,
            }
        case Part():
            return _part(value)
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case tuple() | list():
            return [_plain(item) for item in value]
        case _ if is_dataclass(value):
            return _fields(value)
    return value


def _fields(value: object) -> dict[str, object]:
    assert is_dataclass(value)  # noqa: S101 - narrows the type
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}


def _part(part: Part) -> dict[str, object]:
    # Only the shown points: the exact ones, rounded alone, need not add up to the shown fit.
    return {
        "force": part.force,
        "role": part.role.value,
        "level": tenths(part.level),
        "strength": part.strength,
        "points": part.shown,
        "softened_by": list(part.softened_by),
        "companions": list(part.companions),
    }


def _level(level: Level) -> dict[str, object]:
    return {
        "level": tenths(level.level),
        "low": tenths(level.low),
        "high": tenths(level.high),
        "answers": [
            {"question": found.question, "option": found.option, "change": found.change}
            for found in level.answers
        ],
    }
