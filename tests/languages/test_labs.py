"""A code template against the lab of the same parameters: the same calls, attempt by attempt.

The bulkhead's and the breaker's templates need no library and stand in tests/oracles/test_labs.py.
"""

import json
import subprocess
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from patterns.labs.experiments import retry
from patterns.labs.experiments.retry.simulation import Call
from patterns.labs.kernel.faults import script
from patterns.labs.kernel.lab import LONGEST_CAP, Setup, Values
from patterns.labs.kernel.streams import Streams, exponential
from tests.languages.workspace import INTERPRETER, ROOT, WORKSPACE
from tests.patterns.labs.strategies import values_of

pytestmark = pytest.mark.languages
LAB = retry.LAB
CASES = 40
NEVER = 10**9
"""Milliseconds of a deadline that no call reaches."""


def even(low: int, high: int) -> st.SearchStrategy[float]:
    """Seconds of an even number of milliseconds: no sum of them meets an odd deadline."""
    return st.integers(low // 2, high // 2).map(lambda half: half * 2 / 1000)


SHAPE: dict[str, Any] = {
    "clients": "closed", "callers": 1, "mode": "failure", "f": "", "attempts": st.integers(1, 6),
    "think": st.sampled_from((0.01, 0.1)), "base": even(2, 800), "factor": st.integers(1, 4),
    "cap": even(800, 3_000), "attempt_timeout": even(40, 1_000),
}  # fmt: skip
WITHOUT_DEADLINE = values_of(
    LAB,
    {"duration": (20.0, 40.0), "p": (0.0, 1.0), "mean": (0.01, 0.5), "budget_size": (1, 8)},
    deadline=0.0,
    # Fractions that floats have exactly: the template forgives a billionth, the lab does not.
    budget_deposit=st.sampled_from((0.0, 0.125, 0.25, 0.5)),
    **SHAPE,
)
WITH_DEADLINE = values_of(
    LAB,
    {"duration": (20.0, 40.0), "p": (0.0, 1.0), "mean": (0.01, 0.5)},
    deadline=st.integers(600, 2_500).map(lambda half: (half * 2 + 1) / 1000),
    budget=False,
    **SHAPE,
)


def examples(strategy: st.SearchStrategy[Values]) -> list[Values]:
    """Return many values at once: starting the template's Python takes longer than playing them."""
    found: list[Values] = []

    @settings(max_examples=CASES, deadline=None, database=None, phases=[Phase.generate])
    @given(strategy)
    def collect(values: Values) -> None:
        found.append(values)

    collect()
    return found


def calls_of(values: Values) -> list[Call]:
    """Return the calls of a run of the lab that have ended, in the order of their beginning."""
    setup = Setup(
        values=values, streams=Streams(LAB.slug, LAB.model_version, 9),
        until=float(values["duration"]), cap=LONGEST_CAP,
        script=script(LAB.parameter("f"), values["f"]), columns={},
    )  # fmt: skip
    run = retry.Run(setup)
    ended: list[Call] = []
    close = run._close

    def spy(call: Call, outcome: str) -> None:
        ended.append(call)
        close(call, outcome)

    run._close = spy  # type: ignore[method-assign]
    run.go()
    return ended


def milliseconds(value: Any) -> int:
    return round(float(value) * 1000)


def case_of(values: Values, calls: list[Call]) -> dict[str, Any]:
    """Return what the template is to play: its constants, and what each attempt would meet."""
    return {
        "constants": {
            "ATTEMPTS": values["attempts"], "BASE_MS": milliseconds(values["base"]),
            "FACTOR": values["factor"], "CAP_MS": milliseconds(values["cap"]),
            "JITTER": values["jitter"],
            "ATTEMPT_TIMEOUT_MS": milliseconds(values["attempt_timeout"]),
            "DEADLINE_MS": milliseconds(values["deadline"]) or NEVER,
            "BUDGET_DEPOSIT": values["budget_deposit"],
            "BUDGET_SIZE": values["budget_size"] if values["budget"] else NEVER,
        },
        "calls": [
            {
                "began": call.began,
                "seconds": [exponential(float(values["mean"]), u) for u in call.services],
                "fails": [u < float(values["p"]) for u in call.lucks],
                "jitter": call.jitters,
            }
            for call in calls
        ],
    }  # fmt: skip


def replayed(cases: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    done = subprocess.run(
        [INTERPRETER, ROOT / "tests" / "languages" / "replay_retry.py"],
        input=json.dumps({"source": str(WORKSPACE / "src"), "cases": cases}),
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: list[list[dict[str, Any]]] = json.loads(done.stdout)
    return found


def told(call: Call) -> list[tuple[float, float, str]]:
    return [(attempt.began, attempt.ended, attempt.outcome) for attempt in call.attempts]


def same(played: dict[str, Any], expected: list[tuple[float, float, str]]) -> bool:
    """Say whether both made the same attempts, at the same times to a billionth of a second."""
    attempts = played["attempts"]
    return len(attempts) == len(expected) and all(
        own[2] == other[2] and own[:2] == pytest.approx(list(other[:2]), abs=1e-9)
        for own, other in zip(attempts, expected, strict=True)
    )


def test_retry_template_and_lab_make_the_same_attempts_at_the_same_times(toolchain: None) -> None:
    given_values = examples(WITHOUT_DEADLINE)
    runs = [calls_of(values) for values in given_values]

    played = replayed([case_of(*pair) for pair in zip(given_values, runs, strict=True)])

    for values, calls, found in zip(given_values, runs, played, strict=True):
        for call, own in zip(calls, found, strict=True):
            assert same(own, told(call)), (dict(values), call, own)
    outcomes = {call.outcome for calls in runs for call in calls}
    assert outcomes == {"success", "exhausted", "out_of_budget"}
    assert {values["jitter"] for values in given_values} == {
        "none", "full", "equal", "decorrelated",
    }  # fmt: skip


def test_with_a_deadline_the_template_stops_where_a_whole_attempt_has_no_room(
    toolchain: None,
) -> None:
    """The one known difference: the lab begins an attempt that the deadline will cut short."""
    given_values = examples(WITH_DEADLINE)
    runs = [calls_of(values) for values in given_values]
    earlier = 0

    played = replayed([case_of(*pair) for pair in zip(given_values, runs, strict=True)])

    for values, calls, found in zip(given_values, runs, played, strict=True):
        whole = float(values["attempt_timeout"])
        for call, own in zip(calls, found, strict=True):
            last = call.began + float(values["deadline"]) - whole
            expected = [one for place, one in enumerate(told(call)) if place == 0 or one[0] <= last]
            assert same(own, expected), (dict(values), call, own)
            earlier += len(expected) < len(call.attempts)
    assert earlier
