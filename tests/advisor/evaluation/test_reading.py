"""Every fault of a file is listed at once; whatever it holds, nothing is raised."""

import json
from pathlib import Path
from typing import Any

import pytest

from advisor.evaluation import reading
from advisor.evaluation.reading import read_bytes, read_document, read_path
from patterns.catalogue import Catalogue

# Names that published lists of systems use and the catalogue calls otherwise.
OTHER_NAMES = {
    "api-composition": "aggregator",
    "backend-for-frontend": "backends-for-frontends",
    "choreography": "saga-choreography",
    "external-configuration": "external-configuration-store",
    "health-endpoint": "health-endpoint-monitoring",
    "service-registry-discovery": "service-registry",
}


def a(**parts: Any) -> dict[str, Any]:
    return {"id": "one", "answers": {"deps": ["third"]}, "expected": ["retry"]} | parts


def faults(document: object, catalogue: Catalogue) -> list[str]:
    return [str(fault) for fault in read_document(document, catalogue).faults]


def test_a_whole_item_is_read(catalogue: Catalogue) -> None:
    table = a(
        title="One",
        facts=["It calls others"],
        also_acceptable=["timeout"],
        not_expected=["saga", {"slug": "cqrs", "why": "no", "basis": "source"}],
        breadth="system",
        confidence="high",
        domain="passed by",
    )

    result = read_document([table], catalogue)

    (item,) = result.items
    assert not result.faults
    assert item.answers.of_question("deps").options == ("third",)
    assert (item.expected, item.also_acceptable) == (("retry",), ("timeout",))
    assert [(each.slug, each.basis) for each in item.not_expected] == [
        ("saga", "judgement"),
        ("cqrs", "source"),
    ]
    assert (item.title, item.facts, item.breadth, item.confidence) == (
        "One",
        ("It calls others",),
        "system",
        "high",
    )


@pytest.mark.parametrize("name", OTHER_NAMES)
def test_a_pattern_may_be_called_by_another_of_its_names(catalogue: Catalogue, name: str) -> None:
    (item,) = read_document([a(expected=[name])], catalogue).items

    assert item.expected == (OTHER_NAMES[name],)


def test_two_names_of_one_pattern_count_once(catalogue: Catalogue) -> None:
    twice = a(
        expected=["aggregator", "api-composition"],
        not_expected=["saga", {"slug": "saga", "basis": "source"}, "saga"],
    )

    (item,) = read_document([twice], catalogue).items

    assert item.expected == ("aggregator",)
    assert [(each.slug, each.basis) for each in item.not_expected] == [("saga", "source")]


def test_all_faults_are_listed_with_their_item(catalogue: Catalogue) -> None:
    document = [
        a(id="first", expected=["no-such-thing", 7], answers={"nonsense": ["x"], "deps": ["odd"]}),
        a(id="second", not_expected=[{"slug": "nobody"}, {"slug": "saga", "basis": "rumor"}]),
        {"title": "no id"},
        "text",
        a(id="second"),
    ]

    found = faults(document, catalogue)

    assert [line for line in found if line.startswith("first: ")] == [
        "first: answers.nonsense: unknown key 'nonsense'",
        next(line for line in found if line.startswith("first: answers.deps[0]: unknown option")),
        "first: expected[0]: no pattern is called 'no-such-thing'",
        "first: expected[1]: expected the slug of a pattern, found a number",
    ]
    assert "second: not_expected[0].slug: no pattern is called 'nobody'" in found
    assert "second: not_expected[1].basis: expected source or judgement" in found
    assert "item 3: id: is missing" in found
    assert "item 3: answers: is missing" in found
    assert "item 3: expected: is missing" in found
    assert "item 4: expected an object, found text" in found
    assert "second: id: stands twice in the file" in found
    assert len(found) == 11


def test_an_option_that_there_is_is_named(catalogue: Catalogue) -> None:
    (line,) = faults([a(answers={"deps": ["odd"]})], catalogue)

    assert "third" in line


@pytest.mark.parametrize(
    "parts",
    [
        {"id": 7},
        {"id": ""},
        {"id": "\ud800"},
        {"answers": []},
        {"answers": {"deps": 7}},
        {"answers": {"deps": [None]}},
        {"answers": {"teams": ["one", "two"]}},
        {"expected": "retry"},
        {"expected": None},
        {"also_acceptable": {}},
        {"not_expected": [[]]},
        {"not_expected": [{}]},
        {"not_expected": [{"slug": "saga", "basis": []}]},
        {"facts": "text"},
        {"facts": [7]},
        {"title": 7},
        {"breadth": []},
    ],
)
def test_a_wrong_type_is_a_fault(catalogue: Catalogue, parts: dict[str, Any]) -> None:
    assert faults([a(**parts)], catalogue)


@pytest.mark.parametrize("document", [{}, None, 7, "text", True])
def test_anything_but_a_list_is_a_fault(catalogue: Catalogue, document: object) -> None:
    assert faults(document, catalogue)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'[{"id": "a", "id": "b"}]', b"1" * 6_000, b"\0"],
)
def test_bytes_that_are_no_such_file_are_a_fault(catalogue: Catalogue, content: bytes) -> None:
    assert read_bytes(content, catalogue).faults


def test_a_giant_file_is_refused_without_reading_it(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(reading, "FILE_BYTES", 1024 * 1024)
    path = tmp_path / "giant.json"
    path.write_bytes(b" " * (1024 * 1024 + 1))

    (fault,) = read_path(path, catalogue).faults

    assert "larger than 1 MiB" in str(fault)


def test_too_many_items_are_refused(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ITEMS", 2)

    (line,) = faults([a(id="a"), a(id="b"), a(id="c")], catalogue)

    assert "more than 2 items" in line


@pytest.mark.parametrize("path", ["nowhere.json", ".", "nul\0.json"])
def test_a_path_that_cannot_be_read_is_a_fault(
    catalogue: Catalogue, path: str, tmp_path: Path
) -> None:
    (fault,) = read_path(tmp_path / path, catalogue).faults

    assert "cannot be read" in str(fault)


def test_a_file_is_read_from_its_path(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "items.json"
    path.write_text(json.dumps([a()]))

    assert [item.id for item in read_path(path, catalogue).items] == ["one"]


def test_stars_are_read_with_the_answers(catalogue: Catalogue) -> None:
    (item,) = read_document([a(stars=["deps.third"])], catalogue).items

    assert item.answers.stars == (("deps", "third"),)


def test_a_star_at_what_was_not_answered_is_a_fault(catalogue: Catalogue) -> None:
    assert faults([a(stars=["deps.none"])], catalogue) == ["one: stars[0]: misplaced 'deps.none'"]
    assert faults([a(stars=7)], catalogue)
