"""A choreographed saga as text: the machine that its owner sees, its money, its messages."""

from collections.abc import Sequence

from patterns.labs.dashboard import sagas
from patterns.labs.figures import figure
from patterns.labs.kernel.results import Result


def rows(result: Result) -> tuple[str, Sequence[Sequence[str]]]:
    """Return title and sections of the box."""
    count = result.counters
    return "Order Saga as Its Owner Hears of It", (
        sagas.ends(result),
        sagas.machine(result),
        sagas.money(result),
        sagas.times(result),
        [
            f"Messages per saga: {figure(result, 'messages_mean')}"
            f"  │ Sends for each: {figure(result, 'sends_mean')}",
            f"Lost and sent again: {count['resends']:,}"
            f"  │ Lost for good: {count['lost_for_good']:,}",
            f"Delivered twice: {count['redelivered']:,}  │ Handled again:"
            f" {count['handled_again']:,}",
            f"Before their cause: {count['held']:,}"
            f"  │ Age when handled: {figure(result, 'age_mean')}",
        ],
    )
