"""What was left out of a link or a file, in sentences."""

from advisor.answers import Mistake, Problem
from advisor.answers.archives import MOST_MEMBERS, WANTED, Fault
from advisor.engine.questions import STARS
from patterns.catalogue import Catalogue

REFUSED = {
    Fault.BROKEN: "The zip cannot be read: it is damaged, or packed in a way that is not used here",
    Fault.TOO_LARGE: "The zip, or a file in it, is larger than a bundle can be",
    Fault.TOO_MANY: f"The zip holds more than {MOST_MEMBERS:,} files",
    Fault.BAD_NAME: "The zip holds a file whose name leads out of its folder",
    Fault.LINK: "The zip holds a link or a special file",
    Fault.TWICE: "The zip holds two files of the same name",
    Fault.ENCRYPTED: "The zip is encrypted",
    Fault.TOO_TIGHT: "The zip holds a file that grows more than a hundredfold when unpacked",
    Fault.NOTHING_OURS: f"The zip holds neither {WANTED[0]} nor {WANTED[1]}",
}


def refusal(fault: Fault) -> str:
    """Return one sentence about a zip that could not be used."""
    return f"{REFUSED[fault]}. Nothing was taken from it."


def problem(found: Problem, catalogue: Catalogue) -> str:
    """Return one sentence about a part that could not be used."""
    if found.path and found.path[0] in ("star", "stars"):
        return _star(found, catalogue)
    value = f"“{found.value}”" if found.value else "this"
    place = str(found.path[0]) if found.path else ""
    question = catalogue.question(place.removeprefix("na."))
    about = f" of “{question.text}”" if question else f" at {place}" if place else ""
    allowed = ", ".join(found.allowed)
    sentences = {
        Mistake.UNREADABLE: "The text is not a JSON object that can be read",
        Mistake.TOO_LARGE: "The file is too large: answers may have 64 KiB, an assessment 240 kB",
        Mistake.WRONG_TYPE: f"{value}{about} has the wrong form",
        Mistake.UNKNOWN_KEY: f"{value} is no question and no other part of an answers link or file",
        Mistake.UNKNOWN_OPTION: f"{value} is no option{about}",
        Mistake.UNKNOWN_VALUE: f"{value}{about} cannot be used",
        Mistake.RETIRED: f"{value} is gone; answer {allowed} in its place",
        Mistake.DUPLICATE: f"{value}{about} was given twice and is used once",
        Mistake.TOO_MANY: f"There are too many answers{about}",
        Mistake.TOO_LONG: f"{value}{about} is too long",
        Mistake.EXCLUSIVE: f"Options{about} exclude each other",
        Mistake.MISPLACED: f"{value}{about} belongs to an answer that is not given",
        Mistake.ALWAYS_APPLIES: f"The question{about} applies to every system",
        Mistake.CONTROL_CHARACTER: f"{value}{about} holds characters that cannot be shown",
    }
    sentence = sentences[found.mistake]
    if allowed and found.mistake is Mistake.UNKNOWN_VALUE:
        sentence += f"; it may be {allowed}"
    return sentence + "."


def _star(found: Problem, catalogue: Catalogue) -> str:
    name, _, chosen = found.value.partition(".")
    question = catalogue.question(name)
    options = question.option if question else ()
    label = next((option.label for option in options if option.id == chosen), found.value)
    if found.mistake is Mistake.TOO_MANY:
        return f"At most {STARS} answers can have a star; “{label}” was left out."
    if found.mistake is Mistake.MISPLACED:
        return f"The star at “{label}” was left out, since that is not among the answers."
    if found.mistake is Mistake.DUPLICATE:
        return f"The star at “{label}” was given twice and is used once."
    return "A star was left out that names no answer."
