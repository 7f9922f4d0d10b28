import io
import tomllib
import zipfile
from dataclasses import replace
from datetime import date

from patterns.code.bundling import Request, bundle, file, files
from patterns.code.execution import Execution
from patterns.code.templates import Difference
from tests.patterns.code.builders import TEMPLATE, TEXTS

REQUEST = Request(
    TEMPLATE,
    "circuit-breaker",
    "Circuit Breaker",
    {"open_wait": 5.0, "threshold": 0.25},
    frozenset({"fallback"}),
    "https://example.org/patterns/circuit-breaker/",
)
EXECUTION = Execution(
    TEMPLATE.key, "0", "Python 3.11.7", ("demo-client 1.2.0",), 3, 9, date(2026, 11, 22)
)


def test_the_file_says_what_it_is_and_carries_the_readers_values() -> None:
    text = file(REQUEST, TEXTS, EXECUTION)

    assert text.startswith(
        "# Circuit Breaker: Plain calls.\n"
        "# Tested on 2026-11-22 with Python 3.11.7, demo-client 1.2.0.\n"
        "# Own code, free to use under the licence 0BSD.\n"
        "# https://example.org/patterns/circuit-breaker/\n"
        '"""Call a service."""\n'
    )
    assert "WAIT_MS: Final[int] = 5000\n" in text
    assert "advisor:" not in text


def test_the_bundle_is_a_project_of_its_own() -> None:
    bundled = files(REQUEST, TEXTS, EXECUTION)

    assert sorted(bundled) == [
        "LICENSE",
        "README.md",
        "pyproject.toml",
        "requirements.txt",
        "src/demo/__init__.py",
        "src/demo/call.py",
        "tests/test_demo_call.py",
    ]
    project = tomllib.loads(bundled["pyproject.toml"])
    assert project["project"]["dependencies"] == ["demo-client==1.2.0"]
    assert project["tool"]["ruff"]["line-length"] == 100
    assert "unused" not in bundled["requirements.txt"]


def test_file_and_test_lose_the_same_regions() -> None:
    with_all = files(replace(REQUEST, off=frozenset()), TEXTS, None)
    without = files(replace(REQUEST, off=frozenset({"fallback", "metrics"})), TEXTS, None)

    for path in ("src/demo/call.py", "tests/test_demo_call.py"):
        assert "call_or" in with_all[path]
        assert "call_or" not in without[path]


def test_the_readme_names_settings_and_everything_that_is_not_as_asked() -> None:
    known = replace(TEMPLATE, differences=(Difference("parallel calls", "One by one.", "test_x"),))

    text = files(replace(REQUEST, template=known), TEXTS, EXECUTION)["README.md"]

    assert "    WAIT_MS = 5000\n" in text
    assert "    without fallback\n" in text
    assert "- Failure share: asked 25 %; here FAIL_MAX = 5. No share.\n" in text
    assert "- parallel calls: One by one.\n" in text
    assert "- demo-client 1.2.0, MIT.\n" in text


def test_no_value_of_a_reader_can_become_markup_in_the_readme() -> None:
    request = replace(REQUEST, values={"service": "</code>`*# [x](y)"})

    text = files(request, TEXTS, None)["README.md"]

    assert '\n    SERVICE = "</code>`*# [x](y)"\n' in text


def test_equal_input_gives_equal_bytes() -> None:
    shuffled = dict(reversed(TEXTS.items()))

    assert bundle(REQUEST, TEXTS, EXECUTION) == bundle(REQUEST, shuffled, EXECUTION)


def test_the_zip_has_one_folder_named_from_slugs_with_plain_permissions() -> None:
    with zipfile.ZipFile(io.BytesIO(bundle(REQUEST, TEXTS, EXECUTION))) as archive:
        entries = archive.infolist()

    assert {entry.filename.split("/")[0] for entry in entries} == {"circuit-breaker-python-call"}
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert {entry.external_attr >> 16 for entry in entries} == {0o644}
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
