"""A change of Answers as a JSON Merge Patch."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.answers.merging import merged

# The test cases of RFC 7396, appendix A, whose result is an object: under a member of our own.
CASES = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]
WHOLE: dict[str, Any] = {
    "title": "Orders",
    "answers": {"stage": ["new"], "deps": ["third"], "pains": ["cascade", "dup"], "legacy": ["na"]},
    "reasons": {"legacy": {"code": "other"}},
    "notes": {"stage": "Since May", "deps": "Payments"},
    "stars": ["pains.cascade", "deps.third"],
    "sources": {"stage": "assumed", "deps": "assumed"},
}


@pytest.mark.parametrize(("target", "patch", "result"), CASES)
def test_the_examples_of_the_standard_hold(target: Any, patch: Any, result: Any) -> None:
    assert merged({"x": target}, {"x": patch}) == {"x": result}


@pytest.mark.parametrize("patch", [None, [], "x", 3])
def test_what_is_no_object_stands_in_place_of_all(patch: Any) -> None:
    assert merged(WHOLE, patch) == patch


def test_what_belongs_to_an_answer_goes_with_it() -> None:
    found: Any = merged(WHOLE, {"answers": {"deps": None, "legacy": None}})

    assert found["answers"] == {"stage": ["new"], "pains": ["cascade", "dup"]}
    assert found["reasons"] == {}
    assert found["notes"] == {"stage": "Since May"}
    assert found["stars"] == ["pains.cascade"]
    assert found["sources"] == {"stage": "assumed"}


def test_another_answer_is_not_assumed_any_more_and_keeps_its_note() -> None:
    found: Any = merged(WHOLE, {"answers": {"stage": ["growing"], "pains": ["dup"]}})

    assert found["sources"] == {"deps": "assumed"}
    assert found["notes"] == WHOLE["notes"]
    assert found["stars"] == ["deps.third"]


def test_what_the_patch_names_stays() -> None:
    patch = {
        "answers": {"stage": ["growing"], "legacy": ["na"]},
        "sources": {"stage": "assumed"},
        "stars": ["pains.dup"],
    }

    found: Any = merged(WHOLE, patch)

    assert found["sources"] == WHOLE["sources"]
    assert found["stars"] == ["pains.dup"]
    assert found["reasons"] == WHOLE["reasons"]


KEYS = st.sampled_from(["title", "answers", "reasons", "notes", "stars", "sources", "stage"])
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)  # the first example pays for what is made once
@given(document=st.dictionaries(KEYS, PLAIN), patch=PLAIN)
def test_any_patch_gives_something_and_changes_neither(document: Any, patch: Any) -> None:
    before = copy.deepcopy((document, patch))

    merged(document, patch)

    assert (document, patch) == before


@settings(deadline=None)
@given(patch=st.dictionaries(KEYS, PLAIN, max_size=4))
def test_a_patch_once_is_a_patch_twice(patch: Any) -> None:
    once = merged(WHOLE, patch)

    assert merged(once, patch) == once  # type: ignore[arg-type]
