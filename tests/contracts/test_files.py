"""What no committed file may hold."""

import re

from tests.conftest import ROOT
from tests.contracts.sources import committed, text_of

# Written in two pieces, so that this file does not hold what it looks for.
REGISTRIES = re.compile(
    "|".join(
        (
            r"pypi\." r"org", r"python" r"hosted", r"registry\." r"npmjs", r"registry\." r"yarnpkg",
            r"crates\." r"io", r"proxy\." r"golang", r"repo1?\." r"maven", r"rubygems\." r"org",
            r"--(extra-)?index" r"-url", r"index" r"-url\s*=", r'"resol' r'ved"\s*:',
        )
    )
)  # fmt: skip
MACHINE = re.compile(r"(?<![\w.}\])*])/(work|root|tmp|home/\w+)(?=/\w|[\"'\s`)]|$)")
# The socket of a database must have a short path, wherever the checkout is.
MAY_NAME_A_MACHINE = {"tests/services.py"}
LARGEST = 1_000_000


def holding(expression: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {match[0]}"
        for name in committed()
        for number, line in enumerate(text_of(name).splitlines(), 1)
        if (match := expression.search(line))
    ]


def test_no_file_names_a_package_registry() -> None:
    assert holding(REGISTRIES) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    found = [line for line in holding(MACHINE) if line.partition(":")[0] not in MAY_NAME_A_MACHINE]

    assert found == []


def test_the_expressions_find_what_they_look_for() -> None:
    assert REGISTRIES.search("https://" + "pypi." + "org/simple")
    assert MACHINE.search('open("/' + 'tmp/x")')
    assert not MACHINE.search("patterns/work/x and advisor/tmp/y")


def test_the_npm_lock_names_no_registry_and_every_hash() -> None:
    lock = text_of("package-lock.json")

    assert '"integrity": "sha512-' in lock
    assert "omit-lockfile-registry-resolved=true" in text_of(".npmrc")


def test_every_pinned_requirement_has_a_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt"):
        pins = re.findall(r"^[a-z0-9][^\n]*==[^\n]*(?:\n\s+[^\n]*)*", text_of(name), re.M | re.I)
        assert pins, name
        assert [pin for pin in pins if "--hash=sha256:" not in pin] == [], name


def test_no_file_is_large_or_made_by_a_program() -> None:
    sizes = {name: (ROOT / name).stat().st_size for name in committed()}

    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}
    assert [name for name in sizes if name.endswith((".pyc", ".sqlite3", ".log"))] == []
