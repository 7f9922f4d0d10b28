"""A cache of bounded size: copies with a lifetime, and three ways to make room."""

from collections import OrderedDict
from dataclasses import dataclass

from patterns.labs.experiments.cache_aside import parameters as given


@dataclass(slots=True)
class Copy:
    """version: of the record when its load began. raced: a newer one was there when it came."""

    version: int
    expires: float
    raced: bool
    uses: int = 1


class Cache:
    """Copies by key. most: the most there ever were. dropped: copies that made room."""

    def __init__(self, size: int, policy: str) -> None:
        self._size, self._policy = size, policy
        self._copies: OrderedDict[int, Copy] = OrderedDict()
        # For LFU: keys by number of uses, the one used longest ago first.
        self._by_uses: dict[int, OrderedDict[int, None]] = {}
        self._fewest = 1
        self.most = 0
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._copies)

    def get(self, key: int, now: float) -> Copy | None:
        """Return a copy that may be served, and count the use; one past its lifetime is gone."""
        copy = self._copies.get(key)
        if copy is None:
            return None
        if now >= copy.expires:
            self.drop(key)
            return None
        self._used(key, copy)
        return copy

    def put(self, key: int, copy: Copy) -> None:
        """Keep a copy, in place of the one of this key or of one that the policy drops."""
        if key in self._copies:
            self.drop(key)
        elif len(self._copies) >= self._size and not self._make_room():
            return
        self._copies[key] = copy
        if self._policy == given.LFU:
            self._by_uses.setdefault(1, OrderedDict())[key] = None
            self._fewest = 1
        self.most = max(self.most, len(self._copies))

    def drop(self, key: int) -> None:
        """Forget a copy, if there is one."""
        copy = self._copies.pop(key, None)
        if copy is not None and self._policy == given.LFU:
            del self._by_uses[copy.uses][key]

    def clear(self) -> None:
        self._copies.clear()
        self._by_uses.clear()

    def _used(self, key: int, copy: Copy) -> None:
        if self._policy == given.LRU:
            self._copies.move_to_end(key)
        elif self._policy == given.LFU:
            del self._by_uses[copy.uses][key]
            copy.uses += 1
            self._by_uses.setdefault(copy.uses, OrderedDict())[key] = None

    def _make_room(self) -> bool:
        if self._policy == given.KEEP:
            return False
        self.dropped += 1
        if self._policy == given.LRU:
            self._copies.popitem(last=False)
            return True
        while not self._by_uses.get(self._fewest):
            self._fewest += 1
        key, _ = self._by_uses[self._fewest].popitem(last=False)
        del self._copies[key]
        return True
