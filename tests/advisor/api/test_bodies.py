import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.api.bodies import DEEPEST, parse
from advisor.shapes.faults import Refused

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=20,
)


def nested(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


@given(PLAIN)
def test_what_json_can_hold_comes_back_equal(value: Any) -> None:
    assert parse(json.dumps(value).encode()) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with suppress(Refused):
        assert json.dumps(parse(raw)) is not None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff",
        b"\xef\xbb\xbf{}",
        "{}".encode("utf-16"),
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "b": 1}}',
        b"NaN",
        b"-Infinity",
        b"1e999",
        b"9223372036854775808",
        b"-9223372036854775809",
        b"9" * 5000,
        rb'"\ud800"',
        rb'{"\udc00": 1}',
        nested(DEEPEST + 1),
        nested(30_000),
        b'{"a":' * 20_000,
    ],
    ids=lambda raw: repr(raw[:12]),
)
def test_what_readers_differ_about_is_refused(raw: bytes) -> None:
    with pytest.raises(Refused) as caught:
        parse(raw)

    assert caught.value.slug == "malformed-request"
    assert len(caught.value.detail) < 200


@pytest.mark.parametrize("raw", [nested(DEEPEST), b"9223372036854775807", rb'"\ud83d\ude00"'])
def test_what_lies_on_the_bound_is_read(raw: bytes) -> None:
    assert parse(raw) == json.loads(raw)
