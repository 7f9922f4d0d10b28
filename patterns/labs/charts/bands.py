"""The states of each subject over time, one band each."""

from collections.abc import Sequence
from typing import Final

from patterns.labs.charts.drawing import (
    NARROW,
    TOP,
    WIDE,
    Key,
    Label,
    Layer,
    Picture,
    Plot,
    Sheet,
    Table,
)
from patterns.labs.charts.scales import coordinate
from patterns.labs.charts.timed import (
    Stretch,
    band_part,
    fault_part,
    fault_rows,
    spoken,
    state_paints,
    time_axis,
    time_scale,
)
from patterns.labs.charts.units import unit_for
from patterns.labs.figures import show
from patterns.labs.kernel.faults import Fault

MOST: Final = 8
"""Subjects that are drawn; the table has all."""
_ROW: Final = 46


def draw(
    name: str, title: str, found: Sequence[Stretch], until: float, faults: Sequence[Fault] = ()
) -> Picture:
    """Return the picture. until: the second at which the run ended."""
    wide, narrow = (_plot(sheet, found, until, faults) for sheet in (WIDE, NARROW))
    return Picture(
        name=name, title=title, finding=_finding(found), wide=wide, narrow=narrow,
        table=_table(found, until),
    )  # fmt: skip


def _plot(sheet: Sheet, found: Sequence[Stretch], until: float, faults: Sequence[Fault]) -> Plot:
    x = time_scale(sheet, 0.0, until)
    above = TOP + fault_rows(faults, x)
    subjects = list(dict.fromkeys(stretch.subject for stretch in found))
    paints = state_paints(found)
    layers: list[Layer] = []
    labels: list[Label] = []
    keys: dict[str, Key] = {}
    for number, subject in enumerate(subjects[:MOST]):
        top = above + _ROW * number
        own = [stretch for stretch in found if stretch.subject == subject]
        labels.append(Label(str(sheet.left), coordinate(top + 13), subject, css="plain"))
        part = band_part(own, paints, x, top + 20)
        layers += part.layers
        labels += part.labels
        keys |= {key.label: key for key in part.keys}
    floor = above + _ROW * min(len(subjects), MOST)
    washed = fault_part(faults, x, above, floor)
    axis, times = time_axis(sheet, x, floor)
    return Plot(
        sheet=sheet,
        height=int(floor + 34),
        axis=axis,
        layers=(*washed.layers, *layers),
        labels=(*washed.labels, *labels, *times),
        keys=(*keys.values(), *washed.keys),
    )


def _finding(found: Sequence[Stretch]) -> str:
    if not found:
        return "No state was entered in this run."
    said = []
    for state in dict.fromkeys(stretch.state for stretch in found):
        own = [stretch for stretch in found if stretch.state == state]
        seconds = sum(stretch.end - stretch.start for stretch in own)
        times = "once" if len(own) == 1 else f"{len(own):,} times"
        said.append(f"{spoken(state)} {times}, for {show(seconds, 's')}")
    return f"{'; '.join(said)}.".capitalize()


def _table(found: Sequence[Stretch], until: float) -> Table:
    clock = unit_for("s", until)
    rows = tuple(
        (each.subject, spoken(each.state), clock.text(each.start), clock.text(each.end))
        for each in found
    )
    return Table(("Subject", "State", "From", "To"), rows)
