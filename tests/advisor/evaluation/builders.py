"""A Knowledge in which each option adopts one Pattern, so that figures can be counted by hand."""

from collections.abc import Sequence

from advisor.engine import Answers, Knowledge
from advisor.engine.profiles import Group
from advisor.evaluation.measuring import Declined, Item
from tests.advisor.engine.builders import knowledge_of, option, profile, question

PLAIN = tuple(f"pattern-{letter}" for letter in "abcdefghijkl")
SAGAS = ("saga", "saga-choreography", "saga-orchestration")
MONOLITH = "modular-monolith"
SLUGS = (*PLAIN, *SAGAS, MONOLITH)
SEVERAL = ("pattern-a", *SAGAS)


def known() -> Knowledge:
    """Return a Knowledge where choosing the option `<slug>` makes that Pattern adopt, alone."""
    options = [option(slug, {f"need_{slug}": 3}) for slug in SLUGS]
    profiles = [
        profile(
            slug,
            {f"need_{slug}": 3},
            several_services=slug in SEVERAL,
            family="saga" if slug in SAGAS[1:] else None,
        )
        for slug in SLUGS
    ]
    choice = Group("sagas", SAGAS[1:])
    return knowledge_of([question("needs", *options)], profiles, groups=(choice,))


def item(
    id: str,
    adopts: Sequence[str] = (),
    expected: Sequence[str] = (),
    *,
    also: Sequence[str] = (),
    source: Sequence[str] = (),
    judgement: Sequence[str] = (),
    breadth: str = "",
    facts: Sequence[str] = (),
) -> Item:
    """Return an Item for which the Knowledge above adopts just these."""
    return Item(
        id,
        Answers.of({"needs": list(adopts)} if adopts else {}),
        tuple(expected),
        tuple(also),
        (
            *(Declined(slug, "source") for slug in source),
            *(Declined(slug, "judgement") for slug in judgement),
        ),
        breadth=breadth,
        facts=tuple(facts),
    )
