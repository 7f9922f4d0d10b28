"""The page for authors is made from the schema and cannot drift from it."""

from patterns.content.manual import manual, undocumented
from tests.conftest import FIXTURES


def test_the_authors_page_is_what_the_schema_says() -> None:
    assert (FIXTURES / "README.md").read_text() == manual()


def test_every_entry_of_the_schema_has_a_table() -> None:
    assert not undocumented()
