"""A document as PDF, as strict readers see it."""

import gc
import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest

from patterns.documents import printing as room
from patterns.documents.document import Paragraph, Section, say
from patterns.documents.pdf import Unavailable, missing, pdf, printable
from patterns.documents.printing import printed
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


def test_colors_are_settled_in_the_style_and_words_stay_as_they_are() -> None:
    style, _, words = printable(document("var(--ink)")).page.partition("</style>")

    assert "var(" not in style
    assert "color: #122024" in style
    assert "var(--ink)" in words


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
        (0, "Title plain words"),
        (1, "Contents"),
        (1, "First plain words"),
        (1, "Second"),
        (2, "Below"),
    ]
    assert all(mark.page for mark in read.bookmarks)


def test_it_is_tagged_and_its_picture_has_an_alternative(read: Pdf) -> None:
    roles = [part.role for part in read.structure]

    assert read.is_tagged
    assert {"H1", "H2", "H3", "P", "L", "Table", "TH", "TD", "Caption", "Figure"} <= set(roles)
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


@pytest.mark.parametrize("words", ["plain words", *HOSTILE])
def test_a_page_read_as_xml_prints_like_one_read_as_html(
    words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = printable(document(words))
    as_xml = printed(page)

    def as_html(library: Any, text: str) -> Any:
        return library.HTML(string=text, url_fetcher=room._fetcher())

    monkeypatch.setattr(room, "_read", as_html)

    assert printed(page) == as_xml


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a.ttf", "file:///etc/passwd", "own:../NotoSans-Bold.ttf", "data:,x"],
)
def test_nothing_but_our_font_is_opened(address: str) -> None:
    room._library()

    with pytest.raises(ValueError, match="nothing but its own font"):
        room._fetcher().fetch(address)


def test_the_collector_is_on_again_whatever_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        @staticmethod
        def HTML(**_: object) -> None:  # noqa: N802, the library's own name
            assert not gc.isenabled()
            raise MemoryError

    room._library()
    monkeypatch.setattr(room, "_library", lambda: Broken)

    with pytest.raises(MemoryError):
        pdf(document())

    assert gc.isenabled()
    assert not room._one_at_a_time.locked()


def test_a_machine_without_pango_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr(room.ctypes, "CDLL", absent)
    monkeypatch.setattr(room.sys, "platform", "linux")
    missing.cache_clear()
    try:
        assert "Pango" in missing()
    finally:
        missing.cache_clear()


def test_a_library_that_cannot_be_loaded_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    room._library.cache_clear()
    missing.cache_clear()
    try:
        with pytest.raises(Unavailable):
            pdf(document())
    finally:
        room._library.cache_clear()
        missing.cache_clear()
