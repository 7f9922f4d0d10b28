"""One command makes an installation ready, and may be run again."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from advisor.management.commands import prepare
from patterns import models, releases

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA_DIR = tmp_path / "data"
    settings.STATIC_ROOT = tmp_path / "data" / "static"
    releases.forget()
    real = prepare.call_command
    # Migrating again inside a test's transaction proves nothing, and collecting files is Django's.
    monkeypatch.setattr(
        prepare,
        "call_command",
        lambda name, **options: real(name, **options) if name == "load_catalogue" else None,
    )


def test_it_loads_the_catalogue_and_clears_old_files(settings: Any) -> None:
    old = settings.STATIC_ROOT / "old.css"
    old.parent.mkdir(parents=True)
    old.touch()

    call_command("prepare", stdout=io.StringIO(), stderr=io.StringIO())

    assert models.Release.objects.filter(is_current=True).count() == 1
    assert releases.current().patterns
    assert not old.exists()


def test_a_second_time_changes_nothing() -> None:
    for _ in range(2):
        call_command("prepare", stdout=io.StringIO(), stderr=io.StringIO())

    assert models.Release.objects.count() == 1
