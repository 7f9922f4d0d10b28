"""How fast diagrams are drawn: ours against mermaid.js in a warm Chromium page.

`python -m tests.bench.diagrams` prints a table; it ends with an error when ours is not at least
ten times as fast. Both draw the twelve diagrams of the seed, warm, in turns, in the same run.
"""

import gzip
import os
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from patterns.diagrams.cleaning import Frame, clean
from patterns.diagrams.rendering import VERSION, Theme, _draw, render
from tests.oracles.mermaid import Oracle, oracle
from tests.patterns.diagrams.eyes import STYLESHEET
from tests.patterns.diagrams.samples import seed

ROUNDS = 7
AT_LEAST = 10.0

DIAGRAMS = [sample.diagram for sample in seed()]
SCRIPTS = [diagram.script for diagram in DIAGRAMS]


@dataclass(frozen=True, slots=True)
class Measure:
    """Milliseconds for all twelve, the median of all rounds."""

    ours: float
    theirs: float
    bare: float
    cleaning: float

    @property
    def ratio(self) -> float:
        return self.theirs / self.ours


def measure(js: Oracle, rounds: int = ROUNDS) -> Measure:
    """Draw all twelve in turns with both, several times after one round to warm up."""
    raw = [_draw(script, 5) for script in SCRIPTS]
    frame = Frame("d00000000", "Title", "Description")
    _ours()
    js.milliseconds(SCRIPTS)
    times = [
        (
            _ours(),
            js.milliseconds(SCRIPTS),
            _milliseconds(lambda: [_draw(script, 5) for script in SCRIPTS]),
            _milliseconds(lambda: [clean(svg, frame, max_bytes=1_500_000) for svg in raw]),
        )
        for _ in range(rounds)
    ]
    return Measure(*(statistics.median(column) for column in zip(*times, strict=True)))


def wire_bytes() -> int:
    """Return the bytes of all twelve with the stylesheet of both schemes, compressed."""
    page = "".join(render(diagram).svg for diagram in DIAGRAMS)
    return len(gzip.compress((page + STYLESHEET.read_text("utf-8")).encode()))


def growth(times: int = 1_000) -> float:
    """Return by how many megabytes the process grew while drawing this many diagrams."""
    _ours()
    before = _resident()
    for number in range(times):
        render(replace(DIAGRAMS[number % 12], title=f"Number {number}"))
    return (_resident() - before) / 1_000_000


def _ours() -> float:
    return _milliseconds(lambda: [render(diagram, Theme.PAGE) for diagram in DIAGRAMS])


def _milliseconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return (perf_counter() - started) * 1_000


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    """Print the table; return 0 when the floor is kept."""
    with oracle() as js:
        result = measure(js)
    print(VERSION)
    print(f"{'twelve diagrams of the seed':44} {'ms':>8} {'ratio':>8}")
    for name, value in (
        ("mermaid.js, warm page in Chromium", result.theirs),
        ("ours, both schemes, with clean step", result.ours),
        ("  of it the renderer", result.bare),
        ("  of it the clean step", result.cleaning),
    ):
        print(f"{name:44} {value:8.1f} {value / result.ours:8.2f}")
    print(f"{'bytes of all twelve, both schemes, gzip':44} {wire_bytes():8,}")
    print(f"{'megabytes grown after 1,000 drawings':44} {growth():8.1f}")
    print(f"{'times as fast as mermaid.js':44} {result.ratio:8.1f} (at least {AT_LEAST:.0f})")
    return 0 if result.ratio >= AT_LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
