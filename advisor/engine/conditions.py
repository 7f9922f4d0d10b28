"""Show-when: on which answers a Question is asked at all."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AllOf:
    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    condition: "Condition"


@dataclass(frozen=True, slots=True)
class Chosen:
    """True when one of the options is chosen; with no options, when any option is."""

    question: str
    options: tuple[str, ...] = ()


class ConditionError(ValueError):
    """Something is no show-when expression."""


Condition = AllOf | AnyOf | Not | Chosen


def read_condition(written: object) -> Condition:
    """Read a show-when expression as the content writes it.

    Forms: all, any (lists), not, answered = "q", eq = ["q", "option"], in = ["q", ["o1", "o2"]].
    Raises ConditionError for any other form.
    """
    match written:
        case {"all": [*parts], **rest} if not rest:
            return AllOf(tuple(read_condition(part) for part in parts))
        case {"any": [*parts], **rest} if not rest:
            return AnyOf(tuple(read_condition(part) for part in parts))
        case {"not": part, **rest} if not rest:
            return Not(read_condition(part))
        case {"answered": str(question), **rest} if not rest:
            return Chosen(question)
        case {"eq": [str(question), str(option)], **rest} if not rest:
            return Chosen(question, (option,))
        case {"in": [str(question), [*options]], **rest} if not rest and options:
            return Chosen(question, tuple(str(option) for option in options))
    raise ConditionError(f"not a show-when expression: {written!r}")


def questions_named(condition: Condition | None) -> frozenset[str]:
    """Return the ids of all Questions that a condition looks at."""
    match condition:
        case None:
            return frozenset()
        case AllOf(parts) | AnyOf(parts):
            return frozenset().union(*(questions_named(part) for part in parts))
        case Not(part):
            return questions_named(part)
        case Chosen(question):
            return frozenset({question})


def truth(condition: Condition, chosen: Callable[[Chosen], bool | None]) -> bool | None:
    """Evaluate a condition; None where what is chosen leaves it open."""
    match condition:
        case Chosen():
            return chosen(condition)
        case Not(part):
            inner = truth(part, chosen)
            return None if inner is None else not inner
        case AllOf(parts):
            truths = [truth(part, chosen) for part in parts]
            return False if False in truths else (None if None in truths else True)
        case AnyOf(parts):
            truths = [truth(part, chosen) for part in parts]
            return True if True in truths else (None if None in truths else False)
