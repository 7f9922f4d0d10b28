"""What a run shows: how long the queue grew, how late messages were, and what became of them."""

import math
from collections import Counter
from collections.abc import Iterable
from typing import Final

from patterns.labs.experiments.queue_based_load_leveling import theory
from patterns.labs.experiments.queue_based_load_leveling.broker import Status
from patterns.labs.experiments.queue_based_load_leveling.simulation import Run
from patterns.labs.kernel import statistics
from patterns.labs.kernel.lab import Balance, Invariant, Values
from patterns.labs.kernel.results import Findings, Measure, Series

COUNTERS: Final = (
    "messages", "done", "waiting", "in_work", "dead", "expired", "refused",
    "deliveries", "redeliveries", "timeouts", "duplicates", "crashed_in_hand", "scaled_out",
)  # fmt: skip
QUANTITIES: Final = {
    "messages": "messages sent",
    "dead": "dead letters",
    "timeouts": "deliveries beyond the visibility timeout",
    "duplicates": "done once more",
    "crashed_in_hand": "in the hands of a crashed consumer",
    "scaled_out": "times that consumers were added",
}
BALANCES: Final = (
    Balance(("done", "waiting", "in_work", "dead", "expired", "refused"), ("messages",)),
)


def findings(run: Run) -> Findings:
    """Return what a run that is over has shown."""
    statuses = Counter(message.status for message in run.messages)
    counters = {name: run.counters[name] for name in COUNTERS}
    counters["waiting"], counters["in_work"] = run.queue.waiting, statuses[Status.IN_WORK]
    return Findings(
        simulated_until=run.events.now,
        events=run.events.count,
        is_capped=run.events.is_capped,
        counters=counters,
        measures=tuple(_measures(run)),
        series=(
            Series(
                name="length", label="Waiting messages", unit="messages", step=run.step,
                values=tuple(run.lengths),
            ),
            Series(
                name="age", label="Age of the oldest waiting message", unit="s", step=run.step,
                values=tuple(run.ages),
            ),
            run.came.series("sent", "Sent", "/s", per_second=True),
            run.done.series("done", "Done", "/s", per_second=True),
        ),
        histograms=(statistics.histogram("wait", "Wait before the first delivery", run.waits),),
        trace=tuple(run.trace),
        checks=tuple(theory.checks(run)),
        notes=tuple(_notes(run)),
        evidence=_evidence(run, statuses),
    )  # fmt: skip


def _measures(run: Run) -> Iterable[Measure]:
    counters, end = run.counters, run.setup.number("burst_end")
    yield Measure(
        name="longest_queue", label="Longest queue", value=float(run.queue.most),
        unit="messages", is_headline=True,
    )  # fmt: skip
    yield Measure(
        name="drain", label="Time from the end of the burst to an empty queue",
        value=None if run.drained is None else run.drained - end, unit="s",
        reason="" if run.drained is not None else "the queue was not empty again",
        is_headline=True,
    )  # fmt: skip
    yield statistics.mean(
        "wait_mean", "Mean wait before the first delivery", run.waits, noun="messages",
        is_headline=True,
    )  # fmt: skip
    ordered = sorted(run.waits)
    for name, level in (("wait_p95", 0.95), ("wait_p99", 0.99)):
        label = f"P{level * 100:.0f} wait before the first delivery"
        yield statistics.percentile(name, label, ordered, level, noun="messages")
    lost = counters["refused"] + counters["expired"] + counters["dead"]
    yield statistics.share(
        "lost_share", "Messages refused, expired or dead", lost, counters["messages"],
        noun="messages", is_headline=True,
    )  # fmt: skip
    yield statistics.share(
        "duplicate_share", "Messages done more than once", counters["duplicates"],
        max(counters["done"], counters["duplicates"]), noun="messages",
    )  # fmt: skip
    yield Measure(
        name="consumer_hours", label="Consumer hours", value=run.consumer_time / 3_600, unit="h",
        is_headline=True,
    )  # fmt: skip
    yield Measure(
        name="busy", label="Consumers at work",
        value=run.busy_time / run.consumer_time if run.consumer_time else None, unit="share",
        reason="" if run.consumer_time else "no time passed",
    )  # fmt: skip


def _notes(run: Run) -> Iterable[str]:
    setup = run.setup
    if setup.number("base_rate") * setup.number("service") >= setup.whole("consumers"):
        yield "Arrivals exceed the capacity even in quiet times: there is no steady state."
    if setup.number("visibility_timeout") < setup.number("service"):
        yield (
            "The visibility timeout is shorter than a message takes on average: most are delivered"
            " again while they are being worked on."
        )


def _evidence(run: Run, statuses: Counter[Status]) -> dict[str, float]:
    now, queue = run.events.now, run.queue
    return {
        "waiting": statuses[Status.WAITING],
        "done": statuses[Status.DONE],
        "level_time": queue.level_time,
        "waited": queue.waited + queue.still_waiting(now),
        "out_of_order": run.out_of_order,
        "most_deliveries": run.most_deliveries,
        "longest_for_new": run.longest_for_new,
        "busy_over": run.most_busy_over,
        "reached": sum(message.deliveries > 0 for message in run.messages),
    }


def _littles_law(found: Findings, values: Values) -> bool:
    """What waited, over time, is what each has waited: an exact equation of every run."""
    return math.isclose(
        found.evidence["level_time"], found.evidence["waited"], rel_tol=1e-6, abs_tol=1e-6
    )


INVARIANTS: Final = (
    Invariant("Little's law: message seconds in the queue, counted both ways", _littles_law),
    Invariant(
        "messages are first delivered in the order in which they came",
        lambda found, values: found.evidence["out_of_order"] == 0,
    ),
    Invariant(
        "no message is delivered more often than allowed",
        lambda found, values: (
            found.evidence["most_deliveries"] <= int(values["max_deliveries"])
        ),
    ),
    Invariant(
        "deliveries are first ones and further ones",
        lambda found, values: (
            found.counters["deliveries"]
            == found.evidence["reached"] + found.counters["redeliveries"]
        ),
    ),
    Invariant(
        "what is counted as waiting and done are the messages that wait and are done",
        lambda found, values: (
            found.evidence["waiting"] == found.counters["waiting"]
            and found.evidence["done"] == found.counters["done"]
        ),
    ),
    Invariant(
        "no new message makes the queue longer than allowed",
        lambda found, values: found.evidence["longest_for_new"] <= int(values["max_queue"]),
    ),
    Invariant(
        "nobody takes a message beyond the number of consumers",
        lambda found, values: found.evidence["busy_over"] <= 0,
    ),
    Invariant(
        "nothing is done twice unless it was delivered twice",
        lambda found, values: found.counters["duplicates"] <= found.counters["redeliveries"],
    ),
)  # fmt: skip
