"""Answers -> values for a Code template or a Lab, each with the answer that it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass

from advisor.engine import Answers
from patterns.catalogue import Catalogue
from patterns.labs import shelf
from patterns.labs.addresses import Run, of_shared
from patterns.parameters import Parameter, Value, broken_rules, write


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value that an answer speaks for. question, option: where it comes from."""

    parameter: Parameter
    value: Value
    question: str
    option: str


def proposals(catalogue: Catalogue, slug: str, answers: Answers) -> tuple[Proposal, ...]:
    """Return the values that the Answers propose for a Pattern; none that break its rules.

    The first match of a parameter's `from_answers` wins, in the order of code.toml.
    """
    found: list[Proposal] = []
    for parameter in catalogue.parameters(slug):
        for written, value in parameter.from_answers:
            question, _, option = written.partition("=")
            if option in answers.of_question(question).options:
                found.append(Proposal(parameter, value, question, option))
                break
    return tuple(found) if found and not _broken(catalogue, slug, found) else ()


def query(proposed: tuple[Proposal, ...]) -> Mapping[str, str]:
    """Return the proposals as the keys and values of a code page's address."""
    return {each.parameter.name: write(each.parameter, each.value) for each in proposed}


def lab_run(catalogue: Catalogue, slug: str, proposed: tuple[Proposal, ...]) -> Run | None:
    """Return the run of the Pattern's own lab with these proposals; None where it has no lab.

    A proposal that the lab has no parameter for, or that does not fit it, is left out.
    """
    found = [words.slug for words in catalogue.labs_for(slug) if words.slug in shelf.labs()]
    if not found:
        return None
    own = slug if slug in found else found[0]
    values = {each.parameter.name: each.value for each in proposed}
    return of_shared(shelf.lab(own), values)


def _broken(catalogue: Catalogue, slug: str, found: list[Proposal]) -> bool:
    parameters = catalogue.parameters(slug)
    values = {parameter.name: parameter.default for parameter in parameters}
    values |= {each.parameter.name: each.value for each in found}
    return bool(broken_rules(catalogue.rules(slug), parameters, values))
