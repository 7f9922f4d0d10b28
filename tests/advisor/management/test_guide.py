"""The guide to the command line: every line that it shows runs, and every format is named."""

import io
import json
import re
import shlex
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from advisor.documents.folder import RecordForm
from advisor.documents.formats import FORMATS

GUIDE = (settings.BASE_DIR / "docs" / "command-line.md").read_text()
LINES = re.findall(r"^manage\.py (.+)$", GUIDE, re.M)


@pytest.fixture
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (answers,) = re.findall(r"```json\n(.*?)```", GUIDE, re.S)
    json.loads(answers)
    (tmp_path / "answers.json").write_text(answers)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("_here")
@pytest.mark.parametrize("line", LINES)
def test_a_line_of_the_guide_runs(site: Client, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    out, err, bare = io.StringIO(), io.StringIO(), io.BytesIO()
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=bare))

    call_command(*shlex.split(line), stdout=out, stderr=err)

    assert out.getvalue() or bare.getvalue()


@pytest.mark.usefixtures("_here")
def test_the_faults_are_shown_as_they_are_told(site: Client, tmp_path: Path) -> None:
    (shown,) = re.findall(r"```text\n(.*?)\n```", GUIDE, re.S)
    Path("answers.json").write_text(json.dumps({"answers": {"pains": ["slow"]}}))

    with pytest.raises(CommandError) as refused:
        call_command("advise", "answers.json")

    assert str(refused.value) == shown
    assert refused.value.returncode == 2


def test_every_format_and_every_form_is_named() -> None:
    for name in (*FORMATS, *RecordForm):
        assert f"`{name}`" in GUIDE
