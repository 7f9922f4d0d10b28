"""What all charts over time share: the axis, the faults above it, the states under it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from patterns.labs.charts.drawing import (
    FAULT,
    FAULT_ROW,
    SIGN,
    STATES,
    TOP,
    Key,
    Label,
    Layer,
    Paint,
    Sheet,
    along,
    rect,
)
from patterns.labs.charts.scales import Scale, coordinate
from patterns.labs.charts.units import unit_for, with_unit
from patterns.labs.kernel.faults import Fault
from patterns.labs.kernel.results import Series, Transition

BAND: Final = 18
"""Height of a band of states, in units of the drawing."""
_KNOWN: Final = {"closed": 0, "open": 1, "half_open": 2, "half-open": 2}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A subject was in `state` from start to end seconds."""

    subject: str
    state: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a drawing with what it adds to it."""

    layers: tuple[Layer, ...] = ()
    labels: tuple[Label, ...] = ()
    keys: tuple[Key, ...] = ()
    height: int = 0


def time_scale(sheet: Sheet, start: float, end: float) -> Scale:
    """Return the horizontal scale of a chart over time."""
    return Scale(start, max(end, start + 1e-9), sheet.left, sheet.right)


def end_of(series: Series) -> float:
    """Return the second at which the last bucket ends."""
    return series.start + series.step * len(series.values)


def time_axis(sheet: Sheet, scale: Scale, y: float) -> tuple[str, tuple[Label, ...]]:
    """Return the axis of time at this height: its path, and its labels with their unit."""
    unit = unit_for("s", scale.high)
    shown = Scale(scale.low * unit.factor, scale.high * unit.factor, scale.start, scale.end)
    marks = with_unit(shown.ticks(sheet.ticks), unit)
    path, labels = along(sheet, shown, y, marks)
    return f"M{sheet.left} {coordinate(y)}H{sheet.right}{path}", labels


def fault_part(faults: Sequence[Fault], scale: Scale, top: float, bottom: float) -> Part:
    """Return the faults as washes over the height of the plot, with their words above it."""
    shown = [fault for fault in faults if fault.start < scale.high and fault.end > scale.low]
    if not shown:
        return Part()
    rows: list[float] = []  # the coordinate up to which each row of words is taken
    washes, labels = "", []
    for fault in sorted(shown, key=lambda each: (each.start, each.end)):
        left, right = scale.at(fault.start), scale.at(fault.end)
        washes += rect(left, TOP, max(right - left, 1.0), bottom - TOP)
        text = f"{fault.target} {fault.kind}"
        width = len(text) * SIGN + 10
        at = min(left, scale.end - width)
        row = next((n for n, taken in enumerate(rows) if taken <= at), len(rows))
        if row == len(rows):
            rows.append(0.0)
        rows[row] = max(right if row == 0 else 0.0, at + width)
        labels.append(
            Label(coordinate(at + 3), coordinate(TOP + 13 + FAULT_ROW * row), text, css="fault")
        )
    return Part(
        layers=(Layer(FAULT, washes),),
        labels=tuple(labels),
        keys=(Key("fault", FAULT),),
        height=FAULT_ROW * len(rows),
    )


def fault_rows(faults: Sequence[Fault], scale: Scale) -> int:
    """Return the height that the words of the faults take above the plot."""
    return fault_part(faults, scale, 0, 0).height


def stretches(states: Sequence[Transition], until: float) -> tuple[Stretch, ...]:
    """Return how long each subject was in each state, in the order of the subjects."""
    running: dict[str, Transition] = {}
    found: dict[str, list[Stretch]] = {}
    for change in states:
        before = running.get(change.subject)
        own = found.setdefault(change.subject, [])
        if before and change.time > before.time:
            own.append(Stretch(change.subject, before.target, before.time, change.time))
        running[change.subject] = change
    for subject, last in running.items():
        if until > last.time:
            found[subject].append(Stretch(subject, last.target, last.time, until))
    return tuple(stretch for own in found.values() for stretch in own)


def state_paints(found: Sequence[Stretch]) -> Mapping[str, Paint]:
    """Return a paint for each state: closed, open and half-open have their own."""
    taken = {state: _KNOWN[state.lower()] for state in _names(found) if state.lower() in _KNOWN}
    free = [place for place in range(len(STATES)) if place not in taken.values()]
    for number, state in enumerate(s for s in _names(found) if s not in taken):
        taken[state] = free[number % len(free)] if free else number % len(STATES)
    return {state: STATES[place] for state, place in taken.items()}


def band_part(
    found: Sequence[Stretch], paints: Mapping[str, Paint], scale: Scale, top: float
) -> Part:
    """Return one band: an area for each state, with its name inside where it fits."""
    paths = dict.fromkeys(paints, "")
    labels = []
    for stretch in found:
        left, right = scale.at(stretch.start), scale.at(stretch.end)
        paths[stretch.state] += rect(left, top, max(right - left, 0.5), BAND)
        words = spoken(stretch.state)
        if right - left > len(words) * SIGN + 8:
            css = "inverse" if paints[stretch.state].css == "state-open" else "plain"
            if paints[stretch.state].css in ("state-closed", "state-open"):
                x = coordinate((left + right) / 2)
                labels.append(Label(x, coordinate(top + 13.5), words, "middle", css))
    return Part(
        layers=tuple(
            Layer(paints[state], path, edge=True) for state, path in paths.items() if path
        ),
        labels=tuple(labels),
        keys=tuple(Key(spoken(state), paints[state]) for state, path in paths.items() if path),
        height=BAND,
    )


def spoken(state: str) -> str:
    """Return the name of a state as it is said: half-open for HALF_OPEN."""
    return state.replace("_", "-").lower() if state.isupper() else state


def _names(found: Sequence[Stretch]) -> list[str]:
    return list(dict.fromkeys(stretch.state for stretch in found))
