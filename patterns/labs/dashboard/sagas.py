"""The state machine of a saga as the guide draws it, with a count on every edge that there is."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from patterns.labs.figures import figure
from patterns.labs.kernel.results import Cell, Result


def ends(result: Result) -> list[str]:
    """Return how many sagas came, and where they are now."""
    count = result.counters
    lines = [f"Sagas: {count['sagas']:,}", *(_end(row, result) for row in _ends(result))]
    if count["open"]:
        lines.append(f"Open: {count['open']:,}")
    return lines


def machine(result: Result) -> list[str]:
    """Return each state with its edges; a star marks one that the usual picture lacks."""
    return [*_edges(result.table("edges").rows), "* not in the usual picture of three steps"]


def money(result: Result) -> list[str]:
    """Return what was charged, refunded and kept, and what has no reason."""
    return [
        f"Charged: {figure(result, 'charged_value')}"
        f"  │ Refunded: {figure(result, 'refunded_value')}",
        f"Paid for completed orders: {figure(result, 'paid_value')}"
        f"  │ With an operator: {figure(result, 'held_value')}",
        f"Taken for nothing: {figure(result, 'overcharged')}"
        f"  │ Given away: {figure(result, 'overpaid')}",
    ]


def times(result: Result) -> list[str]:
    """Return how long sagas take, and how long others see them half done."""
    return [
        f"Request to end: {figure(result, 'life_mean')}  │ P95: {figure(result, 'life_p95')}",
        f"Half done: {figure(result, 'half_done_mean')}  │ P95: {figure(result, 'half_done_p95')}",
    ]


def _ends(result: Result) -> Sequence[Sequence[Cell]]:
    return result.table("outcomes").rows


def _end(row: Sequence[Cell], result: Result) -> str:
    name, count = str(row[0]), int(row[1] or 0)
    return f"{name}: {count:,} ({100 * count / result.counters['sagas']:.1f} %)"


def _edges(rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    for origin, group in groupby(rows, key=lambda row: str(row[0]).partition(" to ")[0]):
        own = list(group)
        yield origin
        for place, (edge, when, times_walked, picture) in enumerate(own):
            branch = "└─" if place == len(own) - 1 else "├─"
            star = "" if picture == "drawn" else " *"
            target = str(edge).partition(" to ")[2]
            yield f" {branch} {when} ({int(times_walked or 0):,}) ─> {target}{star}"
