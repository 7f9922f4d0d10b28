"""What the API costs: a cached list against a bare view of the same process, and fresh advice.

`python -m tests.bench.api` loads the shipped content into a database of its own in memory. Both
limits are met in time of this process alone, so other programs on the machine do not matter.
"""

import sys
from collections.abc import Callable
from random import Random
from time import process_time
from typing import Any

from tests.bench.engine import SLACK
from tests.bench.pages import ROUNDS, client_of_its_own

CALLS = 100  # of the list and of the bare view in each round, by turns
LEAST_SHARE = 0.6  # of the throughput of the bare view
MOST_MILLISECONDS = 30  # of a recommendation that nobody asked for before
FRESH = 60
ADVICE = "/api/v1/recommendations"


def main() -> int:
    """Print the table; return 1 when the share is missed, or the time by far."""
    client = client_of_its_own()
    share, unchanged = shares(client)
    slowest = percentile(fresh(client), 0.95)
    print(f"{'what':<58} {'limit':>8} {'measured':>10}")
    rows = (
        ("list of patterns, kept, by a bare view of the same bytes", LEAST_SHARE, share, "x", True),
        (f"recommendation, P95 of {FRESH} fresh ones", MOST_MILLISECONDS, slowest, "ms", False),
    )
    failed = False
    for what, limit, measured, unit, at_least in rows:
        met = measured >= limit if at_least else measured <= limit
        print(f"{what:<58} {limit:>8} {measured:>10.2f} {unit:<3} {'ok' if met else 'OVER'}")
        failed |= measured < limit if at_least else measured > limit * SLACK
    print(f"{'the same list, not modified: without a limit':<58} {'':>8} {unchanged:>10.2f} x")
    return int(failed)


def shares(client: Any) -> tuple[float, float]:
    """Return the throughput of the list by that of a bare view, with its bytes and with 304."""
    from django.http import HttpResponse
    from django.urls import path

    from advisor import urls

    listed = client.get("/api/v1/patterns")
    tag, body = listed["ETag"], listed.content
    urls.urlpatterns.append(
        path("bare", lambda request: HttpResponse(body, content_type="application/json"))
    )
    if client.get("/bare").content != body:
        raise SystemExit("the bare view does not answer with the same bytes")
    work = {
        "bare": lambda: client.get("/bare"),
        "list": lambda: client.get("/api/v1/patterns"),
        "304": lambda: client.get("/api/v1/patterns", headers={"If-None-Match": tag}),
    }
    if (work["list"]().status_code, work["304"]().status_code) != (200, 304):
        raise SystemExit("the list does not answer as it should")
    spent = dict.fromkeys(work, 0.0)
    for _ in range(ROUNDS * CALLS):
        # By turns, so that whatever slows the machine slows all of them.
        for name, call in work.items():
            spent[name] += seconds(call)
    return spent["bare"] / spent["list"], spent["bare"] / spent["304"]


def fresh(client: Any) -> list[float]:
    """Return milliseconds of recommendations for answers that differ each time."""
    random = Random(11)
    questions = client.get("/api/v1/questions?limit=200").json()["items"]
    client.get("/api/v1/recommendations")
    times = []
    for _ in range(FRESH):
        chosen = random.sample(questions, random.randint(5, 20))
        query = {each["id"]: random.choice(each["options"])["id"] for each in chosen}
        answers: list[Any] = []
        times.append(1000 * seconds(lambda q=query, to=answers: to.append(client.get(ADVICE, q))))
        if answers[0].status_code != 200:
            raise SystemExit(f"{query} is answered with {answers[0].status_code}")
    return times


def seconds(call: Callable[[], Any]) -> float:
    started = process_time()
    call()
    return process_time() - started


def percentile(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


if __name__ == "__main__":
    sys.exit(main())
