"""What each document of a large Assessment costs: thirty adopted Patterns, every Question answered.

`python -m tests.bench.documents` measures each format in a process of its own, so that peaks of
memory do not mix, and counts the child processes that a format starts. Drawings are in the cache,
as they are on a site that has shown the advice; PNGs are not. The exit status is 1 when memory is
over its limit or, on any machine, when a time is ten times over: a slow machine alone must not
fail.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from tempfile import mkdtemp
from typing import Any

ADOPTED = 30
MEGABYTES = 300
SLACK = 10
# milliseconds of an idle core; a format that is not offered has no row
LIMITS = {
    "bundle": 500,
    "markdown": 50,
    "html": 300,
    "pdf": 3_000,
    "docx": 2_000,
    "csv": 50,
    "assessment": 50,
    "answers": 50,
    "advice": 50,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One format. first: in a process that has made nothing yet; peak in megabytes."""

    name: str
    first: float
    again: float
    peak: float
    size: int

    @property
    def line(self) -> str:
        limit = LIMITS[self.name]
        is_well = self.first <= limit and self.peak <= MEGABYTES
        return (
            f"{self.name:14}{limit:>8} ms{self.first:>10.1f}{self.again:>10.1f} ms"
            f"{self.peak:>8.0f} MB{self.size / 1024:>9.0f} KB  {'ok' if is_well else 'OVER'}"
        )

    @property
    def is_broken(self) -> bool:
        return self.first > SLACK * LIMITS[self.name] or self.peak > MEGABYTES


def main() -> int:
    """Print the table, or one row as JSON when a format is named."""
    if sys.argv[1:]:
        name = sys.argv[1]
        print(json.dumps(measured(name)))
        return 0
    print(f"{'format':14}{'limit':>11}{'first':>10}{'again':>13}{'peak':>11}{'size':>12}")
    found = []
    for name in _offered():
        found.append(Row(**_alone(name)))
        print(found[-1].line, flush=True)
    return int(any(row.is_broken for row in found))


def measured(name: str) -> dict[str, Any]:
    """Make one format twice, from a folder of its own each time."""
    folder = large()
    from django.template.loader import get_template

    from advisor.documents.formats import FORMATS
    from advisor.documents.pictures import pictures
    from patterns.diagram_cache import draw
    from patterns.diagrams.rendering import Theme

    for picture in pictures(folder()):
        for theme in Theme:
            draw(picture.diagram, theme)
    # The first page of a process loads the tags of all templates; that is no document's cost.
    get_template("problem.html")
    times, size = [], 0
    for _ in range(2):
        fresh = folder()
        started = _worked()
        size = len(FORMATS[name].make(fresh))
        times.append((_worked() - started) * 1000)
    peak = max(getrusage(who).ru_maxrss for who in (RUSAGE_SELF, RUSAGE_CHILDREN)) / 1024
    return {"name": name, "first": times[0], "again": times[1], "peak": peak, "size": size}


def large() -> Any:
    """Return a function that gives the Folder anew, without what it has computed meanwhile."""
    _set_up()
    from advisor.advice import advise
    from advisor.answers import read
    from advisor.briefing import knowledge
    from advisor.documents.folder import Decision, Folder, Ruling
    from advisor.engine.questions import Kind
    from patterns.catalogue import Catalogue
    from patterns.content.digest import digest
    from patterns.content.reading import read_folders

    root = Path(__file__).resolve().parents[2]
    content = read_folders([root / "fixtures"]).content
    catalogue = Catalogue(content, digest(content))
    known = knowledge(catalogue)
    chosen = {
        question.id: [option.id for option in question.options if not option.exclusive]
        for question in known.questions
    }
    one = [question.id for question in known.questions if question.kind is Kind.SINGLE]
    sheet = read({**chosen, **{name: chosen[name][-1:] for name in one}}, known).sheet
    advice = advise(sheet.answers, catalogue, thorough=True)
    on = date(2026, 3, 4)
    accepted = Decision(Ruling.ACCEPTED, on, "We build it this year.", "team orders")
    decided = {each.slug: accepted for each in advice.patterns[:ADOPTED]}

    def folder() -> Folder:
        return Folder(advice, sheet, catalogue, on, decisions=decided)

    return folder


def _worked() -> float:
    """Return the seconds of a core that this process and its children took until now."""
    used = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _offered() -> list[str]:
    _set_up()
    from advisor.documents.formats import FORMATS

    return [name for name in LIMITS if name in FORMATS]


def _alone(name: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.documents", name],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _set_up() -> None:
    os.environ.setdefault("ADVISOR_DATA", mkdtemp(prefix="advisor-bench-"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "advisor.settings"
    import django

    django.setup()


if __name__ == "__main__":
    sys.exit(main())
