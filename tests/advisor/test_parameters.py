"""Values for a code template that the answers speak for."""

from advisor.engine import Answers
from advisor.parameters import proposals, query
from patterns.catalogue import Catalogue
from patterns.content.questionnaire import answer_faults
from patterns.parameters import read


def test_a_strict_answer_time_shortens_the_wait_of_the_breaker(catalogue: Catalogue) -> None:
    proposed = proposals(catalogue, "circuit-breaker", Answers.of({"latency": ["ms50"]}))

    assert [(p.parameter.name, p.question, p.option) for p in proposed] == [
        ("open_wait", "latency", "ms50")
    ]
    assert query(proposed) == {"open_wait": "5"}


def test_without_a_matching_answer_nothing_is_proposed(catalogue: Catalogue) -> None:
    assert proposals(catalogue, "circuit-breaker", Answers.of({"stage": ["new"]})) == ()


def test_every_mapped_answer_exists_and_every_proposal_can_be_read_back(
    catalogue: Catalogue,
) -> None:
    for pattern in catalogue.complete:
        parameters = catalogue.parameters(pattern.slug)
        for parameter in parameters:
            for written, _ in parameter.from_answers:
                question, _, option = written.partition("=")
                asked = {question: [option]}
                assert not list(answer_faults(catalogue.content, asked, pattern.slug, written))

                proposed = proposals(catalogue, pattern.slug, Answers.of(asked))
                reading = read(parameters, query(proposed), catalogue.rules(pattern.slug))
                assert not reading.messages
                assert all(reading.values[p.parameter.name] == p.value for p in proposed)
