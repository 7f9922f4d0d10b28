"""A small Knowledge with the numbers of the worked examples: calls that fail, and a Saga."""

from advisor.engine import Knowledge
from advisor.engine.knowledge import Baseline, Capacity
from advisor.engine.profiles import Group, Mitigation
from tests.advisor.engine.builders import knowledge_of, option, profile, question, rule

QUESTIONS = (
    question(
        "services",
        option("few", {"simplicity": 1}, facts=["few_services"]),
        option("some"),
        single=True,
    ),
    question(
        "teams",
        option("one", {"simplicity": 1}, facts=["one_team"]),
        option("two"),
        single=True,
    ),
    question("structure", option("simple", {"simplicity": 3})),
    question(
        "ops",
        option("none", {"simplicity": 1}, sets={"ops": 0}),
        option("basic", sets={"ops": 1}),
        single=True,
    ),
    question(
        "skill",
        option("new", {"simplicity": 1}, sets={"skill": 0}),
        option("good", sets={"skill": 2}),
        single=True,
    ),
    question("load", option("spiky", {"overload": 3}), option("refuse", {"shed": 3})),
    question(
        "deps",
        option("none", {"partial_failure": -3, "cascade": -2, "dead_dependency": -2}),
        option("few", {"partial_failure": 1}),
        option("third", {"partial_failure": 2, "transient": 2, "dead_dependency": 2}),
    ),
    question(
        "callfail", option("again", {"transient": 3}), option("pause", {"dead_dependency": 3})
    ),
    question("pains", option("cascade", {"cascade": 3, "dead_dependency": 2}, hurt=True)),
    question(
        "tx",
        option("one", {"cross_tx": -3, "undo": -2, "flow_central": -1}, facts=["local_tx"]),
        option("few", {"cross_tx": 2, "undo": 1}),
        option("many", {"cross_tx": 3, "undo": 1, "flow_central": 1}),
        single=True,
    ),
    question(
        "undo",
        option("undone", {"undo": 3, "cross_tx": 1}),
        option("one", {"flow_central": 3, "cross_tx": 1}),
    ),
    question("see", option("progress", {"flow_central": 2})),
)

SAGA_FORCES = {"cross_tx": 3, "undo": 3, "flow_central": 3}

PROFILES = (
    profile("retry", {"transient": 3, "partial_failure": 1}, {"overload": 1}, needs={"skill": 1}),
    profile(
        "circuit-breaker",
        {"dead_dependency": 3, "cascade": 2, "partial_failure": 2},
        needs={"ops": 1, "skill": 1},
        complexity=2,
        prerequisites=("timeout",),
    ),
    profile("timeout", {"hanging": 3, "partial_failure": 2}),
    profile("load-shedding", {"shed": 3}, complexity=2),
    profile(
        "saga-orchestration",
        SAGA_FORCES,
        {"simplicity": 1},
        needs={"ops": 1, "skill": 2},
        complexity=4,
        never_when=(rule("local_tx", reason="One local transaction is enough."),),
    ),
)


def worked() -> Knowledge:
    return knowledge_of(
        QUESTIONS,
        PROFILES,
        mitigations=(Mitigation("retry", "overload", ("load-shedding",)),),
        groups=(Group("alone", ("retry",)),),
        capacity=Capacity("teams", (("one", 9),), 18),
        baseline=Baseline("modular-monolith", frozenset({"few_services", "one_team"})),
    )
