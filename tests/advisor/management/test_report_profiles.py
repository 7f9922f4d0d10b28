"""manage.py report_profiles: one report on standard output, and nothing else there."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from advisor.authoring import report as module
from patterns.catalogue import Catalogue
from tests.conftest import FIXTURES


@pytest.fixture
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the two searches that take seconds; they have tests of their own."""
    monkeypatch.setattr(module, "fragile", lambda known, runs: ())
    monkeypatch.setattr(module, "hanging", lambda known, trials: ())


def printed(*arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("report_profiles", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.usefixtures("_short")
def test_the_report_is_a_table_and_the_time_stands_apart(catalogue: Catalogue) -> None:
    out, err = printed(str(FIXTURES))

    assert out.startswith(f"Release {catalogue.digest}, engine ")
    for part in ("Twins", "Unreachable", "Forces that", "Options that", "Facts that", "Entries"):
        assert f"\n{part}" in out
    assert "MISSING" not in out
    assert "seconds" not in out
    assert "seconds" in err


@pytest.mark.usefixtures("_short")
def test_with_json_it_is_one_object(catalogue: Catalogue) -> None:
    out, _ = printed(str(FIXTURES), "--json")

    found = json.loads(out)
    assert found["release"] == catalogue.digest
    assert found["patterns"] == 93
    assert found["unreachable"] == []


def test_content_with_faults_is_not_reported_on(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="check_catalogue"):
        printed(str(tmp_path))
