"""What the reader may set: the same steps as an orchestrator has, and the way of their events."""

from collections.abc import Mapping
from typing import Final

from patterns.labs.kernel.lab import Values
from patterns.labs.kernel.sagas import steps
from patterns.parameters import Kind, Parameter

PARAMETERS: Final = (
    steps.SAGAS,
    steps.RATE,
    steps.VALUE,
    steps.SHOWN,
    steps.STEPS,
    Parameter(
        "partitions", "Partitions of each listener", Kind.COUNT, 16, 1, 32, group="service",
        help="A saga keeps to one, whose events are handled one after another.",
    ),
    steps.PIVOT,
    Parameter(
        "outbox", "Outbox", Kind.FLAG, True, group="policy",
        help="Off: an event that is lost is not sent again.",
    ),
    Parameter(
        "resend_after", "Resend an event after", Kind.DURATION, 1.0, 0.1, 300, unit="s",
        group="policy", help="When its receipt has not been confirmed.",
    ),
    steps.IDEMPOTENT,
    Parameter(
        "broker_delay", "Way through the broker", Kind.DURATION, 0.02, 0, 5, unit="ms",
        group="faults",
    ),
    Parameter("loss", "Events lost", Kind.SHARE, 0.01, 0, 0.5, group="faults"),
    Parameter(
        "duplicate", "Delivered twice", Kind.SHARE, 0.01, 0, 0.5, group="faults",
        help="Of the events that arrive; the repeat comes when one would be sent again.",
    ),
    Parameter(
        "reorder_window", "Overtaking within", Kind.DURATION, 0.0, 0, 5, unit="ms",
        group="faults", help="Each event is late by anything up to this.",
    ),
    Parameter(
        "crash_of", "Service that crashes", Kind.COUNT, 1, 1, 6, group="faults",
        help="Counted from 1 in the order of the steps.",
    ),
    steps.CRASH_AT,
    steps.RESTART_AFTER,
)  # fmt: skip


def check(values: Values) -> Mapping[str, str]:
    """Return what is wrong between values that are allowed one by one."""
    wrong = steps.check(values)
    known = len(steps.steps(values))
    if not wrong and float(values["crash_at"]) and int(values["crash_of"]) > known:
        message = (
            f"There are fewer services than that (service that crashes: {values['crash_of']};"
            f" steps: {known})"
        )
        return {"crash_of": message, "steps": message}
    return wrong
