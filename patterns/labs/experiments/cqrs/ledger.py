"""What each remedy would have made of the same looks: they change who waits, not when changes come.

Whether a look finds the view behind, and for how long, is the same whatever is done about it. So
one run tells of all remedies, as long as no cache stands before the view.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from patterns.labs.experiments.cqrs import parameters as given
from patterns.labs.experiments.cqrs.feed import Look


@dataclass(slots=True)
class Entry:
    """Own looks under one remedy. waited: seconds, of looks that were served."""

    stale: int = 0
    waited: float = 0.0
    write_side: int = 0
    vanished: int = 0


class Ledger:
    """Entries by remedy. limit: the longest wait in seconds."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.looks = 0
        self.entries = {remedy: Entry() for remedy in given.REMEDIES}

    def resolve(self, early: Sequence[Look], applied: float) -> None:
        """Enter the looks at one change that came before it was applied, in their order."""
        for look in early:
            self._enter(look, early[0], min(applied, look.came + self.limit), applied)

    def leave(self, early: Sequence[Look], end: float) -> None:
        """Enter the looks at a change that is not applied when the run ends."""
        for look in early:
            limit = look.came + self.limit
            self._enter(look, early[0], limit if limit <= end else None, None)

    def _enter(self, look: Look, first: Look, served: float | None, applied: float | None) -> None:
        """served: when a look that waits is served, None for not yet. first: the first look."""
        self.entries[given.NONE].stale += 1
        is_late = applied is None or look.came + self.limit < applied
        waits = [self.entries[given.TOKEN]]
        if look.number == 1:
            waits.append(self.entries[given.WAIT])
            self.entries[given.WRITE_SIDE].write_side += 1
        else:
            for remedy in (given.WAIT, given.WRITE_SIDE):
                self.entries[remedy].stale += 1
            self.entries[given.WRITE_SIDE].vanished += 1
            # The writer has seen the change if its first look had waited in vain by now.
            self.entries[given.WAIT].vanished += first.came + self.limit < look.came
        if served is not None:
            for entry in waits:
                entry.waited += served - look.came
                entry.write_side += is_late
