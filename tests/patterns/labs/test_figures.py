"""Figures inside sentences: with their units, and with the word that fits their number."""

import pytest

from patterns.labs import shelf
from patterns.labs.figures import NoFigure, counted, fill, together
from tests.patterns.labs.running import default_run

BREAKER = shelf.lab("circuit-breaker")
ONCE = BREAKER.run(BREAKER.values(f="100-115:service:error:1", duration=120.0))
OFTEN = default_run("circuit-breaker")


def test_a_count_is_followed_by_the_word_that_fits_it() -> None:
    assert fill("{closed_to_open|time|times}", ONCE) == "1 time"
    assert fill("{half_open_to_open|time|times}", ONCE) == "0 times"
    assert fill("{closed_to_open|time|times}, {b.closed_to_open|time|times}", OFTEN, ONCE) == (
        f"{OFTEN.counters['closed_to_open']} times, 1 time"
    )
    assert [counted(n, "time", "times") for n in (0, 1, 1_000)] == [
        "0 times", "1 time", "1,000 times",
    ]  # fmt: skip


def test_a_word_beside_a_figure_that_is_not_there_is_a_mistake() -> None:
    with pytest.raises(NoFigure):
        fill("{nothing|time|times}", ONCE)


@pytest.mark.parametrize(
    ("text", "kept"),
    [("5 % of", "5\u00a0% of"), ("12 ms, 3 s", "12\u00a0ms, 3\u00a0s"), ("3 h", "3\u00a0h"),
     ("5 slots", "5 slots"), ("20 services", "20 services"), ("50.5/s", "50.5/s")],
)  # fmt: skip
def test_a_number_is_not_parted_from_its_unit(text: str, kept: str) -> None:
    assert together(text) == kept
