"""A run as a Mermaid diagram: its state machine with counts, or the calls of its first events."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from patterns.diagram_cache import draw
from patterns.diagrams import scripts
from patterns.diagrams.lines import Step as Line
from patterns.diagrams.parts import Message, Move, Note, Participant, State
from patterns.diagrams.rendering import Drawing
from patterns.diagrams.scripts import Diagram, StateMachine
from patterns.diagrams.steps import outline
from patterns.labs.figures import counted
from patterns.labs.kernel.lab import Lab
from patterns.labs.kernel.results import Result, Step, TraceEvent

MOST: Final = 24
"""Events that a sequence diagram carries before its reader is lost; the walk has more."""
_ARROWS: Final = {Step.CALL: "call", Step.REPLY: "reply", Step.FAILURE: "lost"}


@dataclass(frozen=True, slots=True)
class Sketch:
    """A diagram as the page shows it. steps: the same in words, where the walk does not say it."""

    title: str
    caption: str
    script: str
    drawn: Drawing
    steps: tuple[Line, ...]


def sketch(lab: Lab, result: Result, title: str) -> Sketch | None:
    """Return the diagram of a run, drawn; None for a run in which nothing took place.

    title: what readers call the lab. About 5 ms when it is not known; of so many runs each is
    kept for ten minutes only.
    """
    diagram = diagram_of(lab, result, title)
    if diagram is None:
        return None
    return Sketch(
        title=diagram.title.removeprefix(f"{title}: "),
        caption=diagram.description,
        script=diagram.script,
        drawn=draw(diagram, live=True),
        steps=outline(diagram) if lab.machine or lab.edges else (),
    )


def diagram_of(lab: Lab, result: Result, title: str) -> Diagram | None:
    """Return the diagram of a run, not yet drawn."""
    if edges := list(_edges(lab, result)):
        return _machine(edges, title)
    return _sequence(result, title) if result.trace else None


def _edges(lab: Lab, result: Result) -> Iterator[tuple[str, str, str]]:
    """Yield origin, target and words of each edge; none for a lab without a state machine."""
    for change in lab.machine:
        yield change.origin, change.target, _times(result.counters[change.counter])
    if lab.edges:
        for ends, when, times, *_ in result.table(lab.edges).rows:
            origin, _, target = str(ends).partition(" to ")
            yield origin, target, f"{when}, {_times(int(times or 0))}"


def _times(count: int) -> str:
    return counted(count, "time", "times")


def _machine(edges: Sequence[tuple[str, str, str]], title: str) -> Diagram:
    names = list(dict.fromkeys(name for origin, target, _ in edges for name in (origin, target)))
    ids = {name: f"s{number}" for number, name in enumerate(names)}
    return StateMachine(
        f"{title}: States, and how often each change took place",
        "Counted over the whole run, of all together where there are several.",
        [State(ids[name], name) for name in names],
        [Move(ids[origin], ids[target], words) for origin, target, words in edges],
    ).diagram()


def _sequence(result: Result, title: str) -> Diagram:
    events = result.trace[:MOST]
    names = dict.fromkeys(name for event in events for name in (event.source, event.target))
    ids = {name: f"p{number}" for number, name in enumerate(names)}
    first = counted(len(events), "event", "events")
    return scripts.Sequence(
        f"{title}: The first {first} as a sequence diagram",
        "Each arrow with its second. A solid arrow asks, a dashed one answers, and a cross ends "
        "one that was lost.",
        [Participant(identity, name) for name, identity in ids.items()],
        [_step(event, ids) for event in events],
    ).diagram()


def _step(event: TraceEvent, ids: dict[str, str]) -> Message | Note:
    words = f"{event.time:.3f} s: {event.text}"
    if event.source == event.target or event.step is Step.NOTE:
        ends = dict.fromkeys((ids[event.source], ids[event.target]))
        return Note(tuple(ends), words)
    return Message(ids[event.source], ids[event.target], words, _ARROWS[event.step])
