"""Commands load an account, decide, and append under the version that they have seen."""

import math
from collections import Counter, deque
from dataclasses import dataclass
from typing import Final

from patterns.labs.experiments.event_sourcing import parameters as given
from patterns.labs.experiments.event_sourcing.ledger import (
    CREATED,
    CREDITED,
    DEPOSITED,
    RECEIVED,
    TRANSFERRED,
    WITHDRAWN,
    Account,
    Conflict,
)
from patterns.labs.kernel.events import Events
from patterns.labs.kernel.lab import Setup
from patterns.labs.kernel.results import LONGEST_TRACE, Cell, Step, TraceEvent
from patterns.labs.kernel.statistics import Buckets
from patterns.labs.kernel.streams import exponential, pick

KINDS: Final = {
    given.DEPOSIT: DEPOSITED,
    given.WITHDRAW: WITHDRAWN,
    given.TRANSFER: TRANSFERRED,
    given.INTEREST: CREDITED,
}
LARGEST: Final = 200
"""Largest amount of a deposit, a withdrawal or a transfer; all up to it are equally likely."""

MOST_INTEREST: Final = 1_000_000
"""Interest on interest would grow beyond all bounds in a long run."""


@dataclass(slots=True)
class Command:
    """tries: how often it was begun. amount: of interest it is found when the account is loaded."""

    account: int
    target: int
    kind: str
    amount: int
    is_old: bool
    tries: int = 0


class Run:
    """One simulation. `go` lets it happen; what happened is then in `accounts` and the counts.

    loads_at: how many loads found an account at each version. between: loads, events replayed and
    versions in whole stretches between two snapshots. first_tries, first_conflicts: of commands
    that came to append. load_costs: seconds of each load.
    """

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.events = Events()
        self.accounts = [Account() for _ in range(setup.whole("accounts"))]
        self.every = setup.whole("snapshot_every")
        self.counters: Counter[str] = Counter()
        self.totals: Counter[str] = Counter()
        self.loads_at: Counter[int] = Counter()
        self.between: Counter[str] = Counter()
        self.load_costs: list[float] = []
        self.appended, self.conflicts = Buckets(setup.until), Buckets(setup.until)
        self.replayed, self.loads = Buckets(setup.until), Buckets(setup.until)
        self.first_tries = 0
        self.first_conflicts = 0
        self.lowest_balance = 0
        self.most_busy = 0
        self.trace: list[TraceEvent] = []
        # Of each account since its last snapshot: loads, events that they replayed, old events.
        self._since = [[0, 0, 0] for _ in self.accounts]
        self._apply, self._snapshot_load = setup.number("apply"), setup.number("snapshot_load")
        self._free = setup.whole("writers")
        self._waiting: deque[Command] = deque()
        self._hold = setup.number("hold")
        self._rate = setup.number("events")
        share = setup.number("read_share")
        self._reads = self._rate * share / (1 - share)
        self._mix = _table([setup.number(name) for name in given.MIX])
        self._old = setup.number("old_schema_share")
        streams = setup.streams
        self._arriving, self._which = streams.uniform("arrivals"), streams.uniform("keys")
        self._what, self._amount = streams.uniform("routing"), streams.uniform("service")
        self._schema, self._reading = streams.uniform("outcome"), streams.uniform("jitter")

    def go(self) -> None:
        self._open_accounts()
        self._command_later()
        if self._reads:
            self._read_later()
        self.events.run(self.setup.until, self.setup.cap, self.setup.pulse)

    @property
    def in_flight(self) -> int:
        return self.counters["in_flight"] + len(self._waiting)

    # What happened before

    def _open_accounts(self) -> None:
        for number in range(len(self.accounts)):
            self._append(number, CREATED, 0, is_old=False)
            self.counters["created"] += 1
        for row in self.setup.rows("first"):
            kind, amount = str(row["kind"]), int(row["amount"])
            if not self._is_allowed(0, kind, amount):
                self.counters["scripted_refused"] += 1
                continue
            self._append(0, KINDS[kind], amount, is_old=False)
            self.counters["scripted"] += 1
            if kind == given.TRANSFER:
                self._receive(1 % len(self.accounts), amount, is_old=False)

    # Commands

    def _command_later(self) -> None:
        self.events.at(exponential(1 / self._rate, self._arriving()), self._command)

    def _command(self) -> None:
        """Let a command come. It reserves its luck first, whatever then becomes of it."""
        count = len(self.accounts)
        account, step = int(self._which() * count), self._which()
        kind, amount = given.MIX[pick(self._mix, self._what())], self._amount()
        is_old = self._schema() < self._old
        other = (account + 1 + int(step * (count - 1))) % count
        self._command_later()
        self.counters["commands"] += 1
        command = Command(account, other, kind, 1 + int(amount * LARGEST), is_old)
        if self._free:
            self._free -= 1
            self.most_busy = max(self.most_busy, self.setup.whole("writers") - self._free)
            self._begin(command)
        else:
            self._waiting.append(command)

    def _begin(self, command: Command) -> None:
        """Load the account and decide; the append comes after the hold."""
        command.tries += 1
        if command.tries == 1:
            self.counters["in_flight"] += 1
        account = self.accounts[command.account]
        self._load(command.account)
        if command.kind == given.INTEREST:
            command.amount = min(account.state.balance // 100, MOST_INTEREST)
        if not self._is_allowed(command.account, command.kind, command.amount):
            self.counters["refused"] += 1
            self._note(command, "writer", "client", f"{command.kind} refused", Step.FAILURE)
            self._finish()
            return
        words = f"load, {command.kind} {command.amount}"
        self._note(command, "writer", "store", words, Step.CALL)
        self.events.at(self._hold, self._try_to_append, command, account.version)

    def _try_to_append(self, command: Command, expected: int) -> None:
        self.first_tries += command.tries == 1
        try:
            self._append(
                command.account, KINDS[command.kind], command.amount, expected=expected,
                is_old=command.is_old,
            )  # fmt: skip
        except Conflict:
            self._conflict(command, expected)
            return
        self.counters["appended"] += 1
        if command.kind == given.TRANSFER:
            self._receive(command.target, command.amount, is_old=command.is_old)
        self._note(command, "store", "writer", f"version {expected + 1}", Step.REPLY)
        self._finish()

    def _conflict(self, command: Command, expected: int) -> None:
        self.counters["conflicts"] += 1
        self.conflicts.add(self.events.now)
        self.first_conflicts += command.tries == 1
        self._note(command, "store", "writer", f"version {expected + 1} is taken", Step.FAILURE)
        if command.tries <= self.setup.whole("conflict_retries"):
            self._begin(command)
        else:
            self.counters["gave_up"] += 1
            self._finish()

    def _finish(self) -> None:
        self.counters["in_flight"] -= 1
        if self._waiting:
            self._begin(self._waiting.popleft())
        else:
            self._free += 1

    def _is_allowed(self, account: int, kind: str, amount: int) -> bool:
        """Apply the rule: no balance below 0, no empty movement, no transfer to oneself."""
        if kind in (given.WITHDRAW, given.TRANSFER):
            covered = amount <= self.accounts[account].state.balance
            return covered and (kind != given.TRANSFER or len(self.accounts) > 1)
        return amount > 0

    # The store

    def _append(
        self, number: int, kind: str, amount: int, *, is_old: bool, expected: int | None = None
    ) -> None:
        account, now = self.accounts[number], self.events.now
        at = account.version if expected is None else expected
        event = account.append(at, now, kind, amount, is_old=is_old)
        self.counters["events"] += 1
        self.totals[kind] += amount
        self.appended.add(now)
        self.lowest_balance = min(self.lowest_balance, account.state.balance)
        self._since[number][2] += is_old
        if self.every and event.version % self.every == 0:
            self._snapshot(number)

    def _snapshot(self, number: int) -> None:
        account, since = self.accounts[number], self._since[number]
        # Before its first snapshot an account has no version 0 to be loaded at.
        if account.version > self.every:
            self.between["loads"] += since[0]
            self.between["replayed"] += since[1]
            self.between["versions"] += self.every
        account.snapshot()
        self.counters["snapshots"] += 1
        self._since[number] = [0, 0, 0]

    def old_to_replay(self, number: int) -> int:
        """Return how many events in an old schema follow the last snapshot of an account."""
        return self._since[number][2]

    def _receive(self, number: int, amount: int, *, is_old: bool) -> None:
        """Book the other side of a transfer, under whatever version the account has."""
        self._append(number, RECEIVED, amount, is_old=is_old)
        self.counters["received"] += 1

    def _read_later(self) -> None:
        self.events.at(exponential(1 / self._reads, self._reading()), self._read)

    def _read(self) -> None:
        number = int(self._reading() * len(self.accounts))
        self._read_later()
        self.counters["reads"] += 1
        self._load(number)

    def _load(self, number: int) -> None:
        """Count what loading an account costs now; the state itself is at hand."""
        version, now, since = self.accounts[number].version, self.events.now, self._since[number]
        has_snapshot = 0 < self.every <= version
        replayed = version % self.every if has_snapshot else version
        since[0] += 1
        since[1] += replayed
        cost = self._apply * (replayed + since[2])
        self.load_costs.append(cost + (self._snapshot_load if has_snapshot else 0.0))
        self.counters["loads"] += 1
        self.counters["replayed"] += replayed
        self.loads_at[version] += 1
        self.loads.add(now)
        self.replayed.add(now, replayed)

    # Notes

    def _note(self, command: Command, source: str, target: str, text: str, step: Step) -> None:
        if len(self.trace) >= LONGEST_TRACE:
            return
        state = self.accounts[command.account].state
        known: dict[str, Cell] = {
            "account": command.account + 1,
            "version": state.version,
            "balance": state.balance,
            "try": command.tries,
        }
        self.trace.append(
            TraceEvent(
                time=self.events.now, source=source, target=target, text=text, step=step,
                state=known,
            )
        )  # fmt: skip


def _table(shares: list[float]) -> list[float]:
    running, table = 0.0, []
    for share in shares:
        running += share / math.fsum(shares)
        table.append(running)
    return table
