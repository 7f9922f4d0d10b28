"""The circuit breaker's metrics as the guide draws them."""

from collections.abc import Sequence

from patterns.labs.dashboard.boxes import bar
from patterns.labs.figures import counted, figure, show
from patterns.labs.kernel.results import Result

EDGES = (
    ("CLOSED → OPEN", "closed_to_open"),
    ("OPEN → HALF_OPEN", "open_to_half_open"),
    ("HALF_OPEN → CLOSED", "half_open_to_closed"),
    ("HALF_OPEN → OPEN", "half_open_to_open"),
)


def rows(result: Result) -> tuple[str, Sequence[Sequence[str]]]:
    """Return title and sections of the box."""
    first = [change for change in result.states if change.subject == "breaker 1"]
    state = [f"Current State: [{first[-1].target}]"]
    left = result.measure("open_left")
    if left.value is not None:
        state.append(f"Left of the wait: {show(left.value, 's')}")
    count = result.counters
    return "Circuit Breaker Metrics", (
        state,
        ["Last 60 seconds:", *_bars(result)],
        [f"Breaker's own window: {figure(result, 'window_failure')} failures"]
        if result.measure("window_failure").value is not None
        else ["Breaker's own window: empty"],
        ["Response Times of executed calls:", _percentiles(result, ""),
         "Response Times of all calls:", _percentiles(result, "_all")],
        [f"State Transitions ({show(result.simulated_until, 's')}):",
         *(f"{name}: {counted(count[counter], 'time', 'times')}" for name, counter in EDGES)],
        [f"Fallback Invocations: {count['fallback_tried']:,}",
         f"Fallbacks Given: {count['fallback_success']:,}",
         f"Fallbacks Refused: {count['fallback_rejected']:,}",
         f"Requests Rejected: {count['short_circuited']:,}",
         f"… which would have succeeded: {count['would_have_succeeded']:,}"],
    )  # fmt: skip


def _bars(result: Result) -> list[str]:
    good, bad = result.measure("panel_success"), result.measure("panel_failure")
    if good.value is None or bad.value is None:
        return ["no call ended"]
    # The two bars share their cells, so the second has what the first leaves.
    return [
        f"{bar(good.value)}  Success: {good.value:.0%}",
        f"{bar(1 - good.value, from_right=True)}  Failure: {bad.value:.0%}",
    ]


def _percentiles(result: Result, suffix: str) -> str:
    return "  │ ".join(
        f"{name.upper()}: {figure(result, name + suffix)}" for name in ("p50", "p95", "p99")
    )
