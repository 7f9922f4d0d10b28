"""Readers of the environment convert, and refuse nonsense with name, value and expectation."""

import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from advisor import environment
from advisor.environment import (
    addresses,
    cache,
    choice,
    database,
    flag,
    number,
    origins,
    secret,
    text,
)


@pytest.fixture(autouse=True, scope="module")
def _table_of_its_own() -> Iterator[None]:
    """Names that only these tests read must not stand in the table of the product's settings."""
    kept = dict(environment.READ)
    yield
    environment.READ.clear()
    environment.READ.update(kept)


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda value: monkeypatch.setenv("X", value)


def test_what_is_not_set_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("X", raising=False)

    assert text("X", "a", "") == "a"
    assert flag("X", True, "") is True
    assert number("X", 3, 1, 5, "") == 3
    assert choice("X", "b", ("a", "b"), "") == "b"
    assert addresses("X", ["here"], "") == ["here"]


def test_every_reader_notes_what_was_asked_for() -> None:
    text("ADVISOR_MADE_UP", "", "A sentence of help.")

    assert environment.READ.pop("ADVISOR_MADE_UP") == "A sentence of help."


@pytest.mark.parametrize(
    ("value", "expected"),
    [("yes", True), ("TRUE", True), ("1", True), ("on", True),
     ("no", False), ("False", False), ("0", False), ("off", False), ("", False)],
)  # fmt: skip
def test_a_flag_is_said_in_many_ways(
    put: Callable[[str], None], value: str, expected: bool
) -> None:
    put(value)

    assert flag("X", not expected, "") is expected


def test_spaces_around_addresses_do_not_count(put: Callable[[str], None]) -> None:
    put(" a.example , b.example,, ")

    assert addresses("X", [], "") == ["a.example", "b.example"]


@pytest.mark.parametrize(
    ("read", "value", "expectation"),
    [
        (lambda: flag("X", True, ""), "perhaps", "expected yes or no"),
        (lambda: number("X", 1, 0, 5, ""), "6", "expected a whole number from 0 to 5"),
        (lambda: number("X", 1, 0, 5, ""), "-1", "expected a whole number from 0 to 5"),
        (lambda: number("X", 1, 0, 5, ""), "1.5", "expected a whole number from 0 to 5"),
        (lambda: number("X", 1, 0, 5, ""), "", "expected a whole number from 0 to 5"),
        (lambda: number("X", 1, 0, 5, ""), "1" * 5_000, "expected a whole number from 0 to 5"),
        (lambda: choice("X", "a", ("a", "b"), ""), "c", "expected a or b"),
        (lambda: database("X", "", ""), "nonsense", "expected sqlite:///path or postgres://"),
        (lambda: database("X", "", ""), "mysql://h/n", "expected sqlite:///path or postgres://"),
        (lambda: database("X", "", ""), "postgres://h:999999/n", "expected sqlite:///path"),
        (lambda: cache("X", "", ""), "nonsense", "expected rediscache://"),
        (lambda: cache("X", "", ""), "ftp://h", "expected rediscache://"),
    ],
)
def test_nonsense_is_refused_with_name_value_and_expectation(
    put: Callable[[str], None], read: Callable[[], object], value: str, expectation: str
) -> None:
    put(value)

    with pytest.raises(ImproperlyConfigured) as refusal:
        read()

    assert str(refusal.value).startswith("X: expected ")
    assert expectation in str(refusal.value)
    assert value.partition("://")[0] in str(refusal.value)


@given(st.text(alphabet="abcdefgh0123456789", min_size=8, max_size=20))
def test_a_refused_address_does_not_show_its_password(password: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("X", f"mysql://user:{password}@host/name")

        with pytest.raises(ImproperlyConfigured) as refusal:
            database("X", "", "")

    assert password not in str(refusal.value)


@pytest.mark.parametrize(
    ("value", "engine"),
    [("sqlite:////a/b.sqlite3", "sqlite3"), ("postgres://u:p@h:5432/n", "postgresql")],
)
def test_databases_are_read(put: Callable[[str], None], value: str, engine: str) -> None:
    put(value)

    assert database("X", "", "")["ENGINE"] == f"django.db.backends.{engine}"


def test_an_empty_address_is_the_default(put: Callable[[str], None]) -> None:
    put("")

    assert database("X", "sqlite:////a", "")["NAME"] == "/a"
    assert "locmem" in cache("X", "locmemcache://a", "")["BACKEND"]


def test_a_secret_is_made_once_and_for_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("X", raising=False)
    file = tmp_path / "deep" / "secret_key"

    first = secret("X", file, "")
    second = secret("X", file, "")

    assert first == second
    assert len(first) >= 50
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert secret("X", tmp_path / "other", "") != first


def test_a_second_process_never_sees_a_secret_that_is_half_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "secret_key"
    seen = []

    def token(size: int) -> str:
        seen.append(file.exists())  # what a second process finds while the first is writing
        return "made" * size

    monkeypatch.setattr("advisor.environment.secrets.token_urlsafe", token)

    assert secret("X", file, "") == "made" * 50
    assert seen == [False]
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_of_two_processes_that_make_a_secret_at_once_both_keep_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "secret_key"

    def overtaken(size: int) -> str:
        file.write_text("of the quicker one")
        file.chmod(0o600)
        return "of the slower one"

    monkeypatch.setattr("advisor.environment.secrets.token_urlsafe", overtaken)

    assert secret("X", file, "") == "of the quicker one"
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_secret_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "secret_key"
    secret("X", file, "")
    file.chmod(mode)

    with pytest.raises(ImproperlyConfigured, match="can be read by others; expected mode 0600"):
        secret("X", file, "")


def test_a_secret_comes_from_the_environment_or_from_a_file_it_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = tmp_path / "mounted"
    given.write_text(" from-file \n")
    monkeypatch.setenv("X_FILE", str(given))

    assert secret("X", tmp_path / "unused", "") == "from-file"
    monkeypatch.setenv("X", "from-environment")
    assert secret("X", tmp_path / "unused", "") == "from-environment"
    assert not (tmp_path / "unused").exists()


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe"])
def test_a_file_without_a_secret_is_refused_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    file = tmp_path / "mounted"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv("X_FILE", str(file))

    with pytest.raises(ImproperlyConfigured, match=r"^X_FILE: expected a file "):
        secret("X", tmp_path / "unused", "")


def test_an_empty_secret_of_an_interrupted_start_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "secret_key"
    file.touch(mode=0o600)

    with pytest.raises(ImproperlyConfigured, match="is empty"):
        secret("X", file, "")


def test_origins_are_read_as_browsers_write_them(put: Callable[[str], None]) -> None:
    put("https://portal.example.org, http://127.0.0.1:3000")

    assert origins("X", "") == ["https://portal.example.org", "http://127.0.0.1:3000"]


@pytest.mark.parametrize(
    "wrong",
    ["*", "null", "portal.example.org", "https://portal.example.org/", "https://Portal.example.org",
     "https://a.example:0", "https://*.example.org", "ftp://a.example", "https://u:p@a.example"],
)  # fmt: skip
def test_what_no_browser_sends_as_an_origin_is_refused(
    put: Callable[[str], None], wrong: str
) -> None:
    put(f"https://fine.example.org,{wrong}")

    with pytest.raises(ImproperlyConfigured, match="X: expected origins"):
        origins("X", "")
