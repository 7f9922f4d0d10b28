from pathlib import Path

import pytest

from tests.patterns.content.folders import Folder, valid_folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A small valid content folder."""
    return valid_folder(tmp_path / "content")
