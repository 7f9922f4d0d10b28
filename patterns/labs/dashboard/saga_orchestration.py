"""An orchestrated saga as text: its machine, its money, its log."""

from collections.abc import Sequence

from patterns.labs.dashboard import sagas
from patterns.labs.kernel.results import Result


def rows(result: Result) -> tuple[str, Sequence[Sequence[str]]]:
    """Return title and sections of the box."""
    count = result.counters
    return "Order Saga State Machine", (
        sagas.ends(result),
        sagas.machine(result),
        sagas.money(result),
        sagas.times(result),
        [
            f"Commands: {count['commands']:,}  │ Undo: {count['undo_commands']:,}"
            f"  │ Retries: {count['retries']:,}",
            f"Delivered twice: {count['duplicates']:,}"
            f"  │ Sent again after a crash: {count['resent']:,}",
            f"Repeats known: {count['known']:,}"
            f"  │ Acted again: {count['effects_again'] + count['undone_again']:,}",
        ],
    )
