"""The engine's own messages in plain English, for documents and programs; pages word their own."""

from collections.abc import Mapping, Sequence

from advisor.engine.baseline import Message

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NAMED = 2  # Forces named before the rest is counted


class UnknownMessageError(ValueError):
    """A message has a code that nobody worded."""


def phrase(message: Message, names: Mapping[str, str]) -> str:
    """Return a message in one to three sentences.

    names: of Forces and Patterns, by id or slug; where one is missing the id is made readable.
    Raises UnknownMessageError.
    """
    match message.code:
        case "nothing-answered":
            sentences = ["Nothing is answered yet, so nothing speaks for a distributed design."]
        case "nothing-distributed":
            need = "You do not need a distributed design for this."
            sentences = [need, *_planned(message.counts), *_open(message.counts)]
        case "plan-within":
            within = "Nothing in it needs further services."
            sentences = [*_planned(message.counts), within, *_open(message.counts)]
        case "plan":
            sentences = [*_planned(message.counts), *_open(message.counts)]
        case "keep-what-you-have":
            unanswered = _unanswered("Without changes", message.forces, names)
            sentences = ["Keep what you have.", *unanswered]
        case "start-from":
            start = f"Start from one {_name(message.pattern, names)}."
            sentences = [start, *_unanswered("Without more", message.forces, names)]
        case _:
            raise UnknownMessageError(message.code)
    return " ".join(sentences)


def _planned(counts: Mapping[str, int]) -> Sequence[str]:
    adopt, prepare = counts["adopt"], counts["prepare"]
    if adopt and prepare:
        return [f"{_patterns(adopt)} to adopt, {_number(prepare)} to prepare."]
    if adopt:
        return [f"{_patterns(adopt)} to adopt."]
    return [f"{_patterns(prepare)} to prepare."] if prepare else []


def _open(counts: Mapping[str, int]) -> Sequence[str]:
    if not (number := counts["open"]):
        return []
    questions = "One question is" if number == 1 else f"{number} questions are"
    return [f"{questions} open, so this is provisional."]


def _unanswered(start: str, forces: Sequence[str], names: Mapping[str, str]) -> Sequence[str]:
    if not forces:
        return []
    named = [_name(force, names) for force in forces]
    if len(named) > _NAMED + 1:
        named = [*named[:_NAMED], f"{_number(len(named) - _NAMED)} more"]
    listed = " and ".join(filter(None, [", ".join(named[:-1]), named[-1]]))
    return [f"{start}, {listed} {'stays' if len(forces) == 1 else 'stay'} unanswered."]


def _patterns(number: int) -> str:
    return f"{_number(number).capitalize()} pattern{'' if number == 1 else 's'}"


def _number(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _name(key: str, names: Mapping[str, str]) -> str:
    name = names.get(key, key.replace("_", " ").replace("-", " "))
    # Inside a sentence only the first letter turns small, and only where it starts a plain word.
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
