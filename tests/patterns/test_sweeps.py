"""Sweeps: the same points here and in a child process, and every short run counted as short."""

import json
import subprocess
import sys

import pytest

from patterns.labs import shelf
from patterns.labs.addresses import Run
from patterns.labs.repeating import one_run, summarize
from patterns.sweeps import MODULE, Sweep, sweep_of, swept
from tests.conftest import ROOT

BREAKER = shelf.lab("circuit-breaker")
AROUND = Run(lab=BREAKER, values=BREAKER.values(duration=30.0, f="", base_failure=0.4), seed=5)
SWEEP = sweep_of(AROUND, "threshold", [0.2, 0.5], seeds=3)


def test_a_point_is_the_mean_over_its_seeds() -> None:
    found = json.loads(swept(SWEEP))

    values = {**AROUND.values, "threshold": 0.2}
    expected = summarize([one_run("circuit-breaker", values, seed) for seed in (5, 6, 7)])
    first = found["points"][0]
    assert first["value"] == "0.2"
    assert first["runs"] == 3
    assert [m["mean"] for m in first["measures"]] == [each.mean for each in expected]
    assert [m["low"] for m in first["measures"]] == [each.low for each in expected]


def test_a_child_process_gives_the_same_bytes_and_says_how_far_it_is() -> None:
    done = subprocess.run(
        [sys.executable, "-m", MODULE],
        cwd=ROOT,
        input=SWEEP.written,
        capture_output=True,
        check=True,
    )

    assert done.stdout == swept(SWEEP)
    assert done.stderr.decode().splitlines() == [
        "step: 1 of 2 points are done",
        "step: 2 of 2 points are done",
    ]


def test_a_sweep_travels_as_bytes_and_back() -> None:
    assert Sweep.read(SWEEP.written) == SWEEP


def test_equal_sweeps_are_one_task_and_others_are_not() -> None:
    same = sweep_of(Run(lab=BREAKER, values=AROUND.values, seed=5), "threshold", [0.2, 0.5], 3)
    other = sweep_of(AROUND, "threshold", [0.2, 0.5], 4)

    assert same.task.id == SWEEP.task.id
    assert other.task.id != SWEEP.task.id


def test_runs_that_are_shortened_are_counted_with_what_they_cover() -> None:
    long = sweep_of(Run(lab=BREAKER, values=BREAKER.values(f="")), "rate", [1.0, 100.0], seeds=2)

    few, many = json.loads(swept(long))["points"]

    assert (few["partial_runs"], few["coverage"]) == (0, 1.0)
    assert many["partial_runs"] == 2
    assert 0.02 < many["coverage"] < 0.03


def test_a_point_names_the_page_of_its_run() -> None:
    page = json.loads(swept(SWEEP))["points"][0]["page"]

    assert page == (
        "/labs/circuit-breaker/?duration=30&base_failure=0.4&threshold=0.2&f=&seed=5&v=1"
    )


def test_the_events_of_a_sweep_are_known_before_it_is_run() -> None:
    each = min(BREAKER.estimate(AROUND.values), 3_000)

    assert SWEEP.events == pytest.approx(6 * each, rel=0.5)
