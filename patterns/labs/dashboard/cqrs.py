"""The two sides of the guide's drawing with what flows between them, and every remedy's price."""

from collections.abc import Sequence
from typing import Final

from patterns.labs.dashboard.boxes import bar, fit
from patterns.labs.figures import figure, show
from patterns.labs.kernel.results import Result

HEADS: Final = ("Own changes", "stale", "seen and gone", "mean wait", "write side")
WIDTHS: Final = (14, 10, 15, 11, 12)


def rows(result: Result) -> tuple[str, Sequence[Sequence[str]]]:
    """Return title and sections of the box."""
    return "CQRS", tuple(
        section
        for section in (_write_side(result), _processor(result), _read_side(result),
                        _looks(result), _remedies(result))
        if section
    )  # fmt: skip


def _write_side(result: Result) -> list[str]:
    count = result.counters
    return [
        "Write side:  commands → domain model → store",
        f"  changes {count['writes']:,}, reads of the write side"
        f" {figure(result, 'write_side_rate')}",
    ]


def _processor(result: Result) -> list[str]:
    lags = "  │ ".join(f"{n.upper()}: {figure(result, f'lag_{n}')}" for n in ("p50", "p95", "p99"))
    return [
        f"Event processor:  capacity {figure(result, 'capacity')},"
        f" transactions {result.counters['transactions']:,}",
        f"  lag of the view  {lags}",
        f"  on their way: {figure(result, 'backlog_mean')} on average,"
        f" most {figure(result, 'most_backlog')}",
        f"  time to catch up after a crash: {figure(result, 'catch_up')}",
    ]


def _read_side(result: Result) -> list[str]:
    lines = ["Read side:  queries → cache → view"]
    if result.params["cache_lifetime"]:
        lines.append(
            f"  the cache answers {figure(result, 'hit_share')} and hides a change for"
            f" {figure(result, 'hidden_mean')}"
        )
    else:
        lines.append("  no cache")
    return lines


def _looks(result: Result) -> list[str]:
    return [
        line
        for words, name in (
            ("Stale looks of writers", "own_stale_share"),
            ("Stale reads by others", "stale_share"),
        )
        for share in (result.measure(name).value,)
        for line in (f"{words}: {figure(result, name)}", *([bar(share)] if share else ()))
    ]


def _remedies(result: Result) -> list[str]:
    """Return the table of remedies in columns, nothing where a cache stands before the view."""
    found = [table for table in result.tables if table.name == "remedies"]
    return [
        "".join(fit(cell, width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()
        for table in found
        for cells in (
            HEADS,
            *(
                (f"  {remedy}", show(stale, "share"), show(gone, "share"), show(wait, "s"),
                 show(rate, "/s"))
                for remedy, stale, gone, wait, rate in table.rows
            ),
        )
    ]  # fmt: skip
