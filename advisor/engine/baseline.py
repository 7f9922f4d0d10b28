"""The do-nothing baseline, and the sentence that stands above an Advice."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from advisor.engine.forces import Situation
from advisor.engine.knowledge import Knowledge
from advisor.engine.passes import Outcome
from advisor.engine.points import LEVEL_PRESSING
from advisor.engine.profiles import Verdict
from advisor.engine.questions import Answers, asked
from advisor.engine.reasons import THIRDS, Built
from advisor.engine.roadmap import Plan
from advisor.engine.tables import Tables


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence to be worded elsewhere: its code, and the numbers and ids in it."""

    code: str
    counts: Mapping[str, int] = field(default_factory=dict)
    pattern: str = ""
    forces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnansweredForce:
    force: str
    level: Fraction
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DoNothing:
    """What holds without any of the advice. pattern: where to stay, None: with what there is."""

    headline: Message
    pattern: str | None
    unanswered_forces: tuple[UnansweredForce, ...]


def headline(
    tables: Tables, answers: Answers, plan: Plan, outcome: Outcome, *, start: str | None
) -> Message:
    """Say in one sentence what comes of it.

    Codes: nothing-answered, nothing-distributed (the plan is empty, or does without several
    services where one program is the place to start from), plan-within (it does without them, in
    a system that has them), plan. Counts: adopt and prepare, in the plan; open, of Questions.
    start: the Pattern of the do-nothing baseline, None where there is more already.
    """
    members = [tables.slugs.index(slug) for slug in plan.members]
    counts = {
        "adopt": sum(outcome.verdicts[index] is Verdict.ADOPT for index in members),
        "prepare": sum(outcome.verdicts[index] is Verdict.PREPARE for index in members),
        "open": sum(answers.of_question(q.id).is_open for q in asked(tables.questions, answers)),
    }
    if not any(answer.options for answer in answers.given.values()):
        return Message("nothing-answered", counts)
    if any(tables.entries[index].profile.several_services for index in members):
        return Message("plan", counts)
    if members and start is None:
        return Message("plan-within", counts)
    return Message("nothing-distributed", counts)


def do_nothing(knowledge: Knowledge, situation: Situation, by_force: Built) -> DoNothing:
    """Say what stays as it is without any Pattern beyond the baseline.

    Codes: start-from (a Pattern) and keep-what-you-have; both with the Forces that stay
    unanswered, the strongest first.
    """
    tables = knowledge.tables
    start = knowledge.baseline
    pattern = start.pattern if start.pattern and start.facts & situation.facts else None
    answered = set()
    if pattern in tables.slugs:
        answered = {force for force, _ in tables.entries[tables.slugs.index(pattern)].eases}
    pressing = [
        force
        for force, level in enumerate(situation.levels)
        if level >= LEVEL_PRESSING and force not in answered
    ]
    pressing.sort(key=lambda force: (-situation.levels[force], tables.forces[force]))
    unanswered = tuple(
        UnansweredForce(
            tables.forces[force],
            THIRDS[situation.levels[force]],
            tuple(
                dict.fromkeys(choice.question for choice, change in by_force[force] if change > 0)
            ),
        )
        for force in pressing
    )
    forces = tuple(found.force for found in unanswered)
    if pattern is None:
        return DoNothing(Message("keep-what-you-have", forces=forces), None, unanswered)
    message = Message("start-from", pattern=pattern, forces=forces)
    return DoNothing(message, pattern, unanswered)
