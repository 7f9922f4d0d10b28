"""What every suite shares: the loaded Release, and a network that ends at this machine."""

import copy
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from patterns.catalogue import Catalogue
from patterns.content.agreement import disagreements
from patterns.content.digest import digest
from patterns.content.reading import Reading, read_folders

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "fixtures"
_connect = socket.socket.connect

# `make test` tries the same examples every time, `make hunt` new ones.
hypothesis.settings.register_profile("repeatable", derandomize=True, database=None, deadline=None)
hypothesis.settings.register_profile("hunting", deadline=None, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.fixture(autouse=True, scope="session")
def _network_ends_here() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""

    def connect(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0])
            if not (host.startswith("127.") or host in ("::1", "localhost")):
                raise OSError(f"a test tried to reach {host}")
        return _connect(self, address)

    socket.socket.connect = connect  # type: ignore[method-assign]
    yield
    socket.socket.connect = _connect  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def shipped() -> Reading:
    """The content that is shipped, read once."""
    return read_folders([FIXTURES])


@pytest.fixture(scope="session")
def catalogue(shipped: Reading) -> Catalogue:
    """The Catalogue of the shipped content, without a database."""
    assert not shipped.faults
    return Catalogue(shipped.content, digest(shipped.content))


@pytest.fixture(scope="session")
def faults_of_shipped(shipped: Reading) -> tuple[Any, ...]:
    """Every fault of the shipped content; drawing all diagrams costs a second."""
    return shipped.faults + disagreements(shipped)


@pytest.fixture
def _quick_settings(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path  # WhiteNoise warns about a folder that is not there
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.LIMITS_ON = False


@pytest.fixture
def release(db: None, shipped: Reading, _quick_settings: None) -> Iterator[Any]:
    """The shipped content as the current Release in the database."""
    from patterns import releases

    releases.forget()
    yield _laid_out(shipped)
    releases.forget()


_copy: list[Any] = []  # the Release, then (statement, rows) of each of its tables


def _laid_out(shipped: Reading) -> Any:
    """Load the content, or lay out a copy of the rows of the first time: ten times as fast."""
    from django.apps import apps
    from django.db import connection
    from django.utils import timezone

    from patterns.loading import load
    from patterns.models import Row

    if _copy:
        release = copy.copy(_copy[0])
        release.save(force_insert=True)
        with connection.cursor() as cursor:
            for statement, rows in _copy[1:]:
                cursor.executemany(statement, rows)
        return release
    release, _ = load(shipped.content, now=timezone.now())
    _copy.append(copy.copy(release))
    name = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in apps.get_app_config("patterns").get_models():
            if issubclass(model, Row):
                table = name(model._meta.db_table)
                columns = [name(str(field.column)) for field in model._meta.concrete_fields]
                cursor.execute(f"SELECT {', '.join(columns)} FROM {table}")
                marks = ", ".join(["%s"] * len(columns))
                statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
                _copy.append((statement, cursor.fetchall()))
    return release
