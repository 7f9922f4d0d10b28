"""What a run shows: requests that went to nobody, who knew when, and what the list looked like."""

from collections.abc import Iterable
from statistics import fmean
from typing import Final

from patterns.labs.experiments.service_registry import theory
from patterns.labs.experiments.service_registry.registry import EXACTLY
from patterns.labs.experiments.service_registry.simulation import FOREVER, Run
from patterns.labs.kernel import statistics
from patterns.labs.kernel.faults import FaultKind
from patterns.labs.kernel.lab import Balance, Invariant, Values
from patterns.labs.kernel.results import Cell, Findings, Measure, Series, Table

SHOWN_ENTRIES: Final = 8
COUNTERS: Final = (
    "requests", "served", "missed_crashed", "missed_left", "nowhere",
    "starts", "crashes", "crashes_noticed", "leaves", "living",
    "registered", "came_back", "left", "evicted_dead", "evicted_alive", "entries",
    "heartbeats", "heartbeats_lost", "doubted", "polls", "polls_failed", "lists_sent",
)  # fmt: skip
QUANTITIES: Final = {
    "missed_crashed": "to a crashed instance",
    "missed_left": "to one that had left",
    "nowhere": "with an empty list",
    "starts": "instances started",
    "crashes_noticed": "crashes that the registry noticed",
    "leaves": "left in good order",
    "living": "living at the end",
    "registered": "registrations",
    "came_back": "registered again by a heartbeat",
    "left": "taken off by leaving",
    "evicted_dead": "dropped, gone",
    "evicted_alive": "dropped, though living",
    "entries": "entries at the end",
    "doubted": "looks at the silent in doubt",
    "polls": "readings of the list",
    "polls_failed": "readings that failed",
    "lists_sent": "lists that had changed",
}
BALANCES: Final = (
    Balance(("served", "missed_crashed", "missed_left", "nowhere"), ("requests",)),
    Balance(("left", "evicted_dead", "evicted_alive", "entries"), ("registered",)),
    Balance(("crashes", "leaves", "living"), ("starts",)),
)


def findings(run: Run) -> Findings:
    """Return what a run that is over has shown."""
    counters = {name: run.counters[name] for name in COUNTERS}
    counters |= {"living": len(run.living), "entries": len(run.registry.entries)}
    delays = [delay for each in run.instances.values() for delay in each.delays]
    return Findings(
        simulated_until=run.events.now,
        events=run.events.count,
        is_capped=run.events.is_capped,
        counters=counters,
        measures=tuple(_measures(run)),
        series=(
            run.entries.series("entries", "Entries", "instances"),
            run.alive.series("living", "Living instances", "instances"),
            Series(
                name="dead_listed", label="Dead entries in a caller's list", unit="instances",
                step=run.step, values=tuple(run.dead_listed),
            ),
            run.missed.share_of(run.asked, "missed", "Requests without an answer"),
        ),
        histograms=(
            statistics.histogram("delays", "Time from a crash until a caller knows", delays),
        ),
        tables=(_last_entries(run),),
        states=tuple(run.states),
        trace=tuple(run.trace),
        checks=tuple(theory.checks(run)),
        notes=tuple(_notes(run)),
        evidence={
            "longest_known_dead": run.longest_known_dead,
            "longest_after_leave": run.longest_after_leave,
            "evicted_in_doubt": run.evicted_in_doubt,
            "versions_back": run.versions_back,
            "shortest_silence": run.shortest_silence,
            "is_cut_off": any(
                fault.kind is FaultKind.PARTITION for fault in run.setup.script.faults
            ),
        },
    )  # fmt: skip


def _measures(run: Run) -> Iterable[Measure]:
    count, now, setup = run.counters, run.events.now, run.setup
    missed = count["missed_crashed"] + count["missed_left"] + count["nowhere"]
    yield statistics.share(
        "missed_share", "Requests without an answer", missed, count["requests"], noun="requests",
        is_headline=True,
    )  # fmt: skip
    delays = [delay for each in run.instances.values() for delay in each.delays]
    yield Measure(
        name="detection_mean", label="Mean time from a crash until a caller knows",
        value=fmean(delays) if delays else None, unit="s",
        reason="" if delays else "no crash became known", is_headline=True,
    )  # fmt: skip
    yield Measure(
        name="detection_most", label="Longest of these times",
        value=max(delays) if delays else None, unit="s",
        reason="" if delays else "no crash became known",
    )  # fmt: skip
    crashes = theory.known_crashes(run)
    yield Measure(
        name="missed_per_crash", label="Requests lost to one crash",
        value=fmean(each.missed for each in crashes) if crashes else None, unit="requests",
        reason="" if crashes else "no crash became known",
    )  # fmt: skip
    dead = [value for value in run.dead_listed if value is not None]
    yield Measure(
        name="dead_listed", label="Dead entries in a caller's list, on average",
        value=fmean(dead) if dead else None, reason="" if dead else "too short",
        is_headline=True,
    )  # fmt: skip
    hours = now / 3_600
    yield Measure(
        name="false_evictions", label="Living instances dropped",
        value=count["evicted_alive"] / hours if hours else None, unit="/h",
        reason="" if hours else "no time passed", is_headline=True,
    )  # fmt: skip
    yield Measure(
        name="preserving", label="Time in which the registry doubts and drops nobody",
        value=run.preserving_time / now if now else None, unit="share",
        reason="" if now else "no time passed",
    )  # fmt: skip
    messages = count["heartbeats"] + count["registered"] + count["polls"]
    if not setup.number("poll"):
        messages += count["lists_sent"]
    yield Measure(
        name="load", label="Messages at the registry", value=messages / now if now else None,
        unit="/s", reason="" if now else "no time passed", is_headline=True,
    )  # fmt: skip


def _last_entries(run: Run) -> Table:
    """Show the entries that were silent for longest when the run ended."""
    now, lifetime = run.events.now, run.setup.number("lifetime")
    silent = sorted(run.registry.entries.items(), key=lambda entry: (entry[1], entry[0]))
    rows: list[tuple[Cell, ...]] = []
    for number, heard in silent[:SHOWN_ENTRIES]:
        lives = run.instances[number].ended == FOREVER
        left = max(heard + lifetime - now, 0.0)
        rows.append((f"{number}", now - heard, left, "lives" if lives else "is gone"))
    return Table(
        name="silent",
        title="The entries that have been silent for longest",
        columns=("Instance", "Silent for", "Left of its lifetime", "In truth it"),
        units=("", "s", "s", ""),
        rows=tuple(rows),
    )


def _notes(run: Run) -> Iterable[str]:
    setup = run.setup
    poll = setup.number("poll")
    if poll > setup.number("leave_wait") and setup.number("graceful_share"):
        yield (
            "Instances that leave stop before every caller has read the list again: wait for"
            " longer than a poll."
        )
    if theory.beats_of(setup.number("lifetime"), setup.number("heartbeat")) < 3:
        yield "Fewer than three heartbeats fit into a lifetime: a few lost ones drop the healthy."
    if run.counters["nowhere"]:
        yield "Callers had an empty list: they should have kept the one before."


def _no_dead_for_long(found: Findings, values: Values) -> bool:
    """Unless the registry doubts or is cut off, nobody gone stays on a list beyond T + c."""
    if found.counters["doubted"] or found.evidence["is_cut_off"]:
        return True
    longest = float(values["lifetime"]) + float(values["poll"])
    return found.evidence["longest_known_dead"] <= longest + 10 * EXACTLY


def _leaving_is_known_at_the_next_poll(found: Findings, values: Values) -> bool:
    return (
        bool(found.evidence["is_cut_off"])
        or found.evidence["longest_after_leave"] <= float(values["poll"]) + 1e-9
    )


def _who_waits_is_not_missed(found: Findings, values: Values) -> bool:
    waits = float(values["leave_wait"]) > float(values["poll"])
    return not waits or bool(found.evidence["is_cut_off"]) or not found.counters["missed_left"]


INVARIANTS: Final = (
    Invariant(
        "unless the registry doubts or is cut off, nobody gone for longer than a lifetime and a"
        " poll is on a list",
        _no_dead_for_long
    ),
    Invariant(
        "unless the registry is cut off, one that left is asked until the next poll at most",
        _leaving_is_known_at_the_next_poll,
    ),
    Invariant(
        "unless it is cut off, one that answers for longer than a poll after leaving is not missed",
        _who_waits_is_not_missed,
    ),
    Invariant(
        "nothing is dropped while too many are silent",
        lambda found, values: found.evidence["evicted_in_doubt"] == 0,
    ),
    Invariant(
        "nobody is dropped before the lifetime of the entry is over",
        lambda found, values: found.evidence["shortest_silence"] > float(values["lifetime"]),
    ),
    Invariant(
        "no caller goes back to an older list",
        lambda found, values: found.evidence["versions_back"] == 0,
    ),
    Invariant(
        "heartbeats that all arrive keep every living instance listed",
        lambda found, values: (
            found.counters["heartbeats_lost"] > 0 or found.counters["evicted_alive"] == 0
        ),
    ),
)  # fmt: skip
