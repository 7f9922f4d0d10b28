"""What the reader may set: accounts, what happens to them, snapshots, and writers that collide."""

from collections.abc import Mapping
from typing import Final

from patterns.labs.kernel.lab import Values
from patterns.parameters import Kind, Parameter, Rule, RuleKind

DEPOSIT: Final = "deposit"
WITHDRAW: Final = "withdraw"
TRANSFER: Final = "transfer"
INTEREST: Final = "interest"
MIX: Final = (DEPOSIT, WITHDRAW, TRANSFER, INTEREST)

FIRST: Final = Parameter(
    "first", "First events of account 1", Kind.ROWS,
    "deposit:1000,withdraw:200,transfer:300,interest:5", 0, 20, group="traffic",
    help="After its creation, before all else. A transfer goes to the next account.",
    columns=(
        Parameter("kind", "Kind", Kind.CHOICE, DEPOSIT, choices=MIX),
        Parameter("amount", "Amount", Kind.COUNT, 100, 1, 1_000_000),
    ),
)  # fmt: skip


def _cost(name: str, label: str, seconds: float, most: float, help_text: str = "") -> Parameter:
    return Parameter(
        name, label, Kind.DURATION, seconds, 0.000001, most, unit="us", group="service",
        help=help_text,
    )  # fmt: skip


def _share(name: str, share: float) -> Parameter:
    return Parameter(name, f"Share of {name}s", Kind.SHARE, share, 0, 1, group="traffic")


PARAMETERS: Final = (
    Parameter("accounts", "Accounts", Kind.COUNT, 20, 1, 500, group="traffic"),
    Parameter(
        "events", "Commands", Kind.RATE, 50.0, 0.1, 500, unit="/s", group="traffic",
        help="To all accounts together, in a Poisson stream; each appends an event or is refused.",
    ),
    _share(DEPOSIT, 0.4),
    _share(WITHDRAW, 0.3),
    _share(TRANSFER, 0.2),
    Parameter(
        "interest", "Share of interest", Kind.SHARE, 0.1, 0, 1, group="traffic",
        help="One hundredth of the balance, at most a million.",
    ),
    Parameter(
        "read_share", "Share of reads", Kind.SHARE, 0.5, 0, 0.99, group="traffic",
        help="Of commands and reads together. A command loads its account too.",
    ),
    Parameter("duration", "Duration", Kind.DURATION, 120.0, 10, 3_600, unit="s", group="traffic"),
    FIRST,
    Parameter(
        "snapshot_every", "Snapshot every", Kind.COUNT, 100, 0, 10_000, unit="events",
        group="policy", help="Events of one account between two snapshots; 0 writes none.",
    ),
    Parameter(
        "writers", "Writers", Kind.COUNT, 4, 1, 50, group="service",
        help="A command waits until one is free.",
    ),
    Parameter(
        "hold", "From load to append", Kind.DURATION, 0.005, 0, 1, unit="ms", group="service",
        help="Another append to the account in this time makes a conflict.",
    ),
    Parameter(
        "conflict_retries", "Retries after a conflict", Kind.COUNT, 3, 0, 10, group="policy",
        help="Each loads the account and decides again.",
    ),
    _cost("apply", "Applying one event", 0.00002, 0.01),
    _cost("snapshot_write", "Writing a snapshot", 0.002, 1),
    _cost("snapshot_load", "Loading a snapshot", 0.0005, 1),
    Parameter(
        "old_schema_share", "Events in an old schema", Kind.SHARE, 0.0, 0, 1, group="service",
        help="Each must be brought up to date first, so that applying it takes twice as long.",
    ),
    Parameter("account", "Account shown", Kind.COUNT, 1, 1, 500, group="traffic"),
    Parameter(
        "version", "State at version", Kind.COUNT, 0, 0, 1_000_000, group="traffic",
        help="0: the latest.",
    ),
)  # fmt: skip

RULES: Final = (
    Rule(RuleKind.LE, ("account",), "accounts", "There is no such account."),
)  # fmt: skip


def check(values: Values) -> Mapping[str, str]:
    """Return what is wrong between values that are allowed one by one."""
    total = sum(float(values[name]) for name in MIX)
    if abs(total - 1) > 1e-9:
        message = f"The four shares must add up to 1 (they give {total:g})"
        return dict.fromkeys(MIX, message)
    return {}
