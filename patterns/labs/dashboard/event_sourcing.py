"""The stream of one account as the guide draws it, with what a fold says beside what is written."""

from collections.abc import Iterator, Sequence
from typing import Final

from patterns.labs.figures import figure, show
from patterns.labs.kernel.results import Result

LONGEST: Final = 8
"""Events that are drawn, the latest ones."""


def rows(result: Result) -> tuple[str, Sequence[Sequence[str]]]:
    """Return title and sections of the box."""
    version, replayed = figure(result, "shown_version"), figure(result, "shown_replay")
    return "Account Event Stream", (
        [f"Account: {result.params['account']}", f"Version: {version}"],
        list(_events(result)),
        [
            f"State: balance {figure(result, 'shown_balance')},"
            f" movements {figure(result, 'shown_movements')}",
            f"Replay {figure(result, 'shown_replay_all')} events, or the snapshot and {replayed}",
        ],
        [
            f"A load replays {figure(result, 'replay_mean')} on average"
            f" and takes {figure(result, 'load_mean')}",
            f"Rebuilding everything: {figure(result, 'rebuild_all')},"
            f" with snapshots {figure(result, 'rebuild_snapshots')}",
            f"First tries that meet a conflict: {figure(result, 'conflict_share')}",
        ],
    )


def _events(result: Result) -> Iterator[str]:
    shown = result.table("stream").rows[-LONGEST:]
    for version, time, kind, amount, balance, folded, movements, then in shown:
        yield f"Event #{version}  [{show(time, 's')}]  {kind}"
        yield f"├─ amount {show(amount)}, balance {show(balance)}, folded {show(folded)}"
        if then:
            yield f"════ SNAPSHOT: balance {show(folded)}, movements {show(movements)} ════"
