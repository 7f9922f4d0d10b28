"""How tests wait for jobs: a line of their own, and no longer than the work takes."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from patterns import jobs

PATIENCE = 60  # seconds; a busy machine is no fault of the code


@contextmanager
def line_of_its_own() -> Iterator[None]:
    """Let a test have the line of this process, and leave nothing of it behind."""
    line = jobs.Line()
    with pytest.MonkeyPatch.context() as meanwhile:
        meanwhile.setattr(jobs, "_line", line)
        meanwhile.setattr(jobs, "BEAT_SECONDS", 0.02)
        yield
        line.stop()
        joined()


def joined() -> None:
    """Wait until this process has nothing to do any more."""
    for thread in threading.enumerate():
        if thread.name == "jobs":
            thread.join(PATIENCE)
            assert not thread.is_alive()


def until(holds: Callable[[], Any]) -> None:
    """Wait for what another process or thread does."""
    pause = threading.Event()
    for _ in range(PATIENCE * 50):
        if holds():
            return
        pause.wait(0.02)
    raise AssertionError("it never came to that")
