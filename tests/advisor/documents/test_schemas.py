"""The JSON Schemas of a bundle, and a validator that we did not write."""

import json
from dataclasses import replace
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.documents.bundle import MOST_FILES, contents_of
from advisor.documents.choices import Choices, Colors, Part, PictureFiles
from advisor.documents.folder import Folder, RecordForm, Ruling
from advisor.documents.schemas import schemas
from advisor.engine import canonical
from advisor.engine.profiles import Verdict
from patterns.catalogue import Catalogue
from patterns.code.templates import Language
from tests.advisor.answering import BUSY, advice, examples, folder, queries
from tests.advisor.documents.hostile import filled, texts
from tests.advisor.documents.test_parts import choices
from tests.bench.documents import large

TOLD = {name: json.loads(text) for name, text in schemas().items()}
REGISTRY = jsonschema_rs.Registry([(schema["$id"], schema) for schema in TOLD.values()])
VALIDATORS = {
    name: jsonschema_rs.Draft202012Validator(schema, registry=REGISTRY, validate_formats=True)
    for name, schema in TOLD.items()
}
PLACE = ".patternadvisor"


def faults(name: str, value: Any) -> list[str]:
    return [
        f"{list(each.instance_path)}: {each.message}"
        for each in VALIDATORS[name].iter_errors(value)
    ]


def check(kept: Folder) -> None:
    """Each JSON file of a bundle is as its schema in the same bundle says."""
    files = contents_of(kept)
    for name, schema in schemas().items():
        assert files[f"{PLACE}/schemas/{name}.json"] == schema
        if f"{PLACE}/{name}.json" in files:
            assert faults(name, json.loads(files[f"{PLACE}/{name}.json"])) == []


@pytest.mark.parametrize("name", TOLD)
def test_each_schema_is_one(name: str) -> None:
    jsonschema_rs.meta.validate(TOLD[name])

    assert TOLD[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert TOLD[name]["$id"] == f"urn:pattern-advisor:{name}:1"


@examples(20)
@given(data=st.data())
def test_any_advice_is_as_its_schema_says(catalogue: Catalogue, data: st.DataObject) -> None:
    kept = folder(catalogue, data.draw(queries(catalogue)))

    assert faults("advice", json.loads(canonical.as_json(kept.advice))) == []


def test_a_large_advice_is_as_its_schema_says() -> None:
    assert faults("advice", json.loads(large()().advice_as_kept)) == []


def test_an_advice_that_is_not_thorough_is_as_its_schema_says(catalogue: Catalogue) -> None:
    assert faults("advice", json.loads(canonical.as_json(advice(catalogue)))) == []


@examples(12)
@given(text=texts(), form=st.sampled_from(RecordForm), chosen=choices())
def test_all_files_of_any_bundle_are_as_their_schemas_say(
    catalogue: Catalogue, text: str, form: RecordForm, chosen: Choices
) -> None:
    check(replace(filled(catalogue, text, form), choices=chosen))


def test_answers_with_everything_are_as_their_schema_says(catalogue: Catalogue) -> None:
    more = {"w.duplicates": ["1.5"], "star": ["tx.many"], "ops": ["unknown"]}
    kept = folder(catalogue, {**BUSY, **more})

    check(kept)


def test_an_assessment_whose_patterns_changed_places_is_as_its_schema_says(
    catalogue: Catalogue,
) -> None:
    other = folder(catalogue, {**BUSY, "load": ["caller", "provider"]})

    check(
        replace(
            filled(catalogue, "Shop"),
            advice=other.advice,
            numbers={"rate-limiting": 7, "geode": 8},
        )
    )


def test_the_advice_of_another_engine_brings_no_schema(catalogue: Catalogue) -> None:
    kept = filled(catalogue, "Shop")
    assert kept.saved is not None
    older = replace(kept, saved=replace(kept.saved, engine="0.9"))

    brought = {path for path in contents_of(older) if path.startswith(f"{PLACE}/schemas/")}

    assert brought == {
        f"{PLACE}/schemas/{name}.json" for name in ("answers", "assessment", "manifest")
    }


def words(name: str, *path: str) -> set[str]:
    found: Any = TOLD[name]
    for step in path:
        found = found[step]
    return set(found)


def test_the_words_of_the_schemas_are_those_of_the_code() -> None:
    told = ("properties", "include", "items", "enum")
    assert words("manifest", *told) == set(Part)
    assert words("manifest", "properties", "languages", "items", "enum") == set(Language)
    assert words("manifest", "properties", "form", "enum") == set(RecordForm)
    assert words("manifest", "properties", "diagrams", "enum") == set(PictureFiles)
    assert words("manifest", "properties", "theme", "enum") == set(Colors)
    assert TOLD["manifest"]["properties"]["files"]["maxItems"] == MOST_FILES
    decision = TOLD["assessment"]["properties"]["decisions"]["items"]["properties"]
    assert set(decision["status"]["enum"]) == set(Ruling)
    assert set(decision["verdict"]["enum"]) == {"", *Verdict}
    assert words("advice", "$defs", "Verdict", "enum") == set(Verdict)


def changed(value: Any, *path: str | int, to: Any) -> Any:
    copy = json.loads(json.dumps(value))
    place = copy
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return copy


WRONG = [
    ("advice", ("patterns", 0, "verdict"), "maybe"),
    ("advice", ("patterns", 0, "fit"), "94.4"),
    ("advice", ("patterns", 0, "more"), 1),
    ("advice", ("plan", "phases", 0, "id"), "someday"),
    ("advice", ("levels", "latency"), {"level": 1}),
    ("advice", ("release",), "newest"),
    ("answers", ("schema",), "pattern-advisor/answers/2"),
    ("answers", ("answers", "tx"), "many"),
    ("answers", ("answers", "tx"), []),
    ("answers", ("names",), ["x" * 41]),
    ("answers", ("more",), 1),
    ("assessment", ("decisions", 0, "status"), "done"),
    ("assessment", ("decisions", 0, "decided_on"), "2026-02-30"),
    ("assessment", ("records", "retry"), 10_000),
    ("assessment", ("answers", "answers"), []),
    ("manifest", ("files", 0, "sha256"), "ab"),
    ("manifest", ("files", 0, "path"), "a b"),
    ("manifest", ("include",), ["code", "code"]),
    ("manifest", ("theme",), "paper"),
]


@pytest.fixture(scope="module")
def whole(catalogue: Catalogue) -> dict[str, Any]:
    files = contents_of(filled(catalogue, "Shop"))
    return {name: json.loads(files[f"{PLACE}/{name}.json"]) for name in TOLD}


@pytest.mark.parametrize(("name", "path", "to"), WRONG)
def test_a_schema_refuses(
    whole: dict[str, Any], name: str, path: tuple[str | int, ...], to: Any
) -> None:
    assert faults(name, whole[name]) == []

    assert faults(name, changed(whole[name], *path, to=to))
