"""The file of an Assessment: what it was made from comes back when it is read."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from advisor.answers import read_kept
from advisor.briefing import knowledge
from advisor.documents.folder import Decision, Ruling, Saved
from advisor.documents.kept import assessment
from advisor.documents.standing import numbers
from patterns.catalogue import Catalogue
from tests.advisor.answering import examples, folder, queries

DAY = date(2026, 3, 4)


@examples(10)
@given(data=st.data())
def test_answers_of_an_address_come_back_without_a_revision(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    made = folder(catalogue, data.draw(queries(catalogue)))

    content = assessment(made)

    read = read_kept(content, knowledge(catalogue), [each.slug for each in catalogue.patterns])
    assert not read.reading.problems
    assert read.reading.sheet.answers == made.sheet.answers
    assert not read.decisions
    assert dict(read.records) == numbers(made)
    assert b'"revision"' not in content


def test_decisions_and_numbers_come_back_with_those_of_a_revision(catalogue: Catalogue) -> None:
    decided = {
        "retry": Decision(Ruling.ACCEPTED, DAY, "only reads", "Ana", "adopt"),
        "geode": Decision(Ruling.REJECTED, DAY),
    }
    made = folder(
        catalogue, decisions=decided, numbers={"retry": 7}, saved=Saved(3, "1.0.0", b"{}")
    )

    content = assessment(made)

    read = read_kept(content, knowledge(catalogue), [each.slug for each in catalogue.patterns])
    told = {each.pattern: (each.status, each.note, each.decider) for each in read.decisions}
    assert told == {"retry": ("accepted", "only reads", "Ana"), "geode": ("rejected", "", "")}
    assert read.records["retry"] == 7
    assert b'"revision": 3' in content
    assert b'"engine": "1.0.0"' in content
