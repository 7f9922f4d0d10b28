"""Run every suite: pure rooms and SQLite, PostgreSQL with Valkey, code by language, browser.

Two suites run at a time, each with its output printed whole when it ends; chosen by name, they
run one after the other with their output as it comes. A failing suite stops nothing; the report
names it. The last line is the sum over all of them.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock

AT_ONCE = 2  # suites; a machine of two cores has no use for more


@dataclass(frozen=True)
class Suite:
    """What pytest is asked for, beside the environment that it is given."""

    name: str
    arguments: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)


REAL = {"TEST_DB": "postgresql"}
# A minute of pages that are made from memory: one database is enough for it.
CRAWL = "tests/patterns/pages/test_every_page.py::test_every_link_of_the_catalogue_leads_somewhere"
SUITES = (  # the longest first, so that both lanes end together
    Suite("pure rooms and SQLite", ["-m", "not browser and not oracle and not languages"]),
    Suite(
        "PostgreSQL and Valkey",
        ["-m", "django_db", "tests/patterns", "tests/advisor", f"--deselect={CRAWL}"],
        REAL,
    ),
    Suite("browser", ["-m", "browser"]),
    Suite("oracles", ["-m", "oracle"]),
    Suite(
        "browser with PostgreSQL and Valkey",
        ["-m", "browser", "tests/browser/test_assessments.py", "tests/browser/test_accounts.py"],
        REAL,
    ),
    Suite("code templates", ["-m", "languages"]),
)
COUNTS = re.compile(r"(\d+) (passed|failed|skipped|error|errors)")


@dataclass(frozen=True)
class Outcome:
    """How one suite ended. counts: passed, failed, skipped."""

    suite: Suite
    counts: dict[str, int]
    seconds: float

    def line(self) -> str:
        words = ", ".join(f"{count} {word}" for word, count in self.counts.items() if count)
        none = "" if self.counts["passed"] else "  <- no test passed"
        return f"{self.suite.name}: {words or 'nothing ran'} in {self.seconds:.0f} s{none}"


def main(chosen: list[str]) -> int:
    """Run the suites whose names begin with one of the words, or all; return the exit status."""
    suites = [
        suite
        for suite in SUITES
        if not chosen or any(suite.name.lower().startswith(word.lower()) for word in chosen)
    ]
    printing = Lock()
    lanes = 1 if chosen else AT_ONCE
    with ThreadPoolExecutor(lanes) as pool:
        outcomes = [*pool.map(lambda suite: _run(suite, printing, live=lanes == 1), suites)]
    totals = {word: sum(each.counts[word] for each in outcomes) for word in _none()}
    print("\n" + "\n".join(each.line() for each in outcomes))
    print(f"{totals['passed']} passed, {totals['failed']} failed, {totals['skipped']} skipped")
    return 1 if totals["failed"] or not outcomes else 0


def _none() -> dict[str, int]:
    return {"passed": 0, "failed": 0, "skipped": 0}


def _run(suite: Suite, printing: Lock, *, live: bool) -> Outcome:
    started = time.monotonic()
    print(f"\n=== {suite.name}{'' if live else ': begun'}", flush=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", "-q", *suite.arguments],
        env={**os.environ, **suite.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    last, held = "", []
    assert process.stdout is not None
    for line in process.stdout:
        if live:
            print(line, end="", flush=True)
        held.append(line)
        if COUNTS.search(line):
            last = line
    status = process.wait()
    if not live:
        with printing:
            print(f"\n=== {suite.name}\n{''.join(held)}", end="", flush=True)
    counts = _none()
    for number, word in COUNTS.findall(last):
        counts["failed" if word.startswith("error") else word] += int(number)
    if not counts["failed"] and (status or not counts["passed"]):
        counts["failed"] += 1  # it broke before it could count, or had nothing to run
    return Outcome(suite, counts, time.monotonic() - started)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
