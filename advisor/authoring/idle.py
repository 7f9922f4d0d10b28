"""Idle: Forces that nobody raises, lowers or eases; options and facts that decide nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from advisor.authoring.trials import Run, Trial, run
from advisor.engine import Answer, Answers, Knowledge


@dataclass(frozen=True, slots=True)
class IdleForces:
    """Force ids in order: raised by no option, lowered by none, eased by no Profile."""

    unraised: tuple[str, ...]
    unlowered: tuple[str, ...]
    uneased: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IdleOptions:
    """(question, option) in the order of asking.

    unneeded: chosen in some Trial, and no Verdict moves when it is taken away there.
    untried: chosen in none, so nothing can be said of them.
    """

    unneeded: tuple[tuple[str, str], ...]
    untried: tuple[tuple[str, str], ...]


def idle_forces(known: Knowledge) -> IdleForces:
    changes = [change for q in known.questions for o in q.options for change in o.changes]
    raised = {force for force, points in changes if points > 0}
    lowered = {force for force, points in changes if points < 0}
    eased = {force for profile in known.profiles for force, _ in profile.eases}
    forces = sorted(force.id for force in known.forces)
    return IdleForces(
        *(tuple(f for f in forces if f not in used) for used in (raised, lowered, eased))
    )


def idle_options(known: Knowledge, runs: Sequence[Run]) -> IdleOptions:
    """Take every chosen option of every Trial away, one at a time."""
    tried: set[tuple[str, str]] = set()
    needed: set[tuple[str, str]] = set()
    for before in runs:
        for question, option in _chosen(before):
            tried.add((question, option))
            if (question, option) in needed:
                continue
            after = run(known, Trial("", _without(before, question, option)))
            if after.outcome.verdicts != before.outcome.verdicts:
                needed.add((question, option))
    options = [(question.id, o.id) for question in known.questions for o in question.options]
    return IdleOptions(
        unneeded=tuple(o for o in options if o in tried and o not in needed),
        untried=tuple(o for o in options if o not in tried),
    )


def unused_facts(known: Knowledge) -> tuple[str, ...]:
    """Return the facts that options state and no rule looks at, in alphabetical order."""
    stated = {fact for q in known.questions for o in q.options for fact in o.facts}
    return tuple(sorted(stated - set(_looked_at(known))))


def _looked_at(known: Knowledge) -> Iterator[str]:
    limits = [limit for p in known.profiles for limit in (*p.at_most, *p.at_least)]
    rules = [rule for profile in known.profiles for rule in profile.never_when]
    rules += [limit.rule for limit in limits]
    rules += [ceiling.limit.rule for ceiling in known.ceilings]
    rules += [clash.rule for clash in known.contradictions]
    for rule in rules:
        yield from rule.facts | rule.unless
    yield from known.baseline.facts


def _chosen(before: Run) -> list[tuple[str, str]]:
    return [(choice.question, choice.option) for choice in before.situation.choices]


def _without(before: Run, question: str, option: str) -> Answers:
    answers = before.trial.answers
    left = tuple(o for o in answers.of_question(question).options if o != option)
    return answers.with_answer(question, Answer(left) if left else None)
