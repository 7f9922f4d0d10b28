"""Reads look into the cache and load what is not there; writes go to the database first."""

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from patterns.labs.experiments.cache_aside import parameters as given
from patterns.labs.experiments.cache_aside.store import Cache, Copy
from patterns.labs.kernel.arrivals import next_arrival
from patterns.labs.kernel.events import Events
from patterns.labs.kernel.lab import Setup
from patterns.labs.kernel.queues import LONGEST_QUEUE, Job, Pool
from patterns.labs.kernel.results import LONGEST_TRACE, Cell, Step, TraceEvent
from patterns.labs.kernel.statistics import Buckets
from patterns.labs.kernel.streams import exponential, pick, zipf_table

HOTTEST: Final = 0
"""The key of rank 1."""
_LATEST: Final = 1e9
"""Seconds by which everything has happened; a run ends with its last read, not with a time."""


@dataclass(slots=True)
class Statement:
    """What the database does for one key. version: seen by a load when it begins.

    readers: when each read came that waits for this load. luck: for the lifetime of the copy.
    """

    key: int
    is_write: bool
    luck: float = 0.0
    version: int = 0
    readers: list[float] = field(default_factory=list)


class Run:
    """One simulation. `go` lets it happen; what happened is then in the fields.

    end: seconds at which the last read or statement was done. outcomes: for each read in turn,
    whether it hit. times: seconds that reads took, as they were answered. hot_cycles, hot_misses:
    of the hottest key, how often it was missed while nobody loaded it, and how often at all.
    """

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.events = Events()
        self.table = zipf_table(setup.whole("keys"), setup.number("alpha"))
        self.cache = Cache(setup.whole("size"), setup.word("policy"))
        self.database: Pool[Statement] = Pool(
            self.events, setup.whole("slots"), LONGEST_QUEUE, self._begun, self._ended
        )
        self.counters: Counter[str] = Counter()
        self.outcomes: list[bool] = []
        self.times: list[float] = []
        self.slowest_hit, self.fastest_miss = 0.0, math.inf
        self.hot_cycles = 0
        self.hot_misses = 0
        self.most_loads = 0
        self.oldest_served = -math.inf
        self.stale_without_race = 0
        self.end = 0.0
        self.trace: list[TraceEvent] = []
        self.full_at: int | None = None
        expected = setup.until / setup.number("rate")
        self.hits, self.reads = Buckets(expected), Buckets(expected)
        self.loads, self.stale = Buckets(expected), Buckets(expected)
        self._wanted = int(setup.until)
        self._versions: Counter[int] = Counter()
        self._loading: dict[int, list[Statement]] = {}
        self._on_write, self._single = setup.word("on_write"), setup.flag("single_flight")
        self._lifetime, self._jitter = setup.number("lifetime"), setup.number("lifetime_jitter")
        self._cache_time, self._mean = setup.number("cache"), setup.number("database")
        self._is_constant = setup.word("distribution") == given.CONSTANT
        self._rate, share = setup.number("rate"), setup.number("write_share")
        self._writes = self._rate * share / (1 - share)
        self._backend = setup.script.timeline("database")
        self._health = setup.script.timeline("cache")
        self._load = setup.script.timeline("traffic")
        streams = setup.streams
        self._arriving, self._which = streams.uniform("arrivals"), streams.uniform("keys")
        self._service, self._life = streams.uniform("service"), streams.uniform("jitter")
        self._writing = streams.uniform("outcome")

    def go(self) -> None:
        for boundary in self._health.boundaries:
            self.events.at(boundary, self._crash_or_restart)
        self._read_later()
        if self._writes:
            self._write_later()
        self.events.run(_LATEST, self.setup.cap, self.setup.pulse)

    @property
    def loading(self) -> int:
        """How many loads are on their way."""
        return sum(len(loads) for loads in self._loading.values())

    @property
    def is_over(self) -> bool:
        return self.counters["reads"] >= self._wanted

    # Reads

    def _read_later(self) -> None:
        delay = next_arrival(self.events.now, self._rate, self._load, self._arriving())
        if delay < math.inf:
            self.events.at(delay, self._read)

    def _read(self) -> None:
        """Let a read come. It reserves its luck first, whatever then becomes of it."""
        now, counters = self.events.now, self.counters
        self.end = now
        key = pick(self.table, self._which())
        service, luck = self._service(), self._life()
        counters["reads"] += 1
        if not self.is_over:
            self._read_later()
        self.reads.add(now)
        copy = None if self._health.at(now).is_crashed else self.cache.get(key, now)
        self.outcomes.append(copy is not None)
        if copy is not None:
            self._hit(key, copy)
            return
        counters["misses"] += 1
        loading = self._loading.setdefault(key, [])
        if key == HOTTEST:
            self.hot_misses += 1
            self.hot_cycles += not loading
        if self._single and loading:
            counters["joined"] += 1
            loading[0].readers.append(now)
            self._note(key, "cache", "client", "miss, waits for the load", Step.NOTE)
            return
        load = Statement(key, is_write=False, luck=luck, readers=[now])
        if not self.database.offer(Job(load, self._seconds(service))):
            counters["refused"] += 1
            return
        counters["loads"] += 1
        self.loads.add(now)
        loading.append(load)
        self.most_loads = max(self.most_loads, len(loading))
        self._note(key, "client", "database", "miss, load", Step.CALL)

    def _hit(self, key: int, copy: Copy) -> None:
        now, counters = self.events.now, self.counters
        counters["hits"] += 1
        self.hits.add(now)
        self.times.append(self._cache_time)
        self.slowest_hit = self._cache_time
        if self._lifetime:
            self.oldest_served = max(self.oldest_served, now - copy.expires)
        if copy.version < self._versions[key]:
            counters["stale"] += 1
            self.stale.add(now)
            self.stale_without_race += not copy.raced
        self._note(key, "cache", "client", f"hit, version {copy.version}", Step.REPLY)

    def _begun(self, job: Job[Statement]) -> None:
        """A load sees the record as it is when its statement begins."""
        job.owner.version = self._versions[job.owner.key]

    def _ended(self, job: Job[Statement]) -> None:
        self.end = self.events.now
        if job.owner.is_write:
            self._written(job.owner)
            return
        load, now = job.owner, self.events.now
        self.counters["loaded"] += 1
        self._loading[load.key].remove(load)
        if not self._loading[load.key]:
            del self._loading[load.key]
        took = [now - came + self._cache_time for came in load.readers]
        self.times += took
        self.fastest_miss = min(self.fastest_miss, *took)
        self._fill(load.key, load.version, load.luck)
        self._note(load.key, "database", "cache", f"fill, version {load.version}", Step.REPLY)

    def _fill(self, key: int, version: int, luck: float) -> None:
        now = self.events.now
        if self._health.at(now).is_crashed:
            return
        expires = math.inf
        if self._lifetime:
            expires = now + self._lifetime * (1 + self._jitter * (2 * luck - 1))
        self.cache.put(key, Copy(version, expires, raced=version < self._versions[key]))
        if self.full_at is None and self.cache.dropped:
            self.full_at = len(self.outcomes)

    # Writes

    def _write_later(self) -> None:
        delay = next_arrival(self.events.now, self._writes, self._load, self._writing())
        if delay < math.inf:
            self.events.at(delay, self._write)

    def _write(self) -> None:
        if self.is_over:
            return
        key, service = pick(self.table, self._writing()), self._writing()
        luck = self._writing()
        self._write_later()
        self.counters["writes"] += 1
        write = Statement(key, is_write=True, luck=luck)
        if not self.database.offer(Job(write, self._seconds(service))):
            self.counters["writes_refused"] += 1
            return
        self._note(key, "client", "database", "write", Step.CALL)

    def _written(self, write: Statement) -> None:
        """The write is committed; only then is the copy touched."""
        key = write.key
        self.counters["written"] += 1
        self._versions[key] += 1
        if self._on_write == given.INVALIDATE:
            self.cache.drop(key)
        elif self._on_write == given.UPDATE:
            self._fill(key, self._versions[key], write.luck)
        self._note(key, "database", "cache", f"{self._on_write} after write", Step.CALL)

    # Faults

    def _crash_or_restart(self) -> None:
        """A cache that crashes has forgotten everything; it comes back empty."""
        if self.is_over:
            return
        if self._health.at(self.events.now).is_crashed:
            self.counters["crashes"] += 1
        self.cache.clear()

    def _seconds(self, u: float) -> float:
        """Return how long a statement takes that comes now."""
        condition = self._backend.at(self.events.now)
        seconds = self._mean if self._is_constant else exponential(self._mean, u)
        return seconds * condition.slow + condition.delay

    # Notes

    def _note(self, key: int, source: str, target: str, text: str, step: Step) -> None:
        if len(self.trace) >= LONGEST_TRACE:
            return
        state: dict[str, Cell] = {
            "record": key + 1,
            "version in the database": self._versions[key],
            "copies": len(self.cache),
            "statements": self.database.in_use,
        }
        self.trace.append(
            TraceEvent(
                time=self.events.now, source=source, target=target, text=text, step=step,
                state=state,
            )
        )  # fmt: skip
