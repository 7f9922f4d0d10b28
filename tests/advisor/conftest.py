"""What tests of pages share."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from patterns import releases, stances
from patterns.catalogue import Catalogue
from patterns.models import Release


@pytest.fixture
def _quick_settings(_quick_settings: None, settings: Any, tmp_path: Path) -> None:
    # The folder of collected files must be there, and a test has collected none.
    settings.STATIC_ROOT = tmp_path


@pytest.fixture
def site(_quick_settings: None, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The whole site with the shipped content, without a database: its pages ask for none."""
    monkeypatch.setattr(releases, "current", lambda: catalogue)
    monkeypatch.setattr(stances, "current", lambda: stances.NONE)
    return Client()


@pytest.fixture
def at_once(
    release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[Any]]:
    """Run each work in a thread with a connection of its own, all let loose together.

    SQLite in memory locks in another way than a file does, so threads get the file that the
    product would have: a copy of what the test has loaded.
    """
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(tmp_path / "advisor.sqlite3")) as file:
            connection.connection.backup(file)
        monkeypatch.setitem(
            connections.settings["default"], "NAME", str(tmp_path / "advisor.sqlite3")
        )

    def run_all(*works: Callable[[], Any]) -> list[Any]:
        ready = threading.Barrier(len(works))
        results: list[Any] = [None] * len(works)

        def run(place: int, work: Callable[[], Any]) -> None:
            try:
                connection.ensure_connection()
                ready.wait()
                results[place] = work()
            except Exception as error:
                results[place] = error
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    return run_all
