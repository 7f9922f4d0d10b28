"""What a run shows: the stream of one account, what loads and snapshots cost, and conflicts."""

from collections.abc import Iterable
from itertools import pairwise
from statistics import fmean
from typing import Final

from patterns.labs.experiments.event_sourcing import theory
from patterns.labs.experiments.event_sourcing.ledger import (
    CREDITED,
    DEPOSITED,
    RECEIVED,
    SIGNS,
    TRANSFERRED,
    WITHDRAWN,
    Account,
    fold,
)
from patterns.labs.experiments.event_sourcing.simulation import Run
from patterns.labs.kernel import statistics
from patterns.labs.kernel.lab import Balance, Invariant
from patterns.labs.kernel.results import Cell, Findings, Measure, Series, Table

LONGEST_STREAM: Final = 20
INTERVALS: Final = (10, 20, 50, 100, 200, 500, 1_000)
COUNTERS: Final = (
    "commands", "appended", "refused", "gave_up", "in_flight",
    "events", "created", "scripted", "received",
    "conflicts", "reads", "loads", "replayed", "snapshots",
)  # fmt: skip
QUANTITIES: Final = {
    "appended": "appended by commands",
    "gave_up": "given up after conflicts",
    "created": "accounts created",
    "scripted": "given as first events",
    "received": "other sides of transfers",
    "replayed": "events replayed",
}
BALANCES: Final = (
    Balance(("appended", "refused", "gave_up", "in_flight"), ("commands",)),
    Balance(("created", "scripted", "appended", "received"), ("events",)),
)


def findings(run: Run) -> Findings:
    """Return what a run that is over has shown."""
    counters = {name: run.counters[name] for name in COUNTERS}
    counters["in_flight"] = run.in_flight
    return Findings(
        simulated_until=run.events.now,
        events=run.events.count,
        is_capped=run.events.is_capped,
        counters=counters,
        measures=tuple(_measures(run)),
        series=(
            run.appended.series("appended", "Events appended", "/s", per_second=True),
            run.conflicts.series("conflicts", "Conflicts", "/s", per_second=True),
            _replayed(run),
        ),
        histograms=(statistics.histogram("load", "Time of a load", run.load_costs),),
        tables=(_stream(run), _intervals(run)),
        trace=tuple(run.trace),
        checks=tuple(theory.checks(run)),
        notes=tuple(_notes(run)),
        evidence=_evidence(run),
    )


def _measures(run: Run) -> Iterable[Measure]:
    setup, counters = run.setup, run.counters
    loads = counters["loads"]
    yield Measure(
        name="replay_mean", label="Events replayed by a load, on average",
        value=counters["replayed"] / loads if loads else None, unit="events",
        reason="" if loads else "nothing was loaded", is_headline=True,
    )  # fmt: skip
    yield statistics.mean(
        "load_mean", "Mean time of a load", run.load_costs, noun="loads", is_headline=True
    )
    yield statistics.percentile(
        "load_p99", "P99 time of a load", sorted(run.load_costs), 0.99, noun="loads"
    )
    yield statistics.share(
        "conflict_share", "First tries that meet a conflict", run.first_conflicts,
        run.first_tries, noun="appends", is_headline=True,
    )  # fmt: skip
    yield statistics.share(
        "gave_up_share", "Commands given up", counters["gave_up"], counters["commands"],
        noun="commands",
    )  # fmt: skip
    write, apply = setup.number("snapshot_write"), setup.number("apply")
    per_event = loads / counters["events"]
    yield Measure(
        name="best_every", label="Cheapest interval, √(2S/(A r))",
        value=theory.best_interval(write, apply, per_event) if per_event else None,
        unit="events", reason="" if per_event else "nothing was loaded",
    )  # fmt: skip
    yield Measure(
        name="rebuild_all", label="Rebuilding all accounts from their first event",
        value=apply * (counters["events"] + _old(run)), unit="s",
    )  # fmt: skip
    yield Measure(
        name="rebuild_snapshots", label="Rebuilding all accounts from their snapshots",
        value=_rebuild(run), unit="s", is_headline=True,
    )  # fmt: skip
    yield Measure(
        name="stored", label="Events and snapshots stored",
        value=float(counters["events"] + counters["snapshots"]),
    )  # fmt: skip
    account, version = _shown(run)
    state, replayed = account.loaded(version)
    yield Measure(name="shown_version", label="Version shown", value=float(version))
    yield Measure(name="shown_balance", label="Balance there", value=float(state.balance))
    yield Measure(name="shown_movements", label="Movements by then", value=float(state.movements))
    yield Measure(
        name="shown_replay_all", label="Events replayed from the first", value=float(version)
    )  # fmt: skip
    yield Measure(
        name="shown_replay", label="Events replayed from the latest snapshot",
        value=float(replayed),
    )  # fmt: skip


def _old(run: Run) -> int:
    return sum(event.is_old for account in run.accounts for event in account.events)


def _rebuild(run: Run) -> float:
    apply, load = run.setup.number("apply"), run.setup.number("snapshot_load")
    seconds = 0.0
    for number, account in enumerate(run.accounts):
        base = account.snapshots[-1].version
        seconds += apply * (account.version - base + run.old_to_replay(number))
        seconds += load if base else 0.0
    return seconds


def _replayed(run: Run) -> Series:
    """Return the mean of replayed events over time."""
    values = tuple(
        part / whole if whole else None
        for part, whole in zip(run.replayed.values, run.loads.values, strict=True)
    )
    return Series(
        name="replayed", label="Events replayed by a load", unit="events", step=run.loads.step,
        values=values,
    )  # fmt: skip


def _shown(run: Run) -> tuple[Account, int]:
    """Return the account shown and the version: the one asked for, or the latest before it."""
    account = run.accounts[run.setup.whole("account") - 1]
    asked = run.setup.whole("version") or account.version
    return account, min(asked, account.version)


def _stream(run: Run) -> Table:
    """Show the events up to the version, what they say of the balance, and what a fold says."""
    account, version = _shown(run)
    first = max(0, version - LONGEST_STREAM)
    state = fold(account.snapshots[0], account.events[:first])
    kept = {snapshot.version for snapshot in account.snapshots}
    rows: list[tuple[Cell, ...]] = []
    for event in account.events[first:version]:
        state = fold(state, (event,))
        mark = "snapshot" if event.version in kept else ""
        rows.append(
            (str(event.version), event.time, event.kind, event.amount, event.balance,
             state.balance, state.movements, mark)
        )  # fmt: skip
    return Table(
        name="stream",
        title=f"Events of account {run.setup.whole('account')}",
        columns=(
            "Version", "Time", "Type", "Amount", "Balance", "Folded", "Movements", "Then",
        ),
        units=("", "s", "", "", "", "", "", ""),
        rows=tuple(rows),
    )  # fmt: skip


def _intervals(run: Run) -> Table:
    """Say what other intervals would have cost: the same loads, found at the same versions."""
    setup, counters = run.setup, run.counters
    write, load = setup.number("snapshot_write"), setup.number("snapshot_load")
    older = 1 + _old(run) / counters["events"]
    apply = setup.number("apply") * older
    versions = [account.version for account in run.accounts]
    rows: list[tuple[Cell, ...]] = []
    for every in (*INTERVALS, 0):
        snapshots = sum(version // every for version in versions) if every else 0
        replayed = sum(
            count * (version % every if every else version)
            for version, count in run.loads_at.items()
        )
        loaded = sum(count for version, count in run.loads_at.items() if 0 < every <= version)
        cost = (write * snapshots + apply * replayed + load * loaded) / counters["events"]
        mean = replayed / counters["loads"] if counters["loads"] else None
        rows.append((f"{every}" if every else "never", snapshots, mean, cost))
    return Table(
        name="intervals",
        title="What other intervals would have cost for the same loads",
        columns=("Every", "Snapshots", "Replayed", "Cost of an event"),
        units=("", "", "events", "s"),
        rows=tuple(rows),
    )


def _notes(run: Run) -> Iterable[str]:
    asked = run.setup.whole("version")
    account, version = _shown(run)
    if asked > version:
        yield f"The account came to version {account.version} only; that is what is shown."
    refused = run.counters["scripted_refused"]
    if refused:
        yield f"{refused} of the first events break the rule of the balance and were left out."


# Evidence


def _evidence(run: Run) -> dict[str, float]:
    totals = dict.fromkeys(run.totals, 0)
    wrong = gaps = 0
    for account in run.accounts:
        wrong += _disagreements(account)
        versions = [0, *(event.version for event in account.events)]
        gaps += sum(b - a != 1 for a, b in pairwise(versions))
        for event in account.events:
            totals[event.kind] += event.amount
    money = sum(account.state.balance for account in run.accounts)
    put_in = run.totals[DEPOSITED] + run.totals[CREDITED] - run.totals[WITHDRAWN]
    return {
        "disagreements": wrong,
        "gaps": gaps,
        "lowest_balance": run.lowest_balance,
        "rebuilt_differs": totals != dict(run.totals),
        "money_off": abs(money - put_in),
        "transfers_off": abs(run.totals[TRANSFERRED] - run.totals[RECEIVED]),
        "most_busy": run.most_busy,
        "loads": len(run.load_costs),
        "mean_version": fmean(account.version for account in run.accounts),
    }


def _disagreements(account: Account) -> int:
    """Count where a fold from the first event differs from a balance written or a state kept."""
    snapshots = {snapshot.version: snapshot for snapshot in account.snapshots}
    wrong = balance = movements = 0
    for event in account.events:
        sign = SIGNS[event.kind]
        balance += sign * event.amount
        movements += sign != 0
        wrong += event.balance != balance
        kept = snapshots.get(event.version)
        wrong += kept is not None and (kept.balance, kept.movements) != (balance, movements)
    return wrong + ((account.state.balance, account.state.movements) != (balance, movements))


INVARIANTS: Final = (
    Invariant(
        "a fold of all events gives every balance written, every snapshot and the present state",
        lambda found, values: found.evidence["disagreements"] == 0,
    ),
    Invariant(
        "versions in a stream follow each other without gap or double: one winner for each",
        lambda found, values: found.evidence["gaps"] == 0,
    ),
    Invariant(
        "no balance falls below 0", lambda found, values: found.evidence["lowest_balance"] >= 0
    ),
    Invariant(
        "a projection rebuilt from the first event is the one that was kept up to date",
        lambda found, values: not found.evidence["rebuilt_differs"],
    ),
    Invariant(
        "transfers move money and make none",
        lambda found, values: (
            found.evidence["money_off"] == 0 and found.evidence["transfers_off"] == 0
        ),
    ),
    Invariant(
        "no more commands are held than there are writers",
        lambda found, values: found.evidence["most_busy"] <= int(values["writers"]),
    ),
    Invariant(
        "an account is loaded by every read and every try",
        lambda found, values: (
            found.evidence["loads"] == found.counters["loads"]
            and found.counters["loads"]
            >= found.counters["reads"] + found.counters["appended"] + found.counters["refused"]
        ),
    ),
)  # fmt: skip
