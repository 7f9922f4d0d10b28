"""Do the words of the labs fit their experiments? Values are allowed, names resolve."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from patterns.content.entries import Content, Lab
from patterns.content.faults import Fault
from patterns.labs import shelf
from patterns.labs.comparing import MOST_CHANGES
from patterns.labs.kernel.lab import Lab as Experiment

LONGEST_MODEL = 120  # words
PRESETS = (3, 6)
EXPERIMENTS = 3


def faults(content: Content, origins: Mapping[str, str]) -> Iterator[Fault]:
    """Yield what is wrong in every file of `labs/`; an experiment without a file is a fault too.

    Content without a single lab is allowed: a folder of one's own patterns needs none.
    """
    found = {lab.slug for lab in content.labs}
    if found:
        for slug in sorted(shelf.labs().keys() - found):
            yield Fault(f"labs/{slug}.toml", "", "a file for each experiment", "nothing")
    for lab in content.labs:
        file = f"labs/{lab.slug}.toml"
        try:
            experiment = shelf.lab(lab.slug)
        except shelf.NoLab:
            wanted = "one of " + ", ".join(shelf.labs())
            yield Fault(file, "slug", wanted, lab.slug)
            continue
        yield from _shape(lab, file, origins)
        yield from _values(lab, experiment, file)
    for name, count in Counter(c.id for lab in content.labs for c in lab.challenges).items():
        if count > 1:
            yield Fault("labs", "challenges", "each id once", f"{name} {count} times")


def _shape(lab: Lab, file: str, origins: Mapping[str, str]) -> Iterator[Fault]:
    for index, slug in enumerate(lab.patterns):
        if slug not in origins:
            yield Fault(file, f"patterns[{index}]", "the slug of a pattern", slug)
    words = len(lab.model.split())
    if words > LONGEST_MODEL:
        yield Fault(file, "model", f"at most {LONGEST_MODEL} words", str(words))
    least, most = PRESETS
    if not least <= len(lab.presets) <= most:
        yield Fault(file, "presets", f"{least} to {most}", str(len(lab.presets)))
    if len(lab.experiments) != EXPERIMENTS:
        yield Fault(file, "experiments", str(EXPERIMENTS), str(len(lab.experiments)))
    for name, count in Counter(preset.slug for preset in lab.presets).items():
        if count > 1:
            yield Fault(file, "presets", "each slug once", f"{name} {count} times")


def _values(lab: Lab, experiment: Experiment, file: str) -> Iterator[Fault]:
    for index, preset in enumerate(lab.presets):
        yield from _set(experiment, file, f"presets[{index}]", preset.values, {})
        yield from _quoted(file, f"presets[{index}]", preset.text, preset.figures)
    for index, challenge in enumerate(lab.challenges):
        at = f"challenges[{index}]"
        yield from _set(experiment, file, at, challenge.values, challenge.compared)
        yield from _quoted(file, at, challenge.answer, challenge.figures)
    for index, each in enumerate(lab.experiments):
        at = f"experiments[{index}]"
        yield from _set(experiment, file, at, each.values, each.compared)
        yield from _quoted(file, at, each.text, each.figures)


def _set(
    experiment: Experiment,
    file: str,
    key: str,
    values: Mapping[str, str],
    compared: Mapping[str, str],
) -> Iterator[Fault]:
    if len(compared) > MOST_CHANGES:
        yield Fault(file, f"{key}.compared", f"at most {MOST_CHANGES} values", str(len(compared)))
    wrong = [*_allowed(experiment, file, f"{key}.values", values, values)]
    yield from wrong
    if compared and not wrong:
        both = {**values, **compared}
        yield from _allowed(experiment, file, f"{key}.compared", compared, both)


def _allowed(
    experiment: Experiment,
    file: str,
    key: str,
    given: Mapping[str, str],
    query: Mapping[str, str],
) -> Iterator[Fault]:
    for name in sorted(given.keys() - {parameter.name for parameter in experiment.parameters}):
        yield Fault(file, f"{key}.{name}", "a parameter of the lab", "an unknown name")
    for name, message in experiment.read(query).messages.items():
        yield Fault(file, f"{key}.{name}", message, query.get(name, "the default"))


def _quoted(file: str, key: str, text: str, figures: Mapping[str, str]) -> Iterator[Fault]:
    """Yield figures that are declared but not quoted; a test compares them with the run."""
    for name, shown in figures.items():
        if not re.search(rf"(?<![\d.,]){re.escape(shown)}(?![\d]|[.,]\d)", text):
            yield Fault(file, f"{key}.figures.{name}", "words that the text quotes", shown)
