"""Arbitrary values of a lab that its rules allow, kept small so that runs are quick."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from patterns.labs.kernel.faults import MOST_ROWS, FaultKind
from patterns.labs.kernel.lab import Lab, Values
from patterns.parameters import Kind, Parameter, Value, write

Bounds = Mapping[str, tuple[float, float]]


def values_of(lab: Lab, small: Bounds, **fixed: Any) -> st.SearchStrategy[Values]:
    """Return values that the lab would accept from a form.

    small: narrower bounds, in base units, for parameters that make runs long. fixed: values or
    strategies for parameters by name.
    """
    parts: dict[str, st.SearchStrategy[Value]] = {}
    for parameter in lab.parameters:
        if parameter.name in fixed:
            given = fixed[parameter.name]
            parts[parameter.name] = (
                given if isinstance(given, st.SearchStrategy) else st.just(given)
            )
        elif parameter.name == "f":
            end = small.get(lab.length, (0.0, 60.0))[0]
            parts["f"] = _scripts(lab, float(end))
        else:
            parts[parameter.name] = _value(parameter, small)
    return (
        st.fixed_dictionaries(parts)
        .map(lambda given: lab.values(**given))
        .filter(lambda values: not lab.messages(values))
    )


def _value(parameter: Parameter, small: Bounds) -> st.SearchStrategy[Value]:
    low, high = small.get(parameter.name, (parameter.minimum, parameter.maximum))
    if parameter.kind.is_whole:
        return st.integers(int(low), int(high))
    if parameter.kind.is_number:
        # Three decimals: what people enter, and what travels unchanged through an address.
        return st.floats(low, high).map(lambda x: min(max(round(x, 3), low), high))
    if parameter.kind is Kind.FLAG:
        return st.booleans()
    if parameter.kind is Kind.CHOICE:
        return st.sampled_from(parameter.choices)
    if parameter.kind is Kind.ROWS:
        row = st.tuples(*(_value(column, small).map(_cell(column)) for column in parameter.columns))
        low, high = parameter.minimum, small.get(parameter.name, (0, parameter.maximum))[1]
        return st.lists(row, min_size=int(low), max_size=int(high)).map(
            lambda rows: ",".join(":".join(cells) for cells in rows)
        )
    return st.sampled_from(("A", "B", "payment"))


def _cell(column: Parameter) -> Any:
    return lambda value: write(column, value)


def _scripts(lab: Lab, end: float) -> st.SearchStrategy[str]:
    """Return fault scripts whose rows lie between 0 and `end` seconds."""
    kinds = [(target, kind) for target, own in lab.targets.items() for kind in own]
    span = st.tuples(st.integers(0, int(end * 10) - 1), st.integers(1, int(end * 10))).filter(
        lambda ends: ends[0] < ends[1]
    )
    row = st.builds(
        lambda ends, what, value: (
            f"{ends[0] / 10:g}-{ends[1] / 10:g}:{what[0]}:{what[1]}:{_sized(what[1], value):g}"
        ),
        span,
        st.sampled_from(kinds),
        st.sampled_from((0.0, 0.2, 0.5, 1.0)),
    )
    return st.lists(row, max_size=MOST_ROWS).map(",".join)


def _sized(kind: FaultKind, value: float) -> float:
    scale = {FaultKind.DELAY: 500, FaultKind.SLOW: 10, FaultKind.LOAD: 3, FaultKind.HANG: 5}
    sized = value * scale.get(kind, 1)
    return max(sized, 0.1) if kind is FaultKind.SLOW else sized
