"""The twelve chapters, the roadmap and the lists beside it: what the Advice knows, and no more."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from advisor.documents.arc42 import titles
from advisor.documents.bundle import contents_of
from advisor.documents.folder import Decision, Folder, RecordForm, Ruling
from patterns.catalogue import Catalogue
from tests.advisor.answering import BUSY, examples, folder, queries
from tests.advisor.documents import madr
from tests.advisor.documents.test_report import rows

ARC42 = "docs/architecture/arc42/"
DAY = date(2026, 1, 20)


def pages(kept: Folder) -> dict[str, str]:
    """The Markdown files of docs/architecture by their short name."""
    start = "docs/architecture/"
    return {
        path.removeprefix(start).removesuffix(".md"): body.decode()
        for path, body in contents_of(kept).items()
        if path.startswith(start) and path.endswith(".md")
    }


def decided(kept: Folder, **rulings: Ruling) -> Folder:
    chosen = {
        slug.replace("_", "-"): Decision(ruling, DAY, "we looked at it")
        for slug, ruling in rulings.items()
    }
    return replace(kept, decisions=chosen)


@examples(10)
@given(data=st.data())
def test_every_chapter_is_there_under_its_name_and_none_is_empty(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    made = pages(folder(catalogue, data.draw(queries(catalogue))))

    for name, title in titles():
        text = made[f"arc42/{name.removesuffix('.md')}"]
        assert madr.headings(text)[0] == (1, title)
        assert len(text.splitlines()) > 4
    assert len([name for name in made if name.startswith("arc42/")]) == 12


def test_what_nobody_answered_is_asked_for_and_not_made_up(catalogue: Catalogue) -> None:
    made = pages(folder(catalogue, {}))

    for name in ("03-context-and-scope", "07-deployment-view", "12-glossary"):
        assert "To fill in" in made[f"arc42/{name}"]
    assert "Nobody said who calls." in made["arc42/03-context-and-scope"]
    assert "Web application" not in made["arc42/03-context-and-scope"]
    assert "The plan is empty" in made["roadmap"]
    assert "Nothing has been answered yet." in made["arc42/01-introduction-and-goals"]


def test_who_calls_is_said_where_it_was_answered(catalogue: Catalogue) -> None:
    made = pages(folder(catalogue, {**BUSY, "clients": ["web", "mobile"]}))

    assert "Mobile application, Web application" in made["arc42/03-context-and-scope"]
    assert "Services of others are called." in made["arc42/03-context-and-scope"]


@examples(8)
@given(data=st.data())
def test_the_roadmap_has_every_pattern_to_build_in_the_order_of_the_plan(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    kept = folder(catalogue, data.draw(queries(catalogue)))

    text = pages(kept)["roadmap"]

    found = [row for name in ("Foundations", "Quick wins", "Strategic") for row in rows(text, name)]
    members = kept.advice.plan.members
    assert [row[0] for row in found] == [kept.words.pattern(slug) for slug in members]
    assert sum(int(row[2]) for row in found) == kept.advice.plan.used
    for row in found:
        before = [each[0] for each in found[: found.index(row)]]
        assert set(filter(None, row[3].split(", "))) <= set(before)


def test_what_people_decided_moves_between_the_lists(catalogue: Catalogue) -> None:
    plain = folder(catalogue)
    assert "retry" in plain.advice.plan.members
    kept = decided(plain, retry=Ruling.REJECTED, geode=Ruling.ACCEPTED)

    made = pages(kept)

    assert "Retry" not in [row[0] for row in rows(made["roadmap"], "Quick wins")]
    assert "Geode: accepted by people" in made["roadmap"]
    assert "Retry: in the plan, but decided otherwise." in made["roadmap"]
    assert "* Retry: we looked at it ([record" in made["avoid"]
    assert "Retry" not in [row[1] for row in rows(made["arc42/04-solution-strategy"],
                                                  "What is built, in this order")]  # fmt: skip
    assert "Geode" in [row[0] for row in rows(made["arc42/12-glossary"], "Patterns")]


def test_the_avoid_list_names_each_pattern_to_avoid_with_its_reason(catalogue: Catalogue) -> None:
    kept = folder(catalogue)
    avoided = [each for each in kept.advice.patterns if each.verdict.is_avoid]
    assert avoided

    text = pages(kept)["avoid"]

    for judged in avoided:
        assert f"* **{kept.words.pattern(judged.slug)}**: " in text


def test_contradictions_and_unknown_answers_are_told(catalogue: Catalogue) -> None:
    query = {"services": ["few"], "tx": ["many"], "latency": ["unknown"], "runtime": ["na"]}
    kept = folder(catalogue, query)
    kept = replace(kept, sheet=replace(kept.sheet, reason_texts={"runtime": "Hosted elsewhere"}))

    text = pages(kept)["assumptions"]

    assert kept.advice.contradictions
    assert kept.advice.contradictions[0].message.rstrip(".") in text
    assert "You do not know; both ways stay open." in text
    assert rows(text, "Why a question does not apply") == [
        [kept.words.question("runtime"), "Hosted elsewhere"]
    ]


def test_ticks_stand_in_the_order_of_the_roadmap(catalogue: Catalogue) -> None:
    kept = folder(catalogue)

    titles = [words for level, words in madr.headings(pages(kept)["checklist"]) if level == 2]

    planned = [kept.words.pattern(slug) for slug in kept.advice.plan.members]
    assert titles[0] == "Every pattern"
    assert titles[1:] == [name for name in planned if name in titles]


def test_an_index_stands_where_no_importer_takes_it_for_a_record(catalogue: Catalogue) -> None:
    for form in RecordForm:
        files = contents_of(folder(catalogue, form=form))
        apart = form in (RecordForm.NYGARD, RecordForm.LOG4BRAINS)
        assert ("docs/architecture/decisions.md" in files) is apart
        assert ("docs/decisions/index.md" in files) is not apart
