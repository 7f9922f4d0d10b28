"""The warnings in sentences, and where page and report put them."""

from dataclasses import replace
from fractions import Fraction

import pytest
from django.test import Client

from advisor.answers import address
from advisor.documents.warnings import Warned, warned
from advisor.documents.words import Words
from advisor.engine.prerequisites import Dependent, MissingPrerequisite, Standing
from advisor.engine.togetherness import (
    CheaperAlternative,
    Conflict,
    ShortCapability,
    TooMuch,
    Warnings,
)
from patterns.catalogue import Catalogue
from tests.advisor.answering import advice, folder, sheet
from tests.advisor.documents.test_report import report
from tests.advisor.markup import page
from tests.content.golden import SYSTEMS

ORDERED = "messages in order"
HEADING = "Before you take these together"


def in_words(catalogue: Catalogue, found: Warnings) -> list[Warned]:
    return warned(replace(advice(catalogue), warnings=found), Words(catalogue))


def missing(standing: Standing, *users: str, **more: object) -> Warnings:
    needed_by = tuple(Dependent(user, f"Reason of {user}.") for user in users)
    row = MissingPrerequisite("timeout", 1, standing, needed_by, **more)  # type: ignore[arg-type]
    return Warnings(prerequisites=(row,))


@pytest.mark.parametrize(
    ("standing", "more", "title", "what_to_do"),
    [
        (
            Standing.LEFT_OUT,
            {},
            "Retry without Timeout.",
            "Add Timeout (1 point), or make sure that the reason does not hold for you. "
            "Your answers by themselves do not advise it.",
        ),
        (
            Standing.BEYOND_BUDGET,
            {},
            "Retry now, Timeout only after this half year.",
            "Bring Timeout (1 point) forward, or let Retry wait for it.",
        ),
        (
            Standing.PULLED_IN,
            {},
            "Timeout is in the plan only because Retry needs it.",
            "Build it first. Your answers by themselves do not advise it, so without Retry it "
            "may go as well.",
        ),
        (
            Standing.AVOIDED,
            {"because": ("Not here.",)},
            "Retry needs Timeout, which your answers rule out.",
            "Retry cannot enter the plan. Do without, or change the answer that rules out Timeout.",
        ),
        (
            Standing.LOST_CHOICE,
            {"instead": ("fallback",)},
            "Retry needs Timeout, but the plan begins with Fallback.",
            "Begin with Timeout instead, or do without Retry.",
        ),
    ],
)
def test_a_missing_prerequisite_says_where_it_stands_and_what_to_do(
    catalogue: Catalogue, standing: Standing, more: dict[str, object], title: str, what_to_do: str
) -> None:
    (row,) = in_words(catalogue, missing(standing, "retry", **more))

    assert (row.title, row.what_to_do) == (title, what_to_do)
    assert row.reasons[0] == "Reason of retry."
    assert row.patterns == (("timeout", "Timeout"), ("retry", "Retry"))


def test_several_that_need_the_same_stand_in_one_warning(catalogue: Catalogue) -> None:
    (row,) = in_words(catalogue, missing(Standing.PULLED_IN, "retry", "circuit-breaker"))

    assert row.title == "Timeout is in the plan only because Retry and Circuit Breaker need it."
    assert row.reasons == ("Retry: Reason of retry.", "Circuit Breaker: Reason of circuit-breaker.")


def test_the_rule_that_forbids_a_prerequisite_is_told(catalogue: Catalogue) -> None:
    (row,) = in_words(catalogue, missing(Standing.AVOIDED, "retry", because=("Not here.",)))

    assert row.reasons == ("Reason of retry.", "Timeout: Not here.")


def test_a_conflict_names_the_weaker_with_its_margin(catalogue: Catalogue) -> None:
    clash = Conflict("retry", "fail-fast", "They [differ](pattern:saga).", Fraction(21, 4), True)

    (row,) = in_words(catalogue, Warnings(conflicts=(clash,)))

    assert row.title == "Retry and Fail Fast work against each other."
    assert row.reasons == ("They differ.",)
    assert row.what_to_do == (
        "Take both only if you provide for that, else begin with one. Your answers speak less for "
        "Fail Fast, by 5.2 points of priority: a close call, decide by hand."
    )


@pytest.mark.parametrize(
    ("margin", "advised", "sentence"),
    [
        (Fraction(5), False, "Its fit is 5.0 points lower, but your answers alone do not advise"),
        (Fraction(-5), True, "Its fit is 5.0 points higher, and it is advised as well."),
        (Fraction(0), True, "It fits as well, and it is advised as well."),
    ],
)
def test_a_cheaper_alternative_says_what_it_costs_and_how_it_fits(
    catalogue: Catalogue, margin: Fraction, advised: bool, sentence: str
) -> None:
    found = CheaperAlternative("geode", "failover", "geo", "Why.", 5, 3, margin, advised)

    (row,) = in_words(catalogue, Warnings(cheaper=(found,)))

    assert row.title == "Failover may do instead of Geode: 3 of 5 in complexity, not 5."
    assert row.what_to_do.startswith(sentence)


def test_too_much_is_said_with_numbers(catalogue: Catalogue) -> None:
    short = ShortCapability("skill", 0, 2, ("retry", "saga"))

    (time,) = in_words(catalogue, Warnings(too_much=TooMuch(40, 18, 6, 9, ())))
    (team,) = in_words(catalogue, Warnings(too_much=TooMuch(18, 18, 4, 0, (short,))))

    assert time.reasons == (
        "40 points are advised in all, half a year carries 18: 6 patterns are in the plan, "
        "9 patterns wait.",
    )
    assert team.title == "This is too much at once for the team."
    assert team.reasons == (
        "2 of 4 planned patterns need more than you have: experience up to level 2 of 3, you have "
        "0 (Retry and Saga).",
    )


def test_the_report_has_them_before_the_plan(catalogue: Catalogue) -> None:
    text = report(folder(catalogue, SYSTEMS[ORDERED]))

    assert text.index(f"## {HEADING}") < text.index("## Plan")
    assert "> **Competing Consumers and Sequential Convoy work against each other.**" in text
    assert HEADING not in report(folder(catalogue, SYSTEMS["a small internal tool"]))


def test_the_page_has_them_before_the_plan(site: Client, catalogue: Catalogue) -> None:
    shown = page(site.get(f"/advice/?{address(sheet(catalogue, SYSTEMS[ORDERED]))}").content)

    headings = [heading.text for heading in shown.all("h2")]
    assert headings.index(HEADING) == headings.index("Plan") - 1
    judged = advice(catalogue, SYSTEMS[ORDERED])
    for row in warned(judged, Words(catalogue)):
        assert row.title in shown.text
        assert row.what_to_do in shown.text


def test_a_page_without_warnings_has_no_section_for_them(
    site: Client, catalogue: Catalogue
) -> None:
    tool = address(sheet(catalogue, SYSTEMS["a small internal tool"]))

    shown = page(site.get(f"/advice/?{tool}").content)

    headings = [heading.text for heading in shown.all("h2")]
    assert "Plan" in headings
    assert HEADING not in headings
