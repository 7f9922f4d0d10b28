"""A document as PDF, as strict readers see it."""

import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.documents import printing as room
from patterns.documents.document import Align, Paragraph, Section, Table, one_line, say
from patterns.documents.pdf import Unavailable, Unprintable, missing, pdf, printable
from patterns.documents.printing import laid_out, printed
from tests.patterns.documents.test_page import HOSTILE
from tests.patterns.documents.written import document
from tests.readers.pdf import Pdf, is_blank

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())
ROOT = Path(__file__).resolve().parents[3]
AGAIN = """
import hashlib, os
os.environ["DJANGO_SETTINGS_MODULE"] = "advisor.settings"
import django
django.setup()
from patterns.documents.pdf import pdf
from tests.patterns.documents.written import document
print(hashlib.sha256(pdf(document())).hexdigest())
"""


@pytest.fixture(scope="module")
def made() -> bytes:
    return pdf(document())


@pytest.fixture(scope="module")
def read(made: bytes) -> Pdf:
    return Pdf(made)


def test_it_says_what_it_is(read: Pdf) -> None:
    facts = read.facts

    assert facts["Title"] == "Subject plain words: Title plain words"
    assert facts["Language"] == "en"
    assert facts["CreationDate"].startswith("D:20260304")


def test_its_words_can_be_found_and_its_fonts_come_along(read: Pdf) -> None:
    assert "First plain words" in read.text
    assert read.embeds_all_fonts
    assert not any(map(is_blank, read.pictures(scale=0.3)))


def test_a_minus_sign_stays_on_the_line_of_its_number() -> None:
    told = "It must act only once (\N{MINUS SIGN}3.3), whoever sends it. "
    section = Section(
        "told", "Told", tuple(Paragraph(say("x" * n, " ", told * 9)) for n in range(40))
    )

    text = pypdf.PdfReader(io.BytesIO(pdf(replace(document(), sections=(section,))))).pages
    lines = [line for page in text for line in page.extract_text().splitlines()]
    assert sum(line.count("\N{EN DASH}3.3") for line in lines) == 360
    assert not any(line.rstrip().endswith("\N{EN DASH}") for line in lines)


def test_every_page_has_its_number_and_says_what_it_was_made_from(read: Pdf) -> None:
    for number, text in enumerate(read.texts, start=1):
        assert f"{number} of {read.pages}" in text
        assert document().origin in text


def test_bookmarks_are_the_headings(read: Pdf) -> None:
    found = [(mark.depth, mark.title) for mark in read.bookmarks]

    assert found == [
        (0, "Contents"),
        (0, "First plain words"),
        (0, "Second"),
        (1, "Below"),
    ]
    assert all(mark.page for mark in read.bookmarks)


def test_it_is_tagged_and_its_picture_has_an_alternative(read: Pdf) -> None:
    roles = [part.role for part in read.structure]

    assert read.is_tagged
    assert {"Title", "H1", "H2", "P", "L", "Table", "TH", "TD", "Caption", "Figure"} <= set(roles)
    assert [part.alternative for part in read.structure if part.role == "Figure"] == ["plain words"]


def test_its_pictures_are_vectors(made: bytes) -> None:
    assert b"/Subtype /Image" not in made


def test_it_leads_nowhere_outside() -> None:
    assert Pdf(pdf(document("https://example.org/x"))).links == ()


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_come_out_as_text(words: str, read: Pdf) -> None:
    found = Pdf(pdf(document(words)))

    assert [mark.depth for mark in found.bookmarks] == [mark.depth for mark in read.bookmarks]
    assert [part.role for part in found.structure if part.role.startswith("H")] == [
        part.role for part in read.structure if part.role.startswith("H")
    ]


def test_equal_documents_give_equal_bytes_in_another_process_too(made: bytes) -> None:
    import hashlib

    other = {"PYTHONHASHSEED": "7", "TZ": "Asia/Kolkata", "LC_ALL": "C.UTF-8"}
    environment = {**os.environ, **other}

    done = subprocess.run(
        [sys.executable, "-c", AGAIN],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout.split()[-1] == hashlib.sha256(made).hexdigest()


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_found_as_they_were_typed(words: str) -> None:
    found = "".join(Pdf(pdf(document(words))).text.split())

    assert "".join(one_line(words).split()) in found


MARKUP = "#panic() $x$ *b* _i_ `r` <second> @second \\ // /* [ ] = - + https://example.org #import"


def test_the_markup_of_the_layout_is_text_too(read: Pdf) -> None:
    found = Pdf(pdf(document(MARKUP)))

    assert "".join(MARKUP.split()) in "".join(found.text.split())
    assert [mark.depth for mark in found.bookmarks] == [mark.depth for mark in read.bookmarks]
    assert found.links == ()


@given(st.text(min_size=1, max_size=60).filter(lambda words: one_line(words)))
@settings(max_examples=20)
def test_any_words_give_a_file_of_the_same_build(words: str) -> None:
    read, found = Pdf(laid_out(printable(document()))), Pdf(laid_out(printable(document(words))))

    assert [mark.depth for mark in found.bookmarks] == [mark.depth for mark in read.bookmarks]
    assert found.is_tagged


def test_it_claims_the_standard_for_accessible_files(made: bytes) -> None:
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made


def test_a_sign_that_no_font_has_is_a_box_and_the_claim_is_left_out() -> None:
    made = pdf(document("\N{LINEAR B SYLLABLE B008 A}"))

    assert b"pdfuaid" not in made
    assert Pdf(made).is_tagged


def test_a_long_word_is_broken_and_not_cut_off() -> None:
    word = "x1" * 300
    table = Table("T", ("A", "B"), ((say(word), say("b")),), (Align.LEFT, Align.LEFT), (1, 9))
    section = Section("told", "Told", (Paragraph(say(word)), table))

    found = Pdf(pdf(replace(document(), sections=(section,))))

    assert "".join(found.text.split()).count("x1") == 600
    assert len(found.pictures()) == found.pages
    for picture in found.pictures():
        width, height = picture.size
        assert is_blank(picture.crop((width - 40, 0, width, height)))


def test_a_cell_longer_than_a_page_goes_on_over_the_next() -> None:
    words = " ".join(f"word{number}" for number in range(1500))
    table = Table("T", ("A", "B"), ((say(words), say("b")),), (Align.LEFT, Align.LEFT))

    found = Pdf(pdf(replace(document(), sections=(Section("told", "Told", (table,)),))))

    assert all(f"word{number}" in found.text for number in (0, 700, 1499))


def test_a_broken_layout_says_why() -> None:
    with pytest.raises(Unprintable, match="date"):
        printed(b"{}")


def test_a_machine_without_the_library_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "find_spec", lambda name: None)
    missing.cache_clear()
    try:
        assert missing() == "the Python package typst is not installed"
        with pytest.raises(Unavailable, match="typst"):
            pdf(document())
    finally:
        missing.cache_clear()
