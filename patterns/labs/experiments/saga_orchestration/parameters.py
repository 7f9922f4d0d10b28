"""What the reader may set: steps with their undo, repeats, a pivot, and a crash of the center."""

from typing import Final

from patterns.labs.kernel.sagas import steps
from patterns.parameters import Kind, Parameter

PARAMETERS: Final = (
    steps.SAGAS,
    steps.RATE,
    steps.VALUE,
    steps.SHOWN,
    steps.STEPS,
    steps.PIVOT,
    Parameter(
        "duplicates", "Delivered twice", Kind.SHARE, 0.02, 0, 0.5, group="policy",
        help="Of the commands that take effect.",
    ),
    steps.IDEMPOTENT,
    steps.CRASH_AT,
    steps.RESTART_AFTER,
)  # fmt: skip
