"""The aggregator's card as the guide draws it, with both times that a reader may mean."""

from collections.abc import Sequence

from patterns.labs.figures import figure, show
from patterns.labs.kernel.results import Result, Table

PERCENTILES = ("p50", "p95", "p99")


def rows(result: Result) -> tuple[str, Sequence[Sequence[str]]]:
    """Return title and sections of the box."""
    modes = {row[0]: row for row in result.table("modes").rows}
    parallel, sequential = modes["parallel"], modes["sequential"]
    count = result.counters
    return "Aggregated Answer", (
        [f"Requests: {count['requests']:,}, calls are made: {result.params['mode']}"],
        ["Aggregator collects from:", *_services(result.table("services"))],
        [
            f"Calls alone, at once: {show(parallel[1], 's')}",
            f"Calls alone, one after another: {show(sequential[1], 's')}",
            f"Calls alone, as set: {figure(result, 'fan_out_mean')}"
            f" (gain {figure(result, 'fan_out_gain')})",
        ],
        [
            f"Request to response, as set: {figure(result, 'end_to_end_mean')}"
            f" (gain {figure(result, 'end_to_end_gain')})",
            f"Request to response, one after another: {show(sequential[2], 's')}",
            "  │ ".join(f"{each.upper()}: {figure(result, each)}" for each in PERCENTILES),
        ],
        [
            f"Complete: {figure(result, 'complete_share')}"
            f"  │ Partial: {figure(result, 'partial_share')}"
            f"  │ Failed: {figure(result, 'failed_share')}"
        ],
    )  # fmt: skip


def _services(table: Table) -> list[str]:
    """Return one line for each service: mean, how often it was the slowest, how often it came."""
    return [
        f"{name}: {show(mean, 's')}, slowest in {show(slowest, 'share')},"
        f" arrived in {show(arrived, 'share')}"
        for name, _, mean, _, slowest, arrived in table.rows
    ]
