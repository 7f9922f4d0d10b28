"""What pages cost, against a bare view of the same process, in the same run.

`python -m tests.bench.pages` loads the shipped content into a database of its own in memory.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import mkdtemp
from time import process_time
from typing import Any

ROUNDS, CALLS = 5, 20
ADVICE = (
    "/advice/?stage=growing&services=some&teams=two&deps=third&deps=many&callfail=again"
    "&callfail=pause&pains=cascade&tx=many&undo=undone&announce=several&backlog=noloss"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A page: milliseconds of this process per request, and how many bare views that is."""

    what: str
    milliseconds: float
    ratio: float


def main() -> int:
    """Print the table. These are figures to compare; no page has a limit that fails the run."""
    print(f"{'page, warm':38}{'ms':>8}{'x bare':>9}")
    for row in measure():
        print(f"{row.what:38}{row.milliseconds:8.2f}{row.ratio:9.1f}")
    return 0


def measure() -> list[Row]:
    """Return a row for each page, the bare view first."""
    client = client_of_its_own()
    bare = _milliseconds(lambda: client.get("/healthz"))
    rows = [Row("bare view (/healthz)", bare, 1.0)]
    for what, address, headers in (
        ("pattern page with diagrams", "/patterns/circuit-breaker/", {}),
        ("list of patterns", "/patterns/", {}),
        ("search", "/patterns/?q=retry+storm", {}),
        ("advice, remembered", ADVICE, {}),
        ("one answer changed, the part alone", ADVICE + "&was.teams=one",
         {"HX-Request": "true", "HX-Target": "advice"}),
        ("question page", "/advise/deps/?stage=growing&deps=third", {}),
        ("API: recommendation, remembered", "/api/v1/recommendations" + ADVICE[8:], {}),
    ):  # fmt: skip
        # The page itself, not the way to its canonical address.
        found = client.get(address, headers=headers)
        address = found.url if found.status_code == 302 else address
        if client.get(address, headers=headers).status_code != 200:
            raise SystemExit(f"{address} does not answer 200")
        cost = _milliseconds(lambda a=address, h=headers: client.get(a, headers=h))
        rows.append(Row(what, cost, cost / bare))
    return rows


def client_of_its_own() -> Any:
    os.environ.setdefault("ADVISOR_DATA", mkdtemp(prefix="advisor-bench-"))
    os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
    os.environ.setdefault("ADVISOR_LIMITS", "no")
    os.environ.setdefault("ADVISOR_LOG_LEVEL", "ERROR")
    os.environ["DJANGO_SETTINGS_MODULE"] = "advisor.settings"
    import django
    from django.conf import settings

    django.setup()
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from patterns.content.reading import read_folders
    from patterns.loading import load

    call_command("migrate", verbosity=0)
    root = Path(__file__).resolve().parents[2]
    load(read_folders([root / "fixtures"]).content, now=timezone.now())
    return Client()


def _milliseconds(work: Callable[[], object]) -> float:
    work()
    rounds = []
    for _ in range(ROUNDS):
        started = process_time()
        for _ in range(CALLS):
            work()
        rounds.append((process_time() - started) * 1000 / CALLS)
    return median(rounds)


if __name__ == "__main__":
    sys.exit(main())
