"""The list as the registry sees it, with what is true of it, and what callers paid for the rest."""

from collections.abc import Sequence
from typing import Final

from patterns.labs.dashboard.boxes import bar, fit
from patterns.labs.figures import figure, show
from patterns.labs.kernel.results import Result

BAR: Final = 16


def rows(result: Result) -> tuple[str, Sequence[Sequence[str]]]:
    """Return title and sections of the box."""
    count, lifetime = result.counters, float(result.params["lifetime"])
    return "Service Registry", (
        [
            f"Entries: {count['entries']}, living instances: {count['living']}",
            f"State: [{result.states[-1].target}], in doubt for"
            f" {figure(result, 'preserving')} of the time",
            f"Messages at the registry: {figure(result, 'load')}",
        ],
        [f"Silent for longest, of a lifetime of {show(lifetime, 's')}:",
         *_silent(result, lifetime)],
        [
            f"Crashes noticed: {count['crashes_noticed']} of {count['crashes']}",
            f"Mean time until a caller knows: {figure(result, 'detection_mean')}",
            f"Longest of these times: {figure(result, 'detection_most')}",
            f"Dead entries in a caller's list: {figure(result, 'dead_listed')} on average",
            f"Living instances dropped: {count['evicted_alive']}",
        ],
        [
            f"Requests without an answer: {figure(result, 'missed_share')}",
            f"  to a crashed instance: {count['missed_crashed']:,}",
            f"  to one that had left: {count['missed_left']:,}",
            f"  with an empty list: {count['nowhere']:,}",
        ],
    )  # fmt: skip


def _silent(result: Result, lifetime: float) -> list[str]:
    lines = []
    for number, silent, _, truth in result.table("silent").rows:
        seconds = float(silent or 0.0)
        drawn = bar(min(seconds / lifetime, 1.0), length=BAR)
        lines.append(f"{fit(f'instance {number}', 14)}{drawn} {fit(show(silent, 's'), 9)}{truth}")
    return lines or ["nobody is listed"]
