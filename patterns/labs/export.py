"""A Result as JSON and as CSV, both saying whether it is complete."""

import csv
import io
import json
from collections.abc import Iterator

from patterns.labs.kernel.results import Cell, Result, plain


def as_json(result: Result) -> str:
    """Return the whole Result, indented, keys in the order of the fields."""
    return json.dumps(plain(result), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def as_csv(result: Result) -> str:
    """Return one row for each bucket of the series, after comments on status and figures.

    Series of one lab share their buckets; a lab without series gives its counters and measures.
    """
    out = io.StringIO()
    for line in _comments(result):
        out.write(f"# {line}\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows(_over_time(result) if result.series else _figures(result))
    return out.getvalue()


def _comments(result: Result) -> Iterator[str]:
    yield f"lab {result.lab}, model version {result.model_version}, seed {result.seed}"
    yield f"status {result.status}"
    yield from result.notes
    yield from (str(identity) for identity in result.identities)


def _over_time(result: Result) -> Iterator[list[Cell]]:
    first = result.series[0]
    yield ["start_s", *(each.name for each in result.series)]
    for place in range(len(first.values)):
        start = float(f"{first.start + place * first.step:.6g}")
        yield [start, *(each.values[place] for each in result.series)]


def _figures(result: Result) -> Iterator[list[Cell]]:
    yield ["figure", "value", "unit"]
    for name, count in result.counters.items():
        yield [name, count, ""]
    for measure in result.measures:
        yield [measure.name, measure.value, measure.unit]
