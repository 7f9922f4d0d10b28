"""The namespace of a pod as the guide draws it, with what each container does and takes."""

from collections.abc import Sequence
from typing import Final

from patterns.labs.dashboard.boxes import WIDTH, fit, wrap
from patterns.labs.figures import figure, show
from patterns.labs.kernel.results import Result

INNER: Final = (WIDTH - 2 - 6) // 2
"""Cells of a container's box; two stand beside each other with an arrow between them."""

TITLES: Final = {
    "proxy": "SIDECAR PROXY",
    "logs": "LOGGING SIDECAR",
    "metrics": "METRICS SIDECAR",
    "configuration": "CONFIGURATION SIDECAR",
}


def rows(result: Result) -> tuple[str, Sequence[Sequence[str]]]:
    """Return title and sections of the box."""
    count, params = result.counters, result.params
    return "Pod Namespace", (
        _containers(result),
        [
            f"Added to a request of {params['hops']} calls: {figure(result, 'added_mean')}"
            f" on average, P99 {figure(result, 'added_p99')}",
            f"Requests: {count['done']:,} done, {count['refused']:,} refused,"
            f" {count['failed']:,} failed",
        ],
        [
            f"All {params['pods']} pods: {figure(result, 'memory_total')} and"
            f" {figure(result, 'cpu_total')} for their sidecars",
            f"Time in which a pod serves: {figure(result, 'availability')} ({params['mode']})",
            f"Without service: {figure(result, 'down')}",
            f"Without service if there were no proxy: {figure(result, 'down_application')}",
            f"Serving without a proxy: {figure(result, 'unguarded')}",
        ],
        [
            f"Start of a pod: {figure(result, 'start_mean')} ({params['start']})",
            f"Starting all pods once: {count['refused_at_start']:,} calls refused,"
            f" {count['unguarded_at_start']:,} without a proxy",
        ],
    )


def _containers(result: Result) -> list[str]:
    """Return the boxes of application and sidecars, two in a row."""
    up = result.table("states")
    shares = {str(row[0]): float(row[2] or 0.0) for row in up.rows}
    application = shares["both up"] + shares["proxy down"]
    boxes = [
        _box(
            "MAIN APPLICATION",
            [f"Work: {figure(result, 'app_mean')} a call", f"Up: {show(application, 'share')}"],
        )
    ]
    lines = {
        "proxy": [f"A passage: {figure(result, 'proxy_mean')}",
                  f"Of a request: {figure(result, 'added_share')}"],
        "logs": [f"Lines: {figure(result, 'log_rate')}", _lost(result)],
    }  # fmt: skip
    takes = f"{figure(result, 'memory')}, {figure(result, 'cpu')}"
    for name, *_ in result.table("sidecars").rows:
        boxes.append(_box(TITLES[str(name)], [*lines.get(str(name), ()), takes]))
    found: list[str] = []
    for at in range(0, len(boxes), 2):
        found += _beside(boxes[at : at + 2], is_called=at == 0)
    return found


def _lost(result: Result) -> str:
    lost = result.measure("lost_per_crash")
    return f"A crash loses {figure(result, 'lost_per_crash')}" if lost.value else "Loses no line"


def _box(title: str, lines: Sequence[str]) -> list[str]:
    inner = [part for line in lines for part in wrap(line, INNER - 4)]
    return [
        f"┌{'─' * (INNER - 2)}┐",
        *(f"│ {fit(text, INNER - 4)} │" for text in (title, *inner)),
        f"└{'─' * (INNER - 2)}┘",
    ]


def _beside(boxes: Sequence[list[str]], *, is_called: bool) -> list[str]:
    """Return boxes of one height; calls run between application and proxy alone."""
    height = max(len(box) for box in boxes)
    blank = f"│ {' ' * (INNER - 4)} │"
    even = [box[:-1] + [blank] * (height - len(box)) + box[-1:] for box in boxes]
    lines = []
    for line in range(height):
        between = " ◄──► " if is_called and line == height // 2 else " " * 6
        joined = between.join(box[line] for box in even)
        lines.append(joined)
    return lines
