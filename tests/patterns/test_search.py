import pytest
from hypothesis import given
from hypothesis import strategies as st

from patterns.catalogue import Catalogue
from patterns.search import LONGEST, find

HOSTILE = (
    "NEAR(", '"', "*", "NEAR(a b, 3)", "a AND", "OR", "NOT x", "{name}: a", "name:", "-", "(", ")",
    "^a", "a*b", "'; DROP TABLE words; --", "\0", "a\0b", "x" * 10_000, "a " * 5_000, '"' * 10_000,
    "\u202e", "\ud800", "🙂", "%", "\\", "ﬁ", "İ", "\n\t", "..", "1", "é" * 200,
)  # fmt: skip


def slugs(catalogue: Catalogue, words: str) -> list[str]:
    return [hit.pattern.slug for hit in find(catalogue, words).hits]


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("pub sub", "publish-subscribe"),
        ("CDC", "change-data-capture"),
        ("DLQ", "dead-letter-queue"),
        ("2PC", "two-phase-commit"),
        ("cell", "deployment-stamps"),
        ("pre-signed url", "valet-key"),
        ("feature flag", "feature-toggle"),
        ("bff", "backends-for-frontends"),
        ("rate limiter", "throttling"),
        ("circuit-breaker", "circuit-breaker"),
        ("Circuit Breaker", "circuit-breaker"),
        ("outbox", "transactional-outbox"),
        ("saga", "saga"),
        ("circuitbreaker", "circuit-breaker"),
    ],
)
def test_a_name_or_other_name_leads_to_its_pattern(
    catalogue: Catalogue, words: str, slug: str
) -> None:
    assert slugs(catalogue, words)[0] == slug


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("backpresure", "backpressure"),
        ("circuit braker", "circuit-breaker"),
        ("event sorcing", "event-sourcing"),
        ("bulkhaed", "bulkhead"),
        ("thottling", "throttling"),
        ("sidecarr", "sidecar"),
    ],
)
def test_a_slip_in_a_name_is_forgiven_and_said(catalogue: Catalogue, words: str, slug: str) -> None:
    first = find(catalogue, words).hits[0]

    assert first.pattern.slug == slug
    assert first.alike


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("dependency keeps failing", "circuit-breaker"),
        ("the same message arrives twice", "idempotent-consumer"),
        ("undo a distributed transaction", "saga-orchestration"),
        ("find another service", "service-registry"),
        ("replace a legacy system", "strangler-fig"),
        ("message that can never be processed", "dead-letter-queue"),
        ("database is too slow for reads", "cache-aside"),
    ],
)
def test_a_problem_in_plain_words_leads_to_a_pattern(
    catalogue: Catalogue, words: str, slug: str
) -> None:
    assert slug in slugs(catalogue, words)[:3]


def test_every_pattern_is_found_by_its_name_and_every_other_name(catalogue: Catalogue) -> None:
    for pattern in catalogue.patterns:
        for name in (pattern.slug, pattern.name, *pattern.aliases):
            assert pattern.slug in slugs(catalogue, name)[:2], name


def test_every_pattern_is_found_by_its_problem(catalogue: Catalogue) -> None:
    missed = [p.slug for p in catalogue.patterns if p.slug not in slugs(catalogue, p.problem)[:3]]

    assert missed == []


def test_without_words_all_patterns_come_complete_ones_first(catalogue: Catalogue) -> None:
    hits = find(catalogue, "  ").hits

    assert len(hits) == len(catalogue.patterns)
    complete = [hit.pattern.is_complete for hit in hits]
    assert complete == sorted(complete, reverse=True)


@pytest.mark.parametrize(
    ("words", "name"),
    [("autoscaling", "Autoscaling"), ("CRDT", "CRDT"), ("heartbeat", "Heartbeat")],
)
def test_a_name_without_a_page_says_what_to_read_instead(
    catalogue: Catalogue, words: str, name: str
) -> None:
    later = find(catalogue, words).later

    assert name in {row.name for row in later}
    assert all(catalogue.get(slug) for row in later for slug in row.see)


def test_nothing_is_found_for_nonsense(catalogue: Catalogue) -> None:
    assert find(catalogue, "xyzzyplugh").hits == ()


def test_no_pattern_is_listed_twice(catalogue: Catalogue) -> None:
    for words in ("service", "retry", "event", "a message that is lost"):
        found = slugs(catalogue, words)
        assert len(found) == len(set(found))


@pytest.mark.parametrize("words", HOSTILE, ids=lambda words: repr(words[:12]))
def test_hostile_words_are_only_words(catalogue: Catalogue, words: str) -> None:
    assert len(find(catalogue, words).hits) <= len(catalogue.patterns)


@given(words=st.text(max_size=2 * LONGEST))
def test_no_words_make_it_raise(catalogue: Catalogue, words: str) -> None:
    found = find(catalogue, words)

    assert len(found.hits) <= len(catalogue.patterns)


@given(words=st.text(max_size=40))
def test_the_same_words_find_the_same(catalogue: Catalogue, words: str) -> None:
    assert find(catalogue, words) == find(catalogue, words)
