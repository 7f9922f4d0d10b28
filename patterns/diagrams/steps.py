"""Mermaid text → the same story in words: a list of steps, or a table for a chart."""

from patterns.diagrams import flows, sequences, states, tables
from patterns.diagrams.kinds import Kind, kind
from patterns.diagrams.lines import Step
from patterns.diagrams.scripts import Diagram
from patterns.diagrams.tables import Table


def steps(script: str) -> tuple[Step, ...]:
    """Return the steps of a sequence, flow or state script, branches as steps within steps.

    Charts have a table instead, and other kinds have none: both give an empty tuple.
    Lines that cannot be read are left out; drawing is what reports them.
    """
    match kind(script):
        case Kind.SEQUENCE:
            return sequences.told(script)
        case Kind.FLOW:
            return flows.told(script)
        case Kind.STATE:
            return states.told(script)
        case _:
            return ()


def table(script: str) -> Table | None:
    """Return the table of a Gantt or quadrant script; None for every other kind."""
    match kind(script):
        case Kind.GANTT:
            return tables.tasks(script)
        case Kind.QUADRANT:
            return tables.points(script)
        case _:
            return None


def outline(diagram: Diagram) -> tuple[Step, ...]:
    """Return the author's own steps where there are any, else those of the script."""
    if diagram.steps:
        return tuple(Step(text) for text in diagram.steps)
    return steps(diagram.script)
