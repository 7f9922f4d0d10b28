from hypothesis import given
from hypothesis import strategies as st

from patterns.content.marks import found


def test_links_by_name_and_citations_are_found() -> None:
    text = "See [Retry](pattern:retry), [both](compare:a,b), a [word](term:key) and [@nygard-2018]."

    assert found(text) == [
        ("pattern", "retry"),
        ("compare", "a,b"),
        ("term", "key"),
        ("reference", "nygard-2018"),
    ]


def test_what_follows_a_question_mark_is_no_part_of_the_name() -> None:
    assert found("[Retry](pattern:retry?from=here)") == [("pattern", "retry")]


def test_an_address_of_the_web_is_found_as_a_mark_of_its_own_kind() -> None:
    assert found("[a](https://example.org/b)") == [("https", "//example.org/b")]


@given(text=st.text())
def test_no_text_makes_it_raise(text: str) -> None:
    assert isinstance(found(text), list)
