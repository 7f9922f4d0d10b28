from itertools import combinations
from math import hypot

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.diagrams.quadrants import MAX_POINTS, Quadrant, quadrant_of, spread

shares = st.floats(min_value=0, max_value=1)
points = st.lists(st.tuples(st.text("abc", max_size=8), shares, shares), max_size=MAX_POINTS)


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        (0.2, 0.8, "Quick Wins"),
        (0.8, 0.8, "Strategic Initiatives"),
        (0.2, 0.2, "Low Priority"),
        (0.8, 0.2, "Complex but Necessary"),
        (0.3, 0.5, "Quick Wins"),
        (0.5, 0.5, "Strategic Initiatives"),
        (0.5, 0.49, "Complex but Necessary"),
    ],
)
def test_half_counts_as_high(x: float, y: float, expected: str) -> None:
    assert quadrant_of(x, y).label == expected


def test_quadrants_are_numbered_as_mermaid_numbers_them() -> None:
    assert [each.value for each in Quadrant] == [1, 2, 3, 4]
    assert quadrant_of(0.9, 0.9) == 1
    assert quadrant_of(0.1, 0.9) == 2
    assert quadrant_of(0.1, 0.1) == 3
    assert quadrant_of(0.9, 0.1) == 4


@settings(deadline=None)
@given(points=points)
def test_spreading_never_changes_the_quadrant(points: list[tuple[str, float, float]]) -> None:
    placed = spread(points)

    assert [quadrant_of(x, y) for x, y in placed] == [quadrant_of(x, y) for _, x, y in points]


@settings(deadline=None)
@given(points=points)
def test_drawn_points_keep_apart_and_off_the_middle_lines(
    points: list[tuple[str, float, float]],
) -> None:
    placed = spread(points)

    assert all(abs(value - 0.5) > 0.02 for place in placed for value in place)
    assert all(
        hypot(one[0] - two[0], one[1] - two[1]) >= 0.0499 for one, two in combinations(placed, 2)
    )


@settings(deadline=None)
@given(points=points, random=st.randoms())
def test_the_order_of_points_does_not_matter(
    points: list[tuple[str, float, float]], random: object
) -> None:
    shuffled = sorted(points, key=lambda _: random.random())

    assert sorted(zip(points, spread(points), strict=True)) == sorted(
        zip(shuffled, spread(shuffled), strict=True)
    )


def test_a_point_on_the_middle_line_moves_to_the_high_side() -> None:
    assert spread([("Bulkhead", 0.3, 0.5)]) == ((0.3, 0.53),)


def test_a_point_with_room_around_it_stays() -> None:
    assert spread([("Saga", 0.8, 0.8), ("Retry", 0.2, 0.6)]) == ((0.8, 0.8), (0.2, 0.6))


def test_labels_of_neighbours_do_not_overlap() -> None:
    placed = spread([("Service Registry", 0.2, 0.8), ("Circuit Breaker", 0.26, 0.8)])

    assert abs(placed[0][1] - placed[1][1]) >= 0.045 or abs(placed[0][0] - placed[1][0]) > 0.2
