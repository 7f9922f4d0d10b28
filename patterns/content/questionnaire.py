"""Does the questionnaire hold together? Forces, facts, conditions and contradictions."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from patterns.content.entries import Content, Question
from patterns.content.faults import Fault
from patterns.content.reading import Reading

# Keys and steps of addresses that answers stand in.
RESERVED_IDS = (
    "name", "path", "star", "preview", "assessment", "base", "check", "section", "weights",
    "format", "include",
)  # fmt: skip
LONGEST_SENTENCE = 25  # words of a help or a why
LONGEST_LABEL = 16  # words


def faults(reading: Reading) -> Iterator[Fault]:
    """Yield what is wrong between questions, forces, facts and contradictions."""
    content = reading.content
    yield from _questions(content, reading.section_files)
    yield from _forces(reading)
    yield from _facts(content)
    yield from _limits(content)


def answer_faults(
    content: Content, answers: Mapping[str, Sequence[str]], file: str, key: str
) -> Iterator[Fault]:
    """Yield a fault for each question or option that does not exist, or cannot stand together."""
    known = {question.id: question for question in questions_of(content)}
    for name, chosen in answers.items():
        question = known.get(name)
        if question is None:
            yield Fault(file, f"{key}.{name}", "the id of a question", name)
            continue
        options = {option.id for option in question.option} | {"unknown", "na"}
        for option in chosen:
            if option not in options:
                yield Fault(file, f"{key}.{name}", "an option of the question", option)
        alone = {option.id for option in question.option if option.exclusive} | {"unknown", "na"}
        if question.kind == "single" and len(chosen) > 1:
            yield Fault(file, f"{key}.{name}", "one option", ", ".join(chosen))
        elif len(chosen) > 1 and alone.intersection(chosen):
            wanted = "an exclusive option to stand alone"
            yield Fault(file, f"{key}.{name}", wanted, ", ".join(chosen))


def questions_of(content: Content) -> list[Question]:
    return [question for section in content.sections for question in section.question]


def facts_of(content: Content) -> set[str]:
    """Return every fact that some option states."""
    return {
        fact
        for question in questions_of(content)
        for option in question.option
        for fact in option.facts
    }


def _questions(content: Content, files: Mapping[str, str]) -> Iterator[Fault]:
    names = [question.id for question in questions_of(content)]
    forces = {force.id for force in content.forces}
    capabilities = {capability.id for capability in content.capabilities}
    retired = {question.id for question in content.retired.question}
    sections = {question.id: each.id for each in content.sections for question in each.question}
    for question in questions_of(content):
        file, at = files[sections[question.id]], question.id
        if names.count(question.id) > 1:
            yield Fault(file, at, "each question id once", "twice")
        if question.id in RESERVED_IDS:
            yield Fault(file, at, "an id that no address uses", question.id)
        if question.id in retired:
            yield Fault(file, at, "an id that was never retired", question.id)
        options = [option.id for option in question.option]
        for option in question.option:
            place = f"{at}.{option.id}"
            if options.count(option.id) > 1:
                yield Fault(file, place, "each option id once", "twice")
            if option.id in ("unknown", "na"):
                yield Fault(file, place, "an id that is no reserved word", option.id)
            for force in option.raises:
                if force not in forces:
                    yield Fault(file, f"{place}.raises", "a force of forces.toml", force)
            for capability in option.sets:
                if capability not in capabilities:
                    yield Fault(file, f"{place}.sets", "a capability", capability)
            if len(option.label.split()) > LONGEST_LABEL:
                yield Fault(file, f"{place}.label", f"at most {LONGEST_LABEL} words", option.label)
            if question.kind == "single" and option.exclusive:
                yield Fault(file, place, "exclusive options in multi questions only", "one")
        for field in ("help", "why"):
            for sentence in getattr(question, field).split(". "):
                if len(sentence.split()) > LONGEST_SENTENCE:
                    wanted = f"sentences of at most {LONGEST_SENTENCE} words"
                    yield Fault(file, f"{at}.{field}", wanted, f"{len(sentence.split())}")
        if question.show_when is not None:
            yield from _condition(content, question.show_when, file, f"{at}.show_when", names)


def _condition(
    content: Content, condition: Any, file: str, key: str, names: list[str]
) -> Iterator[Fault]:
    if not isinstance(condition, Mapping) or len(condition) != 1:
        yield Fault(file, key, "one of all, any, not, answered, eq, in", repr(condition)[:60])
        return
    (word, value), *_ = condition.items()
    if word in ("all", "any") and isinstance(value, list | tuple):
        for inner in value:
            yield from _condition(content, inner, file, key, names)
    elif word == "not":
        yield from _condition(content, value, file, key, names)
    elif word == "answered":
        if value not in names:
            yield Fault(file, key, "the id of a question", str(value))
    elif word in ("eq", "in") and isinstance(value, list | tuple) and len(value) == 2:
        chosen = value[1] if word == "in" and isinstance(value[1], list | tuple) else [value[1]]
        for option in chosen:
            yield from answer_faults(content, {str(value[0]): [str(option)]}, file, key)
    else:
        yield Fault(file, key, "one of all, any, not, answered, eq, in", str(word))


def _forces(reading: Reading) -> Iterator[Fault]:
    content = reading.content
    forces = {force.id for force in content.forces}
    if len(forces) < len(content.forces):
        yield Fault("forces.toml", "force", "each id once", "a repeated one")
    options = [option for question in questions_of(content) for option in question.option]
    profiles = [pattern.profile for pattern in content.patterns if pattern.profile]
    # A folder of a few patterns for a test or a start may leave forces without an answer, and so
    # does a Profile that could not be read.
    whole = len(profiles) == len(reading.origins) > 80
    for force in content.forces:
        changes = [option.raises[force.id] for option in options if force.id in option.raises]
        if not any(change > 0 for change in changes):
            yield Fault("forces.toml", force.id, "an option that raises it", "none")
        if not any(change < 0 for change in changes):
            yield Fault("forces.toml", force.id, "an option that lowers it", "none")
        strengths = [
            effect.strength
            for profile in profiles
            for effect in profile.eases
            if effect.force == force.id
        ]
        if whole and not strengths:
            yield Fault("forces.toml", force.id, "a pattern that eases it", "none")
        if whole and not force.broad and max(strengths, default=0) < 3:
            yield Fault("forces.toml", force.id, "strength 3 somewhere, or broad = true", "neither")
    for index, tension in enumerate(content.tensions):
        if len(tension.forces) != 2 or not set(tension.forces) <= forces:
            found = ", ".join(tension.forces)
            yield Fault("forces.toml", f"tension[{index}].forces", "two known forces", found)


def _facts(content: Content) -> Iterator[Fault]:
    facts = facts_of(content)
    names = {question.id for question in questions_of(content)}
    for row in content.contradictions:
        for fact in row.facts:
            if fact not in facts:
                yield Fault("contradictions.toml", f"{row.id}.facts", "a stated fact", fact)
        for name in row.reopen:
            if name not in names:
                yield Fault("contradictions.toml", f"{row.id}.reopen", "a question", name)
    for option in content.retired.option:
        if option.question not in names:
            yield Fault("questions/retired.toml", option.id, "a question", option.question)
        for successor in option.successors:
            if successor not in names:
                yield Fault("questions/retired.toml", option.id, "a question", successor)
    for question in content.retired.question:
        for successor in question.successors:
            if successor not in names:
                yield Fault("questions/retired.toml", question.id, "a question", successor)


def _limits(content: Content) -> Iterator[Fault]:
    if content.limits is None:
        return
    facts = facts_of(content)
    for index, ceiling in enumerate(content.limits.ceiling):
        for fact in (*ceiling.facts, *ceiling.unless):
            if fact not in facts:
                yield Fault("limits.toml", f"ceiling[{index}]", "a stated fact", fact)
    capacity = content.limits.capacity
    for option in capacity.by_option:
        yield from answer_faults(
            content, {capacity.question: [option]}, "limits.toml", "capacity.by_option"
        )
    for fact in content.limits.baseline.facts_any:
        if fact not in facts:
            yield Fault("limits.toml", "baseline.facts_any", "a stated fact", fact)
