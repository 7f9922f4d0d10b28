"""What a run shows: what passed, how evenly, how late, and what the limiter promised."""

from collections.abc import Iterable
from typing import Final

from patterns.labs.experiments.throttling import parameters as given
from patterns.labs.experiments.throttling import theory
from patterns.labs.experiments.throttling.simulation import Run
from patterns.labs.kernel import statistics
from patterns.labs.kernel.lab import Balance, Invariant, Values
from patterns.labs.kernel.results import Cell, Findings, Measure, Table

COUNTERS: Final = (
    "requests", "attempts", "accepted", "refused", "waiting", "retries", "coming_back", "given_up",
    "waited",
)  # fmt: skip
QUANTITIES: Final = {
    "waiting": "still waiting",
    "coming_back": "about to come back",
    "given_up": "given up",
    "waited": "accepted after a wait",
}
BALANCES: Final = (
    Balance(("accepted", "refused", "waiting"), ("attempts",)),
    Balance(("accepted", "waiting", "coming_back", "given_up"), ("requests",)),
)


def findings(run: Run) -> Findings:
    """Return what a run that is over has shown."""
    counters = run.counters
    counters["waiting"] = run.waiting
    return Findings(
        simulated_until=run.events.now,
        events=run.events.count,
        is_capped=run.events.is_capped,
        counters={name: counters[name] for name in COUNTERS},
        measures=tuple(_measures(run)),
        series=(
            run.accepted.series("accepted", "Accepted", "/s", per_second=True),
            run.refused.series("refused", "Refused", "/s", per_second=True),
        ),
        histograms=(statistics.histogram("delay", "Delay of accepted requests", run.delays),),
        tables=(_clients(run),),
        trace=tuple(run.trace),
        checks=tuple(theory.checks(run)),
        notes=tuple(_notes(run)),
        evidence=_evidence(run),
    )


def _measures(run: Run) -> Iterable[Measure]:
    counters, now = run.counters, run.events.now
    window = run.setup.number("window")
    yield Measure(
        name="accepted_rate", label="Accepted", value=counters["accepted"] / now if now else None,
        unit="/s", reason="" if now else "no time passed", is_headline=True,
    )  # fmt: skip
    yield statistics.share(
        "refused_share", "Refused of all attempts", counters["refused"], counters["attempts"],
        noun="attempts", is_headline=True,
    )  # fmt: skip
    yield statistics.share(
        "served_share", "Requests served in the end", counters["accepted"], counters["requests"],
        noun="requests",
    )  # fmt: skip
    yield Measure(
        name="worst_burst", label="Most accepted in any one window",
        value=float(theory.worst_burst(run.passed, window)), unit="requests", is_headline=True,
    )  # fmt: skip
    shares = [count["accepted"] for count in run.by_client]
    yield Measure(
        name="fairness", label="Evenness between clients, Jain's index", value=jain(shares),
        reason="" if any(shares) else "nothing was accepted", is_headline=True,
    )  # fmt: skip
    yield statistics.mean("delay_mean", "Mean delay of accepted requests", run.delays,
                          noun="requests")  # fmt: skip
    ordered = sorted(run.delays)
    for name, level in (("delay_p95", 0.95), ("delay_p99", 0.99)):
        label = f"P{level * 100:.0f} delay of accepted requests"
        yield statistics.percentile(name, label, ordered, level, noun="requests")


def jain(shares: list[int]) -> float | None:
    """Return 1 where all have the same, 1/n where one has everything; None where nobody has any.

    R. Jain, D. Chiu and W. Hawe, A quantitative measure of fairness (1984).
    """
    squares = sum(share * share for share in shares)
    return sum(shares) ** 2 / (len(shares) * squares) if squares else None


def _clients(run: Run) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for row, count in zip(run.rows, run.by_client, strict=True):
        served = count["accepted"] / count["requests"] if count["requests"] else None
        rows.append(
            (str(row["name"]), count["requests"], count["accepted"], count["refused"], served)
        )
    return Table(
        name="clients",
        title="The clients",
        columns=("Client", "Requests", "Accepted", "Refused", "Served"),
        units=("", "", "", "", "share"),
        rows=tuple(rows),
    )


def _notes(run: Run) -> Iterable[str]:
    if run.delays_requests and not run.room and run.algorithm != given.LEAKY_BUCKET:
        yield "There is no waiting room, so requests are refused as with the reaction 'reject'."
    if run.setup.number("sync") and run.setup.whole("nodes") == 1:
        yield "One node has nobody to tell."


def _evidence(run: Run) -> dict[str, float]:
    setup = run.setup
    window = setup.number("window")
    by_window: dict[int, int] = {}
    for time in run.passed:
        number = int(time / window)
        by_window[number] = by_window.get(number, 0) + 1
    return {
        "limiters": run.limiters,
        "above_limit": theory.most_above(run.passed, run.limiters * setup.number("limit")),
        "worst_burst": theory.worst_burst(run.passed, window),
        "fullest_window": max(by_window.values(), default=0),
        "longest_queue": run.longest_queue,
        "least_delay": min(run.delays, default=0.0),
        "delays": len(run.delays),
        "by_client": sum(count["accepted"] for count in run.by_client),
    }


def _keeps_arrival_curve(found: Findings, values: Values) -> bool:
    """limit × T + burst in every stretch of time; so many times that with several limiters."""
    if values["algorithm"] not in (*given.BUCKETS, given.LEAKY_BUCKET):
        return True
    burst = 1 if values["algorithm"] == given.LEAKY_BUCKET else int(values["burst"])
    limiters = found.evidence["limiters"]
    return found.evidence["above_limit"] <= limiters * burst + 1e-3


def _quota_in(evidence: str, algorithm: str) -> Invariant:
    words = {
        given.SLIDING_LOG: "a sliding log never lets more than its quota pass in any window",
        given.FIXED_WINDOW: "a fixed window never lets more than its quota pass in one of its own",
    }

    def holds(found: Findings, values: Values) -> bool:
        quota = given.quota(float(values["limit"]), float(values["window"]))
        most = found.evidence["limiters"] * quota
        return values["algorithm"] != algorithm or found.evidence[evidence] <= most

    return Invariant(words[algorithm], holds)


INVARIANTS: Final = (
    Invariant("a bucket keeps its promise: limit × T + burst, at any time", _keeps_arrival_curve),
    _quota_in("worst_burst", given.SLIDING_LOG),
    _quota_in("fullest_window", given.FIXED_WINDOW),
    Invariant(
        "no more wait than the waiting room holds",
        lambda found, values: found.evidence["longest_queue"] <= int(values["queue"]),
    ),
    Invariant(
        "each accepted request has a client and a delay that is not negative",
        lambda found, values: (
            found.evidence["by_client"]
            == found.evidence["delays"]
            == found.counters["accepted"]
            and found.evidence["least_delay"] >= 0
        ),
    ),
    Invariant(
        "nobody tries more often than allowed",
        lambda found, values: (
            found.counters["attempts"] <= found.counters["requests"] * int(values["attempts"])
        ),
    ),
)  # fmt: skip
