"""What the page of all Cases shows: the list, and the figures over them in the words of a page."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from advisor.documents.words import Words
from advisor.evaluation.cases import Agreement, Encoder, agreement, agreement_by_question, items
from advisor.evaluation.measuring import Count, Figures, Outcome, Share
from advisor.evaluation.reporting import Report, evaluate, means, worst
from patterns.catalogue import Catalogue
from patterns.content.entries import Case, Measured

NOTHING = "–"
BREADTHS = {"system": "Whole systems", "single-pattern-example": "Examples of one pattern"}
ENCODERS = {
    Encoder.FIRST: "The first encoder",
    Encoder.SECOND: "The second encoder",
}
CELLS = ("recall_at_10", "recall_advised", "mean_advised")


@lru_cache(maxsize=6)
def report(catalogue: Catalogue, encoder: Encoder) -> Report:
    """Return the measures of a Release; made once in a process, in about half a second."""
    return evaluate(items(catalogue, encoder), catalogue)


def overview(catalogue: Catalogue, query: Mapping[str, str]) -> dict[str, Any]:
    """Return the context of the page.

    query: domain and breadth narrow the list, answers names the encoder; what is not known is
    named on the page and ignored. Figures are always those over all Cases.
    """
    both = {encoder: report(catalogue, encoder) for encoder in Encoder}
    asked = {key: query.get(key, "") for key in ("domain", "breadth", "answers")}
    domains = sorted({case.domain for case in catalogue.cases}, key=str.casefold)
    allowed: dict[str, Iterable[str]] = {
        "domain": domains,
        "breadth": BREADTHS,
        "answers": [str(encoder) for encoder in Encoder],
    }
    unknown = [value[:60] for key, value in asked.items() if value and value not in allowed[key]]
    chosen = {key: value if value in allowed[key] else "" for key, value in asked.items()}
    encoder = Encoder(chosen["answers"] or Encoder.FIRST)
    rows = [
        _row(case, outcome)
        for case, outcome in _told(catalogue.cases, both[encoder].outcomes)
        if chosen["domain"] in ("", case.domain) and chosen["breadth"] in ("", case.breadth)
    ]
    return {
        "total": len(catalogue.cases),
        "measured": len(both[encoder].outcomes),
        "rows": rows,
        "chosen": chosen,
        "encoder": str(encoder),
        "unknown": unknown,
        "domains": domains,
        "breadths": BREADTHS,
        "encoders": {str(each): words for each, words in ENCODERS.items()},
        "query": f"?answers={encoder}" if encoder is not Encoder.FIRST else "",
        "figures": _figures(both[Encoder.FIRST], both[Encoder.SECOND]),
        "kpis": _kpis(both),
        "parts": _parts(both[Encoder.FIRST], both[Encoder.SECOND]),
        "agreement": _agreement(agreement(catalogue.cases)),
        "questions": _questions(catalogue),
        "history": _history(catalogue),
        "release": f"{catalogue.digest[7:11]} {catalogue.digest[11:15]}",
    }


def percent(value: Share) -> str:
    """Write a share as percent with one decimal; a dash where there is none."""
    return NOTHING if value is None else f"{float(round(100 * value, 1)):.1f} %"


def counted(count: Count) -> str:
    """Write so many of so many."""
    return f"{count.count} of {count.of}"


def _told(cases: Iterable[Case], outcomes: Iterable[Outcome]) -> list[tuple[Case, Outcome | None]]:
    found = {outcome.item.id: outcome for outcome in outcomes}
    return [(case, found.get(case.id)) for case in cases]


def _row(case: Case, outcome: Outcome | None) -> dict[str, Any]:
    expected = len(case.chosen)
    return {
        "case": case,
        "breadth": BREADTHS[case.breadth],
        "chosen": expected,
        "measured": outcome is not None,
        "advised": sum(each.advised for each in outcome.standings) if outcome else 0,
        "first_ten": sum(each.is_first_ten for each in outcome.standings) if outcome else 0,
        "in_all": len(outcome.advised) if outcome else 0,
        "false_alarms": len(outcome.false_alarms) if outcome else 0,
        "complete": bool(outcome and not outcome.missed and not outcome.false_alarms),
    }


def _kpis(both: Mapping[Encoder, Report]) -> dict[str, str]:
    first, second = (both[encoder].overall for encoder in Encoder)
    return {
        "first_ten": _pair(first.recall_at_10, second.recall_at_10),
        "advised": _pair(first.recall_advised, second.recall_advised),
        "mean": f"{_decimal(first.mean_advised)} and {_decimal(second.mean_advised)}",
        "alarms": f"{first.false_alarms.count} and {second.false_alarms.count}",
        "of": str(first.false_alarms.of),
    }


def _figures(first: Report, second: Report) -> list[dict[str, Any]]:
    one, two = first.overall, second.overall
    popular, text = first.most_popular.recall_at_10, first.full_text.recall_at_10

    def row(name: str, meaning: str, *cells: str) -> dict[str, Any]:
        filled = [*cells, *[NOTHING] * (4 - len(cells))]
        return {"name": name, "meaning": meaning, "cells": filled}

    return [
        row(
            "In the first ten",
            "of what the architects chose, the mean over the systems",
            percent(one.recall_at_10),
            percent(two.recall_at_10),
            percent(popular),
            percent(text),
        ),
        row(
            "Adopt or prepare",
            "of what the architects chose, the mean over the systems",
            percent(one.recall_advised),
            percent(two.recall_advised),
        ),
        row(
            "The same over all choices",
            "each chosen pattern counts once, so large systems weigh more",
            percent(one.recall_advised_micro),
            percent(two.recall_advised_micro),
        ),
        row(
            "In the plan",
            "what half a year can carry, one of each either/or",
            percent(one.recall_plan),
            percent(two.recall_plan),
        ),
        row(
            "Advised on average",
            "patterns adopt or prepare; the more there are, the easier the lines above",
            _decimal(one.mean_advised),
            _decimal(two.mean_advised),
            "10.0",
            "10.0",
        ),
        row(
            "False alarms",
            "advised although declined, by the source or by our own judgement",
            counted(one.false_alarms),
            counted(two.false_alarms),
        ),
        row(
            "False alarms against the source",
            "advised although the source itself argues against it",
            counted(one.from_source),
            counted(two.from_source),
        ),
        row(
            "Nothing distributed",
            "of the systems that need nothing distributed, those that were told so",
            counted(one.nothing_distributed),
            counted(two.nothing_distributed),
        ),
    ]


def _parts(first: Report, second: Report) -> list[dict[str, Any]]:
    """Return the main figures over parts of the Cases, folds last with their mean and worst."""

    def row(name: str, one: Figures, two: Figures) -> dict[str, Any]:
        return {"name": name, "cases": one.items, **_cells(_values(one), _values(two))}

    rows = [
        row(BREADTHS.get(word, word), figures, second.breadths[word])
        for word, figures in first.breadths.items()
        if word in second.breadths
    ]
    rows += [
        row(f"Evidence of {word} confidence", figures, second.confidences[word])
        for word, figures in first.confidences.items()
        if word in second.confidences
    ]
    rows += [
        row(f"Fold {number}", one, two)
        for number, (one, two) in enumerate(zip(first.folds, second.folds, strict=True), start=1)
    ]
    for name, over in (("Mean of the folds", means), ("Worst fold", worst)):
        cells = _cells(over(first.folds), over(second.folds))
        rows.append({"name": name, "cases": "", **cells})
    return rows


def _values(figures: Figures) -> Mapping[str, Share]:
    return {name: getattr(figures, name) for name in CELLS}


def _cells(first: Mapping[str, Share], second: Mapping[str, Share]) -> dict[str, str]:
    return {
        "first_ten": _pair(first["recall_at_10"], second["recall_at_10"]),
        "advised": _pair(first["recall_advised"], second["recall_advised"]),
        "mean": f"{_decimal(first['mean_advised'])} and {_decimal(second['mean_advised'])}",
    }


def _agreement(found: Agreement) -> dict[str, Any]:
    return {
        "dice": percent(found.dice),
        "both": found.both,
        "first": found.first,
        "second": found.second,
    }


def _questions(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return each Question with how far both encoders agreed, the least first."""
    words = Words(catalogue)
    found = agreement_by_question(catalogue.cases).items()
    ordered = sorted(found, key=lambda row: (row[1].dice or 0, row[0]))
    return [{"text": words.question(name), **_agreement(part)} for name, part in ordered]


def _history(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return the entries of the history, the newest first."""
    return [
        {
            "on": measure.on,
            "engine": measure.engine,
            "change": measure.change,
            "cases": measure.cases,
            "first_ten": _kept(measure.first, measure.second, "recall_at_10"),
            "advised": _kept(measure.first, measure.second, "recall_advised"),
            "mean": f"{measure.first.mean_advised:.1f} and {measure.second.mean_advised:.1f}",
            "alarms": f"{measure.first.false_alarms} and {measure.second.false_alarms}",
        }
        for measure in reversed(catalogue.content.measures)
    ]


def _kept(first: Measured, second: Measured, name: str) -> str:
    shares: Sequence[float] = [getattr(each, name) for each in (first, second)]
    return " and ".join(f"{100 * share:.1f}" for share in shares) + " %"


def _pair(first: Share, second: Share) -> str:
    if first is None or second is None:
        return f"{percent(first)} and {percent(second)}"
    return f"{percent(first).removesuffix(' %')} and {percent(second)}"


def _decimal(value: Share) -> str:
    return NOTHING if value is None else f"{float(round(value, 1)):.1f}"
