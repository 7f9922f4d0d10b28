import pytest
from hypothesis import given
from hypothesis import strategies as st

from patterns.labs import dashboard, shelf
from patterns.labs.dashboard import boxes
from patterns.labs.kernel.results import Result
from tests.patterns.labs.running import default_run

DASHBOARD = {
    "duration": 550.5,
    "fallback_limit": 7.8,
    "f": "100-115:service:error:1,250-265:service:error:1,500-550.5:service:error:1",
}


@given(st.floats(0, 1), st.integers(1, 60))
def test_a_bar_fills_as_many_cells_as_its_share_says(share: float, length: int) -> None:
    left = boxes.bar(share, length=length)
    right = boxes.bar(share, length=length, from_right=True)

    assert left.count(boxes.FULL) == round(length * share)
    assert len(left) == length
    assert left == right[::-1]


@given(st.text(max_size=90), st.integers(4, 80))
def test_a_text_is_fitted_by_the_cells_that_a_terminal_gives_it(text: str, width: int) -> None:
    assert boxes.cells(boxes.fit(text, width)) == width


def test_wide_and_combining_characters_are_measured() -> None:
    assert [boxes.cells(text) for text in ("abc", "漢字", "é", "e\u0301")] == [3, 4, 1, 1]


@given(st.lists(st.text(st.characters(categories=["L"]), min_size=1, max_size=30), max_size=20))
def test_wrapping_loses_no_word(words: list[str]) -> None:
    lines = boxes.wrap(" ".join(words), 62)

    assert " ".join(lines).split() == " ".join(words).split()
    assert all(boxes.cells(line) <= 64 for line in lines)


@pytest.mark.parametrize("slug", shelf.labs())
def test_every_dashboard_is_a_frame_of_one_width_with_its_identities_below(slug: str) -> None:
    result = default_run(slug)

    lines = dashboard.text(result).splitlines()

    framed = [line for line in lines if line[0] in "┌│├└"]
    assert {boxes.cells(line) for line in framed} == {boxes.WIDTH + 2}
    assert all(boxes.cells(line) <= boxes.WIDEST for line in lines)
    below = " ".join(" ".join(lines[lines.index(framed[-1]) + 1 :]).split())
    assert all(str(identity) in below for identity in result.identities)


def guide() -> Result:
    breaker = shelf.lab("circuit-breaker")
    return breaker.run(breaker.values(**DASHBOARD), seed=3)


def test_the_guides_dashboard_is_drawn_with_bars_that_mean_something() -> None:
    """The picture fills 16 of 28 cells for both 64 % and 36 %."""
    lines = dashboard.text(guide()).splitlines()

    success = next(line for line in lines if "Success: 64%" in line)
    failure = next(line for line in lines if "Failure: 36%" in line)
    assert success.count("█") == 18
    assert failure.count("█") == 10
    assert not any(left == right == "█" for left, right in zip(success, failure, strict=True))


def test_the_guides_dashboard_adds_up() -> None:
    text = dashboard.text(guide())

    assert "Current State: [OPEN]" in text
    assert "HALF_OPEN → OPEN: 1 time" in text
    assert "fallbacks 839 + fallback refused 1,505 = fallback tried 2,344" in text
    assert "PARTIAL" not in text


def test_a_shortened_run_says_so_before_anything_else() -> None:
    breaker = shelf.lab("circuit-breaker")
    result = breaker.run(breaker.values(rate=200.0, f=""))

    assert dashboard.text(result).startswith("PARTIAL (shortened): Simulated 148.2 of 600 s:")


@given(st.integers(4, 40))
def test_no_line_ends_between_a_number_and_its_unit(width: int) -> None:
    lines = boxes.wrap("Places in use: 31.3 %, theory 31.3 % after 4.25 ms, or 2 s.", width)

    assert not [line for line in lines if line.lstrip().startswith(("%", "ms", "s."))]


@pytest.mark.parametrize(
    ("slug", "title"),
    [
        ("cache-aside", "Cache-aside"),
        ("queue-based-load-leveling", "Queue-based load leveling"),
        ("throttling", "Throttling"),
    ],
)
def test_a_dashboard_without_a_picture_of_its_own_is_titled_as_the_lab_is_called(
    slug: str, title: str
) -> None:
    lab = shelf.lab(slug)

    assert dashboard.text(lab.run(lab.values())).splitlines()[1].strip("│ ") == title
