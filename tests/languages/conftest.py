import os
from collections.abc import Mapping

import pytest

from tests.languages import workspace
from tests.languages.workspace import INTERPRETER, Outcome, subjects

ON_CI = bool(os.environ.get("CI"))


@pytest.fixture(scope="session")
def toolchain() -> None:
    """Skip at home what cannot run here; on CI nothing may be skipped."""
    if not INTERPRETER.exists():
        reason = f"Python workspace not set up: {INTERPRETER} not found; `make test` creates it"
        pytest.fail(reason) if ON_CI else pytest.skip(reason)


@pytest.fixture(scope="session")
def outcomes(toolchain: None, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Outcome]:
    """Every variant of every template, run once for all tests of this folder."""
    return workspace.run(subjects(), tmp_path_factory.mktemp("python"))
