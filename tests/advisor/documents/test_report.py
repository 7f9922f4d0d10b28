"""The whole Advice as one Markdown file."""

from itertools import takewhile

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from advisor.documents.chapters import document_of
from advisor.documents.folder import Folder
from advisor.documents.reckoning import signless
from patterns.catalogue import Catalogue
from patterns.documents.markdown import markdown
from tests.advisor.answering import BUSY, advice, examples, folder, queries
from tests.advisor.documents import madr

reader = MarkdownIt("commonmark").enable("table")


def report(folder: Folder) -> str:
    return markdown(document_of(folder))


def rows(text: str, heading: str) -> list[list[str]]:
    """The cells of the table below a heading, row by row, without the head."""
    found: list[list[str]] = []
    here = body = False
    tokens = reader.parse(text)
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            here = tokens[index + 1].content == heading
        elif here and token.type in ("tbody_open", "tbody_close"):
            body = token.type == "tbody_open"
        elif here and body and token.type == "tr_open":
            found.append([])
        elif here and body and token.type == "inline":
            found[-1].append(token.content)
    return found


@examples(15)
@given(data=st.data())
def test_a_report_has_every_member_and_every_verdict_that_is_told(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    query = data.draw(queries(catalogue))
    judged = advice(catalogue, query)

    text = report(folder(catalogue, query))

    names = [catalogue.get(slug).name for slug in judged.plan.members]
    told = [each for each in judged.patterns if each.verdict not in ("later", "not-needed")]
    assert [row[0] for row in rows(text, "Plan")] == names
    assert [[row[0], *row[2:4]] for row in rows(text, "Verdicts")] == [
        [catalogue.get(each.slug).name, str(each.verdict), signless(each.shown.fit)]
        for each in told
    ]
    assert len(rows(text, "Answers")) == len(judged.answers.given)


def test_the_diagrams_stand_in_it_as_fenced_mermaid(catalogue: Catalogue) -> None:
    tokens = reader.parse(report(folder(catalogue)))

    fences = [token for token in tokens if token.type == "fence"]
    assert [fence.info for fence in fences] == ["mermaid"] * 3
    assert [fence.content.split()[0] for fence in fences] == ["gantt", "flowchart", "quadrantChart"]


def test_contradictions_stand_before_the_plan(catalogue: Catalogue) -> None:
    text = report(folder(catalogue, {"services": ["few"], "tx": ["many"]}))

    titles = [words for _, words in madr.headings(text)]
    assert titles.index("Answers that cannot all be true") < titles.index("Plan")


def test_an_advice_without_answers_is_a_report_too(catalogue: Catalogue) -> None:
    text = report(folder(catalogue, {}))

    assert "The plan is empty" in text
    assert "mermaid" not in text


def test_the_checklist_follows_the_plan(catalogue: Catalogue) -> None:
    text = report(folder(catalogue, BUSY))

    titles = madr.headings(text)
    below = titles[titles.index((2, "Implementation checklist")) + 1 :]
    named = [words for _, words in takewhile(lambda title: title[0] == 3, below)]
    members = [catalogue.get(slug).name for slug in advice(catalogue).plan.members]
    assert named[0] == "Every pattern"
    told = [f"{name} (Implementation checklist)" for name in members]
    assert [name for name in told if name in named] == named[1:] != []


def test_each_planned_pattern_has_its_reasons(catalogue: Catalogue) -> None:
    text = report(folder(catalogue))

    for slug in advice(catalogue).plan.members:
        chapter = text.partition(f"\n### {catalogue.get(slug).name}\n")[2]
        assert "**Why**:" in chapter.partition("\n### ")[0]


def test_no_heading_stands_twice(catalogue: Catalogue) -> None:
    titles = [words for _, words in madr.headings(report(folder(catalogue)))]

    assert len(set(titles)) == len(titles) > 20
