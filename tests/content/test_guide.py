"""The pages around the patterns: matrix, quadrant, domains, takeaways, checklist, words."""

import re
from itertools import groupby

import pytest

from advisor.engine import Answer, Answers, Knowledge, Verdict, judge
from advisor.engine.questions import presence
from patterns.content import marks
from patterns.content.entries import PHASES, Content
from patterns.diagrams.quadrants import quadrant_of

# The rows of the guide that the product began with, word for word.
ROWS = (
    ("External Service Failures", "Circuit Breaker"),
    ("Multiple Data Sources", "Aggregator"),
    ("Distributed Transactions", "Saga"),
    ("Cross-cutting Concerns", "Sidecar"),
    ("Audit Trail Required", "Event Sourcing"),
    ("Read/Write Optimization", "CQRS"),
    ("Resource Isolation", "Bulkhead"),
    ("Service Communication", "Service Mesh"),
    ("Temporary Failures", "Retry Pattern"),
    ("Rate Limiting", "Throttling Pattern"),
    ("Data Consistency", "Eventual Consistency"),
    ("Service Discovery", "Registry Pattern"),
)
DOMAINS = (
    ("Resilience", "circuit-breaker", ("retry", "bulkhead")),
    ("Data Management", "event-sourcing", ("cqrs", "saga")),
    ("Service Communication", "service-mesh", ("api-gateway",)),
    ("Observability", "sidecar", ("distributed-tracing",)),
    ("Scalability", "bulkhead", ("cache-aside",)),
)
TAKEAWAYS = (
    ("circuit-breaker", "Prevents cascade failures"),
    ("aggregator", "Simplifies client interactions"),
    ("saga", "Manages distributed transactions"),
    ("sidecar", "Handles cross-cutting concerns"),
    ("event-sourcing", "Provides audit trail and temporal queries"),
)
QUICK_WINS = {"retry", "circuit-breaker", "aggregator", "bulkhead"}

every_row = pytest.mark.parametrize("number", range(1, 13))


def test_the_first_twelve_rows_are_those_of_the_guide(content: Content) -> None:
    rows = [(row.title, row.recommended) for row in content.scenarios]

    assert tuple(rows[:12]) == ROWS
    assert [row.number for row in content.scenarios] == list(range(1, len(rows) + 1))


@every_row
def test_the_answers_of_a_row_alone_advise_its_pattern(
    content: Content, known: Knowledge, number: int
) -> None:
    row = content.scenarios[number - 1]
    variants = {profile.slug for profile in known.profiles if profile.family == row.pattern}

    advice = judge(known, answers_of(row.answers))

    advised = {
        judged.slug
        for judged in advice.patterns
        if judged.verdict in (Verdict.ADOPT, Verdict.PREPARE)
    }
    assert advised & {row.pattern, *variants}
    assert advice.contradictions == ()


@every_row
def test_every_answer_of_a_row_belongs_to_a_question_that_is_asked(
    content: Content, known: Knowledge, number: int
) -> None:
    answers = answers_of(content.scenarios[number - 1].answers)

    shown = presence(known.questions, answers, settled=True)

    assert all(shown[question] for question in answers.given)


def test_the_labels_stand_on_the_right_quadrants(content: Content) -> None:
    quadrant = content.quadrant
    assert quadrant is not None

    assert quadrant.labels == (
        "Strategic Initiatives",
        "Quick Wins",
        "Low Priority",
        "Complex but Necessary",
    )
    points = [pattern for pattern in content.patterns if pattern.slug in quadrant.points]
    found = {p.slug: quadrant.labels[quadrant_of(p.complexity, p.impact) - 1] for p in points}
    assert {slug for slug, label in found.items() if label == "Quick Wins"} == QUICK_WINS
    assert set(found.values()) == {"Quick Wins", "Strategic Initiatives"}


def test_every_point_of_the_catalogue_has_a_label(content: Content) -> None:
    counts = [0] * 4
    for pattern in content.patterns:
        counts[quadrant_of(pattern.complexity, pattern.impact) - 1] += 1

    assert counts == [27, 31, 25, 10]


def test_the_first_five_domains_are_those_of_the_guide(content: Content) -> None:
    rows = [(row.title, row.primary, row.secondary) for row in content.domains if row.seed]

    assert tuple(rows) == DOMAINS
    assert [row.seed for row in content.domains[:5]] == [True] * 5


def test_the_five_takeaways_stand_in_their_order_with_an_honest_sentence(content: Content) -> None:
    assert tuple((row.pattern, row.claim) for row in content.takeaways) == TAKEAWAYS
    assert all(row.honest.endswith(".") for row in content.takeaways)


def test_the_general_checklist_goes_through_the_phases_in_order(content: Content) -> None:
    phases = [phase for phase, _ in groupby(tick.phase for tick in content.checklist)]

    assert tuple(phases) == PHASES
    assert len(content.checklist) == 23


def test_every_term_is_used_somewhere(content: Content) -> None:
    used = {
        target
        for pattern in content.patterns
        for text in pattern.article.values()
        for kind, target in marks.found(text)
        if kind == "term"
    }

    assert used
    assert used <= {term.key for term in content.terms}


def test_no_page_holds_a_forbidden_word(content: Content) -> None:
    words = re.compile(rf"\b({'|'.join(map(re.escape, content.forbidden_words))})\b", re.IGNORECASE)
    found = [
        (pattern.slug, match[0])
        for pattern in content.patterns
        for text in (pattern.problem, *pattern.article.values())
        for match in words.finditer(text)
    ]

    assert found == []


def answers_of(chosen: dict[str, tuple[str, ...]]) -> Answers:
    return Answers({question: Answer(tuple(options)) for question, options in chosen.items()})
