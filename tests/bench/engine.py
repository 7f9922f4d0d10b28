"""How long a judgement takes, and that it grows in line with the number of Patterns.

Run as `python -m tests.bench.engine`. The exit status is 1 when growth is broken or, on any
machine, when a time is ten times over its limit: a slow machine alone must not fail.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from statistics import median
from time import process_time

from advisor.engine import Answers, Knowledge, judge, scalings, turns
from advisor.engine.forces import Capability, Force, choices, situation
from advisor.engine.passes import evaluate
from advisor.engine.profiles import Mitigation, Profile, Relation, RelationKind
from advisor.engine.questions import Kind, Option, Question
from advisor.engine.scoring import weights
from advisor.engine.sensitivity import single_changes

REPEATS = 5
SMALL, LARGE = 90, 9_000
GROWTH_LIMIT = 150
FORCES, QUESTIONS, OPTIONS = 113, 34, 6
SLACK = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; limit and measured in milliseconds, or as a plain ratio."""

    what: str
    limit: float
    measured: float
    unit: str = "ms"

    @property
    def line(self) -> str:
        mark = "ok" if self.measured <= self.limit else "OVER"
        return f"{self.what:<52} {self.limit:>8.0f} {self.measured:>10.2f} {self.unit:<3} {mark}"


def synthetic(patterns: int) -> Knowledge:
    """Make a Knowledge of the size of a Release: same Forces and Questions, so many Patterns."""
    random = Random(7)
    forces = [f"f{n:03}" for n in range(FORCES)]
    questions = tuple(
        Question(
            f"q{n:02}",
            Kind.MULTI,
            tuple(
                Option(
                    f"o{m}",
                    tuple(
                        (force, random.choice((-1, 1, 2, 3))) for force in random.sample(forces, 3)
                    ),
                    sets=((random.choice(("ops", "skill")), m % 4),) if n < 2 else (),
                )
                for m in range(OPTIONS)
            ),
        )
        for n in range(QUESTIONS)
    )
    profiles = tuple(_profile(f"p{n:05}", random, forces) for n in range(patterns))
    mitigations = tuple(
        Mitigation(made.slug, made.worsens[0][0], (random.choice(profiles).slug,))
        for made in profiles[::9]
    )
    relations = tuple(
        Relation(kind, made.slug, random.choice(profiles).slug, "because")
        for made in profiles
        for kind in RelationKind
    )
    return Knowledge(
        release=f"sha256:synthetic-{patterns}",
        questions=questions,
        forces=tuple(map(Force, forces)),
        capabilities=(Capability("ops"), Capability("skill")),
        profiles=profiles,
        mitigations=mitigations,
        relations=relations,
    )


def _profile(slug: str, random: Random, forces: list[str]) -> Profile:
    named = random.sample(forces, 4)
    return Profile(
        slug,
        random.randint(1, 5),
        tuple((force, strength) for force, strength in zip(named[:3], (3, 2, 1), strict=True)),
        ((named[3], random.randint(1, 3)),),
        (("ops", random.randint(0, 2)), ("skill", random.randint(0, 3))),
    )


def answered(known: Knowledge) -> Answers:
    """Answer two thirds of the Questions, with one to three options each."""
    random = Random(11)
    return Answers.of(
        {
            asked.id: [o.id for o in random.sample(asked.options, random.randint(1, 3))]
            for asked in known.questions
            if random.random() < 2 / 3
        }
    )


def milliseconds(work: Callable[[], object], rounds: int = 1) -> float:
    """Return the median of five repeats of so many rounds, in time of this process alone."""
    work()
    times = []
    for _ in range(REPEATS):
        start = process_time()
        for _ in range(rounds):
            work()
        times.append(process_time() - start)
    return 1000 * median(times) / rounds


def scoring(known: Knowledge) -> Callable[[], object]:
    """Return one scoring, both passes, of all Patterns."""
    answers = answered(known)
    tables = known.tables
    weighing = weights(tables.forces, answers.weights)
    return lambda: evaluate(tables, situation(tables, choices(tables, answers)), weighing)


def measure() -> list[Row]:
    small, large = synthetic(SMALL), synthetic(LARGE)
    answers = answered(small)
    # As long a run for the small one, so that both see the same caches and collections.
    few, many = milliseconds(scoring(small), LARGE // SMALL), milliseconds(scoring(large))
    return [
        Row(f"one scoring, both passes, {SMALL} patterns", 2, few),
        Row(f"one scoring, both passes, {LARGE} patterns", 2 * GROWTH_LIMIT, many),
        Row("growth: the second by the first", GROWTH_LIMIT, many / few, "x"),
        Row(
            "one full Advice, ranges and reasons",
            10,
            milliseconds(lambda: judge(small, answers), 10),
        ),
        Row(
            "all single-answer changes",
            150,
            milliseconds(lambda: single_changes(small.tables, answers)),
        ),
        Row(
            "all other weights, one Force at a time",
            150,
            milliseconds(lambda: scalings(small, answers)),
        ),
        Row("where the order turns", 150, milliseconds(lambda: turns(small, answers))),
    ]


def main() -> int:
    rows = measure()
    print(f"{'what':<52} {'limit':>8} {'measured':>10}")
    for row in rows:
        print(row.line)
    allowed = (row.limit * (1 if row.unit == "x" else SLACK) for row in rows)
    return int(any(row.measured > most for row, most in zip(rows, allowed, strict=True)))


if __name__ == "__main__":
    sys.exit(main())
