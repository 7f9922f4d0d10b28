"""The facts of every pattern, and what the guide around them promises."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from patterns.content.entries import Content, Pattern

SEED_PAGES = {
    "aggregator", "api-gateway", "bulkhead", "cache-aside", "circuit-breaker", "cqrs",
    "distributed-tracing", "event-sourcing", "eventual-consistency", "retry", "saga",
    "saga-choreography", "saga-orchestration", "service-mesh", "service-registry", "sidecar",
    "throttling",
}  # fmt: skip
SEED_POINTS = {
    "retry": (0.2, 0.6),
    "circuit-breaker": (0.3, 0.8),
    "aggregator": (0.4, 0.7),
    "bulkhead": (0.3, 0.5),
    "sidecar": (0.6, 0.6),
    "saga": (0.8, 0.8),
    "event-sourcing": (0.9, 0.7),
    "cqrs": (0.7, 0.6),
    "service-mesh": (0.9, 0.9),
}
OLDEST_REVIEW = timedelta(days=730)
CHARACTERS_OF_A_TITLE = 60


def by_slug(content: Content) -> dict[str, Pattern]:
    return {pattern.slug: pattern for pattern in content.patterns}


def test_the_shipped_content_has_no_fault(faults_of_shipped: tuple[Any, ...]) -> None:
    assert [str(fault) for fault in faults_of_shipped] == []


def test_ninety_three_patterns_are_shipped_and_every_page_is_complete(content: Content) -> None:
    assert len(content.patterns) == 93
    assert [pattern.slug for pattern in content.patterns if not pattern.is_complete] == []
    assert {p.slug for p in content.patterns if p.edition == "seed"} == SEED_PAGES


def test_thirteen_categories_hold_every_pattern(content: Content) -> None:
    used = {pattern.category for pattern in content.patterns}

    assert used == {category.slug for category in content.categories}
    assert len(used) == 13


def test_every_pattern_has_a_profile(content: Content) -> None:
    assert [pattern.slug for pattern in content.patterns if pattern.profile is None] == []


def test_the_nine_points_of_the_seed_are_unchanged(content: Content) -> None:
    found = {
        slug: (pattern.complexity, pattern.impact)
        for slug, pattern in by_slug(content).items()
        if slug in SEED_POINTS
    }

    assert found == SEED_POINTS
    assert content.quadrant is not None
    assert content.quadrant.points == tuple(SEED_POINTS)


def test_complexity_and_impact_have_two_digits_at_most(content: Content) -> None:
    numbers = [n for pattern in content.patterns for n in (pattern.complexity, pattern.impact)]

    assert [number for number in numbers if round(number, 2) != number] == []


def test_a_name_or_alias_leads_to_one_pattern(content: Content) -> None:
    owners: dict[str, set[str]] = {}
    for pattern in content.patterns:
        for name in (pattern.slug, pattern.name, *pattern.aliases):
            owners.setdefault(name.lower().replace(" ", "-"), set()).add(pattern.slug)

    assert {name: slugs for name, slugs in owners.items() if len(slugs) > 1} == {}


def test_a_problem_is_one_question(content: Content) -> None:
    problems = [pattern.problem for pattern in content.patterns]

    assert len(set(problems)) == len(problems)
    assert [problem for problem in problems if problem.count("?") != 1] == []


def test_reviews_are_neither_in_the_future_nor_too_old(content: Content) -> None:
    today = datetime.now(tz=UTC).date()
    dates = {pattern.slug: pattern.reviewed for pattern in content.patterns if pattern.reviewed}

    assert {slug: day for slug, day in dates.items() if day > today} == {}
    assert {slug: day for slug, day in dates.items() if today - day > OLDEST_REVIEW} == {}


def test_every_relation_says_why_and_where_that_stands(content: Content) -> None:
    edges = [edge for pattern in content.patterns for edge in pattern.relations]

    assert len(edges) > 200
    assert [edge for edge in edges if not (edge.why.endswith(".") and edge.source)] == []


def test_diagrams_have_titles_that_fit_a_heading(content: Content) -> None:
    titles = [entry.title for pattern in content.patterns for entry in pattern.diagrams]

    assert [title for title in titles if len(title) > CHARACTERS_OF_A_TITLE] == []


def test_the_states_of_the_facts_are_those_of_the_state_diagram(content: Content) -> None:
    with_states = [pattern for pattern in content.patterns if pattern.states]

    assert {pattern.slug for pattern in with_states} >= {"circuit-breaker", "saga"}
    for pattern in with_states:
        scripts = [entry.script for entry in pattern.diagrams if entry.kind == "state"]
        assert len(scripts) == 1
        named = set(_capitals(scripts[0]))
        assert {state.name for state in pattern.states} <= named


def test_questions_come_in_the_order_of_their_files(content: Content) -> None:
    assert [section.id for section in content.sections] == [
        "system-and-team", "load", "failure", "data", "outside", "running",
    ]  # fmt: skip


def test_contradictions_are_numbered_in_order(content: Content) -> None:
    numbers = [row.id for row in content.contradictions]

    assert all(left < right for left, right in pairwise(numbers))
    assert "C06" not in numbers


def _capitals(script: str) -> list[str]:
    words = script.replace(":", " ").replace("[", " ").split()
    return [word for word in words if word.replace("_", "").isalpha()]


def test_every_pattern_has_a_picture_of_its_structure_and_one_of_its_behavior(
    content: Content,
) -> None:
    kinds = {p.slug: [entry.kind for entry in p.diagrams] for p in content.patterns}

    assert [slug for slug, drawn in kinds.items() if len(drawn) < 2] == []
    assert [
        slug for slug, drawn in kinds.items() if not {"structure", "behavior"} <= {*drawn}
    ] == []


def test_every_pattern_says_how_people_ask_for_it(content: Content) -> None:
    for pattern in content.patterns:
        assert 3 <= len(pattern.asked) <= 6, pattern.slug
        for words in pattern.asked:
            assert 4 <= len(words.split()) <= 16, (pattern.slug, words)
            assert pattern.name.lower() not in words.lower(), (pattern.slug, words)
            assert not words.endswith("."), (pattern.slug, words)


def test_no_two_patterns_are_asked_for_in_the_same_words(content: Content) -> None:
    words = [line.lower() for pattern in content.patterns for line in pattern.asked]

    assert len(set(words)) == len(words)


def test_what_rests_on_our_own_judgement_and_warns_was_agreed_by_two(content: Content) -> None:
    alone = [
        (pattern.slug, edge.to)
        for pattern in content.patterns
        for edge in pattern.relations
        if edge.basis == "derived"
        and edge.type in ("requires", "conflicts-with")
        and edge.agreed is None
    ]

    assert alone == []
