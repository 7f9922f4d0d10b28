"""Decision records, as strict readers see them."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.documents.decisions import records
from advisor.documents.sentences import strongest
from advisor.documents.words import Words
from advisor.engine.profiles import Verdict
from patterns.catalogue import Catalogue
from tests.advisor.answering import BUSY, examples, folder, queries
from tests.advisor.documents import madr


@examples(25)
@given(data=st.data())
def test_every_record_of_any_advice_is_read_by_a_strict_reader(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    kept = folder(catalogue, data.draw(queries(catalogue)))

    made = records(kept)

    names = {record.name for record in made}
    for record, judged in zip(made, kept.planned, strict=True):
        read = madr.read(record.name, record.text.encode())
        assert read.status == record.status == "proposed"
        assert read.date == kept.on.isoformat()
        assert read.title == record.title
        assert read.chosen == catalogue.get(record.pattern).name
        assert read.options[-1] == "Keep things as they are"
        assert set(read.links) <= names
        assert read.data["pattern"] == record.pattern
        assert read.data["verdict"] == str(judged.verdict)
        assert read.data["fit"] == judged.shown.fit
        assert read.data["range"] == [judged.shown.low, judged.shown.high]
        assert read.data["release"] == catalogue.digest


def test_numbers_follow_the_plan_from_the_first_one_on(catalogue: Catalogue) -> None:
    kept = folder(catalogue, first=41)

    made = records(kept)

    assert [record.number for record in made] == list(range(41, 41 + len(made)))
    assert [record.pattern for record in made] == list(kept.advice.plan.members)
    assert all(record.name.startswith(f"{record.number:04d}-use-") for record in made)


def test_the_date_is_the_one_that_came_in(catalogue: Catalogue) -> None:
    made = records(folder(catalogue, on=date(2026, 2, 3)))

    assert all("\ndate: 2026-02-03\n" in record.text for record in made)


def test_a_pattern_to_prepare_names_its_condition(catalogue: Catalogue) -> None:
    kept = folder(catalogue, {**BUSY, "skill": ["new"]})

    prepared = {
        judged.slug
        for judged in kept.planned
        if judged.verdict is Verdict.PREPARE and judged.missing
    }
    assert prepared
    for record in records(kept):
        assert ("On condition that this is in place first: " in record.text) == (
            record.pattern in prepared
        )


def test_rivals_of_a_choice_are_options_with_their_own_arguments(catalogue: Catalogue) -> None:
    kept = folder(catalogue, {**BUSY, "load": ["caller", "provider"]})

    made = {record.pattern: record for record in records(kept)}
    (choice,) = [each for each in kept.advice.plan.groups if each.winner in made]
    read = madr.read(made[choice.winner].name, made[choice.winner].text.encode())
    for rival in choice.others:
        name = catalogue.get(rival.slug).name
        part = made[choice.winner].text.partition(f"### {name}\n")[2].partition("###")[0]
        assert name in read.options
        assert "* Good, because " in part
        assert f"it is {float(rival.margin):.1f} points behind" in part


@pytest.mark.parametrize("slug", ["retry", "timeout"])
def test_a_record_reads_well_with_and_without_a_finished_page(
    catalogue: Catalogue, slug: str
) -> None:
    record = next(each for each in records(folder(catalogue)) if each.pattern == slug)

    for awkward in ("is eased", "it helps clearly", "stays as it is", "0 of 100 of", "\\`", ": :"):
        assert awkward not in record.text
    assert "is what it is made for" in record.text
    assert ", because the answers “" in record.text


def test_no_answer_is_told_twice(catalogue: Catalogue) -> None:
    for record in records(folder(catalogue)):
        context = record.text.partition("These answers ask for it:")[2].partition("##")[0]
        listed = [line for line in context.splitlines() if line.startswith("* ")]
        assert len(listed) == len(set(listed)), record.name


@examples(25)
@given(data=st.data())
def test_the_first_sentence_names_each_answer_once_with_all_its_points(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    kept = folder(catalogue, data.draw(queries(catalogue)))

    for judged in kept.planned:
        named = strongest(judged)
        assert len({(question, option) for question, option, _ in named}) == len(named)
        for question, option, points in named:
            own = [
                share.shown
                for share in judged.shares
                if (share.question, share.option) == (question, option) and share.points > 0
            ]
            assert points == pytest.approx(sum(own))
    for record in records(kept):
        sentence = record.text.partition(", because the answers ")[2].partition(" call for it")[0]
        answers = re.findall(r"“(.+?)” \\?\(\+", sentence)
        assert len(set(answers)) == len(answers), record.name


def test_an_answer_that_raises_two_forces_adds_up(catalogue: Catalogue) -> None:
    (record,) = [each for each in records(folder(catalogue)) if each.pattern == "circuit-breaker"]

    said = record.text.partition(", because the answers ")[2].partition(" call for it")[0]
    assert "“One failing or slow part took others down” (+33.9 points)" in said


def test_an_empty_plan_has_no_record(catalogue: Catalogue) -> None:
    assert records(folder(catalogue, {})) == ()


@pytest.mark.parametrize(
    "hostile", ["] # x", "```", "<b>", "1. one | two", "--- *a* _b_", "[x](y) &amp; `c`"]
)
def test_no_text_of_the_catalogue_can_break_a_record(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, hostile: str
) -> None:
    kept = folder(catalogue)
    for method in ("force", "question", "option", "answer", "capability"):
        monkeypatch.setattr(Words, method, lambda *_: hostile)

    for record in records(kept):
        read = madr.read(record.name, record.text.encode())
        assert read.title.endswith(f"for “{hostile}”")
        assert set(read.links) <= {each.name for each in records(kept)}
