"""The registry as the code template builds it: entries, their lifetimes, and its doubt."""

from dataclasses import dataclass, field
from typing import Final

EXACTLY: Final = 1e-6
"""Seconds by which a silence must exceed its limit: a heartbeat that is due right now counts."""


def late_after(heartbeat: float, lifetime: float) -> float:
    """Return the seconds of silence that count as late: half a heartbeat of jitter is none."""
    return min(1.5 * heartbeat, lifetime)


@dataclass(slots=True)
class Registry:
    """Entries by number of the instance, with the seconds at which each was heard last.

    version: raised by every change of the list. is_preserving: at the last look it kept silent
    entries, because so many at once speak for a fault of the network.
    """

    heartbeat: float
    lifetime: float
    preserve_share: float
    entries: dict[int, float] = field(default_factory=dict)
    version: int = 0
    is_preserving: bool = False
    _listed: tuple[int, ...] | None = None

    def register(self, number: int, now: float) -> None:
        self.entries[number] = now
        self._changed()

    def renew(self, number: int, now: float) -> bool:
        """Take a heartbeat; return False where the instance is unknown and must register."""
        if number not in self.entries:
            return False
        self.entries[number] = now
        return True

    def leave(self, number: int) -> bool:
        """Take an instance off the list; return False where it is not on it."""
        if self.entries.pop(number, None) is None:
            return False
        self._changed()
        return True

    def listed(self) -> tuple[int, ...]:
        """Return the numbers on the list; equal until the version changes."""
        if self._listed is None:
            self._listed = tuple(self.entries)
        return self._listed

    def expire(self, now: float) -> list[int]:
        """Drop what was silent for longer than its lifetime, and return it; nothing in doubt."""
        late = len(self.silent(now, late_after(self.heartbeat, self.lifetime)))
        # One may always go, or a fleet of three would keep its dead for ever.
        most = max(1.0, self.preserve_share * len(self.entries))
        self.is_preserving = self.preserve_share > 0 and late > most
        gone = [] if self.is_preserving else self.silent(now, self.lifetime)
        for number in gone:
            self.leave(number)
        return gone

    def silent(self, now: float, seconds: float) -> list[int]:
        """Return the instances that were not heard for longer than these seconds."""
        latest = now - seconds - EXACTLY
        return [number for number, heard in self.entries.items() if heard < latest]

    def _changed(self) -> None:
        self.version += 1
        self._listed = None
