"""A run that is over → what its page shows: figures, charts, theory, first events, links."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from patterns import lab_cache
from patterns.catalogue import Catalogue
from patterns.content import entries
from patterns.labs import dashboard
from patterns.labs.addresses import Run, encoded, shared_with
from patterns.labs.charts import Picture
from patterns.labs.comparing import Comparison, Difference
from patterns.labs.figures import NOTHING, fill, show, together
from patterns.labs.kernel.lab import Lab
from patterns.labs.kernel.results import Check, Measure, Outcome, Result
from patterns.labs.repeating import Repeated
from patterns.pages.labs.asking import Asked
from patterns.pages.labs.fields import changed_words
from patterns.pages.labs.sketches import sketch
from patterns.pages.labs.steps import walk


@dataclass(frozen=True, slots=True)
class ChartShown:
    """A chart with its place on the page. beside: which of two runs it draws, in words."""

    picture: Picture
    id: str
    beside: str
    address: str


def result(catalogue: Catalogue, words: entries.Lab, asked: Asked) -> dict[str, Any]:
    """Run what is asked and return everything that the page says about it.

    key: what the page keeps its slow parts under. Those are functions, for the template to call
    when it does not have them yet. Raises lab_cache.TooSlow and BrokenInvariant.
    """
    run = asked.run
    compared = lab_cache.run_both(run) if run.changes else None
    first = compared.a if compared else lab_cache.run(run)
    return {
        "key": f"{run.address}&step={asked.step} {catalogue.digest}",
        "run": run,
        "result": first,
        "pair": compared,
        "notes": _notes(first, compared),
        "is_partial": first.is_partial or bool(compared and compared.b.is_partial),
        "summary": _sentence(words, first, compared),
        "headlines": [_headline(measure) for measure in first.headlines],
        "compared": _compared(run, compared) if compared else None,
        "many": _many(run) if run.is_many else None,
        "charts": partial(_charts, run),
        "dashboard": partial(_dashboard, first, compared),
        "checks": [_check(check) for check in first.checks],
        "identities": [str(identity) for identity in first.identities],
        "invariants": [invariant.words for invariant in run.lab.invariants],
        "walk": partial(walk, first, asked),
        "sketch": partial(sketch, run.lab, first, words.title),
        "figures": partial(_figures, run.lab, first),
        "tables": partial(_tables, first),
        "ways": ways(catalogue, words, run),
    }


def ways(catalogue: Catalogue, words: entries.Lab, run: Run) -> dict[str, Any]:
    """Return where the reader can go from this run."""
    return {
        "permalink": run.address,
        "another_seed": run.with_seed(run.seed + 1 if run.seed < 2**31 - 1 else 0).address,
        "many": run.many().address if not run.changes else "",
        "alone": run.alone().address,
        "defaults": f"/labs/{run.lab.slug}/",
        "text": f"{run.address}&format=text",
        "json": f"{run.address}&format=json",
        "csv": f"{run.address}&format=csv",
        "mermaid": f"{run.address}&format=mmd",
        "code": _code(catalogue, words, run),
    }


def _sentence(words: entries.Lab, first: Result, compared: Comparison | None) -> str:
    sentence = words.insight if compared else words.summary
    return together(fill(sentence, first, compared.b if compared else None))


def _notes(first: Result, compared: Comparison | None) -> list[str]:
    if compared is None:
        return list(first.notes)
    own = [f"Run A: {note}" for note in first.notes]
    return own + [f"Run B: {note}" for note in compared.b.notes]


def _headline(measure: Measure) -> dict[str, str]:
    return {
        "label": measure.label,
        "value": together(show(measure.value, measure.unit)),
        "note": measure.reason or _interval(measure.low, measure.high, measure.unit),
    }


def _interval(low: float | None, high: float | None, unit: str) -> str:
    if low is None or high is None:
        return ""
    start, end = show(low, unit), show(high, unit)
    number, _, sign = start.partition(" ")
    # One unit for both ends, where they have the same.
    return together(f"95 % interval {number if end.endswith(f' {sign}') else start} to {end}")


def _compared(run: Run, compared: Comparison) -> dict[str, Any]:
    both = {**run.values, **run.changes}
    return {
        "a": changed_words(run.lab, run.values, both, run.changes),
        "b": changed_words(run.lab, both, run.values, run.changes),
        "rows": [_difference(each) for each in compared.differences],
        "is_equal": compared.a == compared.b,
        "address_b": run.other().address,
    }


def _difference(each: Difference) -> dict[str, Any]:
    unit = each.a.unit
    words = NOTHING
    if each.difference is not None:
        number = each.difference * 100 if unit == "share" else each.difference
        size = show(abs(number), "" if unit == "share" else unit)
        sign = "+" if number > 0 else "−" if number < 0 else ""
        words = f"{sign}{size}{' points' if unit == 'share' else ''}"
    return {
        "label": each.a.label,
        "a": each.a.reason or show(each.a.value, unit),
        "b": each.b.reason or show(each.b.value, unit),
        "difference": words,
        "is_headline": each.a.is_headline,
    }


def _many(run: Run) -> dict[str, Any]:
    many = lab_cache.run_many(run)
    return {"rows": [_repeated(each) for each in many.measures], "notes": many.notes}


def _repeated(each: Repeated) -> dict[str, str]:
    return {
        "label": each.label,
        "mean": show(each.mean, each.unit),
        "interval": f"{show(each.low, each.unit)} to {show(each.high, each.unit)}"
        if each.low is not None
        else NOTHING,
        "runs": str(each.runs),
    }


def _charts(run: Run) -> list[ChartShown]:
    """Return each chart, and right below it that of the second run on the same scale."""
    own, others = lab_cache.drawn(run)
    if not run.changes:
        return [_chart(picture, "", "", run) for picture in own]
    other = {picture.name: picture for picture in others}
    both = {**run.values, **run.changes}
    a = "A: " + changed_words(run.lab, run.values, both, run.changes)
    b = "B: " + changed_words(run.lab, both, run.values, run.changes)
    shown = []
    for picture in own:
        shown.append(_chart(picture, "a", a, run.alone()))
        if picture.name in other:
            shown.append(_chart(other[picture.name], "b", b, run.other()))
    return shown


def _chart(picture: Picture, side: str, beside: str, run: Run) -> ChartShown:
    identity = f"chart-{picture.name.replace('_', '-')}{'-' + side if side else ''}"
    return ChartShown(picture, identity, beside, f"{run.address}&format=svg&chart={picture.name}")


def _check(check: Check) -> dict[str, Any]:
    applies = check.outcome is not Outcome.DOES_NOT_APPLY
    return {
        "name": together(check.name),
        "source": check.source,
        "simulated": show(check.simulated, check.unit),
        "expected": show(check.expected, check.unit),
        "tolerance": f"± {show(check.tolerance, check.unit)}" if applies else NOTHING,
        "outcome": str(check.outcome),
        "applies": applies,
        "agrees": check.outcome is Outcome.AGREES,
        "reason": check.reason,
    }


def _figures(lab: Lab, first: Result) -> list[tuple[str, str, str]]:
    """Return every measure and every count as (words, figure, what else there is to say)."""
    rows = [
        (
            measure.label,
            show(measure.value, measure.unit),
            measure.reason or _interval(measure.low, measure.high, measure.unit),
        )
        for measure in first.measures
    ]
    return rows + [
        (lab.words(name).capitalize(), f"{count:,}", "") for name, count in first.counters.items()
    ]


def _dashboard(first: Result, compared: Comparison | None) -> str:
    return "\n".join(map(dashboard.text, (first, *((compared.b,) if compared else ()))))


def _tables(first: Result) -> list[dict[str, Any]]:
    return [_table(table) for table in first.tables]


def _table(table: Any) -> dict[str, Any]:
    units = table.units or ("",) * len(table.columns)
    return {
        "name": table.name,
        "title": table.title,
        "head": table.columns,
        "rows": [[show(c, u) for c, u in zip(row, units, strict=True)] for row in table.rows],
    }


def _code(catalogue: Catalogue, words: entries.Lab, run: Run) -> list[dict[str, Any]]:
    """Return the code templates of the lab's patterns, with the run's values where they fit."""
    own = run.lab.values()
    found = []
    for slug in words.patterns:
        templates = catalogue.templates(slug)
        pattern = catalogue.get(slug)
        if not templates or pattern is None:
            continue
        pairs = shared_with(run.values, own, catalogue.parameters(slug))
        query = encoded(tuple(pairs.items()))
        found.append(
            {
                "name": pattern.name,
                "address": f"/patterns/{slug}/code/{templates[0].language}/"
                + (f"?{query}" if query else ""),
                "values": [p.label for p in catalogue.parameters(slug) if p.name in pairs],
            }
        )
    return found
