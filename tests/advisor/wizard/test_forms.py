"""One Question as one form."""

from hypothesis import given
from hypothesis import strategies as st

from advisor.answers import read
from advisor.briefing import knowledge
from advisor.wizard.forms import form_of
from patterns.catalogue import Catalogue
from tests.advisor.answering import examples


def test_what_excludes_everything_stands_apart_at_the_end(catalogue: Catalogue) -> None:
    for section in catalogue.content.sections:
        for question in section.question:
            form = form_of(question, ())

            alone = [choice.id for choice in form.alone]
            exclusive = [option.id for option in question.option if option.exclusive]
            last = ["unknown"] if question.always_applies else ["unknown", "na"]
            assert alone == [*exclusive, *last]
            assert not form.error


@examples(100)
@given(data=st.data())
def test_a_form_has_an_error_exactly_when_its_answer_cannot_be_read(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    known = knowledge(catalogue)
    question = catalogue.question(data.draw(st.sampled_from([each.id for each in known.questions])))
    offered = [option.id for option in question.option] + ["unknown", "nonsense"]
    chosen = data.draw(st.lists(st.sampled_from(offered), unique=True))

    form = form_of(question, chosen)

    usable = [word for word in chosen if word != "nonsense"]
    answered = question.id in read({question.id: chosen}, known).answers.given
    assert bool(form.error) == (bool(usable) and not answered)


def test_an_error_names_both_sides(catalogue: Catalogue) -> None:
    form = form_of(catalogue.question("pains"), ("dup", "none", "timeouts"))

    labels = {choice.id: choice.label for choice in (*form.together, *form.alone)}
    assert f"“{labels['none']}” excludes the others: " in form.error
    assert f"“{labels['dup']}”" in form.error
    assert f"“{labels['timeouts']}”" in form.error
