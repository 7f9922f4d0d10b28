from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patterns.content import entries
from patterns.content.faults import Fault
from patterns.content.tables import AtMost, OneOf, Within, as_table, fields_of, read
from tests.patterns.content.folders import Folder
from tests.patterns.content.planting import BREAKER, MATRIX, RETRY, Act, change, mistakes


@mistakes(
    (
        "an unknown key",
        change(RETRY, "complexity", "complexty = 1\ncomplexity"),
        Fault(
            RETRY,
            "complexty",
            "one of " + ", ".join(sorted(key for key, _, _ in fields_of(entries.Pattern))),
            "an unknown key",
        ),
    ),
    (
        "a missing key",
        change(RETRY, "impact = 0.8\n", ""),
        Fault(RETRY, "impact", "a number from 0 to 1", "nothing"),
    ),
    (
        "text in place of a number",
        change(RETRY, "impact = 0.8", "impact = 'high'"),
        Fault(RETRY, "impact", "a number", "'high'"),
    ),
    (
        "a flag in place of a whole number",
        change(MATRIX, "number = 1", "number = true"),
        Fault(MATRIX, "scenario[0].number", "a whole number", "True"),
    ),
    (
        "a number outside its bounds",
        change(RETRY, "impact = 0.8", "impact = 1.8"),
        Fault(RETRY, "impact", "a number from 0 to 1", "1.8"),
    ),
    (
        "a word that is no choice",
        change(RETRY, 'edition = "seed"', 'edition = "first"'),
        Fault(RETRY, "edition", "one of seed, full", "'first'"),
    ),
    (
        "text that breaks its form",
        change(RETRY, "needs?", "needs."),
        Fault(
            RETRY,
            "problem",
            "one question of at most 130 characters",
            "'How does a caller go on when retry is what it needs.'",
        ),
    ),
    (
        "a name longer than its column",
        change(RETRY, 'name = "Retry"', f'name = "{"Retry" * 25}"'),
        Fault(
            RETRY,
            "name",
            "at most 120 characters",
            "'RetryRetryRetryRetryRetryRetryRetryRetryRetryRetryRetryRetr…",
        ),
    ),
    (
        "text in place of a list",
        change(RETRY, '["retry-pattern"]', '"retry-pattern"'),
        Fault(RETRY, "aliases", "a list", "'retry-pattern'"),
    ),
    (
        "text in place of a table",
        change("limits.toml", "{ yes = 9, no = 30 }", "3"),
        Fault("limits.toml", "capacity.by_option", "a table", "3"),
    ),
    (
        "a wrong member of a list",
        change(RETRY, '["seed"]', "[3]"),
        Fault(RETRY, "sources[0]", "text", "3"),
    ),
    (
        "a wrong key two levels down",
        change(BREAKER, 'tune = "Try."', "tune = 3"),
        Fault(BREAKER, "settings[0].tune", "text", "3"),
    ),
)
def test_a_mistake_is_reported_alone(folder: Folder, act: Act, expected: tuple[Fault, ...]) -> None:
    act(folder)

    assert folder.faults() == expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    name: Annotated[str, AtMost(5)]
    origin: str | None = field(default=None, metadata={"key": "from"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    count: Annotated[int, Within(0, 9)]
    share: float = 0.0
    start: str | int | float | None = None
    on: date | None = None
    size: Annotated[str, OneOf(("small", "large"))] = "small"
    parts: Annotated[tuple[Part, ...], AtMost(2)] = ()
    named: Mapping[str, Part] = field(default_factory=dict)


texts = st.text(max_size=5)
parts = st.builds(Part, name=texts, origin=st.none() | texts)
wholes = st.builds(
    Whole,
    count=st.integers(0, 9),
    share=st.floats(allow_nan=False, allow_infinity=False),
    start=st.none() | st.text() | st.integers() | st.floats(allow_nan=False),
    on=st.none() | st.dates(),
    size=st.sampled_from(("small", "large")),
    parts=st.lists(parts, max_size=2).map(tuple),
    named=st.dictionaries(st.text(), parts, max_size=3),
)


@given(whole=wholes)
def test_an_entry_comes_back_from_its_table(whole: Whole) -> None:
    assert read(Whole, as_table(whole), file="f") == (whole, [])


@given(
    table=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_no_table_makes_reading_raise(table: object) -> None:
    entry, faults = read(entries.Pattern, table, file="f")

    assert (entry is None) == bool(faults)


def test_no_fault_hides_another() -> None:
    table = {"count": 12, "size": "huge", "parts": [{"name": "too long"}, 3], "extra": 1}

    _, faults = read(Whole, table, file="f")

    assert [(fault.key, fault.expected) for fault in faults] == [
        ("extra", "one of count, named, on, parts, share, size, start"),
        ("count", "a number from 0 to 9"),
        ("size", "one of small, large"),
        ("parts[0].name", "at most 5 characters"),
        ("parts[1]", "a table"),
    ]


@pytest.mark.parametrize("start", ["7", 7, 7.5], ids=["text", "whole", "number"])
def test_a_field_of_several_kinds_keeps_the_kind_that_was_written(start: object) -> None:
    entry, faults = read(Whole, {"count": 1, "start": start}, file="f")

    assert not faults
    assert entry is not None
    assert type(entry.start) is type(start)


def test_a_whole_number_serves_where_a_number_is_wanted() -> None:
    entry, _ = read(Whole, {"count": 1, "share": 1}, file="f")

    assert entry is not None
    assert type(entry.share) is float


def test_a_field_named_by_a_word_of_python_is_read_under_its_own_name() -> None:
    entry, faults = read(Part, {"name": "a", "from": "b"}, file="f")

    assert not faults
    assert entry == Part(name="a", origin="b")


def test_a_long_list_is_refused() -> None:
    part = {"name": "a"}

    _, faults = read(Whole, {"count": 1, "parts": [part, part, part]}, file="f")

    assert faults == [Fault("f", "parts", "at most 2 entries", "3")]


def test_the_table_of_fields_says_what_is_wanted_and_what_may_be_left_out() -> None:
    assert list(fields_of(Whole))[:3] == [
        ("count", "a number from 0 to 9", False),
        ("share", "a number", True),
        ("start", "text", True),
    ]


def test_a_fault_says_where_and_what() -> None:
    assert str(Fault("f.toml", "a.b", "one", "two")) == "f.toml: a.b: expected one; found two"
    assert str(Fault("f.toml", "", "one", "two")) == "f.toml: expected one; found two"
