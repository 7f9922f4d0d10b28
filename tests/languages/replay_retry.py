"""Play calls through the retry template on a clock that jumps; runs in the template's own Python.

Reads JSON from standard input: `source`, the folder of the template, and `cases`, each with
`constants` of the template and `calls`; a call has `began` and, for each attempt that it may make,
`seconds`, `fails` and the uniform number `jitter` for the pause after it. Writes for each call its
attempts as [began, ended, outcome], and its pauses.
"""

import contextlib
import json
import random
import sys
import time
from typing import Any


class Clock:
    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


class Luck(random.Random):
    """Gives the numbers that the lab has reserved for the pauses of one call, in their order."""

    numbers: "list[float]" = []

    def uniform(self, a: float, b: float) -> float:
        return a + self.numbers.pop(0) * (b - a)


def play(template: Any, case: "dict[str, Any]", clock: Clock) -> "list[Any]":
    for name, value in case["constants"].items():
        assert hasattr(template, name), name
        setattr(template, name, value)
    luck = Luck()
    retrier = template.Retrier(luck)
    return [one_call(template, retrier, luck, call, clock) for call in case["calls"]]


def one_call(template: Any, retrier: Any, luck: Luck, call: "dict[str, Any]", clock: Clock) -> Any:
    attempts: list[Any] = []
    luck.numbers, clock.now, clock.pauses = list(call["jitter"]), call["began"], []

    def operation(limit: float) -> str:
        began, seconds = clock.now, call["seconds"][len(attempts)]
        fails = call["fails"][len(attempts)]
        outcome = "timed out" if seconds > limit else "failed" if fails else "success"
        clock.now += min(seconds, limit)
        attempts.append([began, clock.now, outcome])
        if outcome == "timed out":
            raise TimeoutError
        if fails:
            raise template.TemporaryFaultError("503")
        return "captured"

    with contextlib.suppress(TimeoutError, template.TemporaryFaultError):
        retrier.call(operation)
    return {"attempts": attempts, "pauses": clock.pauses}


def main() -> None:
    given = json.load(sys.stdin)
    sys.path.insert(0, given["source"])
    from retry import stamina_budget as template

    clock = Clock()
    time.monotonic, time.sleep = clock.monotonic, clock.sleep
    json.dump([play(template, case, clock) for case in given["cases"]], sys.stdout)


if __name__ == "__main__":
    main()
