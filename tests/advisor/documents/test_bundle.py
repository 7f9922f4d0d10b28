"""The architecture folder as one zip: whole, safe to unpack, and the same bytes every time."""

import hashlib
import io
import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from itertools import pairwise
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from advisor.advice import advise
from advisor.answers import read_file
from advisor.briefing import knowledge
from advisor.documents import pictures
from advisor.documents.bundle import bundle, contents_of
from advisor.documents.formats import FORMATS
from advisor.engine import canonical
from patterns.catalogue import Catalogue
from patterns.diagrams.problems import Problem
from patterns.diagrams.rendering import Drawing
from tests.advisor.answering import BUSY, examples, folder, queries
from tests.advisor.documents import madr

ROOT = Path(__file__).resolve().parents[3]
OURS = (
    "README-ARCHITECTURE.md", "docs", "code", "workspace.dsl", "catalog-info.yaml.example",
    "mkdocs.yml.example", ".patternadvisor",
)  # fmt: skip
HOSTILE = ["```\n# Heading", "[x](javascript:alert(1))", "<script>alert(1)</script>", "| a | b |"]


@pytest.fixture
def packed(catalogue: Catalogue) -> bytes:
    return bundle(folder(catalogue))


def unpacked(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_archive_is_whole_and_its_entries_are_plain(packed: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        entries = archive.infolist()

        assert archive.testzip() is None
        assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
        assert {entry.external_attr >> 16 for entry in entries} == {0o644}
        assert len({entry.date_time for entry in entries}) == 1


@pytest.mark.skipif(shutil.which("unzip") is None, reason="unzip is not installed")
def test_the_system_s_own_program_accepts_it(packed: bytes, tmp_path: Path) -> None:
    file = tmp_path / "architecture.zip"
    file.write_bytes(packed)

    done = subprocess.run(["unzip", "-tq", str(file)], capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


@examples(10)
@given(data=st.data())
def test_no_path_leaves_the_folder_or_overwrites_a_repository_s_own(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    query = {**data.draw(queries(catalogue)), "name": ["../../etc/passwd", "C:\\x", "CON"]}
    paths = list(unpacked(bundle(folder(catalogue, query))))

    assert len({path.lower() for path in paths}) == len(paths)
    for path in paths:
        assert re.fullmatch(r"[A-Za-z0-9_./-]{1,120}", path), path
        assert not PurePosixPath(path).is_absolute()
        assert ".." not in PurePosixPath(path).parts
        assert path.split("/")[0] in OURS


def test_the_manifest_names_every_other_file_with_its_sum(packed: bytes) -> None:
    files = unpacked(packed)

    manifest = json.loads(files.pop(".patternadvisor/manifest.json"))

    assert {each["path"] for each in manifest["files"]} == set(files)
    for each in manifest["files"]:
        assert each["size"] == len(files[each["path"]])
        assert each["sha256"] == hashlib.sha256(files[each["path"]]).hexdigest()
    for record in manifest["records"]:
        assert f"docs/decisions/{record['file']}" in files


@examples(6)
@given(data=st.data())
def test_every_diagram_has_its_text_and_its_picture(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    files = contents_of(folder(catalogue, data.draw(queries(catalogue))))

    drawn = [path for path in files if path.startswith("docs/architecture/diagrams/")]
    sources = {path.removesuffix(".mmd") for path in drawn if path.endswith(".mmd")}
    pictures = {path.removesuffix(".svg") for path in drawn if path.endswith(".svg")}
    assert sources == pictures
    for path in pictures:
        svg = files[f"{path}.svg"]
        assert svg.startswith(b"<?xml")
        assert not re.search(rb"<script|foreignObject|\son\w+=|https?://(?!www\.w3\.org/)", svg), (
            path
        )


@examples(6)
@given(data=st.data())
def test_the_answers_of_a_bundle_load_again_to_the_same_advice(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    kept = folder(catalogue, {**data.draw(queries(catalogue)), "name": ["Orders"]})
    files = contents_of(kept)

    loaded = read_file(files[".patternadvisor/answers.json"], knowledge(catalogue))

    again = advise(loaded.answers, catalogue, thorough=True)
    assert not loaded.problems
    assert loaded.sheet.names == ("Orders",)
    assert canonical.as_json(again) + b"\n" == files[".patternadvisor/advice.json"]


def test_every_link_of_every_text_resolves_inside_the_bundle(packed: bytes) -> None:
    files = unpacked(packed)

    texts = [path for path in files if path.endswith(".md") and not path.startswith("code/")]
    assert len(texts) > 4
    for path in texts:
        for link in madr.links(files[path].decode()):
            target = posixpath.normpath(PurePosixPath(path).parent / link)
            assert target in files, (path, link)


def images(text: str) -> list[str]:
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    inline = (child for token in tokens for child in token.children or [])
    return [str(child.attrs["src"]) for child in inline if child.type == "image"]


def shown_by(files: dict[str, bytes]) -> list[str]:
    """The paths of all pictures that the texts of a bundle show."""
    return [
        posixpath.normpath(PurePosixPath(path).parent / image)
        for path, body in files.items()
        if path.endswith(".md") and not path.startswith("code/")
        for image in images(body.decode())
    ]


def test_every_picture_that_a_text_shows_is_there(packed: bytes) -> None:
    files = unpacked(packed)

    shown = shown_by(files)

    assert len(shown) > 6
    assert set(shown) <= set(files)


def test_a_picture_that_cannot_be_drawn_is_shown_nowhere(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = Drawing("", Problem("renderer", "This could not be drawn."), "")
    monkeypatch.setattr(pictures, "draw", lambda *_: failed)

    files = contents_of(folder(catalogue))

    assert shown_by(files) == []
    assert not [path for path in files if path.endswith(".svg")]
    assert [path for path in files if path.endswith(".mmd")]


def test_every_text_has_one_title_and_no_heading_twice_on_one_level(packed: bytes) -> None:
    files = unpacked(packed)

    for path in (path for path in files if path.endswith(".md") and not path.startswith("code/")):
        text = files[path].decode().split("\n---\n", 1)[-1]
        titles = madr.headings(text)
        assert [level for level, _ in titles].count(1) == 1, path
        assert titles[0][0] == 1, path
        assert len(set(titles)) == len(titles), path
        steps = [level for level, _ in titles]
        assert all(after - before <= 1 for before, after in pairwise(steps)), path


def test_the_index_lists_each_record_under_its_own_title(packed: bytes) -> None:
    files = unpacked(packed)
    index = files["docs/decisions/index.md"].decode()

    records = [path for path in files if re.match(r"docs/decisions/\d{4}-", path)]
    assert madr.links(index) == [PurePosixPath(path).name for path in records]
    for path in records:
        record = madr.read(PurePosixPath(path).name, files[path])
        assert f"[{record.title}]" in index


def test_code_of_a_planned_pattern_comes_with_its_test(packed: bytes) -> None:
    files = unpacked(packed)

    code = [path for path in files if path.startswith("code/circuit-breaker/python/")]
    assert any("test" in PurePosixPath(path).name for path in code)
    assert any(path.endswith("README.md") for path in code)


def test_hostile_names_stay_in_their_labels(catalogue: Catalogue) -> None:
    plain = folder(catalogue, {**BUSY, "name": ["A", "B", "C", "D"]})
    hostile = folder(catalogue, {**BUSY, "name": [name.replace("\n", " ") for name in HOSTILE]})

    for name in ("markdown", "bundle"):
        assert FORMATS[name].make(hostile)
    left = madr.headings(FORMATS["markdown"].make(plain).decode())
    right = madr.headings(FORMATS["markdown"].make(hostile).decode())
    assert left == right
    assert b"<script>" not in FORMATS["markdown"].make(hostile)


def test_the_date_is_the_time_of_every_entry(catalogue: Catalogue) -> None:
    packed = bundle(folder(catalogue, on=date(2026, 2, 3)))

    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 2, 3, 0, 0, 0)}


SCRIPT = """
import hashlib, locale, sys
locale.setlocale(locale.LC_ALL, "")
import django
django.setup()
from pathlib import Path
from advisor.documents.formats import FORMATS
from patterns.catalogue import Catalogue
from patterns.content.digest import digest
from patterns.content.reading import read_folders
from tests.advisor.answering import BUSY, folder
content = read_folders([Path("fixtures")]).content
kept = folder(Catalogue(content, digest(content)), {**BUSY, "name": ["Bücher", "注文"]})
for name, form in FORMATS.items():
    print(name, hashlib.sha256(form.make(kept)).hexdigest())
"""


def test_two_processes_make_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for seed, zone, language in (("0", "UTC", "C"), ("4711", "Pacific/Kiritimati", "C.utf8")):
        surroundings = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "LC_ALL": language,
            "PYTHONPATH": str(ROOT),
            "ADVISOR_DATA": str(tmp_path / seed),
            "DJANGO_SETTINGS_MODULE": "advisor.settings",
        }
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            cwd=ROOT,
            env=surroundings,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        made.append(done.stdout)

    assert made[0] == made[1]
    assert len(made[0].splitlines()) == len(FORMATS)
