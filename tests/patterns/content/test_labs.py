"""What may be wrong with the words of a lab; every fault is named with file and key."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from patterns.content import labs
from patterns.content.entries import Content, Lab, LabPreset
from patterns.content.faults import Fault
from patterns.content.reading import read_folders
from patterns.labs import shelf
from tests.conftest import FIXTURES

FILE = "labs/circuit-breaker.toml"
WORDS = next(lab for lab in read_folders([FIXTURES]).content.labs if lab.slug == "circuit-breaker")
ORIGINS = dict.fromkeys(WORDS.patterns, "somewhere")


@pytest.fixture(autouse=True)
def _one_experiment(monkeypatch: pytest.MonkeyPatch) -> None:
    only = {"circuit-breaker": shelf.lab("circuit-breaker")}
    monkeypatch.setattr(shelf, "labs", lambda: only)


def faults(**changes: Any) -> list[Fault]:
    return list(labs.faults(Content(labs=(replace(WORDS, **changes),)), ORIGINS))


def preset(**values: str) -> dict[str, Any]:
    first, *others = WORDS.presets
    return {"presets": (replace(first, values=values), *others)}


def challenge(compared: dict[str, str]) -> dict[str, Any]:
    return {"challenges": (replace(WORDS.challenges[0], compared=compared),)}


def test_the_shipped_words_agree_with_their_experiment() -> None:
    assert faults() == []


def test_content_without_labs_is_allowed_but_one_that_is_left_out_is_not() -> None:
    other = replace(WORDS, slug="nothing-of-the-kind")

    assert list(labs.faults(Content(), {})) == []
    assert list(labs.faults(Content(labs=(other,)), ORIGINS)) == [
        Fault(FILE, "", "a file for each experiment", "nothing"),
        Fault("labs/nothing-of-the-kind.toml", "slug", "one of circuit-breaker", other.slug),
    ]


@pytest.mark.parametrize(
    ("changes", "key", "expected", "found"),
    [
        ({"patterns": ("nothing",)}, "patterns[0]", "the slug of a pattern", "nothing"),
        ({"model": "word " * 121}, "model", "at most 120 words", "121"),
        ({"presets": WORDS.presets[:2]}, "presets", "3 to 6", "2"),
        (
            {"presets": (*WORDS.presets, WORDS.presets[0])},
            "presets", "each slug once", "healthy 2 times",
        ),
        ({"experiments": ()}, "experiments", "3", "0"),
        (
            {"challenges": (WORDS.challenges[0], WORDS.challenges[0])},
            "challenges", "each id once", "CH1 2 times",
        ),
        (preset(ratio="1"), "presets[0].values.ratio", "a parameter of the lab", "an unknown name"),
        (
            preset(sigma="9"),
            "presets[0].values.sigma", "enter a number from 0 to 2", "9",
        ),
        (
            preset(duration="100"),
            "presets[0].values.f", "row 1: must lie within the run of 100 s", "the default",
        ),
        (
            challenge({"sigma": "1", "rate": "1", "strict": "on", "timeout": "5"}),
            "challenges[0].compared", "at most 3 values", "4",
        ),
        (
            challenge({"strict": "maybe"}),
            "challenges[0].compared.strict", "enter on or off", "maybe",
        ),
        (
            {
                "experiments": (
                    *WORDS.experiments[:2],
                    replace(WORDS.experiments[2], figures={"calls": "13"}),
                )
            },
            "experiments[2].figures.calls", "words that the text quotes", "13",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_named(changes: dict[str, Any], key: str, expected: str, found: str) -> None:
    (fault,) = faults(**changes)

    assert (fault.key, fault.expected, fault.found) == (key, expected, found)
    assert fault.file in (FILE, "labs")


def test_the_file_is_named_like_its_lab(tmp_path: Path) -> None:
    shutil.copytree(
        FIXTURES, tmp_path / "fixtures", ignore=shutil.ignore_patterns("code", "patterns")
    )
    (tmp_path / "fixtures" / FILE).rename(tmp_path / "fixtures" / "labs" / "breaker.toml")

    reading = read_folders([tmp_path / "fixtures"])

    assert Fault("labs/breaker.toml", "slug", "the file's name, breaker", "circuit-breaker") in (
        reading.faults
    )
    assert isinstance(reading.content.labs[0], Lab)
    assert isinstance(reading.content.labs[0].presets[0], LabPreset)
