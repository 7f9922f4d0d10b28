"""Every setting is read in one place and explained on one page."""

import re

from advisor import (
    environment,
    settings,  # reading it fills the table
)
from tests.contracts.sources import modules, short, text_of

PAGE = "docs/deployment/settings.md"


def rows() -> dict[str, tuple[str, str]]:
    """Return name -> (default, meaning) of the table."""
    found = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", text_of(PAGE), re.M)
    return {name: (default, meaning) for name, default, meaning in found}


def test_every_setting_has_a_row_and_every_row_a_setting() -> None:
    assert settings.MODE
    assert set(rows()) == set(environment.READ)


def test_a_row_says_what_the_code_says() -> None:
    assert {name: meaning for name, (_, meaning) in rows().items()} == environment.READ


def test_every_row_names_a_default() -> None:
    assert [name for name, (default, _) in rows().items() if not default.strip()] == []


def test_nothing_else_reads_the_environment() -> None:
    readers = [
        short(path)
        for path in modules("advisor", "patterns")
        if "os.environ" in path.read_text() or "getenv" in path.read_text()
    ]

    assert set(readers) <= {"advisor/environment.py", "advisor/wsgi.py"}
