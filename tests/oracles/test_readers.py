"""Our exports, read by the programs that people read such files with.

Each reader is tried on samples written by hand first: it must refuse or misread the wrong ones,
or its silence about ours would mean nothing.
"""

import io
import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import docx
import pytest
import typst
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor.documents.bundle import contents_of
from patterns.catalogue import Catalogue
from tests.advisor.answering import examples, folder, queries
from tests.advisor.documents import madr
from tests.readers import jars, word
from tests.readers.npm import Npm
from tests.readers.pdf import Bookmark, Pdf, is_blank
from tests.readers.records import Record
from tests.readers.structurizr import IMPORTERS, Structurizr
from tests.readers.talking import Refused
from tests.readers.word import Docx

pytestmark = pytest.mark.oracle

RULES = json.loads((Path(madr.__file__).parents[2] / "readers/markdownlint.json").read_text())
NUMBERED = re.compile(r"docs/decisions/\d{4}-[^/]+\.md")


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files by path into a folder, bytes as they are."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def text_of(tokens: str) -> str:
    """The words of a Markdown title, as a person sees them."""
    return madr.headings(f"# {tokens}\n")[0][1]


@pytest.fixture(scope="module")
def unpacked(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of a busy system, as files."""
    return write(tmp_path_factory.mktemp("bundle"), contents_of(folder(catalogue)))


def records_of(unpacked: Path) -> dict[str, madr.Madr]:
    """Number -> what our own strict reader finds."""
    files = sorted((unpacked / "docs/decisions").glob("[0-9]*.md"))
    return {str(int(file.name[:4])): madr.read(file.name, file.read_bytes()) for file in files}


# --- decision records: Structurizr --------------------------------------------------------------

FIRST = """---
status: accepted
date: 2026-11-22
---

# Use Transactional Outbox

Leads to [Use Idempotent Consumer](0002-use-idempotent-consumer.md)
"""
SECOND = """---
status: superseded by ADR-0001
date: 2026-11-23
---

# Use Idempotent Consumer
"""


def changed(tmp_path: Path, content: str | bytes, name: str = "0001-use-outbox.md") -> Path:
    return write(tmp_path, {name: content, "0002-use-idempotent-consumer.md": SECOND})


def test_structurizr_reads_madr(structurizr: Structurizr, tmp_path: Path) -> None:
    found = structurizr.records(changed(tmp_path, FIRST))

    assert found == [
        Record("1", "Use Transactional Outbox", "accepted", "2026-11-22", ("2",)),
        Record("2", "Use Idempotent Consumer", "superseded by ADR-0001", "2026-11-23"),
    ]


PROPOSED = FIRST.replace("accepted", "proposed")
MISREAD = {
    "a byte-order mark": b"\xef\xbb\xbf" + PROPOSED.encode(),
    "an empty first line": "\n" + PROPOSED,
    "a quoted status": PROPOSED.replace("proposed", '"proposed"'),
    "no status": PROPOSED.replace("status: proposed\n", ""),
    "two spaces": PROPOSED.replace("status: proposed", "status:  proposed"),
    "a link with a folder": PROPOSED.replace("(0002", "(./0002"),
    "words in brackets behind a link": PROPOSED.replace(".md)", ".md) (first)"),
    "no title": PROPOSED.replace("# Use", "Use"),
    "an escaped title": PROPOSED.replace("# Use", r"# \*Use"),
    "no date": PROPOSED.replace("date: 2026-11-22\n", ""),
}


@pytest.mark.parametrize("fault", MISREAD)
def test_structurizr_misreads_a_record_with(
    structurizr: Structurizr, tmp_path: Path, fault: str
) -> None:
    right = Record("1", "Use Transactional Outbox", "proposed", "2026-11-22", ("2",))

    assert structurizr.records(changed(tmp_path, MISREAD[fault]))[0] != right


def test_structurizr_finds_the_last_link_of_a_line_only(
    structurizr: Structurizr, tmp_path: Path
) -> None:
    both = "See [two](0002-two.md); see [three](0003-three.md)"
    files = {"0001-one.md": SECOND + both, "0002-two.md": SECOND, "0003-three.md": SECOND}

    assert structurizr.records(write(tmp_path, files))[0].links == ("3",)


def test_structurizr_passes_over_a_name_with_three_digits(
    structurizr: Structurizr, tmp_path: Path
) -> None:
    found = structurizr.records(changed(tmp_path, FIRST, "001-use-outbox.md"))

    assert [record.number for record in found] == ["2"]


def test_structurizr_refuses_a_date_that_is_none(structurizr: Structurizr, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Unparseable date"):
        structurizr.records(changed(tmp_path, FIRST.replace("2026-11-22", "yesterday")))


NYGARD = """# 1. Use Transactional Outbox

Date: 2026-11-22

## Status

Accepted

Amended by [2. Use Idempotent Consumer](0002-use-idempotent-consumer.md)

## Context

Text
"""


def test_structurizr_reads_the_form_of_adr_tools(structurizr: Structurizr, tmp_path: Path) -> None:
    second = NYGARD.replace("# 1. Use Transactional", "# 2. Use Idempotent Consumer")
    files = {"0001-use-outbox.md": NYGARD, "0002-use-idempotent-consumer.md": second}

    found = structurizr.records(write(tmp_path, files), "adr-tools")

    assert found[0] == Record("1", "Use Transactional Outbox", "Accepted", "2026-11-22", ("2",))


def test_in_the_form_of_adr_tools_every_file_must_be_numbered(
    structurizr: Structurizr, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="inde"):
        structurizr.records(write(tmp_path, {"0001-a.md": NYGARD, "index.md": "# x"}), "adr-tools")


LOG4BRAINS = {
    "20261122-use-outbox.md": """# Use Transactional Outbox

- Status: accepted
- Date: 2026-11-22
- Tags: messages, data

## Links

- Relates to [Consumer](20261123-use-consumer.md)
""",
    "20261123-use-consumer.md": """# Use Idempotent Consumer

- Status: superseded by [20261122-use-outbox](20261122-use-outbox.md)
- Date: 2026-11-23
""",
}


def test_structurizr_and_log4brains_read_the_form_of_log4brains(
    structurizr: Structurizr, npm: Npm, tmp_path: Path
) -> None:
    write(tmp_path, LOG4BRAINS)

    assert structurizr.records(tmp_path, "log4brains") == [
        Record("1", "Use Transactional Outbox", "accepted", "2026-11-22", ("2",)),
        Record("2", "Use Idempotent Consumer", "superseded", "2026-11-23", ("1",)),
    ]
    assert npm.log4brains(tmp_path) == [
        Record("20261122-use-outbox", "Use Transactional Outbox", "accepted", "2026-11-22"),
        Record(
            "20261123-use-consumer",
            "Use Idempotent Consumer",
            "superseded",
            "2026-11-23",
            ("20261122-use-outbox",),
        ),
    ]


@pytest.mark.parametrize("importer", IMPORTERS)
def test_a_folder_that_is_not_there_is_refused(
    structurizr: Structurizr, tmp_path: Path, importer: str
) -> None:
    with pytest.raises(Refused, match="does not exist"):
        structurizr.records(tmp_path / "none", importer)


def test_log4brains_misreads_other_forms(npm: Npm, tmp_path: Path) -> None:
    write(tmp_path, {"0001-a.md": PROPOSED, "0002-b.md": "# B\n\n- Status: almost\n"})

    found = npm.log4brains(tmp_path)

    assert [record.status for record in found] == ["accepted", "draft"]
    assert not any(record.date for record in found)


def test_structurizr_reads_every_record_as_it_was_written(
    structurizr: Structurizr, unpacked: Path
) -> None:
    written = records_of(unpacked)

    found = structurizr.records(unpacked / "docs/decisions")

    assert len(found) > 3
    assert [record.number for record in found] == list(written)
    for record in found:
        ours = written[record.number]
        assert (record.title, record.status, record.date) == (ours.title, ours.status, ours.date)
        assert set(record.links) == {str(int(link[:4])) for link in ours.links}


@examples(12)
@given(data=st.data())
def test_structurizr_reads_the_records_of_any_advice(
    structurizr: Structurizr,
    catalogue: Catalogue,
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
) -> None:
    contents = contents_of(folder(catalogue, data.draw(queries(catalogue))))
    files = {path: body for path, body in contents.items() if path.startswith("docs/decisions/")}
    made = write(tmp_path_factory.mktemp("records"), files)
    written = records_of(made)

    found = {each.number: each for each in structurizr.records(made / "docs/decisions")}

    assert list(found) == list(written)
    for number, ours in written.items():
        assert text_of(found[number].title) == ours.title
        assert found[number].status == ours.status
        assert set(found[number].links) == {str(int(link[:4])) for link in ours.links}


# --- decision records: Backstage ----------------------------------------------------------------


def test_backstage_reads_madr(npm: Npm, tmp_path: Path) -> None:
    read = npm.backstage(changed(tmp_path, FIRST) / "0001-use-outbox.md")

    assert read is not None
    assert read[0] == Record("0001", "Use Transactional Outbox", "accepted", "2026-11-22")


@pytest.mark.parametrize("name", ["001-use-outbox.md", "0001.md", "0001-use-outbox.txt"])
def test_backstage_passes_over_a_wrong_name(npm: Npm, tmp_path: Path, name: str) -> None:
    assert npm.backstage(changed(tmp_path, FIRST, name) / name) is None


@pytest.mark.parametrize("fault", ["an empty first line", "no status", "no title", "no date"])
def test_backstage_misreads_a_record_with(npm: Npm, tmp_path: Path, fault: str) -> None:
    read = npm.backstage(changed(tmp_path, MISREAD[fault]) / "0001-use-outbox.md")

    assert read is not None
    assert read[0] != Record("0001", "Use Transactional Outbox", "proposed", "2026-11-22")


def test_backstage_refuses_front_matter_that_is_not_yaml(npm: Npm, tmp_path: Path) -> None:
    broken = FIRST.replace("status: accepted", "status: [accepted")

    with pytest.raises(Refused):
        npm.backstage(changed(tmp_path, broken) / "0001-use-outbox.md")


def test_backstage_reads_every_record_as_it_was_written(npm: Npm, unpacked: Path) -> None:
    for number, ours in records_of(unpacked).items():
        (file,) = (unpacked / "docs/decisions").glob(f"{int(number):04d}-*.md")
        read = npm.backstage(file)
        assert read is not None
        assert read[0] == Record(f"{int(number):04d}", ours.title, ours.status, ours.date)
        assert set(read[1]) == {"status", "date"}


# --- the workspace: Structurizr's DSL -----------------------------------------------------------

WORKSPACE = """workspace "Shop" "What the tests draw" {
    model {
        buyer = person "Buyer"
        shop = softwareSystem "Shop system" "Sells" {
            !docs docs/architecture
            !adrs docs/decisions madr
            orders = container "Orders" "Takes orders" "Python" "Transactional Outbox"
            broker = container "Broker"
            orders -> broker "publishes" "AMQP"
        }
        buyer -> orders "orders"
    }
    views {
        systemContext shop "context" {
            include *
            autoLayout lr
        }
        container shop "containers" {
            include *
            autoLayout
        }
    }
}
"""


def drawn(structurizr: Structurizr, tmp_path: Path, dsl: str) -> dict[str, Any]:
    files = {
        "workspace.dsl": dsl,
        "docs/architecture/index.md": "## Introduction\n",
        "docs/decisions/0001-use-outbox.md": FIRST,
        "docs/decisions/0002-use-idempotent-consumer.md": SECOND,
    }
    return structurizr.workspace(write(tmp_path, files) / "workspace.dsl")


def test_structurizr_reads_a_workspace_with_its_documents(
    structurizr: Structurizr, tmp_path: Path
) -> None:
    read = drawn(structurizr, tmp_path, WORKSPACE)

    elements = {row["name"]: row for row in read["elements"]}
    assert elements["Orders"]["parent"] == "Shop system"
    assert elements["Orders"]["technology"] == "Python"
    assert "Transactional Outbox" in elements["Orders"]["tags"]
    arrows = {(row["source"], row["target"], row["description"]) for row in read["relations"]}
    assert ("Orders", "Broker", "publishes") in arrows
    views = {row["key"]: row for row in read["views"]}
    assert set(views["containers"]["elements"]) == {"Buyer", "Orders", "Broker"}
    assert views["containers"]["arrows"] == 2
    shop = read["documentation"]["Shop system"]
    assert [row["title"] for row in shop["records"]] == [
        "Use Transactional Outbox",
        "Use Idempotent Consumer",
    ]
    assert shop["sections"] == ["## Introduction\n"]


WRONG = {
    "an unknown element": ("orders -> broker", "orders -> nobody"),
    "an open brace": ("        buyer -> orders", "    {   buyer -> orders"),
    "a name twice": ('container "Broker"', 'container "Orders"'),
    "an identifier twice": ("broker = container", "orders = container"),
    "no name": ('container "Broker"', 'container ""'),
    "a key twice": ('"containers" {', '"context" {'),
    "no folder of records": ("!adrs docs/decisions", "!adrs docs/none"),
    "an unknown word": ("views {", "pictures {"),
    "a key with a space": ('"containers" {', '"the containers" {'),
}


@pytest.mark.parametrize("fault", WRONG)
def test_structurizr_refuses_a_workspace_with(
    structurizr: Structurizr, tmp_path: Path, fault: str
) -> None:
    right, wrong = WRONG[fault]
    assert right in WORKSPACE

    with pytest.raises(Refused):
        drawn(structurizr, tmp_path, WORKSPACE.replace(right, wrong, 1))


# What the DSL makes of a name inside quotation marks; a writer must know all of these.
SURPRISES = {
    r"say \"hello\"": 'say "hello"',  # the one escape that there is
    r"two \\ strokes": r"two \\ strokes",  # a backslash cannot be escaped …
    r"one \new": "one \new",  # … and before an n it makes a line
    "${PATH_LIKE}": "from outside",  # the environment of whoever opens the file
    "${unknown": "${unknown",
    "{ } # // /* */ = !include x": "{ } # // /* */ = !include x",
    "<b>*x*</b>": "<b>*x*</b>",
    "‮backwards": "‮backwards",
}


@pytest.mark.parametrize("written", SURPRISES)
def test_structurizr_reads_a_name_written_as(
    structurizr: Structurizr, tmp_path: Path, written: str
) -> None:
    constant = WORKSPACE.replace("    model {", '    !const PATH_LIKE "from outside"\n    model {')

    read = drawn(structurizr, tmp_path, constant.replace('"Broker"', f'"{written}"'))

    assert SURPRISES[written] in {row["name"] for row in read["elements"]}


@pytest.mark.parametrize("name", ["->", '"""', "ends with \\", ""])
def test_structurizr_refuses_or_changes_a_name_that_is(
    structurizr: Structurizr, tmp_path: Path, name: str
) -> None:
    try:
        read = drawn(structurizr, tmp_path, WORKSPACE.replace('"Broker"', f'"{name}" "x"'))
    except Refused:
        return
    assert name not in {row["name"] for row in read["elements"]}


# --- Markdown: markdownlint ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("MD001", "# A\n\n### B\n"),
        ("MD012", "# A\n\n\ntext\n"),
        ("MD022", "# A\ntext\n"),
        ("MD024", "# A\n\n## B\n\n## B\n"),
        ("MD025", "# A\n\n# B\n"),
        ("MD032", "# A\n\ntext\n* item\n"),
        ("MD028", "# A\n\n> a\n\n> b\n"),
        ("MD033", "# A\n\n<script>x</script>\n"),
        ("MD036", "# A\n\n**B**\n\ntext\n"),
        ("MD040", "# A\n\n```\nx\n```\n"),
        ("MD047", "# A\n\ntext"),
        ("MD060", "# A\n\n| a | b |\n| --- | --- |\n| a |  |\n"),
    ],
)
def test_markdownlint_finds(npm: Npm, tmp_path: Path, rule: str, text: str) -> None:
    file = write(tmp_path, {"a.md": text}) / "a.md"

    assert rule in {finding.rule for finding in npm.markdownlint([file], RULES)}


def test_markdownlint_obeys_no_comment_in_the_text(npm: Npm, tmp_path: Path) -> None:
    text = "# A\n\n<!-- markdownlint-disable -->\n\n# B\n"

    assert npm.markdownlint([write(tmp_path, {"a.md": text}) / "a.md"], RULES)


def test_markdownlint_has_nothing_to_say_of_the_bundle(npm: Npm, unpacked: Path) -> None:
    files = sorted(unpacked.rglob("*.md"))

    assert len(files) > 8
    assert npm.markdownlint(files, RULES) == []


# --- YAML ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\na: 2\n",
        "a: b: c\n",
        "a:\n\t- b\n",
        "a: @b\n",
        "a: *b\n",
        "a: 'x\n",
        "a: &b [1]\nc: *b\n",
        "a: !!python/object x\n",
    ],
)
def test_the_yaml_parser_refuses(npm: Npm, tmp_path: Path, text: str) -> None:
    with pytest.raises(Refused):
        npm.yaml(write(tmp_path, {"a.yml": text}) / "a.yml")


def test_two_yaml_parsers_agree_on_front_matter_and_data(
    npm: Npm, unpacked: Path, tmp_path: Path
) -> None:
    for file in sorted((unpacked / "docs/decisions").glob("[0-9]*.md")):
        front = file.read_text().split("---\n")[1]
        data = file.read_text().partition("```yaml\n")[2].partition("```")[0]
        for text in (front, data):
            (theirs,) = npm.yaml(write(tmp_path, {"a.yml": text}) / "a.yml")
            ours = yaml.load(text, yaml.BaseLoader)
            assert json.loads(json.dumps(theirs), parse_int=str, parse_float=str).keys() == (
                ours.keys()
            )
    assert theirs["pattern-advisor"]["pattern"] == ours["pattern-advisor"]["pattern"]


# --- PDF ----------------------------------------------------------------------------------------

PAGE = """
#set document(title: "Advice")
#set page("a4")
= First
Größe – “quoted” ﬁt.
#pagebreak()
== Second
#figure(rect(width: 90pt), alt: "A box")
#link("https://example.org/x")[out]
"""


def printed(page: str = PAGE, *, tags: bool = True) -> bytes:
    fonts = typst.Fonts(include_system_fonts=False)
    made = typst.Compiler(page.encode(), font_paths=fonts).compile(
        format="pdf", pdf_tags=tags, timestamp=0
    )
    assert isinstance(made, bytes)
    return made


def test_the_pdf_readers_see_text_pages_bookmarks_and_tags() -> None:
    read = Pdf(printed())

    assert read.pages == 2
    assert "Größe – “quoted”" in read.texts[0]
    assert read.bookmarks == (Bookmark("First", 0, 1), Bookmark("Second", 1, 2))
    assert read.facts["Title"] == "Advice"
    assert read.facts["Language"] == "en"
    assert read.is_tagged
    assert {"H1", "H2", "P", "Figure"} <= {part.role for part in read.structure}
    assert [part.alternative for part in read.structure if part.role == "Figure"] == ["A box"]
    assert read.links == ("https://example.org/x",)
    assert read.embeds_all_fonts
    assert not any(map(is_blank, read.pictures()))


def test_the_pdf_readers_see_what_is_missing() -> None:
    read = Pdf(printed("", tags=False))

    assert not read.is_tagged
    assert read.structure == ()
    assert read.bookmarks == ()
    assert read.text == ""
    assert all(map(is_blank, read.pictures()))


def test_the_pdf_readers_refuse_what_is_damaged() -> None:
    whole = printed()

    for damaged in (b"", whole[:-600], whole[:400] + b"\n%%EOF\n", whole[20:]):
        with pytest.raises(Refused):
            Pdf(damaged)


def test_a_pdf_has_the_same_bytes_twice() -> None:
    assert printed() == printed()


# --- DOCX ---------------------------------------------------------------------------------------


def typed() -> bytes:
    """A small document by python-docx, with one of each."""
    document = docx.Document()
    document.core_properties.title = "Advice"
    document.add_heading("Advice", 0)
    document.add_heading("First", 1)
    document.add_paragraph("Größe – “quoted”.")
    table = document.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Pattern", "Fit"
    picture = io.BytesIO()
    Pdf(printed()).pictures()[1].save(picture, "PNG")
    document.add_picture(picture)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def test_python_docx_sees_headings_tables_and_pictures() -> None:
    read = Docx(typed())

    assert read.headings == ((0, "Advice"), (1, "First"))
    assert read.tables == ((("Pattern", "Fit"),),)
    assert [(one.media_type, one.alternative) for one in read.pictures] == [("image/png", "")]
    assert read.facts["title"] == "Advice"
    assert not read.repeats_table_heads
    assert read.outside == ()


def without_end(content: bytes, part: str = "word/document.xml") -> bytes:
    """The same archive, whole, in which one part breaks off."""
    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(saved, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name)[:400] if name == part else old.read(name))
    return saved.getvalue()


def test_python_docx_refuses_what_is_damaged() -> None:
    whole = typed()

    for damaged in (b"", b"text", whole[:-200], without_end(whole)):
        with pytest.raises(Refused):
            Docx(damaged)


@pytest.mark.usefixtures("office")
def test_libreoffice_opens_a_docx_and_prints_it() -> None:
    read = Pdf(word.as_pdf(typed()))

    assert "Größe – “quoted”." in read.text
    assert "Pattern Fit" in read.text
    assert not is_blank(read.pictures()[0])


@pytest.mark.usefixtures("office")
def test_libreoffice_refuses_what_is_damaged() -> None:
    for damaged in (b"text", without_end(typed())):
        with pytest.raises(Refused):
            word.as_pdf(damaged)


# --- the readers themselves ---------------------------------------------------------------------


def test_a_jar_that_is_not_the_pinned_one_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"a.jar": b"1", "b.jar": b"2", "c.jar": b"3"})
    pinned = jars.sums(tmp_path)
    write(tmp_path, {"b.jar": b"other", "d.jar": b"4"})
    (tmp_path / "c.jar").unlink()

    assert jars.differences(pinned, jars.sums(tmp_path)) == ["b.jar", "c.jar", "d.jar"]
    assert len(jars.pinned()) > 20
