"""A Result as JSON and as CSV, both saying whether it is complete."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from patterns.labs.kernel.results import Cell, Result, Series, plain


def as_json(result: Result) -> str:
    """Return the whole Result, indented, keys in the order of the fields."""
    return json.dumps(plain(result), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def as_csv(result: Result) -> str:
    """Return one row for each bucket of the series, after comments on status and figures.

    Series with the same buckets share the column of their starts; a lab without series gives its
    counters and measures.
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
    columns: list[tuple[str, list[Cell]]] = []
    for group in _by_buckets(result.series):
        first = group[0]
        # Times of the run go by the plain name, a second axis by that of its first series.
        name = "start_s" if not columns else f"{first.name}_start_s"
        starts = [first.start + place * first.step for place in range(len(first.values))]
        columns.append((name, [float(f"{start:.6g}") for start in starts]))
        columns += [(each.name, list(each.values)) for each in group]
    yield [name for name, _ in columns]
    yield from map(list, zip_longest(*(cells for _, cells in columns)))


def _by_buckets(series: Sequence[Series]) -> list[list[Series]]:
    """Return the series in groups that share their buckets, the largest group first."""
    groups: dict[tuple[float, float, int], list[Series]] = {}
    for each in series:
        groups.setdefault((each.start, each.step, len(each.values)), []).append(each)
    return sorted(groups.values(), key=len, reverse=True)


def _figures(result: Result) -> Iterator[list[Cell]]:
    yield ["figure", "value", "unit"]
    for name, count in result.counters.items():
        yield [name, count, ""]
    for measure in result.measures:
        yield [measure.name, measure.value, measure.unit]
