"""A program of another language that stays up: one JSON request a line, one JSON answer a line.

Starting Java or Node for every question costs half a second, too much for property tests.
"""

import json
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

PATIENCE = 60  # seconds for one answer, on a busy machine


class Refused(Exception):
    """What the reader said about a file that it does not accept."""


class Program:
    """Asks a running program. Raises Refused when its answer is an error."""

    def __init__(self, process: "subprocess.Popen[str]", log: Path) -> None:
        self._process = process
        self._log = log
        self._lines: Queue[str] = Queue()
        Thread(target=self._listen, daemon=True).start()

    def ask(self, **request: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        try:
            line = self._lines.get(timeout=PATIENCE)
        except Empty:
            self._process.kill()
            raise TimeoutError(f"no answer in {PATIENCE} s to {request}") from None
        if not line:
            raise RuntimeError(f"the reader ended: {self._log.read_text()[-2000:]}")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise Refused(answer["error"])
        return answer

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put("")


@contextmanager
def talking(command: Sequence[str], *, cwd: Path) -> Iterator[Program]:
    """Start the program for as long as the block runs; it ends when its input does."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with (
            log.open("w") as errors,
            subprocess.Popen(
                list(command),
                cwd=cwd,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                encoding="utf-8",
            ) as process,
        ):
            try:
                yield Program(process, log)
            finally:
                assert process.stdin is not None
                process.stdin.close()
                try:
                    process.wait(timeout=10)
                except subprocess.TimeoutExpired:
                    process.kill()
