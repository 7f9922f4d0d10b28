"""Run every suite: pure rooms and SQLite, PostgreSQL with Valkey, code by language, browser.

A failing suite stops nothing; the report names it. The last line is the sum over all of them.
"""

import os
import re
import subprocess
import sys
import time

SUITES: tuple[tuple[str, list[str], dict[str, str]], ...] = (
    ("pure rooms and SQLite", ["-m", "not browser and not oracle and not languages"], {}),
    ("PostgreSQL and Valkey", ["-m", "django_db", "tests/patterns", "tests/advisor"],
     {"TEST_DB": "postgresql"}),
    ("code templates", ["-m", "languages"], {}),
    ("oracles", ["-m", "oracle"], {}),
    ("browser", ["-m", "browser"], {}),
    ("browser with PostgreSQL and Valkey",
     ["-m", "browser", "tests/browser/test_assessments.py", "tests/browser/test_accounts.py"],
     {"TEST_DB": "postgresql"}),
)  # fmt: skip
COUNTS = re.compile(r"(\d+) (passed|failed|skipped|error|errors)")


def main(chosen: list[str]) -> int:
    """Run the suites whose names begin with one of the words, or all; return the exit status."""
    totals = {"passed": 0, "failed": 0, "skipped": 0}
    report: list[str] = []
    for name, arguments, environment in SUITES:
        if chosen and not any(name.lower().startswith(word.lower()) for word in chosen):
            continue
        print(f"\n=== {name}", flush=True)
        started = time.monotonic()
        counts, status = _run(arguments, environment)
        seconds = time.monotonic() - started
        if status != 0 and not counts["failed"]:
            counts["failed"] += 1  # it broke before it could count
        for word, count in counts.items():
            totals[word] += count
        words = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
        report.append(f"{name}: {words or 'nothing ran'} in {seconds:.0f} s")
        if not counts["passed"]:
            totals["failed"] += 1
            report[-1] += "  <- no test passed"
    print("\n" + "\n".join(report))
    print(f"{totals['passed']} passed, {totals['failed']} failed, {totals['skipped']} skipped")
    return 1 if totals["failed"] else 0


def _run(arguments: list[str], environment: dict[str, str]) -> tuple[dict[str, int], int]:
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", "-q", *arguments],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    last = ""
    assert process.stdout is not None
    for line in process.stdout:
        print(line, end="", flush=True)
        if COUNTS.search(line):
            last = line
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for number, word in COUNTS.findall(last):
        counts["failed" if word.startswith("error") else word] += int(number)
    return counts, process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
