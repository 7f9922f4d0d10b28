"""What takes longer than a second, made by real child processes; on either kind of cache."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache, caches

from patterns import jobs
from patterns.jobs import Busy, Job, State, Unavailable, ask, find, result
from patterns.tasks import Task
from tests.patterns.waiting import PATIENCE, joined, line_of_its_own, until

ROOT = Path(__file__).resolve().parents[2]
# A worker of its own, which asks and then does what the test says.
WORKER = """
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "advisor.settings")
import django
django.setup()
import threading
from patterns import jobs
from patterns.tasks import Task
jobs.FORGOTTEN_SECONDS = 1
job = jobs.ask(Task("tests.patterns.working", sys.argv[1].encode()))
print(job.id, flush=True)
for thread in threading.enumerate():
    if thread.name == "jobs":
        thread.join()
"""


@pytest.fixture(autouse=True)
def _line() -> Iterator[None]:
    with line_of_its_own():
        yield


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Where a child waits, at `tmp_path / "gate"`; opened by a call, at the latest at the end."""
    path = tmp_path / "gate"
    os.mkfifo(path)
    opened: list[bool] = []

    def open_it() -> None:
        if not opened:
            opened.append(True)
            path.write_text("go on")

    yield open_it
    path.unlink()


def task(tmp_path: Path, *lines: str, owner: str = "") -> Task:
    """A Task that no other test has."""
    text = "\n".join((f"note {tmp_path / 'notes'}", *lines))
    return Task("tests.patterns.working", text.encode(), "test", owner)


def runs(tmp_path: Path) -> int:
    return len((tmp_path / "notes").read_text().splitlines())


def known(asked: Job | Task) -> Job:
    found = find(asked.id, asked.owner)
    assert found is not None
    return found


def test_it_is_made_once_however_often_it_is_asked_for(tmp_path: Path) -> None:
    wanted = task(tmp_path, "write made")

    first = ask(wanted)
    second = ask(wanted)
    joined()

    assert first.id == second.id == wanted.id
    assert known(first).state is State.DONE
    assert known(first).about == "test"
    assert result(known(first)) == b"made"
    assert ask(wanted).state is State.DONE
    assert runs(tmp_path) == 1


def test_it_says_how_far_it_is(tmp_path: Path, gate: Callable[[], None]) -> None:
    asked = ask(task(tmp_path, "talk", "say page 3", f"wait {tmp_path}/gate", "write made"))

    until(lambda: known(asked).step == "page 3")
    assert known(asked).state is State.RUNNING
    assert result(asked) is None

    gate()
    joined()
    assert known(asked).state is State.DONE


@pytest.mark.parametrize("end", ["die", "fail", "say nothing is written"])
def test_one_that_did_not_come_to_its_end_failed_and_can_be_asked_for_again(
    end: str, tmp_path: Path
) -> None:
    wanted = task(tmp_path, *(["write half"] if end != "say nothing is written" else []), end)

    asked = ask(wanted)
    joined()

    assert known(asked).state is State.FAILED
    assert result(asked) is None

    again = ask(wanted)
    joined()
    assert again.state is State.WAITING
    assert runs(tmp_path) == 2


def test_one_that_takes_too_long_is_ended(
    tmp_path: Path, gate: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "LONGEST_SECONDS", 0)

    asked = ask(task(tmp_path, f"wait {tmp_path}/gate", "write made"))
    joined()

    assert known(asked).state is State.FAILED


def test_a_module_that_is_not_there_fails(tmp_path: Path) -> None:
    asked = ask(Task("tests.patterns.nobody", str(tmp_path).encode()))
    joined()

    assert known(asked).state is State.FAILED


def test_they_run_one_after_the_other(tmp_path: Path, gate: Callable[[], None]) -> None:
    first = ask(task(tmp_path, "say here", f"wait {tmp_path}/gate", "write first"))
    second = ask(task(tmp_path, "write second"))

    until(lambda: known(first).step == "here")
    assert known(second).state is State.WAITING
    assert runs(tmp_path) == 1

    gate()
    joined()
    assert [result(first), result(second)] == [b"first", b"second"]


def test_those_that_wait_are_not_forgotten(
    tmp_path: Path, gate: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(task(tmp_path, f"wait {tmp_path}/gate", "write first"))
    second = ask(task(tmp_path, "write second"))

    cache.delete(f"job:{second.id}")

    until(lambda: find(second.id) is not None)
    gate()
    joined()


def test_a_line_that_is_long_enough_takes_no_more(
    tmp_path: Path, gate: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MOST_WAITING", 2)
    running = task(tmp_path, f"wait {tmp_path}/gate", "write first")
    ask(running)
    ask(task(tmp_path, "write second"))

    with pytest.raises(Busy):
        ask(task(tmp_path, "write third"))

    assert ask(running).id == running.id
    gate()
    joined()
    assert runs(tmp_path) == 2


def test_only_its_owner_finds_it(tmp_path: Path) -> None:
    asked = ask(task(tmp_path, "write made", owner="ours"))
    joined()

    assert find(asked.id, "ours") is not None
    assert find(asked.id) is None
    assert find(asked.id, "theirs") is None
    assert task(tmp_path, "write made").id != asked.id


@pytest.mark.parametrize("id", ["", "x", "0" * 63, "0" * 64, "A" * 64, "٣" * 64, "0" * 64 + "\n"])
def test_an_id_that_was_never_given_out_is_nobodys(id: str) -> None:
    assert find(id) is None


def test_a_result_that_the_cache_let_go_is_made_again(tmp_path: Path) -> None:
    wanted = task(tmp_path, "write made")
    ask(wanted)
    joined()
    cache.delete(f"made:{wanted.id}")

    assert ask(wanted).state is State.WAITING
    joined()

    assert result(known(ask(wanted))) == b"made"
    assert runs(tmp_path) == 2


def test_only_the_newest_results_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MOST_KEPT", 1)
    old = ask(task(tmp_path, "write old"))
    new = ask(task(tmp_path, "write new"))
    joined()

    assert find(old.id) is None
    assert result(old) is None
    assert result(new) == b"new"


def test_a_job_of_a_worker_that_was_killed_is_forgotten_and_can_be_asked_for_again(
    tmp_path: Path, gate: Callable[[], None]
) -> None:
    wanted = Task(
        "tests.patterns.working",
        f"note {tmp_path}/notes\nwait {tmp_path}/gate\nwrite made".encode(),
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, wanted.given.decode()], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert worker.stdout is not None
    with worker.stdout:
        assert worker.stdout.readline().decode().strip() == wanted.id
    until((tmp_path / "notes").exists)

    worker.kill()
    worker.wait(PATIENCE)

    until(lambda: find(wanted.id) is None)
    ask(wanted)
    until(lambda: runs(tmp_path) == 2)
    # Both children come to the gate: that of the worker who is gone, and ours.
    until(lambda: _let_through(tmp_path / "gate") and known(wanted).is_over)
    joined()
    assert result(known(wanted)) == b"made"


def test_another_worker_knows_of_it_where_the_cache_is_shared(tmp_path: Path) -> None:
    wanted = Task("tests.patterns.working", f"note {tmp_path}/notes\nwrite made".encode())
    subprocess.run(
        [sys.executable, "-c", WORKER, wanted.given.decode()],
        cwd=ROOT, check=True, capture_output=True, timeout=PATIENCE,
    )  # fmt: skip

    is_shared = "locmem" not in settings.CACHES["default"]["BACKEND"]

    found = find(wanted.id)
    assert (found is not None and result(found) == b"made") is is_shared
    assert (ask(wanted).state is State.DONE) is is_shared
    joined()
    assert runs(tmp_path) == (1 if is_shared else 2)


@pytest.mark.parametrize("broken", ["get", "add"])
def test_without_a_cache_there_are_no_jobs(
    broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise ConnectionError("the cache is down")

    monkeypatch.setattr(cache, broken, fails)

    with pytest.raises(Unavailable):
        ask(task(tmp_path, "write made"))


def test_a_cache_that_is_away_for_a_while_ends_nothing(
    tmp_path: Path, gate: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask(task(tmp_path, f"wait {tmp_path}/gate", "write made"))
    until((tmp_path / "notes").exists)
    refused = threading.Event()

    def fails(*_: Any, **__: Any) -> None:
        refused.set()
        raise ConnectionError("the cache is down")

    with monkeypatch.context() as meanwhile:
        # The thread that works has a connection of its own, of the same class.
        meanwhile.setattr(type(caches["default"]), "set", fails)
        assert refused.wait(PATIENCE)

    gate()
    joined()
    assert known(asked).state is State.DONE


def test_what_is_given_is_written_nowhere(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    ask(task(tmp_path, "say a secret note", "fail"))
    joined()

    assert "ended with status" in caplog.text
    assert "secret" not in caplog.text


def _let_through(path: Path) -> bool:
    """Open the gate for whoever stands there now."""
    with suppress(OSError):  # nobody
        os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
    return True
