"""What takes longer than a second: a child process makes it, the cache keeps it for a day.

The worker that is asked first runs a Task, one at a time; whoever asks for an equal one meanwhile,
in whatever process, is told of the same Job. A Job that was begun is forgotten seconds after its
worker dies, and asking again is safe, because equal input gives equal bytes.
"""

import atexit
import logging
import os
import re
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock, Thread
from typing import IO, Any

from django.core.cache import cache

from patterns.tasks import STEP, Task

ROOT = Path(__file__).resolve().parents[1]
KEPT_SECONDS = 24 * 3600
BEAT_SECONDS = 0.3  # between two looks at the child
FORGOTTEN_SECONDS = 15  # after the last beat of the worker that holds the Job
LONGEST_SECONDS = 120  # of one child
MOST_WAITING = 8  # in the line of one worker, the running one included
MOST_KEPT = 40  # results of one worker: the cache may be its own memory
LONGEST_STEP = 200  # signs
LONGEST_TOLD = 4096  # bytes that are read from its end
_ID = re.compile(r"[0-9a-f]{64}")

logger = logging.getLogger(__name__)


class Busy(RuntimeError):
    """This worker has as much before it as it takes on; ask again in a minute."""


class Unavailable(RuntimeError):
    """The cache that Jobs stand in cannot be reached."""


class State(StrEnum):
    """How far a Job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


OVER = (State.DONE, State.FAILED)


@dataclass(frozen=True, slots=True)
class Job:
    """A Task that was asked for. step: how far it is, in the child's words; "" for unknown."""

    id: str
    state: State
    about: str = ""
    owner: str = ""
    step: str = ""

    @property
    def is_over(self) -> bool:
        return self.state in OVER


def ask(task: Task) -> Job:
    """Return the Job of a Task, begun now unless an equal one is under way or done.

    One that failed begins again. Raises Busy, or Unavailable.
    """
    return _useful(task) or _line.take(task)


def find(id: str, owner: str = "") -> Job | None:
    """Return a Job by its id, None when nobody knows it: wrong, too old, or its worker is gone.

    Raises Unavailable.
    """
    if not _ID.fullmatch(id):
        return None
    kept = _reached(lambda: cache.get(_state_key(id)))
    if not isinstance(kept, dict) or kept.get("owner") != owner:
        return None
    return Job(**{**kept, "state": State(kept["state"])})


def result(job: Job) -> bytes | None:
    """Return what was made; None when the cache had to let it go. Raises Unavailable."""
    kept = _reached(lambda: cache.get(_result_key(job.id)))
    return kept if isinstance(kept, bytes) else None


@dataclass(slots=True)
class Line:
    """The Tasks that this process has taken on, in order; the first one runs."""

    _tasks: deque[Task] = field(default_factory=deque)
    _kept: deque[str] = field(default_factory=deque)
    _lock: Lock = field(default_factory=Lock)
    _child: "subprocess.Popen[bytes] | None" = None

    def take(self, task: Task) -> Job:
        """Put a Task at the end; return its Job, or the one of whoever was faster."""
        job = Job(task.id, State.WAITING, task.about, task.owner)
        with self._lock:
            if found := _useful(task):
                return found
            if len(self._tasks) >= MOST_WAITING:
                raise Busy(f"{MOST_WAITING} jobs wait already")
            if not _reached(lambda: _began(job)):
                return find(task.id, task.owner) or job
            self._tasks.append(task)
            if len(self._tasks) == 1:
                Thread(target=self._work, name="jobs", daemon=True).start()
        return job

    def stop(self) -> None:
        """End the child that runs, as the process ends."""
        child = self._child
        if child is not None and child.poll() is None:
            child.kill()

    def _work(self) -> None:
        while True:
            try:
                self._run(self._tasks[0])
            except Exception as error:
                # What is given may be private: only the kind of failure is written down.
                logger.error("a job broke: %s", type(error).__name__)
            with self._lock:
                self._tasks.popleft()
                if not self._tasks:
                    return

    def _run(self, task: Task) -> None:
        job = Job(task.id, State.RUNNING, task.about, task.owner)
        try:
            made = self._made(task, job)
        except Exception:
            _keep(replace(job, state=State.FAILED))
            raise
        if made:
            cache.set(_result_key(job.id), made, KEPT_SECONDS)
            self._forget_oldest(job.id)
        _keep(replace(job, state=State.DONE if made else State.FAILED))

    def _made(self, task: Task, job: Job) -> bytes:
        """Return what the child wrote, b"" when it failed or took too long."""
        with TemporaryFile() as given, TemporaryFile() as made, TemporaryFile() as told:
            given.write(task.given)
            given.seek(0)
            self._child = subprocess.Popen(  # noqa: S603, a module of ours, named in the code
                [sys.executable, "-m", task.module], cwd=ROOT, stdin=given, stdout=made, stderr=told
            )
            status = self._watched(self._child, job, told)
            if status:
                logger.warning("the job %s ended with status %d", task.module, status)
                return b""
            made.seek(0)
            return made.read()

    def _watched(self, child: "subprocess.Popen[bytes]", job: Job, told: IO[bytes]) -> int:
        """Wait for the child, telling how far it is, and return its status."""
        until = time.monotonic() + LONGEST_SECONDS
        while True:
            job = replace(job, step=_last_step(told) or job.step)
            self._beat(job)
            try:
                return child.wait(BEAT_SECONDS)
            except subprocess.TimeoutExpired:
                if time.monotonic() > until:
                    child.kill()

    def _beat(self, job: Job) -> None:
        """Say that this worker lives, for the Job that runs and for those that wait."""
        try:
            _keep(job)
            for task in tuple(self._tasks)[1:]:
                _keep(Job(task.id, State.WAITING, task.about, task.owner))
        except Exception as error:
            # A cache that comes back finds the Job still running.
            logger.warning("the state of a job cannot be kept: %s", type(error).__name__)

    def _forget_oldest(self, id: str) -> None:
        self._kept.append(id)
        while len(self._kept) > MOST_KEPT:
            oldest = self._kept.popleft()
            cache.delete_many([_state_key(oldest), _result_key(oldest)])


def _useful(task: Task) -> Job | None:
    """Return the Job of an equal Task, unless it failed or the cache let its result go."""
    found = find(task.id, task.owner)
    if found is None or found.state is State.FAILED:
        return None
    is_lost = found.state is State.DONE and result(found) is None
    return None if is_lost else found


def _began(job: Job) -> bool:
    """Put the Job into the cache, unless another process was faster."""
    kept = cache.get(_state_key(job.id))
    if kept and State(kept["state"]) in OVER:
        cache.delete(_state_key(job.id))
    return bool(cache.add(_state_key(job.id), _kept(job), FORGOTTEN_SECONDS))


def _last_step(told: IO[bytes]) -> str:
    """Return what the child said last; "" for nothing."""
    # Its place in the file is the child's own, so it is read without being moved.
    size = os.fstat(told.fileno()).st_size
    last = os.pread(told.fileno(), LONGEST_TOLD, max(0, size - LONGEST_TOLD))
    lines = last.decode("utf-8", "replace").splitlines()
    steps = [line.removeprefix(STEP) for line in lines if line.startswith(STEP)]
    return steps[-1][:LONGEST_STEP] if steps else ""


def _keep(job: Job) -> None:
    seconds = KEPT_SECONDS if job.is_over else FORGOTTEN_SECONDS
    cache.set(_state_key(job.id), _kept(job), seconds)


def _kept(job: Job) -> dict[str, str]:
    return {**asdict(job), "state": str(job.state)}


def _reached(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as error:
        raise Unavailable(f"the cache cannot be reached: {type(error).__name__}") from error


def _state_key(id: str) -> str:
    return f"job:{id}"


def _result_key(id: str) -> str:
    return f"made:{id}"


_line = Line()
atexit.register(_line.stop)
