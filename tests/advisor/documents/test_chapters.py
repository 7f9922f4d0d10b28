"""One Advice as one Document."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from advisor.documents.chapters import document_of
from advisor.documents.folder import Decision, Ruling, Saved
from patterns.catalogue import Catalogue
from patterns.documents.document import (
    Block,
    Bullets,
    Checklist,
    Definitions,
    Document,
    Figure,
    Notice,
    Paragraph,
    Run,
    Section,
    Table,
    Words,
)
from tests.advisor.answering import advice, examples, folder, queries

HOSTILE = "<script>alert(1)</script> [x](https://evil.example) `*_#|\x00\u202e \ud800 =1+1 😀"


def test_the_foot_of_a_page_names_release_and_engine(catalogue: Catalogue) -> None:
    kept = folder(catalogue)

    release, engine = kept.advice.release, kept.advice.engine
    assert document_of(kept).origin == f"Release {release[:19]}, engine {engine}"


def words(found: Words) -> str:
    return "".join(run.text for run in found)


def blocks(document: Document) -> Iterator[Block]:
    for _, section in document.outline():
        yield from section.blocks


def runs(document: Document) -> Iterator[Run]:
    for block in blocks(document):
        yield from _runs(block)


def _runs(block: Block) -> Iterator[Run]:
    match block:
        case Paragraph(found):
            yield from found
        case Bullets(items) | Checklist(items):
            for item in items:
                yield from item
        case Definitions(rows):
            for _, found in rows:
                yield from found
        case Table(rows=cells):
            for row in cells:
                for cell in row:
                    yield from cell
        case Notice(blocks=inner):
            for each in inner:
                yield from _runs(each)


def section(document: Document, name: str) -> Section:
    return next(each for _, each in document.outline() if each.id == name)


def table(document: Document, name: str) -> list[list[str]]:
    found = next(each for each in section(document, name).blocks if isinstance(each, Table))
    return [[words(cell) for cell in row] for row in found.rows]


def saved(**options: Any) -> dict[str, Any]:
    return {"saved": Saved(3, "1.0", b"{}"), **options}


@examples(15)
@given(data=st.data())
def test_a_document_has_every_member_and_every_verdict_that_is_told(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    query = data.draw(queries(catalogue))
    judged = advice(catalogue, query)

    document = document_of(folder(catalogue, query))

    names = [catalogue.get(slug).name for slug in judged.plan.members]
    told = [each for each in judged.patterns if each.verdict not in ("later", "not-needed")]
    if names:
        assert [row[0] for row in table(document, "plan")] == names
        assert [each.title for each in section(document, "patterns").sections] == names
    if told:
        assert [[row[0], row[2]] for row in table(document, "verdicts")] == [
            [catalogue.get(each.slug).name, str(each.verdict)] for each in told
        ]
    ids = {each.id for _, each in document.outline()}
    assert all(run.to in ids for run in runs(document) if run.to)


def test_equal_folders_give_equal_documents(catalogue: Catalogue) -> None:
    assert document_of(folder(catalogue)) == document_of(folder(catalogue))


def test_the_points_of_a_ledger_add_up_to_its_fit(catalogue: Catalogue) -> None:
    document = document_of(folder(catalogue))

    for each in section(document, "patterns").sections:
        found = next(block for block in each.blocks if isinstance(block, Table))
        points = [float(words(row[-1]).replace("−", "-")) for row in found.rows]
        assert round(sum(points[:-1]), 1) == points[-1]


def test_the_forces_named_in_a_row_of_the_matrix_add_up_to_its_fit(catalogue: Catalogue) -> None:
    found = table(document_of(folder(catalogue)), "matrix")

    assert found
    for _, fit, adds, takes in found:
        named = [each for each in f"{adds}; {takes}".split("; ") if each]
        points = [float(each.rpartition(" ")[2].replace("−", "-")) for each in named]
        assert round(sum(points), 1) == float(fit.replace("−", "-"))


def test_the_three_pictures_have_captions_and_alternatives(catalogue: Catalogue) -> None:
    figures = [each for each in blocks(document_of(folder(catalogue))) if isinstance(each, Figure)]

    assert sorted(each.name for each in figures) == ["architecture", "quadrant", "roadmap"]
    assert all(each.caption and each.alternative for each in figures)


def test_what_people_wrote_is_one_line_without_hidden_characters(catalogue: Catalogue) -> None:
    decided = {"saga": Decision(Ruling.ACCEPTED, date(2026, 5, 1), HOSTILE, HOSTILE)}

    document = document_of(folder(catalogue, **saved(decisions=decided)))

    cells = [cell for row in table(document, "decisions") for cell in row]
    shown = "<script>alert(1)</script> [x](https://evil.example) `*_#| =1+1 😀"
    assert cells.count(shown) == 2
    assert not any(run.address for run in runs(document))


def test_notes_and_reasons_stand_beside_their_answers(catalogue: Catalogue) -> None:
    bare = folder(catalogue, {"latency": ["ms300"], "tx": ["na"], "undo": ["unlocked"]})
    noted = replace(
        bare.sheet, notes={"latency": HOSTILE, "tx": "Ask again."}, reason_texts={"tx": "One part."}
    )

    beside = {row[0]: row[2] for row in table(document_of(replace(bare, sheet=noted)), "answers")}
    assert [beside[bare.words.question(name)] for name in ("latency", "tx", "undo")] == [
        "<script>alert(1)</script> [x](https://evil.example) `*_#| =1+1 😀",
        "One part.; Ask again.",
        "",
    ]
    assert {len(row) for row in table(document_of(bare), "answers")} == {2}


def test_a_pattern_that_people_accepted_beyond_the_plan_is_explained(catalogue: Catalogue) -> None:
    beyond = next(
        each.slug
        for each in advice(catalogue).patterns
        if each.slug not in advice(catalogue).plan.members
    )
    decided = {beyond: Decision(Ruling.ACCEPTED, date(2026, 5, 1))}

    document = document_of(folder(catalogue, **saved(decisions=decided)))

    assert section(document, f"pattern-{beyond}").title == catalogue.get(beyond).name


def test_contradictions_stand_before_the_plan(catalogue: Catalogue) -> None:
    document = document_of(folder(catalogue, {"services": ["few"], "tx": ["many"]}))

    ids = [each.id for _, each in document.outline()]
    assert ids.index("clashes") < ids.index("plan")


def test_an_advice_without_answers_is_a_document_too(catalogue: Catalogue) -> None:
    document = document_of(folder(catalogue, {}))

    assert "The plan is empty" in words(section(document, "plan").blocks[0].words)


def test_what_people_dropped_is_neither_promised_nor_drawn(catalogue: Catalogue) -> None:
    planned = folder(catalogue)
    first, second, *_ = planned.advice.plan.members
    rejected = Decision(Ruling.REJECTED, planned.on, "Too early.", "team orders")
    beyond = next(
        judged.slug
        for judged in planned.advice.patterns
        if judged.slug not in planned.advice.plan.members
    )
    accepted = Decision(Ruling.ACCEPTED, planned.on, "", "team orders")

    made = folder(catalogue, decisions={first: rejected, beyond: accepted})

    name = planned.words.pattern(first)
    document = document_of(made)
    assert f"{len(made.followed)} patterns to build, {planned.words.pattern(second)}" in (
        document.title
    )
    assert document.lead == (
        "The plan as people decided on it: 1 of its "
        f"{len(planned.planned)} patterns left out and 1 taken up beyond it."
    )
    pictures = dict(made.pictures)
    assert name in dict(planned.pictures)["roadmap"].script
    assert name not in pictures["roadmap"].script
    assert first not in [place.slug for place in made.composed.placements]
    assert beyond in [place.slug for place in made.composed.placements]


def test_where_everything_was_dropped_nothing_is_to_be_built(catalogue: Catalogue) -> None:
    planned = folder(catalogue)
    rejected = Decision(Ruling.REJECTED, planned.on, "", "")

    made = folder(catalogue, decisions=dict.fromkeys(planned.advice.plan.members, rejected))

    assert document_of(made).title == "Nothing is to be built"
    assert {"architecture", "roadmap"}.isdisjoint(dict(made.pictures))
