"""The words of the labs: every number that they quote comes out of the run that they link to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from patterns.content.entries import Lab
from patterns.content.reading import read_folders
from patterns.labs import figures, shelf
from patterns.labs.comparing import compare
from patterns.labs.kernel.results import Status
from tests.conftest import FIXTURES

LABS = {lab.slug: lab for lab in read_folders([FIXTURES]).content.labs}
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True)
class Quoting:
    """A text with the runs that it speaks of. known: where else its numbers may come from."""

    name: str
    lab: Lab
    text: str
    values: dict[str, str]
    compared: dict[str, str]
    seed: int
    figures: dict[str, str]
    known: str


def quoting() -> Iterator[Quoting]:
    for lab in LABS.values():
        for p in lab.presets:
            yield _of(lab, p.slug, p.text, p.values, {}, p.seed, p.figures, "")
        for c in lab.challenges:
            known = f"{c.claims} {c.question}"
            yield _of(lab, c.id, c.answer, c.values, c.compared, c.seed, c.figures, known)
        for number, e in enumerate(lab.experiments, start=1):
            yield _of(lab, f"try {number}", e.text, e.values, e.compared, 1, e.figures, "")


def _of(lab, name, text, values, compared, seed, quoted, known) -> Quoting:  # type: ignore[no-untyped-def]
    said = " ".join((known, *values.values(), *compared.values()))
    return Quoting(
        f"{lab.slug}: {name}", lab, text, dict(values), dict(compared), seed, dict(quoted), said
    )


EVERY = tuple(quoting())


@pytest.mark.parametrize("each", EVERY, ids=lambda each: each.name)
def test_quoted_figures_are_what_the_run_shows(each: Quoting) -> None:
    experiment = shelf.lab(each.lab.slug)
    values = experiment.read(each.values).values
    other = experiment.read({**each.values, **each.compared}).values
    changes = {name: other[name] for name in each.compared}
    pair = compare(experiment, values, changes, seed=each.seed)

    shown = {name: figures.fill("{" + name + "}", pair.a, pair.b) for name in each.figures}

    assert shown == each.figures
    assert figures.fill(each.text, pair.a, pair.b)
    assert pair.a.status is Status.COMPLETE, pair.a.notes


@pytest.mark.parametrize("slug", LABS)
def test_summary_and_insight_can_be_filled(slug: str) -> None:
    experiment = shelf.lab(slug)
    result = experiment.run(experiment.values())

    assert "{" not in figures.fill(LABS[slug].summary, result)
    assert "{" not in figures.fill(LABS[slug].insight, result, result)


@pytest.mark.parametrize("slug", LABS)
def test_the_default_is_never_shortened(slug: str) -> None:
    experiment = shelf.lab(slug)

    assert experiment.run(experiment.values()).events < 40_000


@pytest.mark.parametrize("each", EVERY, ids=lambda each: each.name)
def test_the_estimate_is_near_the_events_of_each_link(each: Quoting) -> None:
    experiment = shelf.lab(each.lab.slug)
    values = experiment.read(each.values).values

    ratio = experiment.estimate(values) / experiment.run(values, seed=each.seed).events

    assert 1 / 1.5 <= ratio <= 1.5
