"""The plan as a Gantt chart, and the quadrant that agrees with its phases."""

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.diagrams import MOST_NAMED, on_quadrant, place, quadrant, roadmap
from advisor.engine.points import EFFORT_QUICK, IMPACT_QUICK
from advisor.engine.profiles import Verdict
from advisor.engine.roadmap import ItemState, PhaseId
from patterns.catalogue import Catalogue
from patterns.diagram_cache import draw
from patterns.diagrams.quadrants import Quadrant, quadrant_of
from tests.advisor.answering import advice, examples, queries

TASK = re.compile(r" :(?:active, )?(p_\w+), (?:after ([\w ]+)|2001-01-01), (\d+)w$", re.MULTILINE)
POINT = re.compile(r'^ *"(.+)": \[([\d.]+), ([\d.]+)\]$', re.MULTILINE)


def task_id(slug: str) -> str:
    return "p_" + slug.replace("-", "_")


@examples(40)
@given(data=st.data())
def test_the_roadmap_holds_every_member_once_after_what_it_needs(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    judged = advice(catalogue, data.draw(queries(catalogue)))

    diagram = roadmap(judged, catalogue)

    members = judged.plan.members
    if not members:
        assert diagram is None
        return
    tasks = TASK.findall(diagram.script)
    order = [name for name, _, _ in tasks]
    assert order == [task_id(slug) for slug in members]
    for slug, (_, after, _) in zip(members, tasks, strict=True):
        needs = [task_id(each.to) for each in catalogue.get(slug).profile.prerequisites]
        waits = after.split()
        assert all(each in waits for each in needs if each in order)
        assert all(order.index(each) < order.index(task_id(slug)) for each in waits)
    assert draw(diagram).problem is None


@examples(40)
@given(data=st.data())
def test_the_roadmap_is_as_long_as_its_share_of_half_a_year(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    judged = advice(catalogue, data.draw(queries(catalogue)))

    diagram = roadmap(judged, catalogue)

    if diagram is not None:
        weeks = [int(length) for _, _, length in TASK.findall(diagram.script)]
        share = judged.plan.used / judged.plan.budget * 26
        assert abs(sum(weeks) - share) <= max(0.5, len(weeks) - share)
        assert min(weeks) >= 1


def test_each_step_waits_for_the_one_before_as_in_the_table(catalogue: Catalogue) -> None:
    tasks = TASK.findall(roadmap(advice(catalogue), catalogue).script)

    assert len(tasks) > 2
    assert all(before in after.split() for (before, _, _), (_, after, _) in pairwise(tasks))


@examples(40)
@given(data=st.data())
def test_the_quadrant_of_each_point_agrees_with_the_phase_rule(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    judged = advice(catalogue, data.draw(queries(catalogue)))

    diagram = quadrant(judged, catalogue)

    shown = on_quadrant(judged)
    named = len(shown) <= MOST_NAMED
    listed = {
        catalogue.get(each.slug).name if named else str(number): each
        for number, each in enumerate(shown, start=1)
    }
    if diagram is None:
        assert not listed
        return
    points = POINT.findall(diagram.script)
    assert len(points) == len(listed) <= 15
    for name, x, y in points:
        each = listed[name]
        quick = each.effort <= EFFORT_QUICK and each.impact >= IMPACT_QUICK
        assert (quadrant_of(float(x), float(y)) is Quadrant.QUICK_WIN) == quick, name
    assert draw(diagram).problem is None


@pytest.mark.parametrize("effort", range(0, 101, 5))
@pytest.mark.parametrize("impact", [0, 44, Fraction(449_999, 10_000), 45, 46, 100])
def test_every_effort_and_impact_is_drawn_where_the_phase_rule_puts_it(
    catalogue: Catalogue, effort: int, impact: Fraction
) -> None:
    judged = advice(catalogue)
    one = replace(judged.patterns[0], verdict=Verdict.ADOPT, effort=effort, impact=Fraction(impact))

    script = quadrant(replace(judged, patterns=(one,)), catalogue).script

    ((_, x, y),) = POINT.findall(script)
    expected = {
        (True, True): Quadrant.QUICK_WIN,
        (False, True): Quadrant.STRATEGIC,
        (True, False): Quadrant.LOW_PRIORITY,
        (False, False): Quadrant.NECESSARY,
    }[effort <= EFFORT_QUICK, impact >= IMPACT_QUICK]
    assert quadrant_of(float(x), float(y)) is expected


@examples(40)
@given(data=st.data())
def test_quick_wins_of_the_plan_stand_in_the_quick_quadrant(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    judged = advice(catalogue, data.draw(queries(catalogue)))

    quick = [
        judged.pattern(item.slug)
        for phase in judged.plan.phases
        for item in phase.items
        if phase.id is PhaseId.QUICK_WINS and item.state is ItemState.PLANNED
    ]

    for each in quick:
        x, y = place(each.effort, EFFORT_QUICK + 5), place(float(each.impact), IMPACT_QUICK)
        assert quadrant_of(x, y) is Quadrant.QUICK_WIN


@given(st.floats(0, 100), st.floats(1, 99))
def test_a_place_is_on_the_side_of_the_middle_where_its_value_is(
    value: float, middle: float
) -> None:
    found = place(value, middle)

    assert 0.02 <= found <= 0.98
    assert (found >= 0.5) == (value >= middle)


@given(st.tuples(st.floats(0, 100), st.floats(0, 100)), st.floats(1, 99))
def test_a_larger_value_never_stands_further_left(
    values: tuple[float, float], middle: float
) -> None:
    low, high = sorted(values)

    assert place(low, middle) <= place(high, middle)


def test_without_advice_there_is_no_chart(catalogue: Catalogue) -> None:
    assert roadmap(advice(catalogue, {}), catalogue) is None
    assert quadrant(advice(catalogue, {}), catalogue) is None
