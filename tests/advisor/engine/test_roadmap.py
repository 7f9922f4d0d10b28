from advisor.engine import Answers, Knowledge, Verdict, judge
from advisor.engine.knowledge import Capacity
from advisor.engine.profiles import Bundle, Group, Limit
from advisor.engine.roadmap import ItemState, PhaseId, Plan
from tests.advisor.engine.builders import knowledge_of, option, profile, question, rule

ASKED = question(
    "needs",
    option("a", {"fa": 3}),
    option("b", {"fb": 3}),
    option("ab", {"fa": 3, "fb": 3}),
    option("c", {"fc": 3, "fa": 1}),
    option("never", facts=["never"]),
    option("small", facts=["small"]),
)


def plan_of(*profiles: object, said: str = "a b", budget: int = 18, **more: object) -> Plan:
    known: Knowledge = knowledge_of([ASKED], profiles, **more)  # type: ignore[arg-type]
    return judge(known, Answers.of({"needs": said.split()}), budget=budget).plan


def phase(plan: Plan, phase: PhaseId) -> list[str]:
    (found,) = [each for each in plan.phases if each.id is phase]
    return [item.slug for item in found.items]


def test_a_prerequisite_is_pulled_in_and_laid_as_a_foundation() -> None:
    plan = plan_of(
        profile("breaker", {"fa": 3}, prerequisites=("timeout",)), profile("timeout", {"z": 3})
    )

    assert phase(plan, PhaseId.FOUNDATIONS) == ["timeout"]
    assert phase(plan, PhaseId.QUICK_WINS) == ["breaker"]
    assert plan.phases[0].items[0].pulled_in_by == ("breaker",)
    assert plan.used == 2


def test_a_prerequisite_chosen_for_itself_names_nobody() -> None:
    plan = plan_of(
        profile("breaker", {"fa": 3}, prerequisites=("timeout",)), profile("timeout", {"fb": 3})
    )

    assert plan.phases[0].items[0].slug == "timeout"
    assert plan.phases[0].items[0].pulled_in_by == ()


def test_prerequisites_come_in_transitively_and_in_order() -> None:
    plan = plan_of(
        profile("lock", {"fa": 3}, prerequisites=("lease",)),
        profile("lease", {"z": 3}, prerequisites=("clock",)),
        profile("clock", {"y": 3}),
    )

    assert phase(plan, PhaseId.FOUNDATIONS) == ["clock", "lease"]


def test_a_pattern_whose_prerequisite_is_avoid_is_blocked_by_it() -> None:
    plan = plan_of(
        profile("breaker", {"fa": 3}, prerequisites=("timeout",)),
        profile("timeout", {"z": 3}, never_when=(rule("never"),)),
        said="a never",
    )

    (item,) = plan.phases[3].items
    assert plan.members == ()
    assert (item.slug, item.state, item.blocked_by) == ("breaker", ItemState.BLOCKED, ("timeout",))


def test_a_pattern_whose_prerequisite_lost_its_group_is_blocked() -> None:
    plan = plan_of(
        profile("first", {"fa": 3, "fb": 1}),
        profile("second", {"z": 3}),
        profile("third", {"fb": 3}, prerequisites=("second",)),
        groups=(Group("one-of", ("first", "second")),),
    )

    assert plan.members == ("first",)
    assert [(i.slug, i.blocked_by) for i in plan.phases[3].items] == [("third", ("second",))]


def test_of_a_group_the_best_enters_and_the_others_show_their_margin() -> None:
    plan = plan_of(
        profile("geode", {"fa": 3, "fb": 3}),
        profile("failover", {"fa": 3}),
        groups=(Group("many-regions", ("failover", "geode")),),
    )

    (choice,) = plan.groups
    assert plan.members == ("geode",)
    assert (choice.winner, [rival.slug for rival in choice.others]) == ("geode", ["failover"])
    assert choice.margin == 15 + 20
    assert not choice.close_call
    assert choice.others[0].forces == ("fb",)


def test_a_margin_under_ten_points_is_a_close_call() -> None:
    plan = plan_of(
        profile("a", {"fa": 3}), profile("b", {"fb": 3}), groups=(Group("g", ("a", "b")),)
    )

    assert (plan.groups[0].winner, plan.groups[0].margin) == ("a", 0)
    assert plan.groups[0].close_call


def test_a_variant_enters_in_place_of_its_parent_even_where_the_parent_ranks_first() -> None:
    plan = plan_of(
        profile("saga", {"fa": 3, "fb": 3}), profile("saga-steered", {"fa": 3}, family="saga")
    )

    assert plan.members == ("saga-steered",)
    assert plan.families[0].stands_for == ("saga",)


def test_a_parent_enters_where_none_of_its_variants_could() -> None:
    plan = plan_of(
        profile("saga", {"fa": 3}),
        profile("saga-steered", {"fb": 3}, family="saga", prerequisites=("outbox",)),
        profile("outbox", {"z": 3}, never_when=(rule("never"),)),
        said="a b never",
    )

    assert plan.members == ("saga",)


def test_a_variant_meets_a_prerequisite_on_its_parent() -> None:
    plan = plan_of(
        profile("saga", {"z": 3}),
        profile("saga-steered", {"fa": 3, "fb": 1}, family="saga"),
        profile("booking", {"fb": 3}, prerequisites=("saga",)),
    )

    assert set(plan.members) == {"saga-steered", "booking"}
    assert phase(plan, PhaseId.FOUNDATIONS) == ["saga-steered"]


def test_a_variant_does_not_enter_beside_a_parent_that_was_pulled_in() -> None:
    plan = plan_of(
        profile("booking", {"fa": 3, "fb": 1}, prerequisites=("saga",)),
        profile("saga", {"z": 3}),
        profile("saga-steered", {"fb": 3}, family="saga"),
    )

    assert plan.members == ("saga", "booking")
    assert plan.families[0].stands_for == ("saga-steered",)


def test_what_does_not_fit_the_budget_waits_and_the_walk_goes_on() -> None:
    plan = plan_of(
        profile("large", {"fa": 3, "fb": 3}, complexity=5),
        profile("small", {"fa": 3}, complexity=2),
        budget=4,
    )

    assert plan.members == ("small",)
    (item,) = plan.phases[3].items
    assert (item.slug, item.state) == ("large", ItemState.BEYOND_BUDGET)


def test_the_budget_counts_what_a_pattern_pulls_in() -> None:
    plan = plan_of(
        profile("breaker", {"fa": 3}, complexity=3, prerequisites=("timeout",)),
        profile("timeout", {"z": 3}, complexity=2),
        budget=4,
    )

    assert plan.members == ()


def test_a_floor_pattern_enters_first_and_stands_among_the_foundations() -> None:
    floor = Limit(rule("small"), Verdict.ADOPT)
    plan = plan_of(
        profile("monolith", {"z": 3}, complexity=3, at_least=(floor,)),
        profile("better", {"fa": 3}, complexity=2),
        said="a small",
        budget=3,
    )

    assert phase(plan, PhaseId.FOUNDATIONS) == ["monolith"]
    assert phase(plan, PhaseId.WATCH) == ["better"]


def test_phases_split_by_effort_and_impact() -> None:
    plan = plan_of(
        profile("quick", {"fa": 3}, complexity=3),
        profile("costly", {"fb": 3}, complexity=4),
        profile("hinted", {"fc": 3}),
        said="ab c",
    )

    assert phase(plan, PhaseId.QUICK_WINS) == ["hinted", "quick"]
    assert phase(plan, PhaseId.STRATEGIC) == ["costly"]


def test_the_budget_is_read_from_the_answer_that_the_content_names() -> None:
    teams = question("teams", option("one"), option("five"), single=True)
    known = knowledge_of(
        [teams], [profile("a", {"f": 3})], capacity=Capacity("teams", (("one", 9),), 18)
    )

    budgets = [
        judge(known, Answers.of(words)).plan.budget
        for words in ({"teams": ["one"]}, {"teams": ["five"]}, {})
    ]

    assert budgets == [9, 18, 18]


def test_a_bundle_appears_from_two_members_on_and_names_the_missing() -> None:
    bundle = Bundle("safe-calls", ("a", "b", "c"))
    patterns = (profile("a", {"fa": 3}), profile("b", {"fb": 3}), profile("c", {"fc": 3}))

    two = plan_of(*patterns, bundles=(bundle,))
    one = plan_of(*patterns, bundles=(bundle,), said="a")

    assert (two.bundles[0].planned, two.bundles[0].missing) == (("a", "b"), ("c",))
    assert one.bundles == ()


def test_edges_to_patterns_that_the_release_does_not_hold_are_left_out() -> None:
    plan = plan_of(
        profile("a", {"fa": 3}, prerequisites=("absent",), family="gone"),
        groups=(Group("g", ("a", "absent")),),
    )

    assert plan.members == ("a",)
