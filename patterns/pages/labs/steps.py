"""The first events of a run as a walk: a table that is a sequence diagram, one event a row."""

from dataclasses import dataclass
from typing import Final

from patterns.labs.figures import NOTHING, show
from patterns.labs.kernel.results import Result, Step, TraceEvent
from patterns.pages.labs.asking import Asked

WIDEST: Final = 96
NARROWEST: Final = 44
"""Bounds of the width of one lifeline's column; many share the same room."""
ROOM: Final = 360
SIGN: Final = 7
"""Width of a character of a lifeline's name on average; names that touch take two rows."""
MOST_LANES: Final = 10
HEIGHT: Final = 32
OVERLAP: Final = 48
"""How far a lifeline reaches into the rows around it, since a row grows with its words."""
_TIP: Final = 8
_NAME_ROW: Final = 20


@dataclass(frozen=True, slots=True)
class Hop:
    """The drawing of one event between the lifelines. dot: x of an event at one place, or empty."""

    line: str
    head: str
    css: str
    dot: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One event. number: from 1."""

    number: int
    time: str
    who: str
    text: str
    state: str
    hop: Hop | None
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Walk:
    """The events with the one that is looked at, if any.

    lanes: (x of the middle, y, name) of each lifeline; head: height of their names.
    lifelines: their path.
    """

    rows: tuple[Row, ...]
    lanes: tuple[tuple[int, int, str], ...]
    head: int
    lifelines: str
    width: int
    current: Row | None
    known: tuple[tuple[str, str], ...]
    before: str
    after: str
    is_beyond: bool


def walk(result: Result, asked: Asked) -> Walk | None:
    """Return the walk through the first events; None where the run has none.

    asked.step: which event to stand at, from 1; beyond the last there is nothing to stand at.
    """
    trace = result.trace
    if not trace:
        return None
    names = list(dict.fromkeys(name for event in trace for name in (event.source, event.target)))
    names = names[:MOST_LANES]
    lane = max(NARROWEST, min(WIDEST, ROOM // len(names)))
    lanes = {name: lane // 2 + lane * place for place, name in enumerate(names)}
    is_tight = any(SIGN * len(name) > lane for name in names)
    address = asked.run.address
    rows = tuple(
        _row(number, event, lanes, address, asked.step)
        for number, event in enumerate(trace, start=1)
    )
    at = asked.step if 1 <= asked.step <= len(rows) else 0
    current = rows[at - 1] if at else None
    return Walk(
        rows=rows,
        lanes=tuple(
            (x, _NAME_ROW * (1 + (place % 2 if is_tight else 0)) - 5, name)
            for place, (name, x) in enumerate(lanes.items())
        ),
        head=_NAME_ROW * (2 if is_tight else 1),
        lifelines="".join(f"M{x} {-OVERLAP}v{HEIGHT + 2 * OVERLAP}" for x in lanes.values()),
        width=lane * len(lanes),
        current=current,
        known=_known(trace[at - 1]) if at else (),
        before=rows[at - 2].address if at > 1 else "",
        after=rows[at].address if at < len(rows) else "",
        is_beyond=asked.step != 0 and not at,
    )


def _row(number: int, event: TraceEvent, lanes: dict[str, int], address: str, current: int) -> Row:
    who = event.source if event.source == event.target else f"{event.source} to {event.target}"
    return Row(
        number=number,
        time=f"{event.time:.3f} s",
        who=who,
        text=event.text,
        state="; ".join(f"{label} {words}" for label, words in _known(event)),
        hop=_hop(event, lanes),
        address=f"{address}&step={number}#step-{number}",
        is_current=number == current,
    )


def _known(event: TraceEvent) -> tuple[tuple[str, str], ...]:
    return tuple(
        (label, NOTHING if value is None else show(value)) for label, value in event.state.items()
    )


def _hop(event: TraceEvent, lanes: dict[str, int]) -> Hop | None:
    start, end = lanes.get(event.source), lanes.get(event.target)
    if start is None or end is None:
        return None
    if start == end:
        return Hop("", "", "note", str(start))
    middle, toward = HEIGHT // 2, 1 if end > start else -1
    tip = end - 3 * toward
    css = {Step.REPLY: "back", Step.FAILURE: "fail"}.get(event.step, "call")
    if css == "fail":
        tip = end - 10 * toward
        cross = f"M{tip - 5} {middle - 5}l10 10m0-10-10 10"
        return Hop(f"M{start} {middle}H{tip}", cross, css)
    head = f"M{tip} {middle}l{-_TIP * toward}-4v8z"
    return Hop(f"M{start} {middle}H{tip - _TIP * toward}", head, css)
