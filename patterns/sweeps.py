"""One parameter of a lab over a range: many short runs for each point, with intervals.

`python -m patterns.sweeps` is the same as a child process: a Sweep comes in as bytes, its points
go out as JSON, with a line for each point that is done. Only then are the runs split over
processes: the child has no threads that a fork could harm.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any, Final

from patterns.labs import shelf
from patterns.labs.addresses import Run
from patterns.labs.kernel.lab import Lab, Values
from patterns.labs.kernel.results import Status
from patterns.labs.kernel.streams import LAST_SEED
from patterns.labs.repeating import CAP_OF_MANY, MOST_POINTS, SEEDS, OneRun, one_run, summarize
from patterns.parameters import Value, write
from patterns.tasks import Task, tell

MODULE: Final = "patterns.sweeps"
QUICK: Final = 30_000
"""Events of a whole sweep up to which it is made at once, by whoever asks."""
MOST_PROCESSES: Final = 4
NICE: Final = 5  # pages go first


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """Which lab, with which values, and over which values of one parameter.

    values: texts by parameter, only what differs from the defaults. points: texts, as an address
    carries them, at most `MOST_POINTS`. seeds: runs for each point, from `seed` on.
    """

    lab: str
    values: dict[str, str]
    parameter: str
    points: tuple[str, ...]
    seed: int
    seeds: int
    version: int

    @property
    def written(self) -> bytes:
        """Return the one form that equal sweeps share."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False).encode()

    @classmethod
    def read(cls, given: bytes) -> "Sweep":
        table = json.loads(given)
        return cls(**{**table, "points": tuple(table["points"])})

    @property
    def settings(self) -> tuple[Values, ...]:
        """Return the values of each point, in base units."""
        experiment = shelf.lab(self.lab)
        return tuple(
            experiment.read({**self.values, self.parameter: point}).values for point in self.points
        )

    @property
    def events(self) -> int:
        """Return how many events all runs together are expected to take at most."""
        experiment = shelf.lab(self.lab)
        each = (min(experiment.estimate(values), CAP_OF_MANY) for values in self.settings)
        return sum(each) * self.seeds

    @property
    def task(self) -> Task:
        """Return what a child process is to be given."""
        return Task(MODULE, self.written, "sweep", self.lab)


def sweep_of(run: Run, parameter: str, points: Iterable[Value], seeds: int = SEEDS) -> Sweep:
    """Return the sweep of a parameter, checked values in base units, around a run's values."""
    declared = run.lab.parameter(parameter)
    return Sweep(
        lab=run.lab.slug,
        values=run.lab.asked(run.values),
        parameter=parameter,
        points=tuple(write(declared, point) for point in points)[:MOST_POINTS],
        seed=run.seed,
        seeds=seeds,
        version=run.lab.model_version,
    )


def swept(sweep: Sweep, runs: Callable[[Values, int], OneRun] | None = None) -> bytes:
    """Return the points as JSON, here and now; equal sweeps give equal bytes.

    runs: makes one run; for tests. Costs up to 0.1 s for `QUICK` events.
    """
    lab = shelf.lab(sweep.lab)
    make = runs or (lambda values, seed: one_run(sweep.lab, values, seed))
    points = [
        _point(lab, sweep, text, values, [make(values, seed) for seed in _seeds(sweep)])
        for text, values in zip(sweep.points, sweep.settings, strict=True)
    ]
    return _written(sweep, points)


def swept_by_many(sweep: Sweep, telling: Callable[[str], None], processes: int) -> bytes:
    """Return the same bytes as `swept`, split over processes by point.

    telling: is told in words how many points are done.
    """
    lab, points = shelf.lab(sweep.lab), []
    with ProcessPoolExecutor(max_workers=processes) as pool:
        arguments = ((sweep.lab, dict(values), _seeds(sweep)) for values in sweep.settings)
        for text, values, runs in zip(
            sweep.points, sweep.settings, pool.map(_runs_of, arguments), strict=True
        ):
            points.append(_point(lab, sweep, text, values, runs))
            telling(f"{len(points)} of {len(sweep.points)} points are done")
    return _written(sweep, points)


def main() -> None:
    """Read a Sweep from standard input and write its points to standard output."""
    os.nice(NICE)
    sweep = Sweep.read(sys.stdin.buffer.read())
    processes = min(os.cpu_count() or 1, MOST_PROCESSES, len(sweep.points))
    sys.stdout.buffer.write(swept_by_many(sweep, tell, processes))


def _runs_of(asked: "tuple[str, Values, tuple[int, ...]]") -> list[OneRun]:
    slug, values, seeds = asked
    return [one_run(slug, values, seed) for seed in seeds]


def _seeds(sweep: Sweep) -> tuple[int, ...]:
    return tuple((sweep.seed + number) % (LAST_SEED + 1) for number in range(sweep.seeds))


def _point(lab: Lab, sweep: Sweep, text: str, values: Values, runs: list[OneRun]) -> dict[str, Any]:
    """Return a point. Its coverage is the share of the wanted length that a run could have."""
    partial = sum(run.status is not Status.COMPLETE for run in runs)
    needed = lab.estimate(values)
    return {
        "value": text,
        "runs": len(runs),
        "partial_runs": partial,
        "coverage": float(f"{min(1.0, CAP_OF_MANY / needed):.4g}") if partial else 1.0,
        "measures": [asdict(each) for each in summarize(runs)],
        "page": Run(lab=lab, values=values, seed=sweep.seed).address,
    }


def _written(sweep: Sweep, points: list[dict[str, Any]]) -> bytes:
    whole = {**asdict(sweep), "points": points}
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, sort_keys=True).encode()


if __name__ == "__main__":
    main()
