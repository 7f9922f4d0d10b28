"""The bytes of a PDF, compared with those that the library's own writer makes of equal objects."""

import io
import re

import pydyf
import pypdf
import pytest

from patterns.documents.packing import TOGETHER, packed

MANY = 2 * TOGETHER + 7


def objects(count: int = MANY, words: str = "plain") -> pydyf.PDF:
    """A PDF with a page, its drawing, and many dictionaries."""
    pdf = pydyf.PDF()
    drawing = pydyf.Stream(["BT", b"ET", pydyf.Dictionary({"A": 1})], compress=True)
    pdf.add_object(drawing)
    pdf.add_page(
        pydyf.Dictionary(
            {
                "Type": "/Page",
                "Parent": pdf.pages.reference,
                "MediaBox": pydyf.Array([0, 0, 200, 200]),
                "Contents": drawing.reference,
            }
        )
    )
    for number in range(count):
        pdf.add_object(pydyf.Dictionary({"N": number, "W": pydyf.String(f"{words} {number} (é)")}))
    pdf.info["Title"] = pydyf.String(words)
    return pdf


def written(pdf: pydyf.PDF) -> bytes:
    into = io.BytesIO()
    pdf.write(into, b"1.7", b"x", compress=True)
    return into.getvalue()


def read(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content), strict=True)


def plain(reader: pypdf.PdfReader, number: int) -> bytes:
    """One object as it would be written, a stream without what compressing makes of it."""
    found = reader.get_object(number)
    if isinstance(found, pypdf.generic.StreamObject):
        return found.get_data()
    into = io.BytesIO()
    assert found is not None
    found.write_to_stream(into)
    return into.getvalue()


@pytest.mark.parametrize("count", [0, 1, TOGETHER, MANY])
def test_every_object_reads_as_from_the_library_s_own_writer(count: int) -> None:
    ours, theirs = read(packed(objects(count), "x")), read(written(objects(count)))

    assert ours.metadata == theirs.metadata
    assert len(ours.pages) == len(theirs.pages) == 1
    for number in range(1, len(objects(count).objects)):
        assert plain(ours, number) == plain(theirs, number)


def test_it_is_found_from_its_end() -> None:
    content = packed(objects(), "x")

    place = int(re.search(rb"startxref\n(\d+)\n%%EOF\n$", content)[1])
    assert content[place:].split(b"\n", 1)[0].endswith(b" 0 obj")
    assert b"/Type/XRef" in content[place : place + 60]


def test_equal_objects_give_equal_bytes_and_others_another_identifier() -> None:
    first, again = packed(objects(), "x"), packed(objects(), "x")
    other_words, other_name = packed(objects(words="other"), "x"), packed(objects(), "y")

    assert first == again
    names = [read(content).trailer["/ID"] for content in (first, other_words, other_name)]
    assert names[0][0] == names[1][0] != names[2][0]
    assert names[0][1] != names[1][1]


def test_what_is_compressed_already_stays_as_it_is() -> None:
    pdf = objects(0)
    picture = pydyf.Stream([b"\x00\xff" * 40], {"Filter": "/FlateDecode"}, compress=False)
    pdf.add_object(picture)

    assert b"\x00\xff" * 40 in packed(pdf, "x")
