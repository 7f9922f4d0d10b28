"""What tests of pages share."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from patterns import releases, stances
from patterns.catalogue import Catalogue


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
