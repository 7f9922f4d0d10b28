import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patterns.labs import charts, shelf
from patterns.labs.charts import Drawing
from patterns.labs.kernel.lab import Chart, ChartKind
from patterns.labs.kernel.results import Series, Span

BREAKER = shelf.lab("circuit-breaker")
RESULT = BREAKER.run(BREAKER.values())
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@given(st.floats(1e-6, 1e9))
def test_ticks_are_round_numbers_that_reach_the_highest_value(high: float) -> None:
    ticks = charts.nice_ticks(high)

    assert ticks[0] == 0
    assert ticks[-1] >= high * (1 - 1e-9)
    assert 2 <= len(ticks) <= 7
    step = f"{ticks[1]:.0e}"[0]
    assert step in "125"


def points(d: str) -> list[tuple[float, float]]:
    numbers = [float(each) for each in NUMBER.findall(d)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def inside(drawing: Drawing) -> bool:
    corners = [point for path in (*drawing.areas, *drawing.lines) for point in points(path.d)] + [
        corner
        for box in (*drawing.boxes, *drawing.band)
        for corner in ((box.x, box.y), (box.x + box.width, box.y + box.height))
    ]
    return all(
        -0.2 <= x <= charts.WIDTH + 0.2 and -0.2 <= y <= drawing.height + 0.2 for x, y in corners
    )


@pytest.mark.parametrize("slug", shelf.labs())
def test_every_chart_of_every_lab_stays_in_its_box_and_has_words_and_a_table(slug: str) -> None:
    lab = shelf.lab(slug)
    result = lab.run(lab.values())

    drawings = charts.drawings(result)

    assert [drawing.name for drawing in drawings] == [chart.name for chart in lab.charts]
    for drawing in drawings:
        assert inside(drawing), drawing.name
        assert drawing.finding.endswith(".")
        assert drawing.rows
        assert all(len(row) == len(drawing.columns) for row in drawing.rows)
        assert drawing.areas or drawing.lines or drawing.boxes or drawing.band


def drawn(name: str) -> Drawing:
    return next(each for each in charts.drawings(RESULT) if each.name == name)


def test_areas_stand_on_each_other() -> None:
    first, second, _ = drawn("outcomes").areas
    buckets = len(RESULT.series[0].values)

    roof = points(first.d)[: 2 * buckets]
    floor = points(second.d)[2 * buckets :]

    assert roof == floor[::-1]


def test_the_height_of_an_area_is_its_value() -> None:
    drawing = drawn("outcomes")
    success = RESULT.series_named("success").values
    zero, top = drawing.y.ticks[0], drawing.y.ticks[-1]
    unit = (zero.at - top.at) / float(top.label)

    roof = points(drawing.areas[0].d)[::2][: len(success)]

    assert [(zero.at - y) / unit for _, y in roof] == pytest.approx(
        [value or 0 for value in success], abs=0.2
    )


def test_a_line_breaks_where_there_is_no_value() -> None:
    shares = RESULT.series_named("window_failure").values
    gaps = sum(before is not None and after is None for before, after in pairwise(shares))

    (line,) = drawn("window").lines

    assert gaps
    assert line.d.count("M") >= gaps
    assert len(points(line.d)) == sum(share is not None for share in shares)


def test_the_threshold_is_drawn_at_its_value_and_names_it() -> None:
    drawing = drawn("window")
    at = {tick.label: tick.at for tick in drawing.y.ticks}

    assert drawing.threshold is not None
    assert drawing.threshold.label == "Failure share that opens: 50 %"
    assert drawing.threshold.y == pytest.approx((at["40 %"] + at["60 %"]) / 2, abs=0.2)


def test_the_band_covers_the_whole_run_in_order() -> None:
    band = drawn("outcomes").band
    changes = [change for change in RESULT.states if change.subject == "breaker 1"]

    assert [box.label.split()[0] for box in band] == [change.target for change in changes]
    assert sum(box.width for box in band) == pytest.approx(
        charts.WIDTH - charts.LEFT - charts.RIGHT, abs=1
    )


def test_two_results_can_share_a_scale() -> None:
    quiet = BREAKER.run(BREAKER.values(rate=2.0))

    alone, together = charts.drawings(quiet)[0], charts.drawings(quiet, RESULT)[0]

    assert float(alone.y.ticks[-1].label) < 10
    assert together.y == charts.drawings(RESULT, quiet)[0].y


def test_bars_bands_and_strips_are_drawn() -> None:
    result = replace(
        RESULT,
        spans=(
            Span(lane="User", label="call", start=0.02, end=0.1, kind="call"),
            Span(lane="Order", label="call", start=0.02, end=0.14, kind="call"),
            Span(lane="Order", label="combine", start=0.14, end=0.16, kind="work"),
        ),
        series=(Series(name="use", label="In use", step=5.0, values=(0.0, 2.0, None, 4.0)),),
    )

    bars = charts.draw(result, Chart(name="g", title="G", kind=ChartKind.BARS))
    heat = charts.draw(result, Chart(name="h", title="H", kind=ChartKind.HEAT, series=("use",)))
    band = charts.draw(result, Chart(name="b", title="B", kind=ChartKind.BAND, subject="breaker 1"))

    assert [lane.label for lane in bars.lanes] == ["User", "Order"]
    assert bars.boxes[1].y == bars.boxes[2].y > bars.boxes[0].y
    assert bars.finding == "Order ends last, at 160 ms."
    assert [box.index for box in heat.boxes] == [0, 2, 4]
    assert len(band.band) == len([c for c in RESULT.states if c.subject == "breaker 1"])
    assert inside(bars)
    assert inside(heat)
    assert inside(band)
