"""Small Knowledges and Answers: made by hand one thing at a time, or from a size and a seed.

Hypothesis draws size and seed, not each part: that is a hundred times faster, and a smaller size
is a smaller counterexample.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from random import Random
from typing import Any

from hypothesis import strategies as st

from advisor.engine import Answer, Answers, Knowledge, Profile, Verdict
from advisor.engine.conditions import AllOf, AnyOf, Chosen, Condition, Not
from advisor.engine.forces import Capability, Force
from advisor.engine.knowledge import Baseline, Capacity, Contradiction, Tension
from advisor.engine.profiles import (
    Bundle,
    FactRule,
    Group,
    KindCeiling,
    Limit,
    Mitigation,
    Relation,
    RelationKind,
)
from advisor.engine.questions import STARS, WEIGHTS, Kind, Option, Question, presence


def option(
    id: str,
    changes: Mapping[str, int] | None = None,
    *,
    sets: Mapping[str, int] | None = None,
    facts: Sequence[str] = (),
    exclusive: bool = False,
    hurt: bool = False,
) -> Option:
    return Option(
        id,
        tuple((changes or {}).items()),
        tuple((sets or {}).items()),
        tuple(facts),
        exclusive,
        hurt,
    )


def question(id: str, *options: Option, single: bool = False, **more: Any) -> Question:
    return Question(id, Kind.SINGLE if single else Kind.MULTI, options, **more)


def profile(
    slug: str,
    eases: Mapping[str, int] | None = None,
    worsens: Mapping[str, int] | None = None,
    *,
    needs: Mapping[str, int] | None = None,
    complexity: int = 1,
    **more: Any,
) -> Profile:
    return Profile(
        slug,
        complexity,
        tuple((eases or {}).items()),
        tuple((worsens or {}).items()),
        tuple((needs or {}).items()),
        **more,
    )


def rule(*facts: str, unless: Sequence[str] = (), reason: str = "") -> FactRule:
    return FactRule(frozenset(facts), frozenset(unless), reason)


def knowledge_of(
    questions: Sequence[Question], profiles: Sequence[Profile], **more: Any
) -> Knowledge:
    """Build a Knowledge that knows every Force and Capability that its parts name."""
    named = [force for q in questions for o in q.options for force, _ in o.changes]
    named += [force for p in profiles for force, _ in p.eases + p.worsens]
    kinds = [kind for q in questions for o in q.options for kind, _ in o.sets]
    kinds += [kind for p in profiles for kind, _ in p.needs]
    return Knowledge(
        release="sha256:made-by-hand",
        questions=tuple(questions),
        forces=tuple(Force(force) for force in sorted(set(named))),
        capabilities=tuple(Capability(kind) for kind in sorted(set(kinds))),
        profiles=tuple(profiles),
        **more,
    )


def changed(known: Knowledge, **parts: Any) -> Knowledge:
    """Return the same Knowledge with some parts replaced."""
    kept = {field.name: getattr(known, field.name) for field in fields(known) if field.init}
    return Knowledge(**{**kept, **parts})


def without(known: Knowledge, slug: str) -> Knowledge:
    """Return the same Knowledge without one Pattern and the edges that name it."""
    return changed(
        known,
        profiles=tuple(
            replace(
                kept,
                prerequisites=tuple(need for need in kept.prerequisites if need != slug),
                family=None if kept.family == slug else kept.family,
            )
            for kept in known.profiles
            if kept.slug != slug
        ),
        mitigations=tuple(
            replace(edge, by=tuple(helper for helper in edge.by if helper != slug))
            for edge in known.mitigations
            if edge.pattern != slug
        ),
    )


FORCES = tuple(f"f{n}" for n in range(6))
KINDS = ("ops", "skill")
FACTS = tuple("abcde")

seeds = st.integers(0, 2**32 - 1)


def random_knowledges() -> st.SearchStrategy[Knowledge]:
    return st.builds(
        lambda size, seed: random_knowledge(Random(seed), size), st.integers(1, 9), seeds
    )


def answers_to(known: Knowledge, *, weighted: bool = True) -> st.SearchStrategy[Answers]:
    return seeds.map(lambda seed: random_answers(Random(seed), known, weighted=weighted))


def answer_to(asked: Question, *, settled: bool = False) -> st.SearchStrategy[Answer]:
    """Strategy for answers that do not exclude themselves; settled: not unknown, not assumed."""
    return seeds.map(lambda seed: random_answer(Random(seed), asked, settled=settled))


def completions_of(known: Knowledge, answers: Answers) -> st.SearchStrategy[Answers]:
    """Strategy for the ways in which all that is open could still be answered, or left."""
    return seeds.map(lambda seed: random_completion(Random(seed), known, answers))


def open_questions(known: Knowledge, answers: Answers) -> list[Question]:
    shown = presence(known.questions, answers, settled=True)
    return [q for q in known.questions if shown[q.id] and answers.of_question(q.id).is_open]


def random_knowledge(random: Random, size: int) -> Knowledge:
    """Make a Knowledge of so many Patterns that a lint would accept."""
    profiles = random_profiles(random, size)
    slugs = [made.slug for made in profiles]
    mitigations = [
        Mitigation(made.slug, force, tuple(helpers))
        for made in profiles
        for force, _ in made.worsens
        if (helpers := some([slug for slug in slugs if slug != made.slug], random, 2))
    ]
    ceilings = [KindCeiling(random_limit(random, [Verdict.LATER]), random.random() < 0.5)]
    return Knowledge(
        release="sha256:made-at-random",
        questions=random_questions(random),
        forces=tuple(map(Force, FORCES)),
        capabilities=tuple(map(Capability, KINDS)),
        profiles=profiles,
        mitigations=tuple(mitigations),
        groups=tuple(Group(f"g{n}", tuple(some(slugs, random, 3))) for n in range(2)),
        ceilings=tuple(some(ceilings, random, 1)),
        bundles=(Bundle("b", tuple(slugs[:3])),),
        contradictions=tuple(Contradiction(f"C0{n}", random_rule(random)) for n in range(2)),
        tensions=(Tension(("f0", "f1")),),
        capacity=Capacity("q0", (("o0", 5), ("o1", 30)), 12),
        baseline=Baseline("p0", frozenset("a")),
        relations=random_relations(random, slugs),
    )


def random_questions(random: Random) -> tuple[Question, ...]:
    """Make Questions of which two can state and deny each Force outright."""
    needs = [option(f"need-{force}", {force: 3}) for force in FORCES]
    denials = [option(f"deny-{force}", {force: -3}) for force in FORCES]
    found = [question("needs", *needs), question("denials", *denials)]
    for n in range(random.randint(1, 5)):
        single = random.random() < 0.5
        options = [
            option(
                f"o{m}",
                {force: random.choice((-3, -2, -1, 1, 2, 3)) for force in some(FORCES, random, 3)},
                sets={kind: random.randint(0, 3) for kind in some(KINDS, random, 1)},
                facts=some(FACTS, random, 2),
                exclusive=not single and m == 3,
                hurt=random.random() < 0.3,
            )
            for m in range(random.randint(1, 4))
        ]
        shown = random_condition(random, found) if random.random() < 0.5 else None
        found.append(question(f"q{n}", *options, single=single, show_when=shown))
    return tuple(found)


def random_condition(random: Random, earlier: Sequence[Question]) -> Condition:
    found, other = random.choices(earlier, k=2)
    leaf = Chosen(found.id, tuple(some([o.id for o in found.options], random, 2)))
    more = Chosen(other.id)
    return random.choice((leaf, Not(leaf), AllOf((leaf, Not(more))), AnyOf((leaf, more))))


def random_profiles(random: Random, size: int) -> tuple[Profile, ...]:
    found: list[Profile] = []
    for n in range(size):
        forces = random.sample(FORCES, 6)
        eased = random.randint(1, 3)
        parents = [made.slug for made in found if made.family is None]
        ceiling = random_limit(random, [Verdict.LATER, Verdict.CONSIDER, Verdict.PREPARE])
        floor = random_limit(random, [Verdict.CONSIDER, Verdict.ADOPT])
        found.append(
            profile(
                f"p{n}",
                {forces[0]: 3} | {force: random.randint(1, 3) for force in forces[1:eased]},
                {force: random.randint(1, 3) for force in some(forces[eased:], random, 2)},
                needs={kind: random.randint(0, 3) for kind in some(KINDS, random, 2)},
                complexity=random.randint(1, 5),
                several_services=random.random() < 0.5,
                family=random.choice(parents) if parents and random.random() < 0.3 else None,
                prerequisites=tuple(some([made.slug for made in found], random, 2)),
                never_when=tuple(some([random_rule(random)], random, 1)),
                at_most=tuple(some([ceiling], random, 1)),
                at_least=tuple(some([floor], random, 1)),
            )
        )
    return tuple(found)


def random_relations(random: Random, slugs: Sequence[str]) -> tuple[Relation, ...]:
    pairs = [(left, right) for right in slugs for left in slugs if left > right]
    return tuple(
        Relation(random.choice(list(RelationKind)), left, right, f"{left} and {right}")
        for left, right in some(pairs, random, 2 * len(slugs))
    )


def random_rule(random: Random) -> FactRule:
    return FactRule(frozenset(random.sample(FACTS, 1)), frozenset(some(FACTS, random, 1)))


def random_limit(random: Random, verdicts: Sequence[Verdict]) -> Limit:
    return Limit(random_rule(random), random.choice(verdicts), random.random() < 0.5)


def random_answers(random: Random, known: Knowledge, *, weighted: bool) -> Answers:
    share = random.choice((0.2, 0.6, 1.0))
    given = {
        asked.id: random_answer(random, asked)
        for asked in known.questions
        if random.random() < share
    }
    weighty = some([force.id for force in known.forces], random, 2) if weighted else []
    chosen = [(name, each) for name, answer in given.items() for each in answer.options]
    stars = some(chosen, random, STARS) if random.random() < 0.5 else []
    return Answers(given, {force: random.choice(WEIGHTS) for force in weighty}, tuple(stars))


def random_answer(random: Random, asked: Question, *, settled: bool = False) -> Answer:
    form = random.randint(0, 6)
    if form == 0 and not settled:
        return Answer()
    if form == 1:
        return Answer(not_applicable=True, reason="out-of-scope")
    alone = [o.id for o in asked.options if o.exclusive or asked.kind is Kind.SINGLE]
    together = [o.id for o in asked.options if o.id not in alone]
    if together and (not alone or random.random() < 0.7):
        chosen = tuple(random.sample(together, random.randint(1, min(4, len(together)))))
    else:
        chosen = (random.choice(alone),)
    return Answer(chosen, assumed=form == 2 and not settled)


def random_completion(random: Random, known: Knowledge, answers: Answers) -> Answers:
    given = dict(answers.given)
    for asked in known.questions:
        if answers.of_question(asked.id).is_open:
            given.pop(asked.id, None)
            if random.random() < 0.8:
                given[asked.id] = random_answer(random, asked, settled=True)
    stars = [
        (name, each)
        for name, each in answers.stars
        if name in given and each in given[name].options
    ]
    return Answers(given, answers.weights, tuple(stars))


def some(items: Sequence[Any], random: Random, most: int) -> list[Any]:
    return random.sample(items, random.randint(0, min(most, len(items))))
