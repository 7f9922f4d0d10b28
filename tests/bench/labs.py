"""What labs cost: a page at its defaults, new and kept, and how large it is on the wire.

`python -m tests.bench.labs` measures every lab in the time of this process, so that a busy machine
does not count, and what all the bookkeeping of the circuit breaker's lab costs against a kernel
that runs bare. The exit status is 1 when a page is ten times over: a slow machine alone must not
fail.
"""

import gzip
import sys
from collections.abc import Callable
from statistics import median
from time import process_time
from typing import Any

from tests.bench.pages import client_of_its_own

ROUNDS = 5
NEW, KEPT = 150.0, 15.0  # milliseconds of an idle core
LARGEST = 40_000  # bytes, compressed
BOOKKEEPING = 4.0  # times
SLACK = 10


def main() -> int:
    """Print a row for each lab; return 1 when one is far over its limit."""
    client = client_of_its_own()
    from patterns import diagram_cache, lab_cache
    from patterns.labs import shelf

    def forget() -> None:
        lab_cache.forget()
        diagram_cache.forget()

    print(f"{'lab at its defaults':28}{'events':>9}{'new':>10}{'kept':>9}{'bytes':>9}")
    broken = 0
    for slug, lab in shelf.labs().items():
        address = f"/labs/{slug}/"
        client.get(address)
        new = _milliseconds(lambda a=address: client.get(a), forget)
        kept = _milliseconds(lambda a=address: client.get(a))
        size = len(gzip.compress(client.get(address).content))
        events = lab.run(lab.values()).events
        well = new <= NEW and kept <= KEPT and size <= LARGEST
        broken += new > SLACK * NEW or kept > SLACK * KEPT or size > SLACK * LARGEST
        print(
            f"{slug:28}{events:9,}{new:7.1f} ms{kept:6.1f} ms{size:9,}  {'ok' if well else 'OVER'}",
            flush=True,
        )
    print(f"limits: {NEW:.0f} ms new, {KEPT:.0f} ms kept, {LARGEST:,} bytes")
    ratio = _bookkeeping()
    print(f"an event of the circuit breaker's lab by one of calls at ten slots: {ratio:.1f} times")
    print(f"limit: {BOOKKEEPING:.0f} times")
    return int(broken > 0 or ratio > SLACK * BOOKKEEPING)


def _bookkeeping() -> float:
    """Return how much more an event costs with full bookkeeping than on the bare kernel."""
    from patterns.labs import shelf
    from tests.oracles.test_labs import CALLS, on_the_kernel

    lab = shelf.lab("circuit-breaker")
    events = lab.run(lab.values()).events
    return median(
        _milliseconds(lambda: lab.run(lab.values())) / events
        / (_milliseconds(on_the_kernel) / (2 * CALLS))
        for _ in range(ROUNDS)
    )  # fmt: skip


def _milliseconds(work: Callable[[], object], before: Callable[[], Any] = lambda: None) -> float:
    rounds = []
    for _ in range(ROUNDS):
        before()
        started = process_time()
        work()
        rounds.append((process_time() - started) * 1000)
    return median(rounds)


if __name__ == "__main__":
    sys.exit(main())
