"""The figures as a table for people and as one JSON object for programs."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from advisor.briefing import knowledge
from advisor.engine import VERSION
from advisor.evaluation.baselines import Baseline, full_text, most_popular
from advisor.evaluation.measuring import (
    Count,
    Figures,
    Item,
    Outcome,
    Share,
    Standing,
    by,
    folds,
    mean,
    measure,
    summarize,
)
from patterns.catalogue import Catalogue

DECIMALS = 4
RECALLS = ("recall_advised", "recall_advised_micro", "recall_at_10", "recall_plan")
MEANS = ("mean_advised", "mean_plan")


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one run measures. folds: the five fixed ones, in order."""

    release: str
    outcomes: tuple[Outcome, ...]
    overall: Figures
    breadths: Mapping[str, Figures]
    confidences: Mapping[str, Figures]
    folds: tuple[Figures, ...]
    most_popular: Baseline
    full_text: Baseline


def evaluate(items: Sequence[Item], catalogue: Catalogue) -> Report:
    """Measure these Items with the advice and with both baselines."""
    outcomes = measure(items, catalogue)
    return Report(
        release=catalogue.digest,
        outcomes=outcomes,
        overall=summarize(outcomes),
        breadths=by(lambda item: item.breadth, outcomes),
        confidences=by(lambda item: item.confidence, outcomes),
        folds=folds(outcomes),
        most_popular=most_popular(items, knowledge(catalogue)),
        full_text=full_text(items, catalogue),
    )


def as_json(report: Report, *, with_folds: bool = False) -> str:
    """Return one object; the same Items and Release give the same text."""
    tree: dict[str, Any] = {
        "release": report.release,
        "engine": VERSION,
        "cases": len(report.outcomes),
        "overall": _figures(report.overall),
        "baselines": {
            "most_popular_10": _baseline(report.most_popular),
            "full_text": _baseline(report.full_text),
        },
        "per_case": [_case(outcome) for outcome in report.outcomes],
    }
    if with_folds:
        tree["folds"] = {
            "each": [{"cases": f.items, **_figures(f)} for f in report.folds],
            "mean": {name: _rounded(value) for name, value in means(report.folds).items()},
            "worst": {name: _rounded(value) for name, value in worst(report.folds).items()},
        }
    return json.dumps(tree, indent=2, ensure_ascii=False)


def as_table(report: Report, *, with_folds: bool = False) -> str:
    """Return the figures in aligned columns, then what each Item missed."""
    rows = [("all", report.overall)]
    rows += [(f"breadth {word}", figures) for word, figures in report.breadths.items()]
    rows += [(f"confidence {word}", figures) for word, figures in report.confidences.items()]
    lines = [f"Release {report.release}, engine {VERSION}", ""]
    lines += _aligned([_HEAD, *(_row(name, figures) for name, figures in rows)])
    if with_folds:
        held = [_row(f"fold {number}", figures) for number, figures in enumerate(report.folds)]
        lines += ["", *_aligned([_HEAD, *held, _spread("mean", means(report.folds)),
                                 _spread("worst", worst(report.folds))])]  # fmt: skip
    lines += ["", "Recall in the first ten without any engine"]
    for name, baseline in (
        ("most popular ten", report.most_popular),
        ("full text", report.full_text),
    ):
        told = f"skipped, {baseline.skipped}" if baseline.skipped else _show(baseline.recall_at_10)
        lines.append(f"  {name}: {told}")
    lines += ["", *_aligned([_CASE_HEAD, *(_case_row(outcome) for outcome in report.outcomes)])]
    return "\n".join(line.rstrip() for line in lines)


def as_record(first: Report, second: Report, change: str, on: date) -> str:
    """Return the entry of guide/measures.toml for the answers of both encoders."""
    lines = [
        "[[measure]]",
        f"on = {on.isoformat()}",
        f'engine = "{VERSION}"',
        f"cases = {len(first.outcomes)}",
        f"change = {json.dumps(change, ensure_ascii=False)}",
    ]
    for name, report in (("first", first), ("second", second)):
        lines += [f"[measure.{name}]"]
        lines += [f"{key} = {value}" for key, value in recorded(report.overall).items()]
    return "\n".join(lines)


def recorded(figures: Figures) -> dict[str, float | int | None]:
    """Return what the history of the figures keeps, with four decimals."""
    return {
        "recall_at_10": _rounded(figures.recall_at_10),
        "recall_advised": _rounded(figures.recall_advised),
        "mean_advised": _rounded(figures.mean_advised),
        "false_alarms": figures.false_alarms.count,
        "from_source": figures.from_source.count,
        "nothing_distributed": figures.nothing_distributed.count,
    }


def means(parts: Sequence[Figures]) -> Mapping[str, Share]:
    """Return the mean over the folds of every recall and every mean."""
    return {name: mean(getattr(part, name) for part in parts) for name in (*RECALLS, *MEANS)}


def worst(parts: Sequence[Figures]) -> Mapping[str, Share]:
    """Return the lowest recall and the highest number of advised Patterns of any fold."""
    found: dict[str, Share] = {}
    for names, choose in ((RECALLS, min), (MEANS, max)):
        for name in names:
            there = [value for part in parts if (value := getattr(part, name)) is not None]
            found[name] = choose(there) if there else None
    return found


_HEAD = (
    "", "cases", "first ten", "advised", "(all pairs)", "plan", "mean advised", "mean plan",
    "false alarms", "of source", "nothing distributed",
)  # fmt: skip
_CASE_HEAD = ("case", "expected", "first ten", "advised", "plan", "false alarms", "missed")


def _row(name: str, figures: Figures) -> tuple[str, ...]:
    return (
        name,
        str(figures.items),
        _show(figures.recall_at_10),
        _show(figures.recall_advised),
        _show(figures.recall_advised_micro),
        _show(figures.recall_plan),
        _show(figures.mean_advised),
        _show(figures.mean_plan),
        _counted(figures.false_alarms),
        _counted(figures.from_source),
        _counted(figures.nothing_distributed),
    )


def _spread(name: str, values: Mapping[str, Share]) -> tuple[str, ...]:
    order = ("recall_at_10", "recall_advised", "recall_advised_micro", "recall_plan", *MEANS)
    return (name, "", *(_show(values[each]) for each in order), "", "", "")


def _case_row(outcome: Outcome) -> tuple[str, ...]:
    return (
        outcome.item.id,
        str(len(outcome.item.expected)),
        _show(outcome.recall_at_10),
        f"{_show(outcome.recall_advised)} ({len(outcome.advised)})",
        f"{_show(outcome.recall_plan)} ({len(outcome.planned)})",
        ", ".join(each.slug for each in outcome.false_alarms) or "-",
        ", ".join(_missed_words(standing) for standing in outcome.missed) or "-",
    )


def _missed_words(standing: Standing) -> str:
    if standing.judged is None:
        return f"{standing.slug} (not scored)"
    return f"{standing.slug} ({standing.judged.verdict}, {standing.place})"


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        **{name: _rounded(getattr(figures, name)) for name in (*RECALLS, *MEANS)},
        "false_alarms": {
            **_count(figures.false_alarms),
            "source": _count(figures.from_source),
        },
        "nothing_distributed_agreement": {
            "agree": figures.nothing_distributed.count,
            "of": figures.nothing_distributed.of,
            "share": _rounded(figures.nothing_distributed.share),
        },
    }


def _case(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.item.id,
        "expected": len(outcome.item.expected),
        "recall_advised": _rounded(outcome.recall_advised),
        "recall_at_10": _rounded(outcome.recall_at_10),
        "advised": len(outcome.advised),
        "plan": len(outcome.planned),
        "hits": list(outcome.hits),
        "missed": [_missed(standing) for standing in outcome.missed],
        "false_alarms": [each.slug for each in outcome.false_alarms],
        "nothing_distributed": outcome.nothing_distributed,
    }


def _missed(standing: Standing) -> dict[str, Any]:
    judged = standing.judged
    return {
        "slug": standing.slug,
        "verdict": str(judged.verdict) if judged else None,
        "rank": standing.place,
        "fit": judged.shown.fit if judged else None,
    }


def _baseline(baseline: Baseline) -> dict[str, Any]:
    told = {"skipped": baseline.skipped} if baseline.skipped else {}
    return {"recall_at_10": _rounded(baseline.recall_at_10), **told}


def _count(count: Count) -> dict[str, Any]:
    return {"count": count.count, "of": count.of, "share": _rounded(count.share)}


def _rounded(value: Share) -> float | None:
    # Rounded as a fraction: halves go to even on every machine.
    return None if value is None else float(round(value, DECIMALS))


def _show(value: Share) -> str:
    return "-" if value is None else f"{float(round(value, DECIMALS)):.{DECIMALS}f}"


def _counted(count: Count) -> str:
    return f"{count.count} of {count.of}"


def _aligned(rows: Iterable[Sequence[str]]) -> list[str]:
    table = list(rows)
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            for row in table]  # fmt: skip
