"""A Document as DOCX: what python-docx and LibreOffice read is what was written."""

import hashlib
import io
import re
import zipfile
from datetime import datetime
from pathlib import Path

import docx
import pypdf
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.diagrams import raster
from patterns.diagrams.problems import Problem
from patterns.diagrams.rendering import Drawing, Theme, render
from patterns.diagrams.scripts import Diagram
from patterns.documents.document import (
    Align,
    Block,
    Bullets,
    Checklist,
    Code,
    Definitions,
    Document,
    Figure,
    Notice,
    Paragraph,
    Run,
    Section,
    Table,
    Tone,
    one_line,
    say,
    strong,
)
from patterns.documents.word import word
from patterns.documents.word.marks import NAMESPACES
from patterns.documents.word.package import BLANK
from patterns.documents.word.tables import TEXT_WIDTH, columns
from tests.readers.word import Docx, as_pdf, missing

FLOW = Diagram("flowchart LR\n a[One] --> b[Two]\n", "Flow", "One leads to two.")
FIGURE = Figure("flow", FLOW, "Flow. One leads to two.", "One leads to two.")
TABLE = Table(
    caption="What adds up",
    header=("Force", "Points"),
    rows=((say("Short faults"), say("+75.0")), (say(strong("Fit")), say("100.0"))),
    align=(Align.LEFT, Align.RIGHT),
)
WHOLE = Document(
    title="Two patterns fit",
    lead="3 of 18 points of work.",
    origin="Release sha256:00, engine 1.1",
    facts=(("Release", "sha256:00"), ("Engine", "1.1")),
    sections=(
        Section(
            "plan",
            "Plan",
            (
                Paragraph(
                    say("See ", Run("the verdicts", to="verdicts"), " and ", strong("Retry"))
                ),
                TABLE,
                Bullets((say("first"), say("second")), numbered=True),
                Bullets((say("one"), say("two")), numbered=True),
                Bullets((say("loose"),)),
                Paragraph((strong("Before"),)),
                Checklist((say("Tick me"),)),
            ),
            (Section("retry", "Retry", (Definitions((("Verdict", say("adopt")),)),)),),
        ),
        Section(
            "verdicts",
            "Verdicts",
            (
                Notice("Clash", (Paragraph(say("Ways out:")), Bullets((say("wait"),)))),
                Notice("Aside", (Paragraph(say("Read on.")),), Tone.NOTE),
                Code("a = 1\n\n    b = 2", "python"),
                FIGURE,
                Paragraph((Run("the house", address="https://example.org/x"),)),
                TABLE,
            ),
        ),
    ),
    on="2026-03-04",
    identity="ab12",
    subject="Orders",
    keywords=("architecture", "Retry"),
)


def draw(figure: Figure) -> Drawing:
    return render(figure.diagram, Theme.PAPER)


@pytest.fixture(scope="module")
def written() -> bytes:
    return word(WHOLE, draw)


@pytest.fixture(scope="module")
def read(written: bytes) -> Docx:
    return Docx(written)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def body(content: bytes) -> str:
    return parts(content)["word/document.xml"].decode()


def of(*blocks: Block) -> Document:
    return Document("T", "L", (), (Section("s", "S", blocks),), "2026-03-04", "0")


def test_headings_have_the_styles_of_their_depth(read: Docx) -> None:
    assert read.headings == ((0, "Two patterns fit"), (1, "Plan"), (2, "Retry"), (1, "Verdicts"))
    assert ("Subtitle", "3 of 18 points of work.") in read.paragraphs
    assert ("Fact", "Release\tsha256:00") in read.paragraphs


def test_the_contents_are_a_field_whose_entries_lead_to_the_headings(written: bytes) -> None:
    text = body(written)

    contents = text[text.index("<w:sdt>") : text.index("</w:sdt>")]
    assert r'TOC \o "1-2" \h \z \u' in contents.replace("&quot;", '"')
    led_to = re.findall(r'w:anchor="([^"]+)"', contents)
    assert len(led_to) == 3
    marked = re.findall(
        r'<w:bookmarkStart w:id="\d+" w:name="([^"]+)"/><w:r><w:t[^>]*>([^<]+)', text
    )
    assert [dict(marked)[name] for name in led_to] == ["Plan", "Retry", "Verdicts"]
    assert contents.count('"begin"') == contents.count('"separate"') == contents.count('"end"')


def test_no_page_is_begun_before_the_last_is_full(written: bytes) -> None:
    assert "pageBreakBefore" not in body(written)


def test_a_link_to_a_section_leads_to_its_heading(written: bytes) -> None:
    text = body(written)

    link = re.search(r'<w:hyperlink w:anchor="([^"]+)"[^>]*><w:r><w:rPr>.*?the verdicts', text)
    assert link
    assert re.search(rf'w:name="{link[1]}"/><w:r><w:t[^>]*>Verdicts<', text)


def test_an_address_outside_is_text_beside_the_words(read: Docx) -> None:
    assert ("Normal", "the house (https://example.org/x)") in read.paragraphs
    assert read.outside == ()


def test_captions_are_counted_by_fields(read: Docx, written: bytes) -> None:
    captions = [text for style, text in read.paragraphs if style == "Caption"]

    assert captions == [
        "Table 1: What adds up",
        "Figure 1: Flow. One leads to two.",
        "Table 2: What adds up",
    ]
    assert re.findall(r"> SEQ (\w+) ", body(written)) == ["Table", "Figure", "Table"]


def test_tables_keep_their_cells_and_repeat_their_head(read: Docx) -> None:
    cells = (("Force", "Points"), ("Short faults", "+75.0"), ("Fit", "100.0"))

    assert read.tables == (cells, cells)
    assert read.repeats_table_heads


def test_numbers_stand_at_the_right(written: bytes) -> None:
    table = docx.Document(io.BytesIO(written)).tables[0]

    sides = [[cell.paragraphs[0].alignment for cell in row.cells] for row in table.rows]
    assert [row[0] for row in sides] == [None] * 3
    assert {str(row[1]) for row in sides} == {"RIGHT (2)"}


def test_lists_have_list_styles_and_each_numbered_one_begins_at_one(
    read: Docx, written: bytes
) -> None:
    listed = [(style, text) for style, text in read.paragraphs if "List" in style]
    numbers = re.findall(
        r'"ListNumber"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="(\d+)"', body(written)
    )

    assert listed == [
        *(("List Number", text) for text in ("first", "second", "one", "two")),
        ("List Bullet", "loose"),
    ]
    assert len(numbers) == 4
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]
    numbering = parts(written)["word/numbering.xml"].decode()
    assert numbering.count("<w:startOverride") == 2


def test_notices_code_and_ticks_have_styles_of_their_own(read: Docx) -> None:
    found = {text: style for style, text in read.paragraphs}

    assert found["Mind this: Clash"] == "Warning Title"
    assert found["Ways out:"] == "Warning Text"
    assert found["wait"] == "Warning Bullet"
    assert found["Note: Aside"] == "Note Title"
    assert found["Tick me"] == "Checklist"
    assert found["Before"] == "Label"  # stays with the list below it
    assert found["a = 1\n\n    b = 2"] == "Code"


def test_every_style_that_is_used_is_there(written: bytes) -> None:
    used = set(re.findall(r'<w:(?:pStyle|rStyle|tblStyle) w:val="(\w+)"', body(written)))
    defined = set(re.findall(r'w:styleId="(\w+)"', (BLANK / "word/styles.xml").read_text()))

    assert used <= defined
    assert len(used) > 15


def test_a_picture_has_its_alternative_and_fits_the_page(read: Docx, written: bytes) -> None:
    (picture,) = read.pictures

    assert (picture.name, picture.alternative) == ("flow", "One leads to two.")
    assert picture.media_type == "image/png"
    (shape,) = docx.Document(io.BytesIO(written)).inline_shapes
    assert 0 < shape.width.cm <= 17
    assert 0 < shape.height.cm <= 23


def test_a_picture_is_as_fine_as_print_asks_for(written: bytes) -> None:
    package = docx.Document(io.BytesIO(written))

    (shape,) = package.inline_shapes
    name = shape._inline.graphic.graphicData.pic.blipFill.blip.embed
    assert package.part.related_parts[name].image.px_width / shape.width.inches == pytest.approx(
        220, rel=0.03
    )


def test_a_tall_picture_takes_no_more_than_a_page() -> None:
    tall = Diagram("flowchart TB\n" + "".join(f" n{n} --> n{n + 1}\n" for n in range(40)), "T", "D")

    (shape,) = docx.Document(
        io.BytesIO(word(of(Figure("tall", tall, "c", "a")), draw))
    ).inline_shapes

    assert shape.height.inches == pytest.approx(8.7, abs=0.01)


def test_what_cannot_be_drawn_is_told_with_its_text() -> None:
    def refuse(figure: Figure) -> Drawing:
        return Drawing("", Problem("syntax", "Line 1 cannot be read."), "")

    read = Docx(word(of(FIGURE), refuse))

    assert ("Normal", "Line 1 cannot be read. Its text:") in read.paragraphs
    assert ("Code", FLOW.script.strip()) in read.paragraphs
    assert ("Caption", "Figure 1: Flow. One leads to two.") in read.paragraphs


@pytest.mark.parametrize("fault", [raster.TooLarge("x"), raster.Unavailable("resvg")])
def test_without_a_png_the_text_of_the_picture_stands_in_its_place(
    fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> bytes:
        raise fault

    monkeypatch.setattr("patterns.diagram_cache.png", fail)

    read = Docx(word(of(FIGURE), draw))

    assert ("Code", FLOW.script.strip()) in read.paragraphs
    assert read.pictures == ()


def test_the_file_says_what_it_is_and_of_which_day(read: Docx, written: bytes) -> None:
    assert read.facts == {
        "title": "Two patterns fit",
        "author": "Pattern Advisor",
        "last_modified_by": "Pattern Advisor",
        "language": "en-US",
        "created": datetime.fromisoformat("2026-03-04T00:00:00+00:00"),
        "modified": datetime.fromisoformat("2026-03-04T00:00:00+00:00"),
    }
    core = docx.Document(io.BytesIO(written)).core_properties
    assert (core.subject, core.keywords) == ("Orders", "architecture, Retry")
    assert '<w:lang w:val="en-US"' in parts(written)["word/styles.xml"].decode()


def test_each_page_has_its_number_and_says_what_it_was_made_from(written: bytes) -> None:
    footer = docx.Document(io.BytesIO(written)).sections[0].footer

    assert [p.text for p in footer.paragraphs] == ["Orders\tPage 1 of 1", WHOLE.origin]
    fields = [each.text.strip() for each in footer._element.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_equal_input_gives_equal_bytes_of_one_day(written: bytes) -> None:
    again = word(WHOLE, draw)

    assert hashlib.sha256(again).digest() == hashlib.sha256(written).digest()
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        entries = archive.infolist()
    assert [entry.filename for entry in entries[:2]] == ["[Content_Types].xml", "_rels/.rels"]
    rest = [entry.filename for entry in entries[2:]]
    assert rest == sorted(rest)
    assert {entry.date_time for entry in entries} == {(2026, 3, 4, 0, 0, 0)}
    assert {entry.external_attr >> 16 for entry in entries} == {0o644}


def test_the_same_picture_twice_is_kept_once() -> None:
    made = parts(word(of(FIGURE, FIGURE), draw))

    assert [name for name in made if name.startswith("word/media/")] == ["word/media/image1.png"]


def test_the_parts_of_the_blank_file_are_named_in_it() -> None:
    types = (BLANK / "[Content_Types].xml").read_text()
    named = {name.lstrip("/") for name in re.findall(r'PartName="([^"]+)"', types)}

    files = {path.relative_to(BLANK).as_posix() for path in BLANK.rglob("*.xml")}

    assert files - {"[Content_Types].xml"} == named


@given(
    widths=st.lists(st.integers(0, 200), min_size=1, max_size=12),
    long_word=st.booleans(),
)
def test_columns_never_leave_the_page(widths: list[int], long_word: bool) -> None:
    letter = "x" if long_word else "x "
    row = tuple(say(letter * width) for width in widths)
    count = len(widths)

    made = columns(Table("c", ("h",) * count, (row,), (Align.LEFT,) * count))

    assert sum(made) <= TEXT_WIDTH
    assert all(width > 0 for width in made)


def test_a_word_is_not_broken_where_there_is_room() -> None:
    long = (say("x" * 40), say("some words that go on and on " * 9))

    made = columns(Table("c", ("a", "b"), (long,), (Align.LEFT, Align.LEFT)))

    assert made[0] >= 40 * 125
    assert sum(made) == TEXT_WIDTH


def test_words_too_long_for_the_page_do_not_break_the_short_ones_beside_them() -> None:
    row = (say("Availability"), *(say("x" * 40) for _ in range(4)))

    made = columns(Table("c", ("a",) * 5, (row,), (Align.LEFT,) * 5))

    assert made[0] == len("Availability") * 125 + 200
    assert TEXT_WIDTH - 5 < sum(made) <= TEXT_WIDTH
    assert max(made[1:]) - min(made[1:]) <= 1


def test_an_address_that_is_its_own_words_is_told_once() -> None:
    address = "https://example.org/x"
    words = (Run("See "), Run(address, address=address), Run("there", address=address))

    read = Docx(word(of(Paragraph(words)), draw))

    assert ("Normal", f"See {address}there ({address})") in read.paragraphs


@given(
    shares=st.lists(st.integers(1, 100), min_size=1, max_size=8),
    longest=st.lists(st.integers(1, 12), min_size=8, max_size=8),
)
def test_columns_have_their_shares_and_room_for_their_longest_word(
    shares: list[int], longest: list[int]
) -> None:
    count = len(shares)
    row = tuple(say("x" * length) for length in longest[:count])

    made = columns(Table("c", ("h",) * count, (row,), (Align.LEFT,) * count, shares=tuple(shares)))

    assert sum(made) == TEXT_WIDTH
    least = [length * 125 + 200 for length in longest[:count]]
    if sum(least) < TEXT_WIDTH:
        assert all(width >= need for width, need in zip(made, least, strict=True))
    if sum(made) == TEXT_WIDTH and all(
        share * TEXT_WIDTH // sum(shares) >= need for share, need in zip(shares, least, strict=True)
    ):
        for width, share in zip(made, shares, strict=True):
            assert abs(width - share * TEXT_WIDTH / sum(shares)) < count + 1


def test_the_rows_of_a_small_table_stay_together_and_none_of_a_long_one_is_alone() -> None:
    def kept(count: int) -> int:
        rows = ((say("x"),),) * count
        text = body(word(of(Table("c", ("A",), rows, (Align.LEFT,))), draw))
        return text.count('<w:pStyle w:val="TableText"/><w:keepNext/>')

    assert [kept(count) for count in (1, 6, 7, 40)] == [0, 5, 2, 2]


def test_a_table_without_rows_is_a_head() -> None:
    assert Docx(word(of(Table("c", ("A",), (), (Align.LEFT,))), draw)).tables == ((("A",),),)


def test_a_document_without_sections_is_a_title_page() -> None:
    read = Docx(word(Document("T", "", (), (), "2026-03-04", "0"), draw))

    assert read.headings == ((0, "T"),)


HOSTILE = [
    "]]><w:p/>",
    "<script>alert(1)</script>",
    "&lt;b&gt; & \"'",
    '=HYPERLINK("http://evil.example","x")',
    "\x00\x01\x0b\x1f\x7f\x85",
    "\ufffe\uffff\ud800 left",
    "\u202eevil\u202c \u200f\u2066x",
    "{ HYPERLINK \\l x }",
    "line\r\nbreak\u2028para\u2029",
    "x" * 400,
]


@settings(max_examples=40, deadline=None)
@given(words=st.one_of(st.sampled_from(HOSTILE), st.text(max_size=80)))
def test_whatever_is_written_comes_back_as_plain_text(words: str) -> None:
    inner = say(words) if words else ()
    made = Document(
        title=f"T{words}",
        lead=words,
        facts=((f"f{words}", words),),
        sections=(
            Section(
                "s",
                f"S{words}",
                (
                    Paragraph((Run(f"p{words}"), Run(words, code=True, address=words))),
                    Bullets((say(f"b{words}"),)),
                    Checklist((say(f"k{words}"),)),
                    Table(words, (f"h{words}",), ((say(f"c{words}"),),), (Align.LEFT,)),
                    Definitions(((f"d{words}", inner),)),
                    Notice(words, (Paragraph(say(f"n{words}")),)),
                    Code(f"x\n{words}"),
                    Figure("flow", FLOW, words, f"a{words}"),
                ),
            ),
        ),
        on="2026-03-04",
        identity=words,
        subject=words,
        keywords=(words,),
    )

    read = Docx(word(made, draw))

    shown = one_line(words)
    flat = [(style, " ".join(text.split())) for style, text in read.paragraphs]
    assert read.headings == ((0, one_line(f"T{words}")), (1, one_line(f"S{words}")))
    assert ("List Bullet", one_line(f"b{words}")) in flat
    assert ("Checklist", one_line(f"k{words}")) in flat
    assert ("Warning Text", one_line(f"n{words}")) in flat
    assert ("Warning Title", f"Mind this: {shown}".strip()) in flat
    assert ("Caption", f"Figure 1: {shown}".strip()) in flat
    cells = [[" ".join(cell.split()) for cell in row] for row in read.tables[0]]
    assert cells == [[one_line(f"h{words}")], [one_line(f"c{words}")]]
    assert [each.alternative for each in read.pictures] == [one_line(f"a{words}")]
    assert read.outside == ()
    assert len(read.facts["title"]) <= 255


@pytest.mark.skipif(bool(missing()), reason=missing())
def test_a_word_processor_opens_it_with_every_word_and_page_numbers(written: bytes) -> None:
    pdf = pypdf.PdfReader(io.BytesIO(as_pdf(written)))

    told = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    for words in ("Two patterns fit", "Contents", "Table 1: What adds up", "Tick me", "Clash"):
        assert words in told
    last = len(pdf.pages)
    assert f"Page {last} of {last}" in pdf.pages[-1].extract_text()
    assert any("/XObject" in page["/Resources"] for page in pdf.pages)


def test_prefixes_of_the_text_are_those_of_the_blank_file() -> None:
    blank = (Path(BLANK) / "word/document.xml").read_text()

    assert all(name in blank for name in NAMESPACES.split())
