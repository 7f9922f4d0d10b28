"""Years in the life of a pod: crashes of application and sidecars, lost lines, and starts.

Crashes are rare on the scale of requests, so they have a run of their own that lasts for as many
crashes as the reader's requests leave room for.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from patterns.labs.experiments.sidecar import parameters as given
from patterns.labs.kernel.lab import Setup
from patterns.labs.kernel.statistics import BATCHES, Buckets
from patterns.labs.kernel.streams import Uniform, exponential

CRASHES: Final = 5_000
STARTS: Final = 1_000
"""Starts that are sampled at least, whatever the number of pods."""
YEAR: Final = 365.25 * 86_400
BOTH: Final = "both up"
PROXY_DOWN: Final = "proxy down"
APPLICATION_DOWN: Final = "application down"
NEITHER: Final = "both down"


@dataclass(slots=True)
class _Part:
    """Something that is up, then down, in turn. changes: when it does so next, in seconds."""

    up: float
    down: float
    luck: Uniform
    is_up: bool = True
    changes: float = math.inf
    crashes: int = 0

    def begin(self) -> None:
        if self.up < math.inf:
            self.changes = exponential(self.up, self.luck())

    def turn(self) -> None:
        """Crash, or come back, and draw when that ends."""
        self.is_up = not self.is_up
        self.crashes += not self.is_up
        self.changes += exponential(self.up if self.is_up else self.down, self.luck())


class Lives:
    """What crashes and starts do to one pod; `go` lets them happen.

    until: seconds of the run of crashes. seconds: by state of application and proxy. batches:
    mean share of time in each of 20 parts of the run in which calls are served.
    lost: lines by crash of the log sidecar. gaps: seconds of each start in which the application
    calls and its proxy is not ready. ready: seconds until each start was over.
    """

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        # Shortened like the requests, so that both fit under the cap together.
        part = setup.until / setup.number("duration")
        self.wanted = max(1, int(CRASHES * part))
        self.events = 0
        self.until = 0.0
        self.seconds = dict.fromkeys((BOTH, PROXY_DOWN, APPLICATION_DOWN, NEITHER), 0.0)
        self.batches: list[float] = []
        self.crashes = {"application": 0, "proxy": 0}
        self.lost: list[int] = []
        self.gaps: list[float] = []
        self.ready: list[float] = []
        self.sidecars = setup.whole("sidecars")
        self.has_proxy, self.has_logs = self.sidecars > 0, self.sidecars > 1
        self.is_open = setup.word("mode") == given.OPEN

    def go(self) -> None:
        self._crash()
        if self.has_logs and self.setup.number("sidecar_crashes") > 0:
            self._lose_lines()
        self._start()

    def serves(self, state: str) -> bool:
        """Say whether calls are served in a state."""
        return state == BOTH or (state == PROXY_DOWN and self.is_open)

    def _part(self, rate: str, restart: str, who: str) -> _Part:
        crashes = self.setup.number(rate)
        part = _Part(
            up=1 / crashes if crashes else math.inf,
            down=self.setup.number(restart),
            luck=self.setup.streams.uniform("crash", who),
        )
        part.begin()
        return part

    def _crash(self) -> None:
        application = self._part("app_crashes", "app_restart", "application")
        proxy = self._part("sidecar_crashes", "sidecar_restart", "proxy")
        if not self.has_proxy:
            proxy.changes = math.inf
        now, spells = 0.0, list[tuple[float, float]]()
        pulse = self.setup.pulse
        while application.crashes + proxy.crashes < self.wanted:
            part = application if application.changes <= proxy.changes else proxy
            if part.changes == math.inf:
                break
            state = _state(application.is_up, proxy.is_up)
            self.seconds[state] += part.changes - now
            if self.serves(state):
                spells.append((now, part.changes))
            now = part.changes
            part.turn()
            self.events += 1
            if pulse and self.events % 1_024 == 0:
                pulse()
        self.until = now
        self.crashes = {"application": application.crashes, "proxy": proxy.crashes}
        served = Buckets(now, BATCHES)
        for start, end in spells:
            served.add_level(start, end, 1.0)
        self.batches = served.values

    def _lose_lines(self) -> None:
        """Let the log sidecar crash: the lines since the last sending are gone."""
        setup = self.setup
        up, flush = 1 / setup.number("sidecar_crashes"), setup.number("flush")
        rate = setup.number("log_rate")
        crash, phase = setup.streams.uniform("crash", "logs"), setup.streams.uniform("jitter")
        for _ in range(self.wanted):
            self.events += 1
            read = math.fmod(exponential(up, crash()), flush) * rate
            # Lines come at even distances, and the first after a sending at any moment of one.
            self.lost.append(int(read + phase()))

    def _start(self) -> None:
        """Start pods one by one; those beyond their number only make the mean exact."""
        setup = self.setup
        first, second = (setup.streams.uniform("faults", who) for who in ("application", "proxy"))
        is_together = setup.word("start") == given.TOGETHER
        for _ in range(max(setup.whole("pods"), STARTS)):
            application = exponential(setup.number("app_restart"), first())
            proxy = exponential(setup.number("sidecar_restart"), second())
            if not self.has_proxy:
                self.gaps.append(0.0)
                self.ready.append(application)
            elif is_together:
                self.gaps.append(max(0.0, proxy - application))
                self.ready.append(max(application, proxy))
            else:
                self.gaps.append(0.0)
                self.ready.append(proxy + application)

    def calls_in_gaps(self) -> int:
        """Return the calls that pods make before their proxies are ready, each started once."""
        pods = self.setup.whole("pods")
        each = self.setup.number("rate") * self.setup.whole("hops") / pods
        return round(each * math.fsum(self.gaps[:pods]))

    @property
    def share_served(self) -> float:
        """Return the share of time in which calls are served; 1 without crashes."""
        return self._share(state for state in self.seconds if self.serves(state))

    @property
    def share_up(self) -> float:
        """Return the share of time in which the application is up."""
        return self._share((BOTH, PROXY_DOWN))

    @property
    def share_unguarded(self) -> float:
        """Return the share of time in which calls are served without a proxy."""
        return self._share((PROXY_DOWN,)) if self.is_open else 0.0

    def _share(self, states: Iterable[str]) -> float:
        if not self.until:
            return 1.0
        return math.fsum(self.seconds[state] for state in states) / self.until


def _state(application: bool, proxy: bool) -> str:
    if application:
        return BOTH if proxy else PROXY_DOWN
    return APPLICATION_DOWN if proxy else NEITHER
