"""Reach: whether some answers make a Pattern adopt and one of the first, and what that hangs on."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from advisor.authoring.trials import Run, Trial, run
from advisor.engine import Answer, Answers, Knowledge
from advisor.engine.passes import ranking
from advisor.engine.profiles import Profile
from advisor.engine.questions import Kind, Option, Question, presence

FIRST = 5  # the rank that a Pattern must reach
OptionId = tuple[str, str]
NOTHING: frozenset[OptionId] = frozenset()
_FACT_FORBIDS = 100  # worth of an option that states what forbids the Pattern: never chosen


@dataclass(frozen=True, slots=True)
class Hanging:
    """A Pattern that is reached only while this one option is there."""

    pattern: str
    question: str
    option: str


def reached(
    known: Knowledge,
    profile: Profile,
    examples: Sequence[Trial] = (),
    *,
    without: AbstractSet[OptionId] = NOTHING,
) -> Run | None:
    """Return answers that make the Pattern adopt with rank five or better; None if none is found.

    Tries the options that speak most for it, with and without what it worsens and what it needs,
    then the examples. It may miss a way that is there; what it finds is one. without: options
    that may not be chosen.
    """
    index = _at(known, profile)
    for answers in _candidates(known, profile, examples, without):
        tried = run(known, Trial(profile.slug, answers))
        if not tried.outcome.verdicts[index].is_adopt:
            continue
        if index in ranking(known.tables, tried.outcome)[:FIRST]:
            return tried
    return None


def unreachable(known: Knowledge, trials: Sequence[Trial]) -> tuple[str, ...]:
    """Return the Patterns for which no such answers are found, by slug."""
    examples = _by_pattern(trials)
    return tuple(
        profile.slug
        for profile in sorted(known.profiles, key=lambda profile: profile.slug)
        if reached(known, profile, examples.get(profile.slug, ())) is None
    )


def hanging(known: Knowledge, trials: Sequence[Trial]) -> tuple[Hanging, ...]:
    """Return each reachable Pattern that is not reached any more when one option is gone.

    Only options that raise a Force which the Pattern eases: of every Capability there is one
    option alone with the highest level, which says nothing.
    """
    examples = _by_pattern(trials)
    found = []
    for profile in sorted(known.profiles, key=lambda profile: profile.slug):
        own = examples.get(profile.slug, ())
        way = reached(known, profile, own)
        eased = {force for force, _ in known.tables.entries[_at(known, profile)].eases}
        for choice in way.situation.choices if way else ():
            option = (choice.question, choice.option)
            if not any(force in eased and change > 0 for force, change in choice.changes):
                continue
            if reached(known, profile, own, without={option}) is None:
                found.append(Hanging(profile.slug, *option))
    return tuple(found)


def _at(known: Knowledge, profile: Profile) -> int:
    return known.tables.slugs.index(profile.slug)


def _candidates(
    known: Knowledge,
    profile: Profile,
    examples: Sequence[Trial],
    without: AbstractSet[OptionId],
) -> Iterator[Answers]:
    for strength in (3, 2, 1):
        eased = {force: value for force, value in profile.eases if value >= strength}
        for harms in (True, False):
            worth = _worth(profile, eased, harms)
            for several in (False, True):
                yield _wanting(known, worth, several=several, without=without)
    for example in examples:
        chosen = {(q, o) for q, answer in example.answers.given.items() for o in answer.options}
        if chosen.isdisjoint(without):
            yield example.answers


def _worth(profile: Profile, eased: Mapping[str, int], harms: bool) -> Callable[[Option], int]:
    """Return the worth of an option to the Pattern by eased Forces; harms: less what it costs."""
    worsened = dict(profile.worsens) if harms else {}
    needs = dict(profile.needs) if harms else {}
    forbidding = {fact for rule in profile.never_when for fact in rule.facts}

    def worth(option: Option) -> int:
        speaking = sum((eased.get(f, 0) - worsened.get(f, 0)) * n for f, n in option.changes)
        able = sum(level >= needs[kind] > 0 for kind, level in option.sets if kind in needs)
        return speaking + able - _FACT_FORBIDS * (not forbidding.isdisjoint(option.facts))

    return worth


def _wanting(
    known: Knowledge,
    worth: Callable[[Option], int],
    *,
    several: bool,
    without: AbstractSet[OptionId],
) -> Answers:
    """Answer each Question with what speaks most for the Pattern, if anything does.

    several: with all that speaks for it, where options may stand together.
    """
    given = {}
    for question in known.questions:
        options = [o for o in question.options if (question.id, o.id) not in without]
        chosen = _chosen(question, options, worth, several=several)
        if chosen:
            given[question.id] = Answer(chosen)
    shown = presence(known.questions, Answers(given), settled=True)
    return Answers({question: answer for question, answer in given.items() if shown[question]})


def _chosen(
    question: Question, options: Iterable[Option], worth: Callable[[Option], int], *, several: bool
) -> tuple[str, ...]:
    speaking = [option for option in options if worth(option) > 0]
    together = [option.id for option in speaking if not option.exclusive]
    if several and question.kind is Kind.MULTI and together:
        return tuple(together)
    return (max(speaking, key=worth).id,) if speaking else ()


def _by_pattern(trials: Sequence[Trial]) -> Mapping[str, list[Trial]]:
    found: dict[str, list[Trial]] = {}
    for trial in trials:
        if trial.pattern:
            found.setdefault(trial.pattern, []).append(trial)
    return found
