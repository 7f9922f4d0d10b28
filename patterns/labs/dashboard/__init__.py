"""A Result -> the text dashboard: the boxes of the original guide with computed numbers.

A lab with a picture of its own has a module here, named like its experiment, that offers
`rows(result)`; any other lab shows its headline measures and counters.
"""

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final, TypeAlias

from patterns.labs.dashboard.boxes import box, foot, partial
from patterns.labs.figures import show
from patterns.labs.kernel.results import Outcome, Result
from patterns.labs.shelf import lab

_TITLES: Final = {
    "cache-aside": "Cache-aside",
    "queue-based-load-leveling": "Queue-based load leveling",
}
Rows: TypeAlias = Callable[[Result], tuple[str, Sequence[Sequence[str]]]]


def text(result: Result) -> str:
    """Return the dashboard as lines of at most 80 cells, with its identities at the foot."""
    title, sections = (_own(result.lab) or _plain)(result)
    lines = [*partial(result), *box(title, sections), *foot(result)]
    return "\n".join(lines) + "\n"


@cache
def _own(slug: str) -> Rows | None:
    name = slug.replace("-", "_")
    if name not in {module.name for module in pkgutil.iter_modules(__path__)}:
        return None
    found: Rows = importlib.import_module(f"{__name__}.{name}").rows
    return found


def _plain(result: Result) -> tuple[str, Sequence[Sequence[str]]]:
    experiment = lab(result.lab)
    measures = [f"{m.label}: {m.reason or show(m.value, m.unit)}" for m in result.measures]
    counters = [f"{experiment.words(name)}: {n:,}" for name, n in result.counters.items()]
    theory = [
        f"{each.name}: {show(each.simulated, each.unit)}, theory {show(each.expected, each.unit)}"
        for each in result.checks
        if each.outcome is not Outcome.DOES_NOT_APPLY
    ]
    title = _TITLES.get(result.lab) or result.lab.replace("-", " ").capitalize()
    return title, [part for part in (measures, counters, theory) if part]
