"""A query of a lab's page: every kind of mistake has its answer, and nothing is clamped."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from patterns.labs import shelf
from patterns.labs.addresses import Run
from patterns.pages.labs.asking import OWN, Asked, read
from tests.patterns.labs.strategies import values_of

BREAKER = shelf.lab("circuit-breaker")
VALUES = values_of(BREAKER, {"duration": (60, 60)})


def asked(query: str) -> Asked:
    return read(BREAKER, QueryDict(query))


def test_an_empty_query_asks_for_the_defaults() -> None:
    found = asked("")

    assert found.run.is_default
    assert not found.is_refused
    assert found.notes == ()


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("rate=fast", "rate"),
        ("rate=", "rate"),
        ("rate=nan", "rate"),
        ("rate=inf", "rate"),
        ("rate=1e3", "rate"),
        ("rate=0", "rate"),
        ("rate=2001", "rate"),
        ("rate=22 bananas", "rate"),
        ("window=sometimes", "window"),
        ("strict=maybe", "strict"),
        ("f=10-5:service:error:1", "f"),
        ("f=10-700:service:error:1", "f"),
        ("f=1-2:nobody:error:1", "f"),
        ("f=1-2:calls:error:1", "f"),
        ("f=1-2:service:error:2", "f"),
        ("f=" + ",".join(["1-2:service:error:1"] * 7), "f"),
        ("seed=-1", "seed"),
        ("seed=2147483648", "seed"),
        ("seed=1.5", "seed"),
        ("b.rate=0", "b.rate"),
        ("b.f=9-3:service:error:1", "b.f"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_at_its_field(query: str, field: str) -> None:
    found = asked(query)

    assert found.messages.keys() == {field}
    assert found.is_refused


def test_a_pair_that_does_not_go_together_is_refused_at_both_fields() -> None:
    found = asked("window=count&window_n=10&minimum_calls=20")

    assert found.messages.keys() == {"window_n", "minimum_calls"}
    assert all("10 calls" in words and "20 calls" in words for words in found.messages.values())


def test_run_b_must_be_right_as_a_whole() -> None:
    found = asked("window=count&b.window_n=10")

    assert found.messages.keys() == {"b.window_n"}


def test_a_fault_that_run_b_no_longer_reaches_is_refused_at_what_changed() -> None:
    assert asked("b.duration=300").messages.keys() == {"b.duration"}


def test_more_than_three_changes_are_too_many() -> None:
    found = asked("b.rate=1&b.duration=700&b.clients=2&b.timeout=5")

    assert found.refusals == ("Run B changes 4 values; at most 3 can be compared.",)


def test_an_address_that_is_too_long_is_refused_and_nothing_of_it_read() -> None:
    found = asked("rate=30&zzz=" + "x" * 4_000)

    assert "at most 4,000" in found.refusals[0]
    assert found.run.is_default


def test_unknown_keys_are_named_and_shortened() -> None:
    found = asked("zzz=1&" + "y" * 60 + "=2&rate=30&b.zzz=1&f.1.zzz=2&rate.1.x=3")

    assert not found.is_refused
    assert found.run.values["rate"] == 30
    (note,) = found.notes
    assert "zzz" in note
    assert "y" * 40 in note
    assert "y" * 41 not in note
    for name in ("b.zzz", "f.1.zzz", "rate.1.x"):
        assert name in note


def test_of_a_repeated_key_the_last_counts_and_the_page_says_so() -> None:
    found = asked("rate=30&rate=40")

    assert found.run.values["rate"] == 40
    assert found.notes == ("Given more than once, the last counts: rate.",)


@pytest.mark.parametrize("version", ["2", "0", "x", "99999999999999", "٣"])
def test_a_link_of_another_model_version_says_so(version: str) -> None:
    found = asked(urlencode({"v": version}))

    assert "figures may differ" in found.notes[0]


def test_a_link_of_this_model_version_says_nothing() -> None:
    assert asked("v=1").notes == ()


def test_cells_of_the_form_become_the_rows_of_the_list() -> None:
    cells = {
        "f.1.span": "10-20", "f.1.target": "service", "f.1.kind": "error", "f.1.value": "0.5",
        "f.2.span": "", "f.2.target": "service", "f.2.kind": "error", "f.2.value": " ",
        "f.3.span": "30-40", "f.3.target": "calls", "f.3.kind": "load", "f.3.value": "2",
    }  # fmt: skip

    found = asked(urlencode(cells))

    assert found.run.values["f"] == "10-20:service:error:0.5,30-40:calls:load:2"
    assert found.notes == ()


def test_rows_that_are_all_empty_are_an_empty_list() -> None:
    found = asked(urlencode({"f.1.span": "", "f.1.target": "service", "f.1.value": ""}))

    assert found.run.values["f"] == ""
    assert not found.run.is_default


def test_slots_of_the_form_become_changes_of_run_b() -> None:
    slots = {"b.1.key": "rate", "b.1.value": "30", "b.2.key": "", "b.2.value": "9"}

    found = asked(urlencode(slots))

    assert found.run.changes == {"rate": 30.0}


def test_a_change_to_the_same_value_is_still_a_comparison() -> None:
    assert asked("b.rate=22").run.changes == {"rate": 22.0}


@given(VALUES, st.integers(0, 2**31 - 1))
def test_the_canonical_address_asks_for_its_own_run(values: dict[str, object], seed: int) -> None:
    run = Run(lab=BREAKER, values=values, seed=seed)  # type: ignore[arg-type]

    found = asked(run.query)

    assert found.run == run
    assert not found.is_refused
    assert found.notes == ()


@pytest.mark.parametrize("slug", shelf.labs())
def test_no_parameter_has_a_name_that_the_page_uses(slug: str) -> None:
    names = {parameter.name for parameter in shelf.lab(slug).parameters}

    assert not names & OWN
    assert not {name for name in names if "." in name}


@given(
    st.dictionaries(
        st.sampled_from(
            ["rate", "f", "b.rate", "b.1.key", "f.1.span", "seed", "v", "step", "x.9.y"]
        )
        | st.text(max_size=8),
        st.text(max_size=12),
        max_size=8,
    )
)
def test_reading_never_raises(query: dict[str, str]) -> None:
    asked(urlencode(query, errors="surrogatepass"))
