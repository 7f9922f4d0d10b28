"""When callers know of a crash, what that costs, and how often healthy instances are dropped."""

import math
from collections.abc import Iterable, Sequence
from statistics import fmean, stdev
from typing import Final

from patterns.labs.experiments.service_registry.simulation import Instance, Run
from patterns.labs.kernel import theory
from patterns.labs.kernel.results import Check

LEAST_CRASHES: Final = 10
_MOST_LOSS: Final = 0.05
_LEAST_LENGTH: Final = 4
"""Entries below which one of them more or less changes the share too much."""

_MOST_DEAD: Final = 0.05
"""Part of a list that may be dead for the lengths of lists to be alike."""


def beats_of(lifetime: float, heartbeat: float) -> int:
    """Return how many heartbeats in a row must be lost; the one due at the end counts too."""
    return math.floor(lifetime / heartbeat + 1e-9)


def _leaving(rate: float, share: float, poll: float, wait: float) -> float:
    if wait >= poll:
        raise theory.DoesNotApply("an instance that leaves answers until every caller knows")
    return rate * share * (poll - wait) ** 2 / (2 * poll)


DETECTION: Final = theory.Formula(
    "Mean time from a crash until callers know, T - h/2 + c/2",
    "means of uniform distributions; elementary probability",
    lambda lifetime, heartbeat, poll: lifetime - heartbeat / 2 + poll / 2,
)
EVICTIONS: Final = theory.Formula(
    "Living instances dropped per heartbeat, (1-q) q^⌊T/h⌋",
    "runs of independent losses; W. Feller, An Introduction to Probability Theory (1968)",
    lambda loss, lifetime, heartbeat: (1 - loss) * loss ** beats_of(lifetime, heartbeat),
)
MISSED: Final = theory.Formula(
    "Requests lost to a crash, rate × share × mean time until callers know",
    theory.ELEMENTARY,
    lambda rate, share, lifetime, heartbeat, poll: (
        rate * share * (lifetime - heartbeat / 2 + poll / 2)
    ),
)
LEAVING: Final = theory.Formula(
    "Requests lost to one that leaves, rate × share × (c-w)²/(2c)", theory.ELEMENTARY, _leaving
)


def checks(run: Run) -> Iterable[Check]:
    """Yield theory beside simulation."""
    crashes = known_crashes(run)
    unless = (
        *_disturbances(run),
        (run.setup.number("heartbeat_loss") > _MOST_LOSS, "lost heartbeats make entries older"),
        (len(crashes) < LEAST_CRASHES, f"fewer than {LEAST_CRASHES} crashes"),
    )
    yield _detection(run, crashes, unless)
    yield _missed(run, crashes, unless)
    yield _leaving_check(run)
    yield _evictions(run)


def known_crashes(run: Run) -> list[Instance]:
    """Return the crashes of which every caller knows by the end of the run, without doubt."""
    setup = run.setup
    latest = run.events.now - setup.number("lifetime") - setup.number("poll")
    return [each for each in run.instances.values() if each.has_crashed and each.ended <= latest]


def _disturbances(run: Run) -> tuple[tuple[bool, str], ...]:
    return (
        (bool(run.setup.script.faults), "faults change the course of things"),
        (run.counters["doubted"] > 0, "the registry doubted itself and kept silent entries"),
    )


def _detection(
    run: Run, crashes: Sequence[Instance], unless: tuple[tuple[bool, str], ...]
) -> Check:
    setup = run.setup
    # Callers learn of one crash from the same registry: a crash is one sample.
    delays = [fmean(crash.delays) for crash in crashes if crash.delays]
    return theory.check(
        DETECTION, setup.number("lifetime"), setup.number("heartbeat"), setup.number("poll"),
        simulated=fmean(delays) if delays else None, error=_error(delays), unit="s",
        unless=unless,
    )  # fmt: skip


def _missed(run: Run, crashes: Sequence[Instance], unless: tuple[tuple[bool, str], ...]) -> Check:
    setup = run.setup
    share, missed = _share(run), [float(crash.missed) for crash in crashes]
    return theory.check(
        MISSED, setup.number("requests"), share, setup.number("lifetime"),
        setup.number("heartbeat"), setup.number("poll"),
        simulated=fmean(missed) if missed else None, error=_error(missed), unit="requests",
        unless=(
            *unless,
            (setup.flag("leave_out"), "callers leave out who did not answer"),
            (share > 1 / _LEAST_LENGTH, "one entry more or less changes the share too much"),
            (_dead(run) * share > _MOST_DEAD, "many are dead at a time, and lists longer for it"),
            (not setup.number("requests"), "nobody asks"),
        ),
    )  # fmt: skip


def _leaving_check(run: Run) -> Check:
    setup, poll = run.setup, run.setup.number("poll")
    left = [
        float(each.missed)
        for each in run.instances.values()
        if each.has_left and each.ended <= run.events.now - poll
    ]
    return theory.check(
        LEAVING, setup.number("requests"), _share(run), poll or 1.0,
        setup.number("leave_wait") if poll else 1.0,
        simulated=fmean(left) if left else None, error=_error(left), unit="requests",
        unless=(
            *_disturbances(run),
            (setup.flag("leave_out"), "callers leave out who did not answer"),
            (not setup.number("requests"), "nobody asks"),
            (_share(run) > 1 / _LEAST_LENGTH, "one entry more or less changes the share too much"),
            (0 < len(left) < LEAST_CRASHES, f"fewer than {LEAST_CRASHES} leave"),
        ),
    )  # fmt: skip


def _evictions(run: Run) -> Check:
    setup, count = run.setup, run.counters
    loss, beats = setup.number("heartbeat_loss"), count["heartbeats"]
    expected = EVICTIONS.value(loss, setup.number("lifetime"), setup.number("heartbeat"))
    return theory.check(
        EVICTIONS, loss, setup.number("lifetime"), setup.number("heartbeat"),
        simulated=count["evicted_alive"] / beats if beats else None,
        error=math.sqrt(expected / beats) if beats else math.inf, unit="share",
        unless=(
            *_disturbances(run),
            (
                setup.number("preserve_share") > 0 and loss > _MOST_LOSS,
                "with so many lost the registry may doubt itself",
            ),
            (expected * beats < LEAST_CRASHES, "fewer than ten are to be expected in this run"),
        ),
    )  # fmt: skip


def _share(run: Run) -> float:
    """Return which part of its caller's list one instance is, averaged over requests."""
    asked = run.counters["requests"] - run.counters["nowhere"]
    return run.share_sum / asked if asked else 0.0


def _dead(run: Run) -> float:
    """Return how many dead entries a caller's list holds on average."""
    dead = [value for value in run.dead_listed if value is not None]
    return fmean(dead) if dead else 0.0


def _error(samples: Sequence[float]) -> float:
    return stdev(samples) / math.sqrt(len(samples)) if len(samples) > 1 else math.inf
