"""The guide's picture of thread pools, with one block for each slot in use."""

import math
from collections.abc import Sequence
from typing import Final

from patterns.labs.dashboard.boxes import EMPTY, FULL, WIDTH, fit
from patterns.labs.figures import figure
from patterns.labs.kernel.results import Cell, Result

COLUMNS: Final = 4
IN_A_LINE: Final = 10
MOST_BLOCKS: Final = 60


def rows(result: Result) -> tuple[str, Sequence[Sequence[str]]]:
    """Return title and sections of the box: four pools beside each other, then the sums."""
    services = result.table("services").rows
    slots = sum(int(row[1] or 0) for row in services)
    scale = max(1, math.ceil(max(int(row[1] or 0) for row in services) / MOST_BLOCKS))
    block = "1 slot" if scale == 1 else f"{scale} slots"
    shelves = [services[at : at + COLUMNS] for at in range(0, len(services), COLUMNS)]
    kind = "Pools of their own" if result.params["mode"] == "split" else "One shared pool"
    return "Bulkhead", (
        [f"{kind}: {slots} slots in all, a block is {block}"],
        *(_beside([_column(row, scale) for row in shelf]) for shelf in shelves),
        [
            f"Refused: {figure(result, 'refused_share')}",
            f"Refused to services without a fault: {figure(result, 'healthy_refused_share')}",
            f"Mean wait of admitted calls: {figure(result, 'mean_wait')}",
        ],
    )


def _column(row: tuple[Cell, ...], scale: int) -> list[str]:
    name, size, _, _, _, _, refused, in_use, most, _ = row
    slots, used = int(size or 0), float(in_use or 0.0)
    full = round(used / scale)
    # In a shared pool one service may hold more slots than it brought.
    total = max(math.ceil(slots / scale), full)
    blocks = FULL * full + EMPTY * (total - full)
    lines = [blocks[at : at + IN_A_LINE] for at in range(0, len(blocks), IN_A_LINE)]
    return [
        f"Service {name}",
        f"Pool ({slots})",
        *lines,
        f"{used / slots:.0%} used",
        f"most {most}",
        _refused(refused),
    ]


def _refused(share: Cell) -> str:
    if not isinstance(share, float):
        return "no calls"
    return f"{share:.2%} refused" if share < 0.1 else f"{share:.1%} refused"


def _beside(columns: list[list[str]]) -> list[str]:
    width = (WIDTH - 2) // COLUMNS
    # Titles stand at the top, sums at the bottom; the blocks between them end at their own height.
    height = max(len(column) for column in columns)
    filled = [column[:-3] + [""] * (height - len(column)) + column[-3:] for column in columns]
    return [
        "".join(fit(column[line], width - 1) + " " for column in filled).rstrip()
        for line in range(height)
    ]
