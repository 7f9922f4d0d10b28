"""One call's attempts as the guide tells them, and what all retries did to the servers."""

from collections.abc import Sequence
from typing import Final

from patterns.labs.dashboard.boxes import bar
from patterns.labs.figures import figure, show
from patterns.labs.kernel.results import Result

STEPS: Final = 12
"""Lines for the load over time; each is the mean of as many buckets."""


def rows(result: Result) -> tuple[str, Sequence[Sequence[str]]]:
    """Return title and sections of the box."""
    count = result.counters
    return "Retry with Backoff", (
        ["One call that needed most attempts:", *_schedule(result)],
        [
            f"Outlook: [{figure(result, 'outlook.State.Value')}]",
            f"Calls that succeeded: {figure(result, 'success_share')}",
            f"Attempts per call: {figure(result, 'amplification')}",
            f"Successes a second at the end: {figure(result, 'goodput')}",
            f"Work done for nobody: {count['late']:,} attempts",
        ],
        ["Attempts a second at the servers (█ first tries, ▒ retries):", *_load(result)],
    )


def _schedule(result: Result) -> list[str]:
    lines, paused = [], 0.0
    for number, begins, ends, outcome, pause in result.table("schedule").rows:
        line = f"Attempt {number}  {show(begins, 's')} to {show(ends, 's')}: {outcome}"
        if isinstance(pause, float) and pause:
            line += f", wait {show(pause, 's')}"
            paused += pause
        lines.append(line)
    return [*lines, f"Waits together: {show(paused, 's')}"] if lines else ["no call ended"]


def _load(result: Result) -> list[str]:
    first, again = result.series_named("first_tries"), result.series_named("retries")
    size = len(first.values) // STEPS
    means = [
        tuple(sum(v or 0.0 for v in each.values[at : at + size]) / size for each in (first, again))
        for at in range(0, size * STEPS, size)
    ]
    most = max((a + b for a, b in means), default=0.0) or 1.0
    lines = []
    for place, (tries, retries) in enumerate(means):
        whole = bar((tries + retries) / most)
        solid = round(len(whole) * tries / most)
        full = whole.count("█")
        drawn = "█" * min(solid, full) + "▒" * (full - solid) + whole[full:]
        begins = show(place * size * first.step, "s")
        lines.append(f"{begins:>8} {drawn} {show(tries + retries, '/s')}")
    return lines
