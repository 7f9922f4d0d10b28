"""The mesh as the guide draws it, service behind service, with what runs between the proxies."""

from collections.abc import Iterator, Sequence
from typing import Final

from patterns.labs.dashboard.boxes import bar
from patterns.labs.figures import figure, show
from patterns.labs.kernel.results import Cell, Result

MOST_INSTANCES: Final = 10
LENGTH: Final = 16
"""Cells of a bar."""


def rows(result: Result) -> tuple[str, Sequence[Sequence[str]]]:
    """Return title and sections of the box."""
    count, params = result.counters, result.params
    return "Service Mesh Infrastructure", (
        ["entry", *_tiers(result)],
        [
            f"Requests that succeed: {figure(result, 'success_share')}"
            f" of {count['requests']:,}, after {figure(result, 'request_mean')} on average",
            f"Most calls of the last tier for one request: {figure(result, 'most_calls')}",
            f"Attempts allow {figure(result, 'worst')} at {_services(result)}",
            f"Repetitions: {count['retries']:,}, work for nobody: {count['late']:,} calls",
        ],
        [
            f"Instances of one service, asked: {params['balancing']}",
            *_instances(result),
            f"Time at an instance: {figure(result, 'instance_mean')},"
            f" P99 {figure(result, 'instance_p99')}",
        ],
        [
            f"Canary of A: {figure(result, 'canary_share')} of its calls,"
            f" {count['canary_failures']:,} failed",
            f"Traces kept: {count['kept']:,} of {count['requests']:,}"
            f" ({count['spans_kept']:,} spans), {params['sampling']} sampling",
            f"Requests that met the canary's fault: {count['met']:,},"
            f" traces of them: {count['met_kept']:,}",
        ],
    )


def _tiers(result: Result) -> Iterator[str]:
    tiers = result.table("tiers").rows
    most = max((_number(row[2]) for row in tiers), default=0.0)
    for depth, (calls, number, each, _, failed, given_up, *_) in enumerate(tiers):
        name = str(calls).removeprefix("to ")
        yield f"{'  ' * depth}└─[proxy]──[proxy]─▶ {name}"
        if each is None:
            yield f"{'  ' * depth}   no calls"
            continue
        filled = bar(_number(each) / most if most else 0.0, length=LENGTH)
        yield f"{'  ' * depth}   {filled} {show(each)} a request, {show(number)} in all"
        yield (
            f"{'  ' * depth}   {show(failed, 'share')} failed, {show(given_up, 'share')} given up"
        )


def _services(result: Result) -> str:
    """Return how many services the last tier has, in words."""
    fan_out, depth = int(result.params["fan_out"]), int(result.params["depth"])
    count = fan_out ** (depth - 1)
    return "its service" if count == 1 else f"each of its {count:,} services"


def _instances(result: Result) -> Iterator[str]:
    shown = result.table("instances").rows[:MOST_INSTANCES]
    most = max((_number(row[1]) for row in shown), default=0.0)
    for name, calls, failed, _, ejected, _ in shown:
        number = str(name).rpartition(" ")[2]
        filled = bar(_number(calls) / most if most else 0.0, length=LENGTH)
        line = f"{number:>3} {filled} {show(calls)} calls"
        if failed:
            line += f", {show(failed, 'share')} failed"
        if ejected:
            line += f", out {ejected} times" if ejected != 1 else ", out once"
        yield line
    left = int(_number(result.params["instances"])) - len(shown)
    if left:
        yield f"    and {left} more"


def _number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0
