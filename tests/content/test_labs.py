"""The words of the labs: every number that they quote comes out of the run that they link to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest

from patterns.content.entries import Lab
from patterns.content.reading import read_folders
from patterns.labs import figures, shelf
from patterns.labs.comparing import compare
from patterns.labs.kernel.results import Result, Status
from patterns.parameters import display
from tests.conftest import FIXTURES
from tests.patterns.labs.running import default_run

LABS = {lab.slug: lab for lab in read_folders([FIXTURES]).content.labs}
# Numbers in texts that no run prints: how each follows from the values that the link sets.
ARITHMETIC = {
    "bulkhead: healthy": {"4": "20/s for 0.2 s"},
    "bulkhead: near-the-limit": {"9": "45/s for 0.2 s"},
    "bulkhead: CH12": {"8": "80 % of 10"},
    "bulkhead: CH13": {"4": "40 % of 10, rounded as the picture does"},
    "bulkhead: try 1": {"50": "10 + 15 + 10 + 15"},
    "circuit-breaker: near-the-limit": {"40": "0.4 in percent"},
    "circuit-breaker: CH4": {"450": "lognormal of P50 45 and P95 230, at 99 %"},
    "circuit-breaker: CH5": {"57": "16 of 28 in percent", "18": "64.3 % of 28 cells"},
    "circuit-breaker: CH6": {"45": "0.45 in percent"},
    "circuit-breaker: try 2": {"1.1": "22 / 20"},
    "circuit-breaker: try 3": {"40": "0.4 in percent"},
    "retry: healthy": {"48": "12/s times 4 attempts"},
    "retry: overload": {"15": "55 - 40"},
    "saga-choreography: repeats-act": {"5": "0.05 in percent"},
    "saga-choreography: try 3": {"5": "0.05 in percent"},
    "saga-orchestration: healthy": {"5": "0.05 in percent"},
    "saga-orchestration: near-the-limit": {"157": "orders undone, 147, and with an operator, 10"},
    "saga-orchestration: overload": {"60": "0.6 in percent"},
    "saga-orchestration: crash": {"35": "20 + 15"},
    "saga-orchestration: repeats-act": {"5": "0.05 in percent"},
    "saga-orchestration: CH8": {"157": "orders undone, 142, and with an operator, 15"},
}
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


@cache
def both_runs(name: str) -> tuple[Result, Result]:
    """Return what a link of this name shows: two runs, or one run twice. Each is run once."""
    each = next(each for each in EVERY if each.name == name)
    experiment = shelf.lab(each.lab.slug)
    values = experiment.read(each.values).values
    if not each.compared:
        alone = experiment.run(values, seed=each.seed)
        return alone, alone
    other = experiment.read({**each.values, **each.compared}).values
    changes = {name: other[name] for name in each.compared}
    pair = compare(experiment, values, changes, seed=each.seed)
    return pair.a, pair.b


@pytest.mark.parametrize("each", EVERY, ids=lambda each: each.name)
def test_quoted_figures_are_what_the_run_shows(each: Quoting) -> None:
    first, second = both_runs(each.name)

    shown = {name: figures.fill("{" + name + "}", first, second) for name in each.figures}

    assert shown == each.figures
    assert figures.fill(each.text, first, second)
    assert first.status is Status.COMPLETE, first.notes


@pytest.mark.parametrize("slug", LABS)
def test_summary_and_insight_can_be_filled(slug: str) -> None:
    result = default_run(slug)

    assert "{" not in figures.fill(LABS[slug].summary, result)
    assert "{" not in figures.fill(LABS[slug].insight, result, result)


@pytest.mark.parametrize("slug", LABS)
def test_the_default_is_never_shortened(slug: str) -> None:
    assert default_run(slug).events < 40_000


@pytest.mark.parametrize("each", EVERY, ids=lambda each: each.name)
def test_the_estimate_is_near_the_events_of_each_link(each: Quoting) -> None:
    experiment = shelf.lab(each.lab.slug)
    values = experiment.read(each.values).values

    ratio = experiment.estimate(values) / both_runs(each.name)[0].events

    assert 1 / 1.5 <= ratio <= 1.5


def numbers(text: str) -> set[str]:
    return {found.rstrip(",.") for found in NUMBER.findall(re.sub(r"\{[^}]*\}", "", text))}


@pytest.mark.parametrize("each", EVERY, ids=lambda each: each.name)
def test_every_number_of_a_text_comes_from_the_run_its_values_or_shown_arithmetic(
    each: Quoting,
) -> None:
    parameters = shelf.lab(each.lab.slug).parameters
    defaults = (display(parameter, parameter.default) for parameter in parameters)
    known = numbers(" ".join((each.known, *each.figures.values(), *defaults)))

    # Values are written as an address has them, texts with thousands apart.
    unknown = {found for found in numbers(each.text) if not known & {found, found.replace(",", "")}}
    assert unknown == ARITHMETIC.get(each.name, {}).keys()


def test_arithmetic_is_kept_for_texts_that_exist_alone() -> None:
    assert ARITHMETIC.keys() <= {each.name for each in EVERY}
