"""What the charts of runs show: scales, shapes in their places, words and a table for each."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patterns.labs import shelf
from patterns.labs.charts import Picture, pictures
from patterns.labs.charts.drawing import NARROW, SIGN, WIDE, Label, Plot
from patterns.labs.charts.histograms import quantile
from patterns.labs.charts.scales import Scale, ceiling, ticks
from patterns.labs.charts.timed import stretches
from patterns.labs.charts.units import number, unit_for
from patterns.labs.kernel.lab import Chart, ChartKind, Lab
from patterns.labs.kernel.results import Histogram, Result, Series, Span, Transition
from tests.patterns.labs.running import default_run

BREAKER = shelf.lab("circuit-breaker")
RESULT = default_run("circuit-breaker")
COMMAND = re.compile(r"([MLHVhvlz])([^MLHVhvlz]*)")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def corners(path: str) -> list[tuple[float, float]]:
    """Return the points that a path touches."""
    x = y = 0.0
    found = []
    for command, text in COMMAND.findall(path):
        given_numbers = [float(each) for each in NUMBER.findall(text)]
        match command:
            case "M" | "L":
                x, y = given_numbers
            case "l":
                x, y = x + given_numbers[0], y + given_numbers[1]
            case "H":
                x = given_numbers[0]
            case "V":
                y = given_numbers[0]
            case "h":
                x += given_numbers[0]
            case "v":
                y += given_numbers[0]
        found.append((x, y))
    return found


def drawn(name: str, result: Result = RESULT, beside: Result | None = None) -> Picture:
    return next(each for each in pictures(BREAKER, result, beside) if each.name == name)


def lab_with(*charts: Chart) -> Lab:
    return replace(BREAKER, charts=charts)


@given(st.floats(1e-6, 1e9), st.floats(0, 1), st.integers(2, 9))
def test_ticks_are_round_and_on_the_scale(high: float, start: float, most: int) -> None:
    low = high * start * 0.9

    found = ticks(low, high, most)

    assert 1 <= len(found) <= most + 1
    assert all(low - 1e-6 * high <= tick <= high + 1e-6 * high for tick in found)
    steps = {f"{b - a:.2e}"[0] for a, b in pairwise(found)}
    assert steps <= set("125")


@given(st.floats(1e-9, 1e12))
def test_a_scale_ends_at_a_round_number_that_holds_the_highest_value(value: float) -> None:
    end = ceiling(value)

    assert value * (1 - 1e-9) <= end <= value * 2.51


@given(st.floats(1e-6, 1e3), st.floats(1.01, 1e6), st.floats(0, 1))
def test_a_logarithmic_scale_keeps_order_and_ends(low: float, times: float, share: float) -> None:
    start, end = WIDE.left, WIDE.right
    scale = Scale(low, low * times, start, end, is_log=True)

    middle = scale.at(low * times**share)

    assert scale.at(low) == start
    assert scale.at(low * times) == pytest.approx(end)
    assert start <= middle <= end + 1e-6
    assert len(scale.ticks(9)) <= 9


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.5, "0.5"), (1234567, "1,234,567"), (1e-7, "0.0000001"), (-3.5, "−3.5")],
)
def test_numbers_of_an_axis_have_no_exponent(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("base", "largest", "sign"),
    [("s", 0.0005, "µs"), ("s", 0.5, "ms"), ("s", 600, "s"), ("s", 86_400, "h"),
     ("share", 0.2, "%"), ("calls/s", 3, "calls/s")],
)  # fmt: skip
def test_an_axis_has_the_unit_that_is_easy_to_read(base: str, largest: float, sign: str) -> None:
    assert unit_for(base, largest).sign == sign


@pytest.mark.parametrize("slug", shelf.labs())
def test_every_chart_of_every_lab_stays_in_its_frame_and_has_words_and_a_table(slug: str) -> None:
    lab = shelf.lab(slug)

    found = pictures(lab, default_run(slug))

    # Nobody waits at the default of throttling, so there are no delays to draw.
    left_out = {"delay"} if slug == "throttling" else set()
    names = [chart.name for chart in lab.charts if chart.name not in left_out]
    assert [picture.name for picture in found] == names
    for picture in found:
        for plot in (picture.wide, picture.narrow):
            points = [p for layer in plot.layers for p in corners(layer.path)]
            assert points, picture.name
            assert all(-0.2 <= x <= plot.width + 0.2 for x, _ in points), picture.name
            assert all(-0.2 <= y <= plot.height + 0.2 for _, y in points), picture.name
        assert picture.finding.endswith(".")
        assert picture.table.rows
        assert all(len(row) == len(picture.table.head) for row in picture.table.rows)
        assert picture.keys


@pytest.mark.parametrize("slug", shelf.labs())
def test_no_word_of_a_chart_leaves_its_frame_or_stands_on_another(slug: str) -> None:
    lab = shelf.lab(slug)

    for picture in pictures(lab, default_run(slug)):
        for plot in (picture.wide, picture.narrow):
            for label in plot.labels:
                width, x = len(label.text) * SIGN, float(label.x)
                left = {"start": x, "middle": x - width / 2, "end": x - width}[label.anchor]
                assert left >= -plot.sheet.left / 2, (picture.name, label)
                assert left + width <= plot.width + 12, (picture.name, label)
            assert not overlaps(plot), picture.name


@pytest.mark.parametrize("slug", shelf.labs())
def test_the_narrow_drawing_says_the_same_as_the_wide_one(slug: str) -> None:
    lab = shelf.lab(slug)

    for picture in pictures(lab, default_run(slug)):
        wide, narrow = picture.wide, picture.narrow
        assert narrow.sheet is NARROW
        assert narrow.width < wide.width / 2
        assert [each.paint for each in narrow.layers] == [each.paint for each in wide.layers]
        assert narrow.keys == wide.keys


def test_areas_stand_on_each_other() -> None:
    success, failure = [each for each in drawn("outcomes").wide.layers if each.edge][:2]

    upper = {point for point in corners(success.path) if point[1] < 170}
    lower = set(corners(failure.path))

    assert upper
    assert upper <= lower


def test_the_height_of_an_area_is_its_value() -> None:
    one = Series(name="success", label="Success", unit="calls/s", step=5.0, values=(0.0, 10.0, 5.0))
    result = replace(RESULT, series=(one,), states=(), params={**RESULT.params, "f": ""})
    lab = lab_with(Chart(name="a", title="A", kind=ChartKind.AREAS, series=("success",)))

    (picture,) = pictures(lab, result)

    path = corners(picture.wide.layers[0].path)
    floor, top = max(y for _, y in path), min(y for _, y in path)
    assert (floor + top) / 2 in {y for _, y in path}
    assert picture.finding == ("Success: highest 10 calls/s, at 5 s.")


def test_a_line_breaks_where_there_is_no_value() -> None:
    shares = RESULT.series_named("window_failure").values
    gaps = sum(before is not None and after is None for before, after in pairwise(shares))

    line = next(each for each in drawn("window").wide.layers if each.paint.css == "l1")

    assert gaps
    assert line.path.count("M") >= gaps
    assert line.path.count("M") + line.path.count("L") == sum(s is not None for s in shares)


def test_a_value_alone_between_two_gaps_is_seen() -> None:
    one = Series(name="x", label="X", step=1.0, values=(None, 3.0, None))
    lab = lab_with(Chart(name="l", title="L", kind=ChartKind.LINES, series=("x",)))

    (picture,) = pictures(lab, replace(RESULT, series=(one,)))

    assert any(layer.path.endswith("h2") for layer in picture.wide.layers)


def test_the_threshold_is_drawn_at_its_value_and_named() -> None:
    picture = drawn("window")
    levels = {label.text: float(label.y) for label in picture.wide.labels if label.anchor == "end"}

    threshold = next(each for each in picture.wide.layers if each.paint.css == "c-threshold")

    assert corners(threshold.path)[0][1] == pytest.approx(levels["50"] - 4.5, abs=0.1)
    assert "Failure share that opens: 50 %" in [key.label for key in picture.keys]


def test_the_words_of_a_finding_count_what_lies_above_the_threshold() -> None:
    series = RESULT.series_named("window_failure")
    known = [value for value in series.values if value is not None]
    above = sum(value > 0.5 for value in known)

    assert above
    assert f"above 50 % at {above} of {len(known)} points" in drawn("window").finding


def test_a_threshold_that_is_never_reached_is_said_to_be_so() -> None:
    quiet = BREAKER.run(BREAKER.values(f="", base_failure=0.0))

    assert drawn("window", quiet).finding == (
        "Highest failure share in the breaker's window: 0 throughout; never above 50 %."
    )


def test_faults_are_washed_behind_and_named_above() -> None:
    picture = drawn("outcomes")

    wash = next(each for each in picture.wide.layers if each.paint.css == "c-fault")

    assert wash.path.count("z") == 3
    assert [label.text for label in picture.wide.labels if label.css == "fault"] == [
        "service error"
    ] * 3
    assert "fault" in [key.label for key in picture.keys]


def test_words_of_faults_at_one_time_take_rows_of_their_own() -> None:
    values = BREAKER.values(f="10-20:service:error:0.5,12-30:service:delay:5,14-20:calls:load:2")

    labels = [
        each for each in drawn("outcomes", BREAKER.run(values)).wide.labels if each.css == "fault"
    ]

    assert len({label.y for label in labels}) == 3


def test_a_run_without_faults_has_no_wash() -> None:
    picture = drawn("outcomes", BREAKER.run(BREAKER.values(f="")))

    assert "c-fault" not in {layer.paint.css for layer in picture.wide.layers}


def test_the_band_covers_the_whole_run_in_order() -> None:
    found = stretches(RESULT.states, RESULT.simulated_until)

    assert found[0].start == 0
    assert found[-1].end == RESULT.simulated_until
    assert all(a.end == b.start for a, b in pairwise(found))


def test_each_state_has_a_paint_of_its_own() -> None:
    states = tuple(
        Transition(time=float(n), subject="s", origin="", target=name)
        for n, name in enumerate(("CLOSED", "warm", "OPEN", "cold", "HALF_OPEN"))
    )
    lab = lab_with(Chart(name="b", title="B", kind=ChartKind.BAND, subject="s"))

    (picture,) = pictures(lab, replace(RESULT, states=states))

    css = {key.label: key.paint.css for key in picture.keys}
    assert css["closed"] == "state-closed"
    assert css["open"] == "state-open"
    assert len(set(css.values())) == len(css)


def test_two_runs_can_share_a_scale() -> None:
    quiet = BREAKER.run(BREAKER.values(rate=2.0))

    alone = drawn("outcomes", quiet)
    together = drawn("outcomes", quiet, RESULT)

    def numbers(picture: Picture) -> list[str]:
        return [label.text for label in picture.wide.labels if label.anchor == "end"]

    assert numbers(alone) != numbers(together)
    assert numbers(together)[:4] == numbers(drawn("outcomes", RESULT, quiet))[:4]


def test_a_histogram_draws_shares_and_says_where_most_lie() -> None:
    sizes = Histogram(
        name="x", label="X", unit="s", edges=(0.01, 0.1, 1.0, 10.0), counts=(50, 45, 5)
    )
    lab = lab_with(Chart(name="h", title="H", kind=ChartKind.HISTOGRAM, series=("x",)))

    (picture,) = pictures(lab, replace(RESULT, histograms=(sizes,)))

    assert (
        picture.finding
        == "Of 100, about half lie below 100 ms, 95 % lie below 1 s, 99 % lie below 6.31 s."
    )
    assert [row[-1] for row in picture.table.rows] == ["50.0 %", "95.0 %", "100.0 %"]
    assert picture.wide.layers[0].path.count("z") == 3


def test_bars_stand_on_their_lanes_and_long_names_are_cut() -> None:
    long = "Order with a name that is far too long"
    spans = (
        Span(lane="User", label="", start=0.02, end=0.1, kind="call"),
        Span(lane=long, label="", start=0.02, end=0.14, kind="call"),
        Span(lane="User", label="combine", start=0.14, end=0.16, kind="work"),
    )  # fmt: skip
    lab = lab_with(Chart(name="g", title="G", kind=ChartKind.BARS))

    (picture,) = pictures(lab, replace(RESULT, spans=spans))

    calls, work = picture.wide.layers
    first, second = (y for _, y in corners(calls.path)[::5])
    assert second > first
    assert corners(work.path)[0][1] == first
    assert picture.finding == (
        "Order with a name that is far too long takes longest, 120 ms; User ends last, at 160 ms."
    )
    assert any(label.text.endswith("…") for label in picture.wide.labels)


def test_a_strip_is_fuller_and_darker_the_larger_its_value() -> None:
    use = Series(name="use", label="In use", step=5.0, values=(0.0, 2.0, None, 4.0))
    lab = lab_with(Chart(name="h", title="H", kind=ChartKind.HEAT, series=("use",)))

    (picture,) = pictures(lab, replace(RESULT, series=(use,)))

    filled = {each.paint.css: each.path for each in picture.wide.layers if each.path}
    heights = {css: float(path.partition("v")[2].partition("h")[0]) for css, path in filled.items()
               if css != "c-fault"}  # fmt: skip
    assert heights == {"h3": 14.4, "h5": 24.0}
    assert picture.keys[0].label == "up to 0.8"


def test_what_did_not_happen_is_left_out() -> None:
    lab = lab_with(
        Chart(name="g", title="G", kind=ChartKind.BARS),
        Chart(name="b", title="B", kind=ChartKind.BAND, subject="nobody"),
        Chart(name="l", title="L", kind=ChartKind.LINES, series=("nothing",)),
    )

    assert pictures(lab, RESULT) == ()


def test_sizes_that_are_all_zero_are_no_picture() -> None:
    """Of the one cell from 0 to 1 nothing could be said that is true."""
    lab = shelf.lab("throttling")
    result = lab.run(lab.values(duration=20.0))

    assert result.measure("delay_p99").value == 0
    assert "delay" not in [picture.name for picture in pictures(lab, result)]


def test_requests_that_all_take_the_same_time_are_no_picture() -> None:
    lab = shelf.lab("aggregator")
    alike = lab.run(lab.values(services="A:80:constant:0:0:required", requests=100))
    apart = lab.run(lab.values(requests=100))

    assert "end_to_end" not in [picture.name for picture in pictures(lab, alike)]
    assert "end_to_end" in [picture.name for picture in pictures(lab, alike, apart)]


@pytest.mark.parametrize(
    ("slug", "name", "measure", "share"),
    [
        ("circuit-breaker", "latency", "p95", 0.95), ("aggregator", "end_to_end", "p95", 0.95),
        ("cache-aside", "latency", "p99", 0.99),
    ],
)  # fmt: skip
def test_a_histogram_and_the_measure_beside_it_say_nearly_the_same(
    slug: str, name: str, measure: str, share: float
) -> None:
    result = shelf.lab(slug).run(shelf.lab(slug).values())
    sizes = next(each for each in result.histograms if each.name == name)

    assert quantile(sizes, share) == pytest.approx(result.measure(measure).value, rel=0.01)


@pytest.mark.parametrize("slug", ["aggregator", "retry"])
def test_words_of_bars_stand_on_no_bar_of_work_and_on_no_other_words(slug: str) -> None:
    lab = shelf.lab(slug)
    charts = {chart.name for chart in lab.charts if chart.kind is ChartKind.BARS}
    (picture,) = (p for p in pictures(lab, default_run(slug)) if p.name in charts)
    work = [
        box
        for layer in picture.wide.layers
        if layer.paint.css != "state-closed"
        for box in boxes(layer.path)
    ]
    seen = 0
    for y in {label.y for label in picture.wide.labels if label.css == "inverse"}:
        words = [each for each in picture.wide.labels if each.y == y]
        outside = [ends_of(each) for each in words if each.css == "quiet"]
        own = [(left, right) for left, right, top, low in work if top < float(y) < low]
        assert all(a[1] <= b[0] for a, b in pairwise(sorted(map(ends_of, words))))
        assert not [1 for a in outside for b in own if a[0] < b[1] and b[0] < a[1]]
        seen += len(words)
    assert seen > 3


def test_words_of_hatched_bars_stand_beside_them() -> None:
    spans = (
        Span(lane="User", label="smooth", start=0.0, end=0.5, kind="step"),
        Span(lane="Order", label="hatched", start=0.0, end=0.5, kind="failed"),
        Span(lane="Other", label="", start=0.5, end=1.0, kind="step"),
    )
    lab = lab_with(Chart(name="g", title="G", kind=ChartKind.BARS))

    (picture,) = pictures(lab, replace(RESULT, spans=spans))

    css = {label.text: label.css for label in picture.wide.labels}
    assert (css["smooth"], css["hatched"]) == ("inverse", "quiet")


@pytest.mark.parametrize("slug", ["service-mesh", "sidecar"])
def test_no_word_stands_on_a_hatch(slug: str) -> None:
    lab = shelf.lab(slug)
    (picture,) = (p for p in pictures(lab, lab.run(lab.values())) if p.name == "timeline")

    hatched = [
        box for layer in picture.wide.layers if layer.paint.hatch for box in boxes(layer.path)
    ]
    assert len(hatched) > 3
    for label in picture.wide.labels:
        left, right = ends_of(label)
        for start, end, top, low in hatched:
            assert not (top < float(label.y) < low and left < end and start < right), label


def test_faults_are_marked_where_they_have_a_part_in_what_is_drawn() -> None:
    lab = shelf.lab("service-mesh")
    script = "20-25:last-service:error:1,30-50:instance-1:error:1"
    result = lab.run(lab.values(f=script, rate=5.0))

    said = {
        picture.name: {label.text for label in picture.wide.labels if label.css == "fault"}
        for picture in pictures(lab, result)
        if picture.name in ("load", "rotation")
    }

    assert said == {"load": {"last-service error"}, "rotation": {"instance-1 error"}}


def test_a_curve_over_another_time_carries_no_faults_of_the_run() -> None:
    lab = shelf.lab("eventual-consistency")
    result = lab.run(lab.values(f="0-20:replica-3:partition:1", reads=1_000))
    washed = {
        picture.name: "c-fault" in [layer.paint.css for layer in picture.wide.layers]
        for picture in pictures(lab, result)
    }

    assert washed == {"stale_curve": False, "unequal": True, "stale_reads": True}


def test_states_of_a_lab_that_is_cut_by_reads_end_with_its_series() -> None:
    lab = shelf.lab("eventual-consistency")
    result = lab.run(lab.values(reads=1_000))
    banded = replace(lab, charts=(Chart(name="b", title="B", kind=ChartKind.BAND),))

    (picture,) = pictures(banded, result)

    assert result.simulated_until == 1_000
    assert {row[-1] for row in picture.table.rows} <= {"20 s", "40 s", "60 s"}


def boxes(path: str) -> list[tuple[float, float, float, float]]:
    """Return left, right, top and bottom of each box of a path."""
    found = []
    for part in path.split("z"):
        if points := corners(part):
            xs, ys = zip(*points, strict=True)
            found.append((min(xs), max(xs), min(ys), max(ys)))
    return found


def ends_of(label: Label) -> tuple[float, float]:
    """Return where a label begins and ends; its coordinate is rounded to a tenth."""
    width, x = len(label.text) * SIGN, float(label.x)
    left = {"start": x, "middle": x - width / 2, "end": x - width}[label.anchor]
    return left + 0.1, left + width - 0.1


def overlaps(plot: Plot) -> list[tuple[Label, Label]]:
    """Return labels in one row that stand on each other."""
    found = []
    for y in {label.y for label in plot.labels}:
        row = sorted((each for each in plot.labels if each.y == y), key=ends_of)
        found += [(a, b) for a, b in pairwise(row) if ends_of(a)[1] > ends_of(b)[0]]
    return found
