"""What a simulation must bring along to be a Lab."""

import pytest

from patterns.labs import shelf
from patterns.labs.kernel.results import Status
from tests.patterns.labs.running import default_run

LABS = shelf.labs()
MOST_EVENTS = 40_000  # of a default, so that it is never shortened


def test_there_are_the_fifteen_that_the_guide_asks_for() -> None:
    assert LABS.keys() >= {
        "aggregator", "bulkhead", "cache-aside", "circuit-breaker", "cqrs", "event-sourcing",
        "eventual-consistency", "queue-based-load-leveling", "retry", "saga-choreography",
        "saga-orchestration", "service-mesh", "service-registry", "sidecar", "throttling",
    }  # fmt: skip


@pytest.mark.parametrize("slug", LABS)
def test_at_least_four_things_hold_in_every_run_of_it(slug: str) -> None:
    promises = [invariant.words for invariant in LABS[slug].invariants]

    assert len(set(promises)) == len(promises) >= 4


@pytest.mark.parametrize("slug", LABS)
def test_its_default_is_whole_and_small_enough_for_a_page(slug: str) -> None:
    result = default_run(slug)

    assert result.status is Status.COMPLETE
    assert 0 < result.events < MOST_EVENTS
