"""Bundles of which parts were left out: what is there points to nothing that is not."""

import json
import posixpath
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from advisor.answers import archives
from advisor.documents import bundle as module
from advisor.documents.bundle import TooLarge, bundle, contents_of
from advisor.documents.choices import (
    Choices,
    Colors,
    Part,
    PictureFiles,
    choose,
    languages,
)
from advisor.documents.folder import Folder, RecordForm
from patterns.catalogue import Catalogue
from tests.advisor.answering import examples, folder
from tests.advisor.documents.hostile import filled

reader = MarkdownIt("commonmark").enable("table")
# The first that fits; what fits none is always there.
PLACES = (
    ("docs/architecture/arc42/", Part.CHAPTERS),
    ("docs/architecture/diagrams/", Part.DIAGRAMS),
    ("docs/architecture/decisions.md", Part.DECISIONS),
    ("docs/architecture/", Part.ARCHITECTURE),
    ("docs/decisions/", Part.DECISIONS),
    ("code/", Part.CODE),
    ("workspace.dsl", Part.WORKSPACE),
    ("catalog-info.yaml.example", Part.BACKSTAGE),
    ("mkdocs.yml.example", Part.BACKSTAGE),
    ("report.html", Part.REPORT),
)
NAMED = re.compile(r"(?:docs|code|\.patternadvisor)/\S*|workspace\.dsl|[a-z-]+\.ya?ml\.example")


def choices() -> st.SearchStrategy[Choices]:
    return st.builds(
        Choices,
        parts=st.frozensets(st.sampled_from(Part)),
        pictures=st.sampled_from(PictureFiles),
        colors=st.sampled_from(Colors),
    )


def pointed_at(text: str) -> set[str]:
    """The targets of all links and pictures of a Markdown text."""
    inline = [child for token in reader.parse(text) for child in token.children or []]
    found = {str(each.attrs.get("href", each.attrs.get("src", ""))) for each in inline}
    return {target for target in found if target and "://" not in target}


def named(text: str) -> set[str]:
    """The files and folders that a Markdown text names as code."""
    inline = [child for token in reader.parse(text) for child in token.children or []]
    found = {each.content for each in inline if each.type == "code_inline"}
    return {name for name in found if NAMED.fullmatch(name)}


def part_of(path: str) -> Part | None:
    return next((part for start, part in PLACES if path.startswith(start)), None)


def is_there(name: str, files: Mapping[str, bytes]) -> bool:
    return name in files or (name.endswith("/") and any(path.startswith(name) for path in files))


def check(kept: Folder) -> None:
    """Everything that the files say of each other is true."""
    files = contents_of(kept)
    for path, body in files.items():
        if path.endswith(".md"):
            for target in pointed_at(body.decode()):
                there = posixpath.normpath(PurePosixPath(path).parent / target)
                assert there in files, (path, target)
        if path.endswith(".md") and not path.startswith("code/"):
            for name in named(body.decode()):
                assert is_there(name, files), (path, name)
    assert set(map(part_of, files)) <= {*kept.choices.parts, None}
    _check_readers(files)
    _check_manifest(files, kept.choices)


def _check_readers(files: Mapping[str, bytes]) -> None:
    workspace = files.get("workspace.dsl", b"").decode()
    for place in re.findall(r"^\s*!(?:docs|adrs) (\S+)", workspace, re.MULTILINE):
        assert is_there(f"{place}/", files)
    site = yaml.safe_load(files.get("mkdocs.yml.example", b"nav: []"))
    for group in site["nav"]:
        for entry in next(iter(group.values())):
            assert f"docs/{next(iter(entry.values()))}" in files
    if "catalog-info.yaml.example" in files:
        entity = next(yaml.safe_load_all(files["catalog-info.yaml.example"]))
        annotations = entity["metadata"].get("annotations", {})
        place = annotations.get("backstage.io/adr-location")
        assert bool(place) == any(path.startswith("docs/decisions/") for path in files)
        assert ("backstage.io/techdocs-ref" in annotations) == ("mkdocs.yml.example" in files)


def _check_manifest(files: Mapping[str, bytes], chosen: Choices) -> None:
    told = json.loads(files[module.MANIFEST])
    assert {each["path"] for each in told["files"]} == set(files) - {module.MANIFEST}
    assert told["include"] == [part for part in Part if part in chosen.parts]
    assert (told["diagrams"], told["theme"]) == (chosen.pictures, chosen.colors)
    assert bool(told["records"]) == (Part.DECISIONS in chosen.parts)


@examples(15)
@given(chosen=choices(), form=st.sampled_from(RecordForm))
@example(Choices(frozenset()), RecordForm.MADR)
@example(Choices(frozenset({Part.BACKSTAGE})), RecordForm.MADR)
@example(Choices(frozenset({Part.DECISIONS, Part.WORKSPACE})), RecordForm.NYGARD)
@example(Choices(frozenset(Part) - {Part.DIAGRAMS}), RecordForm.LOG4BRAINS)
@example(Choices(frozenset(Part) - {Part.ARCHITECTURE}), RecordForm.MADR_MINIMAL)
@example(Choices(pictures=PictureFiles.MMD), RecordForm.MADR)
def test_what_is_there_points_to_nothing_that_was_left_out(
    catalogue: Catalogue, chosen: Choices, form: RecordForm
) -> None:
    check(replace(filled(catalogue, "Shop", form), choices=chosen))


@pytest.mark.parametrize("part", Part)
def test_each_part_can_be_left_out_and_be_there_alone(catalogue: Catalogue, part: Part) -> None:
    kept = folder(catalogue)
    whole = set(contents_of(kept))

    without = contents_of(replace(kept, choices=Choices(frozenset(Part) - {part})))
    alone = contents_of(replace(kept, choices=Choices(frozenset({part}))))

    assert set(without) == {path for path in whole if part_of(path) is not part}
    rest = {path for path in whole if part_of(path) in (part, None)}
    if part is Part.BACKSTAGE:  # an example for a site of which no page is there
        rest.remove("mkdocs.yml.example")
    assert set(alone) == rest


def test_an_empty_plan_with_any_part_is_true_too(catalogue: Catalogue) -> None:
    for part in Part:
        files = contents_of(
            replace(folder(catalogue, {}), choices=Choices(frozenset(Part) - {part}))
        )
        for path in (path for path in files if path.endswith(".md")):
            for target in pointed_at(files[path].decode()):
                assert posixpath.normpath(PurePosixPath(path).parent / target) in files


@pytest.mark.parametrize(
    ("pictures", "endings"),
    [("mmd", {".mmd"}), ("svg", {".svg"}), ("both", {".mmd", ".svg"})],
)
def test_diagrams_come_as_the_files_that_were_asked_for(
    catalogue: Catalogue, pictures: str, endings: set[str]
) -> None:
    kept = replace(folder(catalogue), choices=choose(catalogue, pictures=pictures))

    files = contents_of(kept)

    drawn = {path for path in files if path.startswith("docs/architecture/diagrams/")}
    assert {PurePosixPath(path).suffix for path in drawn} == endings
    entry = files["README-ARCHITECTURE.md"].decode()
    assert ("![" in entry) == (".svg" in endings)
    assert ("as Mermaid text](" in entry) == (endings == {".mmd"})


def test_dark_pictures_are_dark_and_the_report_stays_as_it_is(catalogue: Catalogue) -> None:
    kept = folder(catalogue)

    light, dark = (
        contents_of(replace(kept, choices=choose(catalogue, colors=colors)))
        for colors in ("light", "dark")
    )

    name = "docs/architecture/diagrams/01-architecture.svg"
    assert b'fill="#0f1618"' in dark[name]
    assert b'fill="#0f1618"' not in light[name]
    assert light["report.html"] == dark["report.html"]


def test_code_comes_in_the_chosen_languages_alone(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert languages(catalogue)
    for language in languages(catalogue):
        kept = replace(folder(catalogue), choices=choose(catalogue, spoken=[language]))
        code = [path for path in contents_of(kept) if path.startswith("code/")]
        assert code
        assert {path.split("/")[2] for path in code} == {language}
    silent = replace(folder(catalogue), choices=Choices(languages=frozenset()))
    assert not [path for path in contents_of(silent) if path.startswith("code/")]
    check(silent)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"parts": ["code", "codes"]}, "include: expected one or more of architecture, chapters,"),
        ({"parts": [""]}, "include: expected one or more of architecture, chapters,"),
        ({"spoken": ["cobol"]}, "language: expected one or more of "),
        ({"pictures": "png"}, "diagrams: expected one of both, mmd, svg"),
        ({"colors": "pink"}, "theme: expected one of light, dark"),
    ],
)
def test_an_unknown_choice_is_refused_with_the_names_that_there_are(
    catalogue: Catalogue, asked: dict[str, list[str]], message: str
) -> None:
    with pytest.raises(ValueError, match="expected") as refused:
        choose(catalogue, **asked)

    assert str(refused.value).startswith(message)


def test_what_nobody_said_is_everything(catalogue: Catalogue) -> None:
    assert choose(catalogue) == Choices()
    assert contents_of(folder(catalogue)) == contents_of(
        replace(folder(catalogue), choices=choose(catalogue, list(Part), languages(catalogue)))
    )


def test_a_bundle_that_is_too_large_says_what_to_leave_out(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = folder(catalogue)
    whole, made_whole = contents_of(kept), bundle(kept)
    made = {
        part: {path: body for path, body in whole.items() if part_of(path) is part} for part in Part
    }
    most = max(made, key=lambda part: len(made[part]))
    heaviest = max(made, key=lambda part: sum(map(len, made[part].values())))

    monkeypatch.setattr(module, "MOST_FILES", len(whole) - 1)
    with pytest.raises(TooLarge) as refused:
        bundle(kept)
    assert str(refused.value) == (
        f"It would hold {len(whole)} files, and at most {len(whole) - 1} are packed. "
        f"Leave out {most} ({len(made[most])} files)."
    )
    bundle(replace(kept, choices=Choices(frozenset(Part) - {most})))

    monkeypatch.setattr(module, "MOST_FILES", len(whole))
    monkeypatch.setattr(module, "MOST_BYTES", 1)
    with pytest.raises(TooLarge, match=rf"bytes, .*Leave out {heaviest} \([\d,]+ bytes\) and "):
        bundle(kept)
    monkeypatch.setattr(module, "MOST_BYTES", len(made_whole))
    assert bundle(kept) == made_whole


def test_a_bundle_can_come_back_whatever_its_size() -> None:
    assert module.MOST_BYTES <= archives.MOST_BYTES
    assert module.MOST_FILES <= archives.MOST_MEMBERS
